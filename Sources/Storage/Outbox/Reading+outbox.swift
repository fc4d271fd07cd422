import GRDB
package import Records

/// Which notifications are asked for; what is nil is not asked.
package struct NotificationFilter: Sendable, Equatable {
  /// Nil: every state.
  package var states: Set<Notification.State>?
  package var receiver: String?
  package var alert: String?
  package var since: Instant?
  /// Newest first.
  package var limit: Int

  package init(
    states: Set<Notification.State>? = nil, receiver: String? = nil, alert: String? = nil,
    since: Instant? = nil, limit: Int = 100
  ) {
    self.states = states
    self.receiver = receiver
    self.alert = alert
    self.since = since
    self.limit = limit
  }

  /// For `json_each`; the states' words hold nothing that JSON escapes.
  var stateText: String? {
    states.map { "[" + $0.map { "\"\($0.rawValue)\"" }.joined(separator: ",") + "]" }
  }
}

/// One waiting notification, without its message: what a storm digest is made from.
package struct WaitingSummary: Sendable, Equatable {
  package var id: Int64
  package var alert: String
  package var revision: Int
  package var reason: Message.Reason
  package var severity: Severity
  package var title: String
  package var created: Instant
  /// False when a person issued the alert.
  package var isAutomatic: Bool
}

/// A receiver that is stopped until a person acts.
package struct ParkedReceiver: Sendable, Equatable {
  package var receiver: String
  package var since: Instant
  package var why: String
}

extension Reading {
  package func notification(_ id: Int64) throws -> Notification? {
    try database.first(
      "SELECT \(NotificationRow.columns) FROM notifications WHERE id = ?", id
    ) { try NotificationRow.read(&$0) }
  }

  package func notification(key: String) throws -> Notification? {
    try database.first(
      "SELECT \(NotificationRow.columns) FROM notifications WHERE key = ?", key
    ) { try NotificationRow.read(&$0) }
  }

  /// Notifications that meet every part of the filter, newest first.
  package func notifications(
    _ filter: NotificationFilter = NotificationFilter()
  ) throws -> [Notification] {
    try database.rows(
      """
      SELECT \(NotificationRow.columns) FROM notifications
      WHERE (?1 IS NULL OR state IN (SELECT value FROM json_each(?1)))
        AND (?2 IS NULL OR receiver = ?2) AND (?3 IS NULL OR alert = ?3)
        AND (?4 IS NULL OR created >= ?4)
      ORDER BY id DESC LIMIT ?5
      """, filter.stateText, filter.receiver, filter.alert, filter.since, filter.limit
    ) { try NotificationRow.read(&$0) }
  }

  /// Every attempt's receipt, oldest first.
  package func receipts(of id: Int64) throws -> [Receipt] {
    try database.rows(
      "SELECT body FROM receipts WHERE notification = ? ORDER BY number", id
    ) { try Bodies.value(Receipt.self, from: $0.text(), in: "a receipt of notification \(id)") }
  }

  /// What waits for a receiver, oldest first.
  package func waitingSummaries(_ receiver: String, limit: Int = 20_000) throws -> [WaitingSummary]
  {
    try database.rows(
      """
      SELECT id, alert, revision, reason, severity, title, created,
        (SELECT origin FROM alerts a WHERE a.id = n.alert) IS 'automatic'
      FROM notifications n WHERE state = 'waiting' AND receiver = ? ORDER BY id LIMIT ?
      """, receiver, limit
    ) { columns in
      WaitingSummary(
        id: columns.int64(), alert: columns.text(), revision: columns.int(),
        reason: Message.Reason(rawValue: columns.text()) ?? .revised,
        severity: NotificationRow.severity(columns.int()), title: columns.text(),
        created: columns.instant(), isAutomatic: columns.isTrue())
    }
  }

  /// Whether anything waits for a receiver, due or not, or was leased by somebody who is gone.
  package func owesAnything(to receiver: String, at now: Instant) throws -> Bool {
    try database.first(
      """
      SELECT EXISTS (SELECT 1 FROM notifications WHERE state = 'waiting' AND receiver = ?1)
        OR EXISTS (SELECT 1 FROM notifications
          WHERE state = 'sending' AND lease_until <= ?2 AND receiver = ?1)
      """, receiver, now
    ) { $0.isTrue() } ?? false
  }

  /// New alerts that became owed to a receiver at or after `since`, whatever became of them.
  package func openedCount(_ receiver: String, since: Instant) throws -> Int {
    try database.first(
      """
      SELECT count(*) FROM notifications WHERE receiver = ? AND created >= ? AND reason = 'opened'
      """, receiver, since
    ) { $0.int() } ?? 0
  }

  /// When there is something to deliver next, or a lease ends; nil when nothing is owed.
  ///
  /// `excluding` are receivers that are left alone for now.
  package func dueAt(excluding: Set<String> = []) throws -> Instant? {
    var due: Instant?
    try database.step(
      "SELECT receiver, next_attempt FROM notifications WHERE state = 'waiting' ORDER BY next_attempt",
      []
    ) { columns in
      guard !excluding.contains(columns.text()) else { return true }
      due = columns.instant()
      return false
    }
    let lease = try database.first(
      "SELECT min(lease_until) FROM notifications WHERE state = 'sending'"
    ) { columns in columns.optional { $0.instant() } }
    return [due, lease ?? nil].compactMap { $0 }.min()
  }

  /// When the next undelivered notification reaches its horizon.
  package func nextHorizon() throws -> Instant? {
    try database.first(
      "SELECT min(horizon) FROM notifications WHERE state IN ('waiting', 'parked')"
    ) { columns in columns.optional { $0.instant() } } ?? nil
  }

  /// Receivers that were told about an alert by itself, or are just being told.
  ///
  /// Who heard of it in a digest is not among them: what follows would be a message for each.
  package func receiversTold(about alert: String) throws -> Set<String> {
    Set(
      try database.rows(
        """
        SELECT DISTINCT receiver FROM notifications
        WHERE alert = ? AND state IN ('delivered', 'sending') AND reason NOT IN ('test', 'digest')
        """, alert
      ) { $0.text() })
  }

  package func parkedReceivers() throws -> [ParkedReceiver] {
    try database.rows("SELECT receiver, since, why FROM parked_receivers ORDER BY receiver") {
      ParkedReceiver(receiver: $0.text(), since: $0.instant(), why: $0.text())
    }
  }

  /// See `Ledger.saveReceiverState`; nil when nothing is kept.
  package func receiverState(_ receiver: String, kind: String) throws -> [UInt8]? {
    try database.first(
      "SELECT state FROM receiver_states WHERE receiver = ? AND kind = ?", receiver, kind
    ) { $0.blob() }
  }

  /// The states of one kind, by receiver.
  package func receiverStates(kind: String) throws -> [String: [UInt8]] {
    let rows = try database.rows(
      "SELECT receiver, state FROM receiver_states WHERE kind = ?", kind
    ) { ($0.text(), $0.blob()) }
    return Dictionary(rows) { $1 }
  }
}
