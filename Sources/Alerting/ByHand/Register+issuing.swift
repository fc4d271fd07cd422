package import Records

/// Alerts that people issue: of a threat that was prepared for, or in their own words.
extension Register {
  /// How long an alert by hand stands when nobody says: a week, then somebody looks again.
  package static let handExpiresAfter = Duration.seconds(7 * 86_400)

  /// Issues a prepared alert; `values` fill its `{{name}}`.
  ///
  /// `change` may alter the draft (audiences, receivers, severity, expiry) before it is checked.
  /// Throws `AlertingMistake`, and what `newID` throws.
  package func issue(
    threat id: String, values: [String: String] = [:], by author: String,
    change: (inout Draft) -> Void = { _ in }, newID: () throws -> String, now: Instant
  ) throws -> Change {
    guard let threat = configuration.threats[id] else {
      let known = configuration.threats.keys.sorted().joined(separator: ", ")
      throw AlertingMistake(
        "no prepared alert is named \"\(id)\"",
        hint: known.isEmpty ? "there is none in config/threats" : "there are: \(known)")
    }
    if let missing = threat.fill.first(where: { (values[$0] ?? "").isEmpty }) {
      throw AlertingMistake(
        "\"\(id)\" needs a value for \"\(missing)\"", hint: "--set \(missing)=…")
    }
    if let unknown = values.keys.sorted().first(where: { !threat.fill.contains($0) }) {
      let names = threat.fill.joined(separator: ", ")
      throw AlertingMistake(
        "\"\(id)\" has no value named \"\(unknown)\"",
        hint: names.isEmpty ? "it takes none" : "it takes: \(names)")
    }
    var draft = Draft(threat, now: now)
    change(&draft)
    return try issue(draft, values: values, by: author, newID: newID, now: now)
  }

  /// Issues an alert as it was drafted.
  ///
  /// Throws `AlertingMistake` for a draft that says too little or names what is not declared, and
  /// what `newID` throws; then nothing has happened.
  package func issue(
    _ draft: Draft, values: [String: String] = [:], by author: String,
    newID: () throws -> String, now: Instant
  ) throws -> Change {
    let draft = filled(draft, values)
    try check(draft, now)
    let alert = alert(from: draft, values, id: try newID(), by: author, now)
    let destinations = destinations(of: alert, to: draft.receivers)
    let reason = alert.kind == .allClear ? Message.Reason.allClear : .opened
    let names = alert.audiences + draft.receivers
    let entry = JournalEntry(
      at: now, who: author, subject: .alert, id: alert.id, action: "issued",
      detail: "\(alert.kind.rawValue), severity \(alert.severity.rawValue)"
        + (names.isEmpty ? "" : ", to " + names.joined(separator: ", ")))
    return Change(
      alert: alert, isNew: true, isRevision: true, journal: [entry],
      notifications: notifications(of: alert, reason, to: destinations, now))
  }

  private func filled(_ draft: Draft, _ values: [String: String]) -> Draft {
    var draft = draft
    let lines = { (text: String?) in text.map { TypedText.lines(fill($0, values)) } }
    draft.title = TypedText.line(fill(draft.title, values))
    draft.recognise = lines(draft.recognise)
    draft.precautions = lines(draft.precautions)
    draft.plain = lines(draft.plain)
    return draft
  }

  private func alert(
    from draft: Draft, _ values: [String: String], id: String, by author: String, _ now: Instant
  ) -> Alert {
    var alert = Alert(
      id: id, kind: draft.kind, origin: .manual, isExercise: draft.isExercise, title: draft.title,
      state: draft.state, severity: draft.severity, certainty: draft.certainty, tlp: draft.tlp,
      risks: draft.risks, threat: draft.threat, model: draft.model, plain: draft.plain,
      recognise: draft.recognise, precautions: draft.precautions, audiences: draft.audiences,
      issued: .init(by: author, at: now), expires: draft.expires ?? now + Self.handExpiresAfter,
      lastHeard: now)
    var filler = StepFiller(host: Untrusted(sentinelHost), alert: id)
    filler.add(values.sorted { $0.key < $1.key }.map { .init(name: $0, value: Untrusted($1)) })
    if let model = draft.model.flatMap({ configuration.models[$0] }) {
      alert.steps = steps(of: model, filler)
    }
    return alert
  }

  private func check(_ draft: Draft, _ now: Instant) throws {
    try checkTitle(draft.title)
    try checkTexts([draft.recognise, draft.precautions, draft.plain])
    if draft.kind == .warning, (draft.recognise ?? "").isEmpty {
      throw AlertingMistake(
        "a warning says how to recognise the attack", hint: "--recognise '…', or --kind notice")
    }
    if draft.kind == .warning, (draft.precautions ?? "").isEmpty {
      throw AlertingMistake(
        "a warning says what precautions to take", hint: "--precautions '…', or --kind notice")
    }
    if (draft.kind == .allClear) != (draft.state == .over) {
      throw AlertingMistake(
        "the state \"over\" and the kind \"all-clear\" go together",
        hint: "to end an alert that was issued: tocsin alert close")
    }
    if let expires = draft.expires, expires <= now {
      throw AlertingMistake("the alert would expire before it is issued")
    }
    try checkNames(draft)
  }

  func checkTitle(_ title: String) throws {
    guard !title.isEmpty else { throw AlertingMistake("an alert has a title") }
    guard title.utf8.count <= TypedText.titleBytesMax else {
      throw AlertingMistake(
        "a title of \(title.utf8.count) bytes, where \(TypedText.titleBytesMax) are allowed",
        hint: "say more in 'plain'")
    }
  }

  func checkTexts(_ texts: [String?]) throws {
    guard
      let long = texts.compactMap(\.self).first(where: { $0.utf8.count > TypedText.textBytesMax })
    else { return }
    throw AlertingMistake(
      "a text of \(long.utf8.count) bytes, where \(TypedText.textBytesMax) are allowed")
  }

  private func checkNames(_ draft: Draft) throws {
    try checkAudiences(draft.audiences)
    if let id = draft.receivers.first(where: { receiver($0) == nil }) {
      throw AlertingMistake("no receiver is named \"\(id)\"", hint: "tocsin receiver list")
    }
    if let id = draft.risks.first(where: { configuration.risks[$0] == nil }) {
      throw AlertingMistake("no risk is named \"\(id)\"", hint: "tocsin risk list")
    }
    if let id = draft.model, configuration.models[id] == nil {
      throw AlertingMistake("no incident model is named \"\(id)\"")
    }
  }

  func checkAudiences(_ ids: [String]) throws {
    guard let id = ids.first(where: { configuration.audiences[$0] == nil }) else { return }
    let known = configuration.audiences.keys.sorted().joined(separator: ", ")
    throw AlertingMistake(
      "no audience is named \"\(id)\"",
      hint: known.isEmpty ? "none is declared" : "there are: \(known)")
  }

  /// What a person typed may stand in a person's text; it is cleaned with it.
  private func fill(_ template: String, _ values: [String: String]) -> String {
    var (text, rest) = ("", template[...])
    while let open = rest.firstRange(of: "{{"),
      let close = rest[open.upperBound...].firstRange(of: "}}")
    {
      let name = String(rest[open.upperBound..<close.lowerBound])
      text += rest[..<open.lowerBound] + (values[name] ?? "‹\(name)›")
      rest = rest[close.upperBound...]
    }
    return text + rest
  }
}
