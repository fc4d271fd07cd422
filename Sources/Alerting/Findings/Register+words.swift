import Records

/// The words of an automatic alert: from the rule, the risk and the incident model.
extension Register {
  /// Writes what people are told; from a finding, whose values stand only where they validate.
  func write(_ finding: Finding, _ ground: Ground, into alert: inout Alert) {
    var filler = StepFiller(host: finding.host ?? Untrusted(sentinelHost), alert: alert.id)
    filler.add(finding.group)
    filler.add(finding.fields)
    let model = model(of: ground)
    alert.title = ground.rule.title
    alert.risks = ground.risks.map(\.id)
    alert.rule = ground.rule.id
    alert.model = model?.id
    alert.steps = model.map { steps(of: $0, filler) } ?? []
    alert.plain = first(ground.risks, \.plain)
    alert.recognise = first(ground.risks, \.recognise) ?? recognise(ground.rule, filler)
    alert.precautions = first(ground.risks, \.precautions) ?? containment(alert.steps)
  }

  /// The model the worst risk names, else one that says it opens for the rule or a risk.
  func model(of ground: Ground) -> IncidentModel? {
    let named = ground.risks.compactMap { $0.model?.value }
    let models = named.compactMap { configuration.models[$0] }
    if let model = models.first(where: { $0.status != .withdrawn }) { return model }
    let names = [ground.rule.id, ground.rule.name].compactMap(\.self)
    let risks = Set(ground.risks.map(\.id))
    return configuration.models.values.sorted { $0.id < $1.id }.first { model in
      model.status != .withdrawn
        && (model.opensOnRules.contains { names.contains($0.value) }
          || model.opensOnRisks.contains { risks.contains($0.value) })
    }
  }

  func steps(of model: IncidentModel, _ filler: StepFiller) -> [Alert.Step] {
    model.steps.map { step in
      filler.fill(step, by: step.by.map { title(ofRole: model.roles[$0]?.value ?? $0) })
    }
  }

  private func first(_ risks: [Risk], _ words: KeyPath<Risk, String?>) -> String? {
    risks.lazy.compactMap { $0[keyPath: words] }.first { !$0.isEmpty }
  }

  private func recognise(_ rule: RuleSummary, _ filler: StepFiller) -> String {
    let shown = filler.validValues.prefix(6).map { "\($0.name) \($0.value)" }
    return rule.title + (shown.isEmpty ? "" : " (" + shown.joined(separator: ", ") + ")")
  }

  private func containment(_ steps: [Alert.Step]) -> String? {
    let texts = steps.filter { $0.stage == IncidentModel.Stage.containment.rawValue }.map(\.text)
    return texts.isEmpty ? nil : texts.joined(separator: " ")
  }

  /// What messages say of an alert's risks, the worst first.
  func riskLines(of alert: Alert) -> [Message.RiskLine] {
    let risks = alert.risks.compactMap { configuration.risks[$0] }
    return risks.map { risk in
      Message.RiskLine(
        id: risk.id, title: risk.title, plain: risk.plain, likelihood: risk.likelihood,
        impact: risk.impact, owner: title(ofRole: risk.owner.value))
    }
  }
}
