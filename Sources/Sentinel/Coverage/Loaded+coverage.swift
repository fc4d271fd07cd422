import Detection
package import Records

/// How far each risk is watched here, and what to switch on: `tocsin risk coverage`.
package struct CoverageReport: Sendable {
  /// Cells of a table: risk, band, level, rules that can fire, weakest link.
  package let rows: [ListRow]
  /// Rules that cannot fire and risks that are blind, by what is to be done about it.
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
    steps.flatMap { step in
      ["", "\(counted(step.rules.count, "rule")): \(step.why)", "  \(step.step)"]
        + (step.opens.isEmpty ? [] : Self.wrapped("  opens " + step.opens.joined(separator: " ")))
    }
  }
}

extension CoverageReport {
  /// Lines of at most 100 characters.
  private static func wrapped(_ text: String) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let isFull = lines[lines.count - 1].count + word.count > 98
      if isFull { lines.append("") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "  " : " ") + word
    }
    return lines
  }
}

/// One thing to do, the rules that would fire then, and the blind risks it is nearest for.
package struct CoverageStep: Sendable {
  package var why: String
  package var step: String
  package var rules: [String]
  /// Ids of blind risks; each stands at one step.
  package var opens: [String]

  var json: JSONValue {
    [
      "why": .string(why), "step": .string(step), "rules": .strings(rules),
      "opens": .strings(opens),
    ]
  }
}

extension Loaded {
  /// Risk → the rules tied to it, by id; made once for a list of all.
  var rulesByRisk: [String: [RuleSummary]] {
    var ties: [String: [RuleSummary]] = [:]
    for rule in rules.sorted(by: { $0.id < $1.id }) {
      for risk in rule.risks { ties[risk, default: []].append(rule) }
    }
    return ties
  }

  /// Computed from the files, from what can be read on this host now, and from what happened.
  func coverage(_ standing: Standing = .unknown) -> CoverageReport {
    let coverage = Coverage(self, silent: standing.silent, impaired: standing.impaired)
    let judge = LevelJudge(
      coverage: coverage, standing: standing,
      failed: Set(runSamples().filter { !$0.passed }.map(\.rule)),
      kinds: sampleKinds)
    let (ties, doing) = (rulesByRisk, coverage.steps(configuration.sources))
    let risks = configuration.risks.values.filter { $0.status != .closed }
      .sorted { ($1.band, $0.id) < ($0.band, $1.id) }
    let rows = risks.map { risk in
      row(of: risk, ties[risk.id] ?? [], judge, step: coverage.blind[risk.id].flatMap { doing[$0] })
    }
    return CoverageReport(
      rows: rows, steps: steps(coverage, doing, risks.map(\.id)),
      canFire: coverage.readiness.values.count { $0.canFire },
      rules: rules.count)
  }

  private func row(
    of risk: Risk, _ tied: [RuleSummary], _ judge: LevelJudge, step: String?
  ) -> ListRow {
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
        "step": step.map { .string($0) },
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

  /// What is to be done, what opens most risks first; `doing`: reason → step.
  private func steps(
    _ coverage: Coverage, _ doing: [String: String], _ risks: [String]
  ) -> [CoverageStep] {
    var steps: [String: CoverageStep] = [:]
    var reasons: [String: Set<String>] = [:]
    // By what is to be done: one forwarder may serve forty log sources.
    func add(_ why: String, rules: [String] = [], opens: [String] = []) {
      guard let step = doing[why] else { return }
      var entry = steps[step] ?? CoverageStep(why: why, step: step, rules: [], opens: [])
      steps[step] = nil
      entry.rules += rules
      entry.opens += opens
      steps[step] = entry
      reasons[step, default: []].insert(why)
    }
    for rule in rules {
      if let why = coverage.readiness[rule.id]?.why { add(why, rules: [rule.id]) }
    }
    for risk in risks { if let why = coverage.blind[risk] { add(why, opens: [risk]) } }
    for (step, all) in reasons where all.count > 1 {
      steps[step]?.why = "\(all.sorted()[0]), and \(counted(all.count - 1, "further reason"))"
    }
    return steps.values.sorted {
      ($1.opens.count, $1.rules.count, $0.why) < ($0.opens.count, $0.rules.count, $1.why)
    }
  }
}
