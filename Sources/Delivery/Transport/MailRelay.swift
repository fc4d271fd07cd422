import Dispatch
import Synchronization

/// One receiver's mail: a thread that sends message after message over one connection.
final class MailRelay: Sendable {
  /// How long an unused connection is kept.
  static let idleMax = Duration.seconds(30)

  /// Messages waiting; the outbox holds what is beyond.
  static let waitingMax = 1024

  enum Phase { case open, finishing, abandoning, ended }

  private struct Order: Sendable {
    var request: MailRequest
    var completion: MailTransport.Completion
    let added = ContinuousClock.now

    var isLate: Bool { added.duration(to: .now) > request.timeouts.queue }
  }

  private struct State {
    var waiting: ArraySlice<Order> = []
    var phase = Phase.open
    /// That of the session in use.
    var socket: MailSocket?
  }

  private let state = Mutex(State())
  private let bell = DispatchSemaphore(value: 0)
  private let resolver: NameResolver
  private let host: String

  init(resolver: NameResolver, host: String) {
    self.resolver = resolver
    self.host = host
  }

  /// Begins the thread; nil when the system has none.
  func start() -> LoopThread? { LoopThread(named: "tocsin-mail", { [self] in run() }) }

  /// Takes a message, or says why not.
  func add(_ request: MailRequest, _ completion: @escaping MailTransport.Completion) -> Obstacle? {
    let obstacle: Obstacle? = state.withLock { state in
      guard state.phase == .open else { return .stopped }
      guard state.waiting.count < Self.waitingMax else { return .full }
      state.waiting.append(Order(request: request, completion: completion))
      return nil
    }
    if obstacle == nil { bell.signal() }
    return obstacle
  }

  func enter(_ phase: Phase) {
    state.withLock { state in
      guard state.phase != .ended else { return }
      state.phase = phase
      if phase == .abandoning { state.socket?.hangUp() }
    }
    bell.signal()
  }

  private var isAbandoned: Bool { state.withLock { $0.phase == .abandoning } }

  private func run() {
    var session: MailSession?
    while true {
      if let order = next() {
        let reply =
          order.isLate ? MailReply(obstacle: .late) : send(order.request, &session)
        order.completion(reply)
        continue
      }
      if state.withLock({ $0.phase != .open }) { break }
      if !waitForBell(session == nil) { session = nil }
    }
    for order in end() { order.completion(MailReply(obstacle: .stopped)) }
  }

  /// The next message, while messages are to be sent.
  private func next() -> Order? {
    state.withLock { $0.phase == .abandoning ? nil : $0.waiting.popFirst() }
  }

  private func end() -> ArraySlice<Order> {
    state.withLock { state in
      defer { state.waiting = [] }
      state.phase = .ended
      return state.waiting
    }
  }

  /// False when an open connection was idle for too long.
  private func waitForBell(_ forEver: Bool) -> Bool {
    let seconds = Int(Self.idleMax.components.seconds)
    return bell.wait(timeout: forEver ? .distantFuture : .now() + .seconds(seconds)) == .success
  }

  private func send(_ request: MailRequest, _ session: inout MailSession?) -> MailReply {
    guard let address = ReceiverAddress(request.relay.url),
      ["smtp", "smtps"].contains(address.scheme)
    else { return MailReply(obstacle: .badURL) }
    let found = resolver.addresses(
      of: address.host, within: request.timeouts.connect, while: { !isAbandoned })
    switch found {
    case .found(let found):
      let reply = attempt(request, address, found, &session)
      if reply.curl != CurlResult.ok { end(&session) }
      return reply
    case .notFound: return MailReply(curl: CurlResult.nameNotFound, obstacle: .noName)
    case .busy: return MailReply(obstacle: .busyNames)
    case nil where isAbandoned: return MailReply(obstacle: .stopped)
    case nil: return MailReply(curl: CurlResult.timedOut, obstacle: .slowName)
    }
  }

  /// Sends it; once more on a fresh connection when the one that stood had ended meanwhile.
  private func attempt(
    _ request: MailRequest, _ address: ReceiverAddress, _ found: [NetAddress],
    _ session: inout MailSession?
  ) -> MailReply {
    if session?.relay != request.relay { end(&session) }
    guard let first = session ?? fresh(request.relay) else {
      return MailReply(obstacle: .badOption)
    }
    session = first
    let reply = first.send(request, to: address, at: found, as: host)
    let hadEnded = reply.code == nil || reply.code == 421
    guard reply.curl != CurlResult.ok, first.wasReused, hadEnded, !reply.isSent,
      reply.obstacle == nil
    else { return reply }
    end(&session)
    session = fresh(request.relay)
    return session?.send(request, to: address, at: found, as: host) ?? reply
  }

  /// Drops a session without a word: what broke, or is no longer trusted, is not asked to part.
  private func end(_ session: inout MailSession?) {
    session?.socket.hangUp()
    session = nil
  }

  private func fresh(_ relay: MailRequest.Relay) -> MailSession? {
    let socket = MailSocket()
    state.withLock { state in
      state.socket = socket
      if state.phase == .abandoning { socket.hangUp() }
    }
    return MailSession(relay: relay, socket: socket) { [self] in isAbandoned }
  }
}
