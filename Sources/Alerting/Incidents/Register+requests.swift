package import Records

/// Requests: what people ask for again and again, by a model of its own.
extension Register {
  /// Starts a request from its model; `values` answer what it asks.
  ///
  /// Answers stand in steps and commands only where they have the shape that was asked for. Throws
  /// `AlertingMistake`, and what `newID` throws.
  package func start(
    request id: String, values: [String: String], by author: String, newID: () throws -> String,
    now: Instant
  ) throws -> IncidentChange {
    let model = try requestModel(id)
    let answers = try model.ask.map { question in
      try answer(question, values[question.name], of: id)
    }
    if let unknown = values.keys.sorted().first(where: { name in
      !model.ask.contains { $0.name == name }
    }) {
      throw AlertingMistake(
        "\"\(id)\" does not ask for \"\(unknown)\"",
        hint: model.ask.isEmpty
          ? "it asks for nothing" : "it asks for: " + model.ask.map(\.name).joined(separator: ", "))
    }
    let number = try newID()
    var filler = StepFiller(host: Untrusted(sentinelHost), alert: number)
    filler.add(answers.map { .init(name: $0.name, value: Untrusted($0.value)) })
    var request = Incident(
      id: number, isRequest: true, model: model.id, title: model.title, category: model.category,
      priority: model.priority ?? .low, owner: lead(of: model), answers: answers,
      steps: Self.steps(steps(of: model, filler), of: model, now), closeNeeds: model.closeNeeds,
      closeReasons: model.closeReasons, record: model.record, raised: .init(by: author, at: now))
    let what = answers.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    request.note("asked for" + (what.isEmpty ? "" : ": " + what), by: author, now)
    return IncidentChange(
      request, isNew: true, journal: [entry(request, "raised", "model \(model.id)", author, now)])
  }

  /// Somebody who may says that it may be done.
  package func approve(
    _ request: Incident, note: String? = nil, by author: String, now: Instant
  ) throws -> IncidentChange {
    guard request.isRequest, request.status == .raised else {
      throw AlertingMistake("\(request.id) is \(request.status.rawValue), and not to be approved")
    }
    var request = request
    let words = try Self.words(note)
    request.status = .approved
    request.note("approved" + (words.map { ": \($0)" } ?? ""), by: author, now)
    return IncidentChange(
      request, journal: [entry(request, "approved", words.map(TypedText.line) ?? "", author, now)])
  }

  private func requestModel(_ id: String) throws -> IncidentModel {
    let known = configuration.models.values.filter { $0.kind == .request && $0.status == .inForce }
      .map(\.id).sorted()
    guard let model = configuration.models[id], known.contains(id) else {
      throw AlertingMistake(
        "no request model in force is named \"\(id)\"",
        hint: known.isEmpty ? "none is declared" : "there are: " + known.joined(separator: ", "))
    }
    return model
  }

  private func answer(
    _ question: IncidentModel.Question, _ value: String?, of model: String
  ) throws -> Incident.Answer {
    let text = TypedText.line(value ?? "")
    guard !text.isEmpty else {
      throw AlertingMistake(
        "\"\(model)\" asks for \"\(question.name)\": \(question.prompt)",
        hint: "--set \(question.name)=…")
    }
    guard text.utf8.count <= TypedText.titleBytesMax, question.type.takes(text) else {
      throw AlertingMistake(
        "\"\(question.name)\" is no \(question.type.rawValue)", hint: question.prompt)
    }
    return .init(name: question.name, value: text)
  }
}

extension IncidentModel.Question.Answer {
  /// Whether a text has the shape that is asked for.
  func takes(_ text: String) -> Bool {
    switch self {
    case .text: true
    case .ip: ValidValue.isValid(text, named: "ip")
    case .user: ValidValue.isValid(text, named: "user") && Address(text) == nil
    case .unit: ValidValue.isValid(text, named: "unit")
    case .number: text.utf8.allSatisfy { (48...57).contains($0) }
    }
  }
}
