import Alerting
import Delivery
import Records
import Storage

/// What one receiver is sent now.
extension Outbox {
  /// Claims what one receiver may get and sends it; returns when it may get more.
  func serve(_ id: String, at now: Instant) throws -> Instant? {
    guard var lane = state.withLock({ $0.lanes[id] }), !lane.isStopped else { return nil }
    if case .failure(let error) = lane.ready {
      try park(id, because: error, at: now)
      return nil
    }
    let room = lane.room(at: now)
    let claimed = try claim(&lane, room: room, at: now)
    state.withLock { state in
      state.lanes[id]?.storm = lane.storm
      state.lanes[id]?.quietUntil = lane.quietUntil
    }
    for notification in claimed { begin(notification, rendering: .full, at: now) }
    if lane.pace.isOpenLong(at: now) { try sendElsewhere(lane, at: now) }
    return lane.quietUntil
  }

  /// Decides about a storm and leases what may go, in one transaction: nothing that came in
  /// between can slip through.
  private func claim(_ lane: inout Lane, room: Int, at now: Instant) throws -> [Notification] {
    let limits = state.withLock { $0.limits }
    let before = lane.storm
    let receiver = lane.receiver
    guard try store.read({ try $0.owesAnything(to: receiver.id) }) || before.isActive else {
      return []
    }
    let (storm, claimed) = try store.commit { ledger in
      var storm = before
      let only = try weather(&storm, receiver, limits, &ledger, at: now)
      guard room > 0 else { return (storm, [Notification]()) }
      let claimed = try ledger.claim(
        owner: owner, limit: room, at: now, leaseFor: Self.lease, only: [receiver.id], ids: only)
      return (storm, claimed)
    }
    lane.storm = storm
    return claimed
  }

  /// Asks whether there is a storm; writes a digest where one is due.
  ///
  /// Returns the rows that may go: nil is all of them.
  private func weather(
    _ storm: inout Storm, _ receiver: Receiver, _ limits: Limits, _ ledger: inout Ledger,
    at now: Instant
  ) throws -> [Int64]? {
    guard receiver.kind.hasStorms else { return nil }
    let before = storm
    let waiting = try ledger.reading.waitingSummaries(receiver.id)
    let decision = storm.decide(
      waiting: waiting.map(\.forStorm),
      openedRecently: try ledger.reading.openedCount(receiver.id, since: now - limits.stormWithin),
      limits: limits, at: now)
    if storm != before {
      try ledger.saveReceiverState(receiver.id, kind: "storm", Sentinel.encode(storm))
    }
    switch decision {
    case .individually: return nil
    case .hold(let passing): return passing
    case .digest(let digest, let told, let passing):
      let id = try owe(digest, telling: told, to: receiver, limits, &ledger, at: now)
      return passing + [id].compactMap { $0 }
    }
  }

  /// Writes the digest's own notification and marks what it tells.
  private func owe(
    _ digest: Message.Digest, telling ids: [Int64], to receiver: Receiver, _ limits: Limits,
    _ ledger: inout Ledger, at now: Instant
  ) throws -> Int64? {
    let newest = try ids.last.flatMap { try ledger.reading.notification($0) }
    guard let newest else { return nil }
    let notification = newest.asDigest(digest, instance: ledger.instance, at: now)
    try ledger.owe([notification])
    let written = try ledger.reading.notification(key: notification.key)
    if let written { try ledger.markDigested(ids, by: written.id, at: now) }
    return written?.id
  }

  /// Renders one notification and hands it to the courier.
  func begin(_ notification: Notification, rendering: Rendering, at now: Instant) {
    let ready: ReadyReceiver? = state.withLock { state in
      _ = state.lanes[notification.receiver]?.pace.mayStart(at: now)
      state.lanes[notification.receiver]?.underWay += 1
      return try? state.lanes[notification.receiver]?.ready.get()
    }
    let end: @Sendable (Receipt) -> Void = { [self] receipt in
      state.withLock {
        $0.ended.append(
          Ended(notification: notification, rendering: rendering, receipt: receipt))
      }
      waker.ring()
    }
    guard let ready else {
      return end(.local("receiver '\(notification.receiver)' is not declared any more", at: now))
    }
    do {
      let payload = try MessageEncoder.encode(
        notification.message, key: notification.key, for: ready.receiver,
        recipient: notification.recipient, rendering: rendering, instance: store.instance,
        terminal: style.terminal)
      courier.send(payload, to: ready, key: notification.key, at: now, completion: end)
    } catch {
      end(.local("receiver '\(error.receiver)': \(error.clause)", at: now))
    }
  }

  /// A receiver that cannot be used is parked, loudly; a command leaves it as it is.
  private func park(_ id: String, because error: SecretError, at now: Instant) throws {
    guard !isCommand else { return }
    let isNew = try store.commit { ledger in
      try ledger.park(id, why: error.clause, by: "tocsin", at: now)
    }
    if isNew { tellFailing(id, "its secret cannot be used: \(error.clause)", at: now) }
    state.withLock { $0.lanes[id]?.quietUntil = now + .seconds(60) }
  }

  /// Copies of urgent messages go to the failover receiver, and say for whom they stand in.
  private func sendElsewhere(_ lane: Lane, at now: Instant) throws {
    guard let other = lane.receiver.failover?.value else { return }
    try store.commit { ledger in
      let stuck = try ledger.reading.notifications(
        NotificationFilter(states: [.waiting, .parked], receiver: lane.receiver.id))
      let urgent = stuck.filter { $0.severity >= .high && $0.message.insteadOf == nil }
      try ledger.owe(urgent.map { $0.redirected(to: other, at: now) })
    }
  }

  func tellFailing(_ receiver: String, _ what: String, at now: Instant) {
    style.say("receiver \(receiver): \(what)\nhint: tocsin outbox list")
    report(Happening(action: .deliveryFailing, subject: receiver, detail: what, time: now))
  }
}
