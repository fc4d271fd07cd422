package import Records

/// All files of all sources, followed by one thread with one inotify instance and one buffer.
///
/// Lines become chunks in the order they were written, whatever rotation does to the files; each file
/// is read once, however many names and patterns lead to it. The chunks' end positions, handed back
/// to the next watcher, continue exactly after the last one that was kept.
///
/// It may be created on one thread and used on another, but by one at a time; `bell` and `status` are
/// for all threads.
package final class FileWatcher: @unchecked Sendable {
  /// What is stored under this file name is the source itself: that it was started, and when.
  static let sourceRow = "source"
  /// A source that is further behind says so.
  static let backlogBytesMax: Int64 = 256 << 20

  let sources: [WatchedFiles]
  let patterns: [[PathPattern]]
  let hashKey: (UInt64, UInt64)
  let waits: WatchWaits
  let calls: WatchCalls
  let now: () -> Instant
  let notices: Notices
  let board: StatusBoard
  let notifier: Notifier
  let buffer = LineBuffer()
  /// Wakes or stops the watcher, from any thread.
  package let bell: Bell

  var trails: [Trail] = []
  var trailsByName: [String: Trail] = [:]
  /// Trails that may have something to read, each once; the first is next.
  var ready: [Trail] = []
  /// Positions that no lines carry: of files just found, and of files left for good.
  var announcements: [ReadPosition] = []
  /// Files that belong to a trail, with how often: a name or a copy of them is not read again.
  var claimed: [FileIdentity: Int] = [:]
  var trailsByWatch: [Int32: Trail] = [:]
  /// Moment of each source's very first start, in nanoseconds; nil when this is it.
  var firstStarts: [Int64?]
  var absentSince: [String: Monotonic] = [:]
  /// By source, folders that could not be listed at the last look.
  var deniedFolders: [Set<String>]
  var nextLook = Monotonic.now
  var lastLook: Int64 = 0
  var isFirstLook = true
  var anyRemote = false
  private var serial: UInt64 = 0

  /// Opens what is there and says by `report` what is not; reads nothing yet.
  ///
  /// `positions` are all that were stored for these sources: the latest of each (source, file), without
  /// those that were finished. A source without any is started for the first time: its files are
  /// begun as it declares. `hashKey` is a secret that stays the same for the life of the positions.
  package init(
    sources: [WatchedFiles], positions: [ReadPosition], hashKey: (UInt64, UInt64),
    waits: WatchWaits = WatchWaits(), calls: WatchCalls = WatchCalls(),
    now: @escaping () -> Instant, report: @escaping (Happening) -> Void
  ) throws {
    self.sources = sources
    patterns = sources.map { $0.patterns.map(PathPattern.init) }
    self.hashKey = hashKey
    self.waits = waits
    self.calls = calls
    self.now = now
    notices = Notices(now: now, report: report)
    board = StatusBoard(sources: sources.map(\.source))
    notifier = Notifier(calls: calls)
    bell = try Bell()
    deniedFolders = sources.map { _ in [] }
    firstStarts = sources.map { source in
      positions.first { $0.source == source.source && $0.file == Self.sourceRow }?.birth
    }
    takeRows(positions)
    look()
  }

  /// A snapshot of every source; may be asked from any thread.
  package var status: [SourceStatus] { board.all }

  package func wake() { bell.wake() }
  package func stop() { bell.stop() }

  /// Lends the next chunk; returns after `wait` at most when nothing comes.
  ///
  /// A chunk may be empty: then only its `end` matters, and is to be kept like any other. When `body`
  /// throws, the watcher must be thrown away: it has gone on.
  package func withNextChunk(
    waitingAtMost wait: Duration, _ body: (borrowing Chunk) throws -> Void
  ) throws -> WatchOutcome {
    let deadline = Monotonic.now + wait
    while !bell.isStopped {
      takeChanges()
      if Monotonic.now >= nextLook { look() }
      if try lendAnnouncement(body) { return .chunk }
      if try lendLines(body) { return .chunk }
      // Reading may have found a file that was replaced, and that is announced first.
      if !announcements.isEmpty || !ready.isEmpty { continue }
      if Monotonic.now >= deadline { return .idle }
      _ = bell.wait(for: notifier.number, until: min(deadline, nextLook))
      if bell.hasRung(), !bell.isStopped { return .idle }
    }
    return .ended
  }

  private func takeChanges() {
    notifier.drain { change in
      switch change {
      case .file(let watch): trailsByWatch[watch].map(mark)
      case .folder, .overflow: nextLook = .now
      }
    }
  }

  /// Has the trail's open files read again.
  private func mark(_ trail: Trail) {
    for file in trail.files where !file.isClosed { file.mayHaveMore = true }
    makeReady(trail)
  }

  func makeReady(_ trail: Trail) {
    guard !trail.isReady, trail.files.contains(where: \.mayHaveMore) else { return }
    trail.isReady = true
    ready.append(trail)
  }

  /// A key no other generation of the source has or had.
  func newKey(for trail: Trail) -> String {
    serial += 1
    let moment = UInt64(bitPattern: now().microseconds)
    let bytes =
      unsafe withUnsafeBytes(of: (moment, serial)) { unsafe Array($0) } + Array(trail.name.utf8)
    let digits = String(SipHash.hash(bytes, key: hashKey), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits + " " + trail.name
  }

  private func lendAnnouncement(_ body: (borrowing Chunk) throws -> Void) throws -> Bool {
    guard !announcements.isEmpty else { return false }
    let position = announcements.removeFirst()
    let chunk = unsafe Chunk(
      source: position.source, path: position.path, firstLine: 0,
      bytes: UnsafeBufferPointer(start: nil, count: 0),
      lines: UnsafeBufferPointer(start: nil, count: 0), arrival: now(), end: position)
    try body(chunk)
    return true
  }
}
