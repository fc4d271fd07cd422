import Records

/// Who answers for what an alert of our own log is about.
extension Register {
  /// The audiences of a role, or the audience itself.
  package func audiences(of owner: String) -> [String] {
    if configuration.audiences[owner] != nil { return [owner] }
    return configuration.audiences.values.filter { $0.roles.contains(owner) }.map(\.id).sorted()
  }

  /// The audiences of the owner of a control that does not hold; none for all other findings.
  func owners(of finding: Finding, _ rule: RuleSummary) -> [String] {
    guard rule.logsource.product == "tocsin",
      finding.says("Action", Happening.Action.controlFailing.rawValue),
      let control = configuration.controls.values.first(where: {
        finding.says("SourceId", $0.id)
      })
    else { return [] }
    return audiences(of: control.owner)
  }
}

extension Finding {
  /// In a field, or in the line, which is ours: fields that no rule names are not kept.
  fileprivate func says(_ name: String, _ value: String) -> Bool {
    fields.contains { $0.name == name && $0.value.encoded { $0 == value } }
      || text.encoded { $0.contains("\"\(name)\":\"\(value)\"") }
  }
}
