/// What people are told about one danger, from the first message to the last.
///
/// Automatic alerts come from findings, the others from people; both have the same life and take
/// the same road. A value is one revision; the database keeps them all.
package struct Alert: Sendable, Equatable, Codable {
  package enum Kind: String, CaseIterable, Codable, Sendable {
    case warning, notice
    case allClear = "all-clear"
  }
  package enum Origin: String, Codable, Sendable { case automatic, manual }
  /// How near the danger is; it never goes back.
  package enum State: String, CaseIterable, Codable, Sendable {
    case foreseen
    case underWay = "under-way"
    case over
  }
  package enum Certainty: String, CaseIterable, Codable, Sendable {
    case observed, likely, possible
  }
  package enum Status: String, Codable, Sendable {
    case issued, acknowledged, closed, cancelled, expired

    /// Open alerts take in further findings.
    package var isOpen: Bool { self == .issued || self == .acknowledged }
  }
  package enum CloseReason: String, CaseIterable, Codable, Sendable {
    case real
    case realNoHarm = "real-no-harm"
    case policyBreach = "policy-breach"
    case legitimate
    case falseAlarm = "false-alarm"
    case duplicate, test, expired, unknown
  }
  /// Who did something, when, and in which words.
  package struct Deed: Sendable, Equatable, Codable {
    package var by: String
    package var at: Instant
    package var note: String?

    package init(by: String, at: Instant, note: String? = nil) {
      self.by = by
      self.at = at
      self.note = note
    }
  }
  /// A step of the incident model with the values filled in.
  package struct Step: Sendable, Equatable, Codable {
    package var id: String
    package var stage: String
    package var text: String
    /// Who is to do it, as title; nil when the model names nobody.
    package var by: String?
    package var within: String?
    /// Printed for a person, never run.
    ///
    /// Holds only values that validated.
    package var command: String?
    /// What the step may break.
    package var danger: String?
    /// Values that did not validate and so stand beside the step, to be judged by a person.
    package var doubtful: [Finding.Field]

    package init(
      id: String, stage: String, text: String, by: String? = nil, within: String? = nil,
      command: String? = nil, danger: String? = nil, doubtful: [Finding.Field] = []
    ) {
      self.id = id
      self.stage = stage
      self.text = text
      self.by = by
      self.within = within
      self.command = command
      self.danger = danger
      self.doubtful = doubtful
    }
  }

  /// `SA-2026-0001`, counted per database and year.
  package var id: String
  /// Counts from 1.
  package var revision: Int
  package var kind: Kind
  package var origin: Origin
  package var isExercise: Bool
  package var title: String
  package var state: State
  package var severity: Severity
  package var certainty: Certainty
  package var status: Status
  package var tlp: TLP

  package var risks: [String]
  /// The rule's identity; nil when issued by hand.
  package var rule: String?
  /// The author of the rule, whom the licence of public rules wants named.
  package var ruleAuthor: String?
  /// The prepared alert it was issued from.
  package var threat: String?
  /// The incident model whose steps are shown.
  package var model: String?

  /// Rule, host and group: one open alert at a time has a given key.
  ///
  /// Nil when issued by hand.
  package var key: String?
  package var host: Untrusted?
  package var group: [Finding.Field]
  package var fields: [Finding.Field]
  /// The last line seen.
  package var text: Untrusted?
  package var evidence: [Finding.Evidence]
  package var place: Finding.Place?
  package var count: Int
  package var firstSeen: Instant?
  package var lastSeen: Instant?

  package var plain: String?
  package var recognise: String?
  package var precautions: String?
  package var steps: [Step]
  /// Ids of the audiences a hand-issued alert names; of an automatic one, which is routed, those
  /// of who answers for the control it is about.
  package var audiences: [String]

  package var issued: Deed
  package var acknowledged: Deed?
  package var closed: Deed?
  package var closeReason: CloseReason?
  package var expires: Instant?
  /// Why this revision was made, by whom and when.
  package var revised: Deed?
  /// When a finding was last taken in, by the sentinel's clock; expiry counts from it.
  package var lastHeard: Instant
  /// Count when people were last told.
  package var toldCount: Int
  /// The alert of the same key that ended before this one.
  package var follows: String?
  /// The silence that holds its messages back, while one does.
  package var silence: String?

  package init(
    id: String, revision: Int = 1, kind: Kind = .warning, origin: Origin, isExercise: Bool = false,
    title: String, state: State = .underWay, severity: Severity, certainty: Certainty = .observed,
    status: Status = .issued, tlp: TLP = .amber, risks: [String] = [], rule: String? = nil,
    ruleAuthor: String? = nil, threat: String? = nil, model: String? = nil, key: String? = nil,
    host: Untrusted? = nil, group: [Finding.Field] = [], fields: [Finding.Field] = [],
    text: Untrusted? = nil, evidence: [Finding.Evidence] = [], place: Finding.Place? = nil,
    count: Int = 0, firstSeen: Instant? = nil, lastSeen: Instant? = nil, plain: String? = nil,
    recognise: String? = nil, precautions: String? = nil, steps: [Step] = [],
    audiences: [String] = [], issued: Deed, acknowledged: Deed? = nil, closed: Deed? = nil,
    closeReason: CloseReason? = nil, expires: Instant? = nil, revised: Deed? = nil,
    lastHeard: Instant, toldCount: Int = 0, follows: String? = nil, silence: String? = nil
  ) {
    self.id = id
    self.revision = revision
    self.kind = kind
    self.origin = origin
    self.isExercise = isExercise
    self.title = title
    self.state = state
    self.severity = severity
    self.certainty = certainty
    self.status = status
    self.tlp = tlp
    self.risks = risks
    self.rule = rule
    self.ruleAuthor = ruleAuthor
    self.threat = threat
    self.model = model
    self.key = key
    self.host = host
    self.group = group
    self.fields = fields
    self.text = text
    self.evidence = evidence
    self.place = place
    self.count = count
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.plain = plain
    self.recognise = recognise
    self.precautions = precautions
    self.steps = steps
    self.audiences = audiences
    self.issued = issued
    self.acknowledged = acknowledged
    self.closed = closed
    self.closeReason = closeReason
    self.expires = expires
    self.revised = revised
    self.lastHeard = lastHeard
    self.toldCount = toldCount
    self.follows = follows
    self.silence = silence
  }
}
