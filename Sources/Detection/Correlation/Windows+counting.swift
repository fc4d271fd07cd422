import Records

/// `event_count`: a ring of the latest times, as many as tell whether the condition holds.
extension Windows {
  /// Takes a time into a group and says whether the condition holds now and did not before.
  ///
  /// A late time is put where it belongs and the window still ends at the group's latest time.
  mutating func count(
    _ time: Int64, in index: Int, _ watch: CorrelationPlan.Watch
  ) -> Outcome {
    guard let didHold = admit(time, to: index, watch) else { return .ignored }
    let wasHolding = didHold && watch.holding.contains(Int(groups[index].count))
    let last = max(groups[index].last, time)
    groups[index].last = last
    dropTimes(upTo: last &- watch.timespan, of: index)
    insert(time, into: index, watch)
    markChanged(index)
    let count = Int(groups[index].count)
    guard watch.holding.contains(count) else { return .quiet }
    return .holding(isRising: !wasHolding, count: count)
  }

  /// Nil for a time that is too old to count; else whether the former window still reaches it.
  ///
  /// A group that was just made, or whose clock went back, is empty afterwards.
  mutating func admit(
    _ time: Int64, to index: Int, _ watch: CorrelationPlan.Watch
  ) -> Bool? {
    guard groups[index].count > 0 else {
      groups[index].last = time
      return false
    }
    let age = groups[index].last &- time
    if age <= 0 { return -age < watch.timespan }
    if age >= watch.timespan, age > lateness, age > Self.stepBack {
      counters.steppedBack += 1
      (groups[index].count, groups[index].head, groups[index].last) = (0, 0, time)
      return false
    }
    guard age <= lateness, age < watch.timespan else {
      counters.late += 1
      return nil
    }
    return true
  }

  private mutating func dropTimes(upTo limit: Int64, of index: Int) {
    let mask = Int(groups[index].room) - 1
    while groups[index].count > 0,
      cells[groups[index].block + Int(groups[index].head)] <= limit
    {
      groups[index].head = Int32((Int(groups[index].head) + 1) & mask)
      groups[index].count -= 1
    }
  }

  private mutating func insert(
    _ time: Int64, into index: Int, _ watch: CorrelationPlan.Watch
  ) {
    if Int(groups[index].count) == watch.timesMax {
      // Full: only the latest times matter.
      let oldest = cells[groups[index].block + Int(groups[index].head)]
      guard time > oldest else { return }
      groups[index].head = Int32((Int(groups[index].head) + 1) & (Int(groups[index].room) - 1))
      groups[index].count -= 1
    }
    if groups[index].count == groups[index].room { growRing(of: index) }
    let (block, head) = (groups[index].block, Int(groups[index].head))
    let mask = Int(groups[index].room) - 1
    var place = Int(groups[index].count)
    while place > 0 {
      let former = cells[block + (head + place - 1) & mask]
      if former <= time { break }
      cells[block + (head + place) & mask] = former
      place -= 1
    }
    cells[block + (head + place) & mask] = time
    groups[index].count += 1
  }

  /// Moves a full ring into a block of twice the size.
  private mutating func growRing(of index: Int) {
    let former = groups[index]
    let room = Int(former.room)
    let block = takeBlock(room * 2)
    for place in 0..<room {
      cells[block + place] = cells[former.block + (Int(former.head) + place) & (room - 1)]
    }
    giveBack(former.block, room: room)
    groups[index].block = block
    groups[index].head = 0
    groups[index].room = Int32(room * 2)
  }

  /// The latest times of a window, oldest first.
  func times(of index: Int, _ watch: CorrelationPlan.Watch) -> [Instant] {
    guard watch.kind == .eventCount else { return [Instant(microseconds: groups[index].last)] }
    let group = groups[index]
    let mask = Int(group.room) - 1
    return (max(0, Int(group.count) - Finding.evidenceMax)..<Int(group.count)).map { place in
      Instant(microseconds: cells[group.block + (Int(group.head) + place) & mask])
    }
  }
}
