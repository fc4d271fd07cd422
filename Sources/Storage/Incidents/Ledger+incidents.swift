import GRDB
package import Records

/// Incidents and requests: numbered, worked on, and what was kept for them.
extension Ledger {
  /// The next id of the year `now` lies in (UTC): `INC-2026-0001`, for requests `RQ-2026-0001`.
  package func nextIncidentID(isRequest: Bool = false, at now: Instant) throws -> String {
    try nextID(isRequest ? "RQ" : "INC", at: now)
  }

  /// Ids are never used twice; one that is drawn and not saved is drawn again.
  func nextID(_ prefix: String, at now: Instant) throws -> String {
    let year = now.calendarYear
    let number = try database.first(
      """
      INSERT INTO incident_numbers VALUES (?, ?, 1)
      ON CONFLICT (prefix, year) DO UPDATE SET last = last + 1 RETURNING last
      """, prefix, year
    ) { $0.int() }
    return Self.id(prefix, year: year, number: number ?? 1)
  }

  /// Writes an incident that is new or has changed; `host` is the one it is found by.
  package func save(_ incident: Incident, host: String = "") throws {
    try database.run(
      """
      INSERT INTO incidents
        (id, is_request, model, host, status, is_live, priority, raised, ended, open_timers, rings,
         body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET status = excluded.status, is_live = excluded.is_live,
        priority = excluded.priority, ended = excluded.ended, open_timers = excluded.open_timers,
        rings = excluded.rings, body = excluded.body
      """,
      incident.id, incident.isRequest, incident.model, host, incident.status.rawValue,
      incident.status.isLive, incident.priority.rank, incident.raised.at, incident.closed?.at,
      incident.timers.count { $0.met == nil }, incident.timers.compactMap(\.rings).min(),
      try Bodies.text(incident))
  }

  /// Lets an incident hold alerts, and be found by marks.
  package func link(_ incident: String, alerts: [String], marks: [String]) throws {
    for alert in alerts {
      try database.run(
        """
        INSERT INTO incident_alerts
        VALUES (?, (SELECT number FROM incidents WHERE id = ?)) ON CONFLICT DO NOTHING
        """, alert, incident)
    }
    for mark in marks {
      try database.run(
        """
        INSERT INTO incident_marks
        VALUES (?, (SELECT number FROM incidents WHERE id = ?)) ON CONFLICT DO NOTHING
        """, mark, incident)
    }
  }

  /// Keeps something for an incident; at most `evidenceMax` pieces each.
  ///
  /// False when there is no room left for it.
  @discardableResult
  package func keep(_ evidence: IncidentEvidence, for incident: String) throws -> Bool {
    try database.run(
      """
      INSERT INTO evidence (incident, what, at, digest, body, note)
      SELECT i.number, ?2, ?3, ?4, ?5, ?7 FROM incidents i WHERE i.id = ?1
        AND (SELECT count(*) FROM evidence e WHERE e.incident = i.number) < ?6
      """,
      incident, evidence.what, evidence.at, evidence.digest,
      evidence.text.encoded { Array($0.utf8) }, Self.evidenceMax, evidence.note) > 0
  }

  /// Pieces of evidence for one incident, of at most 64 KiB each.
  private static let evidenceMax = 64
}
