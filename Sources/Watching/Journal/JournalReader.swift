import CSystemd
import Glibc
package import Records

/// The systemd journal, read by one thread through one `sd_journal` for all sources that name it.
///
/// An entry is one line, whatever bytes it holds: `identifier[pid]: MESSAGE`, with every other field
/// beside it. An entry goes to the first source whose match fits. libsystemd binds an open journal to its
/// thread for life: create, use and let go of the reader on one; `wake`, `stop` and `status` are for
/// all (systemd 252, sd-journal(3)).
package final class JournalReader: @unchecked Sendable {
  /// Fields above this may be cut by libsystemd; the line limit.
  private static let thresholdBytes = LongLine.lineBytesMax
  /// Entries that fit no source, after which the position is handed on without lines: a restart
  /// need not step over them again.
  private static let skippedMax = 65_536
  /// Damaged entries in a row, after which the rest is left until the journal changes.
  private static let damagedMax = 64
  /// The longest sleep: the caller's watchdog wants to hear from it.
  private static let waitMax: Duration = .seconds(5)

  /// What is named as unreadable.
  private static let place = "the journal"

  private let sources: [WatchedJournal]
  private let matches: [CompiledMatch]
  private let now: () -> Instant
  private let notices: Notices
  private let board: StatusBoard
  private let journal: Journal
  private let changes: Int32
  /// Wakes or stops the reader, from any thread.
  package let bell: Bell

  private var fields = JournalFields()
  private var batch = JournalBatch()
  private var part = JournalBatch.Part()
  /// Sources whose part of the batch is still to be given out.
  private var waiting: [Int] = []
  private var cursor: JournalCursor
  private var announcement: ReadPosition?
  /// Sources that had their part of the batch that is read again, and its last entry.
  private var passing: (sources: Set<Int>, until: String, left: Int)?
  private var isAtUnread = false
  /// No entry was read yet of a journal that seemed closed to this user.
  private var isUnreadable = false
  private var skipped = 0

  /// Opens the journal, or the journal files of `folder`, at the stored positions or at its end.
  ///
  /// Throws a `SystemError` when it cannot be opened. An unreadable journal opens and is empty:
  /// that is reported, and so is a stored position whose entry was vacuumed.
  package init(
    sources: [WatchedJournal], positions: [ReadPosition], folder: String? = nil,
    now: @escaping () -> Instant, report: @escaping (Happening) -> Void
  ) throws {
    self.sources = sources
    matches = sources.map { CompiledMatch($0.match) }
    self.now = now
    notices = Notices(now: now, report: report)
    board = StatusBoard(sources: sources.map(\.source))
    bell = try Bell()
    journal = try Journal(folder: folder)
    journal.setThreshold(Self.thresholdBytes)
    changes = journal.changeDescriptor()
    cursor = JournalCursor(after: "", before: nil, batch: 0, received: 0)
    if folder == nil, !Self.canRead() { tellUnreadable() }
    try seek(positions.filter { row in sources.contains { $0.source == row.source } })
  }

  package var status: [SourceStatus] { board.all }
  package func wake() { bell.wake() }
  package func stop() { bell.stop() }

  /// Whether there is a journal with entries of the system that this user may read.
  ///
  /// Files that may not be read are passed over silently by libsystemd, so it is an entry of root or
  /// of the kernel that proves it. Uses a journal of its own.
  package static func canRead(folder: String? = nil) -> Bool {
    do {
      let journal = try Journal(folder: folder)
      try journal.match("_UID=0")
      try journal.match("_TRANSPORT=kernel")
      try journal.seekTail()
      return try journal.previous()
    } catch { return false }
  }

  /// Lends the next chunk: entries of one source, with their fields beside them.
  ///
  /// Returns after `wait` or five seconds when nothing comes. When `body` throws, the reader must be
  /// thrown away: it has gone on.
  package func withNextChunk(
    waitingAtMost wait: Duration, _ body: (borrowing Chunk) throws -> Void
  ) throws -> WatchOutcome {
    let deadline = Monotonic.now + min(wait, Self.waitMax)
    while !bell.isStopped {
      if let position = announcement {
        announcement = nil
        try lend(position, body)
        return .chunk
      }
      if waiting.isEmpty { try read() }
      if !waiting.isEmpty {
        try lendPart(body)
        return .chunk
      }
      if announcement != nil { continue }
      let hasChanged = bell.wait(for: changes, until: deadline)
      if hasChanged || changes < 0 { journal.takeChanges() }
      if bell.hasRung(), !bell.isStopped { return .idle }
      if !hasChanged, Monotonic.now >= deadline { return .idle }
    }
    return .ended
  }
}

