import GRDB
package import Records

/// Evidence that is still to be collected, with the incident it is for.
extension Reading {
  /// What is due, the oldest first.
  ///
  /// Something that is due later than anything can be was written before the clock was set back,
  /// and is due as well.
  package func owedEvidence(
    dueAt now: Instant, limit: Int = 8
  ) throws -> [(number: Int64, incident: String, owed: OwedEvidence)] {
    try database.rows(
      """
      SELECT o.number, i.id, o.body FROM owed_evidence o
      JOIN incidents i ON i.number = o.incident
      WHERE o.due <= ?1 OR o.due > ?2 ORDER BY o.due, o.number LIMIT ?3
      """, now, now + OwedEvidence.patience + .seconds(60), limit
    ) { columns in
      let (number, incident) = (columns.int64(), columns.text())
      let place = "evidence owed for '\(incident)'"
      return (
        number, incident, try Bodies.value(OwedEvidence.self, from: columns.text(), in: place)
      )
    }
  }

  /// How many pieces are to come for an incident.
  package func owedEvidenceCount(of incident: String) throws -> Int {
    try database.first(
      """
      SELECT count(*) FROM owed_evidence o JOIN incidents i ON i.number = o.incident WHERE i.id = ?
      """, incident
    ) { $0.int() } ?? 0
  }
}

extension Ledger {
  package func owe(_ owed: OwedEvidence, for incident: String) throws {
    try database.run(
      """
      INSERT INTO owed_evidence (incident, due, body)
      SELECT number, ?2, ?3 FROM incidents WHERE id = ?1
      """, incident, owed.due, try Bodies.text(owed))
  }

  /// Keeps a piece and owes it no longer; false when it was not owed any more.
  @discardableResult
  package func settle(
    _ number: Int64, with evidence: IncidentEvidence, for incident: String
  ) throws -> Bool {
    guard try database.run("DELETE FROM owed_evidence WHERE number = ?", number) > 0 else {
      return false
    }
    return try keep(evidence, for: incident)
  }
}
