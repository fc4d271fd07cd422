import Glibc
import Records

/// The secret that the journal's rows are chained under, in a file beside the database.
///
/// `journal.key` is one line: 64 hex digits, the number of the first row under the key, the
/// instance of the database. It is made once, with 32 random bytes, and never written again. The
/// first number stands outside the database, so that nobody turns keyed rows into plain ones.
struct JournalKey: Sendable, Equatable {
  var secret: [UInt8]
  /// Rows before this one are from before there was a key.
  var first: Int64
  /// The state folder it lies in.
  var folder: String
  /// When the file was written; the time of the row that marks the change.
  var made: Instant

  static func path(_ folder: String) -> String { folder + "/journal.key" }

  /// The key of the folder, or nil when none is there.
  ///
  /// Throws `denied` for a file that others may read or that is no file, `damaged` for one that is
  /// not a key of this database. Nothing is changed.
  static func read(in folder: String, instance: String) throws(StorageError) -> JournalKey? {
    let path = path(folder)
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw StateFolder.failure("open", path)
    }
    defer { close(file) }
    var found = stat()
    guard unsafe fstat(file, &found) == 0 else { throw StateFolder.failure("stat", path) }
    let mode = String(found.st_mode & 0o777, radix: 8)
    guard found.st_mode & S_IFMT == S_IFREG, found.st_mode & 0o077 == 0 else {
      throw StorageError(
        code: .denied, path: path,
        clause: "the journal's key is open to others (mode 0\(mode))",
        hint: "chmod 600 \(path); whoever has read it can write a journal that looks like yours")
    }
    let made = Instant(seconds: Int64(found.st_mtim.tv_sec))
    let words = SmallFile.text(of: file).split(whereSeparator: { $0 == " " || $0 == "\n" })
    guard words.count == 3, let secret = bytes(words[0]), let first = Int64(words[1]) else {
      throw StorageError(
        code: .damaged, path: path, clause: "is not a key of the journal",
        hint: "put it back from a copy; the database was not changed")
    }
    guard words[2] == instance else {
      throw StorageError(
        code: .damaged, path: path,
        clause: "the key belongs to another database (\(words[2]), and this one is \(instance))",
        hint:
          "put the database back that belongs to it, or move journal.key and journal.head away too to begin a new one"
      )
    }
    return JournalKey(secret: secret, first: first, folder: folder, made: made)
  }

  /// What to say when rows were written under a key that is gone.
  static func missing(in folder: String) -> StorageError {
    StorageError(
      code: .damaged, path: path(folder), clause: "the key of the journal is missing",
      hint:
        "put journal.key back from a copy; nothing was changed. Without a copy, move tocsin.db and journal.head away as well to begin a new database"
    )
  }

  /// Draws a key and writes it down for good; the caller holds the database's write lock.
  ///
  /// A file of another name is completed first, so that a kill leaves no half of a key.
  static func make(
    in folder: String, first: Int64, instance: String
  ) throws(StorageError) -> JournalKey {
    let text = "\(hexadecimal(randomBytes(32))) \(first) \(instance)\n"
    try SmallFile.replace(path(folder), with: text)
    guard let key = try read(in: folder, instance: instance) else { throw missing(in: folder) }
    return key
  }

  private static func bytes(_ digits: Substring) -> [UInt8]? {
    let digits = Array(digits.utf8)
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 64, by: 2) {
      let pair = String(decoding: digits[index..<index + 2], as: UTF8.self)
      guard let byte = UInt8(pair, radix: 16) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}
