/// What controls, policies, references, targets and waivers say about each other and about risks.
struct GovernanceChecks {
  private let configuration: Configuration
  private let today: CalendarDate?
  private let notes: ReadingNotes

  static func run(_ configuration: Configuration, _ notes: ReadingNotes) {
    let checks = GovernanceChecks(
      configuration: configuration, today: notes.today, notes: notes)
    for risk in configuration.risks.values { checks.check(risk) }
    for control in configuration.controls.values { checks.check(control) }
    for policy in configuration.policies.values { checks.check(policy) }
    for test in configuration.verifications.values { checks.check(test) }
    checks.checkReferences()
    checks.checkTargets()
    checks.checkWaivers()
  }

  private func check(_ risk: Risk) {
    guard risk.controls.isEmpty else { return }
    if risk.response == .mitigate, risk.isToBeWatched {
      warn(
        "TOC102", risk.place, "risk \"\(risk.id)\" is to be mitigated, and no control does so",
        hint: "controls: […], or waive it: {check: TOC102, why: …, by: …, until: …}")
    }
    if let residual = risk.residual,
      residual.likelihood <= risk.likelihood, residual.impact <= risk.impact,
      residual != Risk.Rating(likelihood: risk.likelihood, impact: risk.impact)
    {
      warn(
        "TOC105", risk.place, "risk \"\(risk.id)\" is rated lower, and no control is named for it",
        hint: "controls: […] says what lowers it")
    }
  }

  private func check(_ control: Control) {
    if control.state == .active, control.verification == nil {
      warn(
        "TOC112", control.place, "control \"\(control.id)\" is active and verified by nothing",
        hint: "verify: {method: test, command: […], expect: {exit: 0}, every: 24h}")
    }
    guard let name = control.policy else { return }
    let parts = name.value.split(separator: "/", maxSplits: 1).map(String.init)
    let policy = parts.first.flatMap { configuration.policies[$0] }
    let statements = policy?.statements.map(\.id) ?? []
    guard parts.count == 2, statements.contains(parts[1]) else {
      let known = configuration.policies.values.flatMap { policy in
        policy.statements.map { "\(policy.id)/\($0.id)" }
      }
      return notes.report(
        "TOC005", at: name.mark, "policy statement \"\(name.value)\" is not declared",
        hint: NearestName.to(name.value, among: known.sorted()).map { "did you mean '\($0)'?" }
          ?? "write policy/statement")
    }
  }

  private func check(_ test: VerifyScript) {
    for name in test.controls {
      guard let control = configuration.controls[name.value], control.verification == nil
      else { continue }
      notes.report(
        "TOC003", at: name.mark,
        "test \"\(test.id)\" verifies control \"\(control.id)\", which says not how",
        hint: "give the control its 'verify'")
    }
  }

  private func check(_ policy: Policy) {
    checkReview(policy.reviewBy, policy.place, "policy \"\(policy.id)\"")
    guard policy.status != .superseded else { return }
    for statement in policy.statements
    where statement.enforcedBy.isEmpty && statement.watchedBy.isEmpty {
      warn(
        "TOC114", statement.place,
        "statement \"\(statement.id)\" of policy \"\(policy.id)\" is neither enforced nor watched",
        hint: "enforced_by: a control, or watched_by: a rule")
    }
  }

  private func checkReferences() {
    let cited = Set(
      configuration.risks.values.flatMap(\.references).map(\.value)
        + configuration.controls.values.flatMap(\.references).map(\.value)
        + configuration.policies.values.flatMap(\.references).map(\.value)
        + configuration.models.values.flatMap(\.legal).map(\.value))
    for reference in configuration.references.values {
      checkReview(reference.reviewBy, reference.place, "reference \"\(reference.id)\"")
      guard !cited.contains(reference.id) else { continue }
      warn(
        "TOC115", reference.place, "reference \"\(reference.id)\" is cited nowhere",
        hint: "cite it under 'references' of a risk, control or policy, or 'legal' of a model")
    }
  }

  /// Only where somebody sets targets at all are missing ones missed.
  private func checkTargets() {
    guard let first = configuration.targets.first else { return }
    let covered = configuration.targets.filter { $0.models.isEmpty }.flatMap { target in
      target.severities.isEmpty ? Severity.allCases : target.severities
    }
    for severity in Severity.allCases where !covered.contains(severity) {
      warn(
        "TOC116", first.place, "no target applies to alerts of severity \(severity.rawValue)",
        hint: "applies: {severity: [\(severity.rawValue)]}")
    }
    for target in configuration.targets {
      for step in target.escalate {
        guard let audience = configuration.audiences[step.to.value], !audience.acknowledges
        else { continue }
        warn(
          "TOC126", step.to.mark,
          "target \"\(target.id)\" escalates to audience \"\(audience.id)\", which never acknowledges",
          hint: "acknowledges: true, or escalate to another")
      }
    }
  }

  private func checkWaivers() {
    guard let today else { return }
    for waiver in configuration.waivers where waiver.until < today {
      warn(
        "TOC120", waiver.place, "the waiver of \(waiver.check.value) ended on \(waiver.until.iso)",
        hint: "mend what it left aside, or decide again")
    }
  }

  private func checkReview(_ date: CalendarDate?, _ place: Mark, _ subject: String) {
    guard let date, let today, date < today else { return }
    warn(
      "TOC107", place, "the review of \(subject) was due on \(date.iso)",
      hint: "review it and set the next date")
  }

  private func warn(_ code: String, _ mark: Mark, _ clause: String, hint: String) {
    notes.report(code, at: mark, clause, hint: hint, weight: .warning)
  }
}

extension Configuration {
  /// Diagnostics without those that somebody waived, and those as notes that say who and why.
  ///
  /// A waiver of a record holds for what names it as diagnostics do: `risk "web-probing"`.
  package func waiving(
    _ diagnostics: [Diagnostic], today: CalendarDate
  ) -> (told: [Diagnostic], waived: [Diagnostic]) {
    let inForce = Dictionary(grouping: waivers.filter { today <= $0.until }, by: \.check.value)
    var (told, waived): ([Diagnostic], [Diagnostic]) = ([], [])
    for var diagnostic in diagnostics {
      let waiver = inForce[diagnostic.code]?.first { $0.holds(for: diagnostic) }
      guard let waiver, diagnostic.weight == .warning else {
        told.append(diagnostic)
        continue
      }
      diagnostic.weight = .note
      diagnostic.hint = "waived by \(waiver.by) until \(waiver.until.iso): \(waiver.why)"
      waived.append(diagnostic)
    }
    return (told, waived)
  }
}

extension Waiver {
  /// For a diagnostic of its check.
  fileprivate func holds(for diagnostic: Diagnostic) -> Bool {
    subject.map { diagnostic.clause.contains($0.value) } ?? true
  }
}
