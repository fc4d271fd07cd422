import GRDB
package import Records

/// Alerts: numbered, revised, counted.
extension Ledger {
  /// See `Reading.openAlert(key:)`.
  package func openAlert(key: String) throws -> Alert? { try reading.openAlert(key: key) }

  /// See `Reading.lastAlert(key:)`.
  package func lastAlert(key: String) throws -> Alert? { try reading.lastAlert(key: key) }

  /// See `Reading.alert(_:)`.
  package func alert(_ id: String) throws -> Alert? { try reading.alert(id) }

  /// The next id of the year `now` lies in (UTC): `SA-2026-0001`, wider after 9999.
  ///
  /// Ids are never used twice, also when the alert was pruned; one that is drawn and not saved in
  /// a committed transaction is drawn again.
  package func nextAlertID(at now: Instant) throws -> String {
    let year = now.calendarYear
    let number = try database.first(
      """
      INSERT INTO alert_numbers VALUES (?, 1) ON CONFLICT (year) DO UPDATE SET last = last + 1
      RETURNING last
      """, year
    ) { $0.int() }
    return Self.alertID(year: year, number: number ?? 1)
  }

  private static func alertID(year: Int, number: Int) -> String {
    let digits = String(number)
    return "SA-\(year)-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Writes an alert that is new or has changed.
  ///
  /// `newRevision` keeps it as a revision of its own, for good; an alert that is new is always
  /// kept so. Without it, count and times cost one small update, and only what else differs from
  /// what is stored is written again. Throws `refused` when another alert of its key is open, or
  /// when the revision is already kept.
  package func save(_ alert: Alert, newRevision: Bool) throws {
    let row = try database.first(
      "SELECT \(AlertRow.columns) FROM alerts a WHERE a.id = ?", alert.id
    ) { AlertRow(&$0) }
    guard let row else { return try insert(alert) }
    if newRevision {
      try revise(alert, row)
    } else {
      try refresh(alert, row)
    }
  }

  private func insert(_ alert: Alert) throws {
    let number = try database.first(
      """
      INSERT INTO alerts (id, key, is_open, status, state, severity, origin, is_exercise, rule,
        host, issued, ended, expires, revision, count, first_seen, last_seen, last_heard,
        told_count, silence, tag)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) RETURNING number
      """,
      alert.id, alert.key, alert.status.isOpen, alert.status.rawValue, alert.state.rawValue,
      alert.severity.rank, alert.origin.rawValue, alert.isExercise, alert.rule,
      alert.host?.encoded { $0 }, alert.issued.at, alert.ended, alert.expires, alert.revision,
      alert.count, alert.firstSeen, alert.lastSeen, alert.lastHeard, alert.toldCount,
      alert.silence
    ) { $0.int64() }
    guard let number else { return }
    try keepRevision(alert, number)
  }

  private func revise(_ alert: Alert, _ row: AlertRow) throws {
    try updateColumns(alert, row.number)
    try keepRevision(alert, row.number)
  }

  /// The text of a revision is kept once, there; the alert's own columns for text are empty.
  private func keepRevision(_ alert: Alert, _ number: Int64) throws {
    let body = try Bodies.text(alert)
    try database.run(
      "INSERT INTO revisions (alert, revision, body) VALUES (?, ?, ?)", number, alert.revision,
      body)
    try retag(alert, number, body: nil, latest: nil, bytes: body.utf8.count)
  }

  /// Writes only what differs from the stored alert.
  private func refresh(_ alert: Alert, _ row: AlertRow) throws {
    guard let stored = try reading.alert(alert.id) else { return }
    let others = stored.withColumns(of: alert)
    guard others != alert else { return try count(alert, row.number) }
    try updateColumns(alert, row.number)
    var steady = others
    steady.latest = alert.latest
    if steady == alert, try !hasBody(row.number) {
      let latest = try Bodies.text(alert.latest)
      try retag(alert, row.number, body: nil, latest: latest, bytes: latest.utf8.count + 2048)
    } else {
      let body = try Bodies.text(alert)
      try retag(alert, row.number, body: body, latest: nil, bytes: body.utf8.count)
    }
  }

  private func hasBody(_ number: Int64) throws -> Bool {
    try database.first("SELECT body IS NOT NULL FROM alerts WHERE number = ?", number) {
      $0.isTrue()
    } ?? false
  }

  /// The one statement of the usual case: one more finding.
  private func count(_ alert: Alert, _ number: Int64) throws {
    try database.run(
      """
      UPDATE alerts SET count = ?, first_seen = ?, last_seen = ?, last_heard = ?, told_count = ?,
        expires = ? WHERE number = ?
      """,
      alert.count, alert.firstSeen, alert.lastSeen, alert.lastHeard, alert.toldCount,
      alert.expires, number)
  }

  private func updateColumns(_ alert: Alert, _ number: Int64) throws {
    try database.run(
      """
      UPDATE alerts SET key = ?, is_open = ?, status = ?, state = ?, severity = ?,
        ended = ?, revision = ?, rule = ?, host = ?, silence = ? WHERE number = ?
      """,
      alert.key, alert.status.isOpen, alert.status.rawValue, alert.state.rawValue,
      alert.severity.rank, alert.ended, alert.revision, alert.rule,
      alert.host?.encoded { $0 }, alert.silence, number)
    try count(alert, number)
  }

  private func retag(
    _ alert: Alert, _ number: Int64, body: String?, latest: String?, bytes: Int
  ) throws {
    let tag = Int64.random(in: 1...Int64.max)
    try database.run(
      "UPDATE alerts SET tag = ?, body = ?, latest = ? WHERE number = ?", tag, body, latest, number)
    reading.bodies.keep(alert, tag: tag, bytes: bytes)
  }

  /// Remembers a finding for its alert, for `retainFindings`.
  ///
  /// Where `file` and `offset` are given, the same rule on the same line is kept once. False when
  /// it was there already. Throws `refused` when there is no such alert.
  @discardableResult
  package func remember(
    _ finding: Finding, alert: String, at now: Instant, file: String? = nil, offset: Int64? = nil
  ) throws -> Bool {
    try database.run(
      """
      INSERT INTO findings (alert, at, source, file, offset, rule, body)
      VALUES ((SELECT number FROM alerts WHERE id = ?), ?, ?, ?, ?, ?, ?)
      ON CONFLICT (source, file, offset, rule) DO NOTHING
      """,
      alert, now, finding.place.source, file, offset, finding.rule, try Bodies.text(finding)) > 0
  }
}
