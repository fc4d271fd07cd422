/// How an expression is compiled: over bytes, or over characters in Hyperscan's own way.
struct CompilableExpression: Sendable, Hashable {
  var expression: RegularExpression
  /// Hyperscan reads characters instead of bytes, which takes it several times as long to compile.
  var isUTF8 = false
}

/// What an expression finds in valid UTF-8, where a character may be more than a byte.
extension RegularExpression {
  /// The form that takes characters as one in valid UTF-8; nil where the bytes' own does so too.
  ///
  /// Written with bytes wherever that is possible: public rules ask for a thousand characters, or for
  /// 256 before the end, and compile five times as fast so.
  var characterForm: CompilableExpression? {
    guard countsCharacters else { return nil }
    guard let text = CharactersInBytes.rewritten(text, dotTakesNewlines: dotMatchesAll) else {
      return CompilableExpression(expression: self, isUTF8: true)
    }
    if text == self.text { return nil }
    var rewritten = self
    rewritten.text = text
    return CompilableExpression(expression: rewritten)
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

/// An expression over characters as one over the bytes of valid UTF-8.
///
/// Only `.`, `\S`, `\W`, `\D` and classes of what is not something take characters beyond ASCII; each
/// becomes a first byte that it takes, with any bytes of the same character behind it:
/// `[^\x80-\xbfa][\x80-\xbf]*` for `[^a]`. Every match is still one, and none is added. Whatever
/// takes a byte begins with a character's first, so that an element which stopped within a character
/// must be followed by an edge or by nothing. No edge lies within a character, because bytes beyond
/// ASCII are no letters, no newlines and not the end; `\B` would, and is not read. With nothing behind
/// it, the element might as well have taken the whole character.
///
/// Repeated by `*`, an element stays as it is: a run of whole characters is one of their bytes, and
/// what it takes of a character that another element began, that one might have taken.
///
/// Case is folded within ASCII alone: a value with a letter that folds into it is read as bytes
/// (`isCharacters`).
struct CharactersInBytes {
  private var rest: ArraySlice<UInt8>
  private let dot: [UInt8]
  private var written: [UInt8] = []

  /// Nil where something stands that this reading does not know.
  static func rewritten(_ text: String, dotTakesNewlines: Bool) -> String? {
    var reading = CharactersInBytes(
      rest: Array(text.utf8)[...], dot: dotTakesNewlines ? [] : Array(#"\n"#.utf8))
    guard reading.rest.allSatisfy({ $0 < 0x80 }) else { return nil }
    while let byte = reading.rest.popFirst() {
      guard reading.write(byte) else { return nil }
    }
    return String(decoding: reading.written, as: UTF8.self)
  }

  private init(rest: ArraySlice<UInt8>, dot: [UInt8]) {
    self.rest = rest
    self.dot = dot
  }

  private mutating func write(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."): writeWide([byte], allBut: dot)
    case UInt8(ascii: "\\"): return writeEscape()
    case UInt8(ascii: "["): return writeClass()
    case UInt8(ascii: "("): return writeOpening()
    default: written.append(byte)
    }
    return true
  }

  /// An element that takes every character but those, which are members of a class.
  private mutating func writeWide(_ element: [UInt8], allBut members: [UInt8]) {
    if rest.first == UInt8(ascii: "*") {
      written += element
    } else {
      written += Array(#"(?:[^\x80-\xbf"#.utf8) + members + Array(#"][\x80-\xbf]*)"#.utf8)
    }
  }

  private mutating func writeEscape() -> Bool {
    guard let escaped = rest.popFirst() else { return false }
    switch escaped {
    case UInt8(ascii: "S"), UInt8(ascii: "W"), UInt8(ascii: "D"):
      writeWide([0x5c, escaped], allBut: [0x5c, escaped | 0x20])
      return true
    default:
      written += [0x5c, escaped]
      // Edges within a character (`\B`), numbers and properties are not read.
      return Self.isMark(escaped) || "swdbtnrfeaAzZ".utf8.contains(escaped)
    }
  }

  private mutating func writeClass() -> Bool {
    var element: [UInt8] = [0x5b]
    let isNegated = rest.first == UInt8(ascii: "^")
    if isNegated { element.append(rest.removeFirst()) }
    guard let members = members() else { return false }
    element += rest.prefix(members.byteCount) + [0x5d]
    rest = rest.dropFirst(members.byteCount + 1)
    if isNegated {
      writeWide(element, allBut: members.bytes)
    } else {
      written += element
    }
    return true
  }

  /// What stands before the class's end, and the same as it may stand behind other members.
  private func members() -> (byteCount: Int, bytes: [UInt8])? {
    var bytes: [UInt8] = []
    var index = rest.startIndex
    while index < rest.endIndex {
      let byte = rest[index]
      let next = index + 1 < rest.endIndex ? rest[index + 1] : 0
      let isFirst = index == rest.startIndex
      if byte == UInt8(ascii: "]"), !isFirst { return (index - rest.startIndex, bytes) }
      if byte == UInt8(ascii: "\\") {
        // `\S` and its like would put characters beyond ASCII in, or take them out.
        guard Self.isMark(next) || "swdtnrfea".utf8.contains(next) else { return nil }
        bytes += [byte, next]
        index += 2
        continue
      }
      if byte == UInt8(ascii: "["), ":.=".utf8.contains(next) { return nil }
      let isMeantByPlace = isFirst && (byte == UInt8(ascii: "]") || byte == UInt8(ascii: "-"))
      bytes += isMeantByPlace ? [0x5c, byte] : [byte]
      index += 1
    }
    return nil
  }

  /// Groups and the flags `i` and `m`; others would change how the rest is read.
  private mutating func writeOpening() -> Bool {
    written.append(UInt8(ascii: "("))
    if rest.first == UInt8(ascii: "*") { return false }
    guard rest.first == UInt8(ascii: "?") else { return true }
    let flags = rest.dropFirst().prefix { "im-".utf8.contains($0) }
    guard flags.endIndex < rest.endIndex, ":)".utf8.contains(rest[flags.endIndex]) else {
      return false
    }
    written += rest[...flags.endIndex]
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
