import GRDB
import Glibc

/// How a database file becomes a store.
extension Store {
  /// Refuses a file this program cannot know, through a connection that cannot write.
  static func refuseNewer(_ path: String) throws {
    guard let size = StateFolder.size(of: path), size > 0 else { return }
    let (application, version) = try naming(path) { try identity(of: path) }
    guard application == Schema.applicationID || version == 0 && application == 0 else {
      throw StorageError(
        code: .foreign, path: path, clause: "this is not a database of tocsin",
        hint: StorageError.hint(.foreign, path))
    }
    guard version <= Schema.steps.count else {
      throw StorageError(
        code: .newer, path: path,
        clause: "the database has version \(version), and this tocsin knows \(Schema.steps.count)",
        hint:
          "start the newer tocsin again, or choose another folder with --state; nothing was changed"
      )
    }
  }

  private static func identity(of path: String) throws -> (application: Int64, version: Int) {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = waiting
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    defer { try? queue.close() }
    return try queue.read { database in
      let application = try database.first("PRAGMA application_id") { $0.int64() } ?? 0
      return (application, try Schema.version(of: database))
    }
  }

  private static let waiting = Database.BusyMode.callback { tries in
    usleep(1000)
    return tries < busyTries
  }

  static func open(_ path: String) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.busyMode = waiting
    configuration.foreignKeysEnabled = true
    configuration.label = "tocsin"
    // The console and commands read; more connections would only cost memory.
    configuration.maximumReaderCount = 3
    configuration.prepareDatabase { database in
      // The log of changes shrinks to this after a burst instead of staying at its widest.
      try database.execute(sql: "PRAGMA journal_size_limit = \(64 << 20)")
    }
    return try DatabasePool(path: path, configuration: configuration)
  }

  /// Sets what GRDB leaves otherwise, reads it back, checks the file and brings it up to date.
  static func settle(_ pool: DatabasePool, checks: Bool) throws {
    try pool.writeWithoutTransaction { database in
      // GRDB's pool sets NORMAL after opening, so FULL is set here and proved (sqlite3 pragma
      // `synchronous`: 2 is FULL).
      try database.execute(sql: "PRAGMA synchronous = FULL")
      let synchronous = try database.first("PRAGMA synchronous") { $0.int() }
      let mode = try database.first("PRAGMA journal_mode") { $0.text() }
      guard synchronous == 2, mode == "wal" else {
        throw StorageError(
          code: .system, path: pool.path, clause: "SQLite does not keep to synchronous=FULL in WAL")
      }
      if checks { try check(database, pool.path) }
      try Schema.migrate(database)
    }
  }

  private static func check(_ database: Database, _ path: String) throws {
    let said = try database.first("PRAGMA quick_check(1)") { $0.text() }
    guard said == "ok" else {
      throw StorageError(
        code: .damaged, path: path, clause: "the database is damaged (\(said ?? "no answer"))",
        hint: StorageError.hint(.damaged, path))
    }
  }
}
