package import Records

/// From alerts to incidents: which alert opens one, and which joins one that is there.
extension Register {
  /// Live incidents of one model on one host; another alert then joins the youngest of them.
  ///
  /// A person works on a few at once: ten thousand addresses that guess at one host are one
  /// incident with many addresses.
  package static let liveIncidentsMax = 10
  /// Alerts an incident's timeline names; further ones are counted.
  private static let namedAlertsMax = 50

  /// The model by which an alert opens an incident after this change; nil when it opens none.
  ///
  /// Exercises open none, and neither does what a silence holds back: a person said that it is
  /// known.
  package func modelOpened(by change: Change) -> IncidentModel? {
    let alert = change.alert
    guard !alert.isExercise, alert.silence == nil, alert.status.isOpen,
      let model = alert.model.flatMap({ configuration.models[$0] }),
      model.kind == .incident, model.status == .inForce, opens(model, alert)
    else { return nil }
    switch model.opening {
    case .automatic: return change.isNew ? model : nil
    case .onAck: return alert.status == .acknowledged ? model : nil
    case .byHand: return nil
    }
  }

  private func opens(_ model: IncidentModel, _ alert: Alert) -> Bool {
    let names = [alert.rule, alert.rule.flatMap { rule($0)?.name }].compactMap(\.self)
    return model.opensOnRisks.contains { alert.risks.contains($0.value) }
      || model.opensOnRules.contains { names.contains($0.value) }
  }

  /// What an alert shares with others of the same incident: the values of its group.
  package func incidentMarks(of alert: Alert) -> [String] {
    alert.group.map { field in
      AlertKey.part(field.name) + "=" + field.value.encoded(by: AlertKey.part)
    }
  }

  /// The host under which incidents are looked for.
  package func incidentHost(_ host: Untrusted?) -> String {
    let host = host.flatMap { $0.isEmpty ? nil : $0 } ?? Untrusted(sentinelHost)
    return host.encoded(by: AlertKey.part)
  }

  /// A new incident for an alert.
  ///
  /// `previous` is the last one of the same thing that was closed. By hand, `author` is who opens
  /// it.
  package func raise(
    _ model: IncidentModel, for alert: Alert, previous: Incident? = nil,
    by author: String = Author.tocsin, id: String, now: Instant
  ) -> IncidentChange {
    let steps = alert.model == model.id ? alert.steps : self.steps(of: model, filler(of: alert))
    var incident = Incident(
      id: id, model: model.id, title: alert.title, category: model.category,
      priority: model.priority ?? alert.severity, risks: alert.risks, host: alert.host,
      owner: lead(of: model), steps: Self.steps(steps, of: model, now),
      closeNeeds: model.closeNeeds, closeReasons: model.closeReasons, record: model.record,
      raised: .init(by: author, at: now), occurred: alert.firstSeen, follows: previous?.id)
    let what =
      "raised by \(model.title) for \(alert.id)" + (previous.map { ", follows \($0.id)" } ?? "")
    incident.alertCount = 1
    incident.note(what, by: author, now)
    return IncidentChange(
      incident, isNew: true, alerts: [alert.id], marks: incidentMarks(of: alert),
      evidence: Self.evidence(of: alert, now),
      journal: [entry(incident, "raised", "model \(model.id), alert \(alert.id)", author, now)])
  }

  /// An incident takes in another alert; one that was resolved is open again.
  package func join(
    _ incident: Incident, _ alert: Alert, by author: String = Author.tocsin, now: Instant
  ) -> IncidentChange {
    var incident = incident
    incident.alertCount += 1
    for risk in alert.risks where !incident.risks.contains(risk) { incident.risks.append(risk) }
    if incident.alertCount <= Self.namedAlertsMax {
      incident.note("\(alert.id) joined: \(alert.title)", by: author, now)
    }
    if alert.severity > incident.priority {
      incident.note("priority rose to \(alert.severity.rawValue)", by: author, now)
      incident.priority = alert.severity
    }
    var journal: [JournalEntry] = []
    if incident.status == .resolved {
      incident.status = .open
      incident.resolved = nil
      incident.note("open again: \(alert.id)", by: author, now)
      journal = [entry(incident, "reopened", alert.id, author, now)]
    }
    let isNamed = incident.alertCount <= Self.namedAlertsMax
    return IncidentChange(
      incident, alerts: [alert.id], marks: incidentMarks(of: alert),
      evidence: isNamed ? Self.evidence(of: alert, now) : [], journal: journal)
  }

  /// The part that leads, as title.
  func lead(of model: IncidentModel) -> String? {
    model.roles["lead"].map { title(ofRole: $0.value) }
  }

  /// Steps with the times by which they are due, counted from now.
  static func steps(
    _ steps: [Alert.Step], of model: IncidentModel, _ now: Instant
  ) -> [Incident.Step] {
    steps.map { step in
      let within = model.steps.first { $0.id == step.id }?.within
      return Incident.Step(step, due: within.map { now + $0 })
    }
  }

  private func filler(of alert: Alert) -> StepFiller {
    var filler = StepFiller(host: alert.host ?? Untrusted(sentinelHost), alert: alert.id)
    filler.add(alert.group)
    filler.add(alert.fields)
    return filler
  }

  /// The lines that made the alert, as they were.
  private static func evidence(of alert: Alert, _ now: Instant) -> [IncidentEvidence] {
    guard !alert.evidence.isEmpty else { return [] }
    let lines = alert.evidence.map { $0.text.encoded { $0 } }.joined(separator: "\n")
    return [IncidentEvidence(what: "lines of \(alert.id)", at: now, bytes: lines.utf8)]
  }

  func entry(
    _ incident: Incident, _ action: String, _ detail: String, _ author: String, _ now: Instant
  ) -> JournalEntry {
    JournalEntry(
      at: now, who: author, subject: incident.isRequest ? .request : .incident, id: incident.id,
      action: action, detail: detail)
  }
}

extension Incident {
  /// Adds to the timeline; a full one says so once and takes no more.
  mutating func note(_ what: String, by author: String, _ now: Instant) {
    if timeline.count < Self.timelineMax - 1 {
      timeline.append(.init(at: now, who: author, what: what))
    } else if timeline.count == Self.timelineMax - 1 {
      timeline.append(.init(at: now, who: author, what: "the timeline is full"))
    }
  }
}
