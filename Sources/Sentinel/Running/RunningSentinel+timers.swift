import Alerting
import Records
import Storage

extension RunningSentinel {
  /// Tells of times of incidents that have run out.
  func ringTimers(at now: Instant) throws {
    let due = try store.read { try $0.ringingIncidents(at: now) }
    guard !due.isEmpty else { return }
    let register = committer.register
    try store.commit { ledger in
      for id in due { try ledger.ringTimers(of: id, register, at: now) }
    }
    outbox.waker.ring()
  }
}

extension Ledger {
  /// Of an incident's alerts, so many are looked at for one that is still open.
  private static let alertsAsked = 20

  /// Marks as told what has run out of one incident, and owes the messages, in one transaction.
  ///
  /// The incident is read again inside it: what a person has met by now is not told.
  mutating func ringTimers(of id: String, _ register: Register, at now: Instant) throws {
    guard let incident = try reading.incident(id) else { return }
    let ids = try reading.alerts(of: id, limit: Self.alertsAsked)
    let alerts = try ids.compactMap { try alert($0) }
    let told = register.runOut(
      incident, alert: alerts.first(where: \.status.isOpen) ?? alerts.first,
      escalated: try reading.receiversEscalated(of: id), now: now)
    guard let told else { return }
    try write(told.incident, register)
    if let change = told.told { try write(change, at: now) }
  }
}
