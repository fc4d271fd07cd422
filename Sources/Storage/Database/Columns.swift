import GRDBSQLite
import Records

/// The columns of the row a statement stands on, read from left to right.
///
/// Text is read by its length and not as a C string, because what strangers write holds NUL.
/// Valid only inside the closure that is lent it.
@safe struct Columns: ~Copyable {
  private let statement: OpaquePointer
  private var index: Int32 = 0

  init(_ statement: OpaquePointer) { unsafe self.statement = statement }

  mutating func int64() -> Int64 { unsafe sqlite3_column_int64(statement, advance()) }

  mutating func int() -> Int { Int(int64()) }

  mutating func isTrue() -> Bool { int64() != 0 }

  mutating func instant() -> Instant { Instant(microseconds: int64()) }

  mutating func text() -> String { unsafe String(decoding: bytes(at: advance()), as: UTF8.self) }

  mutating func blob() -> [UInt8] { unsafe Array(bytes(at: advance())) }

  /// Reads the next column with `read`, or steps over it when it is NULL.
  mutating func optional<Value>(_ read: (inout Columns) -> Value) -> Value? {
    guard unsafe sqlite3_column_type(statement, index) != SQLITE_NULL else {
      index += 1
      return nil
    }
    return read(&self)
  }

  private mutating func advance() -> Int32 {
    defer { index += 1 }
    return index
  }

  /// The order of the calls matters: the pointer first, then its count (sqlite3_column_blob(3)).
  @unsafe private func bytes(at column: Int32) -> UnsafeRawBufferPointer {
    let start = unsafe sqlite3_column_blob(statement, column)
    let count = unsafe sqlite3_column_bytes(statement, column)
    return unsafe UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(count))
  }
}
