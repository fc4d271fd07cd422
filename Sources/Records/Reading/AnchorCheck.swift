/// What a file with anchors may not hold, judged before it is parsed.
///
/// The parser keeps each alias as its whole node, so nesting through aliases could be as deep as the
/// file is long, and a key that is an alias would be hashed in all its copies. Both are refused by
/// looking at the text: the bound is rough, but it is never too low, and files without anchors
/// (all but a handful) are not concerned.
enum AnchorCheck {
  /// Characters that can begin a level of nesting, in a file with anchors: nesting is at most that
  /// deep, and 20,000 levels can still be let go of on an 8 MiB stack.
  private static let openersMax = 20_000

  static func refusal(of file: SourceFile) -> Diagnostic? {
    let bytes = Array(file.text.utf8)
    guard bytes.contains(UInt8(ascii: "&")), let anchor = firstAnchor(in: bytes) else { return nil }
    let openers = bytes.count { openerBytes.contains($0) }
    if openers > openersMax {
      return Diagnostic(
        "TOC001", at: mark(of: anchor, in: bytes, file.path), "file is too large to use anchors",
        hint: "write the values where they are needed, or split the file")
    }
    guard let key = complexKey(in: bytes) else { return nil }
    return Diagnostic(
      "TOC001", at: mark(of: key, in: bytes, file.path),
      "a key that is a list, a mapping or an alias, in a file with anchors",
      hint: "put text in single quotes; a key is plain text")
  }

  private static let openerBytes = Set("[{-?:".utf8)
  /// What may stand before an anchor, an alias or a `?`.
  private static let tokenStarts = Set(" \t\r\n[{,:?-\"']}".utf8)

  private static func firstAnchor(in bytes: [UInt8]) -> Int? {
    bytes.indices.first {
      bytes[$0] == UInt8(ascii: "&") && startsToken($0, bytes) && isName(byte($0 + 1, bytes))
    }
  }

  private static func complexKey(in bytes: [UInt8]) -> Int? {
    bytes.indices.first { index in
      switch bytes[index] {
      case UInt8(ascii: "?"):
        return startsToken(index, bytes) && isBlank(byte(index + 1, bytes))
      case UInt8(ascii: "*"):
        let end = bytes[(index + 1)...].firstIndex { !isName($0) } ?? bytes.endIndex
        return startsToken(index, bytes) && end > index + 1 && isKeyEnd(end, bytes)
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        return isKeyEnd(index + 1, bytes)
      default: return false
      }
    }
  }

  private static func isKeyEnd(_ index: Int, _ bytes: [UInt8]) -> Bool {
    var index = index
    while byte(index, bytes) == UInt8(ascii: " ") { index += 1 }
    return byte(index, bytes) == UInt8(ascii: ":")
  }

  private static func startsToken(_ index: Int, _ bytes: [UInt8]) -> Bool {
    index == 0 || tokenStarts.contains(bytes[index - 1])
  }

  private static func byte(_ index: Int, _ bytes: [UInt8]) -> UInt8 {
    bytes.indices.contains(index) ? bytes[index] : UInt8(ascii: "\n")
  }

  private static func isBlank(_ byte: UInt8) -> Bool { " \t\r\n".utf8.contains(byte) }

  private static func isName(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }

  private static func mark(of offset: Int, in bytes: [UInt8], _ path: String) -> Mark {
    let lines = TextLines(String(decoding: bytes[..<offset], as: UTF8.self)).lines
    return Mark(
      path: path, line: lines.count, column: (lines.last?.unicodeScalars.count ?? 0) + 1)
  }
}
