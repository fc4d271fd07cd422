/// Field numbers by the bytes of a name, for names that come with the lines themselves.
struct NameTable: Sendable {
  private struct Slot: BitwiseCopyable, Sendable {
    var hash: UInt64 = 0
    var start: UInt32 = 0
    var count: UInt32 = 0
    /// Field number plus one; 0 for an empty slot.
    var number: UInt32 = 0
  }

  private var slots: [Slot]
  private var pool: [UInt8] = []

  init(_ names: [String], where isWanted: (String) -> Bool) {
    var size = 16
    while size < names.count * 2 { size *= 2 }
    slots = Array(repeating: Slot(), count: size)
    for (number, name) in names.enumerated() where isWanted(name) { insert(name, number) }
  }

  /// The number of the name `text[range]`; nil when nobody asks for it.
  func number(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt16? {
    let hash = Self.hash(text, range)
    var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[index].number != 0 {
      let slot = slots[index]
      if slot.hash == hash, Int(slot.count) == range.count, equals(text, range, slot.start) {
        return UInt16(slot.number - 1)
      }
      index = (index + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Eight bytes at a time, the last ones again: a line holds sixteen names or more.
  private static func hash(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    precondition(range.lowerBound >= 0 && range.upperBound <= text.count)
    return unsafe text.withUnsafeBytes { bytes in
      var hash = UInt64(truncatingIfNeeded: range.count)
      guard range.count >= 8 else {
        for index in range { hash = unsafe hash << 8 | hash >> 56 ^ UInt64(bytes[index]) }
        return (hash &* 0x9e37_79b9_7f4a_7c15) ^ (hash >> 29)
      }
      var index = range.lowerBound
      while index < range.upperBound {
        let eight = unsafe bytes.loadUnaligned(
          fromByteOffset: min(index, range.upperBound - 8), as: UInt64.self)
        hash = (hash ^ eight) &* 0x9e37_79b9_7f4a_7c15
        hash ^= hash >> 32
        index += 8
      }
      return hash
    }
  }

  /// Eight bytes at a time as well.
  private func equals(_ text: Span<UInt8>, _ range: Range<Int>, _ start: UInt32) -> Bool {
    let (count, place) = (range.count, Int(start))
    guard count >= 8 else {
      for offset in 0..<count where text[range.lowerBound + offset] != pool[place + offset] {
        return false
      }
      return true
    }
    precondition(range.upperBound <= text.count && place + count <= pool.count)
    return unsafe text.withUnsafeBytes { text in
      unsafe pool.withUnsafeBytes { pool in
        var index = 0
        while index < count {
          let offset = min(index, count - 8)
          let left = unsafe text.loadUnaligned(
            fromByteOffset: range.lowerBound + offset, as: UInt64.self)
          let right = unsafe pool.loadUnaligned(fromByteOffset: place + offset, as: UInt64.self)
          if left != right { return false }
          index += 8
        }
        return true
      }
    }
  }

  private mutating func insert(_ name: String, _ number: Int) {
    let bytes = Array(name.utf8)
    let hash = Self.hash(bytes.span, bytes.indices)
    var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[index].number != 0 { index = (index + 1) & (slots.count - 1) }
    slots[index] = Slot(
      hash: hash, start: UInt32(pool.count), count: UInt32(bytes.count),
      number: UInt32(number + 1))
    pool += bytes
  }
}
