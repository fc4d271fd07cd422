import GRDB
package import Records

/// A time in which a risk stood below level 3: nothing that depends on it was heard.
package struct BlindPeriod: Sendable, Equatable {
  package var risk: String
  package var began: Instant
  /// Nil while it lasts.
  package var ended: Instant?
  /// The weakest link in words, as it was when the period began.
  package var why: String

  package init(risk: String, began: Instant, ended: Instant? = nil, why: String) {
    self.risk = risk
    self.began = began
    self.ended = ended
    self.why = why
  }

  /// How much of it lies between two moments.
  package func span(since: Instant, until now: Instant) -> Duration {
    max(.zero, min(ended ?? now, now) - max(began, since))
  }
}

extension Ledger {
  /// Makes the kept periods agree with what is `blind` now (risk → why): begins and closes, and
  /// writes nothing for a risk of which nothing has changed.
  package func note(blind: [String: String], at now: Instant) throws {
    let open = Set(
      try database.rows("SELECT risk FROM blind_periods WHERE ended IS NULL") { $0.text() })
    for risk in open.subtracting(blind.keys).sorted() {
      try database.run(
        "UPDATE blind_periods SET ended = max(began, ?) WHERE risk = ? AND ended IS NULL", now, risk
      )
    }
    for (risk, why) in blind.sorted(by: { $0.key < $1.key }) where !open.contains(risk) {
      try write(BlindPeriod(risk: risk, began: now, why: why))
    }
  }

  /// Nobody watched from `began` to `ended`: a period for each of the risks that were not blind
  /// already when it began.
  package func note(
    absenceFrom began: Instant, to ended: Instant, risks: [String], why: String
  ) throws {
    let open = Set(
      try database.rows("SELECT risk FROM blind_periods WHERE ended IS NULL") { $0.text() })
    for risk in risks.sorted() where !open.contains(risk) {
      try write(BlindPeriod(risk: risk, began: began, ended: ended, why: why))
    }
  }

  /// Periods of a risk do not overlap, also where the clock was set back or where what was known of
  /// the last run is a minute old: one begins where the last ended, or is left out.
  private func write(_ period: BlindPeriod) throws {
    var period = period
    let last = try database.first(
      "SELECT max(ended) FROM blind_periods WHERE risk = ?", period.risk
    ) { $0.optional { $0.instant() } }
    if let last = last ?? nil { period.began = max(period.began, last) }
    if let ended = period.ended, ended <= period.began { return }
    try database.run(
      "INSERT OR REPLACE INTO blind_periods VALUES (?, ?, ?, ?)", period.risk, period.began,
      period.ended, period.why)
  }

  /// Lets go of periods that ended before the cutoff; returns how many.
  func pruneBlindPeriods(before cutoff: Instant, limit: Int) throws -> Int {
    try database.run(
      """
      DELETE FROM blind_periods WHERE (risk, began) IN (
        SELECT risk, began FROM blind_periods WHERE ended < ? LIMIT ?)
      """, cutoff, limit)
  }
}

extension Reading {
  /// Those that last or ended after `since`, by risk and time; of one risk, or of all.
  package func blindPeriods(of risk: String? = nil, since: Instant) throws -> [BlindPeriod] {
    try database.rows(
      """
      SELECT risk, began, ended, why FROM blind_periods
      WHERE (ended IS NULL OR ended > ?) AND risk = coalesce(?, risk) ORDER BY risk, began
      """, since, risk
    ) { columns in
      BlindPeriod(
        risk: columns.text(), began: columns.instant(),
        ended: columns.optional { $0.instant() }, why: columns.text())
    }
  }

  /// Risk → how long it was blind between `since` and `now`; periods never overlap.
  package func blindTime(since: Instant, until now: Instant) throws -> [String: Duration] {
    var sums: [String: Duration] = [:]
    for period in try blindPeriods(since: since) {
      let span = period.span(since: since, until: now)
      if span > .zero { sums[period.risk, default: .zero] += span }
    }
    return sums
  }
}
