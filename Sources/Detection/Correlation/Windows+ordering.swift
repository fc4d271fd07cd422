import Records

/// `temporal_ordered`: how far the list of rules has come, and from when.
///
/// The condition is one list of rules, or several of which one suffices. For each step *i* of each
/// the group knows the latest start of a run of rules 1…i in order; the
/// condition holds while the last step's start is inside the window. That is exact and small as
/// long as times only grow. For late lines the latest matches, those that a late line may still
/// precede, are kept beside it and run through again.
///
/// Cells of a group: the time up to which matches are settled, the starts by settled matches, the
/// starts by all matches, then pairs of time and mask in order of time.
extension Windows {
  /// Matches that may still be preceded, per group; beyond it the oldest are settled early, so
  /// that a flood shortens the lateness of its own group and nothing else.
  static let entriesMax = 64
  /// For a step that nothing has reached.
  static let never = Int64.min

  mutating func follow(
    _ time: Int64, _ mask: UInt32, in index: Int, _ watch: CorrelationPlan.Watch
  ) -> Outcome {
    let steps = watch.starts
    let isReached = admit(time, to: index, watch)
    guard let isReached else { return .ignored }
    if groups[index].count == 0 {
      clearSteps(of: index, steps)
    } else if time < cells[groups[index].block] {
      counters.late += 1
      return .ignored
    }
    let wasHolding = isReached && stepsHolding(index, watch) > 0
    insert(time, mask, into: index, watch)
    groups[index].last = max(groups[index].last, time)
    settle(index, watch)
    markChanged(index)
    let count = stepsHolding(index, watch)
    return count > 0 ? .holding(isRising: !wasHolding, count: count) : .quiet
  }

  /// The rules of the longest list that is complete within the window; 0 for none.
  private func stepsHolding(_ index: Int, _ watch: CorrelationPlan.Watch) -> Int {
    var at = groups[index].block + 1 + watch.starts
    var longest = 0
    for term in watch.termStart..<watch.termEnd {
      let count = plan.terms[term].positive.nonzeroBitCount
      at += count
      let start = cells[at - 1]
      if start != Self.never, start > groups[index].last &- watch.timespan {
        longest = max(longest, count)
      }
    }
    return longest
  }

  private mutating func clearSteps(of index: Int, _ steps: Int) {
    while Int(groups[index].room) < Self.firstEntry(steps) + 2 { growBlock(of: index) }
    let block = groups[index].block
    for cell in block..<block + Self.firstEntry(steps) { cells[cell] = Self.never }
  }

  private static func firstEntry(_ steps: Int) -> Int { 1 + 2 * steps }

  private mutating func insert(
    _ time: Int64, _ mask: UInt32, into index: Int, _ watch: CorrelationPlan.Watch
  ) {
    let steps = watch.starts
    let count = Int(groups[index].count)
    while Self.firstEntry(steps) + 2 * (count + 1) > Int(groups[index].room) {
      growBlock(of: index)
    }
    let first = groups[index].block + Self.firstEntry(steps)
    var place = count
    while place > 0, cells[first + 2 * (place - 1)] > time {
      cells[first + 2 * place] = cells[first + 2 * (place - 1)]
      cells[first + 2 * place + 1] = cells[first + 2 * (place - 1) + 1]
      place -= 1
    }
    (cells[first + 2 * place], cells[first + 2 * place + 1]) = (time, Int64(mask))
    groups[index].count += 1
    let starts = groups[index].block + 1 + steps
    if place == count {
      step(time, mask, starts, watch)
    } else {
      for step in 0..<steps { cells[starts + step] = cells[starts - steps + step] }
      for entry in 0...count {
        step(
          cells[first + 2 * entry], UInt32(truncatingIfNeeded: cells[first + 2 * entry + 1]),
          starts, watch)
      }
    }
  }

  /// One match: each of its places in the list may continue a run, from the last to the first so
  /// that it is used once.
  private mutating func step(
    _ time: Int64, _ mask: UInt32, _ starts: Int, _ watch: CorrelationPlan.Watch
  ) {
    var first = starts
    for term in watch.termStart..<watch.termEnd {
      let positive = plan.terms[term].positive
      var hits = mask & positive
      while hits != 0 {
        let bit: UInt32 = 1 << UInt32(31 - hits.leadingZeroBitCount)
        hits ^= bit
        let place = first + (positive & (bit - 1)).nonzeroBitCount
        let start = place == first ? time : cells[place - 1]
        if start > cells[place] { cells[place] = start }
      }
      first += positive.nonzeroBitCount
    }
  }

  /// Takes matches that nothing can precede any more out of the entries.
  private mutating func settle(_ index: Int, _ watch: CorrelationPlan.Watch) {
    let steps = watch.starts
    let slack = slack[Int(groups[index].correlation)]
    let (block, count) = (groups[index].block, Int(groups[index].count))
    let first = block + Self.firstEntry(steps)
    var settled = max(0, count - Self.entriesMax)
    while settled < count - 1, cells[first + 2 * settled] < groups[index].last &- slack {
      settled += 1
    }
    guard settled > 0 else { return }
    for entry in 0..<settled {
      step(
        cells[first + 2 * entry], UInt32(truncatingIfNeeded: cells[first + 2 * entry + 1]),
        block + 1, watch)
    }
    cells[block] = cells[first + 2 * (settled - 1)]
    for cell in 0..<2 * (count - settled) {
      cells[first + cell] = cells[first + 2 * settled + cell]
    }
    groups[index].count -= Int32(settled)
  }

  /// Moves a group's cells, as they stand, into a block of twice the size.
  mutating func growBlock(of index: Int) {
    let former = groups[index]
    let room = Int(former.room)
    let block = takeBlock(room * 2)
    for cell in 0..<room { cells[block + cell] = cells[former.block + cell] }
    giveBack(former.block, room: room)
    groups[index].block = block
    groups[index].room = Int32(room * 2)
  }
}
