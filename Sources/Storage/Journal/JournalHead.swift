import Glibc

/// Where the journal ends, kept outside the database: `journal.head`, beside the key.
///
/// Written after each commit that grew the journal and before one that lets old rows go. So it may
/// be behind the database when a process was killed in between, and never ahead: a database whose
/// journal ends earlier was cut. It bears a code under the key; a copy of an older file together
/// with the database of that day passes, which only a head that was kept elsewhere shows.
struct JournalHead: Equatable {
  /// The last row and its code.
  var number: Int64
  var hash: String
  /// Rows up to this one may have been let go.
  var pruned: Int64

  enum Found: Equatable {
    case head(JournalHead)
    case missing
    /// Not written by whoever holds the key.
    case forged
  }

  static func path(_ folder: String) -> String { folder + "/journal.head" }

  static func read(_ key: JournalKey) -> Found {
    let file = unsafe open(path(key.folder), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { return errno == ENOENT ? .missing : .forged }
    defer { close(file) }
    // A writer holds it for microseconds; without the lock half of an old line could be read.
    flock(file, LOCK_SH)
    return parse(SmallFile.text(of: file), key)
  }

  /// Makes the file, or one in place of what lies there, on the disk before it returns.
  static func begin(_ key: JournalKey, at end: Chain, pruned: Int64) throws(StorageError) {
    let head = JournalHead(number: end.number, hash: end.hash, pruned: pruned)
    try SmallFile.replace(path(key.folder), with: head.line(key))
  }

  /// Moves the file on to `end`; never back, because processes commit in one order and may write in
  /// another.
  ///
  /// `holds` says whether the journal still has the row that the file names: where it has not, the
  /// file stays as it is, the proof that rows were cut. No fsync: after a power cut the head is
  /// behind, which is allowed, and commits stay cheap. Silent when it cannot be written: the commit
  /// has happened, and the head is only behind.
  static func advance(_ key: JournalKey, to end: Chain, holds: (JournalHead) throws -> Bool) {
    change(key) { head in
      guard end.number > head.number, (try? holds(head)) == true else { return false }
      (head.number, head.hash) = (end.number, end.hash)
      return true
    }
  }

  /// Says, on the disk before it returns, that rows up to `pruned` may be gone.
  static func advance(_ key: JournalKey, pruned: Int64) {
    change(key, lasting: true) { head in
      guard pruned > head.pruned else { return false }
      head.pruned = pruned
      return true
    }
  }

  /// One that is gone is not made anew, and one that is not ours stays: the next proof says so.
  private static func change(
    _ key: JournalKey, lasting: Bool = false, _ body: (inout JournalHead) -> Bool
  ) {
    let file = unsafe open(path(key.folder), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { return }
    defer { close(file) }
    flock(file, LOCK_EX)
    guard case .head(var head) = parse(SmallFile.text(of: file), key), body(&head) else { return }
    if SmallFile.write(head.line(key), to: file), lasting { fsync(file) }
  }

  /// Numbers are padded, so that a newer line covers an older one whole.
  private func line(_ key: JournalKey) -> String {
    let text = "\(Self.padded(number)) \(Self.padded(pruned)) \(hash.isEmpty ? Self.none : hash)"
    return text + " " + hexadecimal(keyedDigest(Array(text.utf8), key: key.secret)) + "\n"
  }

  private static let none = String(repeating: "0", count: 64)

  private static func padded(_ number: Int64) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 19 - digits.utf8.count)) + digits
  }

  private static func parse(_ text: String, _ key: JournalKey) -> Found {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "\n" })
    guard words.count == 4, let number = Int64(words[0]), let pruned = Int64(words[1]) else {
      return .forged
    }
    let head = JournalHead(
      number: number, hash: words[2] == none ? "" : String(words[2]), pruned: pruned)
    return head.line(key) == text ? .head(head) : .forged
  }
}
