import Detection
package import Records

/// How far each risk is watched here, and what to switch on: `tocsin risk coverage`.
package struct CoverageReport: Sendable {
  /// Cells of a table: risk, band, level, rules that can fire, weakest link.
  package let rows: [ListRow]
  /// Rules that cannot fire, by what is to be done about it.
  package let steps: [CoverageStep]
  package let canFire: Int
  package let rules: Int

  package var json: JSONValue {
    [
      "risks": .array(rows.map(\.json)), "rules": .number(rules), "can_fire": .number(canFire),
      "steps": .array(steps.map(\.json)),
    ]
  }

  /// What to switch on, in sentences.
  package var stepLines: [String] {
    steps.flatMap { ["", "\(counted($0.rules.count, "rule")): \($0.why)", "  \($0.step)"] }
  }
}

/// One thing to do, and the rules that would fire then.
package struct CoverageStep: Sendable {
  package var why: String
  package var step: String
  package var rules: [String]

  var json: JSONValue {
    ["why": .string(why), "step": .string(step), "rules": .strings(rules)]
  }
}

extension Loaded {
  /// Computed from the files, from what can be read on this host now, and from what happened.
  func coverage(_ standing: Standing = .unknown) -> CoverageReport {
    let coverage = Coverage(self, silent: standing.silent)
    let judge = LevelJudge(
      coverage: coverage, standing: standing,
      failed: Set(ruleSet.runSamples().filter { !$0.passed }.map(\.rule)),
      kinds: ruleSet.sampleKinds)
    let rows = configuration.risks.values.filter { $0.status != .closed }
      .sorted { ($1.band, $0.id) < ($0.band, $1.id) }
      .map { risk in
        row(of: risk, rules.filter { $0.risks.contains(risk.id) }, judge)
      }
    return CoverageReport(
      rows: rows, steps: steps(coverage), canFire: coverage.readiness.values.count { $0.canFire },
      rules: rules.count)
  }

  private func row(of risk: Risk, _ tied: [RuleSummary], _ judge: LevelJudge) -> ListRow {
    let able = tied.filter { judge.coverage.readiness[$0.id]?.canFire ?? false }
    let level = tied.map { judge.level(of: $0.id) }.max() ?? .none
    let link = judge.coverage.blind[risk.id] ?? judge.weakestLink(able, tied, level)
    return ListRow(
      cells: [
        risk.id, risk.band.rawValue, "\(level.rawValue) \(level)",
        "\(able.count) of \(tied.count)", link,
      ],
      json: .present([
        "id": .string(risk.id), "band": .string(risk.band.rawValue),
        "level": .number(level.rawValue), "word": .string("\(level)"),
        "residual": risk.residual.map {
          .string(Severity(likelihood: $0.likelihood, impact: $0.impact).rawValue)
        },
        "weakest": .string(link),
        "rules": .array(
          tied.map { rule in
            let state = judge.coverage.readiness[rule.id]
            return .present([
              "id": .string(rule.id), "fires": .bool(state?.canFire ?? false),
              "level": .number(judge.level(of: rule.id).rawValue),
              "why": state?.why.map { .string($0) },
            ])
          }),
      ]))
  }

  /// What is to be done, most rules first.
  func steps(_ coverage: Coverage) -> [CoverageStep] {
    var steps: [String: CoverageStep] = [:]
    var reasons: [String: Set<String>] = [:]
    for rule in rules {
      guard let state = coverage.readiness[rule.id], let why = state.why, let step = state.step
      else { continue }
      // By what is to be done: one forwarder may serve forty log sources.
      steps[step, default: CoverageStep(why: why, step: step, rules: [])].rules.append(rule.id)
      reasons[step, default: []].insert(why)
    }
    for (step, all) in reasons where all.count > 1 {
      steps[step]?.why = "\(all.sorted()[0]), and \(counted(all.count - 1, "further reason"))"
    }
    return steps.values.sorted { ($1.rules.count, $0.why) < ($0.rules.count, $1.why) }
  }
}
