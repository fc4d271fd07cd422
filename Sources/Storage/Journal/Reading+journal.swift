import GRDB
package import Records

/// The journal, to be shown and to be proved.
extension Reading {
  /// The newest entries, newest first; about one id where it is given.
  package func journal(about id: String? = nil, limit: Int = 100) throws -> [JournalEntry] {
    try database.rows(
      """
      SELECT at, who, subject, id, action, detail FROM journal
      WHERE ?1 IS NULL OR id = ?1 ORDER BY number DESC LIMIT ?2
      """, id, limit
    ) { Self.entry(&$0) }
  }

  /// The number of the first entry that does not follow from the ones before it; nil when all do.
  ///
  /// It finds a row that was changed, taken out, put in or cut off at the end. Numbers count from
  /// 1 over the life of the database. Walks the whole journal, about a million entries in seconds.
  package func firstBrokenJournalEntry() throws -> Int64? {
    var chain = try end("journal_anchor")
    var broken: Int64?
    try database.step(
      "SELECT number, hash, at, who, subject, id, action, detail FROM journal ORDER BY number", []
    ) { columns in
      let (number, hash) = (columns.int64(), columns.text())
      chain.grow(by: Self.entry(&columns))
      if chain.number != number || chain.hash != hash { broken = chain.number }
      return broken == nil
    }
    let head = try end("journal_head")
    if broken == nil, head.number != chain.number || head.hash != chain.hash {
      broken = min(head.number, chain.number) + 1
    }
    return broken
  }

  private func end(_ table: String) throws -> Chain {
    let end = try database.first("SELECT number, hash FROM \(table)") {
      Chain(number: $0.int64(), hash: $0.text())
    }
    return end ?? Chain(number: 0, hash: "")
  }

  /// A subject that is not ours reads as `sentinel`, and so breaks the chain.
  private static func entry(_ columns: inout Columns) -> JournalEntry {
    JournalEntry(
      at: columns.instant(), who: columns.text(),
      subject: JournalEntry.Subject(rawValue: columns.text()) ?? .sentinel, id: columns.text(),
      action: columns.text(), detail: columns.text())
  }
}
