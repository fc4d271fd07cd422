import Alerting
import Records
import Storage

extension Ledger {
  /// Frees what a silence held back and owes the one message that sums it up; its keys.
  mutating func end(
    _ silence: Silence, _ register: Register, by who: String, at now: Instant
  ) throws -> [String] {
    let held = try reading.alerts(AlertFilter(silence: silence.id, limit: 10_000))
    let others = register.configuration.silences + (try reading.silences(activeAt: now))
    let ended = register.endSilence(silence, held: held, silences: others, now: now)
    for alert in ended.alerts { try save(alert, newRevision: false) }
    try owe(ended.notifications)
    for entry in ended.journal {
      var entry = entry
      entry.who = who
      try append(entry)
    }
    return ended.notifications.map(\.key)
  }
}

extension RunningSentinel {
  /// Silences whose end has come tell once what they held back.
  func endSilences(_ register: Register, at now: Instant) throws {
    let active = Set(
      try store.read { try $0.silences(activeAt: now).map(\.id) }
        + register.configuration.silences.filter { $0.from <= now && $0.until > now }.map(\.id))
    let holding = try store.read { try $0.holdingSilences() }
    for id in holding where !active.contains(id) {
      try store.commit { ledger in
        let known =
          try ledger.reading.silence(id)
          ?? register.configuration.silences.first { $0.id == id }
          ?? Silence(id: id, why: "", by: "tocsin", from: now, until: now)
        _ = try ledger.end(known, register, by: "tocsin", at: now)
      }
      outbox.waker.ring()
    }
  }
}
