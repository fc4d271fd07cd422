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
    return Self.id("SA", year: year, number: number ?? 1)
  }

  /// Four digits, more after 9999.
  static func id(_ prefix: String, year: Int, number: Int) -> String {
    let digits = String(number)
    return "\(prefix)-\(year)-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Writes an alert that is new or has changed.
  ///
  /// `newRevision` keeps it as a revision of its own, for good; an alert that is new is always
  /// kept so. Without it, a further finding costs one small update. Throws `refused` when another
  /// alert of its key is open, or when the revision is already kept.
  package func save(_ alert: Alert, newRevision: Bool) throws {
    let row = try database.first("SELECT number, tag FROM alerts WHERE id = ?", alert.id) {
      (number: $0.int64(), tag: $0.int64())
    }
    guard let row else { return try insert(alert) }
    try absorb(alert, row.number)
    let steady = alert.steady
    if newRevision {
      try rewrite(alert, steady, row.number)
      try keepRevision(alert, row.number)
    } else if try reading.steady(row.number, tag: row.tag) != steady {
      try rewrite(alert, steady, row.number)
    }
  }

  private func insert(_ alert: Alert) throws {
    let number = try database.first(
      """
      INSERT INTO alerts (id, key, is_open, status, state, severity, origin, is_exercise, rule,
        host, issued, ended, expires, revision, count, first_seen, last_seen, last_heard,
        told_count, silence, tag, latest)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number
      """,
      alert.id, alert.key, alert.status.isOpen, alert.status.rawValue, alert.state.rawValue,
      alert.severity.rank, alert.origin.rawValue, alert.isExercise, alert.rule,
      alert.host?.encoded { $0 }, alert.issued.at, alert.ended, alert.expires, alert.revision,
      alert.count, alert.firstSeen, alert.lastSeen, alert.lastHeard, alert.toldCount, alert.silence,
      drawTag(),
      try alert.packedLatest()
    ) { $0.int64() }
    guard let number else { return }
    try database.run(
      "INSERT INTO alert_bodies VALUES (?, ?)", number, try alert.packedSteady())
    try keepRevision(alert, number)
  }

  /// The one statement of the usual case: one more finding.
  private func absorb(_ alert: Alert, _ number: Int64) throws {
    try database.run(
      """
      UPDATE alerts SET count = ?, first_seen = ?, last_seen = ?, last_heard = ?, told_count = ?,
        expires = ?, latest = ? WHERE number = ?
      """,
      alert.count, alert.firstSeen, alert.lastSeen, alert.lastHeard, alert.toldCount,
      alert.expires, try alert.packedLatest(), number)
  }

  private func rewrite(_ alert: Alert, _ steady: Alert, _ number: Int64) throws {
    let (tag, body) = (drawTag(), try steady.packedSteady())
    try database.run(
      """
      UPDATE alerts SET key = ?, is_open = ?, status = ?, state = ?, severity = ?, ended = ?,
        revision = ?, rule = ?, host = ?, is_exercise = ?, silence = ?, tag = ? WHERE number = ?
      """,
      alert.key, alert.status.isOpen, alert.status.rawValue, alert.state.rawValue,
      alert.severity.rank, alert.ended, alert.revision, alert.rule,
      alert.host?.encoded { $0 }, alert.isExercise, alert.silence, tag, number)
    try database.run("UPDATE alert_bodies SET body = ? WHERE alert = ?", body, number)
    reading.bodies.keep(steady, tag: tag, bytes: body.count)
  }

  private func drawTag() -> Int64 { Int64.random(in: 1...Int64.max) }

  private func keepRevision(_ alert: Alert, _ number: Int64) throws {
    try database.run(
      "INSERT INTO revisions (alert, revision, body) VALUES (?, ?, ?)", number, alert.revision,
      try Bodies.text(alert))
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
