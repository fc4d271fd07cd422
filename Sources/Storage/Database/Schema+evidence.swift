/// Times of incidents, and evidence that is still to be collected.
extension Schema {
  /// When people are next to be told of an incident's times, and what is owed as evidence.
  ///
  /// `rings` is that moment; `open_timers` counts the times that nobody has met. `note` says how a
  /// piece of evidence was come by and what is missing of it. A row of `owed_evidence` stands until
  /// the piece is kept.
  static let version5 = """
    ALTER TABLE incidents ADD COLUMN open_timers INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE incidents ADD COLUMN rings INTEGER;
    CREATE INDEX incidents_ringing ON incidents (rings) WHERE rings IS NOT NULL;
    CREATE INDEX incidents_timed ON incidents (number) WHERE open_timers > 0;
    ALTER TABLE evidence ADD COLUMN note TEXT NOT NULL DEFAULT '';
    CREATE TABLE owed_evidence (
      number INTEGER PRIMARY KEY,
      incident INTEGER NOT NULL REFERENCES incidents (number) ON DELETE CASCADE,
      due INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX owed_evidence_due ON owed_evidence (due);
    CREATE INDEX owed_evidence_by_incident ON owed_evidence (incident);

    """
}
