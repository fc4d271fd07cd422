import Records

/// Text whose every character can be seen: what would act on a screen or a reader is written out.
///
/// Control characters become `\xHH`, a tab one space, characters without a shape of their own (marks
/// that turn the direction of writing, zero width, tags, soft hyphens) `⟨U+202E⟩`. Works on
/// scalars: in Swift a `<` with an accent on it is another `Character` than `<`, but no service
/// sees it that way.
func visible(_ scalars: some Sequence<Unicode.Scalar>) -> String {
  var out = ""
  var marksInARow = 0
  for scalar in scalars {
    marksInARow = scalar.isMark ? marksInARow + 1 : 0
    if scalar == "\t" {
      out.unicodeScalars.append(" ")
    } else if scalar.value < 0xA0, scalar.isUnsafeToShow {
      out += #"\x"# + hexadecimal(scalar.value, digits: 2).lowercased()
    } else if scalar.hasNoShape || marksInARow > marksInARowMax {
      out += "⟨U+" + hexadecimal(scalar.value, digits: 4) + "⟩"
    } else {
      out.unicodeScalars.append(scalar)
    }
  }
  return out
}

func visible(_ text: String) -> String { visible(text.unicodeScalars) }

/// Marks on one letter; towers of them paint over the lines around.
///
/// Vietnamese and polytonic Greek need two, Hebrew with cantillation three.
private let marksInARowMax = 3

/// True for text of spaces only, which several services refuse as empty.
func showsNothing(_ text: String) -> Bool {
  text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
}

func hexadecimal(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

extension Unicode.Scalar {
  fileprivate var isMark: Bool {
    guard value >= 0x300 else { return false }
    return properties.generalCategory == .nonspacingMark
      || properties.generalCategory == .enclosingMark
  }

  /// Emoji's variation selector alone is let through: it only makes a sign colourful.
  fileprivate var hasNoShape: Bool {
    guard value >= 0xA0, value != 0xFE0F else { return false }
    return isUnsafeToShow || properties.isDefaultIgnorableCodePoint
      || properties.isNoncharacterCodePoint || properties.generalCategory == .format
  }
}
