package import Records

/// The correlation windows of all sources: which groups were heard, and when.
///
/// Windows slide by the lines' own clock, per group, over (t − timespan, t]. What comes out
/// depends on the lines and their order alone: neither on the chunks they were cut into nor on a
/// restart between them, because every decision looks at the group's own latest time, never at a
/// clock, and the state that is kept is all the state there is. Only the end of a window that is
/// tested when it ends needs to be told how far all sources have come (`close(upTo:)`).
///
/// A group is 64 bytes, its key and its times in shared tables without references; a match on a
/// group that is known costs a hash, a probe and a store.
package struct Windows: Sendable {
  /// A group, with its times as a block of `cells`.
  struct Group: BitwiseCopyable, Sendable {
    var hash: Int
    /// The latest time heard.
    var last: Int64
    var keyStart: Int
    /// First of the group's cells.
    var block: Int
    /// The number of its latest firing that is no rising edge; -1 for none that may be added to.
    ///
    /// Counted since these windows were made. Of a window tested at its end: index in `notes`.
    var firing = -1
    var correlation: Int32
    var keyCount: Int32
    /// Cells it owns: a power of two.
    var room: Int32
    /// Counting and measuring: index of the oldest entry.
    var head: Int32
    /// Times or entries held; 0 for a group that was just made.
    var count: Int32
    var isChanged: Bool
    /// Whether the condition held when the group was last heard, where that is not seen at once.
    var isHolding = false
  }

  /// How a group took a match.
  enum Outcome {
    case ignored, quiet
    case holding(isRising: Bool, count: Int)
  }

  /// A match: of a rule, or of a correlation on its way to a parent.
  struct Heard {
    var correlation: Int32
    var mask: UInt32
    var time: Int64
    var hash: Int
    /// What is measured: a digest of the value, or a number's bits.
    var value: UInt64 = 0
  }

  /// Times held by all groups together; beyond it the stalest groups go.
  ///
  /// 64 MB at most, since blocks double: reached only when every group counts to forty.
  static let timesMax = 4_194_304
  /// A line this much older than its group, and outside its window, means that a clock went back.
  ///
  /// Then the group begins anew: else one line dated into the future would blind it for good. Half
  /// an hour lets a clock be set and summer time end.
  static let stepBack: Int64 = 1800 * 1_000_000

  let plan: CorrelationPlan
  let lateness: Int64
  let groupsMax: Int
  /// By correlation: how far a match may come behind its group.
  let slack: [Int64]
  /// Values are told apart by a keyed digest, so that nobody can choose two that look alike.
  let valueKey: (UInt64, UInt64)
  package internal(set) var counters = WindowCounters()

  /// Tells also correlations that only feed others.
  package var tellsFeeds = false
  /// Firings of the batches before this one.
  var firingsBefore = 0
  /// Matches looked at together, a power of two: more than a processor reads at once.
  private static let fetchMax = 32
  /// Keeps the compiler from leaving `fetch` out.
  private var fetched = 0
  /// Room for the key that a parent hears, used again.
  var climbed: [UInt8] = []

  var groups: [Group] = []
  var keys: [UInt8] = []
  var cells: [Int64] = []
  /// Times and entries of all groups.
  var held = 0
  /// Unused blocks by the power of two of their size.
  var freeBlocks: [[Int]] = []
  /// Open addressing: high half of the hash, index into `groups` plus 1; 0 is empty.
  var table: [UInt64] = []
  /// Indexes of groups with `isChanged`.
  var changed: [Int32] = []
  /// Groups that storage still holds and that are no more.
  var forgotten: [WindowRow] = []
  /// Groups without an entry: their window was tested and is over.
  var emptied = 0
  /// What is kept of lines, by group of a window that is tested at its end.
  var notes: [[[UInt8]]] = []
  var freeNotes: [Int] = []
  var noteBytes = 0
  /// When windows end, the first on top; see `Windows+closing.swift`.
  var deadlines: [Deadline] = []
  /// How far each source has come, by the lines that were heard.
  var clocks: [String: Int64] = [:]
  /// Windows that end before it, less the lateness, have been tested.
  var mark = Int64.min
  var areClocksChanged = false

  /// Makes windows that have heard nothing yet.
  ///
  /// `valueKey` is a secret of the installation, the same in every run that takes kept states back;
  /// nil for windows that keep none.
  package init(plan: CorrelationPlan, limits: Limits, valueKey: (UInt64, UInt64)? = nil) {
    self.plan = plan
    lateness = limits.lateness.microseconds
    groupsMax = max(16, limits.windowGroups)
    self.valueKey =
      valueKey ?? (.random(in: UInt64.min...UInt64.max), .random(in: UInt64.min...UInt64.max))
    slack = plan.watches.map { [lateness] in
      lateness &* Int64(1 + $0.slackTimes) &+ $0.slackSpan
    }
    resetTables()
  }

  /// Hears a chunk's matches in order and says which conditions held at which line.
  ///
  /// A correlation that holds is heard by its parents at once, before the next match. A condition
  /// that goes on holding makes one firing a batch, whose count grows: a flood costs a store a line.
  ///
  /// `ceiling` is how far the other sources have come: windows that end later, by the lines' own
  /// clock, are not tested yet. Nil when there is no other source.
  package mutating func absorb(_ batch: HitBatch, upTo ceiling: Instant? = nil) -> [Firing] {
    counters.withoutTime += batch.withoutTime
    counters.withoutField += batch.withoutField
    counters.withoutValue += batch.withoutValue
    var cascade = Cascade(firingsBefore: firingsBefore)
    let closes = plan.closesWindows
    var clock = closes ? clocks[batch.source] ?? .min : 0
    unsafe batch.keys.withUnsafeBufferPointer { keys in
      for index in batch.hits.indices {
        if index & (Self.fetchMax - 1) == 0 {
          fetch(batch.hits[index..<min(index + Self.fetchMax, batch.hits.count)])
        }
        let hit = batch.hits[index]
        guard hit.time != HitBatch.unknownTime else { continue }
        if closes {
          clock = Self.advanced(clock, to: hit.time)
          close(upTo: min(clock, ceiling?.microseconds ?? .max), &cascade)
        }
        let start = Int(hit.keyStart)
        let key = unsafe UnsafeBufferPointer(rebasing: keys[start..<start + Int(hit.keyCount)])
        var heard = Heard(
          correlation: hit.correlation, mask: hit.mask, time: hit.time, hash: hit.hash)
        var note: [UInt8] = []
        if hit.extra != HitBatch.noExtra {
          note = unsafe unpack(hit, in: batch, keys, into: &heard)
        }
        if unsafe hear(heard, key, &cascade, line: hit.line, note) {
          cascade.addLines(of: hit, at: index, in: batch)
        }
        if cascade.hasChildren { climb(&cascade, line: hit.line) }
      }
    }
    if closes, clock != .min, clocks[batch.source] != clock {
      clocks[batch.source] = clock
      areClocksChanged = true
    }
    return firings(of: cascade)
  }

  mutating func firings(of cascade: Cascade) -> [Firing] {
    firingsBefore += cascade.told.count
    return cascade.told.map { firing(of: $0, in: cascade) }
  }

  /// The value that is measured, and what is kept of the line where somebody wants it.
  private func unpack(
    _ hit: HitBatch.Hit, in batch: HitBatch, _ keys: UnsafeBufferPointer<UInt8>,
    into heard: inout Heard
  ) -> [UInt8] {
    let start = Int(hit.extra)
    let end = unsafe start + 2 + GroupKey.count(at: start, in: keys)
    heard.value = unsafe value(.init(rebasing: keys[start + 2..<end]), of: heard.correlation)
    guard plan.watches[Int(heard.correlation)].wantsNotes else { return [] }
    return unsafe KeptLine.note(at: end, of: hit, in: batch, keys)
  }

  func value(_ bytes: UnsafeBufferPointer<UInt8>, of correlation: Int32) -> UInt64 {
    let measure = plan.watches[Int(correlation)].measure
    guard measure.hasValue else { return 0 }
    return measure.isNumeric
      ? unsafe GroupKey.word(at: 0, in: bytes) : unsafe SipHash.hash(bytes.span, key: valueKey)
  }

  /// Looks at the groups of the next matches together.
  ///
  /// Groups are anywhere in memory; asked for one by one, each match waits for two reads of it,
  /// which is half of what a match costs. Read together, the waits overlap.
  private mutating func fetch(_ hits: ArraySlice<HitBatch.Hit>) {
    let mask = table.count - 1
    var sum = 0
    for hit in hits {
      let slot = table[hit.hash & mask]
      guard slot != 0 else { continue }
      // A group may stand in two lines of the cache: its first and its last byte are read.
      let group = groups[Int(slot & ~Self.markMask) - 1]
      sum &+= group.hash &+ (group.isHolding ? 1 : 0)
      if group.keyCount > 0 { sum &+= Int(keys[group.keyStart]) }
      sum &+= Int(truncatingIfNeeded: cells[group.block])
    }
    fetched = sum
  }

  /// How many groups are held.
  package var groupCount: Int { groups.count - emptied }

  /// Whether some group has changed since `takeChanges`.
  package var hasChanges: Bool { !changed.isEmpty || !forgotten.isEmpty }

  func key(of group: Int) -> [UInt8] {
    let start = groups[group].keyStart
    return Array(keys[start..<start + Int(groups[group].keyCount)])
  }

  private func firing(of told: Cascade.Told, in cascade: Cascade) -> Firing {
    let names = plan.groupBy[Int(told.correlation)]
    var fields: [Finding.Field] = []
    fields.reserveCapacity(names.count)
    unsafe cascade.key(of: told).withUnsafeBufferPointer { bytes in
      unsafe GroupKey.values(in: bytes) { range in
        guard fields.count < names.count else { return }
        let value = unsafe Untrusted(UnsafeBufferPointer(rebasing: bytes[range]))
        fields.append(.init(name: names[fields.count], value: value))
      }
    }
    let isKept = told.line < 0
    let lines =
      isKept ? [] : told.lineCount == 0 ? [Int(told.line)] : cascade.lines(of: told)
    return Firing(
      correlation: Int(told.correlation), group: fields, count: told.count,
      isRising: told.isRising, line: Int(told.line), time: Instant(microseconds: told.time),
      lines: lines, kept: isKept ? cascade.notes(of: told) : [])
  }
}
