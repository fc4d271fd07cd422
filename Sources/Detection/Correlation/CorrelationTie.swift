import Records

/// Finds what correlations name, and refuses those that cannot work; used once, at loading.
struct CorrelationTie {
  /// What a name in a correlation's list stands for.
  enum Target: Hashable {
    case rule(Int)
    case correlation(Int)
  }

  let rules: [CorrelationRule]
  private(set) var isRefused: [Bool]
  private(set) var diagnostics: [Diagnostic] = []
  /// By correlation: the targets of its list, in order; nil for a name nobody has.
  private let targets: [[Target?]]
  /// By correlation: alias → target → field.
  private let aliases: [[String: [Target: String]]]

  init(_ rules: [CorrelationRule], ruleIndex: (String) -> Int?) {
    self.rules = rules
    isRefused = Array(repeating: false, count: rules.count)
    var numbers: [String: Int] = [:]
    for (number, rule) in rules.enumerated().reversed() {
      if let name = rule.name { numbers[name] = number }
    }
    for (number, rule) in rules.enumerated().reversed() { numbers[rule.identity] = number }
    func find(_ name: String) -> Target? {
      numbers[name].map(Target.correlation) ?? ruleIndex(name).map(Target.rule)
    }
    targets = rules.map { $0.rules.map { find($0.value) } }
    aliases = rules.map { rule in
      rule.aliases.mapValues { fields in
        Dictionary(
          fields.compactMap { name, field in find(name).map { ($0, field) } },
          uniquingKeysWith: { first, _ in first })
      }
    }
  }

  /// Refuses what cannot work, then what listens to it.
  mutating func refuse() {
    for number in rules.indices {
      refuseUnknown(number)
      refuseParts(number)
    }
    for number in rules.indices { refuseCycle(number) }
    for number in rules.indices where !isRefused[number] { refusePicks(number) }
    refuseDeep()
    var refusedCount = -1
    while refusedCount != diagnostics.count {
      refusedCount = diagnostics.count
      for number in rules.indices { refuseDependant(number) }
    }
  }

  /// The plain rules a correlation hears, with their places in its list as bits.
  func heardRules(of number: Int) -> [(rule: Int, mask: UInt32)] {
    masks(of: number)
      .compactMap { target, mask in
        if case .rule(let rule) = target { (rule, mask) } else { nil }
      }
      .sorted { $0.rule < $1.rule }
  }

  /// The same for the correlations it hears.
  func heardCorrelations(of number: Int) -> [Int: UInt32] {
    var heard: [Int: UInt32] = [:]
    for (target, mask) in masks(of: number) {
      if case .correlation(let child) = target { heard[child] = mask }
    }
    return heard
  }

  /// The field that `name` of `group-by` means in an event of `target`.
  func field(_ name: String, of number: Int, from target: Target) -> String {
    aliases[number][name]?[target] ?? name
  }

  /// Which of the child's group values make the parent's group; nil when one is not among them.
  func picks(of parent: Int, from child: Int) -> [Int]? {
    var picks: [Int] = []
    for name in rules[parent].groupBy {
      let field = field(name, of: parent, from: .correlation(child))
      guard let index = rules[child].groupBy.firstIndex(of: field) else { return nil }
      picks.append(index)
    }
    return picks
  }

  /// The numbers of a correlation that was not refused.
  func watch(of number: Int) -> CorrelationPlan.Watch {
    let rule = rules[number]
    let counts = CorrelationBounds(rule.condition)?.counts ?? 1...Int.max
    return .init(
      isUsable: true, isOrdered: rule.kind == .temporalOrdered,
      timespan: rule.timespan.microseconds, least: counts.lowerBound, most: counts.upperBound,
      timesMax: counts.upperBound == Int.max ? counts.lowerBound : counts.upperBound + 1,
      steps: rule.rules.count, fingerprint: fingerprint(of: rule))
  }

  private func masks(of number: Int) -> [Target: UInt32] {
    var masks: [Target: UInt32] = [:]
    for (place, target) in targets[number].enumerated() {
      guard let target else { continue }
      masks[target, default: 0] |= 1 << UInt32(place % CorrelationPlan.stepsMax)
    }
    return masks
  }

