/// JSON as bytes (RFC 8259): compact for wires and rows, indented for people.
///
/// All control characters are escaped, also DEL, C1, the two line separators and the marks that
/// turn the direction of writing: printed on a terminal or put in a page, the text stays inert.
extension JSONValue {
  /// One line, no spaces.
  package var compact: String { String(decoding: bytes(), as: UTF8.self) }

  /// Two spaces a level, without a newline at the end.
  package var pretty: String { String(decoding: bytes(indented: true), as: UTF8.self) }

  /// UTF-8, ready for a wire.
  package func bytes(indented: Bool = false) -> [UInt8] {
    var out: [UInt8] = []
    write(into: &out, indent: indented ? 0 : nil)
    return out
  }

  /// Adds what `bytes` gives, without line ends, to others.
  package func append(to bytes: inout [UInt8]) { write(into: &bytes, indent: nil) }

  private func write(into out: inout [UInt8], indent: Int?) {
    switch self {
    case .object(let members):
      Self.group("{", "}", members, indent, &out) { member, inner, out in
        Self.quote(member.name, into: &out)
        out.append(UInt8(ascii: ":"))
        if inner != nil { out.append(UInt8(ascii: " ")) }
        member.value.write(into: &out, indent: inner)
      }
    case .array(let items):
      Self.group("[", "]", items, indent, &out) { $0.write(into: &$2, indent: $1) }
    case .string(let text): Self.quote(text, into: &out)
    case .integer(let value): out.append(contentsOf: String(value).utf8)
    case .double(let value):
      out.append(contentsOf: (value.isFinite ? Self.decimal(value) : "null").utf8)
    case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
    case .null: out.append(contentsOf: "null".utf8)
    }
  }

  private static func group<Item>(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ items: [Item], _ indent: Int?,
    _ out: inout [UInt8], _ write: (Item, Int?, inout [UInt8]) -> Void
  ) {
    out.append(UInt8(ascii: open))
    for (number, item) in items.enumerated() {
      if number > 0 { out.append(UInt8(ascii: ",")) }
      newline(indent.map { $0 + 1 }, &out)
      write(item, indent.map { $0 + 1 }, &out)
    }
    if !items.isEmpty { newline(indent, &out) }
    out.append(UInt8(ascii: close))
  }

  private static func newline(_ indent: Int?, _ out: inout [UInt8]) {
    guard let indent else { return }
    out.append(UInt8(ascii: "\n"))
    out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * 2))
  }

  /// Swift's shortest form is JSON's too.
  private static func decimal(_ value: Double) -> String { "\(value)" }

  private static func quote(_ text: String, into out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { bytes in
      var rest = unsafe bytes[...]
      while unsafe !rest.isEmpty {
        let plain = unsafe rest.prefix { isPlain($0) }
        unsafe out.append(contentsOf: plain)
        // Bytes beyond ASCII are none of the plain ones, so that no letter is cut.
        let others = unsafe rest[plain.endIndex...].prefix { !isPlain($0) }
        unsafe quote(scalars: others, into: &out)
        unsafe rest = rest[others.endIndex...]
      }
    }
    out.append(UInt8(ascii: "\""))
  }

  /// ASCII that is written as it is: nearly all of every text.
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7f && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private static func quote(
    scalars bytes: Slice<UnsafeBufferPointer<UInt8>>, into out: inout [UInt8]
  ) {
    for scalar in unsafe String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\"": out.append(contentsOf: #"\""#.utf8)
      case "\\": out.append(contentsOf: #"\\"#.utf8)
      case "\n": out.append(contentsOf: #"\n"#.utf8)
      case "\r": out.append(contentsOf: #"\r"#.utf8)
      case "\t": out.append(contentsOf: #"\t"#.utf8)
      case _ where scalar.isUnsafeToShow: escape(scalar, into: &out)
      default: out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
  }

  private static func escape(_ scalar: Unicode.Scalar, into out: inout [UInt8]) {
    for unit in String(Character(scalar)).utf16 {
      let digits = String(unit, radix: 16)
      out.append(contentsOf: (#"\u"# + String(repeating: "0", count: 4 - digits.count)).utf8)
      out.append(contentsOf: digits.utf8)
    }
  }
}
