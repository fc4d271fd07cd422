import GRDB
import GRDBSQLite

/// Statements by their text, prepared once for each connection and bound by hand.
///
/// GRDB opens, serialises and caches; values and columns go straight to SQLite, which is three
/// times as fast as its rows and safe for NUL. A statement must not run inside the closure that
/// reads its own rows.
extension Database {
  /// Runs a statement and returns how many rows it changed.
  @discardableResult
  func run(_ sql: String, _ values: any Storable...) throws -> Int {
    try step(sql, values) { _ in true }
    return changesCount
  }

  /// The rows a query or a `RETURNING` clause gives.
  func rows<Row>(
    _ sql: String, _ values: any Storable..., read: (inout Columns) throws -> Row
  ) throws -> [Row] {
    var found: [Row] = []
    try step(sql, values) { columns in
      found.append(try read(&columns))
      return true
    }
    return found
  }

  /// The first row, or nil.
  func first<Row>(
    _ sql: String, _ values: any Storable..., read: (inout Columns) throws -> Row
  ) throws -> Row? {
    var found: Row?
    try step(sql, values) { columns in
      found = try read(&columns)
      return false
    }
    return found
  }

  /// Rows one at a time, for what may be too many to hold; ends when `body` returns false.
  func step(
    _ sql: String, _ values: [any Storable], _ body: (inout Columns) throws -> Bool
  ) throws {
    // The cached statement is kept alive until its last step: `pointer` belongs to it.
    let cached = try cachedStatement(sql: sql)
    try withExtendedLifetime(cached) {
      let pointer = unsafe cached.sqliteStatement
      defer {
        unsafe sqlite3_reset(pointer)
        unsafe sqlite3_clear_bindings(pointer)
      }
      for (index, value) in values.enumerated() {
        let code = unsafe value.bind(to: pointer, at: Int32(index + 1))
        guard code == SQLITE_OK else { throw failure(code, sql) }
      }
      unsafe try walk(pointer, sql, body)
    }
  }

  private func walk(
    _ pointer: OpaquePointer, _ sql: String, _ body: (inout Columns) throws -> Bool
  ) throws {
    while true {
      let code = unsafe sqlite3_step(pointer)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw failure(code, sql) }
      var columns = unsafe Columns(pointer)
      guard try body(&columns) else { return }
    }
  }

  private func failure(_ code: Int32, _ sql: String) -> DatabaseError {
    let said = lastErrorMessage
    return DatabaseError(resultCode: ResultCode(rawValue: code), message: said, sql: sql)
  }
}
