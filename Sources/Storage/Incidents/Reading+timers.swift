import GRDB
package import Records

/// Incidents whose times run, or have run out.
extension Reading {
  /// Ids of those of which people are to be told now that a time has run out.
  package func ringingIncidents(at now: Instant, limit: Int = 100) throws -> [String] {
    try database.rows(
      "SELECT id FROM incidents WHERE rings <= ? ORDER BY rings LIMIT ?", now, limit
    ) { $0.text() }
  }

  /// Those with times that nobody has met, the newest first; closed ones too, when the law's run on.
  package func timedIncidents(limit: Int = 200) throws -> [Incident] {
    try incidents("WHERE i.open_timers > 0 ORDER BY i.number DESC LIMIT ?", limit)
  }

  /// Receivers that were told before because nobody answered, or because a time had run out.
  package func receiversEscalated(of incident: String) throws -> Set<String> {
    Set(
      try database.rows(
        """
        SELECT DISTINCT n.receiver FROM notifications n
        JOIN incident_alerts a ON a.alert = n.alert JOIN incidents i ON i.number = a.incident
        WHERE i.id = ? AND n.reason IN ('escalated', 'overdue')
        """, incident
      ) { $0.text() })
  }
}
