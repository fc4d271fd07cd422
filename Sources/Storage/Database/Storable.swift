import GRDBSQLite
import Records

/// A value that a column can hold.
///
/// GRDB binds a `String` up to its first NUL; a user name in a log line may hold one. So values
/// are bound here, by their length.
protocol Storable {
  /// SQLite's result code.
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32
}

/// SQLITE_TRANSIENT, a cast that C macros cannot bring to Swift: SQLite copies what it is given.
private var copied: sqlite3_destructor_type? {
  unsafe unsafeBitCast(-1, to: sqlite3_destructor_type?.self)
}

extension Int64: Storable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    unsafe sqlite3_bind_int64(statement, index, self)
  }
}

extension Int: Storable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    unsafe sqlite3_bind_int64(statement, index, Int64(self))
  }
}

extension Bool: Storable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    unsafe sqlite3_bind_int64(statement, index, self ? 1 : 0)
  }
}

extension Instant: Storable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    unsafe sqlite3_bind_int64(statement, index, microseconds)
  }
}

extension String: Storable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    var text = self
    return text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
        // A null pointer would bind NULL, and an empty text has one.
        guard let start = characters.baseAddress, !characters.isEmpty else {
          return unsafe sqlite3_bind_text(statement, index, "", 0, copied)
        }
        return unsafe sqlite3_bind_text(
          statement, index, start, Int32(clamping: characters.count), copied)
      }
    }
  }
}

extension [UInt8]: Storable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    guard !isEmpty else { return unsafe sqlite3_bind_zeroblob(statement, index, 0) }
    return unsafe withUnsafeBytes { bytes in
      unsafe sqlite3_bind_blob(
        statement, index, bytes.baseAddress, Int32(clamping: bytes.count), copied)
    }
  }
}

extension Optional: Storable where Wrapped: Storable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    guard let self else { return unsafe sqlite3_bind_null(statement, index) }
    return unsafe self.bind(to: statement, at: index)
  }
}
