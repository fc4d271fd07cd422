/// When risks were not watched.
extension Schema {
  /// One row a period; `ended` is NULL while it lasts, and a risk has one such row at most.
  static let version6 = """
    CREATE TABLE blind_periods (
      risk TEXT NOT NULL, began INTEGER NOT NULL, ended INTEGER, why TEXT NOT NULL,
      PRIMARY KEY (risk, began)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX blind_periods_open ON blind_periods (risk) WHERE ended IS NULL;
    CREATE INDEX blind_periods_ended ON blind_periods (ended);

    """
}
