package import Records

/// The correlation windows of all sources: which groups were heard, and when.
///
/// Windows slide by the lines' own clock, per group, over (t − timespan, t]. What comes out
/// depends on the lines and their order alone: neither on the chunks they were cut into nor on a
/// restart between them, because every decision looks at the group's own latest time, never at a
/// clock, and the state that is kept is all the state there is.
///
/// A group is 56 bytes, its key and its times in shared tables without references; a match on a
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
  /// A correlation that holds is heard by its parents at once, before the next match.
  package mutating func absorb(_ batch: HitBatch) -> [Firing] {
    counters.withoutTime += batch.withoutTime
    counters.withoutField += batch.withoutField
    var cascade = Cascade()
    unsafe batch.keys.withUnsafeBufferPointer { keys in
      for index in batch.hits.indices {
        let hit = batch.hits[index]
        let start = Int(hit.keyStart)
        let key = unsafe UnsafeBufferPointer(rebasing: keys[start..<start + Int(hit.keyCount)])
        let heard = Heard(
          correlation: hit.correlation, mask: hit.mask, time: hit.time, hash: hit.hash)
        guard let isRising = unsafe hear(heard, key, &cascade, line: Int(hit.line)) else {
          continue
        }
        if isRising { cascade.addLines(of: hit, at: index, in: batch) }
        climb(&cascade, line: Int(hit.line))
      }
    }
    return cascade.firings
  }

  /// How many groups are held.
  package var groupCount: Int { groups.count }

  /// Takes one match in; nil when it made no firing, else whether that is a rising one.
  private mutating func hear(
    _ heard: Heard, _ key: UnsafeBufferPointer<UInt8>, _ cascade: inout Cascade, line: Int
  ) -> Bool? {
    let watch = plan.watches[Int(heard.correlation)]
    guard watch.isUsable else { return nil }
    counters.heard += 1
    if held >= Self.timesMax { evict() }
    let group = unsafe find(heard, key) ?? make(heard, key)
    let before = groups[group].count
    let outcome =
      watch.isOrdered
      ? follow(heard.time, heard.mask, in: group, watch) : count(heard.time, in: group, watch)
    held += Int(groups[group].count - before)
    guard case .holding(let isRising, let count) = outcome else { return nil }
    cascade.firings.append(
      firing(of: group, watch, count: isRising ? count : 1, isRising: isRising, line: line))
    if watch.linkStart < watch.linkEnd {
      cascade.pending.append(
        .init(
          links: watch.linkStart..<watch.linkEnd, time: groups[group].last, key: self.key(of: group)
        ))
    }
    return isRising
  }

  /// Lets parents hear what just held, then theirs.
  private mutating func climb(_ cascade: inout Cascade, line: Int) {
    while let child = cascade.next() {
      for number in child.links {
        let link = plan.links[number]
        let key = chosen(by: link, from: child.key)
        unsafe key.withUnsafeBufferPointer { key in
          let heard = unsafe Heard(
            correlation: link.parent, mask: link.mask, time: child.time,
            hash: GroupKey.hash(link.parent, key))
          _ = unsafe hear(heard, key, &cascade, line: line)
        }
      }
    }
    cascade.pending.removeAll(keepingCapacity: true)
  }

  private func chosen(by link: CorrelationPlan.Link, from key: [UInt8]) -> [UInt8] {
    var chosen: [UInt8] = []
    unsafe key.withUnsafeBufferPointer { bytes in
      var values: [Range<Int>] = []
      unsafe GroupKey.values(in: bytes) { values.append($0) }
      let first = Int(link.pickStart)
      for pick in plan.picks[first..<first + Int(link.pickCount)] where pick < values.count {
        unsafe GroupKey.append(.init(rebasing: bytes[values[pick]]), to: &chosen)
      }
    }
    return chosen
  }

  func key(of group: Int) -> [UInt8] {
    let start = groups[group].keyStart
    return Array(keys[start..<start + Int(groups[group].keyCount)])
  }

  private func firing(
    of group: Int, _ watch: CorrelationPlan.Watch, count: Int, isRising: Bool, line: Int
  ) -> Firing {
    let key = key(of: group)
    let names = plan.groupBy[Int(groups[group].correlation)]
    var fields: [Finding.Field] = []
    unsafe key.withUnsafeBufferPointer { bytes in
      unsafe GroupKey.values(in: bytes) { range in
        guard fields.count < names.count else { return }
        let value = unsafe Untrusted(UnsafeBufferPointer(rebasing: bytes[range]))
        fields.append(.init(name: names[fields.count], value: value))
      }
    }
    return Firing(
      correlation: Int(groups[group].correlation), group: fields, count: count,
      isRising: isRising, line: line, time: Instant(microseconds: groups[group].last),
      times: times(of: group, watch), lines: [line])
  }
}

/// The firings of one batch, and the groups whose parents have yet to hear of them.
struct Cascade {
  /// Matches looked back over for evidence: a flood must not make each firing dear.
  private static let lookBackMax = 2048

  /// What a correlation that held tells its parents.
  struct Child {
    var links: Range<Int>
    var time: Int64
    var key: [UInt8]
  }

  var firings: [Firing] = []
  var pending: [Child] = []
  private var done = 0

  mutating func next() -> Child? {
    guard done < pending.count else {
      done = 0
      return nil
    }
    done += 1
    return pending[done - 1]
  }

  /// Gives the last firing the lines of this chunk that its group has heard.
  mutating func addLines(of hit: HitBatch.Hit, at index: Int, in batch: HitBatch) {
    var lines = [Int(hit.line)]
    for other in batch.hits[max(0, index - Self.lookBackMax)..<index].reversed() {
      guard lines.count < Finding.evidenceMax else { break }
      if other.hash == hit.hash, other.correlation == hit.correlation,
        Int(other.line) != lines.last
      {
        lines.append(Int(other.line))
      }
    }
    firings[firings.count - 1].lines = lines.reversed()
  }
}
