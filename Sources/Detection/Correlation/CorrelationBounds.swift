import Records

/// What a correlation's bounds ask: whether they can hold, when that is known, from which count.
struct CorrelationBounds {
  let bounds: [CorrelationRule.Bound]

  init(_ bounds: [CorrelationRule.Bound]) { self.bounds = bounds }

  /// One bound as windows test it.
  struct Check: BitwiseCopyable, Sendable {
    var comparison: CorrelationRule.Comparison
    var value: Double

    @inline(__always)
    func holds(_ measure: Double) -> Bool {
      switch comparison {
      case .gt: measure > value
      case .gte: measure >= value
      case .lt: measure < value
      case .lte: measure <= value
      case .eq: measure == value
      case .neq: measure != value
      }
    }
  }

  var checks: [Check] { bounds.map { Check(comparison: $0.comparison, value: $0.value) } }

  /// True when a line that comes later in the window cannot make the condition false by being
  /// counted: it is then tested at each line, else when the window ends.
  var areKnownAtOnce: Bool {
    bounds.allSatisfy { $0.comparison == .gt || $0.comparison == .gte }
  }

  /// The first whole number, 1 or more, that satisfies bounds known at once.
  var least: Int {
    var least = 1
    for bound in bounds {
      let kept = max(0, min(1e15, bound.value))
      let whole = Int(kept.rounded(.up))
      let isOver = bound.comparison == .gt && Double(whole) == bound.value
      least = max(least, isOver ? whole + 1 : whole)
    }
    return least
  }

  struct Mistake {
    var code: String
    var clause: String
    var hint: String?
  }

  /// What is wrong with bounds on a whole number from 1 to `most`; nil when they can be honoured.
  func mistake(countingTo most: Int) -> Mistake? {
    if let mistake = mistakeInShape { return mistake }
    let isTold = bounds.allSatisfy { $0.value < Double(CorrelationPlan.timesMax) }
    guard isTold || most < CorrelationPlan.timesMax else {
      return Mistake(
        code: "TOC018",
        clause: "a window counts to less than \(CorrelationPlan.timesMax)",
        hint: "choose a shorter timespan and a smaller number")
    }
    let checks = checks
    let isPossible = (1...min(most, CorrelationPlan.timesMax)).contains { count in
      checks.allSatisfy { $0.holds(Double(count)) }
    }
    return isPossible ? nil : impossible
  }

  /// The same for bounds on any number.
  func mistakeMeasuring() -> Mistake? {
    if let mistake = mistakeInShape { return mistake }
    let values = bounds.map(\.value).sorted()
    guard let first = values.first, let last = values.last else { return nil }
    var tried = values + [first.nextDown, last.nextUp, 2 * first - 1, 2 * last + 1]
    tried += zip(values, values.dropFirst()).map { $0 / 2 + $1 / 2 }
    let checks = checks
    return tried.contains { value in checks.allSatisfy { $0.holds(value) } } ? nil : impossible
  }

  private var mistakeInShape: Mistake? {
    if bounds.isEmpty {
      return Mistake(
        code: "TOC016", clause: "\"condition\" is missing", hint: "such as \"gte: 10\"")
    }
    return bounds.allSatisfy { $0.value.isFinite } ? nil : impossible
  }

  private var impossible: Mistake {
    Mistake(code: "TOC016", clause: "no number satisfies \"condition\"")
  }
}

extension CorrelationRule.Comparison: BitwiseCopyable {}
