import GRDB
import Glibc
import Records

/// How a journal comes to its key, and goes on when the key is gone.
///
/// A sentinel that does not start because somebody took a file away would be what that somebody
/// wants. So it always goes on under some key; what cannot be proved any more is named by every
/// proof (`Reading.proveJournal`).
extension Store {
  /// Says in the database which key its rows have: `UNPROVED FINGERPRINT`.
  private static let fact = "journal_key"

  /// Why rows go on under a key that was just made.
  private enum Cause {
    case begun
    case lost(String)
    /// The key that lay there belongs to the database with this instance.
    case replaced(String)
  }

  /// The key of the journal, made at the first start.
  ///
  /// A journal from before there were keys stays as it is, and a row at its end marks the change.
  /// Without `mayBegin` another process, a sentinel, has a key in its memory and goes on writing
  /// under it: then none is made, and a missing one is `damaged`.
  static func key(
    in folder: String, instance: String, _ database: Database, mayBegin: Bool
  ) throws -> JournalKey {
    if let known = try settled(in: folder, instance, database) { return known }
    guard mayBegin else { return try awaited(in: folder, instance, database) }
    try database.beginTransaction(.immediate)
    do {
      // Every step may have been taken already, by another process or before a kill.
      let key =
        try settled(in: folder, instance, database) ?? begin(in: folder, instance, database)
      try database.commit()
      return key
    } catch {
      if database.isInsideTransaction { try? database.rollback() }
      throw error
    }
  }

  /// A sentinel that is starting makes its key within milliseconds.
  private static func awaited(
    in folder: String, _ instance: String, _ database: Database
  ) throws -> JournalKey {
    for _ in 0..<patience {
      usleep(50_000)
      if let known = try settled(in: folder, instance, database) { return known }
    }
    throw StorageError(
      code: .damaged, path: JournalKey.path(folder),
      clause: "the journal's key is missing or was exchanged while the sentinel runs",
      hint: "restart the sentinel, which goes on under a new key and tells what cannot be proved")
  }

  /// Two seconds of 50 ms.
  private static let patience = 40

  private static func fingerprint(
    _ database: Database
  ) throws -> (unproved: Int64, fingerprint: String)? {
    guard
      let value = try database.first(
        "SELECT value FROM facts WHERE name = ?", fact, read: { $0.text() })
    else { return nil }
    let words = value.split(separator: " ").map(String.init)
    return (words.first.flatMap { Int64($0) } ?? 1, words.last ?? "")
  }

  private static func settled(
    in folder: String, _ instance: String, _ database: Database
  ) throws -> JournalKey? {
    guard case .key(let key) = try JournalKey.look(in: folder), key.instance == instance,
      try fingerprint(database)?.fingerprint == key.fingerprint
    else { return nil }
    return key
  }

  private static func begin(
    in folder: String, _ instance: String, _ database: Database
  ) throws -> JournalKey {
    let end = try Chain.end(in: database)
    let known = try fingerprint(database)
    let found = try JournalKey.look(in: folder)
    // Made before a kill, or an older copy of the database: its rows were never under another key.
    if known == nil, case .key(let key) = found, key.instance == instance {
      return try settle(key, after: end, .begun, database)
    }
    let cause = cause(found, isKeyed: known != nil, instance, in: folder)
    try putAside(cause, in: folder, end)
    let first = end.number + 1
    let unproved = if case .lost = cause { min(known?.unproved ?? 1, first) } else { first }
    let key = try JournalKey.make(in: folder, first: first, instance: instance, unproved: unproved)
    return try settle(key, after: end, cause, database)
  }

  private static func cause(
    _ found: JournalKey.Found, isKeyed: Bool, _ instance: String, in folder: String
  ) -> Cause {
    switch found {
    case .key(let key) where key.instance != instance: .replaced(key.instance)
    case .key: .lost("exchanged")
    case .unreadable: .lost("damaged")
    case .missing where isKeyed || StateFolder.kind(of: JournalHead.path(folder)) != nil:
      .lost("missing")
    case .missing: .begun
    }
  }

  /// Keeps what lies there under another name: a copy may show later whose it was.
  private static func putAside(_ cause: Cause, in folder: String, _ end: Chain) throws {
    let suffix =
      switch cause {
      case .begun: ""
      case .lost: ".before-\(end.number + 1)"
      case .replaced(let instance): "." + instance.filter { $0.isLetter || $0.isNumber }
      }
    guard !suffix.isEmpty else { return }
    for path in [JournalKey.path(folder), JournalHead.path(folder)] {
      unsafe rename(path, path + suffix)
    }
  }

  /// The head first, then what makes the key count: a kill in between begins here again.
  private static func settle(
    _ key: JournalKey, after end: Chain, _ cause: Cause, _ database: Database
  ) throws -> JournalKey {
    let anchor = try database.first("SELECT number FROM journal_anchor") { $0.int64() } ?? 0
    if StateFolder.kind(of: JournalHead.path(key.folder)) == nil {
      try JournalHead.begin(key, at: end, pruned: anchor)
    }
    if end.number + 1 == key.first, let entry = entry(cause, end, key) {
      var chain = end
      chain.grow(by: entry, key)
      try database.run(
        "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)", chain.number, entry.at, entry.who,
        entry.subject.rawValue, entry.id, entry.action, entry.detail, chain.hash)
      try database.run("UPDATE journal_head SET number = ?, hash = ?", chain.number, chain.hash)
    }
    try database.run(
      "INSERT OR REPLACE INTO facts VALUES (?, ?)", fact, "\(key.unproved) \(key.fingerprint)")
    return key
  }

  private static func entry(_ cause: Cause, _ end: Chain, _ key: JournalKey) -> JournalEntry? {
    let (action, detail): (String, String)
    switch cause {
    case .begun where end.number == 0: return nil
    case .begun:
      (action, detail) = ("keyed", "entries from here on are chained under journal.key")
    case .lost(let how):
      (action, detail) = ("rekeyed", "journal.key was \(how); entries from here on have a new key")
    case .replaced(let instance):
      (action, detail) = ("begun", "journal.key belonged to database \(instance), which is gone")
    }
    return JournalEntry(
      at: key.made, who: "tocsin", subject: .sentinel, id: "journal", action: action,
      detail: detail)
  }

  /// Instances of databases that lay here before and were replaced behind the sentinel's back.
  ///
  /// Their keys lie in the folder as `journal.key.INSTANCE` until a person takes them away.
  static func replacedInstances(in folder: String) -> [String] {
    guard let entries = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(entries) }
    var instances: [String] = []
    while let entry = unsafe readdir(entries) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.hasPrefix("journal.key.") else { continue }
      let suffix = name.dropFirst("journal.key.".count)
      if suffix.utf8.count == 8, suffix.allSatisfy({ $0.isASCII && $0.isHexDigit }) {
        instances.append(String(suffix))
      }
    }
    return instances.sorted()
  }
}
