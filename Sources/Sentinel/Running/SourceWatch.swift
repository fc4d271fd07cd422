import Detection
import Records
import Storage
import Synchronization
import Watching

/// Every source that is read, and the threads that read them: one for all files, one for the
/// journal, one for standard input.
final class SourceWatch: Sendable {
  /// A reader is asked at least so often whether it is to stop, and moves the watchdog's counter.
  private static let turn = Duration.seconds(2)

  private struct State {
    var plan: SourcePlan
    var bindings: [SourceBinding]
    /// The readers of this generation; they are replaced when the sources change.
    var files: FileWatcher?
    var journal: JournalReader?
    var input: StandardInputReader?
    var isStopping = false
    var generation = 0

    /// Takes a reader that was just made; true when it must not begin, because in the meantime
    /// the sources have changed or everything was told to stop.
    mutating func isOutdated(_ generation: Int, taking take: (inout State) -> Void) -> Bool {
      take(&self)
      return isStopping || generation != self.generation
    }

    var isOpen: Bool {
      files != nil && (plan.journals.isEmpty || journal != nil)
        && (plan.standardInput.isEmpty || input != nil)
    }
  }

  private let places: Places
  private let store: Store
  private let report: @Sendable (Happening) -> Void
  private let state: Mutex<State>

  init(
    places: Places, loaded: Loaded, store: Store, report: @escaping @Sendable (Happening) -> Void
  ) throws {
    self.places = places
    self.store = store
    self.report = report
    state = Mutex(Self.plan(loaded, places))
  }

  private static func plan(_ loaded: Loaded, _ places: Places) -> State {
    let declared = loaded.configuration.sources + OwnSources.declarations(in: places.state)
    let plan = SourcePlan.choose(declared, journalIsReadable: JournalReader.canRead())
    return State(plan: plan, bindings: SourceBinding.all(declared, plan))
  }

  /// What is read; a source whose file has come since the start counts as readable.
  var plan: SourcePlan {
    let spoken = Set(statuses.filter { $0.filesOpen > 0 }.map(\.source))
    var plan = state.withLock { $0.plan }
    for index in plan.choices.indices where spoken.contains(plan.choices[index].source) {
      plan.choices[index].isReadable = true
    }
    return plan
  }

  var bindings: [SourceBinding] { state.withLock { $0.bindings } }

  /// How each source that is open is doing.
  var statuses: [SourceStatus] {
    let (files, journal, input) = state.withLock { ($0.files, $0.journal, $0.input) }
    return (files?.status ?? []) + (journal?.status ?? []) + (input?.status ?? [])
  }

  /// Sources of which nobody knows how much is waiting: the journal and standard input.
  var unmeasured: [String] {
    state.withLock { $0.plan.journals.map(\.source) + $0.plan.standardInput }
  }

  /// Sources that are read from the journal.
  var journalSources: [String] { state.withLock { $0.plan.journals.map(\.source) } }

  /// Starts the reading threads; what one cannot go on from goes to `failed`.
  func start(
    committer: Committer, pulse: Pulse, failed: @escaping @Sendable (any Error) -> Void
  ) -> [Loop] {
    var loops = [
      Loop("files") { [self] in
        keepReading("files", committer, pulse, failed) { try readFiles(committer, pulse) }
      }
    ]
    let plan = state.withLock { $0.plan }
    if !plan.journals.isEmpty {
      loops.append(
        Loop("journal") { [self] in
          keepReading("journal", committer, pulse, failed) { try readJournal(committer, pulse) }
        })
    }
    if let source = plan.standardInput.first {
      loops.append(
        Loop("input") { [self] in
          keepReading("input", committer, pulse, failed) {
            try readInput(source, committer, pulse)
          }
        })
    }
    return loops
  }

