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
  /// Paragraphs of one text.
  private static let paragraphsMax = 8

  /// Words of this installation: its register, its rules, its people.
  init(own text: String, cap: Int = Shown.ownMax) {
    // Visible text is never shorter, so what lies behind `cap` cannot come into it.
    self.text = cut(visible(text.unicodeScalars.prefix(cap + 1)), to: cap)
  }

  /// What a stranger wrote: secrets masked and links made dead.
  init(_ stranger: Untrusted, cap: Int = Shown.valueMax) {
    text = stranger.encoded { Self.harmless($0, cap: cap) { defanged(redacted($0)) } }
  }

  /// What a stranger wrote, for a program to compare: secrets masked, links as they were.
  init(forPrograms stranger: Untrusted, cap: Int) {
    text = stranger.encoded { Self.harmless($0, cap: cap, redacted) }
  }

  /// Works on the head of a long text only: one message holds dozens of values.
  private static func harmless(
    _ text: String, cap: Int, _ change: (String) -> String
  ) -> String {
    let head = text.unicodeScalars.prefix(2 * cap)
    let isWhole = head.endIndex == text.endIndex
    return cut(change(visible(head)), to: cap, saysSo: !isWhole)
  }

  /// The first paragraphs of a longer text of our own; a line end begins a new one.
  static func paragraphs(_ text: String?, cap: Int = Shown.paragraphMax) -> [Shown] {
    let lines = (text ?? "").unicodeScalars.split { $0 == "\n" || $0 == "\r" }
    let all = lines.prefix(paragraphsMax).map { Shown(own: String($0), cap: cap) }
    return (lines.count > paragraphsMax ? all + [Shown(own: cutMark)] : all)
      .filter { !$0.showsNothing }
  }

  var showsNothing: Bool { Delivery.showsNothing(text) }

  func capped(_ cap: Int) -> Shown { Shown(own: text, cap: cap) }
}

/// At most `cap` UTF-16 units of `text`; what was cut, here or before, is said.
///
/// It does not say how much: a stranger's value was already capped when it was read.
func cut(_ text: String, to cap: Int, saysSo: Bool = false) -> String {
  guard saysSo || text.utf16.count > cap else { return text }
  var units = cutMark.utf16.count
  var kept = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    units += UTF16.width(scalar)
    if units > cap { break }
    kept.append(scalar)
  }
  return String(kept) + cutMark
}

private let cutMark = "… (cut)"

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