// MARK: - Where to begin

extension JournalReader {
  private func seek(_ rows: [ReadPosition]) throws(SystemError) {
    let cursors = rows.compactMap { row in JournalCursor(row).map { (row.source, $0) } }
    guard let newest = cursors.map(\.1.batch).max() else { return try begin() }
    let last = cursors.filter { $0.1.batch == newest }
    // One part without the other end is the last: the batch was given out whole.
    let whole = last.first { $0.1.before == nil } ?? last.first
    guard let found = whole?.1 else { return try begin() }
    cursor = found
    if let before = found.before {
      let had = Set(sources.indices.filter { at in last.contains { $0.0 == sources[at].source } })
      passing = (had, found.after, JournalBatch.entriesMax)
      cursor.after = before
      cursor.batch -= 1
    }
    try seek(to: cursor)
  }

  private func seek(to cursor: JournalCursor) throws(SystemError) {
    guard !cursor.after.isEmpty else { return try journal.seekHead() }
    try journal.seek(cursor.after)
    guard try journal.next() else { return try lose(cursor, journal.toEnd()) }
    if journal.isAt(cursor.after) { return }
    isAtUnread = true
    tellLost(cursor, journal.received())
  }

  /// No position: at the end, unless a source asks for the beginning.
  private func begin() throws(SystemError) {
    if sources.contains(where: { $0.from == .start }) {
      try journal.seekHead()
    } else if try journal.toEnd() {
      cursor.after = try journal.cursor()
      cursor.received = journal.received()
    }
    announcement = sources.first.map { cursor.position(of: $0.source) }
  }

  private func lose(_ cursor: JournalCursor, _ hasEntries: Bool) throws(SystemError) {
    if hasEntries, journal.isAt(cursor.after) { return }
    tellLost(cursor, hasEntries ? journal.received() : 0)
  }

  private func tellLost(_ cursor: JournalCursor, _ next: Int64) {
    let from = Instant(microseconds: cursor.received).rfc3339()
    let until = next > 0 ? Instant(microseconds: next).rfc3339() : "now"
    notices.tell(
      .gap, sources.first?.source ?? "",
      """
      the journal's entry that was read last, of \(from), is gone: entries between it and \(until) \
      may have been vacuumed unread. Raise SystemMaxUse= in journald.conf(5)
      """)
  }

  private func tellUnreadable() {
    let user = Permission.userName(geteuid())
    show(unreadable: true)
    notices.tell(
      .unreadable, sources.first?.source ?? "",
      """
      the journal has no entry of the system that may be read; where there is a journal, add the \
      user '\(user)' to group 'systemd-journal'
      """)
  }
}

extension JournalReader {
  /// One entry proves that all of them can be read.
  private func show(unreadable isUnreadable: Bool) {
    self.isUnreadable = isUnreadable
    for at in sources.indices {
      board.change(at) { $0.unreadable = isUnreadable ? [Self.place] : [] }
    }
  }
}

// MARK: - From entries to chunks

