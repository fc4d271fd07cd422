package import Records

/// The correlation windows of all sources: which groups were heard, and when.
///
/// Windows slide by the lines' own clock, per group, over (t − timespan, t]. What comes out
/// depends on the lines and their order alone: neither on the chunks they were cut into nor on a
/// restart between them, because every decision looks at the group's own latest time, never at a
/// clock, and the state that is kept is all the state there is.
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
    /// The number of its latest firing that is no rising edge, counted since these windows were
    /// made; -1 for none that may be added to.
    var firing = -1
    var correlation: Int32
    var keyCount: Int32
    /// Cells it owns: a power of two.
    var room: Int32
    /// Counting: index of the oldest time in the ring.
    var head: Int32
    /// Times or entries held; 0 for a group that was just made.
    var count: Int32
    var isChanged: Bool
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
  package internal(set) var counters = WindowCounters()

  /// Tells also correlations that only feed others.
  package var tellsFeeds = false
  /// Firings of the batches before this one.
  private var firingsBefore = 0
  /// Matches looked at together, a power of two: more than a processor reads at once.
  private static let fetchMax = 32
  /// Keeps the compiler from leaving `fetch` out.
  private var fetched = 0

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

  package init(plan: CorrelationPlan, limits: Limits) {
    self.plan = plan
    lateness = limits.lateness.microseconds
    groupsMax = max(16, limits.windowGroups)
    resetTables()
  }

  /// Hears a chunk's matches in order and says which conditions held at which line.
  ///
  /// A correlation that holds is heard by its parents at once, before the next match. A condition
  /// that goes on holding makes one firing a batch, whose count grows: a flood costs a store a line.
  package mutating func absorb(_ batch: HitBatch) -> [Firing] {
    counters.withoutTime += batch.withoutTime
    counters.withoutField += batch.withoutField
    var cascade = Cascade(firingsBefore: firingsBefore)
    unsafe batch.keys.withUnsafeBufferPointer { keys in
      for index in batch.hits.indices {
        if index & (Self.fetchMax - 1) == 0 {
          fetch(batch.hits[index..<min(index + Self.fetchMax, batch.hits.count)])
        }
        let hit = batch.hits[index]
        let start = Int(hit.keyStart)
        let key = unsafe UnsafeBufferPointer(rebasing: keys[start..<start + Int(hit.keyCount)])
        let heard = Heard(
          correlation: hit.correlation, mask: hit.mask, time: hit.time, hash: hit.hash)
        if unsafe hear(heard, key, &cascade, line: hit.line) {
          cascade.addLines(of: hit, at: index, in: batch)
        }
        if cascade.hasChildren { climb(&cascade, line: hit.line) }
      }
    }
    firingsBefore += cascade.told.count
    return cascade.told.map { firing(of: $0, in: cascade) }
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
      if slot != 0 { sum &+= groups[Int(slot & ~Self.markMask) - 1].keyStart }
    }
    fetched = sum
  }

  /// How many groups are held.
  package var groupCount: Int { groups.count }

  /// Takes one match in; true when it made a rising edge that is told.
  private mutating func hear(
    _ heard: Heard, _ key: UnsafeBufferPointer<UInt8>, _ cascade: inout Cascade, line: Int32
  ) -> Bool {
    let watch = plan.watches[Int(heard.correlation)]
    guard watch.isUsable else { return false }
    counters.heard += 1
    if held >= Self.timesMax { evict() }
    let group = unsafe find(heard, key) ?? make(heard, key)
    let before = groups[group].count
    let outcome =
      watch.isOrdered
      ? follow(heard.time, heard.mask, in: group, watch) : count(heard.time, in: group, watch)
    held += Int(groups[group].count - before)
    guard case .holding(let isRising, let count) = outcome else { return false }
    if watch.linkStart < watch.linkEnd {
      unsafe cascade.addChild(watch.linkStart..<watch.linkEnd, groups[group].last, heard, key)
    }
    guard watch.isTold || tellsFeeds else { return false }
    unsafe tell(group, key, isRising ? count : nil, line, &cascade)
    return isRising
  }

  /// Makes a firing, or adds to the one that this batch made when nothing rose since; `edge` is
  /// the window's count on a rising edge.
  private mutating func tell(
    _ group: Int, _ key: UnsafeBufferPointer<UInt8>, _ edge: Int?, _ line: Int32,
    _ cascade: inout Cascade
  ) {
    let (last, correlation) = (groups[group].last, groups[group].correlation)
    guard let edge else {
      if groups[group].firing >= firingsBefore {
        return cascade.count(line, last, firing: groups[group].firing)
      }
      groups[group].firing =
        unsafe cascade.add(correlation, key, count: 1, isRising: false, line, last)
      return
    }
    groups[group].firing = -1
    _ = unsafe cascade.add(correlation, key, count: edge, isRising: true, line, last)
  }

  /// Lets parents hear what just held, then theirs.
  private mutating func climb(_ cascade: inout Cascade, line: Int32) {
    var key: [UInt8] = []
    while let child = cascade.next() {
      for number in child.links {
        let link = plan.links[number]
        choose(link, cascade.key(of: child), into: &key)
        unsafe key.withUnsafeBufferPointer { key in
          let hash =
            link.takesAll
            ? GroupKey.hash(child.hash, from: child.correlation, to: link.parent)
            : unsafe GroupKey.hash(link.parent, key)
          let heard = Heard(
            correlation: link.parent, mask: link.mask, time: child.time, hash: hash)
          _ = unsafe hear(heard, key, &cascade, line: line)
        }
      }
    }
    cascade.forgetChildren()
  }

  private func choose(
    _ link: CorrelationPlan.Link, _ key: ArraySlice<UInt8>, into chosen: inout [UInt8]
  ) {
    chosen.removeAll(keepingCapacity: true)
    if link.takesAll {
      chosen.append(contentsOf: key)
      return
    }
    unsafe key.withUnsafeBufferPointer { bytes in
      var values: [Range<Int>] = []
      unsafe GroupKey.values(in: bytes) { values.append($0) }
      let first = Int(link.pickStart)
      for pick in plan.picks[first..<first + Int(link.pickCount)] where pick < values.count {
        unsafe GroupKey.append(.init(rebasing: bytes[values[pick]]), to: &chosen)
      }
    }
  }

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
    let lines = told.lineCount == 0 ? [Int(told.line)] : cascade.lines(of: told)
    return Firing(
      correlation: Int(told.correlation), group: fields, count: told.count,
      isRising: told.isRising, line: Int(told.line), time: Instant(microseconds: told.time),
      lines: lines)
  }
}
