import Alerting
import Records
import Storage

extension Ledger {
  /// Lets a finding become an alert, or part of one, and writes what is owed for it.
  mutating func absorb(_ finding: Finding, _ register: Register, at now: Instant) throws {
    let key = register.alertKey(of: finding)
    let open = try openUnlessOverdue(key, register, at: now)
    let previous = open == nil ? try lastAlert(key: key) : nil
    let silences = register.configuration.silences + (try reading.silences(activeAt: now))
    let change = try register.absorb(
      finding, open: open, previous: previous, silences: silences,
      excluding: finding.failingReceivers, newID: { try nextAlertID(at: now) }, now: now)
    guard let change else { return }
    try write(change, at: now)
    try raiseIncident(for: change, register, at: now)
    try remember(finding, alert: change.alert.id, at: now)
  }

  /// The open alert of a key; one whose time had come while nobody looked ends first.
  private mutating func openUnlessOverdue(
    _ key: String, _ register: Register, at now: Instant
  ) throws -> Alert? {
    guard let open = try openAlert(key: key) else { return nil }
    let told = try reading.receiversTold(about: open.id).sorted()
    guard let change = register.expire(open, told: told, now: now) else { return open }
    try write(change, at: now)
    return nil
  }

  /// Writes one decision: the alert, the journal, and what is owed.
  ///
  /// Of an alert that a person ended, nothing older is sent any more.
  mutating func write(_ change: Change, at now: Instant) throws {
    try save(change.alert, newRevision: change.isRevision || change.isNew)
    if [.cancelled, .closed].contains(change.alert.status) {
      try withdraw(alert: change.alert.id, why: "the alert ended before it was sent", at: now)
    }
    for entry in change.journal { try append(entry) }
    try owe(change.notifications)
  }
}

extension Finding {
  /// The receiver that this finding says cannot be reached: it is not told so itself.
  fileprivate var failingReceivers: Set<String> {
    let isFailing = fields.contains {
      $0.name == "Action"
        && $0.value.encoded { $0 == Happening.Action.deliveryFailing.rawValue }
    }
    guard isFailing, place.source == OwnSources.happenings else { return [] }
    return Set(fields.filter { $0.name == "SourceId" }.map { $0.value.encoded { $0 } })
  }
}
