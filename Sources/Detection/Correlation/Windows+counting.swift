import Records

/// `event_count`: a ring of the latest times, as many as tell whether the condition holds.
extension Windows {
  /// Takes a time into a group and says whether the condition holds now and did not before.
  ///
  /// A late time is put where it belongs and the window still ends at the group's latest time.
  mutating func count(
    _ time: Int64, in index: Int, _ watch: CorrelationPlan.Watch
  ) -> Outcome {
    guard let didReach = admit(time, to: index, watch) else { return .ignored }
    var group = groups[index]
    let wasHolding = didReach && holds(group, watch)
    group.last = max(group.last, time)
    dropTimes(upTo: group.last &- watch.timespan, of: &group)
    insert(time, into: &group, watch)
    groups[index] = group
    markChanged(index)
    guard holds(group, watch) else { return .quiet }
    return .holding(isRising: !wasHolding, count: Int(group.count))
  }

  private func holds(_ group: Group, _ watch: CorrelationPlan.Watch) -> Bool {
    Int(group.count) >= watch.least
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
    if age >= watch.timespan, age > Self.stepBack, age > slack[Int(groups[index].correlation)] {
      counters.steppedBack += 1
      (groups[index].count, groups[index].head, groups[index].last) = (0, 0, time)
      return false
    }
    guard age <= slack[Int(groups[index].correlation)], age < watch.timespan else {
      counters.late += 1
      return nil
    }
    return true
  }

  private func dropTimes(upTo limit: Int64, of group: inout Group) {
    while group.count > 0, cells[group.block + Int(group.head)] <= limit { dropOldest(of: &group) }
  }

  private func dropOldest(of group: inout Group) {
    group.head = (group.head + 1) & (group.room - 1)
    group.count -= 1
  }

  private mutating func insert(
    _ time: Int64, into group: inout Group, _ watch: CorrelationPlan.Watch
  ) {
    if Int(group.count) == watch.timesMax {
      // Full: only the latest times matter.
      guard time > cells[group.block + Int(group.head)] else { return }
      dropOldest(of: &group)
    }
    if group.count == group.room { growRing(of: &group) }
    let (block, head, mask) = (group.block, Int(group.head), Int(group.room) - 1)
    var place = Int(group.count)
    while place > 0 {
      let former = cells[block + (head + place - 1) & mask]
      if former <= time { break }
      cells[block + (head + place) & mask] = former
      place -= 1
    }
    cells[block + (head + place) & mask] = time
    group.count += 1
  }

  /// Moves a full ring into a block of twice the size.
  private mutating func growRing(of group: inout Group) {
    let (former, head, room) = (group.block, Int(group.head), Int(group.room))
    group.block = takeBlock(room * 2)
    for place in 0..<room {
      cells[group.block + place] = cells[former + (head + place) & (room - 1)]
    }
    giveBack(former, room: room)
    (group.head, group.room) = (0, Int32(room * 2))
  }
}
