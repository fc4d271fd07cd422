package import Records

/// Who hears whom, for people.
extension RuleSet {
  /// The summary of a correlation by its number in the plan.
  package func correlation(_ number: Int) -> RuleSummary { correlations[number].summary }

  /// Whether a correlation names a rule or another correlation.
  package func correlation(_ number: Int, hears summary: RuleSummary) -> Bool {
    correlations[number].rule.rules.contains {
      $0.value == summary.id || $0.value == summary.name
    }
  }

  /// The correlations that hear a rule or a correlation, directly.
  package func correlations(hearing summary: RuleSummary) -> [RuleSummary] {
    correlations.indices.filter { plan.isUsable($0) && correlation($0, hears: summary) }
      .map { correlations[$0].summary }
  }

  /// A correlation as its document says it; nil for a rule.
  package func correlationRule(_ summary: RuleSummary) -> CorrelationRule? {
    correlations.first { $0.summary.id == summary.id }?.rule
  }

  /// The plain rules behind a correlation, each once; of a plain rule that rule alone.
  package func plainRules(behind summary: RuleSummary) -> [RuleSummary] {
    var (open, seen): ([RuleSummary], Set<String>) = ([summary], [])
    var plain: [RuleSummary] = []
    while let next = open.popLast() {
      guard seen.insert(next.id).inserted else { continue }
      guard let rule = correlationRule(next) else {
        plain.append(next)
        continue
      }
      let names = Set(rule.rules.map(\.value))
      open += summaries.filter { names.contains($0.id) || $0.name.map(names.contains) ?? false }
    }
    return plain.sorted { $0.id < $1.id }
  }
}
