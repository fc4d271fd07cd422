import Detection
import Records
import Testing

/// Escapes in access logs, one after the other and cut off anywhere, against a byte-by-byte reading.
@Suite struct LogEscapeTests {
  private static let parts = [
    "%25", "%2525", "%2", "%", "%zz", "%4a", "%C3%A9", "\\x5c", "\\x5C", "\\x2541", "\\x4", "\\x",
    "\\xzz", "\\\"", "\\\\", "\\n", "\\r", "\\t", "\\a", "\\%41", "a", "?", "é", "/", "longer-run",
  ]

  /// `\xHH` and single letters behind a backslash, once.
  private static func undone(_ text: [UInt8]) -> [UInt8] {
    let letters: [UInt8: UInt8] = [0x22: 0x22, 0x5c: 0x5c, 0x6e: 10, 0x72: 13, 0x74: 9]
    var (made, rest) = ([UInt8](), text[...])
    while let byte = rest.popFirst() {
      if byte == 0x5c, let letter = rest.first, let meant = letters[letter] {
        made.append(meant)
        rest = rest.dropFirst()
      } else if byte == 0x5c, rest.first == 0x78, let number = hex(rest.dropFirst().prefix(2)) {
        made.append(number)
        rest = rest.dropFirst(3)
      } else {
        made.append(byte)
      }
    }
    return made
  }

  private static func percentUndone(_ text: [UInt8]) -> [UInt8] {
    var (made, rest) = ([UInt8](), text[...])
    while let byte = rest.popFirst() {
      let number = byte == 0x25 ? hex(rest.prefix(2)) : nil
      made.append(number ?? byte)
      if number != nil { rest = rest.dropFirst(2) }
    }
    return made
  }

  private static func hex(_ digits: ArraySlice<UInt8>) -> UInt8? {
    let text = String(decoding: digits, as: UTF8.self)
    return digits.count == 2 && text.allSatisfy(\.isHexDigit) ? UInt8(text, radix: 16) : nil
  }

  @Test(arguments: 1...40)
  func aTargetIsUndoneAsByteByByte(seed: Int) throws {
    var dice = Dice(seed: seed)
    for _ in 0..<40 {
      var target = "/"
      let most = dice.pick([2, 12, 60])
      for _ in 0..<dice.below(most) { target += dice.pick(Self.parts) }
      let line =
        "192.0.2.1 - - [11/May/2026:06:20:01 +0000] \"GET \(target) HTTP/1.1\" 200 5 \"-\" \"\(target)\""
      let reading = try #require(Shipped.decoders.read(line, as: .combined))
      let query = Self.undone(Array(target.utf8))
      let stem = Self.undone(Array(target.utf8.prefix { $0 != 0x3f }))
      let decoded = Self.percentUndone(Self.percentUndone(query))
      for (name, bytes) in [
        ("cs-uri-query", query), ("cs-uri-stem", stem), ("cs-uri-decoded", decoded),
        ("cs-user-agent", query),
      ] {
        #expect(reading.fields[name] == String(decoding: bytes, as: UTF8.self), "\(name): \(line)")
      }
    }
  }
}
