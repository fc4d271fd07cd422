/// Which pairs of bytes a value holds, in one bit of many each: most texts that rules look for in it can
/// be refused by that.
///
/// For sources under thousands of rules, where a command line is asked for dozens of texts. A field's
/// signature is made once a line, from the third question on: fewer are answered faster by looking.
@unsafe struct ValueSignatures: BitwiseCopyable {
  /// Words of a field: the line it was last asked in, how often, then the bits.
  private static let words = 18
  private static let bitsShift: UInt32 = 32 - 10
  private static let questionsLeast: UInt64 = 3
  /// In longer values most pairs stand somewhere.
  private static let bytesMax = 1024

  private let base: UnsafeMutablePointer<UInt64>
  /// Names the line; never 0.
  var line: UInt64 = 1

  static func allocate(fields: Int) -> ValueSignatures {
    let count = unsafe max(1, fields) * words
    let base = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
    unsafe base.initialize(repeating: 0, count: count)
    return unsafe ValueSignatures(base: base)
  }

  func deallocate() { unsafe base.deallocate() }

  /// False when the literal, of two bytes or more, cannot stand in the field's only value.
  @inline(__always)
  func mayHold(
    _ literal: UnsafePointer<UInt8>, _ count: Int, in field: UInt16,
    _ value: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    let own = unsafe base + Int(field) &* Self.words
    if unsafe own[0] != line {
      unsafe own[0] = line
      unsafe own[1] = 1
      return true
    }
    if unsafe own[1] < Self.questionsLeast {
      unsafe own[1] += 1
      if unsafe own[1] < Self.questionsLeast || value.count > Self.bytesMax { return true }
      unsafe fill(own + 2, from: value)
    } else if unsafe value.count > Self.bytesMax {
      return true
    }
    let first = unsafe Self.bit(literal, own + 2)
    let last = unsafe Self.bit(literal + (count &- 2), own + 2)
    let middle = unsafe Self.bit(literal + (count &- 2) / 2, own + 2)
    return first & last & middle & 1 == 1
  }

  private func fill(
    _ bits: UnsafeMutablePointer<UInt64>, from value: UnsafeBufferPointer<UInt8>
  ) {
    unsafe bits.update(repeating: 0, count: Self.words - 2)
    guard let start = value.baseAddress, value.count > 1 else { return }
    for index in 0..<value.count - 1 {
      let place = unsafe Self.place(start + index)
      unsafe bits[Int(place >> 6)] |= 1 &<< UInt64(place & 63)
    }
  }

  /// In the lowest bit.
  @inline(__always)
  private static func bit(
    _ pair: UnsafePointer<UInt8>, _ bits: UnsafeMutablePointer<UInt64>
  ) -> UInt64 {
    let place = unsafe place(pair)
    return unsafe bits[Int(place >> 6)] &>> UInt64(place & 63)
  }

  /// Of two bytes, the cases of letters put together.
  @inline(__always)
  private static func place(_ pair: UnsafePointer<UInt8>) -> UInt32 {
    let two = unsafe UnsafeRawPointer(pair).loadUnaligned(as: UInt16.self) | 0x2020
    return unsafe (UInt32(two) &* 0x9e37_79b1) &>> bitsShift
  }
}
