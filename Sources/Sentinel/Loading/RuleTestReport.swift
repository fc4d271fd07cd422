package import Detection
package import Records

/// What became of the tests that stand in the rules.
package struct RuleTestReport: Sendable {
  package let results: [SampleResult]
  let titles: [String: String]
  /// TOC011 for tests that failed, TOC109 for rules of our own that lack one.
  let diagnostics: [Diagnostic]

  package var passed: Int { results.count { $0.passed } }
  package var failed: Int { results.count - passed }

  package var text: String {
    let failures = results.filter { !$0.passed }.map { result in
      "\(result.mark.path):\(result.mark.line): \(titles[result.rule] ?? result.rule): "
        + (result.failure ?? "")
    }
    return (failures + ["\(passed) passed, \(failed) failed"]).joined(separator: "\n")
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
  package func runRuleTests(_ ids: [String]) -> RuleTestReport {
    let results = ruleSet.runSamples(of: ids.isEmpty ? nil : Set(ids))
    let titles = Dictionary(rules.map { ($0.id, $0.title) }) { $1 }
    return RuleTestReport(
      results: results, titles: titles,
      diagnostics: results.compactMap(\.diagnostic) + missingTests(results))
  }

  /// Rules of our own need a line that fires and one that does not.
  private func missingTests(_ results: [SampleResult]) -> [Diagnostic] {
    let kinds = ruleSet.sampleKinds
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
