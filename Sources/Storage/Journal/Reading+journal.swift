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

  func end(_ table: String) throws -> Chain {
    let end = try database.first("SELECT number, hash FROM \(table)") {
      Chain(number: $0.int64(), hash: $0.text())
    }
    return end ?? Chain(number: 0, hash: "")
  }

  /// A subject that is not ours reads as `sentinel`, and so breaks the chain.
  static func entry(_ columns: inout Columns) -> JournalEntry {
    JournalEntry(
      at: columns.instant(), who: columns.text(),
      subject: JournalEntry.Subject(rawValue: columns.text()) ?? .sentinel, id: columns.text(),
      action: columns.text(), detail: columns.text())
  }
}
