import Synchronization

/// Sends mail through libcurl, each receiver's relay on a thread of its own.
///
/// Not in the HTTP transport's multi handle: a relay that is slow after DATA blocks
/// `curl_multi_perform` for seconds, and every webhook with it. A completion is called exactly once,
/// on the relay's thread, and must not block.
package final class MailTransport: Sendable {
  package typealias Completion = @Sendable (MailReply) -> Void

  /// Receivers of mail, and so threads, at once.
  static let relaysMax = 64

  /// After the deadline of `stop`, the time for libcurl to let go: it asks once a second.
  private static let grace = Duration.seconds(3)

  private struct State {
    var relays: [String: (relay: MailRelay, thread: LoopThread)] = [:]
    var isOpen = true
  }

  private let state = Mutex(State())
  private let resolver: NameResolver
  private let host: String

  /// `host` is how relays are greeted; a name that is none becomes `localhost`.
  package init(resolver: NameResolver = NameResolver(), host: String) {
    self.resolver = resolver
    self.host = Self.greeting(host)
  }

  deinit { for entry in state.withLock({ $0.relays }).values { entry.relay.enter(.abandoning) } }

  /// Queues one message; a full queue or a stopped transport answers at once, with an obstacle.
  package func submit(_ request: MailRequest, completion: @escaping Completion) {
    let obstacle: Obstacle? = state.withLock { state in
      guard state.isOpen else { return .stopped }
      guard let relay = relay(of: request.receiver, in: &state) else { return .noThread }
      return relay.add(request, completion)
    }
    if let obstacle { completion(MailReply(obstacle: obstacle)) }
  }

  private func relay(of receiver: String, in state: inout State) -> MailRelay? {
    if let known = state.relays[receiver] { return known.relay }
    guard state.relays.count < Self.relaysMax else { return nil }
    let relay = MailRelay(resolver: resolver, host: host)
    guard let thread = relay.start() else { return nil }
    state.relays[receiver] = (relay, thread)
    return relay
  }

  /// Takes no more, sends what was taken, and gives up what is left at the deadline.
  ///
  /// Blocks until then. Each message is answered, the abandoned ones with `stopped`.
  package func stop(within span: Duration) {
    let deadline = ContinuousClock.now + span
    finish()
    let entries = state.withLock { $0.relays.values.map { $0 } }
    let late = entries.filter {
      !$0.thread.waitForEnd(within: ContinuousClock.now.duration(to: deadline))
    }
    for entry in late { entry.relay.enter(.abandoning) }
    let end = ContinuousClock.now + Self.grace
    for entry in late { _ = entry.thread.waitForEnd(within: ContinuousClock.now.duration(to: end)) }
  }

  /// Takes no more and lets what was taken go on; `stop` waits for it.
  package func finish() {
    let entries = state.withLock { state in
      state.isOpen = false
      return state.relays.values.map { $0 }
    }
    for entry in entries { entry.relay.enter(.finishing) }
  }

  /// Letters, digits, dots and hyphens, as a URL's path and EHLO both take them.
  private static func greeting(_ host: String) -> String {
    let isName = host.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        || byte == 0x2d || byte == 0x2e
    }
    return isName && (1...255).contains(host.utf8.count) ? host : "localhost"
  }
}