extension JournalReader {
  /// Reads a batch; a source's id is in `waiting` when it has entries in it.
  private func read() throws {
    batch.removeAll()
    let before = cursor
    var damaged = 0
    while !batch.isFull, damaged < Self.damagedMax, skipped < Self.skippedMax {
      do throws(SystemError) {
        guard try stepped() else { break }
        isAtUnread = false
        try take()
        damaged = 0
      } catch {
        guard error.code == EBADMSG || error.code == EADDRNOTAVAIL else { throw error }
        damaged += 1
        tellDamaged()
      }
    }
    guard !batch.entries.isEmpty || skipped >= Self.skippedMax else { return }
    cursor.after = try journal.cursor()
    cursor.received = journal.received()
    cursor.batch += 1
    cursor.before = before.after
    skipped = 0
    waiting = batch.sources
    if waiting.isEmpty {
      cursor.before = nil
      announcement = sources.first.map { cursor.position(of: $0.source) }
    }
  }

  /// Goes to the next entry, which after a lost position is the current one.
  private func stepped() throws(SystemError) -> Bool {
    if isAtUnread { return true }
    return try journal.next()
  }

  private func take() throws(SystemError) {
    fields.removeAll()
    try unsafe journal.eachField { unsafe fields.take($0) }
    let source = fields.isOurs ? nil : matches.firstIndex { $0.fits(fields) }
    defer { pass() }
    guard let source, passing?.sources.contains(source) != true else {
      skipped += 1
      return
    }
    batch.add(fields, received: journal.received(), source: source)
  }

  /// Counts an entry of a batch that is read again; after its last, nothing is passed over.
  private func pass() {
    guard var passing else { return }
    passing.left -= 1
    let isOver = passing.left <= 0 || journal.isAt(passing.until)
    self.passing = isOver ? nil : passing
  }

  private func tellDamaged() {
    for at in sources.indices { board.change(at) { $0.entriesDamaged += 1 } }
    notices.tellHourly(
      .gap, sources.first?.source ?? "",
      "an entry of the journal is damaged and was passed over. Try: journalctl --verify")
  }

  private func lendPart(_ body: (borrowing Chunk) throws -> Void) throws {
    let source = waiting.removeFirst()
    batch.part(of: source, into: &part)
    note(source)
    var end = cursor
    if waiting.isEmpty { end.before = nil }
    cursor.before = waiting.isEmpty ? nil : cursor.before
    let position = end.position(of: sources[source].source)
    let (arrival, part) = (now(), part)
    try unsafe part.bytes.withUnsafeBufferPointer { bytes in
      try unsafe part.lines.withUnsafeBufferPointer { lines in
        try unsafe part.sideBytes.withUnsafeBufferPointer { sideBytes in
          try unsafe part.sides.withUnsafeBufferPointer { sides in
            let chunk = unsafe Chunk(
              source: position.source, path: nil, firstLine: 0,
              bytes: UnsafeBufferPointer(rebasing: bytes[..<part.byteCount]), lines: lines,
              sideBytes: sideBytes, sides: sides, arrival: arrival, end: position)
            try body(chunk)
          }
        }
      }
    }
  }

  private func note(_ source: Int) {
    let missing = batch.missing[source] ?? 0
    if isUnreadable { show(unreadable: false) }
    board.change(source) {
      $0.linesRead += part.lines.count
      $0.bytesRead += Int64(part.byteCount)
      $0.linesCut += missing > 0 ? 1 : 0
      $0.lastLines = now()
    }
    guard missing > 0 else { return }
    notices.tellHourly(
      .truncated, sources[source].source,
      "an entry of more than 64 KiB was cut: its first 60 and last 4 KiB were read")
  }

  /// Lends a position without lines.
  private func lend(_ position: ReadPosition, _ body: (borrowing Chunk) throws -> Void) throws {
    let chunk = unsafe Chunk(
      source: position.source, path: nil, firstLine: 0,
      bytes: UnsafeBufferPointer(start: nil, count: 0),
      lines: UnsafeBufferPointer(start: nil, count: 0), arrival: now(), end: position)
    try body(chunk)
  }
}

extension Journal {
  /// Goes to the last entry; false when there is none, and then to where the first will be.
  func toEnd() throws(SystemError) -> Bool {
    try seekTail()
    if try previous() { return true }
    try seekHead()
    return false
  }
}
