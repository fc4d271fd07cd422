import Alerting
package import Records
import Storage

/// Incidents and requests at the desk.
extension Desk {
  package func incidentStory(of id: String) throws -> IncidentStory {
    try naming {
      try store.read { reading in
        guard let incident = try reading.incident(id) else { throw Self.noIncident(id) }
        let alerts = try reading.alerts(of: id)
        return IncidentStory(
          incident: incident, alerts: try alerts.prefix(20).compactMap { try reading.alert($0) },
          alertIDs: alerts, evidence: try reading.evidence(of: id),
          owedEvidence: try reading.owedEvidenceCount(of: id), now: .now())
      }
    }
  }

  /// Opens an incident by hand for an alert that opened none.
  package func openIncident(model id: String?, alert: String) throws -> IncidentResult {
    let now = Instant.now()
    return try naming {
      try store.commit { ledger in
        guard let alert = try ledger.alert(alert) else {
          throw DeskProblem("no alert has the id \"\(alert)\"", hint: "tocsin alert list --all")
        }
        let holding = try ledger.reading.incidents(holding: alert.id)
        if let held = holding.first(where: \.status.isLive) {
          throw DeskProblem(
            "\(alert.id) is part of \(held.id)", hint: "tocsin incident show \(held.id)")
        }
        let model = try incidentModel(id, of: alert)
        let change = try ledger.openOrJoin(model, alert, by: who, register, at: now)
        try ledger.write(change, register)
        let verb = change.isNew ? "raised" : "joined"
        return IncidentResult(incident: change.incident, said: "\(change.incident.id) \(verb)")
      }
    }
  }

  private func incidentModel(_ id: String?, of alert: Alert) throws -> IncidentModel {
    let models = loaded.configuration.models
    guard let name = id ?? alert.model else {
      throw DeskProblem("\(alert.id) has no incident model", hint: "--model …")
    }
    guard let model = models[name], model.kind == .incident, model.status != .withdrawn else {
      let known = models.values.filter { $0.kind == .incident }.map(\.id).sorted()
      throw DeskProblem(
        "no incident model is named \"\(name)\"",
        hint: "there are: " + known.joined(separator: ", "))
    }
    return model
  }

  package func startRequest(_ model: String, values: [String: String]) throws -> IncidentResult {
    let now = Instant.now()
    return try naming {
      try store.commit { ledger in
        let change = try register.start(
          request: model, values: values, by: who,
          newID: { try ledger.nextIncidentID(isRequest: true, at: now) }, now: now)
        try ledger.write(change, register)
        return IncidentResult(
          incident: change.incident,
          said: "\(change.incident.id) raised: \(change.incident.title)")
      }
    }
  }

  /// Runs one deed; a person who takes up an incident has seen its alerts, and closing it closes
  /// them for the same reason.
  package func work(_ id: String, isRequest: Bool, _ deed: IncidentDeed) throws -> IncidentResult {
    let now = Instant.now()
    let (change, alerts) = try naming {
      try store.commit { ledger in
        guard let incident = try ledger.reading.incident(id), incident.isRequest == isRequest
        else { throw Self.noIncident(id, isRequest: isRequest) }
        let change = try decide(deed, incident, now)
        try ledger.write(change, register)
        return (change, try answerAlerts(of: incident, change.incident, &ledger, now))
      }
    }
    var result = IncidentResult(incident: change.incident, said: "\(id): \(deed.said)")
    let keys = alerts.flatMap { $0.notifications.map(\.key) }
    guard !keys.isEmpty else { return result }
    let outcome = try naming { try Delivering(self).watch(keys) }
    result.deliveries = outcome.deliveries
    result.problem = outcome.problem
    return result
  }

  private func decide(
    _ deed: IncidentDeed, _ incident: Incident, _ now: Instant
  ) throws -> IncidentChange {
    switch deed {
    case .tick(let step, let skips, let note):
      try register.tick(incident, step: step, skips: skips, note: note, by: who, now: now)
    case .note(let text): try register.note(incident, text, by: who, now: now)
    case .assign(let name): try register.assign(incident, to: name, by: who, now: now)
    case .resolve(let text): try register.resolve(incident, resolution: text, by: who, now: now)
    case .close(let reason, let note):
      try register.close(incident, reason: reason, note: note, by: who, now: now)
    case .approve(let note): try register.approve(incident, note: note, by: who, now: now)
    case .meet(let clock, let skips, let note):
      try register.meet(incident, clock: clock, skips: skips, note: note, by: who, now: now)
    }
  }

  /// Alerts of one incident that are answered with it, at most: the rest expire by themselves.
  private static let answeredMax = 100

  private func answerAlerts(
    of before: Incident, _ after: Incident, _ ledger: inout Ledger, _ now: Instant
  ) throws -> [Change] {
    let isTaken = before.status == .raised && after.status != .raised
    let reason = after.status == .closed ? after.closeReason : nil
    guard !after.isRequest, isTaken || reason != nil else { return [] }
    var changes: [Change] = []
    for id in try ledger.reading.alerts(of: after.id, limit: Self.answeredMax) {
      guard let alert = try ledger.alert(id), alert.status.isOpen else { continue }
      let told = try ledger.reading.receiversTold(about: id).sorted()
      let change: Change
      if let reason = reason.flatMap(Alert.CloseReason.init) {
        change = try register.close(
          alert, reason: reason, by: who, note: "with \(after.id)", told: told, now: now)
      } else if alert.status == .issued {
        change = try register.acknowledge(
          alert, by: who, note: "works on \(after.id)", told: told, now: now)
      } else {
        continue
      }
      try ledger.write(change, at: now)
      changes.append(change)
    }
    return changes
  }

  private static func noIncident(_ id: String, isRequest: Bool = false) -> DeskProblem {
    let word = isRequest ? "request" : "incident"
    return DeskProblem("no \(word) has the id \"\(id)\"", hint: "tocsin \(word) list --all")
  }
}

/// What a person does with an incident or a request.
package enum IncidentDeed: Sendable {
  case tick(String, skips: Bool, note: String?)
  case note(String)
  case assign(String)
  case resolve(String)
  case close(String, note: String?)
  case approve(note: String?)
  /// A clock of the law, by its name.
  case meet(String, skips: Bool, note: String?)

  var said: String {
    switch self {
    case .tick(let step, let skips, _): "step \(step) \(skips ? "skipped" : "done")"
    case .note: "noted"
    case .assign(let name): "assigned to \(name)"
    case .resolve: "resolved"
    case .close(let reason, _): "closed as \(reason)"
    case .approve: "approved"
    case .meet(let clock, let skips, _): "clock \(clock) \(skips ? "is not owed" : "met")"
    }
  }
}

/// What a deed came to.
package struct IncidentResult: Sendable {
  package var incident: Incident
  package var said: String
  package var deliveries: [DeskResult.Delivered] = []
  package var problem: DeskProblem?

  package var text: String {
    let lines = deliveries.map { "  \($0.receiver): \($0.detail)" }
    return ([said] + lines).joined(separator: "\n")
  }

  package var json: JSONValue {
    .present([
      "said": .string(said), "id": .string(incident.id),
      "status": .string(incident.status.rawValue),
      "deliveries": .array(
        deliveries.map {
          ["receiver": .string($0.receiver), "state": .string($0.state.rawValue)]
        }),
      "problem": problem.map { .string($0.clause) },
    ])
  }
}
