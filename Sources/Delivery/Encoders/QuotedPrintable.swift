/// Text for a mail's body, in lines of at most 76 ASCII characters (RFC 2045 §6.7).
///
/// Lines of the text end with LF and come out ended by CRLF; nothing of the text can end a line, be
/// taken for a boundary with `=_` in it, or begin with `From `, which old mailboxes change.
enum QuotedPrintable {
  /// Characters before the soft line break's `=`.
  private static let lineMax = 75

  static func encode(_ text: String) -> [UInt8] {
    var out: [UInt8] = []
    for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      encode(Array(line), into: &out)
      out.append(contentsOf: "\r\n".utf8)
    }
    return out
  }

  /// At a line's end spaces are lost; at its start a dot is doubled and `F` may begin `From `.
  private static func encode(_ line: [UInt8], into out: inout [UInt8]) {
    var column = 0
    for (index, byte) in line.enumerated() {
      // The longest a byte gets; with it a line may end a little early, never late.
      if column + 3 > lineMax {
        out.append(contentsOf: "=\r\n".utf8)
        column = 0
      }
      let isLiteral =
        switch byte {
        case UInt8(ascii: " "): index < line.count - 1
        case UInt8(ascii: "."), UInt8(ascii: "F"): column > 0
        default: (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
        }
      let code = isLiteral ? [byte] : escaped(byte)
      out.append(contentsOf: code)
      column += code.count
    }
  }

  private static func escaped(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }
}
