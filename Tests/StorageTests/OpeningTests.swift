import Foundation
import GRDB
import Records
import Storage
import Testing
import TestKit

@Suite struct OpeningTests {
  @Test func theFolderIsMadeAndClosedToOthers() throws {
    let folder = try TemporaryFolder()
    let state = folder.file("a/b/state")
    #expect(!Store.exists(in: state))
    let store = try Store(folder: state)
    #expect(Store.exists(in: state))
    let mode = try FileManager.default.attributesOfItem(atPath: state)[.posixPermissions]
    #expect(mode as? Int == 0o700)
    for name in ["tocsin.db", "tocsin.db-wal", "reserve"] {
      let mode = try FileManager.default.attributesOfItem(atPath: state + "/" + name)
      #expect(mode[.posixPermissions] as? Int == 0o600, "\(name)")
    }
    try store.close()
  }

  @Test(arguments: [(nil, 0o700), ("somebody's.txt", 0o755)] as [(String?, Int)])
  func aFolderThatIsThereIsClosedOnlyWhileItIsEmpty(_ file: String?, _ mode: Int) throws {
    let folder = try TemporaryFolder()
    if let file { try folder.write("mine", to: file) }
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    _ = try Store(folder: folder.path)
    let found = try FileManager.default.attributesOfItem(atPath: folder.path)[.posixPermissions]
    #expect(found as? Int == mode)
  }

  @Test func whatWasDrawnStays() throws {
    let scene = try Scene()
    let again = try Store(folder: scene.state)
    #expect(again.instance == scene.store.instance)
    #expect(again.hashKey == scene.store.hashKey)
    let hex = "0123456789abcdef"
    #expect(scene.store.instance.count == 8 && scene.store.instance.allSatisfy(hex.contains))
    let other = try Scene()
    #expect(other.store.instance != scene.store.instance)
    #expect(other.store.hashKey != scene.store.hashKey)
  }

