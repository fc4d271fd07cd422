/// The address that a SOCKADDR record holds as hexadecimal: the bytes of a `sockaddr`.
struct SocketAddress {
  private(set) var isVersion6: Bool
  private(set) var port: Int
  /// As text; of an IPv4 address that IPv6 wraps (`::ffff:…`), the IPv4 one.
  private(set) var text: [UInt8]

  /// Nil for families that no network carries.
  init?(_ hex: Span<UInt8>, _ range: Range<Int>) {
    var bytes: [UInt8] = []
    AuditText.decode(
      hex, range.lowerBound..<min(range.upperBound, range.lowerBound + 64), to: &bytes)
    guard bytes.count >= 8 else { return nil }
    port = Int(bytes[2]) << 8 | Int(bytes[3])
    // The family is in the host's own order.
    switch bytes[0] | bytes[1] {
    case 2:
      isVersion6 = false
      text = Self.version4(bytes[4..<8])
    case 10 where bytes.count >= 24:
      let address = bytes[8..<24]
      isVersion6 =
        !(address.prefix(10).allSatisfy { $0 == 0 } && address[18] == 255
        && address[19] == 255)
      text = isVersion6 ? Self.version6(Array(address)) : Self.version4(bytes[20..<24])
    default: return nil
    }
  }

  private static func version4(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    Array(bytes.map { String($0) }.joined(separator: ".").utf8)
  }

  /// RFC 5952: small letters, the longest run of two or more zero groups as `::`.
  private static func version6(_ bytes: [UInt8]) -> [UInt8] {
    let groups = (0..<8).map { Int(bytes[2 * $0]) << 8 | Int(bytes[2 * $0 + 1]) }
    var (best, start) = (0..<0, 0)
    for index in 0...8 where index == 8 || groups[index] != 0 {
      if index - start > max(1, best.count) { best = start..<index }
      start = index + 1
    }
    let text = { (part: ArraySlice<Int>) in
      part.map { String($0, radix: 16) }.joined(separator: ":")
    }
    if best.isEmpty { return Array(text(groups[...]).utf8) }
    return Array(
      (text(groups[..<best.lowerBound]) + "::" + text(groups[best.upperBound...])).utf8)
  }
}
