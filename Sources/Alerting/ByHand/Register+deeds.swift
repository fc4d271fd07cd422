package import Records

/// What people and the clock do to an alert that is open: each is a revision of its own.
///
/// `told` are the receivers that got the alert before. They are told of what follows, in the voice
/// they know; who was never told of an alert is not told of its end. Every function but `expire`
/// throws `AlertingMistake` when the alert is not open any more.
extension Register {
  /// Somebody has seen it and says so.
  package func acknowledge(
    _ alert: Alert, by author: String, note: String? = nil, told: [String], now: Instant
  ) throws -> Change {
    if let deed = alert.acknowledged, alert.status == .acknowledged {
      throw AlertingMistake(
        "\(alert.id) was acknowledged by \(deed.by) at \(deed.at.rfc3339())")
    }
    return try change(alert, .acknowledged, by: author, note, told, now) { alert, deed in
      alert.status = .acknowledged
      alert.acknowledged = deed
    }
  }

  /// It is over, for a reason.
  package func close(
    _ alert: Alert, reason: Alert.CloseReason, by author: String, note: String? = nil,
    told: [String], now: Instant
  ) throws -> Change {
    let why = [reason.rawValue, note].compactMap(\.self).joined(separator: ": ")
    return try change(alert, .closed, by: author, why, told, now) { alert, _ in
      alert.status = .closed
      alert.closed = .init(by: author, at: now, note: note.map(TypedText.lines))
      alert.closeReason = reason
    }
  }

  /// It should never have been issued.
  package func cancel(
    _ alert: Alert, by author: String, why: String, told: [String], now: Instant
  ) throws -> Change {
    guard !TypedText.lines(why).isEmpty else {
      throw AlertingMistake("a cancelled alert says why", hint: "--why '…'")
    }
    return try change(alert, .cancelled, by: author, why, told, now) { alert, deed in
      alert.status = .cancelled
      alert.closed = deed
    }
  }

  /// The danger is over: an all-clear to everyone who got the warning, and to its audiences.
  package func allClear(
    _ alert: Alert, by author: String, note: String? = nil, reason: Alert.CloseReason = .real,
    told: [String], now: Instant
  ) throws -> Change {
    try change(alert, .allClear, by: author, note, told, now, toAudiences: true) { alert, deed in
      alert.kind = .allClear
      alert.state = .over
      alert.status = .closed
      alert.closed = deed
      alert.closeReason = reason
    }
  }

  /// Changes what it says; the state moves forward only, and to `over` it is an all-clear.
  package func update(
    _ alert: Alert, _ amendment: Amendment, by author: String, note: String? = nil,
    told: [String], now: Instant
  ) throws -> Change {
    try check(amendment, of: alert, now)
    if amendment.state == .over {
      var alert = alert
      apply(amendment, to: &alert)
      return try allClear(alert, by: author, note: note, told: told, now: now)
    }
    return try change(alert, .updated, by: author, note, told, now, toAudiences: true) {
      alert, _ in apply(amendment, to: &alert)
    }
  }

  /// Ends an alert whose time has come, and is nil before that.
  ///
  /// An automatic one ends after its risk's `expiresAfter` without a finding, one by hand at the
  /// time it was given: both stand in `expires`.
  package func expire(_ alert: Alert, told: [String], now: Instant) -> Change? {
    guard let due = alert.expires, due <= now else { return nil }
    let why = alert.origin == .automatic ? "no finding since \(alert.lastHeard.rfc3339())" : nil
    return try? change(alert, .expired, by: Author.tocsin, why, told, now) { alert, deed in
      alert.status = .expired
      alert.closed = deed
      alert.closeReason = .expired
    }
  }

  private func change(
    _ alert: Alert, _ reason: Message.Reason, by author: String, _ note: String?,
    _ told: [String], _ now: Instant, toAudiences: Bool = false,
    _ apply: (inout Alert, Alert.Deed) -> Void
  ) throws -> Change {
    guard alert.status.isOpen else {
      throw AlertingMistake(
        "\(alert.id) is \(alert.status.rawValue)", hint: "only an open alert can be changed")
    }
    var alert = alert
    let words = note.map(TypedText.lines).flatMap { $0.isEmpty ? nil : $0 }
    let deed = Alert.Deed(by: author, at: now, note: words)
    apply(&alert, deed)
    alert.revision += 1
    alert.revised = deed
    var reach = Reach()
    for id in told { add(toldReceiver: id, alert, to: &reach) }
    if toAudiences, alert.silence == nil, !alert.audiences.isEmpty {
      for destination in destinations(of: alert) where !told.contains(destination.receiver.id) {
        reach.add(destination)
      }
    }
    let entry = JournalEntry(
      at: now, who: author, subject: .alert, id: alert.id, action: reason.rawValue,
      detail: words ?? "")
    return Change(
      alert: alert, isRevision: true, journal: [entry],
      notifications: notifications(of: alert, reason, to: reach.destinations, now))
  }

  private func check(_ amendment: Amendment, of alert: Alert, _ now: Instant) throws {
    let states = Alert.State.allCases
    if let state = amendment.state, let from = states.firstIndex(of: alert.state),
      let to = states.firstIndex(of: state), to < from
    {
      throw AlertingMistake(
        "an alert does not go back from \"\(alert.state.rawValue)\" to \"\(state.rawValue)\"",
        hint: "a relapse is a new alert")
    }
    if let title = amendment.title { try checkTitle(TypedText.line(title)) }
    try checkTexts([amendment.recognise, amendment.precautions, amendment.plain])
    if let audiences = amendment.audiences { try checkAudiences(audiences) }
    if let expires = amendment.expires, expires <= now {
      throw AlertingMistake("the new end is not after now", hint: "tocsin alert cancel ends it")
    }
    if amendment == Amendment() { throw AlertingMistake("nothing was changed") }
  }

  private func apply(_ amendment: Amendment, to alert: inout Alert) {
    alert.title = amendment.title.map(TypedText.line) ?? alert.title
    alert.state = amendment.state ?? alert.state
    alert.severity = amendment.severity ?? alert.severity
    alert.certainty = amendment.certainty ?? alert.certainty
    alert.tlp = amendment.tlp ?? alert.tlp
    alert.audiences = amendment.audiences ?? alert.audiences
    alert.recognise = amendment.recognise.map(TypedText.lines) ?? alert.recognise
    alert.precautions = amendment.precautions.map(TypedText.lines) ?? alert.precautions
    alert.plain = amendment.plain.map(TypedText.lines) ?? alert.plain
    alert.expires = amendment.expires ?? alert.expires
  }
}
