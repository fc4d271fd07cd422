/// Decodes the signing secret of a webhook.
///
/// Standard Webhooks 1.0.0: `whsec_` and the Base64 (RFC 4648, section 4) of 24 to 64 bytes.
enum SigningKey {
  static let lengths = 24...64

  /// The key's bytes, or nil when the text is no such secret.
  static func bytes(of text: String) -> [UInt8]? {
    let prefix = "whsec_"
    guard text.hasPrefix(prefix) else { return nil }
    guard let key = base64(Array(text.utf8.dropFirst(prefix.utf8.count))) else { return nil }
    return lengths.contains(key.count) ? key : nil
  }

  private static func base64(_ text: [UInt8]) -> [UInt8]? {
    let core = text.prefix { $0 != UInt8(ascii: "=") }
    let padding = text.count - core.count
    guard padding <= 2, text.suffix(padding).allSatisfy({ $0 == UInt8(ascii: "=") }) else {
      return nil
    }
    // Padding may be left out, but what is there must fill the last group of four.
    guard core.count % 4 != 1, padding == 0 || text.count % 4 == 0 else { return nil }
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    for (place, character) in core.enumerated() {
      guard let value = value(of: character) else { return nil }
      bits = bits << 6 | value
      // The bytes are complete after 12, 18 and 24 bits of a group.
      if place % 4 == 1 { bytes.append(UInt8(truncatingIfNeeded: bits >> 4)) }
      if place % 4 == 2 { bytes.append(UInt8(truncatingIfNeeded: bits >> 2)) }
      if place % 4 == 3 { bytes.append(UInt8(truncatingIfNeeded: bits)) }
    }
    return bytes
  }

  private static func value(of character: UInt8) -> UInt32? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
