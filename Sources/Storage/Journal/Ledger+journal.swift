import GRDB
package import Records

/// The journal of decisions: appended to, never changed.
extension Ledger {
  /// Appends one entry at the chain's end.
  package mutating func append(_ entry: JournalEntry) throws {
    var end = try chain ?? Chain.end(in: database)
    end.grow(by: entry, reading.key)
    try database.run(
      "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)", end.number, entry.at, entry.who,
      entry.subject.rawValue, entry.id, entry.action, entry.detail, end.hash)
    chain = end
  }

  /// Lets go of the oldest entries, at most `limit`, made before `cutoff`; returns how many.
  ///
  /// The only way the schema lets rows go: the anchor moves onto the last of them first, and keeps
  /// the hash that the oldest kept row follows. The newest entry always stays.
  func pruneJournal(before cutoff: Instant, limit: Int) throws -> Int {
    let kept = try database.first(
      "SELECT number FROM journal WHERE at >= ? ORDER BY number LIMIT 1", cutoff
    ) { $0.int64() }
    let last = try database.first("SELECT max(number) FROM journal") { $0.int64() } ?? 0
    let anchor = try database.first("SELECT number FROM journal_anchor") { $0.int64() } ?? 0
    let end = min((kept ?? last) - 1, anchor + Int64(limit))
    guard end > anchor else { return 0 }
    // Before the commit: a kill in between must not look like rows that somebody took out.
    JournalHead.advance(reading.key, pruned: end)
    try database.run(
      """
      UPDATE journal_anchor
      SET number = ?1, hash = (SELECT hash FROM journal WHERE number = ?1)
      """, end)
    return try database.run("DELETE FROM journal WHERE number <= ?", end)
  }
}
