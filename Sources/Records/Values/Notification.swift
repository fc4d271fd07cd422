/// One message owed to one receiver (for mail: one recipient), and what became of it so far.
package struct Notification: Sendable, Equatable {
  package enum State: String, CaseIterable, Sendable {
    /// Owed; due at `nextAttempt`.
    case waiting
    /// Leased by one process until `leaseUntil`.
    case sending
    case delivered
    /// A newer revision took its place before it was sent.
    case superseded
    /// Told as part of a storm digest.
    case digested
    /// Its receiver is stopped until a person acts.
    case parked
    /// Refused for good, or its horizon ended: can be listed, retried and dropped.
    case dead
    /// Given up by a person, with a reason.
    case dropped
  }

  package var id: Int64
  /// Idempotency key: instance, alert, revision, receiver and for mail the recipient's number,
  /// joined by `_`, without `.`; the same over all attempts, and it names one content.
  package var key: String
  package var alert: String
  package var revision: Int
  package var receiver: String
  /// The one address, for mail.
  package var recipient: String?
  package var severity: Severity
  package var reason: Message.Reason
  package var message: Message
  package var state: State
  /// Attempts made so far.
  package var attempts: Int
  package var created: Instant
  package var nextAttempt: Instant
  /// After this it is dead.
  package var horizon: Instant
  package var leaseUntil: Instant?
  package var lastReceipt: Receipt?

  package init(
    id: Int64 = 0, key: String, alert: String, revision: Int, receiver: String,
    recipient: String? = nil, severity: Severity, reason: Message.Reason, message: Message,
    state: State = .waiting, attempts: Int = 0, created: Instant, nextAttempt: Instant,
    horizon: Instant, leaseUntil: Instant? = nil, lastReceipt: Receipt? = nil
  ) {
    self.id = id
    self.key = key
    self.alert = alert
    self.revision = revision
    self.receiver = receiver
    self.recipient = recipient
    self.severity = severity
    self.reason = reason
    self.message = message
    self.state = state
    self.attempts = attempts
    self.created = created
    self.nextAttempt = nextAttempt
    self.horizon = horizon
    self.leaseUntil = leaseUntil
    self.lastReceipt = lastReceipt
  }
}

/// What became of one attempt.
package struct Receipt: Sendable, Equatable, Codable {
  package enum Class: String, CaseIterable, Codable, Sendable {
    case delivered
    /// The service said when to come back: the whole receiver waits.
    case retryAt = "retry-at"
    case retryBackoff = "retry-backoff"
    /// Too large or not understood: render smaller, once.
    case shrinkOnce = "shrink-once"
    case parkAuth = "park-auth"
    case disable, poison, partial, tls, local, unknown
  }

  package var `class`: Class
  package var at: Instant
  /// HTTP status or SMTP reply code; nil when none came.
  package var code: Int?
  /// libcurl's result; 0 is success.
  package var curl: Int
  /// What went wrong in our words, or what was answered; at most 500 bytes.
  package var detail: Untrusted
  /// For `retryAt`: how long the receiver asked to be left alone, already clamped to 1 s … 6 h.
  package var wait: Duration?

  package init(
    class: Class, at: Instant, code: Int? = nil, curl: Int = 0, detail: Untrusted,
    wait: Duration? = nil
  ) {
    self.class = `class`
    self.at = at
    self.code = code
    self.curl = curl
    self.detail = detail
    self.wait = wait
  }
}
