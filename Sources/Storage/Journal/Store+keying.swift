import GRDB
import Records

/// How a journal comes to its key.
extension Store {
  /// Says in the database that a key was made, so that a lost one is not taken for a first start.
  private static let fact = "journal_key"

  /// The key of the journal, made at the first start.
  ///
  /// A journal from before there were keys stays as it is, and a row at its end marks the change.
  static func key(
    in folder: String, instance: String, _ database: Database
  ) throws -> JournalKey {
    let known = try JournalKey.read(in: folder, instance: instance)
    let isKeyed = try database.first("SELECT 1 FROM facts WHERE name = ?", fact) { $0.isTrue() }
    if let known, isKeyed != nil { return known }
    try database.beginTransaction(.immediate)
    do {
      let key = try begin(in: folder, instance: instance, database)
      try database.commit()
      return key
    } catch {
      if database.isInsideTransaction { try? database.rollback() }
      throw error
    }
  }

  /// Every step may have been taken already, by another process or before a kill.
  private static func begin(
    in folder: String, instance: String, _ database: Database
  ) throws -> JournalKey {
    let known = try JournalKey.read(in: folder, instance: instance)
    let isKeyed = try database.first("SELECT 1 FROM facts WHERE name = ?", fact) { $0.isTrue() }
    if let known, isKeyed != nil { return known }
    let hasHead = StateFolder.kind(of: JournalHead.path(folder)) != nil
    guard known != nil || isKeyed == nil && !hasHead else {
      throw JournalKey.missing(in: folder)
    }
    let end =
      try database.first("SELECT number, hash FROM journal_head") {
        Chain(number: $0.int64(), hash: $0.text())
      } ?? Chain(number: 0, hash: "")
    let key =
      try known ?? JournalKey.make(in: folder, first: end.number + 1, instance: instance)
    if !hasHead {
      let anchor = try database.first("SELECT number FROM journal_anchor") { $0.int64() }
      JournalHead.advance(key, to: end, pruned: anchor ?? 0, making: true)
    }
    if end.number > 0, end.number + 1 == key.first { try mark(end, key, database) }
    try database.run("INSERT OR IGNORE INTO facts VALUES (?, ?)", fact, "\(key.first)")
    return key
  }

  private static func mark(_ end: Chain, _ key: JournalKey, _ database: Database) throws {
    var chain = end
    let entry = JournalEntry(
      at: key.made, who: "tocsin", subject: .sentinel, id: "journal", action: "keyed",
      detail: "rows from here on are chained under journal.key")
    chain.grow(by: entry, key)
    try database.run(
      "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)", chain.number, entry.at, entry.who,
      entry.subject.rawValue, entry.id, entry.action, entry.detail, chain.hash)
    try database.run("UPDATE journal_head SET number = ?, hash = ?", chain.number, chain.hash)
  }
}
