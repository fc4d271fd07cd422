package import Records

/// How often a receiver may be spoken to, so that its service need not complain first.
///
/// It keeps one instant instead of a number of tokens (the "generic cell rate algorithm"): the
/// moment at which the bucket would be full again. That is exact, survives a restart as one number
/// and needs no timer.
package struct TokenBucket: Sendable, Equatable, Codable {
  /// Messages at once, when nothing was sent for long.
  package private(set) var burst: Int
  /// Time in which one more message is earned.
  package private(set) var interval: Duration
  /// When the bucket is full; in the past: it is.
  private var fullAt = Instant(microseconds: 0)

  /// A bucket that is full; `burst` and `interval` are raised to at least 1 and 1 µs.
  package init(burst: Int, interval: Duration) {
    self.burst = max(1, burst)
    self.interval = max(.microseconds(1), interval)
  }

  /// The receiver's own rate, or what its kind of service is known to bear.
  package init(for receiver: Receiver) {
    if let rate = receiver.rate {
      self.init(burst: rate.burst, interval: rate.per / max(1, rate.messages))
    } else {
      self.init(kind: receiver.kind)
    }
  }

  /// Takes one token; nil when it was there, otherwise when one will be.
  package mutating func take(at now: Instant) -> Instant? {
    if let next = next(at: now) { return next }
    fullAt = max(fullAt, now) + interval
    return nil
  }

  /// When the next token is there; nil when that is now.
  package func next(at now: Instant) -> Instant? {
    // A clock that was set back must not close the bucket for longer than it takes to fill.
    let full = min(fullAt, now + interval * burst)
    let due = full - interval * (burst - 1)
    return due > now ? due : nil
  }

  /// Takes another declaration's numbers over and keeps what was spent.
  package mutating func adopt(_ other: TokenBucket) {
    burst = other.burst
    interval = other.interval
  }
}

extension TokenBucket {
  /// Defaults by kind.
  ///
  /// Chats take about one message a second and hook, less on Teams: three at once, then one in two
  /// seconds. A relay is a shared machine: ten, then one a second. A collector of one's own and the
  /// terminal are held only against a loop of our own making.
  private init(kind: Receiver.Kind) {
    switch kind {
    case .slack, .teams, .discord: self.init(burst: 3, interval: .seconds(2))
    case .mail: self.init(burst: 10, interval: .seconds(1))
    case .webhook, .terminal: self.init(burst: 1000, interval: .milliseconds(1))
    }
  }
}
