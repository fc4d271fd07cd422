package import Records

/// The one door of delivery: takes a payload to a receiver and says what became of it.
///
/// It makes one attempt; when to make the next one is `ReceiverPace`'s to say, and the outbox's to
/// remember. A completion is called exactly once, from a thread of the transports (for a terminal
/// from the caller's own), and must not block.
package final class Courier: Sendable {
  package typealias Completion = @Sendable (Receipt) -> Void

  private let web: HTTPTransport
  private let mail: MailTransport
  private let terminal: @Sendable (String) -> Bool
  private let timeouts: Timeouts?

  /// Starts the transports; nil when libcurl or the system would not.
  ///
  /// `host` is how relays are greeted. `terminal` writes and says whether it could. `timeouts`
  /// replaces both transports' own; it is there for tests and trials.
  package init?(
    host: String, resolver: NameResolver = NameResolver(), timeouts: Timeouts? = nil,
    terminal: @escaping @Sendable (String) -> Bool
  ) {
    guard let web = HTTPTransport(resolver: resolver) else { return nil }
    self.web = web
    mail = MailTransport(resolver: resolver, host: host)
    self.terminal = terminal
    self.timeouts = timeouts
  }

  /// Makes one attempt.
  ///
  /// `key` is the notification's idempotency key, `now` the attempt's time: it is signed, and the
  /// receipt's `at` is `now` plus what the attempt took.
  package func send(
    _ payload: Payload, to ready: ReadyReceiver, key: String, at now: Instant,
    completion: @escaping Completion
  ) {
    switch payload {
    case .http(let payload): post(payload, to: ready, key: key, at: now, completion)
    case .mail(let payload): post(payload, to: ready, at: now, completion)
    case .terminal(let text): completion(show(text, on: ready, at: now))
    }
  }

  /// The payload as it goes out: with the signature of this attempt, where the receiver has a key.
  ///
  /// Sent by `send`; here for whoever shows the exact bytes without sending them.
  package static func signed(
    _ payload: HTTPPayload, for ready: ReadyReceiver, key: String, at now: Instant
  ) -> HTTPPayload {
    guard let secret = ready.signingKey else { return payload }
    var payload = payload
    payload.headers += StandardWebhooks.headers(
      id: key, timestamp: now, body: payload.body, key: secret)
    return payload
  }

  /// Takes no more, finishes what was taken, and gives up what is left at the deadline.
  ///
  /// Blocks for at most `span` and a few seconds; every attempt is answered before it returns,
  /// the ones given up with class `retryBackoff`.
  package func stop(within span: Duration) {
    let deadline = ContinuousClock.now + span
    web.finish()
    mail.finish()
    web.stop(within: span)
    mail.stop(within: max(.zero, ContinuousClock.now.duration(to: deadline)))
  }

  private func post(
    _ payload: HTTPPayload, to ready: ReadyReceiver, key: String, at now: Instant,
    _ completion: @escaping Completion
  ) {
    let classifier = Classifier(for: ready)
    let payload = Self.signed(payload, for: ready, key: key, at: now)
    let url = Self.join(ready.url ?? "", payload.query)
    var request = HTTPRequest(
      receiver: ready.receiver.id, url: url, payload: payload,
      isInternal: ready.receiver.isInternal, caFile: ready.receiver.caFile)
    if let timeouts { request.timeouts = timeouts }
    let began = ContinuousClock.now
    web.submit(request) { reply in
      completion(classifier.receipt(for: reply, at: now + began.duration(to: .now)))
    }
  }

  private func post(
    _ payload: MailPayload, to ready: ReadyReceiver, at now: Instant,
    _ completion: @escaping Completion
  ) {
    let classifier = Classifier(for: ready)
    let receiver = ready.receiver
    guard let relay = receiver.mail else {
      return completion(classifier.receipt(for: MailReply(obstacle: .badURL), at: now))
    }
    var request = MailRequest(
      receiver: receiver.id,
      relay: .init(
        url: relay.relay, tls: relay.tls, user: relay.user, password: ready.password,
        caFile: receiver.caFile, isInternal: receiver.isInternal), payload: payload)
    if let timeouts { request.timeouts = timeouts }
    let began = ContinuousClock.now
    mail.submit(request) { reply in
      completion(classifier.receipt(for: reply, at: now + began.duration(to: .now)))
    }
  }

  private func show(_ text: String, on ready: ReadyReceiver, at now: Instant) -> Receipt {
    let isShown = terminal(text)
    let words = isShown ? "shown" : "the terminal cannot be written to"
    return Receipt(
      class: isShown ? .delivered : .retryBackoff, at: now,
      detail: Untrusted("receiver '\(ready.receiver.id)': \(words)"))
  }

  /// The URL with one more query, which goes before a fragment.
  static func join(_ url: String, _ query: String?) -> String {
    guard let query, !query.isEmpty else { return url }
    let fragment = url.firstIndex(of: "#") ?? url.endIndex
    let base = url[..<fragment]
    return base + (base.contains("?") ? "&" : "?") + query + url[fragment...]
  }
}
