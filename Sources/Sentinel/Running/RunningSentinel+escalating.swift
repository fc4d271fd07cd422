import Alerting
import Records
import Storage

extension RunningSentinel {
  /// Tells the next audience of alerts that nobody has answered, at the times of their targets.
  func escalate(at now: Instant) throws {
    let register = committer.register
    guard !register.configuration.targets.isEmpty else { return }
    let fresh = try store.read { try $0.alertsToEscalate() }
    let due = try store.read { try $0.dueEscalations(at: now) }
    guard !fresh.isEmpty || !due.isEmpty else { return }
    let isTold = try store.commit { ledger in
      for alert in fresh {
        let first = register.escalationDue(of: alert, step: 0, east: Zones.secondsEast)
        try ledger.setEscalation(of: alert.id, step: 0, due: first)
      }
      var isTold = false
      for (id, step) in due {
        let alert = try ledger.alert(id)
        var next: Instant?
        if let alert, let change = register.escalate(alert, step: step, now: now) {
          try ledger.write(change, at: now)
          next = register.escalationDue(of: alert, step: step + 1, east: Zones.secondsEast)
          isTold = true
        }
        try ledger.setEscalation(of: id, step: step + 1, due: next)
      }
      return isTold
    }
    if isTold { outbox.waker.ring() }
  }
}
