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

  /// Moves the file on; never back, because processes commit in one order and may write in another.
  ///
  /// No fsync: after a power cut the head is behind, which is allowed, and commits stay cheap.
  /// Silent when it cannot be written: the commit has happened, and the head is only behind. One
  /// that is gone is not made anew, so that the next proof says so.
  static func advance(
    _ key: JournalKey, to end: Chain? = nil, pruned: Int64 = 0, making isNew: Bool = false
  ) {
    let flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (isNew ? O_CREAT : 0)
    let file = unsafe open(path(key.folder), flags, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    flock(file, LOCK_EX)
    let text = SmallFile.text(of: file)
    var head = JournalHead(number: 0, hash: "", pruned: 0)
    if !text.isEmpty {
      // A forged head stays as it is, to be named by the next proof.
      guard case .head(let known) = parse(text, key) else { return }
      head = known
    }
    if let end, end.number > head.number { (head.number, head.hash) = (end.number, end.hash) }
    head.pruned = max(head.pruned, pruned)
    _ = SmallFile.write(head.line(key), to: file)
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
