extension Schema {
  /// What baselines have seen: when each combination of a source was seen last, by digest.
  static let version4 = """
    CREATE TABLE sightings (
      source TEXT NOT NULL, key BLOB NOT NULL, state BLOB NOT NULL,
      PRIMARY KEY (source, key)
    ) STRICT, WITHOUT ROWID;

    """
}
