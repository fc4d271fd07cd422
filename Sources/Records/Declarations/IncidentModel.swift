/// Pre-defined steps for a kind of incident or request.
package struct IncidentModel: Sendable, Equatable {
  package enum Kind: String, CaseIterable, Sendable { case incident, request }
  package enum Status: String, CaseIterable, Sendable {
    case draft
    case inForce = "in-force"
    case withdrawn
  }
  package enum Stage: String, CaseIterable, Sendable {
    case identification, containment, eradication, recovery, lessons
  }
  package enum Opening: String, CaseIterable, Sendable {
    case automatic
    case onAck = "on-ack"
    case byHand = "by-hand"
  }
  package struct Step: Sendable, Equatable {
    package var id: String
    package var stage: Stage
    /// What to do, with `{{name}}` for values.
    package var text: String
    /// A key of `roles`.
    package var by: String?
    package var within: Duration?
    /// Argument vector, printed and never run; may hold `{{name}}`.
    package var command: [String]
    package var danger: String?
    package var see: String?
    package var react: String?
    package var place: Mark

    package init(
      id: String, stage: Stage, text: String, by: String? = nil, within: Duration? = nil,
      command: [String] = [], danger: String? = nil, see: String? = nil, react: String? = nil,
      place: Mark = .none
    ) {
      self.id = id
      self.stage = stage
      self.text = text
      self.by = by
      self.within = within
      self.command = command
      self.danger = danger
      self.see = see
      self.react = react
      self.place = place
    }
  }
  /// A value that is asked for by name.
  package struct Question: Sendable, Equatable {
    package enum Answer: String, CaseIterable, Sendable { case text, ip, user, unit, number }

    package var name: String
    package var type: Answer
    package var prompt: String

    package init(name: String, type: Answer = .text, prompt: String) {
      self.name = name
      self.type = type
      self.prompt = prompt
    }
  }
  package struct Evidence: Sendable, Equatable {
    package var what: String
    package var command: [String]
    package var window: Duration?

    package init(what: String, command: [String] = [], window: Duration? = nil) {
      self.what = what
      self.command = command
      self.window = window
    }
  }

  package var id: String
  package var title: String
  package var kind: Kind
  package var status: Status
  package var plain: String?
  package var category: String?
  package var priority: Severity?
  package var opensOnRisks: [Marked<String>]
  package var opensOnRules: [Marked<String>]
  package var opening: Opening
  /// Part in the model → id of a role or audience.
  package var roles: [String: Marked<String>]
  package var evidence: [Evidence]
  package var steps: [Step]
  package var record: [String]
  package var closeNeeds: [String]
  package var closeReasons: [String]
  package var reviewBy: CalendarDate?
  package var drillEvery: Duration?
  /// What the requester must give, for models of kind `request`.
  package var ask: [Question]
  /// Id of the target whose times hold; nil: the first that applies.
  package var target: Marked<String>?
  /// Ids of references whose clocks run.
  package var legal: [Marked<String>]
  package var place: Mark

  package init(
    id: String, title: String, kind: Kind = .incident, status: Status = .inForce,
    plain: String? = nil, category: String? = nil, priority: Severity? = nil,
    opensOnRisks: [Marked<String>] = [], opensOnRules: [Marked<String>] = [],
    opening: Opening = .byHand, roles: [String: Marked<String>] = [:], evidence: [Evidence] = [],
    steps: [Step] = [], record: [String] = [], closeNeeds: [String] = [],
    closeReasons: [String] = [], reviewBy: CalendarDate? = nil, drillEvery: Duration? = nil,
    ask: [Question] = [], target: Marked<String>? = nil, legal: [Marked<String>] = [],
    place: Mark = .none
  ) {
    self.id = id
    self.title = title
    self.kind = kind
    self.status = status
    self.plain = plain
    self.category = category
    self.priority = priority
    self.opensOnRisks = opensOnRisks
    self.opensOnRules = opensOnRules
    self.opening = opening
    self.roles = roles
    self.evidence = evidence
    self.steps = steps
    self.record = record
    self.closeNeeds = closeNeeds
    self.closeReasons = closeReasons
    self.reviewBy = reviewBy
    self.drillEvery = drillEvery
    self.ask = ask
    self.target = target
    self.legal = legal
    self.place = place
  }
}
