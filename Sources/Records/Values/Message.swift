/// What one receiver is to be told about one alert revision, before any service's bytes.
///
/// It is stored with the notification, so that what is sent after a restart, or in a smaller
/// rendering, says the same. Encoders in `Delivery` turn it into bytes.
package struct Message: Sendable, Equatable, Codable {
  /// Why people are told now.
  package enum Reason: String, Codable, Sendable {
    case opened, revised, updated, acknowledged, escalated, closed, cancelled, expired, test, digest
    /// A time of its incident has run out.
    case overdue
    case allClear = "all-clear"
  }
  /// How the reader is spoken to.
  package enum Voice: String, Codable, Sendable { case plain, technical }

  /// What is said of a risk.
  package struct RiskLine: Sendable, Equatable, Codable {
    package var id: String
    package var title: String
    package var plain: String?
    package var likelihood: Int
    package var impact: Int
    /// The owner's title.
    package var owner: String

    package init(
      id: String, title: String, plain: String?, likelihood: Int, impact: Int, owner: String
    ) {
      self.id = id
      self.title = title
      self.plain = plain
      self.likelihood = likelihood
      self.impact = impact
      self.owner = owner
    }
  }

  /// A storm in one message: how many alerts, which rules, since when.
  package struct Digest: Sendable, Equatable, Codable {
    package struct Row: Sendable, Equatable, Codable {
      package var title: String
      package var severity: Severity
      package var alerts: Int

      package init(title: String, severity: Severity, alerts: Int) {
        self.title = title
        self.severity = severity
        self.alerts = alerts
      }
    }
    package var alerts: Int
    package var rows: [Row]
    package var first: Instant
    package var last: Instant
    /// True when the storm is over and this message ends it.
    package var isClosing: Bool
    /// The silence that held these alerts back and is over; nil for a storm.
    package var silence: String?

    package init(
      alerts: Int, rows: [Row], first: Instant, last: Instant, isClosing: Bool,
      silence: String? = nil
    ) {
      self.alerts = alerts
      self.rows = rows
      self.first = first
      self.last = last
      self.isClosing = isClosing
      self.silence = silence
    }
  }

  package var reason: Reason
  package var voice: Voice
  package var alert: Alert
  package var risks: [RiskLine]
  /// The name of the sentinel's host.
  package var sentinel: String
  /// When this revision was made.
  package var at: Instant
  /// Set for reason `digest`; the alert is then the newest of the storm.
  package var digest: Digest?
  /// Set when it goes to another receiver than the one it was meant for, with that one's id.
  package var insteadOf: String?

  package init(
    reason: Reason, voice: Voice, alert: Alert, risks: [RiskLine], sentinel: String, at: Instant,
    digest: Digest? = nil, insteadOf: String? = nil
  ) {
    self.reason = reason
    self.voice = voice
    self.alert = alert
    self.risks = risks
    self.sentinel = sentinel
    self.at = at
    self.digest = digest
    self.insteadOf = insteadOf
  }

  /// `[HIGH] title` or `[EXERCISE] [HIGH] title`: the start of every message.
  package var headline: String {
    (alert.isExercise ? "[EXERCISE] " : "") + "[\(alert.severity.rawValue.uppercased())] "
      + alert.title
  }
}
