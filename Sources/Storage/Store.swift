import GRDB
import Glibc

/// What must last: alerts and their revisions, the outbox, read positions, windows, the journal.
///
/// One SQLite database in `folder/tocsin.db`, which several processes may have open. Everything a
/// chunk or a command changes goes through `commit`, which is one transaction and reaches the disk
/// before it returns (`synchronous=FULL`: `NORMAL` loses the last commits when the power goes).
/// All calls block; none may run on the cooperative pool for long.
package final class Store: Sendable {
  /// How often a transaction asks, a millisecond apart, whether another process's has ended.
  ///
  /// About 5 s: a commit takes milliseconds, and a process that holds the database for longer is
  /// stuck. SQLite's own busy timeout sleeps up to 100 ms between two looks, and so a command
  /// starved beside a sentinel that was catching up.
  static let busyTries = 5000

  package let folder: String
  /// 8 hex digits drawn when the database was made; what leaves the host begins with it.
  package let instance: String
  /// The secret key of file identities, drawn when the database was made.
  package let hashKey: (UInt64, UInt64)

  let path: String
  let pool: DatabasePool
  let bodies = AlertBodies()
  let key: JournalKey

  /// Opens the database in `folder`, or makes folder and database.
  ///
  /// Folder and files are closed to others (0700, 0600) when they are made. `checks` runs SQLite's `quick_check`, which reads
  /// the whole file: for the sentinel's start, not for every command. Throws `StorageError`:
  /// `newer` and `foreign` before anything is changed, `damaged`, `denied`, `full`, `folder`; the
  /// journal's key too may be `denied` (`JournalKey`).
  package init(folder: String, checks: Bool = true) throws {
    let path = folder + "/tocsin.db"
    try StateFolder.prepare(folder)
    try Self.refuseNewer(path)
    try StateFolder.makeFile(path)
    (self.folder, self.path) = (folder, path)
    pool = try naming(path) { try Self.open(path) }
    let facts = try naming(path) { [pool] in
      try Self.settle(pool, checks: checks)
      return try pool.writeWithoutTransaction { try Facts(in: $0) }
    }
    (instance, hashKey) = (facts.instance, facts.hashKey)
    key = try naming(path) { [pool] in
      try pool.writeWithoutTransaction {
        try Self.key(
          in: folder, instance: facts.instance, $0,
          mayBegin: checks || !StateLock.isHeld(folder: folder))
      }
    }
    StateFolder.keepReserve(folder)
  }

  /// Whether a database is there, so that a command which only reads need not make one.
  package static func exists(in folder: String) -> Bool {
    StateFolder.kind(of: folder + "/tocsin.db") != nil
  }

  /// Runs `body` in one transaction; when it or the disk throws, nothing was written.
  ///
  /// `body` runs twice when the disk was full and giving up the reserve made room, so it must
  /// change nothing but the ledger. Do not call the store within it.
  @discardableResult
  package func commit<Result>(_ body: (inout Ledger) throws -> Result) throws -> Result {
    do {
      return try transaction(body)
    } catch let error as StorageError where error.code == .full {
      guard StateFolder.giveUpReserve(folder) else { throw error }
      return try transaction(body)
    }
  }

  /// Runs `body` on one unchanging picture of the database, beside writers.
  package func read<Result>(_ body: (borrowing Reading) throws -> Result) throws -> Result {
    try naming(path) {
      try pool.read { database in try body(Reading(database: database, bodies: bodies, key: key)) }
    }
  }

  /// Changes whenever another process (or another `Store`) has committed; costs microseconds.
  ///
  /// SQLite's `data_version` of the connection that writes: our own commits do not move it.
  package func foreignChanges() throws -> Int64 {
    try naming(path) {
      try pool.writeWithoutTransaction { database in
        try database.first("PRAGMA data_version") { $0.int64() } ?? 0
      }
    }
  }

  /// Changes whenever anybody has written: size and time of SQLite's log of changes.
  ///
  /// One stat(2), for looking often; whether it was another process is `foreignChanges`' to say.
  package var writeStamp: Int64 {
    var found = stat()
    guard unsafe stat(path + "-wal", &found) == 0 else { return 0 }
    let time = Int64(found.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(found.st_mtim.tv_nsec)
    return time ^ Int64(found.st_size)
  }

  /// Moves what was committed from the log of changes into the database file.
  ///
  /// For quiet moments; SQLite does it by itself, within a commit, after 1,000 pages. True when
  /// everything was moved.
  @discardableResult
  package func checkpoint() throws -> Bool {
    try naming(path) {
      try pool.writeWithoutTransaction { database in
        let result = try database.first("PRAGMA wal_checkpoint(PASSIVE)") { columns in
          (busy: columns.int(), log: columns.int(), moved: columns.int())
        }
        return result.map { $0.busy == 0 && $0.log == $0.moved } ?? false
      }
    }
  }

  /// Closes the connections; later calls throw.
  package func close() throws { try naming(path) { try pool.close() } }

  private func transaction<Result>(
    _ body: (inout Ledger) throws -> Result
  ) throws -> Result {
    try naming(path) {
      try pool.writeWithoutTransaction { database in
        try database.beginTransaction(.immediate)
        do {
          var ledger = Ledger(
            Reading(database: database, bodies: bodies, key: key), instance: instance)
          let result = try body(&ledger)
          try ledger.finish()
          try database.commit()
          if let end = ledger.chain, end.hasGrown {
            JournalHead.advance(key, to: end) { try database.holds($0) }
          }
          return result
        } catch {
          // The first error is the one to tell; SQLite may have rolled back by itself.
          if database.isInsideTransaction { try? database.rollback() }
          throw error
        }
      }
    }
  }
}
