import CCurl
import Glibc

/// A numeric address of the internet: 4 bytes (IPv4) or 16 (IPv6).
package struct NetAddress: Sendable, Hashable {
  package let bytes: [UInt8]

  /// Nil for another number of bytes than 4 and 16.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Reads `192.0.2.1` or `2001:db8::1`, as `inet_pton` does; an IPv6 zone is left out.
  package init?(_ text: String) {
    let plain = text.split(separator: "%", maxSplits: 1).first.map(String.init) ?? text
    var room = [UInt8](repeating: 0, count: 16)
    if unsafe inet_pton(AF_INET, plain, &room) == 1 {
      bytes = Array(room[..<4])
    } else if unsafe inet_pton(AF_INET6, plain, &room) == 1 {
      bytes = room
    } else {
      return nil
    }
  }

  init?(_ target: UnsafePointer<curl_sockaddr>) {
    var room = [UInt8](repeating: 0, count: 16)
    let count = unsafe tocsin_target_bytes(target, &room)
    self.init(bytes: Array(room[..<count]))
  }

  init?(_ address: UnsafePointer<sockaddr>) {
    var room = [UInt8](repeating: 0, count: 16)
    let count = unsafe tocsin_address_bytes(address, &room)
    self.init(bytes: Array(room[..<count]))
  }

  /// As libcurl's `RESOLVE` wants it: IPv6 in brackets.
  var forResolve: String { bytes.count == 16 ? "[\(text)]" : text }

  package var text: String {
    var room = [CChar](repeating: 0, count: 64)
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    let words = unsafe inet_ntop(family, bytes, &room, UInt32(room.count))
    return unsafe words.map { unsafe String(cString: $0) } ?? ""
  }
}

/// Which addresses a receiver may be at.
///
/// A webhook's name is under somebody else's control: it could come to mean the metadata page of a
/// cloud, or a service on this host that trusts loopback. So what is not out on the internet is
/// refused, unless the receiver was declared internal.
package enum AddressRule: Sendable, Equatable {
  case publicOnly
  /// For a relay on the host itself that is spoken to without TLS.
  case loopbackOnly
  case any

  package func allows(_ address: NetAddress) -> Bool {
    switch self {
    case .publicOnly: address.isPublic
    case .loopbackOnly: address.isLoopback
    case .any: true
    }
  }
}

extension NetAddress {
  /// `127.0.0.0/8`, `::1`, and the former written as IPv6.
  package var isLoopback: Bool {
    if let inner = embedded { return inner.isLoopback }
    return bytes.count == 4 ? bytes[0] == 127 : bytes == Array(repeating: 0, count: 15) + [1]
  }

  /// Neither loopback, link-local, private, shared, reserved, multicast nor a documentation range
  /// (the IANA special-purpose registries), nor the metadata address of a cloud.
  package var isPublic: Bool {
    if let inner = embedded { return inner.isPublic }
    let special = bytes.count == 4 ? Self.special4 : Self.special6
    return !special.contains { bits, prefix in matches(prefix, bits: bits) }
  }

  /// The IPv4 address inside `::ffff:a.b.c.d`, `64:ff9b::a.b.c.d` (NAT64) and `2002::/16` (6to4).
  private var embedded: NetAddress? {
    guard bytes.count == 16 else { return nil }
    let mapped = [UInt8](repeating: 0, count: 10) + [0xff, 0xff]
    let translated: [UInt8] = [0x00, 0x64, 0xff, 0x9b] + [UInt8](repeating: 0, count: 8)
    if bytes.starts(with: mapped) || bytes.starts(with: translated) {
      return NetAddress(bytes: Array(bytes[12...]))
    }
    return bytes.starts(with: [0x20, 0x02]) ? NetAddress(bytes: Array(bytes[2..<6])) : nil
  }

  private func matches(_ prefix: [UInt8], bits: Int) -> Bool {
    for place in 0..<bits {
      let mask = UInt8(0x80) >> UInt8(place % 8)
      let wanted = place / 8 < prefix.count ? prefix[place / 8] : 0
      guard bytes[place / 8] & mask == wanted & mask else { return false }
    }
    return true
  }

  private static let special4: [(bits: Int, prefix: [UInt8])] = [
    (8, [0]), (8, [10]), (10, [100, 64]), (8, [127]), (16, [169, 254]), (12, [172, 16]),
    (24, [192, 0, 0]), (24, [192, 0, 2]), (16, [192, 168]), (15, [198, 18]),
    (24, [198, 51, 100]), (24, [203, 0, 113]), (4, [224]), (4, [240]),
    (32, [168, 63, 129, 16]),  // A cloud's host agent, at a public address.
  ]

  private static let special6: [(bits: Int, prefix: [UInt8])] = [
    (96, []),  // Unspecified, loopback and the old "compatible" form.
    (48, [0x00, 0x64, 0xff, 0x9b, 0x00, 0x01]), (64, [0x01, 0x00]), (23, [0x20, 0x01]),
    (32, [0x20, 0x01, 0x0d, 0xb8]), (7, [0xfc]), (10, [0xfe, 0x80]), (10, [0xfe, 0xc0]),
    (8, [0xff]), (20, [0x3f, 0xff]),
  ]
}
