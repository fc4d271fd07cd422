import Detection
import Records
import Watching

/// Which risks nothing here would notice, and why.
struct Coverage: Sendable {
  /// By id of the risk, the reason in words; risks that are watched are not in it.
  let blind: [String: String]

  /// On this machine as it is now.
  init(_ loaded: Loaded) {
    let sources = loaded.configuration.sources
    self.init(loaded, SourcePlan.choose(sources, journalIsReadable: JournalReader.canRead()))
  }

  init(_ loaded: Loaded, _ plan: SourcePlan) {
    let declared = loaded.configuration.sources + OwnSources.declarations(in: "")
    let bindings = SourceBinding.all(declared, plan)
    let readable = Set(plan.choices.filter(\.isReadable).map(\.source))
    let own = Set(OwnSources.declarations(in: "").map(\.id))
    let all = Set(bindings.flatMap { loaded.ruleSet.expectedRules(from: $0) })
    let now = bindings.filter { readable.contains($0.id) || own.contains($0.id) }
    let served = loaded.ruleSet.watched(
      from: Set(now.flatMap { loaded.ruleSet.expectedRules(from: $0) }))
    let possible = loaded.ruleSet.watched(from: all)
    var blind: [String: String] = [:]
    for risk in loaded.configuration.risks.values where risk.status != .closed {
      let tied = loaded.rules.filter { $0.risks.contains(risk.id) }
      if tied.contains(where: { served.contains($0.id) }) { continue }
      blind[risk.id] = Self.reason(tied, possible, loaded)
    }
    self.blind = blind
  }

  private static func reason(
    _ tied: [RuleSummary], _ possible: Set<String>, _ loaded: Loaded
  ) -> String {
    guard let rule = tied.first else { return "no rule is tied to it" }
    let needed = loaded.ruleSet.logsources(neededBy: rule.id).joined(separator: ", ")
    return tied.contains { possible.contains($0.id) }
      ? "no log of \(needed) can be read yet" : "no source here serves \(needed)"
  }
}
