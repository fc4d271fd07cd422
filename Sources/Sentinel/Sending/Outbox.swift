import Alerting
import Delivery
import FoundationEssentials
import Records
import Storage
import Synchronization

/// Moves what is owed from the database to receivers, and what became of it back.
///
/// The database is the queue: rows are leased, so that a command and the sentinel never send one
/// twice, and every attempt is settled there. Only `step` decides; completions only hand their
/// receipt over. One thread calls it: the sentinel's loop, or a command that drains.
final class Outbox: Sendable {
  /// How long a lease holds: longer than the longest attempt with its name look-up.
  static let lease = Duration.seconds(150)

  /// An attempt that has ended, on its way back to the database.
  struct Ended: Sendable {
    var notification: Notification
    var rendering: Rendering
    var receipt: Receipt
  }

  struct State {
    var lanes: [String: Lane] = [:]
    var ended: [Ended] = []
    var register: Register
    /// Keys that a failover receiver was given in this run; the database knows the rest.
    var redirected: Set<String> = []
  }

  let store: Store
  let owner: String
  let courier: Courier
  let style: WatchStyle
  let waker: Waker
  let report: @Sendable (Happening) -> Void
  let state: Mutex<State>
  /// A command leaves a receiver whose secret it cannot read to the sentinel.
  let isCommand: Bool

  /// Throws when libcurl cannot be started.
  init(
    store: Store, register: Register, style: WatchStyle, isCommand: Bool,
    report: @escaping @Sendable (Happening) -> Void
  ) throws {
    self.store = store
    self.style = style
    self.isCommand = isCommand
    self.report = report
    // One sentinel runs on a state folder, so its name needs no number, and what a killed one had
    // leased is its successor's at once.
    let process = ProcessInfo.processInfo.processIdentifier
    owner = isCommand ? "command-\(process)" : "sentinel"
    waker = Waker()
    state = Mutex(State(register: register))
    let write = style.write
    guard
      let courier = Courier(
        host: Host.name,
        terminal: { text in
          write(text.hasSuffix("\n") ? String(text.dropLast()) : text)
          return true
        })
    else {
      throw DeskProblem("libcurl could not be started")
    }
    self.courier = courier
    if !isCommand { try takeOver(at: .now()) }
    try adopt(register)
  }

  /// What a killed run had leased is free, and no wait is longer than a receiver may ask for: the
  /// clock may have jumped since.
  private func takeOver(at now: Instant) throws {
    try store.commit { ledger in
      try ledger.release(owner: owner, at: now)
      try ledger.pullBack(to: now + ReceiverPace.waitMax)
    }
  }

  /// Takes another register over; receivers that a person has mended are tried again.
  func adopt(_ register: Register) throws {
    let credentials = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
    let kept = try store.read { reading in
      (
        pace: try reading.receiverStates(kind: "pace"),
        storm: try reading.receiverStates(kind: "storm")
      )
    }
    state.withLock { state in
      state.register = register
      var lanes: [String: Lane] = [:]
      for receiver in register.reachableReceivers {
        lanes[receiver.id] =
          Lane(
            receiver, pace: kept.pace[receiver.id].flatMap(decode),
            storm: kept.storm[receiver.id].flatMap(decode), credentials: credentials)
        lanes[receiver.id]?.underWay = state.lanes[receiver.id]?.underWay ?? 0
      }
      state.lanes = lanes
    }
    if !isCommand { try releaseParked() }
    waker.ring()
  }

  /// A start and a reload are a person's word that it may work now.
  private func releaseParked() throws {
    try store.commit { ledger in
      for parked in try ledger.reading.parkedReceivers() {
        try ledger.unpark(parked.receiver, by: "tocsin", at: .now())
      }
    }
  }

  /// Looks at every receiver once; returns when to look again at the latest.
  func step(at now: Instant) throws -> Instant {
    try settleEnded(at: now)
    var next = now + .seconds(1)
    if !isCommand { try expireHorizons(at: now) }
    for id in state.withLock({ $0.lanes.keys.sorted() }) {
      if let due = try serve(id, at: now) { next = min(next, due) }
    }
    if let due = try store.read({ try $0.dueAt() }), due > now { next = min(next, due) }
    return max(next, now + .milliseconds(1))
  }

  /// Finishes what is under way, as far as `span` allows, and gives the rest back.
  func stop(within span: Duration, at now: @Sendable () -> Instant) {
    courier.stop(within: span)
    try? settleEnded(at: now())
    _ = try? store.commit { try $0.release(owner: owner, at: now()) }
  }
}

func decode<Value: Decodable>(_ bytes: [UInt8]) -> Value? {
  try? JSONDecoder().decode(Value.self, from: Data(bytes))
}

func encode(_ value: some Encodable) -> [UInt8] {
  (try? JSONEncoder().encode(value)).map { [UInt8]($0) } ?? []
}
