import GRDB
package import Records

/// What is owed to receivers: written with the alert it is about, in one transaction.
extension Ledger {
  /// Puts notifications into the outbox and returns how many were new.
  ///
  /// A key that is there already changes nothing, so the same work done again after a crash owes
  /// nothing twice. An older revision of the same alert that the same receiver (and recipient) has
  /// not been sent yet is superseded; one that is being sent is when its lease ends without
  /// delivery. Digests and tests neither supersede nor are superseded. For a parked receiver it is
  /// parked. `id`, `state`, `attempts` and the lease of the argument are not read.
  @discardableResult
  package mutating func owe(_ notifications: [Notification]) throws -> Int {
    var (message, number, written) = (Message?.none, Int64(0), 0)
    for notification in notifications where try !isOwed(notification.key) {
      // Receivers of one voice are told the same, so it is kept once.
      if notification.message != message {
        number = try keep(notification.message)
        message = notification.message
      }
      if try insert(notification, message: number) {
        written += 1
        try supersedeOlder(than: notification)
      }
    }
    return written
  }

  private func isOwed(_ key: String) throws -> Bool {
    try database.first("SELECT 1 FROM notifications WHERE key = ?", key) { $0.int() } != nil
  }

  private func keep(_ message: Message) throws -> Int64 {
    try database.first(
      "INSERT INTO messages (body) VALUES (?) RETURNING number", try message.packed()
    ) { $0.int64() } ?? 0
  }

  private func insert(_ notification: Notification, message: Int64) throws -> Bool {
    try database.run(
      """
      INSERT INTO notifications (key, alert, revision, receiver, recipient, severity, reason,
        title, state, attempts, created, next_attempt, horizon, message)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,
        CASE WHEN EXISTS (SELECT 1 FROM parked_receivers WHERE receiver = ?4)
          THEN 'parked' ELSE 'waiting' END,
        0, ?9, ?10, ?11, ?12)
      """,
      notification.key, notification.alert, notification.revision, notification.receiver,
      notification.recipient, notification.severity.rank, notification.reason.rawValue,
      notification.message.alert.title, notification.created, notification.nextAttempt,
      notification.horizon, message) > 0
  }

  private mutating func supersedeOlder(than notification: Notification) throws {
    guard ![.digest, .test, .overdue].contains(notification.reason) else { return }
    let keys = try database.rows(
      """
      UPDATE notifications SET state = 'superseded', ended = ?
      WHERE alert = ? AND receiver = ? AND recipient IS ? AND revision < ?
        AND state IN ('waiting', 'parked') AND NOT \(NotificationRow.standsAlone)
      RETURNING key
      """,
      notification.created, notification.alert, notification.receiver, notification.recipient,
      notification.revision
    ) { $0.text() }
    try journal(
      keys, "superseded", at: notification.created,
      why: "revision \(notification.revision) takes its place")
  }

  /// Supersedes one that came back unsent when a newer revision is owed by now.
  mutating func supersedeIfOld(_ id: Int64, at now: Instant) throws {
    let keys = try database.rows(
      """
      UPDATE notifications SET state = 'superseded', ended = ?
      WHERE id = ? AND state IN ('waiting', 'parked') AND NOT \(NotificationRow.standsAlone)
        AND EXISTS (
          SELECT 1 FROM notifications n
          WHERE n.alert = notifications.alert AND n.receiver = notifications.receiver
            AND n.recipient IS notifications.recipient AND n.revision > notifications.revision
            AND n.state <> 'dropped' AND NOT n.\(NotificationRow.standsAlone))
      RETURNING key
      """, now, id
    ) { $0.text() }
    try journal(keys, "superseded", at: now, why: "a newer revision takes its place")
  }

  /// Takes back what nobody has been sent yet about an alert; returns how many.
  ///
  /// For an alert that ended before anybody was told of it: neither its start nor its end is sent.
  @discardableResult
  package mutating func withdraw(
    alert: String, receiver: String? = nil, why: String, at now: Instant
  ) throws -> Int {
    let keys = try database.rows(
      """
      UPDATE notifications SET state = 'superseded', ended = ?1
      WHERE alert = ?2 AND (?3 IS NULL OR receiver = ?3) AND state IN ('waiting', 'parked')
        AND NOT \(NotificationRow.standsAlone)
      RETURNING key
      """, now, alert, receiver
    ) { $0.text() }
    try journal(keys, "withdrawn", at: now, why: why)
    return keys.count
  }

  /// Marks notifications as told by a storm digest; returns how many still waited.
  ///
  /// `digest` is the id of the digest's own notification. One journal entry for all; each row
  /// names the digest.
  @discardableResult
  package mutating func markDigested(
    _ ids: [Int64], by digest: Int64, at now: Instant
  ) throws -> Int {
    var told = 0
    for id in ids {
      told += try database.run(
        """
        UPDATE notifications SET state = 'digested', ended = ?, digest = ?
        WHERE id = ? AND state IN ('waiting', 'parked')
        """, now, digest, id)
    }
    if told > 0 {
      try journal([String(digest)], "digested", at: now, why: "\(told) notifications told by it")
    }
    return told
  }

  mutating func journal(
    _ ids: [String], _ action: String, at now: Instant, by who: String = "tocsin", why: String
  ) throws {
    for id in ids {
      try append(
        JournalEntry(
          at: now, who: who, subject: .notification, id: id, action: action, detail: why))
    }
  }
}
