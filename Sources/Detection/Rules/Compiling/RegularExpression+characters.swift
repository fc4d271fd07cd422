/// How an expression is compiled: over bytes, or over characters in Hyperscan's own way.
struct CompilableExpression: Sendable, Hashable {
  var expression: RegularExpression
  /// Hyperscan reads characters instead of bytes, which takes it several times as long to compile.
  var isUTF8 = false
}

/// What an expression finds in valid UTF-8, where a character may be more than a byte.
extension RegularExpression {
  /// How a value with characters beyond ASCII is read.
  enum CharacterReading: Sendable {
    /// As its bytes: that finds the same.
    case bytes
    /// As its bytes, each such character as one (`SqueezedValue`).
    case squeezed
    /// By Hyperscan itself, which takes it a database more and several times as long to compile.
    case utf8
  }

  var characterReading: CharacterReading {
    guard countsCharacters else { return .bytes }
    guard let counts = CharactersAlike.areCounted(by: text) else { return .utf8 }
    return counts ? .squeezed : .bytes
  }

  /// The databases it needs: of its bytes, and where that must be of characters.
  var forms: [CompilableExpression] {
    let bytes = CompilableExpression(expression: self)
    return characterReading == .utf8
      ? [bytes, CompilableExpression(expression: self, isUTF8: true)] : [bytes]
  }

  /// Whether a letter beyond ASCII in a value may count as one: the expression names one, or takes
  /// whatever is not something.
  private var countsCharacters: Bool {
    var before: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      switch (before, scalar) {
      case ("\\", "D"), ("\\", "W"), ("\\", "S"), ("\\", "N"), ("\\", "x"), ("\\", "p"),
        ("\\", "P"),
        ("[", "^"), (":", "^"):
        return true
      case ("\\", _): break
      case (_, "."): return true
      default: if !scalar.isASCII { return true }
      }
      before = before == "\\" ? " " : scalar
    }
    return false
  }
}

/// Expressions to which all characters beyond ASCII are alike.
///
/// Only `.`, `\S`, `\W`, `\D` and classes of what is not something take such a character, and each
/// takes all of them; to edges they are no letters, no newlines and not the end. So the expression
/// finds in a value what it finds in the same value with one byte beyond ASCII for each of them,
/// since among bytes it takes any such byte where among characters it takes any such character. That
/// needs no second database: public rules ask for a thousand characters, or for 256 before the end,
/// and these took most of the time of compiling all of them.
///
/// Repeated by `*` alone, an element needs not even that: a run of whole characters is one of their
/// bytes, and what it takes of a character that another element began, that one might have taken.
///
/// Case is folded within ASCII alone: a value with a letter that folds into it is read as bytes
/// (`isCharacters`).
struct CharactersAlike {
  private var rest: ArraySlice<UInt8>
  /// Some element takes one character, or a number of them.
  private var counts = false

  /// Whether the number of bytes of a character makes a difference; nil where something stands that
  /// this reading does not know.
  static func areCounted(by text: String) -> Bool? {
    var reading = CharactersAlike(rest: Array(text.utf8)[...])
    guard reading.rest.allSatisfy({ $0 < 0x80 }) else { return nil }
    while let byte = reading.rest.popFirst() {
      guard reading.take(byte) else { return nil }
    }
    return reading.counts
  }

  private init(rest: ArraySlice<UInt8>) { self.rest = rest }

  private mutating func take(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."): takeWide()
    case UInt8(ascii: "\\"): return takeEscape()
    case UInt8(ascii: "["): return takeClass()
    case UInt8(ascii: "("): return takeOpening()
    default: break
    }
    return true
  }

  /// An element that takes every character beyond ASCII.
  private mutating func takeWide() { counts = counts || rest.first != UInt8(ascii: "*") }

  private mutating func takeEscape() -> Bool {
    guard let escaped = rest.popFirst() else { return false }
    switch escaped {
    case UInt8(ascii: "S"), UInt8(ascii: "W"), UInt8(ascii: "D"):
      takeWide()
      return true
    default:
      // Edges within a character (`\B`), numbers and properties are not read.
      return Self.isMark(escaped) || "swdbtnrfeaAzZ".utf8.contains(escaped)
    }
  }

  private mutating func takeClass() -> Bool {
    let isNegated = rest.first == UInt8(ascii: "^")
    if isNegated { rest.removeFirst() }
    guard takeMembers() else { return false }
    if isNegated { takeWide() }
    return true
  }

  /// What stands before the class's end, and the end.
  private mutating func takeMembers() -> Bool {
    var isFirst = true
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "]"), !isFirst { return true }
      isFirst = false
      if byte == UInt8(ascii: "\\") {
        // `\S` and its like would put characters beyond ASCII in, or take them out.
        guard let next = rest.popFirst(), Self.isMark(next) || "swdtnrfea".utf8.contains(next)
        else { return false }
      } else if byte == UInt8(ascii: "["), let next = rest.first, ":.=".utf8.contains(next) {
        return false
      }
    }
    return false
  }

  /// Groups and the flags `i`, `m` and `s`; others would change how the rest is read.
  private mutating func takeOpening() -> Bool {
    if rest.first == UInt8(ascii: "*") { return false }
    guard rest.first == UInt8(ascii: "?") else { return true }
    let flags = rest.dropFirst().prefix { "ims-".utf8.contains($0) }
    guard flags.endIndex < rest.endIndex, ":)".utf8.contains(rest[flags.endIndex]) else {
      return false
    }
    rest = rest[(flags.endIndex + 1)...]
    return true
  }

  /// ASCII that means itself behind a backslash.
  private static func isMark(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x80...: false
    default: byte >= 0x20 && byte != 0x7f
    }
  }
}
