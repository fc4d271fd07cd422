/// Literals by one run of four bytes of each, its gram: how thousands of them are looked for.
///
/// A scan asks a bit set for the gram at every byte of a line; only where a bit is set are the few
/// literals behind it compared. Hyperscan is faster for some hundred literals, but puts all of them
/// into eight buckets and so, with thousands, compares at nearly every byte.
final class GramTables: Sendable {
  /// One literal behind a gram.
  struct Entry: BitwiseCopyable, Sendable {
    var gram: UInt32
    /// Place of the literal's bytes, and of their masks, in `texts` and `masks`.
    var start: UInt32
    var literal: UInt32
    var count: UInt16
    /// Where in the literal the gram stands.
    var offset: UInt16
  }

  /// Bits of a gram's hash.
  let hashBits: Int
  /// A bit for each hash.
  let bits: FixedTable<UInt64>
  /// By word of `bits`: the bits set before it.
  let ranks: FixedTable<UInt32>
  /// By rank of a bit: its first entry; one more ends the last.
  let starts: FixedTable<UInt32>
  let entries: FixedTable<Entry>
  /// The literals in small letters, one after the other.
  let texts: FixedTable<UInt8>
  /// 0x20 where a letter may have its other case, for `text | mask == literal`.
  let masks: FixedTable<UInt8>

  /// Literals shorter than a gram cannot be here.
  static let bytes = 4

  /// Literals in small letters, numbered from 0; the first is no text and, as those shorter than a
  /// gram, not looked for here.
  init(_ literals: [[UInt8]]) {
    precondition(literals.allSatisfy { $0.count <= Int(UInt16.max) })
    let hashBits = literals.count > 8000 ? 19 : 18
    let choice = GramChoice(literals)
    var (texts, masks, entries) = ([UInt8](), [UInt8](), [(hash: UInt32, entry: Entry)]())
    for (number, literal) in literals.enumerated().dropFirst() where literal.count >= Self.bytes {
      let offset = choice.offsets[number]
      let gram = Self.gram(in: literal, at: offset)
      entries.append(
        (
          Self.hash(gram, hashBits),
          Entry(
            gram: gram, start: UInt32(texts.count), literal: UInt32(number),
            count: UInt16(literal.count), offset: UInt16(offset))
        ))
      texts += literal
      masks += literal.map { $0 &- 0x61 < 26 ? 0x20 : 0 }
    }
    entries.sort { ($0.hash, $0.entry.literal) < ($1.hash, $1.entry.literal) }
    var bits = [UInt64](repeating: 0, count: 1 << (hashBits - 6))
    var starts: [UInt32] = []
    var last: UInt32?
    for (index, hashed) in entries.enumerated() {
      if hashed.hash != last { starts.append(UInt32(index)) }
      last = hashed.hash
      bits[Int(hashed.hash >> 6)] |= 1 << UInt64(hashed.hash & 63)
    }
    starts.append(UInt32(entries.count))
    var (ranks, rank) = ([UInt32](), 0)
    for word in bits {
      ranks.append(UInt32(rank))
      rank += word.nonzeroBitCount
    }
    self.hashBits = hashBits
    self.bits = FixedTable(bits)
    self.ranks = FixedTable(ranks)
    self.starts = FixedTable(starts)
    self.entries = FixedTable(entries.map(\.entry))
    self.texts = FixedTable(texts)
    self.masks = FixedTable(masks)
  }

  /// One whose tables are there.
  init(
    hashBits: Int, bits: consuming FixedTable<UInt64>, ranks: consuming FixedTable<UInt32>,
    starts: consuming FixedTable<UInt32>, entries: consuming FixedTable<Entry>,
    texts: consuming FixedTable<UInt8>, masks: consuming FixedTable<UInt8>
  ) {
    self.hashBits = hashBits
    self.bits = bits
    self.ranks = ranks
    self.starts = starts
    self.entries = entries
    self.texts = texts
    self.masks = masks
  }

  /// Case is folded by one bit; what that confuses beside letters is told apart by the comparison.
  static func gram(in bytes: [UInt8], at offset: Int) -> UInt32 {
    (0..<Self.bytes).reduce(0) { $0 | UInt32(bytes[offset + $1] | 0x20) << UInt32(8 * $1) }
  }

  @inline(__always)
  static func hash(_ gram: UInt32, _ bits: Int) -> UInt32 {
    (gram &* 0x9e37_79b1) >> UInt32(truncatingIfNeeded: 32 &- bits)
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
        let bits =
          bytes.reduce(0) { $0 + byteBits($1) } - 1.5 * approximateLog2(uses[gram] ?? 1)
          - (Self.common.contains(gram) ? 12 : 0)
        if bits > rarity { (best, rarity) = (offset, bits) }
      }
      offsets.append(best)
    }
  }
}
