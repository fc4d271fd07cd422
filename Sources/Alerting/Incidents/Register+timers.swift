package import Records

/// The times of an incident: when they begin, what meets them, and whom to tell when they run out.
extension Register {
  /// Reasons by which nothing had happened, so that nobody is owed anything.
  private static let nothingHappened = [
    "false-alarm", "duplicate", "legitimate", "test", "refused",
  ]

  /// Lets the times run of an incident that an alert has just raised, or opened again.
  ///
  /// A target's count from when the alert was issued, in the target's hours; the law's from when
  /// the incident was raised, around the clock. One that is opened again has its whole time to
  /// resolve once more.
  package func timed(
    _ change: IncidentChange, by alert: Alert, east: East, now: Instant
  ) -> IncidentChange {
    var change = change
    if change.isNew {
      change.incident.timers =
        targetTimers(of: change.incident, alert, east) + legalTimers(of: change.incident)
    } else if change.incident.status == .open, change.incident.resolved == nil {
      for index in change.incident.timers.indices {
        restart(&change.incident.timers[index], east, now)
      }
    }
    return change
  }

  private func targetTimers(of incident: Incident, _ alert: Alert, _ east: East) -> [IncidentTimer]
  {
    guard let target = target(of: incident, alert) else { return [] }
    let spans = [(IncidentTimer.Kind.contain, target.contain), (.resolve, target.resolve)]
    return spans.compactMap { kind, span in
      span.map { span in
        IncidentTimer(
          kind, origin: target.id, name: kind.rawValue, span: span, begun: alert.issued.at,
          due: target.hours.moment(after: alert.issued.at, span: span, east: east))
      }
    }
  }

  private func legalTimers(of incident: Incident) -> [IncidentTimer] {
    let cited = configuration.models[incident.model]?.legal ?? []
    return cited.compactMap { configuration.references[$0.value] }.flatMap { reference in
      reference.clocks.map { clock in
        let begun = clock.after == nil ? incident.raised.at : nil
        return IncidentTimer(
          .legal, origin: reference.id, name: clock.name, span: clock.within, after: clock.after,
          begun: begun, due: begun.map { $0 + clock.within })
      }
    }
  }

  private func restart(_ timer: inout IncidentTimer, _ east: East, _ now: Instant) {
    guard timer.kind == .resolve, timer.met != nil else { return }
    let hours = configuration.targets.first { $0.id == timer.origin }?.hours ?? .always
    timer.begun = now
    timer.due = hours.moment(after: now, span: timer.span, east: east)
    timer.met = nil
    timer.told = nil
  }

  /// The target of the alert as this incident's model has it.
  private func target(of incident: Incident, _ alert: Alert) -> Target? {
    var alert = alert
    alert.model = incident.model
    return target(of: alert)
  }

  /// Marks what a deed has met: containment, an end, or that nothing had happened at all.
  static func settleTimers(of incident: inout Incident, by author: String, _ now: Instant) {
    let isOver = incident.resolved != nil || !incident.status.isLive
    let isNothing = incident.closeReason.map(nothingHappened.contains) ?? false
    for index in incident.timers.indices where incident.timers[index].met == nil {
      let isMet =
        switch incident.timers[index].kind {
        case .contain: incident.contained != nil || isOver
        case .resolve: isOver
        case .legal: isNothing
        }
      guard isMet else { continue }
      let reason = isNothing ? incident.closeReason.map { "closed as \($0)" } : nil
      incident.timers[index].met = .init(by: author, at: now, note: reason)
      incident.timers[index].isStopped = isNothing
    }
  }

  /// What a clock of the law asks for was done, or is not owed; the clocks after it begin.
  ///
  /// Also when the incident is closed: the law does not stop with it. Throws `AlertingMistake`.
  package func meet(
    _ incident: Incident, clock name: String, skips: Bool = false, note: String? = nil,
    by author: String, now: Instant
  ) throws -> IncidentChange {
    let index = try openClock(name, of: incident)
    let words = try Self.words(note)
    if skips, words == nil {
      throw AlertingMistake("a clock that is not owed says why", hint: "--skip \"why\"")
    }
    let timer = incident.timers[index]
    let what =
      (skips ? "not owed: \(timer.id)" : "met \(timer.id)") + (words.map { ": \($0)" } ?? "")
    func settle(_ incident: inout Incident) -> (action: String, what: String) {
      incident.timers[index].met = .init(by: author, at: now, note: words)
      incident.timers[index].isStopped = skips
      Self.release(timer, in: &incident, by: author, now)
      return (skips ? "clock-skipped" : "clock-met", what)
    }
    guard !incident.status.isLive else { return try work(on: incident, by: author, now, settle) }
    var incident = incident
    let (action, _) = settle(&incident)
    incident.note(what, by: author, now)
    return IncidentChange(
      incident, journal: [entry(incident, action, TypedText.line(what), author, now)])
  }

  /// Lets the clocks run that follow one; when it was not owed, neither are they.
  private static func release(
    _ timer: IncidentTimer, in incident: inout Incident, by author: String, _ now: Instant
  ) {
    let former = incident.timers.first { $0.id == timer.id }
    for index in incident.timers.indices {
      let next = incident.timers[index]
      guard next.kind == .legal, next.origin == timer.origin, next.after == timer.name,
        next.met == nil, next.begun == nil
      else { continue }
      if former?.isStopped == true {
        incident.timers[index].met = .init(by: author, at: now, note: "\(timer.id) is not owed")
        incident.timers[index].isStopped = true
        release(next, in: &incident, by: author, now)
      } else {
        incident.timers[index].begun = now
        incident.timers[index].due = now + next.span
      }
    }
  }

  /// A clock of the law by `reference/name`, or by its name alone where only one has it.
  private func openClock(_ name: String, of incident: Incident) throws -> Int {
    let legal = incident.timers.indices.filter { incident.timers[$0].kind == .legal }
    let found = legal.filter { incident.timers[$0].id == name || incident.timers[$0].name == name }
    let ids = legal.map { incident.timers[$0].id }
    guard let index = found.first else {
      throw AlertingMistake(
        "\(incident.id) has no clock \"\(name)\"",
        hint: ids.isEmpty
          ? "its model cites no law with clocks"
          : NearestName.to(name, among: ids).map { "did you mean '\($0)'?" }
            ?? "clocks: " + ids.joined(separator: ", "))
    }
    guard found.count == 1 else {
      let named = found.map { incident.timers[$0].id }.joined(separator: ", ")
      throw AlertingMistake("\"\(name)\" may be more than one clock", hint: named)
    }
    let timer = incident.timers[index]
    if let met = timer.met {
      throw AlertingMistake(
        "clock \"\(timer.id)\" was \(timer.isStopped ? "stopped" : "met") by \(met.by) at \(met.at.rfc3339())"
      )
    }
    if timer.begun == nil, let after = timer.after {
      throw AlertingMistake("clock \"\(timer.id)\" begins when \"\(after)\" is met")
    }
    return index
  }
}
