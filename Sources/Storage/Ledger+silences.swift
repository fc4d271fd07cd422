import GRDB
package import Records

/// Silences that people added on the command line; declared ones stay in their files.
extension Ledger {
  /// Writes a silence that is new or has changed; it is ended by an earlier `until`.
  package func save(_ silence: Silence) throws {
    try database.run(
      """
      INSERT INTO silences VALUES (?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE
      SET starts = excluded.starts, ends = excluded.ends, body = excluded.body
      """, silence.id, silence.from, silence.until, try Bodies.text(silence))
  }

  /// The next free number for a silence's id, counted from 1 and never used twice.
  package func nextSilenceNumber() throws -> Int {
    let query = "SELECT value FROM facts WHERE name = 'silences'"
    let last = try database.first(query) { Int($0.text()) ?? 0 } ?? 0
    try database.run("INSERT OR REPLACE INTO facts VALUES ('silences', ?)", String(last + 1))
    return last + 1
  }
}

extension Reading {
  package func silence(_ id: String) throws -> Silence? {
    try database.first("SELECT body FROM silences WHERE id = ?", id) {
      try Bodies.value(Silence.self, from: $0.text(), in: "silence '\(id)'")
    }
  }

  /// Silences that hold at a moment, or every one that is kept when it is nil, by their end.
  package func silences(activeAt now: Instant? = nil) throws -> [Silence] {
    try database.rows(
      """
      SELECT body FROM silences
      WHERE ?1 IS NULL OR (starts <= ?1 AND ends > ?1) ORDER BY ends, id
      """, now
    ) { try Bodies.value(Silence.self, from: $0.text(), in: "a silence") }
  }
}
