import Glibc
import Records

/// The secret that the journal's rows are chained under, in a file beside the database.
///
/// `journal.key` is one line: 64 hex digits, the number of the first row under the key, the
/// instance of the database, the number of the first row whose key is gone. It is made once, with
/// 32 random bytes, and never written again. The numbers stand outside the database, so that nobody
/// turns keyed rows into plain ones.
struct JournalKey: Sendable, Equatable {
  var secret: [UInt8]
  /// The first row under the key.
  var first: Int64
  var instance: String
  /// Where the rows begin that were chained under a key that is gone; equal to `first` without any.
  ///
  /// Rows before it are from before there were keys.
  var unproved: Int64
  /// The state folder it lies in.
  var folder: String
  /// When the file was written; the time of the row that marks the change.
  var made: Instant

  /// What lies in the folder.
  enum Found {
    case key(JournalKey)
    case missing
    /// A file that is not a key.
    case unreadable
  }

  static func path(_ folder: String) -> String { folder + "/journal.key" }

  /// Says which key it is, and nothing of it: what the database keeps to notice an exchange.
  var fingerprint: String {
    String(hexadecimal(keyedDigest(Array("journal.key".utf8), key: secret)).prefix(16))
  }

  /// The key that lies in the folder, whosesoever it is.
  ///
  /// Throws `denied` for a file that others may read, that belongs to somebody else than the folder,
  /// or that is no file. Nothing is changed.
  static func look(in folder: String) throws(StorageError) -> Found {
    let path = path(folder)
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else {
      if errno == ENOENT { return .missing }
      throw StateFolder.failure("open", path)
    }
    defer { close(file) }
    var (found, above) = (stat(), stat())
    guard unsafe fstat(file, &found) == 0, unsafe stat(folder, &above) == 0 else {
      throw StateFolder.failure("stat", path)
    }
    try check(found, path, owner: above.st_uid)
    let words = SmallFile.text(of: file).split(whereSeparator: { $0 == " " || $0 == "\n" })
    guard words.count == 4, let secret = bytes(words[0]), let first = Int64(words[1]), first > 0,
      let unproved = Int64(words[3]), (1...first).contains(unproved)
    else { return .unreadable }
    return .key(
      JournalKey(
        secret: secret, first: first, instance: String(words[2]), unproved: unproved,
        folder: folder, made: Instant(seconds: Int64(found.st_mtim.tv_sec))))
  }

  private static func check(
    _ found: stat, _ path: String, owner: uid_t
  ) throws(StorageError) {
    let mode = String(found.st_mode & 0o777, radix: 8)
    guard found.st_mode & S_IFMT == S_IFREG, found.st_mode & 0o077 == 0 else {
      throw StorageError(
        code: .denied, path: path,
        clause: "the journal's key is open to others (mode 0\(mode))",
        hint: "chmod 600 \(path); whoever has read it can write a journal that looks like yours")
    }
    guard found.st_uid == owner || found.st_uid == geteuid() else {
      throw StorageError(
        code: .denied, path: path,
        clause: "the journal's key belongs to user \(found.st_uid), its folder to \(owner)",
        hint: "chown \(owner) \(path), when it is yours")
    }
  }

  /// Draws a key and writes it down for good; the caller holds the database's write lock.
  ///
  /// A file of another name is completed first, so that a kill leaves no half of a key.
  static func make(
    in folder: String, first: Int64, instance: String, unproved: Int64
  ) throws(StorageError) -> JournalKey {
    let text = "\(hexadecimal(randomBytes(32))) \(first) \(instance) \(unproved)\n"
    try SmallFile.replace(path(folder), with: text)
    guard case .key(let key) = try look(in: folder) else {
      throw StorageError(
        code: .folder, path: path(folder), clause: "the journal's key is gone as soon as written")
    }
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
