/// SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash of 64 bits.
///
/// Keyed with a secret of the database, so that whoever writes a log cannot make two files look
/// alike. Swift's `Hasher` is seeded anew in every process and could not be stored.
package struct SipHash {
  private var v0: UInt64
  private var v1: UInt64
  private var v2: UInt64
  private var v3: UInt64

  private init(key: (UInt64, UInt64)) {
    v0 = key.0 ^ 0x736f_6d65_7073_6575
    v1 = key.1 ^ 0x646f_7261_6e64_6f6d
    v2 = key.0 ^ 0x6c79_6765_6e65_7261
    v3 = key.1 ^ 0x7465_6462_7974_6573
  }

  /// The hash of some bytes; the key's halves are read little-endian from its 16 bytes.
  package static func hash(_ bytes: some Collection<UInt8>, key: (UInt64, UInt64)) -> UInt64 {
    let hash = bytes.withContiguousStorageIfAvailable { unsafe Self.hash($0.span, key: key) }
    return hash ?? Self.hash(Array(bytes).span, key: key)
  }

  /// The same where no call through a protocol is to be paid for each byte.
  package static func hash(_ bytes: Span<UInt8>, key: (UInt64, UInt64)) -> UInt64 {
    var state = SipHash(key: key)
    let whole = bytes.count & ~7
    let words = unsafe bytes.bytes
    var at = 0
    while at < whole {
      state.absorb(
        UInt64(littleEndian: unsafe words.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)))
      at += 8
    }
    var last = UInt64(truncatingIfNeeded: bytes.count) << 56
    while at < bytes.count {
      last |= UInt64(bytes[at]) << UInt64(8 * (at & 7))
      at += 1
    }
    state.absorb(last)
    return state.finish()
  }

  private mutating func absorb(_ word: UInt64) {
    v3 ^= word
    round()
    round()
    v0 ^= word
  }

  private mutating func finish() -> UInt64 {
    v2 ^= 0xff
    for _ in 0..<4 { round() }
    return v0 ^ v1 ^ v2 ^ v3
  }

  private mutating func round() {
    v0 &+= v1
    v1 = rotate(v1, by: 13) ^ v0
    v0 = rotate(v0, by: 32)
    v2 &+= v3
    v3 = rotate(v3, by: 16) ^ v2
    v0 &+= v3
    v3 = rotate(v3, by: 21) ^ v0
    v2 &+= v1
    v1 = rotate(v1, by: 17) ^ v2
    v2 = rotate(v2, by: 32)
  }

  private func rotate(_ word: UInt64, by bits: UInt64) -> UInt64 {
    word << bits | word >> (64 - bits)
  }
}
