import Records

/// `temporal`: when each rule of the list matched last.
///
/// That is enough: a rule has matched within the window if its latest match lies in it. Cells of a
/// group: a time for each place of the list.
extension Windows {
  mutating func meet(
    _ time: Int64, _ mask: UInt32, in index: Int, _ watch: CorrelationPlan.Watch
  ) -> Outcome {
    guard let didReach = admit(time, to: index, watch) else { return .ignored }
    if groups[index].count == 0 { clearPlaces(of: index, watch) }
    let wasHolding = didReach && groups[index].isHolding
    groups[index].last = max(groups[index].last, time)
    let block = groups[index].block
    var hits = mask
    while hits != 0 {
      let place = block + hits.trailingZeroBitCount
      hits &= hits - 1
      if cells[place] == Self.never { groups[index].count += 1 }
      cells[place] = max(cells[place], time)
    }
    markChanged(index)
    let present = present(index, watch)
    groups[index].isHolding = holds(present, watch)
    guard groups[index].isHolding else { return .quiet }
    return .holding(isRising: !wasHolding, count: present.nonzeroBitCount)
  }

  private mutating func clearPlaces(of index: Int, _ watch: CorrelationPlan.Watch) {
    while Int(groups[index].room) < watch.places { growBlock(of: index) }
    let block = groups[index].block
    for cell in block..<block + watch.places { cells[cell] = Self.never }
  }

  /// The rules that have matched within the window, as bits.
  func present(_ index: Int, _ watch: CorrelationPlan.Watch) -> UInt32 {
    let (block, limit) = (groups[index].block, groups[index].last &- watch.timespan)
    var present: UInt32 = 0
    for place in 0..<watch.places where cells[block + place] > limit {
      if cells[block + place] != Self.never { present |= 1 << UInt32(place) }
    }
    return present
  }

  /// Whether the rules that matched satisfy the condition, whatever their order.
  func holds(_ present: UInt32, _ watch: CorrelationPlan.Watch) -> Bool {
    guard watch.termStart < watch.termEnd else {
      return holds(Double(present.nonzeroBitCount), watch)
    }
    return (watch.termStart..<watch.termEnd).contains { number in
      let term = plan.terms[number]
      return present & term.positive == term.positive && present & term.negative == 0
    }
  }

  /// Whether a measure satisfies all bounds.
  func holds(_ measure: Double, _ watch: CorrelationPlan.Watch) -> Bool {
    (watch.checkStart..<watch.checkEnd).allSatisfy { plan.checks[$0].holds(measure) }
  }
}
