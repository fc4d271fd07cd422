import GRDB
package import Records

/// Which undelivered notifications a person means; every part that is given must hold.
package struct OutboxSelection: Sendable, Equatable {
  package var ids: [Int64]?
  package var receiver: String?
  /// The class of the last receipt.
  package var `class`: Receipt.Class?
  /// Created at or after this.
  package var since: Instant?

  package init(
    ids: [Int64]? = nil, receiver: String? = nil, class: Receipt.Class? = nil,
    since: Instant? = nil
  ) {
    self.ids = ids
    self.receiver = receiver
    self.class = `class`
    self.since = since
  }

  /// For `json_each`.
  var idText: String? {
    ids.map { "[" + $0.map(String.init).joined(separator: ",") + "]" }
  }

  static let condition = """
    (?1 IS NULL OR id IN (SELECT value FROM json_each(?1))) AND (?2 IS NULL OR receiver = ?2)
    AND (?3 IS NULL OR json_extract(receipt, '$.class') = ?3) AND (?4 IS NULL OR created >= ?4)
    """
}

/// What people do with the outbox, and when a receiver is stopped.
extension Ledger {
  /// Makes dead letters, and what waits, due now under the same keys; returns how many.
  ///
  /// A dead letter gets a horizon as long as its first one. One whose alert has a newer revision
  /// for the same receiver is superseded instead.
  @discardableResult
  package mutating func retry(
    _ selection: OutboxSelection, by who: String, at now: Instant
  ) throws -> Int {
    let rows = try database.rows(
      """
      UPDATE notifications SET next_attempt = ?5, ended = NULL,
        horizon = CASE state WHEN 'dead' THEN ?5 + max(horizon - created, 0) ELSE horizon END,
        state = CASE WHEN EXISTS
          (SELECT 1 FROM parked_receivers p WHERE p.receiver = notifications.receiver)
          THEN 'parked' ELSE 'waiting' END
      WHERE state IN ('dead', 'waiting') AND \(OutboxSelection.condition) RETURNING id, key
      """, selection.idText, selection.receiver, selection.class?.rawValue, selection.since, now
    ) { (id: $0.int64(), key: $0.text()) }
    for row in rows {
      try journal([row.key], "retried", at: now, by: who, why: "asked for")
      try supersedeIfOld(row.id, at: now)
    }
    return rows.count
  }

  /// Gives up what was not delivered, with a reason; returns how many.
  @discardableResult
  package mutating func drop(
    _ selection: OutboxSelection, why: String, by who: String, at now: Instant
  ) throws -> Int {
    let keys = try database.rows(
      """
      UPDATE notifications SET state = 'dropped', ended = ?5
      WHERE state IN ('dead', 'waiting', 'parked') AND \(OutboxSelection.condition) RETURNING key
      """, selection.idText, selection.receiver, selection.class?.rawValue, selection.since, now
    ) { $0.text() }
    try journal(keys, "dropped", at: now, by: who, why: why)
    return keys.count
  }

  /// Stops a receiver until `unpark`: what it is owed is parked, and so is what it will be owed.
  ///
  /// Parking one that is parked changes nothing and keeps the first reason; then false.
  @discardableResult
  package mutating func park(
    _ receiver: String, why: String, by who: String, at now: Instant
  ) throws -> Bool {
    let isNew =
      try database.run(
        "INSERT INTO parked_receivers VALUES (?, ?, ?) ON CONFLICT (receiver) DO NOTHING", receiver,
        now, why) > 0
    let parked = try database.run(
      "UPDATE notifications SET state = 'parked' WHERE receiver = ? AND state = 'waiting'", receiver
    )
    guard isNew else { return false }
    try append(
      JournalEntry(
        at: now, who: who, subject: .receiver, id: receiver, action: "parked",
        detail: "\(why); \(parked) more waiting"))
    return true
  }

  /// Lets a parked receiver be tried again, at once; returns how many notifications that frees.
  @discardableResult
  package mutating func unpark(
    _ receiver: String, by who: String, at now: Instant
  ) throws -> Int {
    guard try database.run("DELETE FROM parked_receivers WHERE receiver = ?", receiver) > 0 else {
      return 0
    }
    let freed = try database.run(
      """
      UPDATE notifications SET state = 'waiting', next_attempt = ?
      WHERE receiver = ? AND state = 'parked'
      """, now, receiver)
    try append(
      JournalEntry(
        at: now, who: who, subject: .receiver, id: receiver, action: "unparked",
        detail: "\(freed) waiting"))
    return freed
  }

  /// Keeps what delivery knows of a receiver (bucket, breaker, storm) under a name for its kind;
  /// empty bytes forget it.
  package func saveReceiverState(_ receiver: String, kind: String, _ bytes: [UInt8]) throws {
    if bytes.isEmpty {
      try database.run(
        "DELETE FROM receiver_states WHERE receiver = ? AND kind = ?", receiver, kind)
    } else {
      try database.run(
        """
        INSERT INTO receiver_states VALUES (?, ?, ?)
        ON CONFLICT (receiver, kind) DO UPDATE SET state = excluded.state
        """, receiver, kind, bytes)
    }
  }
}
