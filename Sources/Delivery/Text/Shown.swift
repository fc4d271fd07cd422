import Records

/// Text that does nothing but be read, before it is escaped for one service.
///
/// It holds no control character, no line end, nothing invisible, and has a length. What strangers
/// wrote is besides without secrets and live links. Markup is still in it: escaping that is the
/// encoder's last step, for our own words as for theirs, because rule files come from outside too.
struct Shown: Sendable, Hashable {
  let text: String

  /// Of one name or title of our own, in UTF-16 units: the largest count any service uses.
  static let ownMax = 200
  /// Of one stranger's value within a sentence.
  static let valueMax = 100
  /// Of one log line; the whole line is in the database.
  static let lineMax = 500
  /// Of one paragraph of the register.
  static let paragraphMax = 1200

  /// Words of this installation: its register, its rules, its people.
  init(own text: String, cap: Int = Shown.ownMax) {
    self.text = cut(visible(text), to: cap)
  }

  /// What a stranger wrote: secrets masked and links made dead.
  init(_ stranger: Untrusted, cap: Int = Shown.valueMax) {
    text = stranger.encoded { cut(defanged(redacted(visible($0))), to: cap) }
  }

  /// What a stranger wrote, for a program to compare: secrets masked, links as they were.
  init(forPrograms stranger: Untrusted, cap: Int) {
    text = stranger.encoded { cut(redacted(visible($0)), to: cap) }
  }

  /// The paragraphs of a longer text of our own; a line end begins a new one.
  static func paragraphs(_ text: String?, cap: Int = Shown.paragraphMax) -> [Shown] {
    visibleLines(text ?? "").map { Shown(own: $0, cap: cap) }
  }

  var showsNothing: Bool { Delivery.showsNothing(text) }

  func capped(_ cap: Int) -> Shown { Shown(own: text, cap: cap) }
}

/// At most `cap` UTF-16 units of `text`; what was cut is said.
///
/// It does not say how much: a stranger's value was already capped when it was read.
func cut(_ text: String, to cap: Int) -> String {
  guard text.utf16.count > cap else { return text }
  let mark = "… (cut)"
  var units = mark.utf16.count
  var kept = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    units += UTF16.width(scalar)
    if units > cap { break }
    kept.append(scalar)
  }
  return String(kept) + mark
}

extension Shown: ExpressibleByStringInterpolation {
  init(stringLiteral value: String) { text = value }
  init(stringInterpolation parts: StringInterpolation) { text = parts.text }

  /// Takes only what is listed, so that nothing comes in by its description.
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { text += literal }
    mutating func appendInterpolation(_ shown: Shown) { text += shown.text }
    mutating func appendInterpolation(_ number: Int) { text += String(number) }
    mutating func appendInterpolation(own text: String, cap: Int = Shown.ownMax) {
      self.text += Shown(own: text, cap: cap).text
    }
    mutating func appendInterpolation(_ stranger: Untrusted, cap: Int = Shown.valueMax) {
      text += Shown(stranger, cap: cap).text
    }
  }
}

extension Sequence where Element == Shown {
  func joined(separator: String) -> Shown {
    Shown(stringLiteral: map(\.text).joined(separator: separator))
  }
}
