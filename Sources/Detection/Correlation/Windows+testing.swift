import Records

/// The one test of a window that is tested when it ends, over all of its entries.
extension Windows {
  /// What the firing counts if the condition holds for the first `count` entries of a group.
  func countIfHolding(_ index: Int, first count: Int, _ watch: CorrelationPlan.Watch) -> Int? {
    let others = (0..<count).map { cells[groups[index].block + 2 * $0 + 1] }
    switch watch.measure {
    case .events: return holds(Double(count), watch) ? count : nil
    case .distinct:
      let different = Set(others).count
      return holds(Double(different), watch) ? different : nil
    case .sum, .mean, .percentile:
      return holds(measure(others.map(Self.number), watch), watch) ? count : nil
    case .rules:
      let present = others.reduce(UInt32(0)) { $0 | UInt32(truncatingIfNeeded: $1) }
      return holds(present, watch) ? max(1, present.nonzeroBitCount) : nil
    case .chain: return chain(others.map { UInt32(truncatingIfNeeded: $0) }, watch)
    }
  }

  private func measure(_ numbers: [Double], _ watch: CorrelationPlan.Watch) -> Double {
    if watch.measure == .percentile {
      let sorted = numbers.sorted()
      return MeasuredNumber.percentile(watch.percentile, count: sorted.count) { sorted[$0] }
    }
    let sum = MeasuredNumber.value(of: numbers.reduce(0) { $0 + MeasuredNumber.fixed($1) })
    return watch.measure == .mean ? sum / Double(numbers.count) : sum
  }

  private func chain(_ masks: [UInt32], _ watch: CorrelationPlan.Watch) -> Int? {
    guard watch.termStart < watch.termEnd else {
      let longest = longestChain(masks, watch.places)
      return holds(Double(longest), watch) ? longest : nil
    }
    let present = masks.reduce(0, |)
    return plan.terms[watch.termStart..<watch.termEnd]
      .filter { present & $0.negative == 0 && follows($0.positive, in: masks) }
      .map { max(1, $0.positive.nonzeroBitCount) }.max()
  }

  /// Whether the rules of `list` matched in its order, each by a match of its own.
  private func follows(_ list: UInt32, in masks: [UInt32]) -> Bool {
    var rest = list
    for mask in masks where rest != 0 && mask & (rest & (0 &- rest)) != 0 { rest &= rest - 1 }
    return rest == 0
  }

  /// The most rules of the list that matched in its order.
  private func longestChain(_ masks: [UInt32], _ places: Int) -> Int {
    var longest = Array(repeating: 0, count: places)
    for mask in masks {
      for place in (0..<places).reversed() where mask & (1 << UInt32(place)) != 0 {
        longest[place] = max(longest[place], 1 + (longest[..<place].max() ?? 0))
      }
    }
    return longest.max() ?? 0
  }
}
