package import Records

/// What one decision about an incident writes, in one transaction.
package struct IncidentChange: Sendable, Equatable {
  package var incident: Incident
  package var isNew: Bool
  /// Alerts that it holds from now on.
  package var alerts: [String]
  /// What makes another alert the same incident's; see `Register.incidentMarks(of:)`.
  package var marks: [String]
  package var evidence: [IncidentEvidence]
  /// What is to be collected once this is written.
  package var owed: [OwedEvidence] = []
  package var journal: [JournalEntry]

  init(
    _ incident: Incident, isNew: Bool = false, alerts: [String] = [], marks: [String] = [],
    evidence: [IncidentEvidence] = [], journal: [JournalEntry] = []
  ) {
    self.incident = incident
    self.isNew = isNew
    self.alerts = alerts
    self.marks = marks
    self.evidence = evidence
    self.journal = journal
  }
}
