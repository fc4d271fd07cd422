/// An IP address or a network, read strictly: no leading zeros, no zone, nothing around it.
///
/// Own code, because this room calls nothing outside (RFC 4291 section 2.2, RFC 5952 for what is
/// tolerated). An IPv4 address inside IPv6 is the IPv4 address.
struct Address: Equatable, Sendable {
  /// Sixteen bytes; IPv4 as ::ffff:a.b.c.d.
  private(set) var bytes: [UInt8]

  private static let mapped: [UInt8] = Array(repeating: 0, count: 10) + [255, 255]

  init?(_ text: String) {
    // 45 is the longest form: eight groups with an IPv4 tail.
    guard text.utf8.count <= 45 else { return nil }
    if let four = Self.four(text[...]) {
      bytes = Self.mapped + four
    } else if let sixteen = Self.sixteen(text) {
      bytes = sixteen
    } else {
      return nil
    }
  }

  var isFour: Bool { bytes.starts(with: Self.mapped) }

  private static func four(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    let numbers = parts.compactMap { part -> UInt8? in
      guard !part.isEmpty, part.utf8.count <= 3, part.utf8.allSatisfy({ (48...57).contains($0) }),
        part.utf8.count == 1 || part.utf8.first != 48
      else { return nil }
      return UInt8(part)
    }
    return numbers.count == 4 ? numbers : nil
  }

  private static func sixteen(_ text: String) -> [UInt8]? {
    guard let gap = text.firstRange(of: "::") else {
      let bytes = groups(text[...])
      return bytes?.count == 16 ? bytes : nil
    }
    let (before, after) = (text[..<gap.lowerBound], text[gap.upperBound...])
    guard let head = before.isEmpty ? [] : groups(before, isTail: false),
      let tail = after.isEmpty ? [] : groups(after), head.count + tail.count <= 14
    else { return nil }
    return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  private static func groups(_ text: Substring, isTail: Bool = true) -> [UInt8]? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var bytes: [UInt8] = []
    for (place, part) in parts.enumerated() {
      if isTail, place == parts.count - 1, let four = four(part) {
        bytes += four
      } else {
        guard !part.isEmpty, part.utf8.count <= 4, part.utf8.allSatisfy(isHex),
          let group = UInt16(part, radix: 16)
        else { return nil }
        bytes += [UInt8(group >> 8), UInt8(group & 255)]
      }
    }
    return bytes
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
  }
}

/// A network such as `198.51.100.0/24`; an address alone is a network of one.
struct Network: Sendable {
  private var address: Address
  /// Of 128.
  private var bits: Int

  init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let address = Address(String(first)) else { return nil }
    self.address = address
    let width = address.isFour ? 32 : 128
    guard parts.count == 2 else {
      bits = 128
      return
    }
    guard parts[1].utf8.count <= 3, parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
      let length = Int(parts[1]), length <= width
    else { return nil }
    bits = length + 128 - width
  }

  func holds(_ other: Address) -> Bool {
    for (place, byte) in address.bytes.enumerated() {
      let left = bits - 8 * place
      if left <= 0 { return true }
      let mask: UInt8 = left >= 8 ? 255 : ~(255 >> UInt8(left))
      if byte & mask != other.bytes[place] & mask { return false }
    }
    return true
  }
}
