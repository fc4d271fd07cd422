import Foundation
import GRDB
import Records
import Storage
import Testing

/// The journal held against its key and against the head outside the database.
@Suite struct JournalProofTests {
  /// Entries 1…6 and one open alert, all told as they should be.
  static func journal() throws -> Scene {
    let scene = try Scene()
    try scene.commit { ledger throws in
      try ledger.save(Example.alert("SA-2026-0001"), newRevision: true)
      for index in 1...5 { try ledger.append(Example.entry("opened", detail: "\(index)")) }
    }
    try scene.commit {
      try $0.append(
        JournalEntry(
          at: Example.start, who: "tocsin", subject: .sentinel, id: "journal", action: "kept"))
    }
    return scene
  }

  /// Somebody with the file, SQLite and no manners: the triggers are dropped first.
  static func tamper(_ scene: Scene, _ change: String) throws {
    let queue = try DatabaseQueue(path: scene.database)
    try queue.write { database in
      let triggers = try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'")
      for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger)") }
      try database.execute(sql: change)
    }
    try queue.close()
  }

  private static func head(_ scene: Scene) throws -> String {
    try String(contentsOfFile: scene.state + "/journal.head", encoding: .utf8)
  }

  private static func put(_ text: String, _ scene: Scene) throws {
    let file = try FileHandle(
      forWritingTo: URL(fileURLWithPath: scene.state + "/journal.head"))
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  struct Change: Sendable, CustomTestStringConvertible {
    var sql: String
    var number: Int64
    var clause: String
    var testDescription: String { sql }
  }

  /// The head that the database keeps is made to fit, as somebody who has read the source would.
  private static let fitted =
    "; UPDATE journal_head SET number = (SELECT max(number) FROM journal), hash = (SELECT hash FROM journal ORDER BY number DESC LIMIT 1)"

  static let changes = [
    Change(
      sql: "UPDATE journal SET detail = 'nothing' WHERE number = 4", number: 4,
      clause: "entry 4 was changed, moved or put in"),
    Change(
      sql: "UPDATE journal SET subject = 'x' WHERE number = 6", number: 6,
      clause: "entry 6 was changed, moved or put in"),
    Change(
      sql: "DELETE FROM journal WHERE number = 3", number: 3, clause: "entry 3 was taken out"),
    Change(
      sql: "DELETE FROM journal WHERE number IN (3, 4)", number: 3,
      clause: "entries 3 to 4 were taken out"),
    Change(
      sql: "DELETE FROM journal WHERE number >= 5" + fitted, number: 5,
      clause: "entries 5 to 6 were cut off at the end"),
    Change(
      sql:
        "INSERT INTO journal SELECT 7, at, who, subject, id, action, detail, hash FROM journal WHERE number = 6"
        + fitted, number: 7, clause: "entry 7 was changed, moved or put in"),
    Change(
      sql:
        "UPDATE journal_anchor SET number = 2, hash = (SELECT hash FROM journal WHERE number = 2); DELETE FROM journal WHERE number <= 2",
      number: 1, clause: "entries 1 to 2 were taken out before their time"),
    Change(
      sql: "UPDATE alerts SET status = 'closed', is_open = 0", number: 5,
      clause: "alert SA-2026-0001 says closed, the journal's last word is opened"),
  ]

  @Test(arguments: changes)
  func whatWasChangedBehindItsBackIsNamed(_ change: Change) throws {
    let scene = try Self.journal()
    #expect(try scene.store.proveJournal().faults == [])
    try Self.tamper(scene, change.sql)
    let fault = try #require(try scene.store.proveJournal().faults.first)
    #expect(fault.number == change.number)
    #expect(fault.clause == change.clause)
    // The next start says the same, and writing goes on all the same.
    let again = try Store(folder: scene.state)
    #expect(try again.proveJournal().faults.first == fault)
    try again.commit { try $0.append(Example.entry("opened")) }
    #expect(try !again.proveJournal().faults.isEmpty)
  }

  @Test(arguments: ["closed", "cancelled", "expired", "acknowledged", "all-clear"])
  func anAlertThatEndedInOrderIsNoFault(_ word: String) throws {
    let scene = try Self.journal()
    var alert = Example.alert("SA-2026-0001", revision: 2)
    alert.status = Alert.Status(rawValue: word) ?? .closed
    try scene.commit { ledger throws in
      try ledger.save(alert, newRevision: true)
      try ledger.append(Example.entry(word))
    }
    #expect(try scene.store.proveJournal().faults == [])
  }

  @Test func aHeadThatAKillLeftBehindIsNoFaultAndIsCaughtUp() throws {
    let scene = try Self.journal()
    let behind = try Self.head(scene)
    try scene.commit { try $0.append(Example.entry("revised")) }
    let ahead = try Self.head(scene)
    #expect(ahead != behind)
    // Killed between the commit and the head: the file still says what it said before.
    try Self.put(behind, scene)
    let proof = try scene.store.proveJournal()
    #expect(proof.faults == [] && proof.head.count == 7)
    try scene.store.renewHead(after: proof)
    #expect(try Self.head(scene) == ahead)
    try Self.put(behind, scene)
    try scene.commit { try $0.append(Example.entry("revised")) }
    #expect(try scene.store.proveJournal().faults == [])
    try Self.tamper(scene, "DELETE FROM journal WHERE number = 8" + Self.fitted)
    #expect(try scene.store.proveJournal().faults.first?.number == 8)
  }

  @Test func aCutIsNotHiddenByWhatIsWrittenAfterIt() throws {
    let scene = try Self.journal()
    try Self.tamper(scene, "DELETE FROM journal WHERE number = 6" + Self.fitted)
    for _ in 1...4 { try scene.commit { try $0.append(Example.entry("opened")) } }
    let proof = try scene.store.proveJournal()
    #expect(proof.faults.map(\.clause) == ["entry 6 is not the one that was written"])
    // Once it was told, the head goes on, and the next cut is seen.
    try scene.store.renewHead(after: proof)
    #expect(try scene.store.proveJournal().faults == [])
    try Self.tamper(scene, "DELETE FROM journal WHERE number >= 8" + Self.fitted)
    #expect(try scene.store.proveJournal().faults.first?.number == 8)
  }

  @Test func aHeadThatIsGoneOrNotOursIsNamed() throws {
    let scene = try Self.journal()
    let line = try Self.head(scene)
    try Self.put(line.replacingOccurrences(of: "6 ", with: "7 "), scene)
    #expect(try scene.store.proveJournal().faults.first?.clause == "journal.head was changed")
    try FileManager.default.removeItem(atPath: scene.state + "/journal.head")
    let again = try Store(folder: scene.state)
    try again.commit { try $0.append(Example.entry("opened")) }
    let proof = try again.proveJournal()
    #expect(proof.faults.first?.clause == "journal.head is missing")
    try again.renewHead(after: proof)
    #expect(try again.proveJournal().faults == [])
  }

  @Test func aHeadThatWasNotedElsewhereProvesTheWholeFolder() throws {
    let scene = try Self.journal()
    let noted = try scene.store.proveJournal().head
    #expect(JournalEnd(noted.text)?.text == noted.text)
    try scene.commit { try $0.append(Example.entry("opened")) }
    func faults(_ head: JournalEnd) throws -> [String] {
      try scene.store.proveJournal(noted: [head]).faults.map(\.clause)
    }
    #expect(try faults(noted) == [])
    let short = try #require(JournalEnd(noted.text))
    #expect(try faults(short) == [])
    let other = JournalEnd(count: 6, hash: String(repeating: "a", count: 64))
    #expect(
      try faults(other) == ["entry 6 is not the one that was noted as 6:aaaaaaaaaaaaaaaa"])
    let later = JournalEnd(count: 9, hash: String(repeating: "a", count: 64))
    #expect(
      try faults(later) == [
        "the journal ends at 7, before the head 9:aaaaaaaaaaaaaaaa that was noted"
      ])
  }

  @Test func whatIsLetGoInItsTimeIsNoFault() throws {
    let scene = try Self.journal()
    let pruned = try scene.store.prune(Limits(), at: Example.start + .seconds(4_000_000_000))
    #expect(pruned.journalEntries == 5)
    #expect(try scene.store.proveJournal().faults == [])
    let old = JournalEnd(count: 2, hash: String(repeating: "a", count: 64))
    #expect(
      try scene.store.proveJournal(noted: [old]).faults.map(\.clause) == [
        "entry 2 is no longer kept, so its noted head proves nothing"
      ])
  }

  static let noHeads = [
    "", "12", "12:", ":6fc0a1b2c3d4e5f6", "0:6fc0a1b2c3d4e5f6", "-1:6fc0a1b2c3d4e5f6",
    "12:6fc0a1b2c3d4e5", "12:6fc0a1b2c3d4e5fg", "12:6fc0a1b2c3d4e5f6:7",
  ]

  @Test(arguments: noHeads) func aWordThatIsNoHeadIsNone(_ text: String) {
    #expect(JournalEnd(text) == nil)
  }
}
