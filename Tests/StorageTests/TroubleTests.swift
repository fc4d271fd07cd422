import Foundation
import Records
import Storage
import Synchronization
import Testing
import TestKit

/// Two at once, killed at any moment, and no room left.
@Suite(.serialized) struct TroubleTests {
  @Test func twoStoresNeverClaimOneRow() throws {
    let scene = try Scene()
    let total = 3000
    try scene.commit { ledger throws in
      for index in 0..<total {
        let alert = Example.alert("a\(index)", key: "\(index)")
        try ledger.owe([Example.notification(alert, to: "r\(index % 3)")])
      }
    }
    let claims = Claims()
    let threads = try (1...4).map { number in
      let store = try Store(folder: scene.state, checks: false)
      return Thread { claims.add(Result { try Self.claimAll(store, "process \(number)") }) }
    }
    for thread in threads { thread.start() }
    #expect(eventually { claims.lists.count == threads.count })
    let lists = try claims.lists.map { try $0.get() }
    #expect(lists.joined().count == total)
    #expect(Set(lists.joined()).count == total)
    #expect(lists.allSatisfy { !$0.isEmpty }, "one of them was starved")
    let counts = try scene.read { try $0.counts() }
    #expect(counts.notifications == [.delivered: total])
    #expect(try scene.read { try $0.firstBrokenJournalEntry() } == nil)
  }

  /// What each of the threads claimed.
  private final class Claims: Sendable {
    private let claimed = Mutex([Result<[Int64], any Error>]())
    var lists: [Result<[Int64], any Error>] { claimed.withLock { $0 } }
    func add(_ ids: Result<[Int64], any Error>) { claimed.withLock { $0.append(ids) } }
  }