  @Test func aNewerDatabaseIsRefusedAndLeftAlone() throws {
    let scene = try Scene()
    try scene.store.close()
    let queue = try DatabaseQueue(path: scene.database)
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
    try queue.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: scene.database))
    let error = #expect(throws: StorageError.self) { try Store(folder: scene.state) }
    #expect(error?.code == .newer)
    #expect(error?.clause == "the database has version 99, and this tocsin knows 6")
    #expect(error?.hint != nil)
    #expect(try Data(contentsOf: URL(fileURLWithPath: scene.database)) == before)
  }

  @Test func anotherProgramsDatabaseIsRefused() throws {
    let folder = try TemporaryFolder()
    let queue = try DatabaseQueue(path: folder.file("tocsin.db"))
    try queue.write {
      try $0.execute(sql: "CREATE TABLE recipes (name TEXT); PRAGMA user_version = 1")
    }
    try queue.close()
    #expect(throws: StorageError.self) { try Store(folder: folder.path) }
    try folder.write(
      "this is a letter and not a database, but it is long enough", to: "b/tocsin.db")
    let error = #expect(throws: StorageError.self) { try Store(folder: folder.file("b")) }
    #expect(error?.code == .foreign)
  }

  @Test func aDamagedDatabaseIsNamed() throws {
    let scene = try Scene()
    try scene.commit { ledger throws in
      for index in 0..<300 {
        try ledger.save(Example.alert("a\(index)", key: "\(index)"), newRevision: true)
      }
    }
    try scene.store.close()
    let file = try #require(FileHandle(forUpdatingAtPath: scene.database))
    let size = try file.seekToEnd()
    // Every fourth page's start, without the first page, which says what the file is.
    for page in stride(from: UInt64(8), to: size / 4096, by: 4) {
      try file.seek(toOffset: page * 4096)
      try file.write(contentsOf: Data(repeating: 0xA5, count: 512))
    }
    try file.close()
    let error = #expect(throws: StorageError.self) { try Store(folder: scene.state) }
    #expect(error?.code == .damaged)
    #expect(error?.description.contains("hint: ") == true)
  }

  @Test func aFileInTheFoldersPlaceIsNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "state")
    let error = #expect(throws: StorageError.self) { try Store(folder: folder.file("state")) }
    #expect(error?.code == .folder)
    #expect(throws: StorageError.self) { try Store(folder: folder.file("state/below")) }
  }

  @Test(.disabled(if: getuid() == 0, "root may write everywhere"))
  func aFolderThatMayNotBeWrittenIsNamed() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
    let error = #expect(throws: StorageError.self) { try Store(folder: folder.file("state")) }
    #expect(error?.code == .denied)
  }

  @Test func onlyAnotherProcessesCommitsMoveTheCounter() throws {
    let scene = try Scene()
    let other = try Store(folder: scene.state)
    let before = try scene.store.foreignChanges()
    try scene.commit { try $0.append(Example.entry("opened")) }
    #expect(try scene.store.foreignChanges() == before)
    try other.commit { try $0.append(Example.entry("opened")) }
    let after = try scene.store.foreignChanges()
    #expect(after != before)
    _ = try other.read { try $0.journal() }
    #expect(try scene.store.foreignChanges() == after)
  }

  @Test func countsSayWhatIsThere() throws {
    let scene = try Scene()
    try scene.commit { ledger throws in
      try ledger.save(Example.alert("a", key: "1", severity: .critical), newRevision: true)
      try ledger.save(Example.alert("b", key: "2", status: .closed), newRevision: true)
      var drill = Example.alert("c", key: "3")
      drill.isExercise = true
      try ledger.save(drill, newRevision: true)
      try ledger.owe([Example.notification(drill)])
      try ledger.append(Example.entry("opened"))
    }
    let counts = try scene.read { try $0.counts() }
    #expect(counts.openAlerts == [.critical: 1])
    #expect(counts.alerts == 3)
    #expect(counts.notifications == [.waiting: 1])
    #expect(counts.oldestWaiting == Example.start)
    #expect(counts.journalEntries == 1)
    #expect(counts.bytes > 4096)
    #expect(try scene.store.checkpoint())
  }

  @Test func retentionKeepsWhatIsOpenOrOwed() throws {
    let scene = try Scene()
    let day = Duration.seconds(86_400)
    let old = Example.start - day * 500
    let ended = Example.alert("ended", key: "1", status: .expired, at: old)
    let owed = Example.alert("owed", key: "2", status: .expired, at: old)
    try scene.commit { ledger throws in
      try ledger.save(ended, newRevision: true)
      try ledger.save(owed, newRevision: true)
      try ledger.save(Example.alert("open", key: "3", at: old), newRevision: true)
      try ledger.save(Example.alert("new", key: "4", status: .closed), newRevision: true)
      try ledger.remember(Example.finding(), alert: "open", at: Example.start - day * 31)
      try ledger.remember(Example.finding(), alert: "open", at: Example.start - day * 29)
      try ledger.remember(Example.finding(), alert: "ended", at: Example.start)
      try ledger.owe([
        Example.notification(ended, to: "chat", at: old),
        Example.notification(owed, to: "mail", at: old),
      ])
      for claimed in try ledger.claim(
        owner: "me", limit: 9, at: old, leaseFor: .seconds(9), only: ["chat"])
      {
        try ledger.settle(
          claimed.id, owner: "me", receipt: Example.receipt(at: old), outcome: .delivered)
      }
    }
    let pruned = try scene.store.prune(Limits(), at: Example.start)
    #expect(pruned.alerts == 1)
    #expect(pruned.findings == 1)
    #expect(pruned.notifications == 1)
    #expect(pruned.deadLetters == 0)
    try scene.read { reading throws in
      #expect(try Set(reading.alerts().map(\.id)) == ["owed", "open", "new"])
      #expect(try reading.revisions(of: "ended").isEmpty)
      #expect(try reading.findings(of: "open").count == 1)
      #expect(try reading.notifications().map(\.alert) == ["owed"])
    }
    // The journal's newest entry stays, so it takes two rounds until nothing is left to do.
    #expect(try scene.store.prune(Limits(), at: Example.start).isEmpty)
  }
}
