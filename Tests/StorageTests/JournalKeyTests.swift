import Foundation
import GRDB
import Records
import Storage
import TestKit
import Testing

/// The key of the journal: made once, looked after, and missed when it is gone.
@Suite struct JournalKeyTests {
  private static func entries(_ store: Store) throws -> [String] {
    try store.read { try $0.journal().map(\.action) }
  }

  private static func key(_ scene: Scene) -> String { scene.state + "/journal.key" }

  @Test func keyAndHeadAreMadeAtTheFirstStartForTheOwnerAlone() throws {
    let scene = try JournalProofTests.journal()
    for name in ["journal.key", "journal.head"] {
      let path = scene.state + "/" + name
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
      #expect(mode as? Int == 0o600, "\(name)")
    }
    let before = try Data(contentsOf: URL(fileURLWithPath: Self.key(scene)))
    let again = try Store(folder: scene.state)
    #expect(try Data(contentsOf: URL(fileURLWithPath: Self.key(scene))) == before)
    #expect(try again.proveJournal().faults == [])
    #expect(try again.proveJournal().keyedFrom == 1)
    #expect(try Self.entries(again).count == 6)
  }

  @Test func aKeyThatOthersMayReadIsRefused() throws {
    let scene = try JournalProofTests.journal()
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o644], ofItemAtPath: Self.key(scene))
    let error = #expect(throws: StorageError.self) { try Store(folder: scene.state) }
    #expect(error?.code == .denied)
    #expect(error?.clause == "the journal's key is open to others (mode 0644)")
  }

  /// What becomes of the key, and what the journal says of it.
  static let losses = [
    ("", "missing"), ("half of a ke", "damaged"), ("exchanged", "exchanged"),
  ]

  @Test(arguments: losses)
  func aKeyThatIsGoneIsNamedAndTheJournalGoesOn(_ text: String, _ how: String) throws {
    let scene = try JournalProofTests.journal()
    let path = Self.key(scene)
    let line = try String(contentsOfFile: path, encoding: .utf8)
    switch how {
    case "missing": try FileManager.default.removeItem(atPath: path)
    case "exchanged":
      let other = String(repeating: "5", count: 64) + line.dropFirst(64)
      try FileHandle(forWritingTo: URL(fileURLWithPath: path)).write(contentsOf: Data(other.utf8))
    default:
      try FileManager.default.removeItem(atPath: path)
      try scene.folder.write(text, to: "state/journal.key")
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }
    for _ in 1...2 {
      let store = try Store(folder: scene.state)
      let entry = try #require(try store.read { try $0.journal(limit: 1).first })
      #expect(entry.action == "rekeyed")
      #expect(entry.detail.contains("journal.key was " + how))
      let faults = try store.proveJournal().faults
      #expect(
        faults.map(\.clause) == [
          "entries 1 to 6 cannot be proved, their journal.key is missing or was exchanged"
        ])
    }
    // What is written from now on is proved again.
    let store = try Store(folder: scene.state)
    try store.commit { try $0.append(Example.entry("opened")) }
    try JournalProofTests.tamper(scene, "UPDATE journal SET detail = 'x' WHERE number = 8")
    #expect(try store.proveJournal().faults.map(\.number) == [1, 8])
  }

  @Test func anotherDatabaseInItsPlaceIsNamedUntilAPersonHasLooked() throws {
    let scene = try JournalProofTests.journal()
    let instance = scene.store.instance
    try scene.store.close()
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: scene.database + suffix)
    }
    let store = try Store(folder: scene.state)
    #expect(store.instance != instance)
    #expect(try Self.entries(store) == ["begun"])
    #expect(
      try store.proveJournal().faults.map(\.clause) == [
        "this database took the place of database \(instance), whose key lies in journal.key.\(instance)"
      ])
    try FileManager.default.removeItem(atPath: Self.key(scene) + "." + instance)
    #expect(try store.proveJournal().faults == [])
  }

  @Test func aJournalFromBeforeThereWereKeysGoesOnUnderOne() throws {
    let scene = try Self.unkeyed(["opened", "revised"])
    let store = try Store(folder: scene.state)
    #expect(try Self.entries(store) == ["keyed", "revised", "opened"])
    let proof = try store.proveJournal()
    #expect(proof.faults == [] && proof.keyedFrom == 3)
    try store.commit { try $0.append(Example.entry("closed")) }
    #expect(try Store(folder: scene.state).proveJournal().faults == [])
    #expect(try Self.entries(store).count == 4)
    // A chain without a key can be written anew; the first row under the key holds its end fast.
    let forged = Self.plain(["opened", "invented"])
    try JournalProofTests.tamper(
      scene, "UPDATE journal SET action = 'invented', hash = '\(forged[1])' WHERE number = 2")
    #expect(try store.proveJournal().faults.map(\.number) == [3])
  }

  /// A database as former versions left it: no key, no head outside, plain hashes.
  private static func unkeyed(_ actions: [String]) throws -> Scene {
    let scene = try Scene()
    for name in ["journal.key", "journal.head"] {
      try FileManager.default.removeItem(atPath: scene.state + "/" + name)
    }
    let hashes = plain(actions)
    var change = "DELETE FROM facts WHERE name = 'journal_key';"
    for (index, action) in actions.enumerated() {
      change +=
        "INSERT INTO journal VALUES (\(index + 1), 0, 'mira', 'alert', 'a', '\(action)', '', '\(hashes[index])');"
    }
    change +=
      "UPDATE journal_head SET number = \(actions.count), hash = '\(hashes.last ?? "")'"
    try JournalProofTests.tamper(scene, change)
    return scene
  }

  /// The codes of such rows, by the recipe of version 1.
  private static func plain(_ actions: [String]) -> [String] {
    var hashes: [String] = []
    for (index, action) in actions.enumerated() {
      var bytes: [UInt8] = []
      func add(_ text: String) {
        for shift in [24, 16, 8, 0] {
          bytes.append(UInt8(truncatingIfNeeded: text.utf8.count >> shift))
        }
        bytes += Array(text.utf8)
      }
      func add(_ number: Int) {
        for shift in stride(from: 56, through: 0, by: -8) {
          bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
      }
      add(hashes.last ?? "")
      add(index + 1)
      add(0)
      for text in ["mira", "alert", "a", action, ""] { add(text) }
      var digest = SHA256()
      digest.update(bytes)
      hashes.append(digest.hex())
    }
    return hashes
  }
}
