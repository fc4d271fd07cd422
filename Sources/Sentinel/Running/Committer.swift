import Alerting
import Detection
import Records
import Storage
import Synchronization
import Watching

/// Where all sources meet: windows, findings, alerts, positions, in one transaction.
///
/// Correlation windows are shared, so one source is in it at a time, and what it writes holds the
/// position of every source as the windows have heard it. Waiting here is the back-pressure:
/// nothing is read faster than it can be kept.
final class Committer: Sendable {
  /// A chunk without findings is committed after this long, or this many bytes.
  static let patience = Duration.seconds(1)
  static let bytesMax = 4 << 20

  /// The run was told to stop while the disk would not take a commit.
  struct Stopped: Error {}

  struct State {
    var loaded: Loaded
    var register: Register
    /// Counts reloads: a source whose number differs makes a new scanner.
    var generation = 0
    var windows: Windows
    var pending = Pending()
    /// How far each source has come, by its lines' own clock.
    var watermarks: [String: Instant] = [:]
    /// Sources that were being read when this run began, or are now.
    var sources: Set<String>
    var reach = Reach()
    /// When lines without a time were first read, by source and file, until they are committed.
    var arrivals: [String: [Arrival]] = [:]
    /// By source, combinations that its baselines let go, and how many of them were told.
    var sightingsEvicted: [String: (all: Int, told: Int)] = [:]
  }

  /// What the windows have heard and the disk has not.
  struct Pending {
    var positions: [String: ReadPosition] = [:]
    var rows: [WindowRow] = []
    /// By source and key, what changed of lines that are joined into events.
    var assemblies: [[UInt8]: AssemblyRow] = [:]
    /// The same of what baselines have seen.
    var sightings: [[UInt8]: SightingRow] = [:]
    var findings: [Finding] = []
    var bytes = 0
    var since: Instant?

    var isEmpty: Bool { positions.isEmpty && findings.isEmpty && rows.isEmpty }
  }

  let store: Store
  let style: WatchStyle
  let clock: @Sendable () -> Instant
  /// Called after each commit that wrote findings.
  let committed: @Sendable () -> Void
  let isStopping = Mutex(false)
  let pulse: Pulse
  /// What became of decoded lines, source by source.
  let formats: Mutex<FormatWatch>
  private let state: Mutex<State>

  init(
    store: Store, loaded: Loaded, style: WatchStyle, pulse: Pulse, formats: FormatWatch,
    clock: @escaping @Sendable () -> Instant, committed: @escaping @Sendable () -> Void
  ) throws {
    self.store = store
    self.style = style
    self.pulse = pulse
    self.formats = Mutex(formats)
    self.clock = clock
    self.committed = committed
    var windows = Windows(
      plan: loaded.ruleSet.plan, limits: loaded.configuration.limits, valueKey: store.hashKey)
    windows.restore(try store.read { try $0.windowRows() })
    let arrivals = Dictionary(grouping: try store.read { try $0.arrivals() }, by: Self.key)
    state = Mutex(
      State(
        loaded: loaded, register: loaded.register(instance: store.instance), windows: windows,
        sources: Set(try store.read { try $0.positions() }.map(\.source)), arrivals: arrivals))
  }

  /// What is in force, and its number.
  var current: (loaded: Loaded, generation: Int) {
    state.withLock { ($0.loaded, $0.generation) }
  }

  /// What alerts are made by.
  var register: Register { state.withLock { $0.register } }

  /// Hears one chunk's hits and keeps what came of them.
  func take(
    _ batch: inout HitBatch, _ scanner: inout ChunkScanner, _ chunk: borrowing Chunk
  ) throws {
    try state.withLock { state in
      if batch.withoutTime > 0 { try giveTimes(to: &batch, of: chunk, &state) }
      state.reach.heard(chunk.source, watermark: batch.watermark, at: chunk.arrival)
      let ceiling = state.reach.reached(at: chunk.arrival, except: chunk.source, state.watermarks)
      let firings = state.windows.absorb(batch, upTo: ceiling)
      let findings = scanner.findings(of: batch, firings, in: chunk)
      state.pending.findings += findings.map(Self.markExercise)
      for row in scanner.takeAssemblyChanges() {
        state.pending.assemblies[Array(row.source.utf8) + [0x1f] + row.key] = row
      }
      for row in scanner.takeSightingChanges() {
        state.pending.sightings[Array(row.source.utf8) + [0x1f] + row.key] = row
      }
      if scanner.sightingsEvicted > 0 {
        let told = state.sightingsEvicted[chunk.source]?.told ?? 0
        state.sightingsEvicted[chunk.source] = (scanner.sightingsEvicted, told)
      }
      state.pending.positions[chunk.source + "\u{1F}" + chunk.end.file] = chunk.end
      state.sources.insert(chunk.source)
      state.pending.bytes += unsafe chunk.bytes.count
      state.pending.since = state.pending.since ?? chunk.arrival
      if let watermark = batch.watermark {
        state.watermarks[chunk.source] = max(watermark, state.watermarks[chunk.source] ?? watermark)
      }
      if !findings.isEmpty || state.pending.bytes >= Self.bytesMax {
        try commit(&state, at: clock())
      }
    }
  }

