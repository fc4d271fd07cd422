package import Records

/// Samples that stand in tests of kind `unit`, run like those that stand in rules.
extension RuleSet {
  /// Runs the samples of these tests; a test whose rule is not loaded has no results.
  package func runSamples(of units: [UnitScript]) -> [SampleResult] {
    units.flatMap { unit -> [SampleResult] in
      let names = { (summary: RuleSummary) in
        summary.id == unit.rule.value || summary.name == unit.rule.value
      }
      if let number = rules.firstIndex(where: { names($0.summary) }) {
        let rule = rules[number]
        return unit.samples.map {
          run($0, rule.summary, logsource: rule.logsource, .rule(number))
        }
      }
      if let number = correlations.firstIndex(where: { names($0.summary) }),
        plan.isUsable(number)
      {
        let rule = correlations[number]
        let logsource = logsource(heardBy: rule.rule, depth: 0)
        return unit.samples.map {
          run($0, rule.summary, logsource: logsource, .correlation(number))
        }
      }
      return []
    }
  }
}
