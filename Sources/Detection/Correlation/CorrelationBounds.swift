/// A count's condition as the whole numbers for which it holds.
struct CorrelationBounds {
  let counts: ClosedRange<Int>

  /// Beyond it a bound is no bound: a double still tells whole numbers apart below it.
  private static let valueMax = 1e15

  /// Nil when no count satisfies all of `bounds`, or one of them is no bound of a range.
  init?(_ bounds: [CorrelationRule.Bound]) {
    var (low, high) = (1, Int.max)
    for bound in bounds {
      let (floor, ceiling) = Self.wholeNumbers(around: bound.value)
      switch bound.comparison {
      case .gt: low = max(low, floor + 1)
      case .gte: low = max(low, ceiling)
      case .lt: high = min(high, ceiling - 1)
      case .lte: high = min(high, floor)
      case .eq, .neq: return nil
      }
    }
    guard low <= high else { return nil }
    counts = low...high
  }

  private static func wholeNumbers(around value: Double) -> (floor: Int, ceiling: Int) {
    let kept = Int(max(-valueMax, min(valueMax, value.isNaN ? 0 : value)))
    return (Double(kept) > value ? kept - 1 : kept, Double(kept) < value ? kept + 1 : kept)
  }

  struct Mistake {
    var code: String
    var clause: String
    var hint: String?
  }

  /// What is wrong with a condition on a count; nil when it can be honoured.
  static func mistake(in bounds: [CorrelationRule.Bound]) -> Mistake? {
    guard !bounds.isEmpty else {
      return Mistake(
        code: "TOC016", clause: "\"condition\" is missing", hint: "such as \"gte: 10\"")
    }
    guard bounds.contains(where: { $0.comparison == .gt || $0.comparison == .gte }),
      !bounds.contains(where: { $0.comparison == .eq || $0.comparison == .neq })
    else {
      return Mistake(
        code: "TOC018", clause: "a condition that is only known when its window ends",
        hint: "\"gt\" or \"gte\" is needed; \"lt\" or \"lte\" may stand beside it")
    }
    guard bounds.allSatisfy({ $0.value.isFinite }), let counts = Self(bounds)?.counts else {
      return Mistake(code: "TOC016", clause: "no number satisfies \"condition\"")
    }
    let most = counts.upperBound == Int.max ? counts.lowerBound : counts.upperBound
    guard most < CorrelationPlan.timesMax else {
      return Mistake(
        code: "TOC018",
        clause: "a window counts to less than \(CorrelationPlan.timesMax)",
        hint: "choose a shorter timespan and a smaller number")
    }
    return nil
  }
}
