/// From a program's name to its chain, by hash of the bytes.
///
/// Open addressing over a table at least four times the number of names, so that a line costs one
/// or two probes and no allocation.
struct ProgramTable: Sendable {
  private struct Slot: BitwiseCopyable, Sendable {
    var hash: UInt64 = 0
    var start: UInt32 = 0
    var count: UInt32 = 0
    /// Chain number plus one; 0 for an empty slot.
    var chain: UInt32 = 0
  }

  private var slots: [Slot]
  private var pool: [UInt8] = []
  /// Longest first.
  private var prefixes: [(name: [UInt8], chain: Int)] = []

  init(exact: [(name: String, chain: Int)], prefixes: [(name: String, chain: Int)]) {
    var size = 16
    while size < exact.count * 4 { size *= 2 }
    slots = Array(repeating: Slot(), count: size)
    self.prefixes = prefixes.map { (Array($0.name.utf8), $0.chain) }
      .sorted { $0.0.count > $1.0.count }
    for (name, chain) in exact { insert(Array(name.utf8), chain) }
  }

  /// The chain of `text[range]`: by its name, by what follows its last `/`, by a prefix, else 0.
  func chain(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
    if let found = find(text, range) { return found }
    var base = range.upperBound
    while base > range.lowerBound, text[base - 1] != UInt8(ascii: "/") { base -= 1 }
    if base > range.lowerBound, let found = find(text, base..<range.upperBound) { return found }
    for index in prefixes.indices where begins(text, range, with: prefixes[index].name) {
      return prefixes[index].chain
    }
    return 0
  }

  private func find(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    let hash = hashBytes(text, range)
    var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[index].chain != 0 {
      let slot = slots[index]
      if slot.hash == hash, Int(slot.count) == range.count, equals(text, range, slot.start) {
        return Int(slot.chain) - 1
      }
      index = (index + 1) & (slots.count - 1)
    }
    return nil
  }

  private func equals(_ text: Span<UInt8>, _ range: Range<Int>, _ start: UInt32) -> Bool {
    for offset in 0..<range.count
    where text[range.lowerBound + offset] != pool[Int(start) + offset] { return false }
    return true
  }

  private func begins(_ text: Span<UInt8>, _ range: Range<Int>, with name: [UInt8]) -> Bool {
    guard range.count >= name.count else { return false }
    for offset in name.indices where text[range.lowerBound + offset] != name[offset] {
      return false
    }
    return true
  }

  private mutating func insert(_ name: [UInt8], _ chain: Int) {
    let hash = hashBytes(name.span, name.indices)
    var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[index].chain != 0 { index = (index + 1) & (slots.count - 1) }
    slots[index] = Slot(
      hash: hash, start: UInt32(pool.count), count: UInt32(name.count), chain: UInt32(chain + 1))
    pool += name
  }
}

/// FNV-1a over a range, with its high half folded in so that low bits can be a table's index.
func hashBytes(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for index in range { hash = (hash ^ UInt64(text[index])) &* 0x100_0000_01b3 }
  return hash ^ (hash >> 32)
}
