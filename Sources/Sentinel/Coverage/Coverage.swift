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
  init(_ loaded: Loaded, silent: Set<String> = [], impaired: [String: String] = [:]) {
    let sources = loaded.configuration.sources
    self.init(
      loaded, SourcePlan.choose(sources, journalIsReadable: JournalReader.canRead()),
      silent: silent, impaired: impaired)
  }

  /// Nothing can be heard of the `silent` sources, although they can be read, and `impaired` ones
  /// (source → what is wrong with it) cannot be believed.
  init(
    _ loaded: Loaded, _ plan: SourcePlan, silent: Set<String> = [],
    impaired: [String: String] = [:]
  ) {
    let own = OwnSources.declarations(in: "")
    let bindings = SourceBinding.all(loaded.configuration.sources + own, plan)
    let readable = Set(plan.choices.filter(\.isReadable).map(\.source) + own.map(\.id))
    let possible = loaded.ruleSet.reaches(from: bindings)
    let speaking = readable.subtracting(silent).subtracting(impaired.keys)
    let now = loaded.ruleSet.reaches(from: bindings.filter { speaking.contains($0.id) })
    var readiness: [String: RuleReadiness] = [:]
    for (id, reach) in possible {
      readiness[id] = RuleReadiness(
        reach, isNow: now[id]?.canFire ?? false, silent: silent, impaired: impaired)
    }
    self.readiness = readiness
    let tied = loaded.rulesByRisk
    var blind: [String: String] = [:]
    for risk in loaded.configuration.risks.values where risk.status != .closed {
      let states = (tied[risk.id] ?? []).compactMap { readiness[$0.id] }
      if states.contains(where: \.canFire) { continue }
      blind[risk.id] = Self.reason(states)
    }
    self.blind = blind
  }

  /// Why nothing notices a risk to which no rule is tied.
  static let untied = "no rule is tied to it"

  /// Of the rules of one risk, what is nearest to being mended, and of these what most wait for.
  private static func reason(_ states: [RuleReadiness]) -> String {
    let nearest = states.map(\.nearness).max()
    var counts: [String: Int] = [:]
    for state in states where state.nearness == nearest {
      if let why = state.why { counts[why, default: 0] += 1 }
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? untied
  }

  /// Reason → what a person does about it; files are looked for once a reason, not once a rule.
  func steps(_ declared: [SourceDeclaration]) -> [String: String] {
    var steps = [Self.untied: "name the risk under 'risks' of a rule that would notice it"]
    for state in readiness.values {
      guard let why = state.why, steps[why] == nil else { continue }
      steps[why] = state.step(declared)
    }
    return steps
  }
}
