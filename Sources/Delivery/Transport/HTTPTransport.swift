/// Posts to webhooks through libcurl: one multi handle, driven by a thread of its own.
///
/// Every receiver has its own handles (at most `lanesMax` transfers at once), so a slow one holds up
/// none but itself. Nothing here judges a reply: `Classifier` does. A completion is called exactly
/// once, on the transport's thread, and must not block.
package final class HTTPTransport: Sendable {
  package typealias Completion = @Sendable (HTTPReply) -> Void

  /// Transfers at once to one receiver.
  package static let lanesMax = 4

  /// After the deadline of `stop`, the time for libcurl to let go.
  private static let grace = Duration.seconds(5)

  private let inbox: HTTPInbox
  private let thread: LoopThread

  /// Starts the thread; nil when libcurl or the system would not.
  package init?(resolver: NameResolver = NameResolver()) {
    guard let multi = Multi() else { return nil }
    let inbox = HTTPInbox(multi: multi)
    guard
      let thread = LoopThread(
        named: "tocsin-http", { HTTPLoop(inbox: inbox, resolver: resolver).run() })
    else { return nil }
    self.inbox = inbox
    self.thread = thread
  }

  deinit { inbox.enter(.abandoning) }

  /// Queues one POST; a full queue or a stopped transport answers at once, with an obstacle.
  package func submit(_ request: HTTPRequest, completion: @escaping Completion) {
    if let obstacle = inbox.add(.init(request: request, completion: completion)) {
      completion(HTTPReply(obstacle: obstacle))
    }
  }

  /// Takes no more, finishes what was taken, and gives up what is left at the deadline.
  ///
  /// Blocks until then. Each request is answered, the abandoned ones with `stopped`.
  package func stop(within span: Duration) {
    finish()
    if thread.waitForEnd(within: span) { return }
    inbox.enter(.abandoning)
    _ = thread.waitForEnd(within: Self.grace)
  }

  /// Takes no more and lets what was taken go on; `stop` waits for it.
  package func finish() { inbox.enter(.finishing) }
}
