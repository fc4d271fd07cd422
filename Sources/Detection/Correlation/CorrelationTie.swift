import Records

/// Finds what correlations name, and refuses those that cannot work; used once, at loading.
struct CorrelationTie {
  /// What a name in a correlation's list stands for.
  enum Target: Hashable {
    case rule(Int)
    case correlation(Int)
  }

  let rules: [CorrelationRule]
  var isRefused: [Bool]
  var diagnostics: [Diagnostic] = []
  /// By correlation: the targets of its list, in order; nil for a name nobody has.
  let targets: [[Target?]]
  /// By correlation: what its condition in words says; nil without words, or for a mistake.
  let words: [Condition?]
  /// By correlation, for temporal ones without bounds to be tested.
  var conditions: [TemporalCondition?]
  /// Finds a rule or correlation by id or name.
  let find: (String) -> Target?
  /// By correlation: alias → target → field.
  private let aliases: [[String: [Target: String]]]

  init(_ rules: [CorrelationRule], ruleIndex: @escaping (String) -> Int?) {
    self.rules = rules
    isRefused = Array(repeating: false, count: rules.count)
    conditions = Array(repeating: nil, count: rules.count)
    var numbers: [String: Int] = [:]
    for (number, rule) in rules.enumerated().reversed() {
      if let name = rule.name { numbers[name] = number }
    }
    for (number, rule) in rules.enumerated().reversed() { numbers[rule.identity] = number }
    let find = { [numbers] (name: String) -> Target? in
      numbers[name].map(Target.correlation) ?? ruleIndex(name).map(Target.rule)
    }
    self.find = find
    words = rules.map { $0.words.flatMap { try? Condition($0.value) } }
    targets = rules.map { $0.rules.map { find($0.value) } }
    aliases = rules.map { rule in
      var aliases: [String: [Target: String]] = [:]
      for alias in rule.aliases {
        guard let target = find(alias.rule.value) else { continue }
        aliases[alias.name.value, default: [:]][target] = alias.field
      }
      return aliases
    }
  }

  /// How many places the list has: of one that does not look at the order, different rules.
  func places(of number: Int) -> Int {
    rules[number].kind == .temporalOrdered
      ? targets[number].count : Set(targets[number].compactMap(\.self)).count
  }

  /// The place of a target, as bits: an ordered list may name it several times.
  func mask(of target: Target, in number: Int) -> UInt32 {
    var (mask, seen): (UInt32, [Target]) = (0, [])
    for (place, other) in targets[number].enumerated() {
      guard let other else { continue }
      if rules[number].kind == .temporalOrdered {
        if other == target { mask |= 1 << UInt32(place % CorrelationPlan.stepsMax) }
      } else if !seen.contains(other) {
        if other == target { mask = 1 << UInt32(seen.count % CorrelationPlan.stepsMax) }
        seen.append(other)
      }
    }
    return mask
  }

  /// The plain rules a correlation hears, with their places in its list as bits.
  func heardRules(of number: Int) -> [(rule: Int, mask: UInt32)] {
    Set(targets[number].compactMap(\.self))
      .compactMap { target in
        if case .rule(let rule) = target { (rule, mask(of: target, in: number)) } else { nil }
      }
      .sorted { $0.rule < $1.rule }
  }

  /// The correlations it hears.
  func children(of number: Int) -> [Int] {
    var children: [Int] = []
    for case .correlation(let child)? in targets[number] where !children.contains(child) {
      children.append(child)
    }
    return children
  }

  /// The field that `name` of `group-by` or of the condition means in an event of `target`.
  func field(_ name: String, of number: Int, from target: Target) -> String {
    aliases[number][name]?[target] ?? name
  }

  /// Which of the child's group values stand for `names`; nil when one is not among them.
  func picks(_ names: [String], of parent: Int, from child: Int) -> [Int]? {
    var picks: [Int] = []
    for name in names {
      let field = field(name, of: parent, from: .correlation(child))
      guard let index = rules[child].groupBy.firstIndex(of: field) else { return nil }
      picks.append(index)
    }
    return picks
  }

  func fingerprint(of number: Int) -> UInt32 {
    let rule = rules[number]
    let condition = rule.condition.map { "\($0.comparison.rawValue) \($0.value)" }
    var text = [
      rule.kind.rawValue, rule.rules.map(\.value).joined(separator: ","),
      rule.groupBy.joined(separator: ","), condition.joined(separator: ","),
      String(rule.timespan.microseconds),
    ]
    if rule.kind.hasField {
      text += [rule.fields.joined(separator: ","), "\(rule.percentile ?? 0)"]
    }
    if let words = rule.words { text.append(words.value) }
    return UInt32(truncatingIfNeeded: GroupKey.fnv1a(text.joined(separator: "\n").utf8))
  }
}
