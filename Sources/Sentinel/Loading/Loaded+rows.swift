import Delivery
import Detection
package import Records

/// A row of `rule list` or `risk list`.
package struct ListRow: Sendable {
  package var cells: [String]
  package var json: JSONValue
}

/// One risk, for a person.
package struct RiskPage: Sendable {
  package var text: String
  package var json: JSONValue
}

/// The rules and the register as lists.
extension Loaded {
  package func ruleRows() -> [ListRow] {
    let coverage = Coverage(self)
    let (readiness, steps) = (coverage.readiness, coverage.steps(configuration.sources))
    return rules.map { rule in
      let state = readiness[rule.id]
      let level = rule.feedsOnly ? "(feeds)" : rule.level?.rawValue ?? "by risk"
      return ListRow(
        cells: [
          rule.name ?? rule.id, level, rule.logsource.words, state?.word ?? "no",
          rule.risks.joined(separator: ","), OneLine.of(rule.title),
        ],
        json: .present([
          "id": .string(rule.id), "name": rule.name.map { .string($0) },
          "title": .string(rule.title), "level": rule.level.map { .string($0.rawValue) },
          "author": rule.author.map { .string($0) }, "risks": .strings(rule.risks),
          "tags": .strings(rule.tags), "logsource": .string(rule.logsource.words),
          "feeds_only": .bool(rule.feedsOnly), "place": .string(rule.place),
          "fires": .bool(state?.canFire ?? false), "why": state?.why.map { .string($0) },
          "step": state?.why.flatMap { steps[$0] }.map { .string($0) },
        ]))
    }
  }

  /// From files and what can be read on this host now.
  package func riskRows() -> [ListRow] { riskRows(blind: Coverage(self).blind) }

  /// `blind`: risk → why.
  func riskRows(blind: [String: String]) -> [ListRow] {
    let ties = rulesByRisk
    return configuration.risks.values.sorted { ($1.band, $0.id) < ($0.band, $1.id) }.map { risk in
      let tied = ties[risk.id] ?? []
      return ListRow(
        cells: [
          risk.id, risk.band.rawValue, "\(risk.likelihood)×\(risk.impact)", String(tied.count),
          risk.model?.value ?? "-", blind[risk.id] == nil ? "yes" : "blind", risk.title,
        ],
        json: .present([
          "id": .string(risk.id), "title": .string(risk.title),
          "band": .string(risk.band.rawValue), "likelihood": .number(risk.likelihood),
          "impact": .number(risk.impact), "owner": .string(risk.owner.value),
          "model": risk.model.map { .string($0.value) }, "rules": .strings(tied.map(\.id)),
          "blind": blind[risk.id].map { .string($0) },
        ]))
    }
  }

  func riskPage(_ id: String, blind: [String: String], times: BlindTimes?) -> RiskPage? {
    guard let risk = configuration.risks[id] else { return nil }
    let owner = configuration.roles[risk.owner.value]?.title ?? risk.owner.value
    var lines = [
      risk.id + "  " + risk.title,
      "band       \(risk.likelihood) × \(risk.impact): \(risk.band.rawValue), \(risk.status.rawValue)",
      "owner      " + owner,
      "watched    "
        + (blind[id].map { "no: " + $0 } ?? times?.watched ?? "yes, once a sentinel runs"),
    ]
    for (name, text) in [
      ("plain", risk.plain), ("threat", risk.threat), ("weakness", risk.vulnerability),
      ("blind", risk.blindSpots), ("recognise", risk.recognise), ("do", risk.precautions),
    ] {
      if let text { lines.append(name.padding(to: 11) + text) }
    }
    lines +=
      ["", "rules"] + rulesTied(to: id).map { "  \($0.name ?? $0.id)  \(OneLine.of($0.title))" }
    if let model = risk.model.flatMap({ configuration.models[$0.value] }) {
      lines += ["", "steps (\(model.title))"]
      lines += model.steps.enumerated().map { "  \($0 + 1)  \($1.stage.rawValue): \($1.text)" }
    }
    lines += times.map { [""] + $0.lines } ?? []
    let row = riskRows(blind: blind).first { $0.cells[0] == id }
    guard case .object(var members)? = row?.json else { return nil }
    if let times { members.append(.init("blind_times", times.json)) }
    return RiskPage(text: lines.joined(separator: "\n"), json: .object(members))
  }

  private func rulesTied(to risk: String) -> [RuleSummary] {
    rules.filter { $0.risks.contains(risk) }.sorted { $0.id < $1.id }
  }
}

extension Logsource {
  /// `product=linux,service=sshd`, as it is typed after `--logsource`.
  var words: String {
    let parts = [("category", category), ("product", product), ("service", service)]
    return parts.compactMap { name, value in value.map { name + "=" + $0 } }
      .joined(separator: ",")
  }

  /// Reads what `words` writes; nil for anything else.
  package init?(flag: String) {
    self.init()
    for part in flag.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2 else { return nil }
      switch pair[0] {
      case "category": category = pair[1]
      case "product": product = pair[1]
      case "service": service = pair[1]
      default: return nil
      }
    }
    if self == Logsource() { return nil }
  }
}
