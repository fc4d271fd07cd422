import GRDB
import Records
import Storage
import Testing

@Suite struct JournalTests {
  /// A journal of entries 1…6, one a transaction in part and several in others.
  private func journal() throws -> Scene {
    let scene = try Scene()
    try scene.commit { ledger throws in
      for index in 1...3 { try ledger.append(Example.entry("opened", detail: "\(index)")) }
    }
    for index in 4...6 {
      try scene.commit {
        try $0.append(
          Example.entry("revised", at: Example.start + .seconds(index), detail: "\(index)"))
      }
    }
    return scene
  }

  private func firstBroken(_ scene: Scene) throws -> Int64? {
    try scene.read { try $0.firstBrokenJournalEntry() }
  }

  @Test func anUntouchedJournalIsWhole() throws {
    let scene = try journal()
    #expect(try firstBroken(scene) == nil)
    #expect(try scene.read { try $0.journal(limit: 2).map(\.detail) } == ["6", "5"])
    #expect(try Scene().read { try $0.firstBrokenJournalEntry() } == nil)
  }

  @Test(arguments: Example.hostile)
  func hostileTextComesBackUnchangedAndInTheChain(_ text: String) throws {
    let scene = try Scene()
    let entry = JournalEntry(
      at: Example.start, who: text, subject: .silence, id: text, action: text, detail: text)
    try scene.commit { try $0.append(entry) }
    #expect(try scene.read { try $0.journal(about: text) } == [entry])
    #expect(try firstBroken(scene) == nil)
  }

  @Test func textThatMovesFromOneColumnToTheNextIsNoticed() throws {
    let scene = try Scene()
    try scene.commit { try $0.append(Example.entry("ab", detail: "c")) }
    try tamper(scene, "UPDATE journal SET action = 'a', detail = 'bc'")
    #expect(try firstBroken(scene) == 1)
  }

  static let changes: [(String, Int64)] = [
    ("UPDATE journal SET detail = 'nothing' WHERE number = 4", 4),
    ("UPDATE journal SET who = 'tomas' WHERE number = 1", 1),
    ("UPDATE journal SET at = at + 1 WHERE number = 6", 6),
    ("UPDATE journal SET subject = 'drill' WHERE number = 2", 2),
    ("DELETE FROM journal WHERE number = 3", 3),
    ("DELETE FROM journal WHERE number = 1", 1),
    ("DELETE FROM journal WHERE number >= 5", 5),
    ("DELETE FROM journal", 1),
    (
      "INSERT INTO journal SELECT 7, at, who, subject, id, action, detail, hash FROM journal WHERE number = 6",
      7
    ),
  ]

  @Test(arguments: changes)
  func aChangedJournalIsNamedAtTheFirstWrongEntry(_ change: String, _ number: Int64) throws {
    let scene = try journal()
    try tamper(scene, change)
    #expect(try firstBroken(scene) == number)
  }

  /// Somebody with the file and no manners: the triggers are dropped first.
  private func tamper(_ scene: Scene, _ change: String) throws {
    let queue = try DatabaseQueue(path: scene.database)
    try queue.write { database in
      let triggers = try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'")
      for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger)") }
      try database.execute(sql: change)
    }
  }

  static let refused = [
    "UPDATE journal SET detail = ''", "DELETE FROM journal WHERE number = 6", "DELETE FROM journal",
    "INSERT INTO journal VALUES (9, 0, '', 'alert', '', '', '', '')",
    "INSERT OR REPLACE INTO journal VALUES (3, 0, '', 'alert', '', '', '', '')",
    "UPDATE journal_anchor SET number = 5, hash = 'x'", "UPDATE journal_anchor SET number = 99",
    "DELETE FROM journal_anchor", "INSERT INTO journal_anchor VALUES (2, 9, '')",
  ]

  @Test(arguments: refused)
  func theSchemaRefusesWhatIsNoAppend(_ change: String) throws {
    let scene = try journal()
    let queue = try DatabaseQueue(path: scene.database)
    #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: change) } }
    #expect(try firstBroken(scene) == nil)
  }

  @Test func theChainGoesOnAfterPruning() throws {
    let scene = try journal()
    var limits = Limits()
    limits.retainAlerts = .seconds(10)
    let pruned = try scene.store.prune(limits, at: Example.start + .seconds(15))
    #expect(pruned.journalEntries == 4)
    #expect(try scene.read { try $0.journal().map(\.detail) } == ["6", "5"])
    #expect(try firstBroken(scene) == nil)
    try scene.commit { try $0.append(Example.entry("closed", detail: "7")) }
    #expect(try firstBroken(scene) == nil)
    try tamper(scene, "DELETE FROM journal WHERE number = 5")
    #expect(try firstBroken(scene) == 5)
  }

  @Test func theNewestEntryStaysHoweverOld() throws {
    let scene = try journal()
    let pruned = try scene.store.prune(Limits(), at: Example.start + .seconds(4_000_000_000))
    #expect(pruned.journalEntries == 5)
    #expect(try scene.read { try $0.journal().map(\.detail) } == ["6"])
    #expect(try firstBroken(scene) == nil)
  }
}
