/// What people declared about risks and what to do: the part of the configuration that alerts
/// are made from.
package struct Role: Sendable, Equatable {
  package var id: String
  package var title: String
  package var holder: String
  package var yasm: String?
  package var deputy: String?
  package var contact: String?
  package var place: Mark

  package init(
    id: String, title: String, holder: String = "", yasm: String? = nil, deputy: String? = nil,
    contact: String? = nil, place: Mark = .none
  ) {
    self.id = id
    self.title = title
    self.holder = holder
    self.yasm = yasm
    self.deputy = deputy
    self.contact = contact
    self.place = place
  }
}

/// Readers with one voice, one clearance and their receivers.
package struct Audience: Sendable, Equatable {
  package var id: String
  package var title: String
  package var voice: Message.Voice
  /// Ids of receivers.
  package var receivers: [String]
  package var roles: [String]
  package var states: Set<Alert.State>
  package var minSeverity: Severity
  /// Whether findings reach it unasked; by default true for technical voices only.
  package var isAutomatic: Bool
  package var maxTLP: TLP
  package var acknowledges: Bool
  package var language: String?
  package var place: Mark

  package init(
    id: String, title: String, voice: Message.Voice = .technical, receivers: [String] = [],
    roles: [String] = [], states: Set<Alert.State> = Set(Alert.State.allCases),
    minSeverity: Severity = .low, isAutomatic: Bool? = nil, maxTLP: TLP = .amber,
    acknowledges: Bool = false, language: String? = nil, place: Mark = .none
  ) {
    self.id = id
    self.title = title
    self.voice = voice
    self.receivers = receivers
    self.roles = roles
    self.states = states
    self.minSeverity = minSeverity
    self.isAutomatic = isAutomatic ?? (voice == .technical)
    self.maxTLP = maxTLP
    self.acknowledges = acknowledges
    self.language = language
    self.place = place
  }
}

/// One row of the register of security risks.
package struct Risk: Sendable, Equatable {
  package enum Status: String, CaseIterable, Sendable {
    case identified, assessed, treated, accepted, avoided, transferred, closed
  }
  package enum Response: String, CaseIterable, Sendable {
    case mitigate, accept, avoid, transfer
  }
  /// Rules tied from the risk's side, for files that cannot be edited.
  package struct Detections: Sendable, Equatable {
    /// Sigma ids or names.
    package var rules: [Marked<String>]
    /// ATT&CK technique tags such as `attack.t1552`; a technique takes its sub-techniques.
    package var tags: [Marked<String>]
    package var logsource: Logsource?

    package init(
      rules: [Marked<String>] = [], tags: [Marked<String>] = [], logsource: Logsource? = nil
    ) {
      self.rules = rules
      self.tags = tags
      self.logsource = logsource
    }
  }
  package struct Acceptance: Sendable, Equatable {
    package var by: String
    package var on: CalendarDate
    package var until: CalendarDate
    package var why: String

    package init(by: String, on: CalendarDate, until: CalendarDate, why: String) {
      self.by = by
      self.on = on
      self.until = until
      self.why = why
    }
  }
  /// Likelihood and impact, 1…5 each.
  package struct Rating: Sendable, Equatable {
    package var likelihood: Int
    package var impact: Int

    package init(likelihood: Int, impact: Int) {
      self.likelihood = likelihood
      self.impact = impact
    }
  }

  package var id: String
  package var title: String
  package var owner: Marked<String>
  package var likelihood: Int
  package var impact: Int
  package var plain: String?
  package var status: Status
  package var response: Response?
  package var threat: String?
  package var vulnerability: String?
  /// Ids of controls.
  package var controls: [Marked<String>]
  package var residual: Rating?
  package var acceptance: Acceptance?
  /// Id of the incident model.
  package var model: Marked<String>?
  package var attack: [Marked<String>]
  package var references: [Marked<String>]
  /// Fields by which alerts of plain rules are grouped; empty: the first present of `src_ip`,
  /// `c-ip`, `User`.
  package var groupBy: [String]
  package var recognise: String?
  package var precautions: String?
  package var blindSpots: String?
  package var reviewBy: CalendarDate?
  package var detections: Detections
  /// How long an automatic alert stays open without a finding.
  package var expiresAfter: Duration
  package var place: Mark

  package init(
    id: String, title: String, owner: Marked<String> = Marked("", at: .none), likelihood: Int = 3,
    impact: Int = 3, plain: String? = nil, status: Status = .assessed, response: Response? = nil,
    threat: String? = nil, vulnerability: String? = nil, controls: [Marked<String>] = [],
    residual: Rating? = nil, acceptance: Acceptance? = nil, model: Marked<String>? = nil,
    attack: [Marked<String>] = [], references: [Marked<String>] = [], groupBy: [String] = [],
    recognise: String? = nil, precautions: String? = nil, blindSpots: String? = nil,
    reviewBy: CalendarDate? = nil, detections: Detections = Detections(),
    expiresAfter: Duration = .seconds(86_400), place: Mark = .none
  ) {
    self.id = id
    self.title = title
    self.owner = owner
    self.likelihood = likelihood
    self.impact = impact
    self.plain = plain
    self.status = status
    self.response = response
    self.threat = threat
    self.vulnerability = vulnerability
    self.controls = controls
    self.residual = residual
    self.acceptance = acceptance
    self.model = model
    self.attack = attack
    self.references = references
    self.groupBy = groupBy
    self.recognise = recognise
    self.precautions = precautions
    self.blindSpots = blindSpots
    self.reviewBy = reviewBy
    self.detections = detections
    self.expiresAfter = expiresAfter
    self.place = place
  }

  /// Low 1–4, medium 5–9, high 10–16, critical 20–25.
  package var band: Severity { Severity(likelihood: likelihood, impact: impact) }
}
