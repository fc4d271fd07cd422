package import Records

/// Leaves a receiver alone that keeps failing, and tries it with one message from time to time.
///
/// It opens after 5 failures in a row, or when half of at least 10 attempts failed; it stays open
/// 30 s, doubled each time it opens again, up to 15 minutes; then one probe is let through, whose
/// result closes it or opens it again.
package struct Breaker: Sendable, Equatable, Codable {
  package enum State: Sendable, Equatable, Codable {
    case closed
    case open(until: Instant)
    /// One probe is on its way since then.
    case probing(since: Instant)
  }

  package static let failuresInRow = 5
  package static let attemptsMin = 10
  /// Attempts looked back on: the bits of `recent` that are used.
  package static let attemptsMax = 20
  package static let firstOpen = Duration.seconds(30)
  /// A probe that nobody reported on (the process died) is thought lost after this: more than the
  /// longest transfer.
  package static let probeLostAfter = Duration.seconds(120)

  package private(set) var state = State.closed
  /// Since when it has not worked; nil while closed.
  package private(set) var openSince: Instant?
  private var row = 0
  /// Newest attempt in bit 0; 1 is a failure.
  private var recent: UInt32 = 0
  private var recentCount = 0
  private var openings = 0

  package init() {}

  /// Nil when an attempt may be made now, otherwise when to ask again.
  ///
  /// It changes nothing, so it may be asked any number of times: `begin` is told of the attempt.
  package func refusal(at now: Instant) -> Instant? {
    switch state {
    case .closed: nil
    // A clock that was set back must not keep it shut beyond the longest span.
    case .open(let until):
      min(until, now + Backoff.longest) > now ? min(until, now + Backoff.longest) : nil
    case .probing(let since):
      now >= since && now < since + Self.probeLostAfter ? since + Self.probeLostAfter : nil
    }
  }

  /// An attempt begins: the one that begins while open is the probe.
  package mutating func begin(at now: Instant) {
    if state != .closed { state = .probing(since: now) }
  }

  /// An attempt reached the receiver, whatever it thought of the message.
  package mutating func succeeded() {
    state = .closed
    openSince = nil
    row = 0
    openings = 0
    remember(failure: false)
  }

  package mutating func failed(at now: Instant) {
    row += 1
    remember(failure: true)
    switch state {
    case .closed: if mustOpen { open(at: now) }
    case .probing: open(at: now)
    case .open: break  // A transfer that began before it opened says nothing new.
    }
  }

  /// An attempt ended before it left this machine: a probe may be sent again at once.
  package mutating func unused(at now: Instant) {
    if case .probing = state { state = .open(until: now) }
  }

  private var mustOpen: Bool {
    row >= Self.failuresInRow
      || recentCount >= Self.attemptsMin && recent.nonzeroBitCount * 2 >= recentCount
  }

  private mutating func open(at now: Instant) {
    openings += 1
    openSince = openSince ?? now
    state = .open(until: now + Backoff.ceiling(failures: openings, first: Self.firstOpen))
    // What is counted from here on is the receiver after its rest.
    recent = 0
    recentCount = 0
  }

  private mutating func remember(failure: Bool) {
    recent = (recent << 1 | (failure ? 1 : 0)) & (1 << UInt32(Self.attemptsMax) - 1)
    recentCount = min(recentCount + 1, Self.attemptsMax)
  }
}
