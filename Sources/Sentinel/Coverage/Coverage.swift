import Detection
import Records
import Watching

/// Which rules can fire on this host, and which risks nothing here would notice, and why.
struct Coverage: Sendable {
  /// By id of the risk, the reason in words; risks that are watched are not in it.
  let blind: [String: String]
  /// By id of the rule.
  let readiness: [String: RuleReadiness]

  /// On this machine as it is now.
  init(_ loaded: Loaded, silent: Set<String> = []) {
    let sources = loaded.configuration.sources
    self.init(
      loaded, SourcePlan.choose(sources, journalIsReadable: JournalReader.canRead()),
      silent: silent)
  }

  /// Nothing can be heard of the `silent` sources, although they can be read.
  init(_ loaded: Loaded, _ plan: SourcePlan, silent: Set<String> = []) {
    let own = OwnSources.declarations(in: "")
    let bindings = SourceBinding.all(loaded.configuration.sources + own, plan)
    let readable = Set(plan.choices.filter(\.isReadable).map(\.source) + own.map(\.id))
    let possible = loaded.ruleSet.reaches(from: bindings)
    let speaking = readable.subtracting(silent)
    let now = loaded.ruleSet.reaches(from: bindings.filter { speaking.contains($0.id) })
    var readiness: [String: RuleReadiness] = [:]
    for (id, reach) in possible {
      readiness[id] = RuleReadiness(reach, isNow: now[id]?.canFire ?? false, silent: silent)
    }
    self.readiness = readiness
    var blind: [String: String] = [:]
    for risk in loaded.configuration.risks.values where risk.status != .closed {
      let tied = loaded.rules.filter { $0.risks.contains(risk.id) }
      if tied.contains(where: { readiness[$0.id]?.canFire ?? false }) { continue }
      blind[risk.id] = Self.reason(tied.compactMap { readiness[$0.id] })
    }
    self.blind = blind
  }

  /// Of the rules of one risk, what is nearest to being mended.
  private static func reason(_ states: [RuleReadiness]) -> String {
    let nearest = states.max { $0.nearness < $1.nearness }
    return nearest?.why ?? "no rule is tied to it"
  }
}
