import GRDB

/// What was drawn once, when the database was made.
struct Facts {
  var instance: String
  var hashKey: (UInt64, UInt64)

  /// Reads them, and draws those that are not there yet.
  ///
  /// Two processes may begin one database at once: the first draw stays.
  init(in database: Database) throws {
    instance = try Self.value("instance", bytes: 4, in: database)
    let first = try Self.value("hash_key_0", bytes: 8, in: database)
    let second = try Self.value("hash_key_1", bytes: 8, in: database)
    hashKey = (UInt64(first, radix: 16) ?? 0, UInt64(second, radix: 16) ?? 0)
  }

  private static func value(
    _ name: String, bytes: Int, in database: Database
  ) throws -> String {
    let query = "SELECT value FROM facts WHERE name = ?"
    if let value = try database.first(query, name, read: { $0.text() }) { return value }
    let drawn = hexadecimal(randomBytes(bytes))
    try database.run("INSERT OR IGNORE INTO facts VALUES (?, ?)", name, drawn)
    return try database.first(query, name) { $0.text() } ?? drawn
  }
}

/// Single values that are kept by name: what a run wants the next one to know.
extension Reading {
  package func fact(_ name: String) throws -> String? {
    try database.first("SELECT value FROM facts WHERE name = ?", name) { $0.text() }
  }
}

extension Ledger {
  package func write(fact name: String, _ value: String) throws {
    try database.run(
      """
      INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value
      """, name, value)
  }
}