  /// Waits until every reader is open and has taken its first look, so that what is written from
  /// then on is new; gives up after ten seconds, since a reader may wait for a slow disk.
  func waitUntilOpen() {
    let waker = Waker()
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end, !state.withLock(\.isOpen) {
      waker.wait(atMost: .milliseconds(20))
    }
  }

  /// Reads again from what was committed whenever the sources have changed.
  private func keepReading(
    _ name: String, _ committer: Committer, _ pulse: Pulse,
    _ failed: @Sendable (any Error) -> Void, _ read: () throws -> Bool
  ) {
    do {
      while !state.withLock({ $0.isStopping }), try read() {
        try committer.flush(at: .now(), all: true)
      }
    } catch {
      failed(error)
    }
    pulse.leave(name)
  }

  /// True when it ended because the sources have changed.
  private func readFiles(_ committer: Committer, _ pulse: Pulse) throws -> Bool {
    let (files, bindings, generation) = state.withLock {
      ($0.plan.files, $0.bindings, $0.generation)
    }
    let watcher = try FileWatcher(
      sources: files, positions: try positions(of: files.map(\.source)), hashKey: store.hashKey,
      now: { .now() }, report: report)
    if state.withLock({ $0.isOutdated(generation, taking: { $0.files = watcher }) }) {
      watcher.stop()
    }
    var scanners = Scanners(committer: committer, bindings: bindings)
    while true {
      pulse.beat("files")
      let outcome = try watcher.withNextChunk(waitingAtMost: Self.turn) { try scanners.take($0) }
      if outcome == .idle { committer.caughtUp(files.map(\.source)) }
      if outcome == .ended { return state.withLock { $0.generation } != generation }
    }
  }

  private func readJournal(_ committer: Committer, _ pulse: Pulse) throws -> Bool {
    let (journals, bindings, generation) = state.withLock {
      ($0.plan.journals, $0.bindings, $0.generation)
    }
    guard !journals.isEmpty else { return false }
    let reader = try JournalReader(
      sources: journals, positions: try positions(of: journals.map(\.source)), now: { .now() },
      report: report)
    if state.withLock({ $0.isOutdated(generation, taking: { $0.journal = reader }) }) {
      reader.stop()
    }
    var scanners = Scanners(committer: committer, bindings: bindings)
    while true {
      pulse.beat("journal")
      let outcome = try reader.withNextChunk(waitingAtMost: Self.turn) { try scanners.take($0) }
      if outcome == .idle { committer.caughtUp(journals.map(\.source)) }
      if outcome == .ended { return state.withLock { $0.generation } != generation }
    }
  }

  private func readInput(_ source: String, _ committer: Committer, _ pulse: Pulse) throws -> Bool {
    let reader = try StandardInputReader(source: source, now: { .now() }, report: report)
    let (bindings, generation) = state.withLock { ($0.bindings, $0.generation) }
    if state.withLock({ $0.isOutdated(generation, taking: { $0.input = reader }) }) {
      reader.stop()
    }
    var scanners = Scanners(committer: committer, bindings: bindings)
    while true {
      pulse.beat("input")
      let outcome = try reader.withNextChunk(waitingAtMost: Self.turn) { try scanners.take($0) }
      if outcome == .idle { committer.caughtUp([source]) }
      if outcome == .ended { return false }
    }
  }

  private func positions(of sources: [String]) throws -> [ReadPosition] {
    try store.read { try $0.positions() }.filter { sources.contains($0.source) }
  }

  /// Reads other sources from now on, where they have changed.
  func adopt(_ loaded: Loaded) throws {
    let fresh = Self.plan(loaded, places)
    state.withLock { state in
      guard fresh.plan != state.plan || fresh.bindings != state.bindings else { return }
      (state.plan, state.bindings) = (fresh.plan, fresh.bindings)
      state.generation += 1
      state.files?.stop()
      state.journal?.stop()
    }
  }

  func stop() {
    state.withLock { state in
      state.isStopping = true
      state.files?.stop()
      state.journal?.stop()
      state.input?.stop()
    }
  }
}
