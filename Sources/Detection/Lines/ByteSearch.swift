import Glibc

/// Where single bytes stand in a text: for the loops over lines of 64 KiB, whose escapes may be
/// everywhere or nowhere.
enum ByteSearch {
  /// The first place of `byte` in `range`; its end for none.
  static func place(of byte: UInt8, in text: Span<UInt8>, _ range: Range<Int>) -> Int {
    unsafe text.withUnsafeBufferPointer { unsafe place(of: byte, in: $0, range) }
  }

  /// The same in borrowed memory.
  static func place(
    of byte: UInt8, in text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Int {
    precondition(range.lowerBound >= 0 && range.upperBound <= text.count, "beyond the text")
    guard let base = text.baseAddress,
      let found = unsafe memchr(base + range.lowerBound, Int32(byte), range.count)
    else { return range.upperBound }
    return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// The first place of one of two bytes in `range`; its end for none.
  @inline(__always)
  static func place(
    of byte: UInt8, or other: UInt8, in text: Span<UInt8>, _ range: Range<Int>
  ) -> Int {
    unsafe text.withUnsafeBufferPointer { unsafe place(of: byte, or: other, in: $0, range) }
  }

  /// The same in borrowed memory; eight bytes at a time, and without a call where it is near.
  @inline(__always)
  static func place(
    of byte: UInt8, or other: UInt8, in text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Int {
    precondition(range.lowerBound >= 0 && range.upperBound <= text.count, "beyond the text")
    guard let base = text.baseAddress else { return range.upperBound }
    let raw = unsafe UnsafeRawPointer(base)
    let (first, second) = (spread(byte), spread(other))
    var at = range.lowerBound
    while at &+ 8 <= range.upperBound {
      let word = unsafe raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      let found = zeros(word ^ first) | zeros(word ^ second)
      if found != 0 { return at &+ found.trailingZeroBitCount &>> 3 }
      at &+= 8
    }
    while at < range.upperBound, unsafe base[at] != byte, unsafe base[at] != other { at &+= 1 }
    return at
  }

  /// A byte eight times.
  @inline(__always)
  static func spread(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

  /// The highest bit of each byte that is zero, and maybe of bytes above the lowest such one.
  @inline(__always)
  static func zeros(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
  }
}
