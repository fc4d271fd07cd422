import Detection
import Records

/// Whether a window satisfies a correlation, from the specification only.
extension WindowModel {
  /// What a firing counts; nil when the condition does not hold.
  func firing(_ rule: CorrelationRule, _ window: [Heard]) -> Int? {
    guard !window.isEmpty else { return nil }
    let numbers = window.compactMap {
      if case .number(let number) = $0.value { number } else { nil }
    }
    switch rule.kind {
    case .eventCount: return holds(rule, Double(window.count)) ? window.count : nil
    case .valueCount:
      let count = Set(window.map(\.value)).count
      return holds(rule, Double(count)) ? told(rule, count) : nil
    case .valueSum: return holds(rule, numbers.reduce(0, +)) ? window.count : nil
    case .valueAverage:
      return holds(rule, numbers.reduce(0, +) / Double(numbers.count)) ? window.count : nil
    case .valuePercentile, .valueMedian:
      let wanted = rule.kind == .valueMedian ? 50 : rule.percentile ?? 0
      return holds(rule, percentile(wanted, of: numbers.sorted())) ? window.count : nil
    case .temporal: return together(rule, window)
    case .temporalOrdered: return inOrder(rule, window)
    }
  }

  /// Of a value count that rises at each line no more is counted than was asked for.
  private func told(_ rule: CorrelationRule, _ count: Int) -> Int {
    rule.condition.allSatisfy { [.gt, .gte].contains($0.comparison) }
      ? (1...count).first { holds(rule, Double($0)) } ?? count : count
  }

  private func holds(_ rule: CorrelationRule, _ measure: Double) -> Bool {
    rule.condition.allSatisfy { bound in
      switch bound.comparison {
      case .gt: measure > bound.value
      case .gte: measure >= bound.value
      case .lt: measure < bound.value
      case .lte: measure <= bound.value
      case .eq: measure == bound.value
      case .neq: measure != bound.value
      }
    }
  }

  private func percentile(_ wanted: Double, of sorted: [Double]) -> Double {
    let rank = wanted / 100 * Double(sorted.count - 1)
    let below = Int(rank.rounded(.down))
    guard below + 1 < sorted.count else { return sorted[sorted.count - 1] }
    return sorted[below] + (rank - Double(below)) * (sorted[below + 1] - sorted[below])
  }

  private func together(_ rule: CorrelationRule, _ window: [Heard]) -> Int? {
    let names = Set(rule.rules.map(\.value))
    let matched = Set(window.map(\.rule))
    if let words = rule.words {
      return Formula(words.value).holds { matched.contains($0) } ? matched.count : nil
    }
    guard !rule.condition.isEmpty else { return matched == names ? matched.count : nil }
    return holds(rule, Double(matched.count)) ? matched.count : nil
  }

  /// Tries every choice of places of the list.
  private func inOrder(_ rule: CorrelationRule, _ window: [Heard]) -> Int? {
    let list = rule.rules.map(\.value)
    let chains = (0..<(1 << list.count)).map { choice in
      list.indices.filter { choice >> $0 & 1 == 1 }
    }.filter { chain in
      var awaited = chain.map { list[$0] }[...]
      for heard in window where heard.rule == awaited.first { awaited.removeFirst() }
      return awaited.isEmpty
    }
    if let words = rule.words {
      let formula = Formula(words.value)
      let matched = Set(window.map(\.rule))
      return formula.alternatives.filter { alternative in
        alternative.isDisjoint(with: Set(matched.map { "not " + $0 }))
          && chains.contains {
            Set($0.map { list[$0] }) == alternative.filter { !$0.hasPrefix("not ") }
          }
      }.map { max(1, $0.count { !$0.hasPrefix("not ") }) }.max()
    }
    let longest = chains.map(\.count).max() ?? 0
    guard !rule.condition.isEmpty else { return longest == list.count ? longest : nil }
    if rule.condition.allSatisfy({ [.gt, .gte].contains($0.comparison) }) {
      return (1...list.count).first { $0 <= longest && holds(rule, Double($0)) }
    }
    return holds(rule, Double(longest)) ? longest : nil
  }
}

/// `a and (b or not c)`.
indirect enum Formula {
  case name(String)
  case both(Formula, Formula)
  case either(Formula, Formula)
  case not(Formula)

  init(_ text: String) {
    let spaced = text.replacing("(", with: " ( ").replacing(")", with: " ) ")
    var words = spaced.split(separator: " ")[...]
    self = Self.either(&words)
  }

  private static func either(_ words: inout ArraySlice<Substring>) -> Formula {
    let left = both(&words)
    guard words.first == "or" else { return left }
    words.removeFirst()
    return .either(left, either(&words))
  }

  private static func both(_ words: inout ArraySlice<Substring>) -> Formula {
    let left = one(&words)
    guard words.first == "and" else { return left }
    words.removeFirst()
    return .both(left, both(&words))
  }

  private static func one(_ words: inout ArraySlice<Substring>) -> Formula {
    let word = words.removeFirst()
    if word == "not" { return .not(one(&words)) }
    guard word == "(" else { return .name(String(word)) }
    defer { words.removeFirst() }
    return either(&words)
  }

  func holds(_ matched: (String) -> Bool) -> Bool {
    switch self {
    case .name(let name): matched(name)
    case .not(let inner): !inner.holds(matched)
    case .both(let left, let right): left.holds(matched) && right.holds(matched)
    case .either(let left, let right): left.holds(matched) || right.holds(matched)
    }
  }

  /// The ways to satisfy it: names that must match, and `not` ones that must not.
  var alternatives: Set<Set<String>> { ways(isNegated: false) }

  private func ways(isNegated: Bool) -> Set<Set<String>> {
    switch self {
    case .name(let name): return [[isNegated ? "not " + name : name]]
    case .not(let inner): return inner.ways(isNegated: !isNegated)
    case .both(let left, let right), .either(let left, let right):
      let (one, other) = (left.ways(isNegated: isNegated), right.ways(isNegated: isNegated))
      var isProduct = isNegated
      if case .both = self { isProduct = !isNegated }
      guard isProduct else { return one.union(other) }
      return Set(one.flatMap { left in other.map { left.union($0) } })
    }
  }
}
