import CGrams

/// Literals shorter than a gram, by the two bytes they begin with.
///
/// One of a single byte stands behind every pair that begins with it.
final class ShortTables: Sendable {
  /// A literal, for `text | mask == bytes` in its first `count` bytes.
  struct Entry: BitwiseCopyable, Sendable {
    var bytes: UInt32
    var mask: UInt32
    var literal: UInt32
    var count: UInt8
    /// The next entry is of another pair.
    var isLast: Bool
  }

  struct Slot: BitwiseCopyable, Sendable {
    var pair: UInt16 = 0
    var first = Self.none

    static let none = UInt32.max
  }

  /// A bit for each pair; both its bytes have the bit 0x20 set.
  let bits: FixedTable<UInt64>
  /// Pairs in eight groups, by the halves of their bytes; see `tocsin_mark_pairs`.
  let nibbles: FixedTable<UInt8>
  /// Open addressing; a power of two.
  let slots: FixedTable<Slot>
  let entries: FixedTable<Entry>

  /// Of `literals`, in small letters and numbered from 0, those that are short; the first is no text.
  init(_ literals: [[UInt8]], without: Set<Int>) {
    var entriesOfPairs: [UInt16: [Entry]] = [:]
    let anySecond = Set((0...UInt8.max).map { $0 | 0x20 }).sorted()
    for (number, literal) in literals.enumerated().dropFirst()
    where literal.count < GramTables.bytes && !without.contains(number) {
      guard let first = literal.first else { continue }
      for second in literal.count > 1 ? [literal[1]] : anySecond {
        entriesOfPairs[Self.pair(first, second), default: []].append(Entry(literal, number))
      }
    }
    var size = 16
    while size < 3 * entriesOfPairs.count { size *= 2 }
    var bits = [UInt64](repeating: 0, count: 1 << 10)
    var slots = [Slot](repeating: Slot(), count: size)
    var nibbles = [UInt8](repeating: 0, count: 64)
    var entries: [Entry] = []
    let firsts = Set(entriesOfPairs.keys.map { $0 & 0xff }).sorted()
    for (pair, list) in entriesOfPairs.sorted(by: { $0.key < $1.key }) {
      // Pairs that begin alike are of one group, so that what they end with is not mixed with others.
      let group = (firsts.firstIndex(of: pair & 0xff) ?? 0) % 8
      for (table, shift) in [0, 4, 8, 12].enumerated() {
        nibbles[16 * table + Int(pair >> UInt16(shift) & 15)] |= 1 << UInt8(group)
      }
      bits[Int(pair >> 6)] |= 1 << UInt64(pair & 63)
      var place = Self.place(of: pair, mask: size - 1)
      while slots[place].first != Slot.none { place = (place + 1) & (size - 1) }
      slots[place] = Slot(pair: pair, first: UInt32(entries.count))
      entries += list
      entries[entries.count - 1].isLast = true
    }
    self.bits = FixedTable(bits)
    self.nibbles = FixedTable(nibbles)
    self.slots = FixedTable(slots)
    self.entries = FixedTable(entries)
  }

  /// One whose tables are there.
  init(
    bits: consuming FixedTable<UInt64>, nibbles: consuming FixedTable<UInt8>,
    slots: consuming FixedTable<Slot>, entries: consuming FixedTable<Entry>
  ) {
    self.bits = bits
    self.nibbles = nibbles
    self.slots = slots
    self.entries = entries
  }

  var isEmpty: Bool { entries.count == 0 }

  @inline(__always)
  static func pair(_ first: UInt8, _ second: UInt8) -> UInt16 {
    (UInt16(second) << 8 | UInt16(first)) | 0x2020
  }

  @inline(__always)
  static func place(of pair: UInt16, mask: Int) -> Int {
    Int((UInt32(pair) &* 0x9e37_79b1) >> 16) & mask
  }
}

extension ShortTables.Entry {
  fileprivate init(_ literal: [UInt8], _ number: Int) {
    (bytes, mask) = (0, 0)
    for (index, byte) in literal.enumerated() {
      bytes |= UInt32(byte) << UInt32(8 * index)
      mask |= UInt32(GramTables.mask(byte)) << UInt32(8 * index)
    }
    self.literal = UInt32(number)
    count = UInt8(literal.count)
    isLast = false
  }
}

extension GramScan {
  /// Notes the short literals that stand in `text`.
  mutating func lookForShorts(in text: UnsafeBufferPointer<UInt8>) {
    guard let base = text.baseAddress, text.count > 0 else { return }
    var start = 0
    while start < text.count - 1 {
      let stop = min(start + Self.blockBytes, text.count - 1)
      let count = unsafe tocsin_mark_pairs(
        tables.pairBits, tables.nibbles, base, start, stop, places)
      for index in 0..<count { unsafe compareShorts(at: Int(places[index]), text) }
      start = stop
    }
    unsafe compareShorts(at: text.count - 1, text)
  }

  private mutating func compareShorts(at place: Int, _ text: UnsafeBufferPointer<UInt8>) {
    var word: UInt32 = 0
    for offset in 0..<min(GramTables.bytes - 1, text.count - place) {
      word |= unsafe UInt32(text[place + offset]) << UInt32(8 * offset)
    }
    guard let first = firstShort(UInt16(truncatingIfNeeded: word) | 0x2020) else { return }
    var index = first
    while true {
      let entry = unsafe tables.shorts[index]
      let kept = UInt32.max >> (32 - 8 * UInt32(entry.count))
      if (word | entry.mask) & kept == entry.bytes, Int(entry.count) <= text.count - place {
        if isRecording { record(entry.literal) } else { note(Int(entry.literal)) }
      }
      if entry.isLast { return }
      index += 1
    }
  }

  @inline(__always)
  private func firstShort(_ pair: UInt16) -> Int? {
    var slot = unsafe ShortTables.place(of: pair, mask: tables.shortSlotMask)
    while true {
      let found = unsafe tables.shortSlots[slot]
      if found.first == ShortTables.Slot.none { return nil }
      if found.pair == pair { return Int(found.first) }
      slot = unsafe (slot + 1) & tables.shortSlotMask
    }
  }
}
