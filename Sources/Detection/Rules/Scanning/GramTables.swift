import CGrams

/// Literals by one run of four bytes of each, its gram: how thousands of them are looked for.
///
/// A scan asks a bit set for the gram at every byte of a line; only where a bit is set are the few
/// literals behind it compared, first by eight bytes around the gram. Hyperscan is faster for some hundred literals, but puts all of them
/// into eight buckets and so, with thousands, compares at nearly every byte.
final class GramTables: Sendable {
  /// One literal behind a gram.
  struct Entry: BitwiseCopyable, Sendable {
    /// Eight bytes around the gram, for `text | windowMask == window`.
    ///
    /// They refuse nearly all that the gram lets through. Of a shorter literal the bytes behind it
    /// may be any.
    var window: UInt64
    var windowMask: UInt64
    /// Place of the literal's bytes, and of their masks, in `texts` and `masks`.
    var start: UInt32
    var literal: UInt32
    var count: UInt16
    /// Where in the literal the gram and the window stand.
    var offset: UInt16
    var windowOffset: UInt16
    /// The next entry is of another gram.
    var isLast: Bool
  }

  /// Where a gram's entries begin; it stands where its hash says, or in a slot after that.
  struct Slot: BitwiseCopyable, Sendable {
    var gram: UInt32 = 0
    var first = Self.none

    static let none = UInt32.max
  }

  /// Bits of a gram's hash, and how many of the upper ones name its slot.
  let hashBits: Int
  let slotBits: Int
  /// A bit for each hash.
  let bits: FixedTable<UInt64>
  let slots: FixedTable<Slot>
  let entries: FixedTable<Entry>
  /// Entries that the most common gram has.
  let entriesOfOneGram: Int
  /// The literals in small letters, one after the other.
  let texts: FixedTable<UInt8>
  /// 0x20 where a letter may have its other case, for `text | mask == literal`.
  let masks: FixedTable<UInt8>

  /// Literals shorter than a gram cannot be here.
  static let bytes = 4

  /// Literals in small letters, numbered from 0; the first is no text and, as those `without`, among
  /// them all that are shorter than a gram, not looked for here.
  init(_ literals: [[UInt8]], without: Set<Int>) {
    precondition(literals.allSatisfy { $0.count <= Int(UInt16.max) })
    let choice = GramChoice(literals)
    var (texts, masks) = ([UInt8](), [UInt8]())
    var (entries, entriesOfGrams) = ([Entry](), [UInt32: [Entry]]())
    for (number, literal) in literals.enumerated().dropFirst()
    where literal.count >= Self.bytes && !without.contains(number) {
      let offset = choice.offsets[number]
      entriesOfGrams[Self.gram(in: literal, at: offset), default: []].append(
        Entry(literal, number: number, gramAt: offset, textAt: texts.count))
      texts += literal
      masks += literal.map(Self.mask)
    }
    // So that of the grams that no literal has one in a hundred is asked for, or fewer.
    hashBits = literals.count > 4000 ? 20 : 18
    var slotBits = 4
    // Mostly empty, so that a gram that is not there is soon known.
    while 1 << slotBits < entriesOfGrams.count * 3 { slotBits += 1 }
    self.slotBits = min(slotBits, hashBits)
    var bits = [UInt64](repeating: 0, count: 1 << (hashBits - 6))
    var slots = [Slot](repeating: Slot(), count: 1 << self.slotBits)
    for (gram, list) in entriesOfGrams.sorted(by: { $0.key < $1.key }) {
      let hash = Self.hash(gram, hashBits)
      bits[Int(hash >> 6)] |= 1 << UInt64(hash & 63)
      var slot = Int(hash) >> (hashBits - self.slotBits)
      while slots[slot].first != Slot.none { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Slot(gram: gram, first: UInt32(entries.count))
      entries += list
      entries[entries.count - 1].isLast = true
    }
    entriesOfOneGram = entriesOfGrams.values.map(\.count).max() ?? 0
    self.bits = FixedTable(bits)
    self.slots = FixedTable(slots)
    self.entries = FixedTable(entries)
    self.texts = FixedTable(texts)
    self.masks = FixedTable(masks)
  }

  /// One whose tables are there.
  init(
    hashBits: Int, slotBits: Int, bits: consuming FixedTable<UInt64>,
    slots: consuming FixedTable<Slot>, entries: consuming FixedTable<Entry>,
    entriesOfOneGram: Int, texts: consuming FixedTable<UInt8>, masks: consuming FixedTable<UInt8>
  ) {
    self.hashBits = hashBits
    self.slotBits = slotBits
    self.bits = bits
    self.slots = slots
    self.entries = entries
    self.entriesOfOneGram = entriesOfOneGram
    self.texts = texts
    self.masks = masks
  }

  /// Case is folded by one bit; what that confuses beside letters is told apart by the comparison.
  static func gram(in bytes: [UInt8], at offset: Int) -> UInt32 {
    (0..<Self.bytes).reduce(0) { $0 | UInt32(bytes[offset + $1] | 0x20) << UInt32(8 * $1) }
  }

  static func hash(_ gram: UInt32, _ bits: Int) -> UInt32 {
    tocsin_gram_hash(gram, UInt32(32 - bits))
  }

  /// The bit in which a letter's other case differs; 0 for what is none.
  static func mask(_ byte: UInt8) -> UInt8 { byte &- 0x61 < 26 ? 0x20 : 0 }
}

extension GramTables.Entry {
  fileprivate static let windowBytes = 8

