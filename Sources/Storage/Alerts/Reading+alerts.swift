import GRDB
package import Records

/// Alerts, their revisions and the findings they were made from.
extension Reading {
  /// The alert as it is now; nil when there is none of that id.
  package func alert(_ id: String) throws -> Alert? {
    try one("WHERE a.id = ?", id)
  }

  /// The open alert of a key (rule, host and group); nil when none is open.
  package func openAlert(key: String) throws -> Alert? {
    try one("WHERE a.key = ? AND a.is_open = 1", key)
  }

  /// The newest alert of a key, open or ended.
  package func lastAlert(key: String) throws -> Alert? {
    try one("WHERE a.key = ? ORDER BY a.number DESC LIMIT 1", key)
  }

  /// Alerts that meet every part of the filter, newest first.
  ///
  /// Of a hundred thousand alerts a few dozen are open: these are found by an index, whereas `?1` alone
  /// would look at every row.
  package func alerts(_ filter: AlertFilter = AlertFilter()) throws -> [Alert] {
    let open = "a.number IN (SELECT number FROM alerts WHERE is_open = 1) AND "
    return try many(
      """
      WHERE \(filter.isOpen == true ? open : "")(?1 IS NULL OR a.is_open = ?1) AND (?2 IS NULL OR a.status = ?2)
        AND (?3 IS NULL OR a.severity >= ?3) AND (?4 IS NULL OR a.rule = ?4)
        AND (?5 IS NULL OR a.is_exercise = ?5) AND (?6 IS NULL OR a.issued >= ?6)
        AND (?7 IS NULL OR a.silence = ?7)
      ORDER BY a.number DESC LIMIT ?8
      """,
      filter.isOpen, filter.status?.rawValue, filter.severity?.rank, filter.rule,
      filter.isExercise, filter.since, filter.silence, filter.limit)
  }

  /// Ids of the silences that hold alerts back, whether they are over or not.
  package func holdingSilences() throws -> [String] {
    try database.rows(
      "SELECT DISTINCT silence FROM alerts WHERE silence IS NOT NULL ORDER BY silence"
    ) { $0.text() }
  }

  /// Open alerts whose `expires` has come, the longest expired first.
  package func expiring(at now: Instant, limit: Int = 500) throws -> [Alert] {
    try many(
      "WHERE a.is_open = 1 AND a.expires <= ? ORDER BY a.expires, a.number LIMIT ?", now, limit)
  }

  /// When the next open alert expires; nil when none does.
  package func nextExpiry() throws -> Instant? {
    try database.first("SELECT min(expires) FROM alerts WHERE is_open = 1") { columns in
      columns.optional { $0.instant() }
    } ?? nil
  }

  /// Rule → when an alert of it last ended as something that was true, since then.
  ///
  /// Looks at the newest two thousand that people closed.
  package func trueAlarms(since: Instant) throws -> [String: Instant] {
    let reasons: [Alert.CloseReason] = [.real, .realNoHarm, .policyBreach]
    var alarms: [String: Instant] = [:]
    let ended = try many(
      """
      WHERE a.is_open = 0 AND a.status = 'closed' AND a.rule IS NOT NULL AND a.is_exercise = 0
        AND a.ended >= ? ORDER BY a.ended DESC LIMIT 2000
      """, since)
    for alert in ended where alert.closeReason.map(reasons.contains) ?? false {
      if let rule = alert.rule, alarms[rule] == nil { alarms[rule] = alert.ended }
    }
    return alarms
  }

  /// Every revision of an alert as it was made, oldest first.
  package func revisions(of id: String) throws -> [Alert] {
    try database.rows(
      """
      SELECT r.body FROM revisions r JOIN alerts a ON a.number = r.alert
      WHERE a.id = ? ORDER BY r.revision
      """, id
    ) { try Bodies.value(Alert.self, from: $0.text(), in: "a revision of '\(id)'") }
  }

  /// The findings remembered for an alert, newest first.
  package func findings(of id: String, limit: Int = 100) throws -> [Finding] {
    try database.rows(
      """
      SELECT f.body FROM findings f JOIN alerts a ON a.number = f.alert
      WHERE a.id = ? ORDER BY f.number DESC LIMIT ?
      """, id, limit
    ) { try Bodies.value(Finding.self, from: $0.text(), in: "a finding of '\(id)'") }
  }

  func one(_ clause: String, _ values: any Storable...) throws -> Alert? {
    var row: AlertRow?
    try database.step("SELECT \(AlertRow.columns) FROM alerts a \(clause)", values) { columns in
      row = AlertRow(&columns)
      return false
    }
    return try row.map { try merged($0) }
  }

  func many(_ clause: String, _ values: any Storable...) throws -> [Alert] {
    var rows: [AlertRow] = []
    try database.step("SELECT \(AlertRow.columns) FROM alerts a \(clause)", values) { columns in
      rows.append(AlertRow(&columns))
      return true
    }
    return try rows.map { try merged($0) }
  }

  /// The columns over the body.
  private func merged(_ row: AlertRow) throws -> Alert {
    var alert = try steady(row.number, tag: row.tag)
    try row.fill(&alert)
    return alert
  }

  /// The body of an alert, which is read once for each tag.
  func steady(_ number: Int64, tag: Int64) throws -> Alert {
    if let alert = bodies.alert(tag) { return alert }
    let body = try database.first("SELECT body FROM alert_bodies WHERE alert = ?", number) {
      $0.blob()
    }
    let alert = try Alert(steady: body ?? [])
    bodies.keep(alert, tag: tag, bytes: body?.count ?? 0)
    return alert
  }
}
