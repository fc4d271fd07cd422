import GRDB
package import Records

/// What `status` and the metrics show of the database.
package struct StoreCounts: Sendable, Equatable {
  /// Open alerts by severity, exercises left out.
  package var openAlerts: [Severity: Int] = [:]
  package var alerts = 0
  /// Notifications by state.
  package var notifications: [Notification.State: Int] = [:]
  /// When the oldest notification that still waits was made.
  package var oldestWaiting: Instant?
  package var windows = 0
  package var journalEntries = 0
  /// Bytes of the database file, without the log of changes.
  package var bytes = 0

  package init() {}
}

extension Reading {
  package func counts() throws -> StoreCounts {
    var counts = StoreCounts()
    let open = try database.rows(
      """
      SELECT severity, count(*) FROM alerts WHERE is_open = 1 AND is_exercise = 0 GROUP BY severity
      """
    ) { (NotificationRow.severity($0.int()), $0.int()) }
    counts.openAlerts = Dictionary(open) { $0 + $1 }
    let states = try database.rows(
      """
      SELECT state, count(*) FROM notifications WHERE ended IS NULL GROUP BY state
      UNION ALL
      SELECT state, count(*) FROM notifications WHERE ended IS NOT NULL GROUP BY state
      """
    ) { (Notification.State(rawValue: $0.text()) ?? .dead, $0.int()) }
    counts.notifications = Dictionary(states) { $0 + $1 }
    counts.oldestWaiting =
      try database.first(
        "SELECT min(created) FROM notifications WHERE state = 'waiting' AND ended IS NULL"
      ) {
        columns in columns.optional { $0.instant() }
      } ?? nil
    counts.alerts = try number("SELECT count(*) FROM alerts")
    counts.windows = try number("SELECT count(*) FROM windows")
    counts.journalEntries = try number("SELECT count(*) FROM journal")
    counts.bytes = try number("PRAGMA page_count") * number("PRAGMA page_size")
    return counts
  }

  private func number(_ query: String) throws -> Int {
    try database.first(query) { $0.int() } ?? 0
  }
}
