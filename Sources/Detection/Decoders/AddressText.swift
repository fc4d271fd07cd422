/// Addresses as they stand in lines (RFC 4291, RFC 5952).
///
/// Only what is wholly an address counts as one: a field that a ban or a ticket may use must not
/// hold a stranger's sentence.
enum AddressText {
  /// Where the address in `text[range]` stands, as IPv4 or IPv6; nil when it is none.
  ///
  /// Brackets around it and `::ffff:` before an IPv4 address are left out.
  static func bare(_ text: Span<UInt8>, _ range: Range<Int>) -> Found? {
    var range = range
    if range.count > 2, text[range.lowerBound] == UInt8(ascii: "["),
      text[range.upperBound - 1] == UInt8(ascii: "]")
    {
      range = range.lowerBound + 1..<range.upperBound - 1
    }
    if isVersion4(text, range) { return Found(range: range, groups: nil) }
    if let inner = mapped(text, range) { return Found(range: inner, groups: nil) }
    return groups(text, range).map { Found(range: range, groups: $0) }
  }

  struct Found {
    var range: Range<Int>
    /// The first four of an IPv6 address; nil for IPv4.
    var groups: SIMD4<UInt16>?
  }

  static func isVersion4(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count >= 7, range.count <= 15 else { return false }
    var (value, digits, dots) = (0, 0, 0)
    for index in range {
      let next = text[index] &- 0x30
      if next < 10 {
        value = value &* 10 &+ Int(next)
        digits &+= 1
        guard digits <= 3, value <= 255 else { return false }
      } else {
        guard text[index] == UInt8(ascii: "."), digits > 0 else { return false }
        (dots, value, digits) = (dots &+ 1, 0, 0)
      }
    }
    return dots == 3 && digits > 0
  }

  private static func mapped(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int>? {
    guard range.count > 7, text[range.lowerBound] == UInt8(ascii: ":"),
      text[range.lowerBound + 1] == UInt8(ascii: ":"),
      text[range.lowerBound + 6] == UInt8(ascii: ":")
    else { return nil }
    for offset in 2..<6 where text[range.lowerBound + offset] | 0x20 != UInt8(ascii: "f") {
      return nil
    }
    let inner = range.lowerBound + 7..<range.upperBound
    return isVersion4(text, inner) ? inner : nil
  }

  /// The first four groups of an IPv6 address; nil when it is none.
  ///
  /// A zone (`%eth0`) is allowed.
  static func groups(_ text: Span<UInt8>, _ range: Range<Int>) -> SIMD4<UInt16>? {
    var reader = GroupReader()
    var index = range.lowerBound
    while index < range.upperBound, text[index] != UInt8(ascii: "%") {
      if text[index] == UInt8(ascii: "."), reader.count == 6 || reader.gap != nil {
        guard isVersion4(text, reader.groupStart..<range.upperBound) else { return nil }
        return reader.takeVersion4() ? reader.network : nil
      }
      guard reader.take(text[index], at: index) else { return nil }
      index += 1
    }
    return range.count >= 2 && reader.finish() ? reader.network : nil
  }
}

/// Reads the groups of an IPv6 address, byte by byte.
private struct GroupReader {
  private(set) var count = 0
  /// Groups before `::`.
  private(set) var gap: Int?
  private(set) var groupStart = 0
  private var values = SIMD8<UInt16>()
  private var value: UInt32 = 0
  private var digits = 0
  private var colons = 0

  mutating func take(_ byte: UInt8, at index: Int) -> Bool {
    if byte == UInt8(ascii: ":") { return takeColon() }
    guard let next = hexDigit(byte), digits < 4, colons != 1 || count > 0 || gap != nil else {
      return false
    }
    if digits == 0 { groupStart = index }
    (value, digits, colons) = (value << 4 | UInt32(next), digits + 1, 0)
    return true
  }

  private mutating func takeColon() -> Bool {
    if digits > 0 { guard close() else { return false } }
    colons += 1
    if colons == 2 {
      guard gap == nil else { return false }
      gap = count
    }
    return colons <= 2
  }

  private mutating func close() -> Bool {
    guard count < 8 else { return false }
    values[count] = UInt16(truncatingIfNeeded: value)
    (count, value, digits) = (count + 1, 0, 0)
    return true
  }

  /// The dotted end stands for two groups, which are never in the network part that is asked for.
  mutating func takeVersion4() -> Bool {
    count += 2
    (value, digits) = (0, 0)
    return gap == nil ? count == 8 : count < 8
  }

  mutating func finish() -> Bool {
    if digits > 0 { guard close() else { return false } }
    if colons == 1 { return false }
    return gap == nil ? count == 8 : count < 8
  }

  /// The first four groups, the gap filled with zeros.
  var network: SIMD4<UInt16> {
    let before = gap ?? count
    let after = count - before
    func group(_ index: Int) -> UInt16 {
      if index < before { return index < 8 ? values[index] : 0 }
      let fromEnd = 8 - index
      return fromEnd <= after && count - fromEnd < 8 ? values[count - fromEnd] : 0
    }
    return SIMD4(group(0), group(1), group(2), group(3))
  }
}

@inline(__always)
func hexDigit(_ byte: UInt8) -> UInt8? {
  let digit = byte &- 0x30
  if digit < 10 { return digit }
  let letter = (byte | 0x20) &- 0x61
  return letter < 6 ? letter &+ 10 : nil
}

extension AddressText {
  /// Room for the network of any address.
  static let networkBytesMax = 32

  /// Writes the network of an address, `198.51.100.0/24` or `2001:db8:7::/64`; returns its bytes.
  ///
  /// Every attack has an address, so it is written to where it stays.
  static func writeNetwork(
    of found: Found, _ text: Span<UInt8>, to room: UnsafeMutablePointer<UInt8>
  ) -> Int {
    if let groups = found.groups { return unsafe write(groups, to: room) }
    var count = found.range.count
    while text[found.range.lowerBound + count - 1] != UInt8(ascii: ".") { count -= 1 }
    for index in 0..<count { unsafe room[index] = text[found.range.lowerBound + index] }
    return unsafe append("0/24", to: room, at: count)
  }

  /// Groups without leading zeros (RFC 5952); those that end the network as zeros are left out.
  private static func write(
    _ groups: SIMD4<UInt16>, to room: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var (last, count) = (3, 0)
    while last >= 0, groups[last] == 0 { last -= 1 }
    for index in 0..<(last + 1) {
      if index > 0 { count = unsafe append(":", to: room, at: count) }
      count = unsafe writeHex(groups[index], to: room, at: count)
    }
    return unsafe append("::/64", to: room, at: count)
  }

  private static func writeHex(
    _ group: UInt16, to room: UnsafeMutablePointer<UInt8>, at start: Int
  ) -> Int {
    var (shift, count) = (12, start)
    while shift > 0, group >> UInt16(shift) == 0 { shift -= 4 }
    while shift >= 0 {
      let digit = UInt8(group >> UInt16(shift) & 0xf)
      unsafe room[count] = digit < 10 ? digit + 48 : digit + 87
      (shift, count) = (shift - 4, count + 1)
    }
    return count
  }

  private static func append(
    _ text: StaticString, to room: UnsafeMutablePointer<UInt8>, at start: Int
  ) -> Int {
    for index in 0..<text.utf8CodeUnitCount {
      unsafe room[start + index] = text.utf8Start[index]
    }
    return start + text.utf8CodeUnitCount
  }
}
