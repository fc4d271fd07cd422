/// What records say about each other beyond being there: contradictions, lapsed dates, readers
/// that nobody reaches.
///
/// Mostly warnings.
struct ConfigurationChecks {
  private let configuration: Configuration
  private let today: CalendarDate?
  private let notes: ReadingNotes
  /// The first audience that is told in plain words by itself; asked for each risk.
  private let plainReader: String?
  /// Model → risks it opens on: one model may name every risk.
  private let opens: [String: Set<String>]

  private init(_ configuration: Configuration, _ today: CalendarDate?, _ notes: ReadingNotes) {
    (self.configuration, self.today, self.notes) = (configuration, today, notes)
    plainReader =
      configuration.audiences.values.filter { $0.voice == .plain && $0.isAutomatic }.map(\.id).min()
    opens = configuration.models.mapValues { Set($0.opensOnRisks.map(\.value)) }
  }

  static func run(_ configuration: Configuration, today: CalendarDate?, _ notes: ReadingNotes) {
    let checks = ConfigurationChecks(configuration, today, notes)
    for risk in configuration.risks.values { checks.check(risk) }
    for model in configuration.models.values { checks.check(model) }
    for audience in configuration.audiences.values { checks.check(audience) }
    for threat in configuration.threats.values { checks.check(threat) }
    for receiver in configuration.receivers.values { checks.checkFailover(of: receiver) }
  }

  private func check(_ risk: Risk) {
    let isEnded = [.closed, .avoided, .transferred].contains(risk.status)
    if risk.model == nil, !isEnded {
      warn(
        "TOC103", risk.place, "risk \"\(risk.id)\" has no incident model",
        hint: "'model: …' gives its alerts their steps")
    }
    if let residual = risk.residual,
      residual.likelihood > risk.likelihood || residual.impact > risk.impact
    {
      warn(
        "TOC104", risk.place, "risk \"\(risk.id)\" is rated higher with its controls than without",
        hint:
          "'residual' is what remains: at most likelihood \(risk.likelihood), impact \(risk.impact)"
      )
    }
    checkAcceptance(of: risk)
    checkReview(risk.reviewBy, risk.place, "risk \"\(risk.id)\"")
    if let plainReader, risk.plain == nil, !isEnded {
      warn(
        "TOC108", risk.place, "risk \"\(risk.id)\" has no plain words",
        hint: "audience \"\(plainReader)\" would be told of it: add 'plain: …'")
    }
    checkModel(of: risk)
  }

  private func checkAcceptance(of risk: Risk) {
    let isAccepted = risk.status == .accepted || risk.response == .accept
    if isAccepted, risk.acceptance == nil {
      warn(
        "TOC106", risk.place, "risk \"\(risk.id)\" is accepted by nobody",
        hint: "accept: {by: …, on: …, until: …, why: …}")
    }
    if let end = risk.acceptance?.until, let today, end < today {
      warn(
        "TOC106", risk.place, "the acceptance of risk \"\(risk.id)\" ended on \(end.iso)",
        hint: "decide again: accept, mitigate, avoid or transfer")
    }
  }

  /// A risk that names a model expects it to open, and the other way round.
  private func checkModel(of risk: Risk) {
    guard let name = risk.model, let model = configuration.models[name.value],
      model.kind == .incident, opens[name.value]?.contains(risk.id) != true
    else { return }
    warn(
      "TOC128", name.mark,
      "model \"\(model.id)\" does not name risk \"\(risk.id)\" in its opens_on",
      hint: "add it there, or name another model")
  }

  private func check(_ model: IncidentModel) {
    checkReview(model.reviewBy, model.place, "model \"\(model.id)\"")
    for name in model.opensOnRisks {
      guard let risk = configuration.risks[name.value], risk.model?.value != model.id else {
        continue
      }
      let other = risk.model.map { "model \"\($0.value)\"" } ?? "no model"
      warn(
        "TOC128", name.mark, "risk \"\(risk.id)\" names \(other), not this one",
        hint: "in the risk: 'model: \(model.id)'")
    }
  }

  private func checkReview(_ date: CalendarDate?, _ place: Mark, _ subject: String) {
    guard let date, let today, date < today else { return }
    warn(
      "TOC107", place, "the review of \(subject) was due on \(date.iso)",
      hint: "review it and set the next date")
  }

  private func check(_ audience: Audience) {
    guard audience.receivers.isEmpty else { return }
    warn(
      "TOC117", audience.place, "audience \"\(audience.id)\" has no receiver",
      hint: "nobody is told until 'receivers' names one")
  }

  private func check(_ threat: Threat) {
    for name in threat.audience {
      guard let audience = configuration.audiences[name.value], audience.maxTLP < threat.tlp else {
        continue
      }
      notes.report(
        "TOC013", at: name.mark,
        "audience \"\(audience.id)\" may see \(audience.maxTLP.label), not \(threat.tlp.label)",
        hint: "lower 'tlp' of the threat, or leave the audience out")
    }
  }

  /// Receivers that stand in for each other in a ring would send a message round for ever.
  private func checkFailover(of receiver: Receiver) {
    var seen: Set = [receiver.id]
    var next = receiver.failover
    while let name = next, let other = configuration.receivers[name.value] {
      if name.value == receiver.id {
        return notes.report(
          "TOC014", at: receiver.failover?.mark ?? receiver.place,
          "failover of \"\(receiver.id)\" comes back to itself", hint: "end the chain elsewhere")
      }
      guard seen.insert(name.value).inserted else { return }
      next = other.failover
    }
  }

  private func warn(_ code: String, _ mark: Mark, _ clause: String, hint: String) {
    notes.report(code, at: mark, clause, hint: hint, weight: .warning)
  }
}

extension CalendarDate {
  /// As in `2027-03-31`.
  package var iso: String {
    String(Instant(seconds: Int64(daysSinceEpoch) * 86_400).rfc3339().prefix(10))
  }
}
