package import Records

/// Samples that stand in tests of kind `unit`, run like those that stand in rules.
extension RuleSet {
  /// Runs the samples of these tests; a test whose rule is not loaded has no results.
  ///
  /// `wanted` are ids of rules; nil is all.
  package func runSamples(
    of units: [UnitScript], wanted: Set<String>? = nil
  ) -> [SampleResult] {
    units.flatMap { unit -> [SampleResult] in
      guard let (summary, logsource, target) = tested(by: unit),
        wanted?.contains(summary.id) ?? true
      else { return [] }
      return unit.samples.map { run($0, summary, logsource: logsource, target) }
    }
  }

  /// The kinds of samples that rules have in these tests, by the rule's id.
  package func sampleKinds(of units: [UnitScript]) -> [String: Set<RuleSample.Kind>] {
    var kinds: [String: Set<RuleSample.Kind>] = [:]
    for unit in units {
      guard let (summary, _, _) = tested(by: unit) else { continue }
      kinds[summary.id, default: []].formUnion(unit.samples.map(\.kind))
    }
    return kinds
  }

  private func tested(by unit: UnitScript) -> (RuleSummary, Logsource, Target)? {
    let names = { (summary: RuleSummary) in
      summary.id == unit.rule.value || summary.name == unit.rule.value
    }
    if let number = rules.firstIndex(where: { names($0.summary) }) {
      return (rules[number].summary, rules[number].logsource, .rule(number))
    }
    guard let number = correlations.firstIndex(where: { names($0.summary) }),
      plan.isUsable(number)
    else { return nil }
    let rule = correlations[number]
    return (rule.summary, logsource(heardBy: rule.rule, depth: 0), .correlation(number))
  }
}
