import Alerting
import Delivery
import Records
import Storage
import Synchronization

/// What one receiver is sent now.
extension Outbox {
  /// Claims what one receiver may get and sends it; returns when it may get more.
  func serve(_ id: String, at now: Instant) throws -> Instant? {
    guard var lane = state.withLock({ $0.lanes[id] }) else { return nil }
    if case .failure(let error) = lane.ready { try park(id, because: error, at: now) }
    guard !lane.isStopped, lane.isUsable else {
      try sendElsewhere(lane, at: now)
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

  /// Decides about a storm and leases what may go, in one transaction: nothing that comes in
  /// between can slip through.
  private func claim(_ lane: inout Lane, room: Int, at now: Instant) throws -> [Notification] {
    let (receiver, before) = (lane.receiver, lane.storm)
    let owes = try store.read { try $0.owesAnything(to: receiver.id, at: now) }
    guard owes || before.isRaging, room > 0 || receiver.kind.hasStorms else { return [] }
    let register = state.withLock { $0.register }
    let (storm, claimed) = try store.commit { ledger in
      var storm = before
      let ids =
        receiver.kind.hasStorms
        ? try weather(&storm, receiver, register, &ledger, at: now) : nil
      guard room > 0 else { return (storm, [Notification]()) }
      let claimed = try ledger.claim(
        owner: owner, limit: room, at: now, leaseFor: Self.lease, only: [receiver.id], ids: ids)
      return (storm, claimed)
    }
    lane.storm = storm
    return claimed
  }

  /// Asks whether there is a storm, writes a digest where one is due, and returns the rows that
  /// may go.
  private func weather(
    _ storm: inout Storm, _ receiver: Receiver, _ register: Register, _ ledger: inout Ledger,
    at now: Instant
  ) throws -> [Int64] {
    let before = storm
    let waiting = try ledger.reading.waitingSummaries(receiver.id).map(\.forStorm)
    let decision = storm.decide(
      waiting: waiting, limits: register.configuration.limits, now: now)
    if storm != before {
      try ledger.saveReceiverState(receiver.id, kind: "storm", Sentinel.encode(storm))
    }
    guard let digest = decision.digest else { return decision.send }
    return decision.send + (try owe(digest, to: receiver, register, &ledger, at: now))
  }

  /// Writes the digest's own rows and marks what they tell; returns their ids.
  private func owe(
    _ digest: StormDecision.Digest, to receiver: Receiver, _ register: Register,
    _ ledger: inout Ledger, at now: Instant
  ) throws -> [Int64] {
    let newest =
      try digest.ids.last.flatMap { try ledger.reading.notification($0)?.message.alert }
      ?? (try ledger.reading.alerts(AlertFilter(limit: 1)).first)
    guard let newest else { return [] }
    let rows = register.notifications(of: digest, newest: newest, to: receiver, now: now)
    try ledger.owe(rows)
    let ids = try rows.compactMap { try ledger.reading.notification(key: $0.key)?.id }
    if let first = ids.first { try ledger.markDigested(digest.ids, by: first, at: now) }
    return ids
  }

  /// Renders one notification and hands it to the courier.
  func begin(_ notification: Records.Notification, rendering: Rendering, at now: Instant) {
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
    guard !isCommand, !state.withLock({ $0.lanes[id]?.isToldUnusable ?? true }) else { return }
    state.withLock { $0.lanes[id]?.isToldUnusable = true }
    let isNew = try store.commit { ledger in
      try ledger.park(id, why: error.clause, by: "tocsin", at: now)
    }
    if isNew { tellFailing(id, "its secret cannot be used: \(error.clause)", at: now) }
  }

  /// Copies of urgent messages go to the failover receiver, and say for whom they stand in.
  private func sendElsewhere(_ lane: Lane, at now: Instant) throws {
    // A command that cannot read a secret leaves the message to the sentinel, which can.
    guard !isCommand, let name = lane.receiver.failover?.value,
      let other = state.withLock({ $0.register.receiver(name) })
    else { return }
    let stuck = try store.read {
      try $0.notifications(
        NotificationFilter(states: [.waiting, .parked], receiver: lane.receiver.id))
    }
    let urgent = stuck.filter { $0.severity >= .high && $0.message.insteadOf == nil }
    let fresh = state.withLock { state in
      urgent.filter { state.redirected.insert($0.key).inserted }
    }
    guard !fresh.isEmpty else { return }
    try store.commit { try $0.owe(fresh.flatMap { $0.redirected(to: other, at: now) }) }
  }

  func tellFailing(_ receiver: String, _ what: String, at now: Instant) {
    style.say("receiver \(receiver): \(what)\nhint: tocsin outbox list")
    report(Happening(action: .deliveryFailing, subject: receiver, detail: what, time: now))
  }
}

extension Receiver.Kind {
  /// People read chats and mail; a collector and a terminal take every alert there is.
  fileprivate var hasStorms: Bool { self != .webhook && self != .terminal }
}

extension Storage.WaitingSummary {
  /// What people do, and digests, are never held.
  fileprivate var forStorm: Alerting.WaitingSummary {
    let isHeld = [.opened, .revised, .expired].contains(reason)
    return Alerting.WaitingSummary(
      id: id, severity: severity, isNewAlert: reason == .opened,
      isAutomatic: isAutomatic && isHeld, created: created, title: title)
  }
}

extension Notification {
  /// The same message for the receiver that stands in; a key of its own, so it is owed once.
  fileprivate func redirected(to other: Receiver, at now: Instant) -> [Notification] {
    let recipients: [String?] = other.kind == .mail ? other.mail?.to ?? [] : [nil]
    return recipients.enumerated().map { number, recipient in
      var copy = self
      copy.id = 0
      copy.message.insteadOf = receiver
      copy.receiver = other.id
      copy.recipient = recipient
      copy.key =
        key + "_for_" + other.id.replacing(".", with: "~")
        + (recipient == nil ? "" : "_\(number + 1)")
      (copy.state, copy.attempts, copy.nextAttempt) = (.waiting, 0, now)
      return copy
    }
  }
}
