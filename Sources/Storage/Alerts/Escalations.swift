import GRDB
package import Records

/// Which open alerts nobody has answered, and when the next audience is to be told.
///
/// One row an alert, made once it is seen; a row without a time says that nothing is to come.
extension Reading {
  /// Open alerts that wait for an answer and have no row yet, the oldest first.
  package func alertsToEscalate(limit: Int = 500) throws -> [Alert] {
    try many(
      """
      WHERE a.is_open = 1 AND a.status = 'issued' AND a.is_exercise = 0
        AND NOT EXISTS (SELECT 1 FROM escalations e WHERE e.alert = a.id)
      ORDER BY a.number LIMIT ?
      """, limit)
  }

  /// Alerts whose next escalation has come, with its number from 0.
  package func dueEscalations(
    at now: Instant, limit: Int = 100
  ) throws -> [(alert: String, step: Int)] {
    try database.rows(
      "SELECT alert, step FROM escalations WHERE due <= ? ORDER BY due LIMIT ?", now, limit
    ) { ($0.text(), $0.int()) }
  }
}

extension Ledger {
  /// Sets what comes next for an alert; nil: nothing.
  package func setEscalation(of alert: String, step: Int, due: Instant?) throws {
    try database.run(
      """
      INSERT INTO escalations VALUES (?, ?, ?)
      ON CONFLICT (alert) DO UPDATE SET step = excluded.step, due = excluded.due
      """, alert, step, due)
  }

  /// Forgets the rows of alerts that have ended.
  func pruneEscalations(limit: Int) throws {
    try database.run(
      """
      DELETE FROM escalations WHERE alert IN (
        SELECT e.alert FROM escalations e
        WHERE NOT EXISTS (SELECT 1 FROM alerts a WHERE a.id = e.alert AND a.is_open = 1) LIMIT ?)
      """, limit)
  }
}
