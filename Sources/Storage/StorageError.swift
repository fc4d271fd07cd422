import GRDB

/// Why the state folder could not be opened, read or written, with what to do about it.
///
/// It prints as `PATH: CLAUSE` and, on a line of its own, `hint: …`; SQLite's or the system's
/// number is kept beside it.
package struct StorageError: Error, Sendable, Equatable {
  package enum Code: String, Sendable {
    /// The database was written by a newer program.
    case newer
    /// The file is a database of something else.
    case foreign
    /// No room on the disk, also after the reserve was given up.
    case full
    /// A file or folder that this user may not read or write.
    case denied
    /// Another process held the database for longer than the busy timeout.
    case busy
    /// The database's own checks failed, or a row cannot be understood.
    case damaged
    /// The folder could not be made or is none.
    case folder
    /// Another sentinel runs on this folder.
    case held
    /// Two open alerts with one key, two notifications with one key, a journal row changed:
    /// refused by the schema.
    case refused
    /// Anything else the system or SQLite said.
    case system
  }

  package var code: Code
  /// The file or folder it is about.
  package var path: String
  /// Lowercase, without a full stop.
  package var clause: String
  package var hint: String?
  /// SQLite's extended result code or `errno`; 0 where neither spoke.
  package var number: Int32
  /// The process that holds the folder, for `held`.
  package var holder: Int32?

  package init(
    code: Code, path: String, clause: String, hint: String? = nil, number: Int32 = 0,
    holder: Int32? = nil
  ) {
    self.code = code
    self.path = path
    self.clause = clause
    self.hint = hint
    self.number = number
    self.holder = holder
  }
}

extension StorageError: CustomStringConvertible {
  package var description: String {
    path + ": " + clause + (hint.map { "\nhint: " + $0 } ?? "")
  }
}

extension StorageError {
  /// What SQLite said (https://www.sqlite.org/rescode.html), as one of our cases.
  init(_ error: DatabaseError, path: String) {
    let code = Self.code(error)
    let said = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    self.init(
      code: code, path: path, clause: Self.clause(code, said: said), hint: Self.hint(code, path),
      number: error.extendedResultCode.rawValue)
  }

  private static func code(_ error: DatabaseError) -> Code {
    // The index of the log of changes could not grow: no room either.
    if error.extendedResultCode == .SQLITE_IOERR_SHMSIZE { return .full }
    return switch error.resultCode {
    case .SQLITE_FULL: .full
    case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH: .denied
    case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
    case .SQLITE_CORRUPT: .damaged
    case .SQLITE_NOTADB: .foreign
    case .SQLITE_CONSTRAINT: .refused
    default: .system
    }
  }

  private static func clause(_ code: Code, said: String) -> String {
    switch code {
    case .full: "the disk is full (\(said))"
    case .denied: "cannot be opened for writing (\(said))"
    case .busy: "another process has held the database for too long (\(said))"
    case .damaged: "the database is damaged (\(said))"
    case .foreign: "this is not a database of tocsin (\(said))"
    default: said
    }
  }

  static func hint(_ code: Code, _ path: String) -> String? {
    switch code {
    case .full: "make room on the file system of '\(path)'; nothing was written halfway"
    case .denied: "run as the owner of '\(path)', or give the folder to that user with chown"
    case .busy: "see what holds it with 'fuser \(path)'"
    case .damaged:
      "keep a copy, then try 'sqlite3 \(path) .recover'; a new database begins when it is moved away"
    case .foreign: "choose another folder with --state"
    default: nil
    }
  }
}

/// Runs `body` and turns what SQLite throws into a `StorageError`; other errors pass.
func naming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as DatabaseError {
    throw StorageError(error, path: path)
  }
}
