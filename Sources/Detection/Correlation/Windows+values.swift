import Records

/// `value_count` that is tested at each line: the latest different values, each with its time.
///
/// As many are kept as the condition asks for: of more than that the oldest ends first and decides
/// nothing. Cells of a group: pairs of time and digest in order of time.
extension Windows {
  mutating func tellApart(
    _ time: Int64, _ value: UInt64, in index: Int, _ watch: CorrelationPlan.Watch
  ) -> Outcome {
    guard let didReach = admit(time, to: index, watch) else { return .ignored }
    let wasHolding = didReach && Int(groups[index].count) >= watch.least
    groups[index].last = max(groups[index].last, time)
    dropPairs(upTo: groups[index].last &- watch.timespan, of: index)
    keepLatest(time, value, in: index, watch)
    markChanged(index)
    let count = Int(groups[index].count)
    return count >= watch.least ? .holding(isRising: !wasHolding, count: count) : .quiet
  }

  private mutating func dropPairs(upTo limit: Int64, of index: Int) {
    let (block, count) = (groups[index].block, Int(groups[index].count))
    var dropped = 0
    while dropped < count, cells[block + 2 * dropped] <= limit { dropped += 1 }
    removePairs(0..<dropped, of: index)
  }

  private mutating func keepLatest(
    _ time: Int64, _ value: UInt64, in index: Int, _ watch: CorrelationPlan.Watch
  ) {
    let (block, count) = (groups[index].block, Int(groups[index].count))
    let bits = Int64(bitPattern: value)
    if let place = (0..<count).last(where: { cells[block + 2 * $0 + 1] == bits }) {
      guard time > cells[block + 2 * place] else { return }
      removePairs(place..<place + 1, of: index)
    } else if count == watch.timesMax {
      guard time > cells[block] else { return }
      removePairs(0..<1, of: index)
    }
    insertPair(time, bits, into: index)
  }
}

/// Pairs of a time and something else, in order of time, those of one time as they came.
extension Windows {
  mutating func insertPair(_ time: Int64, _ other: Int64, into index: Int) {
    let count = Int(groups[index].count)
    while 2 * (count + 1) > Int(groups[index].room) { growBlock(of: index) }
    let block = groups[index].block
    var place = count
    while place > 0, cells[block + 2 * (place - 1)] > time {
      cells[block + 2 * place] = cells[block + 2 * (place - 1)]
      cells[block + 2 * place + 1] = cells[block + 2 * (place - 1) + 1]
      place -= 1
    }
    (cells[block + 2 * place], cells[block + 2 * place + 1]) = (time, other)
    groups[index].count += 1
  }

  mutating func removePairs(_ places: Range<Int>, of index: Int) {
    guard !places.isEmpty else { return }
    let (block, count) = (groups[index].block, Int(groups[index].count))
    for cell in 2 * places.upperBound..<2 * count {
      cells[block + cell - 2 * places.count] = cells[block + cell]
    }
    groups[index].count -= Int32(places.count)
  }
}
