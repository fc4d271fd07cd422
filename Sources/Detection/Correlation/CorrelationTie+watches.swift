import Records

/// What windows need to know of a correlation that was not refused.
extension CorrelationTie {
  /// By correlation.
  var watches: [CorrelationPlan.Watch] {
    let wantNotes = wantNotes
    return rules.indices.map { number in
      var watch = isRefused[number] ? CorrelationPlan.Watch() : watch(of: number)
      watch.wantsNotes = wantNotes[number]
      return watch
    }
  }

  private func watch(of number: Int) -> CorrelationPlan.Watch {
    let rule = rules[number]
    let bounds = CorrelationBounds(rule.condition)
    let condition = conditions[number]
    var watch = CorrelationPlan.Watch()
    watch.method = method(of: number)
    watch.measure = measure(of: rule)
    watch.timespan = rule.timespan.microseconds
    watch.places = places(of: number)
    if bounds.areKnownAtOnce { watch.least = bounds.least }
    if rule.kind == .temporal, rule.condition.isEmpty { watch.least = watch.places }
    watch.timesMax = watch.method.isWhole ? watch.least : CorrelationPlan.timesMax
    watch.starts = condition?.terms.reduce(0) { $0 + $1.positive.nonzeroBitCount } ?? 0
    watch.percentile = rule.kind == .valueMedian ? 50 : rule.percentile ?? 0
    watch.fingerprint = fingerprint(of: number)
    (watch.slackTimes, watch.slackSpan) = delay(before: number)
    return watch
  }

  func method(of number: Int) -> CorrelationPlan.Watch.Method {
    let rule = rules[number]
    let isKnown = conditions[number].map { !$0.hasNegation } ?? true
    guard isKnown, CorrelationBounds(rule.condition).areKnownAtOnce else { return .closing }
    switch rule.kind {
    case .eventCount: return .count
    case .valueCount: return .distinct
    case .valueSum, .valueAverage, .valuePercentile, .valueMedian: return .numbers
    case .temporal: return .temporal
    case .temporalOrdered: return .ordered
    }
  }

  private func measure(of rule: CorrelationRule) -> CorrelationPlan.Watch.Measure {
    switch rule.kind {
    case .eventCount: .events
    case .valueCount: .distinct
    case .valueSum: .sum
    case .valueAverage: .mean
    case .valuePercentile, .valueMedian: .percentile
    case .temporal: .rules
    case .temporalOrdered: .chain
    }
  }

  /// How late events may come to a correlation: as many times the lateness, and this span.
  ///
  /// Those of a window that is tested when it ends come after it.
  private func delay(before number: Int) -> (times: Int, span: Int64) {
    var (times, span): (Int, Int64) = (0, 0)
    for child in children(of: number) where !isRefused[child] {
      var (below, long) = delay(before: child)
      if method(of: child) == .closing {
        (below, long) = (below + 1, long + rules[child].timespan.microseconds)
      }
      (times, span) = (max(times, below), max(span, long))
    }
    return (times, span)
  }

  /// By correlation: it, or one that hears it, is told when its window ends, far from its lines,
  /// and so keeps what is to be shown of them.
  private var wantNotes: [Bool] {
    var wanted = rules.indices.map { !isRefused[$0] && method(of: $0) == .closing }
    for _ in 0..<CorrelationPlan.depthMax {
      for parent in rules.indices where wanted[parent] {
        for child in children(of: parent) { wanted[child] = true }
      }
    }
    return wanted
  }
}
