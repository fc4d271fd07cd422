package import Records

/// When nobody answers: whom to tell next, and when.
extension Register {
  /// Seconds east of Greenwich of a named zone at a moment.
  package typealias East = (String, Instant) -> Int

  /// The target whose times hold for an alert: the one its model names, else the first that names
  /// the model, else the first that applies to its severity.
  package func target(of alert: Alert) -> Target? {
    let targets = configuration.targets
    let model = alert.model.flatMap { configuration.models[$0] }
    if let name = model?.target?.value, let named = targets.first(where: { $0.id == name }) {
      return named
    }
    let fitting = targets.filter {
      $0.severities.isEmpty || $0.severities.contains(alert.severity)
    }
    return fitting.first { target in target.models.contains { $0.value == alert.model } }
      ?? fitting.first { $0.models.isEmpty }
  }

  /// When the escalation numbered `step`, from 0, is due; nil when the target has no such step.
  ///
  /// Counted in the target's hours from when the alert was issued.
  package func escalationDue(of alert: Alert, step: Int, east: East) -> Instant? {
    guard let target = target(of: alert), target.escalate.indices.contains(step) else {
      return nil
    }
    return target.hours.moment(
      after: alert.issued.at, span: target.escalate[step].after, east: east)
  }

  /// Tells the next audience; nil when the alert was answered, ended, or is held back.
  package func escalate(_ alert: Alert, step: Int, now: Instant) -> Change? {
    guard alert.status == .issued, !alert.isExercise, alert.silence == nil,
      let target = target(of: alert), target.escalate.indices.contains(step),
      let audience = configuration.audiences[target.escalate[step].to.value]
    else { return nil }
    var alert = alert
    alert.revision += 1
    let span = target.escalate[step].after.spelled
    alert.revised = .init(
      by: Author.tocsin, at: now, note: "nobody has answered in \(span); told: \(audience.title)")
    var reach = Reach()
    for id in audience.receivers {
      if let receiver = receiver(id) { reach.add(receiver, through: audience) }
    }
    let entry = JournalEntry(
      at: now, who: Author.tocsin, subject: .alert, id: alert.id,
      action: Message.Reason.escalated.rawValue,
      detail: "target \(target.id), step \(step + 1), to \(audience.id)")
    return Change(
      alert: alert, isRevision: true, journal: [entry],
      notifications: notifications(of: alert, .escalated, to: reach.destinations, now))
  }
}
