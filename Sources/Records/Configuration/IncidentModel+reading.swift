/// Incident models and request models as they stand in a file (list key `models`).
extension IncidentModel {
  init(_ map: MapReader) {
    let id = map.identifier(.model)
    let kind = map.choice("type", .required, as: Kind.self) ?? .incident
    let incidents: MapReader.Need = kind == .incident ? .required : .optional
    let opens = map.map("opens_on", incidents)
    let close = map.map("close", .required)
    self.init(
      id: id,
      title: map.text("title", .required) ?? "",
      kind: kind,
      status: map.choice("status", .required) ?? .draft,
      plain: map.plain("plain"),
      category: map.text("category", incidents),
      priority: map.choice("priority"),
      opensOnRisks: opens?.references("risks", to: .risk) ?? [],
      opensOnRules: opens?.rules("rules") ?? [],
      opening: opens?.choice("how", .required) ?? .byHand,
      roles: Self.roles(map),
      evidence: map.maps("evidence", as: "evidence").map(Evidence.init),
      steps: [],
      record: map.texts("record"),
      closeNeeds: [],
      closeReasons: close?.texts("reasons", .required) ?? [],
      reviewBy: map.date("review_by"),
      drillEvery: map.duration("drill_every"),
      ask: map.maps("ask", as: "question").map(Question.init),
      target: map.reference("target", to: .target),
      legal: map.references("legal", to: .reference),
      place: map.mark)
    readSteps(map)
    closeNeeds = close.map { self.needs($0) } ?? []
    map.readWaivers()
    map.leave("continuity", "messages")
    opens?.finish()
    close?.finish()
    map.finish()
  }

  private static func roles(_ map: MapReader) -> [String: Marked<String>] {
    guard let parts = map.map("roles", .required) else { return [:] }
    var roles: [String: Marked<String>] = [:]
    for part in parts.keys {
      roles[part.text] = parts.reference(part.text, to: .role, .audience, need: .required)
    }
    return roles
  }

  private mutating func readSteps(_ map: MapReader) {
    let readers = map.maps("steps", as: "step", .required)
    // A request knows its values by name; an incident has whatever fields its alert has.
    let known = kind == .request ? ask.map(\.name) : nil
    steps = readers.map { Step($0, known: known, roles: roles.keys.sorted()) }
    var seen: [String: Mark] = [:]
    for step in steps where !step.id.isEmpty {
      if let first = seen[step.id] {
        map.refuse(
          step.place, "step \"\(step.id)\" is declared twice",
          hint: "the first is in line \(first.line)", code: "TOC004")
      }
      seen[step.id] = seen[step.id] ?? step.place
    }
    if map.has("steps"), readers.isEmpty, map.node("steps")?.items?.isEmpty == true {
      map.refuse(map.place(of: "steps"), "a model without steps tells nobody what to do")
    }
  }

  private func needs(_ close: MapReader) -> [String] {
    let ids = steps.map(\.id)
    let needs = close.markedTexts("needs", .required)
    for need in needs where !ids.contains(need.value) {
      let nearest = NearestName.to(need.value, among: ids)
      close.refuse(
        need.mark, "step \"\(need.value)\" is not declared in this model",
        hint: nearest.map { "did you mean '\($0)'?" }, code: "TOC005")
    }
    return needs.map(\.value)
  }
}

extension IncidentModel.Step {
  /// `known` are the values there will be, nil for any; `roles` the parts of the model.
  init(_ map: MapReader, known: [String]?, roles: [String]) {
    let text = map.markedText("do", .required)
    if let text { Template(text).check(map.notes, known: known) }
    let by = map.markedText("by")
    if let by, !roles.contains(by.value) {
      let nearest = NearestName.to(by.value, among: roles)
      map.refuse(
        by.mark, "\"\(by.value)\" is no part in this model's roles",
        hint: nearest.map { "did you mean '\($0)'?" } ?? "roles: " + roles.joined(separator: ", "),
        code: "TOC005")
    }
    self.init(
      id: map.stepIdentifier(),
      stage: map.choice("stage", .required) ?? .identification,
      text: text?.value ?? "",
      by: by?.value,
      within: map.duration("within"),
      command: map.command("command"),
      danger: map.text("danger"),
      see: map.text("see"),
      react: map.text("react"),
      place: map.mark)
    map.finish()
  }
}

extension MapReader {
  /// An id that is unique in its model only.
  fileprivate func stepIdentifier() -> String {
    guard let id = markedText("id", .required) else { return "" }
    if !Self.isIdentifier(id.value) {
      refuse(
        id.mark, "\"\(id.value)\" is no id", hint: "small letters, digits, '-' and '.'")
    }
    return id.value
  }
}

extension IncidentModel.Evidence {
  init(_ map: MapReader) {
    self.init(
      what: map.text("what", .required) ?? "",
      command: map.command("command"),
      window: map.duration("window"))
    if map.has("command") == map.has("window") {
      map.refuse(map.mark, "evidence needs \"command\" or \"window\", and not both")
    }
    if let argument = command.first(where: { $0.contains("{{") }) {
      map.refuse(
        map.place(of: "command"), "a command that is run takes no values: \"\(argument)\"",
        hint: "what a log says never reaches a command; write the argument out", code: "TOC009")
    }
    map.finish()
  }
}

extension IncidentModel.Question {
  init(_ map: MapReader) {
    self.init(
      name: map.text("name", .required) ?? "",
      type: map.choice("type") ?? .text,
      prompt: map.text("prompt", .required) ?? "")
    map.finish()
  }
}
