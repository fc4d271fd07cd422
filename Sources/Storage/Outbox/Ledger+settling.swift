import GRDB
package import Records

/// What becomes of a notification after an attempt.
package enum Outcome: Sendable, Equatable {
  case delivered
  /// Tried again, not before this.
  case waiting(until: Instant)
  /// Its receiver is stopped until a person acts, with all it is owed.
  case parked(why: String)
  /// Refused for good.
  case dead(why: String)
}

extension Ledger {
  /// Writes down one attempt: the receipt, the row's new state and a journal entry.
  ///
  /// Only while `owner` holds the lease; otherwise nothing changes and false is returned, but a
  /// delivery is still noted in the journal, because it was made twice. The attempt's time is the
  /// receipt's.
  @discardableResult
  package mutating func settle(
    _ id: Int64, owner: String, receipt: Receipt, outcome: Outcome
  ) throws -> Bool {
    let now = receipt.at
    let row = try database.first(
      """
      UPDATE notifications SET state = ?, attempts = attempts + 1, receipt = ?, ended = ?,
        next_attempt = coalesce(?, next_attempt), lease_owner = NULL, lease_until = NULL
      WHERE id = ? AND state = 'sending' AND lease_owner = ?
      RETURNING key, receiver, attempts
      """, outcome.state.rawValue, try Bodies.text(receipt), outcome.hasEnded ? now : nil,
      outcome.nextAttempt, id, owner
    ) { (key: $0.text(), receiver: $0.text(), attempts: $0.int()) }
    guard let row else {
      try noteLate(id, receipt, outcome)
      return false
    }
    try keep(receipt, of: id)
    try journal([row.key], outcome.word, at: now, why: outcome.why(receipt, row.attempts))
    if case .parked(let why) = outcome { try park(row.receiver, why: why, by: "tocsin", at: now) }
    if !outcome.hasEnded { try supersedeIfOld(id, at: now) }
    return true
  }

  private func keep(_ receipt: Receipt, of id: Int64) throws {
    try database.run(
      "INSERT INTO receipts (notification, at, body) VALUES (?, ?, ?)", id, receipt.at,
      try Bodies.text(receipt))
  }

  private mutating func noteLate(_ id: Int64, _ receipt: Receipt, _ outcome: Outcome) throws {
    guard outcome == .delivered else { return }
    let key = try database.first("SELECT key FROM notifications WHERE id = ?", id) { $0.text() }
    guard let key else { return }
    try keep(receipt, of: id)
    try journal(
      [key], "delivered-late", at: receipt.at, why: "after its lease had ended; possibly sent twice"
    )
  }

  /// Ends what could not be delivered in its time: dead letters, returned for the alert about them.
  ///
  /// What is being sent is left to its sender. At most `limit` at once.
  package mutating func expireHorizon(
    at now: Instant, limit: Int = 500
  ) throws -> [Notification] {
    let dead = try database.rows(
      """
      UPDATE notifications SET state = 'dead', ended = ?1
      WHERE id IN (
        SELECT id FROM notifications WHERE state IN ('waiting', 'parked') AND horizon <= ?1
        ORDER BY horizon LIMIT ?2)
      RETURNING \(NotificationRow.columns)
      """, now, limit
    ) { try NotificationRow.read(&$0) }
    try journal(dead.map(\.key), "expired", at: now, why: "not delivered before its horizon")
    return dead
  }
}

extension Outcome {
  var state: Notification.State {
    switch self {
    case .delivered: .delivered
    case .waiting: .waiting
    case .parked: .parked
    case .dead: .dead
    }
  }

  var hasEnded: Bool { state == .delivered || state == .dead }

  var nextAttempt: Instant? {
    if case .waiting(let until) = self { until } else { nil }
  }

  var word: String {
    switch self {
    case .delivered: "delivered"
    case .waiting: "put-off"
    case .parked: "parked"
    case .dead: "dead"
    }
  }

  /// For the journal: our own words, never the reply's text.
  func why(_ receipt: Receipt, _ attempts: Int) -> String {
    let reply = receipt.code.map { ", code \($0)" } ?? ", curl \(receipt.curl)"
    let start = "attempt \(attempts): \(receipt.class.rawValue)\(reply)"
    switch self {
    case .delivered: return start
    case .waiting(let until): return start + ", again from " + until.rfc3339()
    case .parked(let why), .dead(let why): return start + ", " + why
    }
  }
}