  /// What was kept of a source's lines that are joined into events, as far as it is committed.
  func assemblyRows(of source: String) throws -> [AssemblyRow] {
    try store.read { try $0.assemblyRows(of: source) }
  }

  /// What baselines have seen of a source, as far as it is committed.
  func sightings(of source: String) throws -> [SightingRow] {
    try store.read { try $0.sightings(of: source) }
  }

  /// By source, how many combinations its baselines let go, where there are more than last time.
  func takeSightingsEvicted() -> [String: Int] {
    state.withLock { state in
      let fresh = state.sightingsEvicted.filter { $0.value.all != $0.value.told }
      for (source, count) in fresh { state.sightingsEvicted[source] = (count.all, count.all) }
      return fresh.mapValues(\.all)
    }
  }

  /// Commits what has waited long enough; with `all` whatever there is.
  func flush(at now: Instant, all: Bool = false) throws {
    try state.withLock { state in
      guard let since = state.pending.since else { return }
      if all || now - since >= Self.patience { try commit(&state, at: now) }
    }
  }

  /// Takes other rules over; windows whose correlation is still there go on.
  func replace(_ loaded: Loaded, at now: Instant) throws {
    try state.withLock { state in
      try commit(&state, at: now)
      let rows = state.windows.rows()
      state.windows = Windows(
        plan: loaded.ruleSet.plan, limits: loaded.configuration.limits, valueKey: store.hashKey)
      state.windows.restore(rows)
      state.loaded = loaded
      state.register = loaded.register(instance: store.instance)
      state.generation += 1
    }
  }

  /// Lets go of groups whose windows have closed, as far as the slowest source has come.
  ///
  /// Only when every source has spoken in this run: one that is still behind needs its windows.
  func forgetClosedWindows() {
    state.withLock { state in
      guard state.sources.allSatisfy({ state.watermarks[$0] != nil }),
        let slowest = state.watermarks.values.min()
      else { return }
      state.windows.forget(before: slowest)
    }
  }

  /// Tests windows that have ended, also while no source speaks.
  func closeWindows(at now: Instant, statuses: [SourceStatus]) throws {
    try state.withLock { state in
      state.reach.know(statuses)
      let reached = state.reach.reached(at: now, except: nil, state.watermarks)
      let firings = state.windows.close(upTo: reached)
      guard !firings.isEmpty || state.windows.hasChanges else { return }
      let ruleSet = state.loaded.ruleSet
      state.pending.findings += firings.map { Self.markExercise(ruleSet.finding(ofEnded: $0)) }
      state.pending.since = state.pending.since ?? now
      if !firings.isEmpty { try commit(&state, at: now) }
    }
  }

  /// These sources have been read to their end.
  func caughtUp(_ sources: [String]) {
    state.withLock { $0.reach.caughtUp(sources) }
  }

  /// From now on time may pass for sources that are silent; these may still have much to say.
  func beginClosing(waitingFor sources: [String]) {
    state.withLock { $0.reach.begin(waitingFor: sources) }
  }

  /// Counters for `status`.
  var windowCounters: (groups: Int, counters: WindowCounters) {
    state.withLock { ($0.windows.groupCount, $0.windows.counters) }
  }

  /// A drill's line stands in a file of its own; each drill is an alert of its own.
  private static func markExercise(_ finding: Finding) -> Finding {
    guard finding.place.source == DrillLine.source else { return finding }
    var marked = finding
    marked.isExercise = true
    marked.group.append(
      .init(name: "rung", value: Untrusted(finding.time.rfc3339(milliseconds: true))))
    return marked
  }

  // One call, because alerts, windows and read positions reach the disk together.
  private func commit(_ state: inout State, at now: Instant) throws {
    state.pending.rows += state.windows.takeChanges()
    guard !state.pending.isEmpty else { return }
    let hadFindings = !state.pending.findings.isEmpty
    try persistently { [pending = state.pending, register = state.register] in
      try store.commit { ledger in
        for finding in try ledger.marked(pending.findings) {
          try ledger.absorb(finding, register, at: now)
        }
        try ledger.save(positions: Array(pending.positions.values))
        try ledger.save(windows: pending.rows)
        try ledger.save(assemblies: Array(pending.assemblies.values))
        try ledger.save(sightings: Array(pending.sightings.values))
      }
    }
    for position in state.pending.positions.values {
      let key = Self.key(position.source, position.file)
      state.arrivals[key]?.removeAll { $0.ends <= position.offset || position.isFinished }
    }
    state.pending = Pending()
    if hadFindings { committed() }
  }

  /// Tries until the disk takes it: what was read stays in memory, and nothing more is read.
  func persistently(_ write: () throws -> Void) throws {
    var saidSo = false
    defer { pulse.isExcused.withLock { $0 = false } }
    while true {
      do {
        return try write()
      } catch let error as StorageError where error.code == .full || error.code == .busy {
        if !saidSo {
          style.say("\(error)\nhint: nothing is lost; reading goes on when there is room")
        }
        saidSo = true
        pulse.isExcused.withLock { $0 = true }
        if isStopping.withLock({ $0 }) { throw Stopped() }
        Waker().wait(atMost: .seconds(1))
      }
    }
  }
}
