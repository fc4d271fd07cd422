import Records

/// What ties documents to one another and to the register.
extension RuleSetDraft {
  /// A filter narrows the rules it names: (rule) and (filter).
  ///
  /// That is pySigma's reading; the specification's own example means the opposite, so a condition
  /// without `not` is warned of.
  mutating func applyFilters() {
    for document in documents where document.kind == .filter {
      guard let section = document.root["filter"], let filter = readFilter(section) else {
        continue
      }
      if !filter.negates {
        diagnostics.append(
          Diagnostic(
            "TOC127", at: section.mark, "the filter's condition has no \"not\"",
            hint: "it keeps only what the condition matches; write \"not selection\" to exclude",
            weight: .warning))
      }
      for number in meant(by: section, document) {
        rules[number].expression = .all([rules[number].expression, filter])
      }
    }
  }

  private mutating func readFilter(_ section: MarkedNode) -> Expression? {
    guard let pairs = section.pairs else {
      diagnostics.append(Diagnostic("TOC015", at: section.mark, "\"filter\" is a mapping"))
      return nil
    }
    let rest = pairs.filter { $0.key.text != "rules" }
    return expression(of: .mapping(rest, section.mark))
  }

  private mutating func meant(by section: MarkedNode, _ document: SigmaDocument) -> [Int] {
    guard let node = section["rules"], !(node.items ?? [node]).isEmpty else {
      diagnostics.append(
        Diagnostic("TOC015", at: section.mark, "a filter names its \"rules\", or \"any\""))
      return []
    }
    let fitting = rules.indices.filter {
      rules[$0].logsource.serves(document.header.logsource)
    }
    if node.scalar?.text == "any" { return fitting }
    let numbers = ruleNumbers()
    var chosen: [Int] = []
    for item in node.items ?? [node] {
      guard let name = item.scalar?.text, let number = numbers[name] else {
        diagnostics.append(
          Diagnostic(
            "TOC005", at: item.mark, "no rule has the id or name \"\(item.scalar?.text ?? "")\"",
            weight: .warning))
        continue
      }
      if fitting.contains(number) { chosen.append(number) }
    }
    return chosen
  }

  /// Ties from the register's side, and what follows from ties: who is told of what.
  mutating func tieRisks() {
    for risk in configuration.risks.values.sorted(by: { $0.id < $1.id }) { tie(risk) }
    for number in rules.indices {
      let isFeeding = plan.isFed(by: number) && !generates(rules[number].summary)
      if isFeeding && rules[number].summary.risks.isEmpty { rules[number].summary.feedsOnly = true }
      rules[number].groupFields = groupFields(of: rules[number].summary)
    }
    for number in correlations.indices {
      let summary = correlations[number].summary
      let isHeard = correlations.contains { $0.rule.hears(summary) }
      if isHeard && !generates(summary) && summary.risks.isEmpty {
        correlations[number].summary.feedsOnly = true
      }
    }
  }

  /// Whether a correlation that listens to it lets it alert by itself.
  private func generates(_ summary: RuleSummary) -> Bool {
    correlations.contains { $0.rule.generate && $0.rule.hears(summary) }
  }

  private mutating func tie(_ risk: Risk) {
    let wanted = risk.detections
    for number in rules.indices where wanted.selects(rules[number].summary) {
      rules[number].summary.add(risk.id)
    }
    for number in correlations.indices where wanted.selects(correlations[number].summary) {
      correlations[number].summary.add(risk.id)
    }
  }

  private mutating func groupFields(of summary: RuleSummary) -> [UInt16] {
    let fields = summary.risks.compactMap { configuration.risks[$0]?.groupBy }
      .first { !$0.isEmpty }
    return (fields ?? []).map { names.number(for: $0) }
  }
}

extension CorrelationRule {
  fileprivate func hears(_ summary: RuleSummary) -> Bool {
    rules.contains { $0.value == summary.id || $0.value == summary.name }
  }
}

extension RuleSummary {
  fileprivate mutating func add(_ risk: String) {
    if !risks.contains(risk) { risks.append(risk) }
  }
}

extension Risk.Detections {
  /// By id or name, or by a tag together with the log source where one is named.
  fileprivate func selects(_ summary: RuleSummary) -> Bool {
    if rules.contains(where: { $0.value == summary.id || $0.value == summary.name }) {
      return true
    }
    guard logsource.map({ summary.logsource.serves($0) }) ?? true else { return false }
    return tags.contains { tag in
      summary.tags.contains { $0 == tag.value || $0.hasPrefix(tag.value + ".") }
    }
  }
}

extension Expression {
  var negates: Bool {
    switch self {
    case .not: true
    case .all(let children), .any(let children): children.contains { $0.negates }
    case .test: false
    }
  }
}