  private func fingerprint(of rule: CorrelationRule) -> UInt32 {
    let condition = rule.condition.map { "\($0.comparison.rawValue) \($0.value)" }
    let text = [
      rule.kind.rawValue, rule.rules.map(\.value).joined(separator: ","),
      rule.groupBy.joined(separator: ","), condition.joined(separator: ","),
      String(rule.timespan.microseconds),
    ].joined(separator: "\n")
    return UInt32(truncatingIfNeeded: GroupKey.fnv1a(text.utf8))
  }
}

extension CorrelationTie {
  private mutating func refuse(_ number: Int, _ diagnostic: Diagnostic) {
    isRefused[number] = true
    diagnostics.append(diagnostic)
  }

  private mutating func refuseUnknown(_ number: Int) {
    for (place, target) in targets[number].enumerated() where target == nil {
      let name = rules[number].rules[place]
      refuse(
        number,
        Diagnostic(
          "TOC016", at: name.mark, "no rule or correlation has the id or name \"\(name.value)\"",
          hint: "its document may have been left out for a mistake of its own"))
    }
  }

  private mutating func refuseParts(_ number: Int) {
    let rule = rules[number]
    let bounds = CorrelationBounds(rule.condition)
    if rule.rules.isEmpty {
      refuse(number, Diagnostic("TOC016", at: rule.mark, "a correlation names at least one rule"))
    }
    if rule.timespan <= .zero {
      refuse(number, Diagnostic("TOC016", at: rule.mark, "\"timespan\" is longer than nothing"))
    }
    switch rule.kind {
    case .eventCount:
      if let mistake = CorrelationBounds.mistake(in: rule.condition) {
        refuse(number, Diagnostic(mistake.code, at: rule.mark, mistake.clause, hint: mistake.hint))
      }
    case .temporalOrdered:
      if rule.rules.count > CorrelationPlan.stepsMax {
        let clause = "at most \(CorrelationPlan.stepsMax) rules are followed in order"
        refuse(number, Diagnostic("TOC018", at: rule.mark, clause))
      }
      if !rule.condition.isEmpty, bounds?.counts != rule.rules.count...Int.max {
        let clause = "an ordered correlation wants every rule of its list"
        let hint = "leave \"condition\" out"
        refuse(number, Diagnostic("TOC018", at: rule.mark, clause, hint: hint))
      }
    }
  }

  private mutating func refuseCycle(_ number: Int) {
    var seen: Set<Int> = []
    var ahead = children(of: number)
    while let next = ahead.popLast() {
      if next == number {
        let clause = "correlation \"\(rules[number].title)\" listens to itself"
        let hint = "directly or through the correlations it names"
        refuse(number, Diagnostic("TOC014", at: rules[number].mark, clause, hint: hint))
        return
      }
      if seen.insert(next).inserted { ahead += children(of: next) }
    }
  }

  private mutating func refusePicks(_ number: Int) {
    for child in children(of: number) where picks(of: number, from: child) == nil {
      let clause =
        "\"group-by\" names a field that correlation \"\(rules[child].title)\" does not group by"
      let hint = "a correlation gives its parents the values of its own group, and nothing else"
      refuse(number, Diagnostic("TOC016", at: rules[number].mark, clause, hint: hint))
    }
  }

  private mutating func refuseDependant(_ number: Int) {
    guard !isRefused[number], let child = children(of: number).first(where: { isRefused[$0] })
    else { return }
    let clause = "correlation \"\(rules[child].title)\", which it listens to, is left out"
    refuse(number, Diagnostic("TOC016", at: rules[number].mark, clause))
  }

  private mutating func refuseDeep() {
    var depths = Array(repeating: 1, count: rules.count)
    for _ in 0..<CorrelationPlan.depthMax {
      for number in rules.indices where !isRefused[number] {
        depths[number] = 1 + (children(of: number).map { depths[$0] }.max() ?? 0)
      }
    }
    for number in rules.indices where depths[number] > CorrelationPlan.depthMax {
      let clause = "correlations listen to one another more than \(CorrelationPlan.depthMax) deep"
      refuse(number, Diagnostic("TOC018", at: rules[number].mark, clause))
    }
  }

  private func children(of number: Int) -> [Int] {
    var children: [Int] = []
    for case .correlation(let child)? in targets[number] where !children.contains(child) {
      children.append(child)
    }
    return children
  }
}
