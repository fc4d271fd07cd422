/// A network of IPv4 or IPv6, and the reading of addresses.
///
/// Addresses are read from bytes by hand: a line must not become a C string to be compared.
struct Network: Sendable, Equatable, BitwiseCopyable {
  var address: Address
  var prefix: UInt8

  /// An address as a number; IPv4 keeps its 32 bits in `low`.
  struct Address: Sendable, Equatable, BitwiseCopyable {
    var isIPv6: Bool
    var high: UInt64
    var low: UInt64
  }

  enum Mistake: Error, Equatable { case address, prefix, hostBits }

  /// Reads `10.0.0.0/8`; without a prefix it is one address.
  init(_ text: String) throws(Mistake) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    var head = String(parts[0])
    guard let address = head.withUTF8({ unsafe parseAddress($0) }) else {
      throw .address
    }
    let longest: UInt8 = address.isIPv6 ? 128 : 32
    self.address = address
    prefix = longest
    guard parts.count == 2 else { return }
    guard let number = UInt8(parts[1]), number <= longest else { throw .prefix }
    prefix = number
    guard Self.masked(address, to: number) == address else { throw .hostBits }
  }

  /// True when `other` is of the same family and lies in the network.
  func holds(_ other: Address) -> Bool {
    other.isIPv6 == address.isIPv6 && Self.masked(other, to: prefix) == address
  }

  private static func masked(_ address: Address, to prefix: UInt8) -> Address {
    var address = address
    guard address.isIPv6 else {
      address.low &= prefix == 0 ? 0 : (UInt64(UInt32.max) << UInt64(32 - prefix)) & 0xffff_ffff
      return address
    }
    address.high &= prefix == 0 ? 0 : UInt64.max << UInt64(64 - min(prefix, 64))
    address.low &= prefix <= 64 ? 0 : UInt64.max << UInt64(128 - prefix)
    return address
  }
}

/// Reads a whole value as an address; nil when it is none.
///
/// IPv4 in four decimal parts without leading zeros, IPv6 as in RFC 4291 section 2.2 without a zone.
func parseAddress(_ bytes: UnsafeBufferPointer<UInt8>) -> Network.Address? {
  guard bytes.count >= 2, bytes.count <= 45 else { return nil }
  for index in bytes.indices where unsafe bytes[index] == UInt8(ascii: ":") {
    return unsafe parseIPv6(bytes)
  }
  return unsafe parseIPv4(bytes, from: 0).map {
    Network.Address(isIPv6: false, high: 0, low: UInt64($0))
  }
}

private func parseIPv4(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> UInt32? {
  var (address, part, digits, dots) = (UInt32(0), UInt32(0), 0, 0)
  for index in start..<bytes.count {
    let byte = unsafe bytes[index]
    switch byte {
    case 0x30...0x39:
      if digits > 0 && part == 0 { return nil }
      part = part * 10 + UInt32(byte - 0x30)
      digits += 1
      guard part <= 255 else { return nil }
    case UInt8(ascii: "."):
      guard digits > 0, dots < 3 else { return nil }
      address = address << 8 | part
      (part, digits, dots) = (0, 0, dots + 1)
    default: return nil
    }
  }
  return dots == 3 && digits > 0 ? address << 8 | part : nil
}

private func parseIPv6(_ bytes: UnsafeBufferPointer<UInt8>) -> Network.Address? {
  // Groups before and after `::`, in the order read.
  var groups = (UInt64(0), UInt64(0))
  var (count, gapAt, index) = (0, -1, 0)
  func push(_ group: UInt64) {
    groups.0 = groups.0 << 16 | groups.1 >> 48
    groups.1 = groups.1 << 16 | group
    count += 1
  }
  if unsafe bytes[0] == UInt8(ascii: ":") {
    guard unsafe bytes[1] == UInt8(ascii: ":") else { return nil }
    (gapAt, index) = (0, 2)
  }
  while index < bytes.count {
    guard count < 8 else { return nil }
    let start = index
    var group: UInt64 = 0
    while index < bytes.count, let digit = unsafe addressDigit(bytes[index]) {
      group = group << 4 | UInt64(digit)
      index += 1
    }
    if index < bytes.count, unsafe bytes[index] == UInt8(ascii: ".") {
      guard count <= 6, let tail = unsafe parseIPv4(bytes, from: start) else { return nil }
      push(UInt64(tail >> 16))
      push(UInt64(tail & 0xffff))
      index = bytes.count
      break
    }
    guard index > start, index - start <= 4 else { return nil }
    push(group)
    guard index < bytes.count else { break }
    guard unsafe bytes[index] == UInt8(ascii: ":") else { return nil }
    index += 1
    if index < bytes.count, unsafe bytes[index] == UInt8(ascii: ":") {
      guard gapAt < 0 else { return nil }
      (gapAt, index) = (count, index + 1)
    } else if index == bytes.count {
      return nil
    }
  }
  return spread(groups, count: count, gapAt: gapAt)
}

/// Moves the groups after `::` to the end of the address.
private func spread(_ groups: (UInt64, UInt64), count: Int, gapAt: Int) -> Network.Address? {
  if gapAt < 0 {
    return count == 8 ? Network.Address(isIPv6: true, high: groups.0, low: groups.1) : nil
  }
  guard count < 8 else { return nil }
  var (high, low) = (UInt64(0), UInt64(0))
  for position in 0..<count {
    let value = group(of: groups, fromEnd: count - 1 - position)
    let fromEnd = position < gapAt ? 7 - position : count - 1 - position
    if fromEnd < 4 {
      low |= value << UInt64(16 * fromEnd)
    } else {
      high |= value << UInt64(16 * (fromEnd - 4))
    }
  }
  return Network.Address(isIPv6: true, high: high, low: low)
}

private func group(of groups: (UInt64, UInt64), fromEnd index: Int) -> UInt64 {
  index < 4
    ? groups.1 >> UInt64(16 * index) & 0xffff : groups.0 >> UInt64(16 * (index - 4)) & 0xffff
}

private func addressDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 0x30...0x39: byte - 0x30
  case 0x41...0x46: byte - 0x41 + 10
  case 0x61...0x66: byte - 0x61 + 10
  default: nil
  }
}
