package import Detection
package import Records

/// What became of the tests of rules: those that stand in them, and those of kind `unit`.
package struct RuleTestReport: Sendable {
  package let results: [SampleResult]
  let titles: [String: String]
  /// TOC011 for tests that failed, TOC109 for rules of our own that lack one.
  let diagnostics: [Diagnostic]
  /// Each test is told, not only those that failed: somebody named the rules.
  let tellsAll: Bool
  /// Rules that were named and have no test.
  package let untested: [String]

  package var passed: Int { results.count { $0.passed } }
  package var failed: Int { results.count - passed }

  package var text: String {
    let told = results.filter { tellsAll || !$0.passed }.map { result in
      "\(result.mark.path):\(result.mark.line): \(titles[result.rule] ?? result.rule): "
        + (result.failure ?? "\(result.kind.rawValue) passed")
        + (result.hint.map { "\n    hint: " + $0 } ?? "")
    }
    let without = untested.map { "\(titles[$0] ?? $0): it has no tests" }
    return (told + without + ["\(passed) passed, \(failed) failed"]).joined(separator: "\n")
  }

  package var json: JSONValue {
    .array(
      results.map { result in
        .present([
          "rule": .string(result.rule), "kind": .string(result.kind.rawValue),
          "file": .string(result.mark.path), "line": .number(result.mark.line),
          "passed": .bool(result.passed), "failure": result.failure.map { .string($0) },
        ])
      })
  }
}

extension Loaded {
  /// Runs the tests of these rules, or of all when none is named.
  ///
  /// Throws a `DeskProblem` for an id or name that no rule has.
  package func testRules(_ words: [String]) throws -> RuleTestReport {
    runRuleTests(try words.map { try ruleNamed($0).id })
  }

  /// The same for ids that are known.
  package func runRuleTests(_ ids: [String]) -> RuleTestReport {
    let results = runSamples(of: ids.isEmpty ? nil : Set(ids))
    let titles = Dictionary(rules.map { ($0.id, $0.title) }) { $1 }
    let tested = Set(results.map(\.rule))
    return RuleTestReport(
      results: results, titles: titles,
      diagnostics: results.compactMap(\.diagnostic) + missingTests(results),
      tellsAll: !ids.isEmpty, untested: ids.filter { !tested.contains($0) })
  }

  /// Samples in the rules and samples for them, run; of the rules with these ids, or of all.
  func runSamples(of wanted: Set<String>? = nil) -> [SampleResult] {
    ruleSet.runSamples(of: wanted) + ruleSet.runSamples(of: units, wanted: wanted)
  }

  /// Which kinds of samples each rule has, in its own file or elsewhere.
  var sampleKinds: [String: Set<RuleSample.Kind>] {
    ruleSet.sampleKinds.merging(ruleSet.sampleKinds(of: units)) { $0.union($1) }
  }

  private var units: [UnitScript] {
    configuration.units.values.sorted { $0.id < $1.id }
  }

  /// Rules of our own need a line that fires and one that does not.
  private func missingTests(_ results: [SampleResult]) -> [Diagnostic] {
    let kinds = sampleKinds
    return rules.filter { !$0.risks.isEmpty && $0.author == "Tocsin" }.compactMap { rule in
      let has = kinds[rule.id] ?? []
      guard has.isSuperset(of: [.hit, .miss]) || has.contains(.feed) else {
        return Diagnostic(
          "TOC109", at: rule.mark, "rule \"\(rule.title)\" lacks a hit or a miss",
          hint: "add lines to its 'tests'", weight: .warning)
      }
      return nil
    }
  }
}
