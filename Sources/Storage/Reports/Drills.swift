import GRDB
package import Records

/// A drill that is under way: its line was sent, and somebody should have been told.
package struct DrillUnderWay: Sendable, Equatable {
  package var nonce: String
  package var test: String
  package var rule: String
  package var by: String
  package var started: Instant
  package var until: Instant

  package init(
    nonce: String, test: String, rule: String, by: String, started: Instant, until: Instant
  ) {
    self.nonce = nonce
    self.test = test
    self.rule = rule
    self.by = by
    self.started = started
    self.until = until
  }
}

extension Reading {
  package func drillsUnderWay() throws -> [DrillUnderWay] {
    try database.rows(
      "SELECT nonce, test, rule, who, started, until FROM drills ORDER BY started"
    ) { columns in
      DrillUnderWay(
        nonce: columns.text(), test: columns.text(), rule: columns.text(), by: columns.text(),
        started: columns.instant(), until: columns.instant())
    }
  }
}

extension Ledger {
  package func begin(_ drill: DrillUnderWay) throws {
    try database.run(
      "INSERT INTO drills VALUES (?, ?, ?, ?, ?, ?)", drill.nonce, drill.test, drill.rule,
      drill.by, drill.started, drill.until)
  }

  package func end(drill nonce: String) throws {
    try database.run("DELETE FROM drills WHERE nonce = ?", nonce)
  }
}
