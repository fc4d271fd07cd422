import GRDB
package import Records

/// Incidents and requests, to be shown and to be found by alerts.
extension Reading {
  package func incident(_ id: String) throws -> Incident? {
    try incidents("WHERE i.id = ?", id).first
  }

  /// Newest first; of live ones the worst first.
  package func incidents(
    isRequest: Bool, liveOnly: Bool, limit: Int = 100
  ) throws -> [Incident] {
    guard liveOnly else {
      return try incidents(
        "WHERE i.is_request = ?1 ORDER BY i.number DESC LIMIT ?2", isRequest, limit)
    }
    // Numbers are sorted, not bodies: a body is some kilobytes.
    return try incidents(
      """
      WHERE i.number IN (
        SELECT number FROM incidents WHERE is_live = 1 AND is_request = ?1
        ORDER BY priority DESC, number DESC LIMIT ?2)
      ORDER BY i.priority DESC, i.number DESC
      """, isRequest, limit)
  }

  /// The live incident of a model and host that shares a mark; the newest of several.
  package func liveIncident(model: String, host: String, marks: [String]) throws -> Incident? {
    for mark in marks {
      let found = try incidents(
        """
        JOIN incident_marks m ON m.incident = i.number
        WHERE m.mark = ? AND i.model = ? AND i.host = ? AND i.is_live = 1
        ORDER BY i.number DESC LIMIT 1
        """, mark, model, host)
      if let incident = found.first { return incident }
    }
    return nil
  }

  /// The youngest live incident of a model and host, once there are at least so many.
  package func youngestIncident(
    model: String, host: String, whenAtLeast count: Int
  ) throws -> Incident? {
    let live = try database.first(
      "SELECT count(*) FROM incidents WHERE model = ? AND host = ? AND is_live = 1", model, host
    ) { $0.int() }
    guard (live ?? 0) >= count else { return nil }
    return try incidents(
      "WHERE i.model = ? AND i.host = ? AND i.is_live = 1 ORDER BY i.number DESC LIMIT 1", model,
      host
    ).first
  }

  /// The incidents that hold an alert, the newest first.
  package func incidents(holding alert: String) throws -> [Incident] {
    try incidents(
      """
      JOIN incident_alerts a ON a.incident = i.number WHERE a.alert = ? ORDER BY i.number DESC
      """, alert)
  }

  /// Ids of the alerts an incident holds, the newest first.
  package func alerts(of incident: String, limit: Int = 1000) throws -> [String] {
    try database.rows(
      """
      SELECT a.alert FROM incident_alerts a JOIN incidents i ON i.number = a.incident
      WHERE i.id = ? ORDER BY a.alert DESC LIMIT ?
      """, incident, limit
    ) { $0.text() }
  }

  /// In the order of keeping.
  package func evidence(of incident: String) throws -> [IncidentEvidence] {
    try database.rows(
      """
      SELECT e.what, e.at, e.digest, e.body, e.note FROM evidence e
      JOIN incidents i ON i.number = e.incident WHERE i.id = ? ORDER BY e.number
      """, incident
    ) { columns in
      let (what, at, digest) = (columns.text(), columns.instant(), columns.text())
      var evidence = IncidentEvidence(
        what: what, at: at, bytes: columns.blob(), note: columns.text())
      // As it was noted then, so that a changed body is seen.
      evidence.digest = digest
      return evidence
    }
  }

  func incidents(_ clause: String, _ values: any Storable...) throws -> [Incident] {
    var found: [Incident] = []
    try database.step("SELECT i.id, i.body FROM incidents i \(clause)", values) { columns in
      let id = columns.text()
      found.append(try Bodies.value(Incident.self, from: columns.text(), in: "'\(id)'"))
      return true
    }
    return found
  }
}
