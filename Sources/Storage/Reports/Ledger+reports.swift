import GRDB
package import Records

/// Reports of tests: numbered, written once.
extension Ledger {
  /// The next id of the year `now` lies in (UTC): `TR-2026-0001`.
  package func nextReportID(at now: Instant) throws -> String { try nextID("TR", at: now) }

  package func save(_ report: TestReport) throws {
    try database.run(
      "INSERT INTO reports (id, kind, subject, at, passed, body) VALUES (?, ?, ?, ?, ?, ?)",
      report.id, report.kind.rawValue, report.subject, report.ended, report.passed,
      try Bodies.text(report))
  }

  /// Remembers the answer of a control that a person takes for right.
  package func accept(output digest: String, ofControl id: String) throws {
    try write(fact: Reading.acceptedName(id), digest)
  }
}

extension Reading {
  static func acceptedName(_ control: String) -> String { "accepted." + control }

  /// The digest of the answer that a person accepted last; nil when nobody has.
  package func acceptedOutput(ofControl id: String) throws -> String? {
    try fact(Self.acceptedName(id))
  }

  /// The last report of each subject of a kind.
  package func lastReports(_ kind: TestReport.Kind) throws -> [String: TestReport] {
    let reports = try database.rows(
      """
      SELECT body FROM reports WHERE number IN (
        SELECT max(number) FROM reports WHERE kind = ? GROUP BY subject)
      """, kind.rawValue
    ) { try Bodies.value(TestReport.self, from: $0.text(), in: "a report") }
    return Dictionary(reports.map { ($0.subject, $0) }, uniquingKeysWith: { _, last in last })
  }

  /// When each subject of a kind was last reported on.
  package func lastTimes(_ kind: TestReport.Kind) throws -> [String: Instant] {
    let times = try database.rows(
      "SELECT subject, max(at) FROM reports WHERE kind = ? GROUP BY subject", kind.rawValue
    ) { ($0.text(), $0.instant()) }
    return Dictionary(times, uniquingKeysWith: { _, last in last })
  }

  /// The last report of each subject of a kind that has one after `number`, and the last number.
  ///
  /// Numbers count all reports of the database from 1.
  package func reports(
    _ kind: TestReport.Kind, after number: Int64
  ) throws -> (reports: [TestReport], number: Int64) {
    let rows = try database.rows(
      """
      SELECT number, body FROM reports WHERE number IN (
        SELECT max(number) FROM reports WHERE kind = ? AND number > ? GROUP BY subject)
      ORDER BY number
      """, kind.rawValue, number
    ) {
      ($0.int64(), try Bodies.value(TestReport.self, from: $0.text(), in: "a report"))
    }
    return (rows.map(\.1), rows.last?.0 ?? number)
  }

  package func report(_ id: String) throws -> TestReport? {
    try database.first("SELECT body FROM reports WHERE id = ?", id) {
      try Bodies.value(TestReport.self, from: $0.text(), in: "report '\(id)'")
    }
  }
}
