import Records

/// A kept state as bytes: a version, four bytes that stand for the correlation's definition, then
/// numbers of variable length (LEB128).
struct StateWriter {
  private(set) var bytes: [UInt8]

  init(version: UInt8, fingerprint: UInt32) {
    bytes = []
    bytes.reserveCapacity(64)
    bytes.append(version)
    for shift: UInt32 in [0, 8, 16, 24] {
      bytes.append(UInt8(truncatingIfNeeded: fingerprint >> shift))
    }
  }

  mutating func add(_ number: UInt64) {
    var rest = number
    while rest > 127 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Zigzag, so that times before 1970 stay short.
  mutating func add(signed number: Int64) {
    add(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
  }

  /// A time as its distance from `last`, plus 1; 0 for `Windows.never`.
  mutating func add(_ time: Int64, before last: Int64) {
    add(time == Windows.never ? 0 : UInt64(bitPattern: last &- time) &+ 1)
  }

  mutating func add(_ run: [UInt8]) {
    add(UInt64(run.count))
    bytes += run
  }
}

struct StateReader {
  private var rest: ArraySlice<UInt8>

  /// Nil for bytes of another version or another definition.
  init?(_ bytes: [UInt8], version: UInt8, fingerprint: UInt32) {
    guard bytes.count > 5, bytes[0] == version,
      (0..<4).allSatisfy({ bytes[1 + $0] == UInt8(truncatingIfNeeded: fingerprint >> (8 * $0)) })
    else { return nil }
    rest = bytes[5...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func number() -> UInt64? {
    var (value, shift) = (UInt64(0), UInt64(0))
    while let byte = rest.popFirst(), shift < 64 {
      value |= UInt64(byte & 127) << shift
      if byte < 128 { return value }
      shift += 7
    }
    return nil
  }

  mutating func signed() -> Int64? {
    number().map { Int64(bitPattern: ($0 >> 1) ^ (0 &- ($0 & 1))) }
  }

  mutating func time(before last: Int64) -> Int64? {
    number().map { $0 == 0 ? Windows.never : last &- Int64(bitPattern: $0 &- 1) }
  }

  mutating func run(atMost most: Int) -> [UInt8]? {
    guard let count = number(), count <= UInt64(min(most, rest.count)) else { return nil }
    defer { rest = rest.dropFirst(Int(count)) }
    return Array(rest.prefix(Int(count)))
  }
}
