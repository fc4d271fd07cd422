/// Finds what a shape's pattern may not hold, before PCRE2 sees it.
///
/// Patterns run over strangers' text on every line, so constructs whose cost or meaning nobody can
/// see at a glance are refused: look-around, back-references, recursion, and more than one
/// unbounded gap (`.*` between two parts), which is what lets a stranger's text move a field.
struct PatternCheck {
  private var bytes: [UInt8]
  private var at = 0
  private var gaps = 0
  /// For each open group, whether it holds an unbounded repeat.
  private var open: [Bool] = []

  /// The first refused construct, as a clause; nil when there is none.
  static func refusal(of pattern: String) -> String? {
    var check = PatternCheck(bytes: Array(pattern.utf8))
    return check.run()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func run() -> String? {
    while at < bytes.count {
      if let refused = step() { return refused }
    }
    return gaps > 1 ? "more than one unbounded gap" : nil
  }

  private mutating func step() -> String? {
    switch bytes[at] {
    case UInt8(ascii: "\\"): return escape()
    case UInt8(ascii: "["):
      let isBroad = classIsBroad()
      return afterAtom(isBroad: isBroad)
    case UInt8(ascii: "("): return openGroup()
    case UInt8(ascii: ")"): return closeGroup()
    case UInt8(ascii: "."):
      at += 1
      return afterAtom(isBroad: true)
    default:
      at += 1
      return afterAtom(isBroad: false)
    }
  }

  private mutating func escape() -> String? {
    let next = at + 1 < bytes.count ? bytes[at + 1] : 0
    at += 2
    if (49...57).contains(next) || next == UInt8(ascii: "k") || next == UInt8(ascii: "g") {
      return "a back-reference"
    }
    return afterAtom(isBroad: next == UInt8(ascii: "N"))
  }

  /// Steps over a class; true when it holds a class and its opposite, such as `[\s\S]`.
  private mutating func classIsBroad() -> Bool {
    let start = at
    at += 1
    if at < bytes.count, bytes[at] == UInt8(ascii: "^") { at += 1 }
    if at < bytes.count, bytes[at] == UInt8(ascii: "]") { at += 1 }
    while at < bytes.count, bytes[at] != UInt8(ascii: "]") {
      at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
    }
    at = min(at + 1, bytes.count)
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    return ["\\s\\S", "\\S\\s", "\\d\\D", "\\D\\d", "\\w\\W", "\\W\\w"]
      .contains { text.contains($0) }
  }

  private mutating func openGroup() -> String? {
    let rest = String(decoding: bytes[at...].prefix(4), as: UTF8.self)
    let named = ["(?<=", "(?<!", "(?=", "(?!"].first { rest.hasPrefix($0) }
    if named != nil { return "look-around" }
    if ["(?P=", "(?P>", "(?&", "(?R", "(?(", "(?+", "(?-1", "(*"].contains(where: rest.hasPrefix) {
      return "a reference, a condition or a verb"
    }
    if rest.count > 2, rest.hasPrefix("(?"), rest.utf8.dropFirst(2).first.map(isDigit) == true {
      return "recursion"
    }
    open.append(false)
    at += 1
    if at < bytes.count, bytes[at] == UInt8(ascii: "?") { stepOverPrefix() }
    return nil
  }

  /// Steps over `?<name>`, `?P<name>`, `?:`, `?>`, `?i:`.
  private mutating func stepOverPrefix() {
    while at < bytes.count {
      let byte = bytes[at]
      if byte == UInt8(ascii: ")") { return }
      at += 1
      if byte == UInt8(ascii: ":") || byte == UInt8(ascii: ">") { return }
    }
  }

  private mutating func closeGroup() -> String? {
    at += 1
    let held = open.popLast() ?? false
    let repeats = takeUnboundedRepeat()
    if held, repeats { return "an unbounded repeat within an unbounded repeat" }
    if held || repeats, !open.isEmpty { open[open.count - 1] = true }
    return nil
  }

  private mutating func afterAtom(isBroad: Bool) -> String? {
    guard takeUnboundedRepeat() else { return nil }
    if isBroad, !isAtTail { gaps += 1 }
    if !open.isEmpty { open[open.count - 1] = true }
    return nil
  }

  /// True when nothing but closing parentheses and `$` follows: what runs to the very end moves no
  /// field.
  private var isAtTail: Bool {
    bytes[at...].allSatisfy { $0 == UInt8(ascii: ")") || $0 == UInt8(ascii: "$") }
  }

  /// Steps over `*`, `+`, `{n,}` and bounded repeats; true when the repeat has no upper end.
  private mutating func takeUnboundedRepeat() -> Bool {
    guard at < bytes.count else { return false }
    var unbounded = false
    switch bytes[at] {
    case UInt8(ascii: "*"), UInt8(ascii: "+"):
      unbounded = true
      at += 1
    case UInt8(ascii: "?"): at += 1
    case UInt8(ascii: "{"):
      guard let end = bytes[at...].firstIndex(of: UInt8(ascii: "}")) else { return false }
      unbounded = bytes[end - 1] == UInt8(ascii: ",")
      at = end + 1
    default: return false
    }
    if at < bytes.count, bytes[at] == UInt8(ascii: "?") || bytes[at] == UInt8(ascii: "+") {
      at += 1
    }
    return unbounded
  }
}

private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
