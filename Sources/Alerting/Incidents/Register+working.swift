package import Records

/// What people do with an incident or a request: each is an entry of its timeline and of the
/// journal.
///
/// Every function throws `AlertingMistake` when it cannot be done any more, or not yet.
extension Register {
  /// Ticks a step, or skips it with a reason.
  ///
  /// The first deed of a person opens what was only raised; the last containment step marks when
  /// it was contained.
  package func tick(
    _ incident: Incident, step id: String, skips: Bool = false, note: String? = nil,
    by author: String, now: Instant
  ) throws -> IncidentChange {
    try work(on: incident, by: author, now) { incident in
      guard let index = incident.steps.firstIndex(where: { $0.step.id == id }) else {
        let known = incident.steps.map(\.step.id)
        throw AlertingMistake(
          "\(incident.id) has no step \"\(id)\"",
          hint: NearestName.to(id, among: known).map { "did you mean '\($0)'?" }
            ?? "steps: " + known.joined(separator: ", "))
      }
      if let deed = incident.steps[index].deed {
        let how = incident.steps[index].isSkipped ? "skipped" : "done"
        throw AlertingMistake("step \"\(id)\" was \(how) by \(deed.by) at \(deed.at.rfc3339())")
      }
      let words = try Self.words(note)
      if skips, words == nil {
        throw AlertingMistake("a skipped step says why", hint: "--skip \"why\"")
      }
      incident.steps[index].deed = .init(by: author, at: now, note: words)
      incident.steps[index].isSkipped = skips
      Self.markContainment(&incident, now)
      let done = skips ? "skipped" : "did"
      return (skips ? "skipped" : "ticked", "\(done) \(id)" + (words.map { ": \($0)" } ?? ""))
    }
  }

  private static func markContainment(_ incident: inout Incident, _ now: Instant) {
    let stage = IncidentModel.Stage.containment.rawValue
    let steps = incident.steps.filter { $0.step.stage == stage }
    if incident.contained == nil, !steps.isEmpty, steps.allSatisfy({ $0.deed != nil }) {
      incident.contained = now
    }
  }

  /// Writes something down.
  package func note(
    _ incident: Incident, _ text: String, by author: String, now: Instant
  ) throws -> IncidentChange {
    try work(on: incident, by: author, now) { _ in
      guard let words = try Self.words(text) else { throw AlertingMistake("the note is empty") }
      return ("noted", words)
    }
  }

  /// Gives the work to somebody; who answers for it stays.
  package func assign(
    _ incident: Incident, to assignee: String, by author: String, now: Instant
  ) throws -> IncidentChange {
    try work(on: incident, by: author, now) { incident in
      let name = TypedText.line(assignee)
      guard !name.isEmpty else { throw AlertingMistake("nobody is named") }
      incident.assignee = name
      return ("assigned", "assigned to \(name)")
    }
  }

  /// The thing itself is over; what is left is to learn from it.
  package func resolve(
    _ incident: Incident, resolution: String, by author: String, now: Instant
  ) throws -> IncidentChange {
    guard incident.status != .resolved else {
      throw AlertingMistake("\(incident.id) was resolved by \(incident.resolved?.by ?? "somebody")")
    }
    return try work(on: incident, by: author, now) { incident in
      guard let words = try Self.words(resolution) else {
        throw AlertingMistake("a resolution says how it ended")
      }
      incident.status = incident.isRequest ? .done : .resolved
      incident.resolved = .init(by: author, at: now, note: words)
      return (incident.status.rawValue, "\(incident.status.rawValue): \(words)")
    }
  }

  /// Ends it for a reason that its model allows.
  ///
  /// What must be done first is only waived when nothing happened at all: a false alarm, a
  /// duplicate, a request that was refused.
  package func close(
    _ incident: Incident, reason: String, note: String? = nil, by author: String, now: Instant
  ) throws -> IncidentChange {
    try work(on: incident, by: author, now) { incident in
      guard incident.closeReasons.contains(reason) else {
        throw AlertingMistake(
          "\(incident.id) cannot be closed as \"\(reason)\"",
          hint: "its model allows: " + incident.closeReasons.joined(separator: ", "))
      }
      try Self.checkNeeds(of: incident, reason)
      let words = try Self.words(note)
      let deed = Alert.Deed(by: author, at: now, note: words)
      if incident.resolved == nil { incident.resolved = deed }
      incident.status = incident.isRequest && reason == "refused" ? .refused : .closed
      incident.closed = deed
      incident.closeReason = reason
      return ("closed", "closed as \(reason)" + (words.map { ": \($0)" } ?? ""))
    }
  }

  private static func checkNeeds(of incident: Incident, _ reason: String) throws {
    guard !["false-alarm", "duplicate", "refused"].contains(reason) else { return }
    let open = incident.closeNeeds.filter { need in
      !incident.steps.contains { $0.step.id == need && $0.isDone }
    }
    guard open.isEmpty else {
      throw AlertingMistake(
        "\(incident.id) is not to be closed before: \(open.joined(separator: ", "))",
        hint: "tocsin \(incident.isRequest ? "request" : "incident") step \(incident.id) \(open[0])"
      )
    }
  }

  /// Runs one deed of a person on what is still live.
  func work(
    on incident: Incident, by author: String, _ now: Instant,
    _ deed: (inout Incident) throws -> (action: String, what: String)
  ) throws -> IncidentChange {
    guard incident.status.isLive else {
      let how = incident.closeReason.map { " as \($0)" } ?? ""
      throw AlertingMistake(
        "\(incident.id) was closed\(how) by \(incident.closed?.by ?? "somebody")",
        hint: "a relapse is raised anew")
    }
    var incident = incident
    let (action, what) = try deed(&incident)
    Self.settleTimers(of: &incident, by: author, now)
    if incident.status == .raised, !incident.isRequest {
      incident.status = .open
      incident.assignee = incident.assignee ?? author
    }
    incident.note(what, by: author, now)
    return IncidentChange(
      incident, journal: [entry(incident, action, TypedText.line(what), author, now)])
  }

  /// What was typed, made fit to travel; nil when nothing was.
  static func words(_ text: String?) throws -> String? {
    guard let words = text.map(TypedText.lines), !words.isEmpty else { return nil }
    guard words.utf8.count <= TypedText.textBytesMax else {
      throw AlertingMistake(
        "a text of \(words.utf8.count) bytes, where \(TypedText.textBytesMax) are allowed")
    }
    return words
  }
}
