import Records

/// A notification as its row holds it.
enum NotificationRow {
  /// In the order in which `read` reads.
  static let columns = """
    id, key, alert, revision, receiver, recipient, severity, reason, state, attempts, created, \
    next_attempt, horizon, lease_until, receipt, \
    (SELECT body FROM messages WHERE number = message)
    """

  static func read(_ columns: inout Columns) throws -> Notification {
    let id = columns.int64()
    let place = "notification \(id)"
    let (key, alert, revision) = (columns.text(), columns.text(), columns.int())
    let receiver = columns.text()
    let recipient = columns.optional { $0.text() }
    let (rank, reason, state) = (columns.int(), columns.text(), columns.text())
    let (attempts, created) = (columns.int(), columns.instant())
    let (nextAttempt, horizon) = (columns.instant(), columns.instant())
    let leaseUntil = columns.optional { $0.instant() }
    let receipt = columns.optional { $0.text() }
    let message = try Message(packed: columns.blob())
    return Notification(
      id: id, key: key, alert: alert, revision: revision, receiver: receiver,
      recipient: recipient, severity: severity(rank),
      reason: Message.Reason(rawValue: reason) ?? message.reason, message: message,
      state: Notification.State(rawValue: state) ?? .dead, attempts: attempts, created: created,
      nextAttempt: nextAttempt, horizon: horizon, leaseUntil: leaseUntil,
      lastReceipt: try receipt.map { try Bodies.value(Receipt.self, from: $0, in: place) })
  }

  static func severity(_ rank: Int) -> Severity {
    Severity.allCases.first { $0.rank == rank } ?? .low
  }

  /// Claims are handed out in this order: what matters most first, then what has waited longest.
  static func precedes(_ left: Notification, _ right: Notification) -> Bool {
    (right.severity.rank, left.nextAttempt, left.id)
      < (left.severity.rank, right.nextAttempt, right.id)
  }

  /// Digests and tests stand for themselves: no revision takes their place, nor they another's.
  ///
  /// So does what is told of a clock that ran out: the alert's end does not end it.
  static let standsAlone = "reason IN ('digest', 'test', 'overdue')"
}