  fileprivate init(_ literal: [UInt8], number: Int, gramAt offset: Int, textAt start: Int) {
    let windowOffset = max(0, min(offset - 2, literal.count - Self.windowBytes))
    let bytes = literal[windowOffset...].prefix(Self.windowBytes)
    func word(_ byte: (UInt8) -> UInt8) -> UInt64 {
      let given = bytes.map(byte) + Array(repeating: 0xff, count: Self.windowBytes - bytes.count)
      return given.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    window = word { $0 }
    windowMask = word(GramTables.mask)
    self.start = UInt32(start)
    self.literal = UInt32(number)
    count = UInt16(literal.count)
    self.offset = UInt16(offset)
    self.windowOffset = UInt16(windowOffset)
    isLast = false
  }
}

/// Which run of each literal is looked for: the one that stands in the fewest lines.
///
/// What the literals themselves hold often (`exe`, `powershell`, `\windows`) is what logs hold often.
private struct GramChoice {
  /// By literal: where in it the run begins; 0 in those that are too short.
  private(set) var offsets: [Int] = [0]

  /// Runs of words that stand in a large share of the lines of some log.
  private static let common: Set<UInt32> = commonWords.reduce(into: []) { grams, word in
    guard word.count >= GramTables.bytes else { return }
    for offset in 0...word.count - GramTables.bytes {
      grams.insert(GramTables.gram(in: word, at: offset))
    }
  }

  init(_ literals: [[UInt8]]) {
    var uses: [UInt32: Int] = [:]
    uses.reserveCapacity(literals.count * 8)
    for literal in literals.dropFirst() where literal.count >= GramTables.bytes {
      for offset in 0...literal.count - GramTables.bytes {
        uses[GramTables.gram(in: literal, at: offset), default: 0] += 1
      }
    }
    for literal in literals.dropFirst() {
      var (best, rarity) = (0, -Double.infinity)
      for offset in 0..<max(1, literal.count - GramTables.bytes + 1) {
        let bytes = literal[offset...].prefix(GramTables.bytes)
        guard bytes.count == GramTables.bytes else { continue }
        let gram = GramTables.gram(in: literal, at: offset)
        var bits = bytes.reduce(0) { $0 + byteBits($1) }
        // Most are no better than one before, whatever else is known of them.
        guard bits > rarity else { continue }
        bits -= 1.5 * approximateLog2(uses[gram] ?? 1) + (Self.common.contains(gram) ? 12 : 0)
        if bits > rarity { (best, rarity) = (offset, bits) }
      }
      offsets.append(best)
    }
  }
}
