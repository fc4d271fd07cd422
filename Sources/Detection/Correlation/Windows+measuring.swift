import Records

/// `value_sum`, `value_avg`, `value_percentile` and `value_median` that are tested at each line.
///
/// Cells of a group: two for the sum, then pairs of time and number in order of time, from `head`
/// on; for percentiles the numbers once more, sorted. A match costs a search and a move of memory,
/// never a walk over all numbers.
extension Windows {
  mutating func measure(
    _ time: Int64, _ bits: UInt64, in index: Int, _ watch: CorrelationPlan.Watch
  ) -> Outcome {
    guard let didReach = admit(time, to: index, watch) else { return .ignored }
    if groups[index].count == 0 { clearNumbers(of: index) }
    let wasHolding = didReach && groups[index].isHolding
    groups[index].last = max(groups[index].last, time)
    let limit = groups[index].last &- watch.timespan
    while groups[index].count > 0, cells[firstNumber(of: index)] <= limit {
      dropNumber(of: index, watch)
    }
    addNumber(time, Double(bitPattern: bits), to: index, watch)
    markChanged(index)
    groups[index].isHolding = holds(numberMeasure(of: index, watch), watch)
    guard groups[index].isHolding else { return .quiet }
    return .holding(isRising: !wasHolding, count: Int(groups[index].count))
  }

  func numberMeasure(of index: Int, _ watch: CorrelationPlan.Watch) -> Double {
    let count = Int(groups[index].count)
    switch watch.measure {
    case .percentile:
      let first = sortedStart(of: index, watch)
      return MeasuredNumber.percentile(watch.percentile, count: count) {
        Self.number(cells[first + $0])
      }
    case .mean: return MeasuredNumber.value(of: sum(of: index)) / Double(count)
    default: return MeasuredNumber.value(of: sum(of: index))
    }
  }

  /// Of a group that was just made, or whose clock went back.
  mutating func clearNumbers(of index: Int) {
    groups[index].head = 0
    setSum(0, of: index)
  }

  mutating func addNumber(
    _ time: Int64, _ number: Double, to index: Int, _ watch: CorrelationPlan.Watch
  ) {
    if Int(groups[index].count) == watch.timesMax {
      counters.overfull += 1
      dropNumber(of: index, watch)
    }
    makeRoom(in: index, watch)
    let first = firstNumber(of: index)
    var place = Int(groups[index].count)
    while place > 0, cells[first + 2 * (place - 1)] > time {
      cells[first + 2 * place] = cells[first + 2 * (place - 1)]
      cells[first + 2 * place + 1] = cells[first + 2 * (place - 1) + 1]
      place -= 1
    }
    cells[first + 2 * place] = time
    cells[first + 2 * place + 1] = Int64(bitPattern: number.bitPattern)
    if watch.measure == .percentile {
      let (start, count) = (sortedStart(of: index, watch), Int(groups[index].count))
      let at = sortedPlace(of: number, from: start, count: count)
      for cell in stride(from: start + count, to: at, by: -1) { cells[cell] = cells[cell - 1] }
      cells[at] = Int64(bitPattern: number.bitPattern)
    } else {
      setSum(sum(of: index) + MeasuredNumber.fixed(number), of: index)
    }
    groups[index].count += 1
  }

  /// The oldest one.
  private mutating func dropNumber(of index: Int, _ watch: CorrelationPlan.Watch) {
    let number = Self.number(cells[firstNumber(of: index) + 1])
    if watch.measure == .percentile {
      let (start, count) = (sortedStart(of: index, watch), Int(groups[index].count))
      let at = sortedPlace(of: number, from: start, count: count)
      for cell in at..<start + count - 1 { cells[cell] = cells[cell + 1] }
    } else {
      setSum(sum(of: index) - MeasuredNumber.fixed(number), of: index)
    }
    groups[index].head += 1
    groups[index].count -= 1
  }

  /// Moves the pairs to the front, or everything into a block of twice the size.
  private mutating func makeRoom(in index: Int, _ watch: CorrelationPlan.Watch) {
    let former = groups[index]
    let (count, head) = (Int(former.count), Int(former.head))
    let capacity = capacity(of: former, watch)
    guard head + count >= capacity else { return }
    let from = firstNumber(of: index)
    if head > capacity / 2 {
      groups[index].head = 0
      for cell in 0..<2 * count { cells[former.block + 2 + cell] = cells[from + cell] }
      return
    }
    let sorted = sortedStart(of: index, watch)
    let block = takeBlock(Int(former.room) * 2)
    groups[index].block = block
    groups[index].room *= 2
    groups[index].head = 0
    for cell in 0..<2 { cells[block + cell] = cells[former.block + cell] }
    for cell in 0..<2 * count { cells[block + 2 + cell] = cells[from + cell] }
    if watch.measure == .percentile {
      let start = sortedStart(of: index, watch)
      for cell in 0..<count { cells[start + cell] = cells[sorted + cell] }
    }
    giveBack(former.block, room: Int(former.room))
    makeRoom(in: index, watch)
  }

  private func capacity(of group: Group, _ watch: CorrelationPlan.Watch) -> Int {
    (Int(group.room) - 2) / (watch.measure == .percentile ? 3 : 2)
  }

  func firstNumber(of index: Int) -> Int { groups[index].block + 2 + 2 * Int(groups[index].head) }

  private func sortedStart(of index: Int, _ watch: CorrelationPlan.Watch) -> Int {
    groups[index].block + 2 + 2 * capacity(of: groups[index], watch)
  }

  /// The first cell whose number is not below `number`.
  private func sortedPlace(of number: Double, from start: Int, count: Int) -> Int {
    var (low, high) = (start, start + count)
    while low < high {
      let middle = (low + high) / 2
      if Self.number(cells[middle]) < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func sum(of index: Int) -> Int128 {
    let block = groups[index].block
    return Int128(cells[block + 1]) << 64 | Int128(UInt64(bitPattern: cells[block]))
  }

  private mutating func setSum(_ sum: Int128, of index: Int) {
    let block = groups[index].block
    cells[block] = Int64(truncatingIfNeeded: sum)
    cells[block + 1] = Int64(truncatingIfNeeded: sum >> 64)
  }

  static func number(_ cell: Int64) -> Double { Double(bitPattern: UInt64(bitPattern: cell)) }
}
