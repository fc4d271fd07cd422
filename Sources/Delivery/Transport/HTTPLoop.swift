import CCurl

/// The loop of `HTTPTransport`: takes orders in, finds names, moves bytes, hands replies out.
///
/// Everything in it belongs to its one thread.
@safe final class HTTPLoop {
  /// The longest sleep: only a lost wake-up would need it.
  private static let sleepMax = Duration.seconds(1)

  /// One receiver's orders, and a handle kept for the next one.
  private struct Desk {
    var waiting: ArraySlice<HTTPInbox.Order> = []
    var busy = 0
    var spare: HTTPLane?
  }

  /// An order whose name is being looked up.
  private struct Lookup {
    var order: HTTPInbox.Order
    var address: ReceiverAddress
    var deadline: ContinuousClock.Instant
  }

  private let inbox: HTTPInbox
  private let resolver: NameResolver
  private var desks: [String: Desk] = [:]
  private var lookups: [Int: Lookup] = [:]
  private var lastTicket = 0
  private var running: [ObjectIdentifier: HTTPLane] = [:]

  init(inbox: HTTPInbox, resolver: NameResolver) {
    self.inbox = inbox
    self.resolver = resolver
  }

  func run() {
    while true {
      let news = inbox.take()
      for order in news.orders {
        desks[order.request.receiver, default: Desk()].waiting.append(order)
      }
      for (ticket, answer) in news.answers { proceed(ticket, answer) }
      expireLookups()
      for receiver in desks.keys { fill(receiver) }
      advance()
      if news.phase == .abandoning || news.phase == .finishing && isIdle { break }
      sleep()
    }
    close()
  }

  private var isIdle: Bool {
    running.isEmpty && lookups.isEmpty && desks.values.allSatisfy { $0.waiting.isEmpty }
  }

  /// Begins as many of a receiver's orders as it may have at once.
  private func fill(_ receiver: String) {
    while let desk = desks[receiver], desk.busy < HTTPTransport.lanesMax,
      let order = desks[receiver]?.waiting.popFirst()
    {
      desks[receiver]?.busy += 1
      if let obstacle = begin(order) { answer(order, HTTPReply(obstacle: obstacle)) }
    }
  }

  /// Checks an order and asks for its name's addresses.
  private func begin(_ order: HTTPInbox.Order) -> Obstacle? {
    let request = order.request
    guard !order.isLate else { return .late }
    guard let address = ReceiverAddress(request.url),
      address.scheme == "https" || address.scheme == "http" && request.isInternal
    else { return .badURL }
    guard request.payload.headers.allSatisfy(\.isClean) else { return .badHeader }
    if let known = resolver.known(address.host) { return start(order, to: address, at: known) }
    lastTicket += 1
    let deadline = ContinuousClock.now + request.timeouts.connect
    lookups[lastTicket] = Lookup(order: order, address: address, deadline: deadline)
    resolver.find(address.host) { [inbox, lastTicket] in inbox.add($0, for: lastTicket) }
    return nil
  }

  private func proceed(_ ticket: Int, _ answer: NameResolver.Answer) {
    guard let lookup = lookups.removeValue(forKey: ticket) else { return }
    switch answer {
    case .found(let addresses):
      if let obstacle = start(lookup.order, to: lookup.address, at: addresses) {
        self.answer(lookup.order, HTTPReply(obstacle: obstacle))
      }
    case .notFound:
      self.answer(lookup.order, HTTPReply(curl: CurlResult.nameNotFound, obstacle: .noName))
    case .busy: self.answer(lookup.order, HTTPReply(obstacle: .busyNames))
    }
  }

  private func expireLookups() {
    guard !lookups.isEmpty else { return }
    let now = ContinuousClock.now
    for (ticket, lookup) in lookups where lookup.deadline <= now {
      lookups[ticket] = nil
      answer(lookup.order, HTTPReply(curl: CurlResult.timedOut, obstacle: .slowName))
    }
  }

  private func start(
    _ order: HTTPInbox.Order, to address: ReceiverAddress, at addresses: [NetAddress]
  ) -> Obstacle? {
    let spare = desks[order.request.receiver]?.spare
    desks[order.request.receiver]?.spare = nil
    guard let lane = spare ?? HTTPLane() else { return .badOption }
    guard
      lane.prepare(
        order.request, to: address, at: addresses, completion: order.completion),
      unsafe curl_multi_add_handle(inbox.multi.handle, lane.easy) == CURLM_OK
    else { return .badOption }
    running[ObjectIdentifier(lane)] = lane
    return nil
  }

  /// Moves bytes and hands out the replies of the transfers that ended.
  private func advance() {
    var count: Int32 = 0
    unsafe curl_multi_perform(inbox.multi.handle, &count)
    var code = CURLE_OK
    while let easy = unsafe tocsin_multi_next(inbox.multi.handle, &code) {
      guard let lane = unsafe HTTPLane.running(on: easy) else { continue }
      end(lane) { $0.finish(Int(code.rawValue)) }
    }
  }

  /// Frees a lane; it is kept for its receiver's next order unless one is kept already.
  private func end(_ lane: HTTPLane, _ reply: (HTTPLane) -> HTTPReply) {
    unsafe curl_multi_remove_handle(inbox.multi.handle, lane.easy)
    running[ObjectIdentifier(lane)] = nil
    guard let request = lane.request, let completion = lane.completion else { return }
    let reply = reply(lane)
    if desks[request.receiver]?.spare == nil { desks[request.receiver]?.spare = lane }
    answer(.init(request: request, completion: completion), reply)
    fill(request.receiver)
  }

  private func answer(_ order: HTTPInbox.Order, _ reply: HTTPReply) {
    desks[order.request.receiver]?.busy -= 1
    inbox.countAnswered()
    order.completion(reply)
  }

  private func sleep() {
    var span = Self.sleepMax
    if let next = lookups.values.map(\.deadline).min() {
      span = min(span, ContinuousClock.now.duration(to: next))
    }
    let milliseconds = Int32(max(0, span.inMicroseconds / 1000))
    unsafe curl_multi_poll(inbox.multi.handle, nil, 0, milliseconds, nil)
  }

  /// Answers whatever is left with `stopped` and gives libcurl's memory back.
  private func close() {
    // Out of the desks first: a lane that becomes free begins what waits there.
    let left = desks.values.flatMap(\.waiting) + inbox.close()
    for receiver in desks.keys { desks[receiver]?.waiting = [] }
    for lane in running.values {
      end(lane) { lane in
        var reply = lane.finish(CurlResult.ok)
        reply.obstacle = .stopped
        return reply
      }
    }
    for lookup in lookups.values { answer(lookup.order, HTTPReply(obstacle: .stopped)) }
    for order in left { order.completion(HTTPReply(obstacle: .stopped)) }
    desks = [:]
    unsafe curl_multi_cleanup(inbox.multi.handle)
  }
}

extension HTTPPayload.Header {
  /// libcurl sends header strings as they are: a line break in one would begin another header.
  var isClean: Bool {
    let token = "!#$%&'*+-.^_`|~"
    return !name.isEmpty
      && name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
          || (0x61...0x7a).contains(byte) || token.utf8.contains(byte)
      } && !value.utf8.contains { $0 == 0 || $0 == 0x0a || $0 == 0x0d }
  }
}
