import Alerting
import Delivery
import Records
import Storage
import Synchronization

/// What became of attempts.
extension Outbox {
  /// Writes down every attempt that has ended, in one transaction.
  func settleEnded(at now: Instant) throws {
    let ended = state.withLock { state in
      defer { state.ended = [] }
      return state.ended
    }
    guard !ended.isEmpty else { return }
    let decided = ended.map { attempt in (attempt, learn(from: attempt, at: now)) }
    try store.commit { ledger in
      for (attempt, next) in decided { try settle(attempt, next, &ledger) }
      for receiver in Set(ended.map(\.notification.receiver)) {
        let pace = state.withLock { $0.lanes[receiver]?.pace }
        if let pace {
          try ledger.saveReceiverState(receiver, kind: "pace", Sentinel.encode(pace))
        }
      }
    }
    for (attempt, next) in decided { follow(attempt, next, at: now) }
  }

  /// Asks the receiver's pace what the receipt means.
  private func learn(from attempt: Ended, at now: Instant) -> ReceiverPace.Next {
    let notification = attempt.notification
    return state.withLock { state in
      state.lanes[notification.receiver]?.underWay -= 1
      return state.lanes[notification.receiver]?.pace.note(
        attempt.receipt,
        of: .init(
          number: notification.attempts + 1, rendering: attempt.rendering,
          horizon: notification.horizon), random: Double.random(in: 0..<1), at: now)
        ?? .parked
    }
  }

  private func settle(
    _ attempt: Ended, _ next: ReceiverPace.Next, _ ledger: inout Ledger
  ) throws {
    let outcome: Outcome
    switch next {
    case .delivered, .uncertain: outcome = .delivered
    case .waiting(let until): outcome = .waiting(until: until)
    case .parked: outcome = .parked(why: attempt.receipt.class.rawValue)
    case .dead: outcome = .dead(why: attempt.receipt.class.rawValue)
    // Sent again at once, in its small form, under the same lease.
    case .shrink: return
    }
    try ledger.settle(
      attempt.notification.id, owner: owner, receipt: attempt.receipt, outcome: outcome)
    if outcome == .delivered, attempt.notification.message.alert.isExercise {
      try endExercise(attempt.notification.alert, &ledger, at: attempt.receipt.at)
    }
  }

  /// A drill that was heard has done its work.
  private func endExercise(_ id: String, _ ledger: inout Ledger, at now: Instant) throws {
    guard var alert = try ledger.alert(id), alert.isExercise, alert.status.isOpen else { return }
    alert.status = .closed
    alert.closeReason = .test
    alert.closed = Alert.Deed(by: "tocsin", at: now, note: "the drill was heard")
    try ledger.save(alert, newRevision: false)
    try ledger.append(
      JournalEntry(at: now, who: "tocsin", subject: .drill, id: id, action: "heard"))
  }

  /// What must happen after the transaction: another attempt, or an alert about the receiver.
  private func follow(_ attempt: Ended, _ next: ReceiverPace.Next, at now: Instant) {
    let receiver = attempt.notification.receiver
    switch next {
    case .shrink: begin(attempt.notification, rendering: .small, at: now)
    case .parked:
      tellFailing(
        receiver, "it is stopped until a person acts (\(attempt.receipt.class.rawValue))", at: now)
    case .dead: tellFailing(receiver, "it refused notification \(attempt.notification.id)", at: now)
    case .delivered, .uncertain, .waiting: break
    }
  }

  /// What was not delivered before its horizon is a dead letter, and that is an alert of its own.
  func expireHorizons(at now: Instant) throws {
    guard let due = try store.read({ try $0.nextHorizon() }), due <= now else { return }
    let dead = try store.commit { try $0.expireHorizon(at: now) }
    for (receiver, letters) in Dictionary(grouping: dead, by: \.receiver) {
      tellFailing(
        receiver, "\(letters.count) notifications could not be delivered in time", at: now)
    }
  }
}

extension Receipt {
  /// An attempt that never left this machine, because of its declaration.
  static func local(_ clause: String, at now: Instant) -> Receipt {
    Receipt(class: .local, at: now, detail: Untrusted(clause))
  }
}
