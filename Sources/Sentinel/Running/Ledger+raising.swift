import Alerting
import Records
import Storage

extension Ledger {
  /// Lets an alert that has just changed open an incident or join one, where its model says so.
  ///
  /// An alert that an incident holds already, or whose predecessor it held and which is still
  /// live, is no second incident.
  mutating func raiseIncident(for change: Change, _ register: Register, at now: Instant) throws {
    guard let model = register.modelOpened(by: change) else { return }
    let alert = change.alert
    guard try reading.incidents(holding: alert.id).isEmpty else { return }
    try write(try openOrJoin(model, alert, by: Author.tocsin, register, at: now), register)
  }

  /// The incident of the same thing with this alert in it, or a new one; its times run, and its
  /// evidence is owed.
  mutating func openOrJoin(
    _ model: IncidentModel, _ alert: Alert, by author: String, _ register: Register, at now: Instant
  ) throws -> IncidentChange {
    let change = try untimed(model, alert, by: author, register, at: now)
    let timed = register.timed(change, by: alert, east: Zones.secondsEast, now: now)
    return register.owing(timed, by: alert, now: now)
  }

  private mutating func untimed(
    _ model: IncidentModel, _ alert: Alert, by author: String, _ register: Register, at now: Instant
  ) throws -> IncidentChange {
    let host = register.incidentHost(alert.host)
    let formerly = try alert.follows.map { try reading.incidents(holding: $0) } ?? []
    let former = formerly.filter { $0.model == model.id }
    if let live = former.first(where: \.status.isLive) {
      return register.join(live, alert, by: author, now: now)
    }
    let marks = register.incidentMarks(of: alert)
    if let live = try reading.liveIncident(model: model.id, host: host, marks: marks) {
      return register.join(live, alert, by: author, now: now)
    }
    let youngest = try reading.youngestIncident(
      model: model.id, host: host, whenAtLeast: Register.liveIncidentsMax)
    if let youngest { return register.join(youngest, alert, by: author, now: now) }
    let id = try nextIncidentID(at: now)
    return register.raise(
      model, for: alert, previous: former.first, by: author, id: id, now: now)
  }

  /// Writes one decision about an incident.
  mutating func write(_ change: IncidentChange, _ register: Register) throws {
    let incident = change.incident
    try save(incident, host: register.incidentHost(incident.host))
    try link(incident.id, alerts: change.alerts, marks: change.marks)
    for piece in change.evidence { try keep(piece, for: incident.id) }
    for piece in change.owed { try owe(piece, for: incident.id) }
    for entry in change.journal { try append(entry) }
  }
}
