import Alerting
import Records
import Storage

extension Ledger {
  /// Lets a finding become an alert, or part of one, and writes what is owed for it.
  mutating func absorb(_ finding: Finding, _ register: Register, at now: Instant) throws {
    let key = register.alertKey(of: finding)
    let open = try openAlert(key: key)
    let previous = open == nil ? try lastAlert(key: key) : nil
    let silences = register.configuration.silences + (try reading.silences(activeAt: now))
    let change = try register.absorb(
      finding, open: open, previous: previous, silences: silences,
      newID: { try nextAlertID(at: now) }, now: now)
    guard let change else { return }
    try write(change)
    try remember(finding, alert: change.alert.id, at: now)
  }

  /// Writes one decision: the alert, the journal, and what is owed.
  mutating func write(_ change: Change) throws {
    try save(change.alert, newRevision: change.isRevision || change.isNew)
    for entry in change.journal { try append(entry) }
    try owe(change.notifications)
  }
}
