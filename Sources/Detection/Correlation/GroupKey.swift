import Records

/// A group's values as bytes: for each one its length (16 bits, little-endian) and itself.
///
/// Lengths instead of separators, because a value may hold any byte.
enum GroupKey {
  /// A number of 16 bits at a place kept free for it.
  static func setCount(_ count: Int, at place: Int, in bytes: inout [UInt8]) {
    bytes[place] = UInt8(truncatingIfNeeded: count)
    bytes[place + 1] = UInt8(truncatingIfNeeded: count >> 8)
  }

  static func count(at place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    unsafe Int(bytes[place]) | Int(bytes[place + 1]) << 8
  }

  static func append(_ word: UInt64, to bytes: inout [UInt8]) {
    for shift: UInt64 in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  static func word(at place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<8 { word |= unsafe UInt64(bytes[place + index]) << UInt64(8 * index) }
    return word
  }

  static func append(_ value: UnsafeBufferPointer<UInt8>, to key: inout [UInt8]) {
    let most = HitBatch.keyValueBytesMax
    // Put together here, so that the array is asked for room once.
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 + most) { room in
      let count = min(value.count, most)
      let kept = count == value.count ? count : most - digestBytes
      unsafe room[0] = UInt8(truncatingIfNeeded: count)
      unsafe room[1] = UInt8(truncatingIfNeeded: count >> 8)
      for index in 0..<kept { unsafe room[2 + index] = value[index] }
      if kept < value.count { unsafe writeDigest(of: value, to: room, at: 2 + kept) }
      unsafe key.append(contentsOf: UnsafeBufferPointer(rebasing: room[..<(2 + count)]))
    }
  }

  /// The ranges of the values in `key`, without their lengths.
  static func values(in key: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
    var offset = 0
    while offset + 2 <= key.count {
      let count = unsafe Int(key[offset]) | Int(key[offset + 1]) << 8
      let end = min(offset + 2 + count, key.count)
      body(offset + 2..<end)
      offset = end
    }
  }

  /// Differs from run to run: strangers choose the keys and must not choose the collisions.
  static func hash(_ key: UnsafeBufferPointer<UInt8>) -> Int {
    unsafe Int(truncatingIfNeeded: SipHash.hash(key.span, key: runKey))
  }

  private static let runKey: (UInt64, UInt64) = (
    .random(in: UInt64.min...UInt64.max), .random(in: UInt64.min...UInt64.max)
  )

  /// The hash of a key's bytes, made one correlation's own.
  ///
  /// Known numbers suffice for that, since nobody knows what they are added to. The low half, by
  /// which a group's place is found, is the same for eight correlations but for the last three bits:
  /// those of one line mostly group by the same values, whose places are then in one line of the
  /// cache. More than eight are kept apart, so that none has to search behind all the others.
  static func hash(_ keyHash: Int, for correlation: Int32) -> Int {
    let factor = 0x1e37_79b9_7f4a_7c15
    let own = (Int(correlation) &+ 1) &* factor & ~0xffff_ffff
    let ofEight = Int(correlation >> 3) &* factor & 0xffff_fff8
    return keyHash ^ own ^ ofEight ^ Int(correlation & 7)
  }

  static func hash(_ correlation: Int32, _ key: UnsafeBufferPointer<UInt8>) -> Int {
    unsafe hash(hash(key), for: correlation)
  }

  /// One correlation's hash of a key as another's.
  static func hash(_ hash: Int, from correlation: Int32, to other: Int32) -> Int {
    Self.hash(Self.hash(hash, for: correlation), for: other)
  }

  /// `~` and 16 hex digits.
  private static let digestBytes = 17

  private static func writeDigest(
    of value: UnsafeBufferPointer<UInt8>, to room: UnsafeMutableBufferPointer<UInt8>, at place: Int
  ) {
    let digest = unsafe fnv1a(value)
    unsafe room[place] = UInt8(ascii: "~")
    for index in 0..<16 {
      let digit = UInt8(truncatingIfNeeded: digest >> UInt64(60 - 4 * index)) & 15
      unsafe room[place + 1 + index] = digit < 10 ? 48 + digit : 87 + digit
    }
  }

  /// FNV-1a, 64 bits: the same in every run, since keys are kept.
  static func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return digest
  }
}