  private static func claimAll(_ store: Store, _ name: String) throws -> [Int64] {
    var ids: [Int64] = []
    while true {
      let mine = try store.commit {
        try $0.claim(owner: name, limit: 20, at: Example.start, leaseFor: .seconds(60))
      }
      if mine.isEmpty { return ids }
      ids += mine.map(\.id)
      try store.commit { ledger throws in
        for row in mine {
          #expect(
            try ledger.settle(
              row.id, owner: name, receipt: Example.receipt(), outcome: .delivered))
        }
      }
    }
  }

  /// What each commit of the killed writer changes together: alert, notification, position, window
  /// and journal all say the same number.
  static func writeUntilKilled(_ folder: String) throws {
    let store = try Store(folder: folder, checks: false)
    let start = try store.read { try $0.positions().first?.line ?? 0 }
    var line = start
    while true {
      line += 1
      try store.commit { ledger throws in
        var alert =
          try ledger.openAlert(key: "k")
          ?? Example.alert(try ledger.nextAlertID(at: Example.start), key: "k")
        let isNew = alert.revision == 1 && alert.toldCount == 0
        alert.count = line
        alert.toldCount = line
        if line % 3 == 0 || isNew {
          alert.revision += 1
          try ledger.save(alert, newRevision: true)
          try ledger.owe([Example.notification(alert, reason: .revised)])
        } else {
          try ledger.save(alert, newRevision: false)
        }
        try ledger.save(positions: [
          ReadPosition(source: "auth", file: "f", path: "p", offset: Int64(line), line: line)
        ])
        try ledger.save(windows: [
          WindowRow(correlation: "c", group: [], state: Array(String(line).utf8))
        ])
        try ledger.append(Example.entry("counted", detail: String(line)))
      }
      if line == start + 200 { _ = try store.checkpoint() }
    }
  }

  @Test func killedAtAnyMomentEverythingOrNothingIsThere() async throws {
    let folder = try TemporaryFolder()
    // The child is this test's own body in a process of its own; its folder comes by environment.
    _ = unsafe setenv("TOCSIN_KILL_FOLDER", folder.file("state"), 1)
    var lines: [Int] = []
    for _ in 0..<12 {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        guard let raw = unsafe getenv("TOCSIN_KILL_FOLDER") else { return }
        let state = unsafe String(cString: raw)
        Thread.detachNewThread {
          usleep(UInt32.random(in: 20_000...150_000))
          kill(getpid(), SIGKILL)
        }
        try TroubleTests.writeUntilKilled(state)
      }
      lines.append(try Self.agreedLine(folder.file("state")))
    }
    #expect(lines == lines.sorted())
    #expect((lines.last ?? 0) > (lines.first ?? 0))
  }

  /// The line that everything in the database agrees on; the picture is whole.
  private static func agreedLine(_ state: String) throws -> Int {
    let store = try Store(folder: state)
    // Killed between the commit and the head outside, the head is behind and never ahead.
    #expect(try store.proveJournal().faults == [])
    return try store.read { reading throws in
      let line = try reading.positions().first?.line ?? 0
      guard line > 0 else { return 0 }
      let alert = try #require(try reading.openAlert(key: "k"))
      #expect(alert.count == line)
      #expect(try reading.windowRows().first?.state == Array(String(line).utf8))
      #expect(try reading.journal(limit: 1).first?.detail == String(line))
      #expect(try reading.firstBrokenJournalEntry() == nil)
      let owed = try reading.notifications(NotificationFilter(limit: 1))
      #expect(owed.first?.revision == alert.revision)
      #expect(try reading.revisions(of: alert.id).last?.revision == alert.revision)
      #expect(try reading.counts().notifications[.waiting] == 1)
      return line
    }
  }

  /// A file system of 8 MiB, unmounted with its owner; nil where mounting is not permitted.
  final class SmallDisk {
    let folder: TemporaryFolder

    static let isPermitted = (try? SmallDisk()) != nil

    init?() throws {
      folder = try TemporaryFolder()
      guard try Self.run("/bin/mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder.path) else {
        return nil
      }
    }

    deinit { _ = try? Self.run("/bin/umount", "-l", folder.path) }

    private static func run(_ arguments: String...) throws -> Bool {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: arguments[0])
      process.arguments = Array(arguments.dropFirst())
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus == 0
    }
  }

  @Test(.enabled(if: SmallDisk.isPermitted, "mounting a small disk is not permitted here"))
  func aFullDiskIsSaidOnceTheReserveIsUsedAndNothingIsHalfWritten() throws {
    let disk = try #require(try SmallDisk())
    let state = disk.folder.file("state")
    let store = try Store(folder: state)
    let (reserve, written, error) = try Self.fill(store, state)
    #expect(error.code == .full)
    #expect(error.hint?.contains("make room") == true)
    #expect(!reserve)
    try store.read { reading throws in
      #expect(try reading.journal(limit: 1).first?.detail == String(written))
      #expect(try reading.positions().first?.line == written)
      #expect(try reading.firstBrokenJournalEntry() == nil)
    }
    // Room is made: the same store goes on, and retention keeps a reserve again.
    try FileManager.default.removeItem(atPath: disk.folder.file("ballast"))
    try store.commit { try $0.append(Example.entry("opened", detail: "after")) }
    try store.prune(Limits(), at: Example.start)
    #expect(FileManager.default.fileExists(atPath: state + "/reserve"))
    #expect(try Store(folder: state).read { try $0.firstBrokenJournalEntry() } == nil)
  }

  /// Writes until the disk is full; whether the reserve is still there, how many commits worked
  /// and what the last one threw.
  private static func fill(
    _ store: Store, _ state: String
  ) throws -> (reserve: Bool, written: Int, error: StorageError) {
    let ballast = String(repeating: "b", count: 5 << 20)
    try Data(ballast.utf8).write(
      to: URL(fileURLWithPath: (state as NSString).deletingLastPathComponent + "/ballast"))
    #expect(FileManager.default.fileExists(atPath: state + "/reserve"))
    for number in 1...100_000 {
      do {
        try store.commit { ledger throws in
          let filler = String(repeating: "x", count: 20_000)
          try ledger.save(windows: [
            WindowRow(correlation: "c\(number)", group: [], state: Array(filler.utf8))
          ])
          try ledger.save(positions: [ReadPosition(source: "s", file: "f", path: "p", line: number)]
          )
          try ledger.append(Example.entry("counted", detail: String(number)))
        }
      } catch let error as StorageError {
        return (
          FileManager.default.fileExists(atPath: state + "/reserve"), number - 1, error
        )
      }
    }
    throw StorageError(code: .system, path: state, clause: "the small disk never filled")
  }
}
