/// Whom we tell: receivers, routes, silences and the limits on all of it, as declared.
package struct Receiver: Sendable, Equatable {
  package enum Kind: String, CaseIterable, Sendable {
    case slack, teams, discord, webhook, mail, terminal
  }
  /// Where a secret is: never in the configuration itself.
  package enum SecretPlace: Sendable, Equatable {
    case file(String)
    /// Name of a systemd credential.
    case credential(String)
  }
  package enum MailTLS: String, CaseIterable, Sendable {
    /// STARTTLS or the connection is given up.
    case required
    /// TLS from the first byte (`smtps`).
    case implicit
    /// For a relay on the host itself.
    case none
  }
  package struct Mail: Sendable, Equatable {
    /// `smtp://host:587` or `smtps://host:465`.
    package var relay: String
    package var tls: MailTLS
    package var user: String?
    package var password: SecretPlace?
    package var from: String
    package var to: [String]

    package init(
      relay: String, tls: MailTLS = .required, user: String? = nil, password: SecretPlace? = nil,
      from: String, to: [String]
    ) {
      self.relay = relay
      self.tls = tls
      self.user = user
      self.password = password
      self.from = from
      self.to = to
    }
  }
  /// Messages per time; the bucket holds `burst`.
  package struct Rate: Sendable, Equatable {
    package var messages: Int
    package var per: Duration
    package var burst: Int

    package init(messages: Int, per: Duration, burst: Int) {
      self.messages = messages
      self.per = per
      self.burst = burst
    }
  }

  package var id: String
  package var kind: Kind
  /// A URL that is no secret, for `webhook`.
  package var url: String?
  /// Where the secret URL of a chat is kept.
  package var urlSecret: SecretPlace?
  /// Signing key of a `webhook` (`whsec_…`).
  package var signingSecret: SecretPlace?
  package var mail: Mail?
  /// A file of certificates to trust instead of the system's.
  package var caFile: String?
  /// Allows loopback and private addresses, and plain `http`.
  package var isInternal: Bool
  package var maxTLP: TLP
  /// Nil: the kind's default.
  package var rate: Rate?
  package var minSeverity: Severity?
  /// Receiver that is used while this one cannot be reached.
  package var failover: Marked<String>?
  package var place: Mark

  package init(
    id: String, kind: Kind, url: String? = nil, urlSecret: SecretPlace? = nil,
    signingSecret: SecretPlace? = nil, mail: Mail? = nil, caFile: String? = nil,
    isInternal: Bool = false, maxTLP: TLP = .amber, rate: Rate? = nil,
    minSeverity: Severity? = nil, failover: Marked<String>? = nil, place: Mark = .none
  ) {
    self.id = id
    self.kind = kind
    self.url = url
    self.urlSecret = urlSecret
    self.signingSecret = signingSecret
    self.mail = mail
    self.caFile = caFile
    self.isInternal = isInternal
    self.maxTLP = maxTLP
    self.rate = rate
    self.minSeverity = minSeverity
    self.failover = failover
    self.place = place
  }
}

/// Which alerts go where.
///
/// The first that matches wins, unless it says `continue`.
package struct Route: Sendable, Equatable {
  /// Every list that is not empty must hold the alert's value.
  package struct Match: Sendable, Equatable {
    package var severity: [Severity]
    package var risks: [Marked<String>]
    package var audience: [Marked<String>]
    package var rules: [String]
    package var isExercise: Bool?

    package init(
      severity: [Severity] = [], risks: [Marked<String>] = [], audience: [Marked<String>] = [],
      rules: [String] = [], isExercise: Bool? = nil
    ) {
      self.severity = severity
      self.risks = risks
      self.audience = audience
      self.rules = rules
      self.isExercise = isExercise
    }
  }
  package var match: Match
  /// Ids of receivers or audiences.
  package var to: [Marked<String>]
  package var continues: Bool
  package var place: Mark

  package init(
    match: Match = Match(), to: [Marked<String>] = [], continues: Bool = false,
    place: Mark = .none
  ) {
    self.match = match
    self.to = to
    self.continues = continues
    self.place = place
  }
}

/// A person's reason not to tell, with an end.
package struct Silence: Sendable, Equatable, Codable {
  package var id: String
  /// Ids or names of rules; empty: every rule.
  package var rules: [String]
  package var risks: [String]
  /// Field → value; an address may be a network in CIDR form.
  package var matching: [String: String]
  package var why: String
  package var by: String
  package var from: Instant
  package var until: Instant
  /// False for one added on the command line.
  package var isDeclared: Bool

  package init(
    id: String, rules: [String] = [], risks: [String] = [], matching: [String: String] = [:],
    why: String, by: String, from: Instant, until: Instant, isDeclared: Bool = false
  ) {
    self.id = id
    self.rules = rules
    self.risks = risks
    self.matching = matching
    self.why = why
    self.by = by
    self.from = from
    self.until = until
    self.isDeclared = isDeclared
  }
}

/// Limits that a person may set; each has a default that suits one server.
package struct Limits: Sendable, Equatable {
  /// New alerts within `stormWithin` and per receiver after which a digest is sent instead.
  package var stormNewAlerts = 20
  package var stormWithin = Duration.seconds(60)
  /// Time from one storm digest to the next.
  package var stormDigestEvery = Duration.seconds(60)
  package var retainAlerts = Duration.seconds(400 * 86_400)
  package var retainFindings = Duration.seconds(30 * 86_400)
  /// How long an automatic alert stays open without a finding.
  package var alertExpiresAfter = Duration.seconds(86_400)
  /// How late a line may be, by its own clock, and still count in a window.
  package var lateness = Duration.seconds(30)
  /// Groups of all correlation windows together.
  package var windowGroups = 100_000
  /// How long a notification is tried, by severity.
  package var horizon: [Severity: Duration] = [
    .critical: .seconds(72 * 3600), .high: .seconds(48 * 3600), .medium: .seconds(24 * 3600),
    .low: .seconds(12 * 3600),
  ]

  package init() {}
}
