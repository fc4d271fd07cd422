package import Records

/// What is decided by: everything declared, the rules that are loaded, and who this sentinel is.
///
/// A value without a clock and without files. Each decision is a function of it, of the alert as it
/// stands and of `now`, and answers with a `Change`; whoever calls writes that down. A reload makes
/// another value.
package struct Register: Sendable {
  package let configuration: Configuration
  /// Eight hex digits drawn with the database; begins every idempotency key.
  package let instance: String
  /// The host of findings that name none.
  package let sentinelHost: String
  private let rulesById: [String: RuleSummary]
  private let idsByName: [String: String]
  /// Ids of audiences by receiver, sorted.
  let audiencesByReceiver: [String: [String]]

  package init(
    configuration: Configuration, rules: [RuleSummary], instance: String, sentinelHost: String
  ) {
    self.configuration = configuration
    self.instance = instance
    self.sentinelHost = sentinelHost
    rulesById = Dictionary(rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    idsByName = Dictionary(
      rules.compactMap { rule in rule.name.map { ($0, rule.id) } },
      uniquingKeysWith: { first, _ in first })
    var audiences: [String: [String]] = [:]
    for audience in configuration.audiences.values.sorted(by: { $0.id < $1.id }) {
      for receiver in audience.receivers { audiences[receiver, default: []].append(audience.id) }
    }
    audiencesByReceiver = audiences
  }

  /// A rule by its id or its name.
  package func rule(_ idOrName: String) -> RuleSummary? {
    rulesById[idOrName] ?? idsByName[idOrName].flatMap { rulesById[$0] }
  }

  /// A receiver by its id; `terminal` is there without being declared.
  package func receiver(_ id: String) -> Receiver? {
    configuration.receivers[id] ?? (id == Receiver.embedded.id ? .embedded : nil)
  }

  /// The title of a role or an audience, else the id itself.
  func title(ofRole id: String) -> String {
    configuration.roles[id]?.title ?? configuration.audiences[id]?.title ?? id
  }

  /// The risks of a list that are declared and not closed, the worst first.
  func liveRisks(_ ids: [String]) -> [Risk] {
    ids.compactMap { configuration.risks[$0] }.filter { $0.status != .closed }
      .sorted {
        ($1.impact, $1.likelihood, $0.id) < ($0.impact, $0.likelihood, $1.id)
      }
  }
}

extension Receiver {
  /// Where alerts are shown when nobody declared anything: the terminal, or the journal behind it.
  ///
  /// It stands on the host itself, so it may show everything.
  package static let embedded = Receiver(id: "terminal", kind: .terminal, maxTLP: .red)
}
