package import Records

/// When one receiver may be spoken to next: its token bucket, its breaker, and what it asked for.
///
/// Pure and `Codable`: the clock and the random number are arguments, and what it knows can be
/// kept over a restart. One value a receiver; notifications share it.
package struct ReceiverPace: Sendable, Equatable, Codable {
  /// Whether an attempt may begin.
  package enum Permission: Sendable, Equatable {
    /// Begin now; the token is taken, and the result must come to `note`.
    case go
    /// Ask again then; nothing was taken.
    case wait(until: Instant)
    /// Not before a person calls `resume`; with the class of the receipt that stopped it.
    case stopped(Receipt.Class)
  }

  /// A breaker that is open for this long sends urgent messages to the failover receiver.
  ///
  /// Two minutes: a restart of a service is over by then, and a critical alert can wait no longer.
  package static let failoverAfter = Duration.seconds(120)

  /// The longest wait a receiver can ask for.
  package static let waitMax = Duration.seconds(6 * 3600)

  /// After a certificate failure the next try is this far off, for the whole receiver.
  package static let tlsProbeEvery = Duration.seconds(15 * 60)

  /// The first retry after a relay's "not now" (greylisting expects to see us again after minutes).
  package static let greylistWait = Duration.seconds(5 * 60)

  package private(set) var bucket: TokenBucket
  package private(set) var breaker = Breaker()
  /// Set when the receiver is stopped until a person acts.
  package private(set) var stopped: Receipt.Class?
  private var notBefore: Instant?
  /// Refusals for speaking too often that named no time, in a row.
  private var vagueRefusals = 0
  private let hasKey: Bool
  private let isMail: Bool

  package init(for receiver: Receiver) {
    bucket = TokenBucket(for: receiver)
    isMail = receiver.kind == .mail
    // Standard Webhooks carry `webhook-id`, mail its `Message-ID`; chats' hooks have nothing.
    hasKey = receiver.kind == .mail || receiver.kind == .webhook
  }

  /// Asks for one attempt and, when it may begin, counts it.
  package mutating func mayStart(at now: Instant) -> Permission {
    if let stopped { return .stopped(stopped) }
    if let until = asked(at: now) { return .wait(until: until) }
    if let until = breaker.refusal(at: now) { return .wait(until: until) }
    if let until = bucket.take(at: now) { return .wait(until: until) }
    breaker.begin(at: now)
    return .go
  }

  /// The time the receiver asked us to wait for; nil when it is past.
  private func asked(at now: Instant) -> Instant? {
    guard let notBefore else { return nil }
    // A clock that was set back must not make it longer than anyone may ask for.
    let until = min(notBefore, now + Self.waitMax)
    return until > now ? until : nil
  }

  /// Whether urgent messages should go elsewhere: it is stopped, has been out of order for
  /// `failoverAfter`, or is not to be spoken to for that long.
  package func isOpenLong(at now: Instant) -> Bool {
    if stopped != nil { return true }
    if let until = asked(at: now), until - now >= Self.failoverAfter { return true }
    guard let since = breaker.openSince else { return false }
    return now - since >= Self.failoverAfter
  }

  /// A person has mended it: whatever was held against it is forgotten, its token bucket apart.
  package mutating func resume() {
    stopped = nil
    notBefore = nil
    vagueRefusals = 0
    breaker = Breaker()
  }

  /// Takes a changed declaration over; what happened so far stays, a stop is lifted.
  package mutating func reload(for receiver: Receiver) {
    let spent = bucket
    self = ReceiverPace(for: receiver)
    let declared = bucket
    bucket = spent
    bucket.adopt(declared)
  }
}

extension ReceiverPace {
  /// What becomes of the notification.
  package enum Next: Sendable, Equatable {
    case delivered
    /// It may have arrived, and the service cannot tell a second copy from the first: leave it.
    case uncertain
    case waiting(until: Instant)
    /// Render it `small` and send that at once.
    case shrink
    /// The receiver is stopped, and this message waits for a person with it.
    case parked
    /// Refused for good, or its horizon is over.
    case dead
  }

  /// What the pace must know of the notification that was tried.
  package struct Attempt: Sendable, Equatable {
    /// Attempts made with this one, from 1.
    package var number: Int
    package var rendering: Rendering
    package var horizon: Instant

    package init(number: Int, rendering: Rendering, horizon: Instant) {
      self.number = number
      self.rendering = rendering
      self.horizon = horizon
    }
  }

  /// Learns from one receipt; `random` (0..<1) spreads the retries.
  package mutating func note(
    _ receipt: Receipt, of attempt: Attempt, random: Double, at now: Instant
  ) -> Next {
    count(receipt, at: now)
    switch receipt.class {
    case .delivered: return .delivered
    case .poison: return .dead
    case .shrinkOnce: return attempt.rendering == .full ? .shrink : .dead
    case .parkAuth, .disable, .local:
      stopped = receipt.class
      return .parked
    case .unknown where !hasKey: return .uncertain
    case .retryAt: return wait(until: holdOff(receipt, random: random, at: now), attempt, at: now)
    case .tls:
      notBefore = now + Self.tlsProbeEvery
      return wait(until: now + Self.tlsProbeEvery, attempt, at: now)
    case .retryBackoff, .unknown, .partial:
      return wait(until: now + delay(receipt, attempt, random), attempt, at: now)
    }
  }

  /// What the receipt says of the receiver, as opposed to the message.
  private mutating func count(_ receipt: Receipt, at now: Instant) {
    switch receipt.class {
    // It asked for time: it works.
    case .retryAt: if breaker.state != .closed { breaker.succeeded() }
    // Without a result of libcurl and an answer it never left this machine.
    case .retryBackoff where receipt.curl == 0 && receipt.code == nil: breaker.unused(at: now)
    case .retryBackoff, .unknown, .tls, .parkAuth, .disable, .local: breaker.failed(at: now)
    case .delivered, .poison, .shrinkOnce, .partial: breaker.succeeded()
    }
    if receipt.class != .retryAt { vagueRefusals = 0 }
  }

  /// Moves the whole receiver to the time it named, or backs off when it named none.
  private mutating func holdOff(_ receipt: Receipt, random: Double, at now: Instant) -> Instant {
    let until: Instant
    if let wait = receipt.wait {
      vagueRefusals = 0
      until = now + min(max(wait, .seconds(1)), Self.waitMax)
    } else {
      vagueRefusals += 1
      until = now + max(.seconds(1), Backoff.delay(failures: vagueRefusals + 1, random: random))
    }
    notBefore = max(notBefore ?? until, until)
    return notBefore ?? until
  }

  private func delay(_ receipt: Receipt, _ attempt: Attempt, _ random: Double) -> Duration {
    let delay = Backoff.delay(failures: attempt.number, random: random)
    guard isMail, let code = receipt.code, (422...499).contains(code) else { return delay }
    return max(delay, Self.greylistWait)
  }

  /// The last attempt is made at the horizon itself.
  private func wait(until: Instant, _ attempt: Attempt, at now: Instant) -> Next {
    now >= attempt.horizon ? .dead : .waiting(until: min(until, attempt.horizon))
  }
}
