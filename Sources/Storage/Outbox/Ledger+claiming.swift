import GRDB
package import Records

/// Who sends what: rows are leased, so that two processes never send one at the same time.
extension Ledger {
  /// Leases what is due to `owner`, and returns it with the most severe first.
  ///
  /// At most `limit` for each receiver; `excluding` are receivers that must be left alone (breaker
  /// open, bucket empty), `only` restricts to some, `ids` to some rows. What another process leased
  /// and did not settle in time is due again, with one attempt more and a journal entry, because it
  /// may have been sent. Two revisions of one alert are never under way to one receiver at once.
  /// Rows whose horizon has come are left to `expireHorizon`.
  package mutating func claim(
    owner: String, limit: Int, at now: Instant, leaseFor span: Duration,
    excluding: Set<String> = [], only: Set<String>? = nil, ids: [Int64]? = nil
  ) throws -> [Notification] {
    try takeBackLeases(at: now)
    var claimed: [Notification] = []
    for receiver in try owedReceivers()
    where !excluding.contains(receiver) && only?.contains(receiver) != false {
      claimed += try lease(receiver, to: owner, limit, at: now, until: now + span, ids)
    }
    return claimed.sorted(by: NotificationRow.precedes)
  }

  /// Walks the index from receiver to receiver instead of over every row.
  private func owedReceivers() throws -> [String] {
    try database.rows(
      """
      WITH RECURSIVE owed (receiver) AS (
        SELECT min(receiver) FROM notifications WHERE state = 'waiting'
        UNION ALL
        SELECT (SELECT min(receiver) FROM notifications
          WHERE state = 'waiting' AND receiver > owed.receiver)
        FROM owed WHERE owed.receiver IS NOT NULL)
      SELECT receiver FROM owed WHERE receiver IS NOT NULL
      """
    ) { $0.text() }
  }

  /// A row whose message cannot be understood ends as a dead letter instead of holding up the rest.
  private mutating func lease(
    _ receiver: String, to owner: String, _ limit: Int, at now: Instant, until: Instant,
    _ ids: [Int64]?
  ) throws -> [Notification] {
    let rows = try database.rows(
      """
      UPDATE notifications SET state = 'sending', lease_owner = ?1, lease_until = ?2
      WHERE id IN (
        SELECT id FROM notifications n
        WHERE state = 'waiting' AND receiver = ?3 AND next_attempt <= ?4 AND horizon > ?4
          AND (?6 IS NULL OR id IN (SELECT value FROM json_each(?6)))
          AND NOT EXISTS (
            SELECT 1 FROM notifications o WHERE o.alert = n.alert AND o.receiver = n.receiver
              AND o.recipient IS n.recipient AND o.state = 'sending')
        ORDER BY severity DESC, next_attempt, id LIMIT ?5)
      RETURNING id, key, \(NotificationRow.columns)
      """, owner, until, receiver, now, limit, OutboxSelection(ids: ids).idText
    ) { (id: $0.int64(), key: $0.text(), notification: try? NotificationRow.read(&$0)) }
    for row in rows where row.notification == nil {
      try bury(row.id, row.key, at: now)
    }
    return rows.compactMap(\.notification)
  }

  private mutating func bury(_ id: Int64, _ key: String, at now: Instant) throws {
    try database.run(
      """
      UPDATE notifications SET state = 'dead', ended = ?, lease_owner = NULL, lease_until = NULL
      WHERE id = ?
      """, now, id)
    try journal([key], "dead", at: now, why: "its stored message cannot be understood")
  }

  private mutating func takeBackLeases(at now: Instant) throws {
    let ended = try database.rows(
      """
      UPDATE notifications SET state = 'waiting', attempts = attempts + 1, next_attempt = ?1,
        lease_owner = NULL, lease_until = NULL
      WHERE state = 'sending' AND lease_until <= ?1 RETURNING id, key
      """, now
    ) { (id: $0.int64(), key: $0.text()) }
    for row in ended {
      try journal([row.key], "lease-ended", at: now, why: "its sender is gone; possibly sent twice")
      try supersedeIfOld(row.id, at: now)
    }
  }

  /// Gives back what `owner` has leased and not begun, when it stops; returns how many.
  @discardableResult
  package mutating func release(owner: String, at now: Instant) throws -> Int {
    let ids = try database.rows(
      """
      UPDATE notifications SET state = 'waiting', lease_owner = NULL, lease_until = NULL
      WHERE state = 'sending' AND lease_owner = ? RETURNING id
      """, owner
    ) { $0.int64() }
    for id in ids { try supersedeIfOld(id, at: now) }
    return ids.count
  }

  /// Pulls attempts that lie further away than `latest` back to it; returns how many.
  ///
  /// After a start or a clock that jumped: wall times are stored, and no wait is longer than the
  /// back-off's cap.
  @discardableResult
  package func pullBack(to latest: Instant) throws -> Int {
    try database.run(
      """
      UPDATE notifications SET next_attempt = ?1
      WHERE state = 'waiting' AND next_attempt > ?1
      """, latest)
  }
}
