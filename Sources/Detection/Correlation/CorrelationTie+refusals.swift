import Records

/// What cannot be honoured is said with its place, and what listens to it is left out too.
extension CorrelationTie {
  /// Refuses what cannot work, then what listens to it.
  mutating func refuse() {
    for number in rules.indices {
      refuseUnknown(number)
      refuseAliases(number)
      refuseParts(number)
      refuseCondition(number)
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

  private mutating func refuseAliases(_ number: Int) {
    let rule = rules[number]
    for alias in rule.aliases {
      let target = find(alias.rule.value)
      guard target.map({ !targets[number].contains($0) }) ?? true else { continue }
      let near = NearestName.to(alias.rule.value, among: rules[number].rules.map(\.value))
      let clause = "alias \"\(alias.name.value)\" names a rule that the correlation does not hear"
      let hint = near.map { "did you mean '\($0)'?" }
      refuse(number, Diagnostic("TOC016", at: alias.rule.mark, clause, hint: hint))
    }
    var seen: Set<String> = []
    for alias in rule.aliases where seen.insert(alias.name.value).inserted {
      let name = alias.name
      if !rule.groupBy.contains(name.value), !rule.fields.contains(name.value) {
        warn(name.mark, "alias \"\(name.value)\" is used nowhere", "\"group-by\" names fields")
      }
      let known = rule.aliases.filter { $0.name.value == name.value }.map { find($0.rule.value) }
      for (place, target) in targets[number].enumerated()
      where target != nil && !known.contains(target) {
        let other = rules[number].rules[place].value
        warn(
          name.mark, "alias \"\(name.value)\" says nothing of rule \"\(other)\"",
          "its events are grouped by a field named \"\(name.value)\"")
      }
    }
  }

  private mutating func warn(_ mark: Mark, _ clause: String, _ hint: String) {
    diagnostics.append(Diagnostic("TOC016", at: mark, clause, hint: hint, weight: .warning))
  }

  private mutating func refuseParts(_ number: Int) {
    let rule = rules[number]
    if rules[number].rules.isEmpty, rule.words == nil {
      refuse(number, Diagnostic("TOC016", at: rule.mark, "a correlation names at least one rule"))
    }
    if rule.timespan <= .zero {
      refuse(number, Diagnostic("TOC016", at: rule.mark, "\"timespan\" is longer than nothing"))
    }
    if rule.kind == .valuePercentile, rule.percentile == nil {
      let clause = "\"value_percentile\" without \"percentile\" has no meaning"
      let hint = "the specification leaves open which one it measures; write \"percentile: 95\""
      refuse(number, Diagnostic("TOC018", at: rule.conditionMark, clause, hint: hint))
    }
    if rule.kind.hasField, rule.fields.isEmpty {
      let clause = "\"\(rule.kind.rawValue)\" wants a \"field\" in its condition"
      refuse(number, Diagnostic("TOC016", at: rule.conditionMark, clause))
    }
    if rule.kind.isTemporal, rules[number].rules.count > CorrelationPlan.stepsMax {
      let clause = "at most \(CorrelationPlan.stepsMax) rules are followed in one correlation"
      refuse(number, Diagnostic("TOC018", at: rule.mark, clause))
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
    let rule = rules[number]
    for child in children(of: number) {
      for (names, key) in [(rule.groupBy, "group-by"), (rule.fields, "field")]
      where picks(names, of: number, from: child) == nil {
        let clause =
          "\"\(key)\" names a field that correlation \"\(rules[child].title)\" does not group by"
        let hint = "a correlation gives its parents the values of its own group, and nothing else"
        let mark = key == "field" ? rule.conditionMark : rule.mark
        refuse(number, Diagnostic("TOC016", at: mark, clause, hint: hint))
      }
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
}

/// Conditions.
extension CorrelationTie {
  private mutating func refuseCondition(_ number: Int) {
    let rule = rules[number]
    let places = places(of: number)
    if let words = rule.words { return refuseWords(words, number, places) }
    if rule.kind.isTemporal, rule.condition.isEmpty {
      conditions[number] = rule.kind == .temporal ? nil : TemporalCondition(allOf: places)
      return
    }
    let bounds = CorrelationBounds(rule.condition)
    let most = rule.kind.isTemporal ? max(1, places) : Int.max
    let mistake =
      rule.kind.isCounted ? bounds.mistake(countingTo: most) : bounds.mistakeMeasuring()
    if let mistake {
      let diagnostic = Diagnostic(
        mistake.code, at: rule.conditionMark, mistake.clause, hint: mistake.hint)
      return refuse(number, diagnostic)
    }
    guard rule.kind == .temporalOrdered, bounds.areKnownAtOnce else { return }
    conditions[number] = TemporalCondition(bounds.least, of: places)
    if conditions[number] == nil { refuseAlternatives(number, rule.conditionMark) }
  }

  private mutating func refuseWords(_ words: Marked<String>, _ number: Int, _ places: Int) {
    guard let written = self.words[number] else {
      do {
        _ = try Condition(words.value)
      } catch {
        refuse(number, ConditionScope.diagnostic(error, at: words.mark))
      }
      return
    }
    let names = rules[number].rules.map(\.value)
    guard let spelled = written.spelled(over: names) else {
      let clause = "a pattern in the condition fits no rule of the list"
      return refuse(number, Diagnostic("TOC016", at: words.mark, clause))
    }
    for name in spelled.names {
      guard find(name).map({ !targets[number].contains($0) }) ?? true else { continue }
      let near = NearestName.to(name, among: names).map { "did you mean '\($0)'?" }
      let clause = "the condition names \"\(name)\", which is not among \"rules\""
      return refuse(number, Diagnostic("TOC016", at: words.mark, clause, hint: near))
    }
    for (place, name) in names.enumerated()
    where !spelled.names.contains(where: { find($0) == targets[number][place] }) {
      warn(
        words.mark, "the condition does not say what \"\(name)\" is for", "its lines open windows")
    }
    let condition = TemporalCondition(spelled) { name in
      find(name).map { mask(of: $0, in: number) & (0 &- mask(of: $0, in: number)) } ?? 0
    }
    guard let condition else { return refuseAlternatives(number, words.mark) }
    guard condition.canHold(places) else {
      return refuse(number, Diagnostic("TOC016", at: words.mark, "the condition can never hold"))
    }
    conditions[number] = condition
  }

  private mutating func refuseAlternatives(_ number: Int, _ mark: Mark) {
    let clause = "more than \(TemporalCondition.termsMax) ways to satisfy the condition"
    refuse(
      number, Diagnostic("TOC018", at: mark, clause, hint: "split it into several correlations"))
  }
}
