import Foundation
import TestKit
import Testing

/// The database edited with SQLite behind the sentinel's back, seen through the real program.
@Suite struct TamperingTests {
  /// A person looks after one control: each look is a report and an entry of the journal.
  private static func box() throws -> Sandbox {
    let box = try Sandbox(rules: ["tocsin"])
    try box.configure(
      """
      receivers: [{id: terminal, kind: terminal}]
      controls:
        - {id: asked, title: T, owner: operations, kind: detective, state: active, verify: {method: interview, every: 30d}}

      """)
    return box
  }

  /// Drops the triggers first, as somebody would who means it.
  private static func edit(_ box: Sandbox, _ sql: String) throws {
    let script = """
      import sqlite3, sys
      base = sqlite3.connect(sys.argv[1], timeout=20)
      names = base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
      base.executescript("".join("DROP TRIGGER " + name + ";" for (name,) in names) + sys.argv[2])
      base.commit()
      """
    let program = try Program(
      "/usr/bin/env", ["python3", "-c", script, box.state + "/tocsin.db", sql])
    #expect(program.end(within: 60) == .exit(0), "\(program.errors)")
  }

  private static func told(_ box: Sandbox, _ words: String) throws -> Bool {
    try box.alerts().contains { alert in
      guard alert["title"].text?.contains("journal was changed") == true,
        let id = alert["id"].text
      else { return false }
      return try box.json("alert", "show", id).texts.contains { $0.contains(words) }
    }
  }

  @Test func anEditIsNamedByStatusAndAtTheNextStart() throws {
    let box = try Self.box()
    for number in 1...3 {
      let outcome = try box.run("control", "accept", "asked", "Look \(number).")
      #expect(outcome.status == 0, "\(outcome)")
      // The report says where the journal ended when it was written.
      let head = number == 1 ? "journal head 0" : "journal head \(number - 1):"
      #expect(outcome.output.contains(head), "\(outcome)")
    }
    let status = try box.json("status")
    #expect(status["journal_head"]["entries"].int == 3, "\(status)")
    #expect(!status.has("journal_broken_at"), "\(status)")
    let hash = try #require(status["journal_head"]["hash"].text)
    let noted = try box.run("journal", "verify", "--head", "3:" + hash.prefix(16))
    #expect(noted.status == 0 && noted.output.contains("is there"), "\(noted)")
    let other = try box.run("journal", "verify", "--head", "3:00000000000000ff")
    #expect(other.status == 1 && other.output.contains("is not the one"), "\(other)")
    #expect(try box.run("journal", "verify", "--head", "3").status == 2)

    try Self.edit(box, "UPDATE journal SET who = 'somebody' WHERE number = 2;")
    let text = try box.run("status")
    #expect(text.output.contains("BROKEN at entry 2"), "\(text)")
    #expect(text.output.contains("entry 2 was changed, moved or put in"), "\(text)")
    let verified = try box.run("journal", "verify")
    #expect(verified.status == 1, "\(verified)")
    #expect(verified.output.contains("entry 2 was changed, moved or put in"), "\(verified)")
    #expect(verified.output.contains("somebody"), "\(verified)")

    let sentinel = try box.watch()
    #expect(sentinel.errors.contains("entry 2 was changed, moved or put in"))
    #expect(
      try eventually(within: 60) { try Self.told(box, "entry 2 was changed") },
      "\(sentinel.errors)")
    #expect(try box.json("journal", "list", "journal").list.first?["action"].text == "broken")
    #expect(sentinel.stop() == .exit(0))
  }

  @Test func aCutAtTheEndIsNamedAndAKillIsNot() throws {
    let box = try Self.box()
    _ = try box.run("control", "accept", "asked", "One look.")
    for _ in 1...2 {
      let sentinel = try box.watch()
      #expect(sentinel.stop(by: SIGKILL) == .signal(SIGKILL))
      #expect(try box.run("journal", "verify").status == 0)
    }
    for number in 1...2 { _ = try box.run("control", "accept", "asked", "Look \(number).") }
    let end = try #require(try box.json("status")["journal_head"]["entries"].int)
    // The head that the database keeps is made to fit; the one outside is not in the database.
    try Self.edit(
      box,
      """
      DELETE FROM journal WHERE number = \(end);
      UPDATE journal_head SET number = (SELECT max(number) FROM journal),
        hash = (SELECT hash FROM journal ORDER BY number DESC LIMIT 1);
      """)
    let words = "entry \(end) was cut off at the end"
    let verified = try box.run("journal", "verify")
    #expect(verified.status == 1 && verified.output.contains(words), "\(verified)")
    #expect(try box.run("status").output.contains(words))
    let sentinel = try box.watch()
    #expect(try eventually(within: 60) { try Self.told(box, words) }, "\(sentinel.errors)")
    #expect(sentinel.stop() == .exit(0))
    // It was told; from here on the journal holds again, and says that it did not.
    #expect(try box.run("journal", "verify").status == 0)
    #expect(try box.json("journal", "list", "journal").list.first?["detail"].text == words)
  }

  @Test func aKeyThatWasTakenAwayIsNamedAndTheSentinelStarts() throws {
    let box = try Self.box()
    _ = try box.run("control", "accept", "asked", "One look.")
    try FileManager.default.removeItem(atPath: box.state + "/journal.key")
    let sentinel = try box.watch()
    let words = "entry 1 cannot be proved"
    #expect(try eventually(within: 60) { try Self.told(box, words) }, "\(sentinel.errors)")
    // While it runs, no command draws a key beside the one it holds.
    try FileManager.default.removeItem(atPath: box.state + "/journal.key")
    let status = try box.run("status")
    #expect(status.status == 2, "\(status)")
    #expect(status.errors.contains("key is missing or was exchanged"), "\(status)")
    #expect(sentinel.stop() == .exit(0))
  }
}
