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

  mutating func meant(by section: MarkedNode, _ document: SigmaDocument) -> [Int] {
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

  /// Checks the risks that documents name and takes those that name them from their side.
  ///
  /// Without a register every id is taken as it is.
  mutating func tieRisks() {
    declared = rules.map(\.summary) + correlations.map(\.summary)
    guard !configuration.risks.isEmpty else { return }
    let ties = Ties.tie(declared, to: configuration)
    diagnostics += ties.diagnostics
    let risks = Dictionary(
      ties.rules.map { ($0.id, $0.risks) }, uniquingKeysWith: { first, _ in first })
    rules.removeAll { ties.refused.contains($0.summary.id) }
    correlations.removeAll { ties.refused.contains($0.summary.id) }
    for number in rules.indices {
      rules[number].summary.risks = risks[rules[number].summary.id] ?? []
    }
    for number in correlations.indices {
      correlations[number].summary.risks = risks[correlations[number].summary.id] ?? []
    }
  }

  /// Decides who is told by itself, and by what its alerts are grouped.
  ///
  /// A rule that a correlation listens to is not told by itself (Sigma, `generate`), unless it is
  /// tied to a risk: that is its author's wish to be told.
  mutating func settleTelling() {
    for number in rules.indices {
      let summary = rules[number].summary
      if rules[number].isFed && !generates(summary) && summary.risks.isEmpty {
        rules[number].summary.feedsOnly = true
      }
      rules[number].groupFields = groupFields(of: summary)
    }
    for number in correlations.indices {
      let summary = correlations[number].summary
      let isHeard = correlations.contains { $0.rule.hears(summary) }
      if isHeard && !generates(summary) && summary.risks.isEmpty {
        correlations[number].summary.feedsOnly = true
      }
    }
    plan.tell(correlations.map { !$0.summary.feedsOnly })
  }

  /// The plan of correlations that were settled before.
  mutating func tieCorrelations() {
    planCorrelations()
    plan.tell(correlations.map { !$0.summary.feedsOnly })
  }

  /// Whether a correlation that listens to it lets it alert by itself.
  private func generates(_ summary: RuleSummary) -> Bool {
    correlations.contains { $0.rule.generate && $0.rule.hears(summary) }
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

extension Expression {
  var negates: Bool {
    switch self {
    case .not: true
    case .all(let children), .any(let children): children.contains { $0.negates }
    case .test: false
    }
  }
}
