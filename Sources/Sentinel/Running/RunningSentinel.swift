import Alerting
import Detection
import Glibc
import Records
import Storage
import Synchronization
import Watching

/// The sentinel while it runs: everything open, every loop on its way.
///
/// It starts in the order in which things depend on each other and stops in reverse: watchers
/// first, so that nothing new comes; then what they heard is committed; then what is under way is
/// delivered; the database last.
package final class RunningSentinel: Sendable {
  /// How a run ended.
  package enum Ending: Sendable {
    case stopped
    case badConfiguration
    case failed(String, hint: String?)
  }

  let places: Places
  let style: WatchStyle
  let lock: StateLock
  let store: Store
  let selfLog: SelfLog
  let committer: Committer
  let outbox: Outbox
  let watch: SourceWatch
  let pulse: Pulse
  let isStopping = Mutex(false)
  /// What a loop could not go on from.
  let failure = Mutex<DeskProblem?>(nil)
  let started: Instant
  /// Which sources have fallen silent.
  let silence: Mutex<SilenceWatch>
  /// Which sources lose lines or cannot be read.
  let impairments: Mutex<Impairments>
  /// The same as it stands in the database.
  let keptImpairments: Mutex<Impairments>
  /// All-clears that the disk has not taken yet.
  let owedClears = Mutex<[Impairments.Mended]>([])
  /// What is blind, and what it was computed from.
  let blindness = Mutex(KnownBlindness())
  /// Takes what readers say, once everything is there that it needs.
  private let gate = HappeningGate()
  /// What each loop said last that it could not do.
  let troubles = Mutex<[String: (clause: String, at: Instant)]>([:])

  /// Watches until a signal says to stop; the caller's thread waits for the signals.
  package static func run(_ places: Places, style: WatchStyle) -> Ending {
    let signals = Signals()
    let loaded = Loaded.read(places, now: .now())
    if !loaded.diagnostics.isEmpty { style.say(loaded.text()) }
    guard !loaded.hasConfigurationErrors else { return .badConfiguration }
    do {
      let sentinel = try RunningSentinel(places, loaded, style)
      sentinel.live(signals)
      if let problem = sentinel.failure.withLock({ $0 }) {
        return .failed(problem.clause, hint: problem.hint)
      }
      return .stopped
    } catch {
      let problem = DeskProblem(error)
      return .failed(problem.clause, hint: problem.hint)
    }
  }

  private init(_ places: Places, _ loaded: Loaded, _ style: WatchStyle) throws {
    self.places = places
    self.style = style
    started = .now()
    pulse = Pulse()
    lock = try StateLock(folder: places.state)
    store = try Store(folder: places.state)
    try store.noteBeginning(at: started)
    silence = Mutex(Self.knownSilence(in: store))
    let known = Self.knownImpairments(in: store)
    impairments = Mutex(known)
    keptImpairments = Mutex(known)
    let selfLog = SelfLog(folder: places.state)
    self.selfLog = selfLog
    try Self.proveJournal(store, selfLog, style)
    outbox = try Outbox(
      store: store, register: loaded.register(instance: store.instance), style: style,
      isCommand: false,
      report: { selfLog.append($0) })
    committer = try Committer(
      store: store, loaded: loaded, style: style, pulse: pulse,
      formats: Self.knownFormats(in: store), clock: { .now() },
      committed: { [outbox] in outbox.waker.ring() })
    watch = try SourceWatch(
      places: places, loaded: loaded, store: store, report: { [gate] in gate.tell($0) })
  }

  /// Starts the loops, waits for signals, stops in order.
  private func live(_ signals: borrowing Signals) {
    gate.open { [self] in hear($0) }
    defer { gate.close() }
    noteRestart()
    noteAbsence()
    let reading = watch.start(committer: committer, pulse: pulse, failed: { [self] in fail($0) })
    let sending = Loop("outbox") { [self] in sendLoop() }
    let keeping = Loop("keeper") { [self] in keepLoop() }
    let collecting = Loop("evidence") { [self] in collectLoop() }
    let verifying = Loop("verifier") { [self] in verifyLoop() }
    watch.waitUntilOpen()
    committer.beginClosing(waitingFor: watch.unmeasured)
    introduce()
    if style.ringsDrill { DrillLine.ring(in: places.state, why: "rung at the start", at: .now()) }
    waitForSignals(signals)
    Readiness.stopping()
    style.say("stopping")
    committer.isStopping.withLock { $0 = true }
    watch.stop()
    for loop in reading { loop.join() }
    try? committer.flush(at: .now(), all: true)
    isStopping.withLock { $0 = true }
    outbox.waker.ring()
    sending.join()
    keeping.join()
    collecting.join()
    verifying.join()
    outbox.stop(within: .seconds(5), at: { .now() })
    leave()
  }

  private func waitForSignals(_ signals: borrowing Signals) {
    while !isStopping.withLock({ $0 }) {
      switch signals.next(waitingAtMost: 10_000) {
      case .stop: return
      case .reload: reload()
      case .none: feedWatchdog()
      }
    }
  }

  private func feedWatchdog() {
    let stuck = pulse.stuckLoops()
    if stuck.isEmpty {
      Readiness.alive()
    } else {
      style.say("not moving: " + stuck.joined(separator: ", "))
    }
  }

  /// A loop met what it cannot go on from: the run ends, and the unit starts it again.
  private func fail(_ error: any Error) {
    guard !(error is Committer.Stopped) else { return }
    failure.withLock { $0 = $0 ?? DeskProblem(error) }
    isStopping.withLock { $0 = true }
    kill(getpid(), SIGTERM)
  }

  /// A marker stays behind when a run is killed; the next one says so.
  private func noteRestart() {
    let marker = places.state + "/running"
    if unsafe access(marker, F_OK) == 0 {
      selfLog.append(
        Happening(
          action: .restarted, subject: "tocsin",
          detail: "the sentinel was killed or crashed; it reads on where it had stopped",
          time: .now()))
    }
    close(unsafe open(marker, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
  }

  private func leave() {
    keepLife(at: .now())
    unsafe unlink(places.state + "/running")
    unsafe unlink(places.state + "/status.json")
    try? store.close()
    style.say("stopped")
  }
}
