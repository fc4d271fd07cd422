import Records

/// Whether a rule alerts at all, how much it matters, and until when.
extension Register {
  /// What an alert of a rule rests on.
  struct Ground {
    var rule: RuleSummary
    /// Not empty, the worst first.
    var risks: [Risk]
    var severity: Severity
  }

  /// Nil when the rule raises no alert: it is unknown, only feeds correlations, is informational,
  /// or is tied to no risk that is still open.
  func ground(of rule: String) -> Ground? {
    guard let rule = self.rule(rule), !rule.feedsOnly, rule.level != .informational else {
      return nil
    }
    let risks = liveRisks(rule.risks)
    guard let worst = risks.first else { return nil }
    let cost = Severity(impact: worst.impact)
    let severity = min(cost, rule.level?.severity ?? cost)
    return Ground(rule: rule, risks: risks, severity: severity)
  }

  /// How long an alert stays open without a finding: as long as the most patient of its risks.
  func quietTime(_ risks: [Risk], isExercise: Bool) -> Duration {
    if isExercise { return Self.exerciseExpiresAfter }
    return risks.map(\.expiresAfter).max() ?? configuration.limits.alertExpiresAfter
  }

  /// A drill is over when it was heard; ten minutes leave time to look at it.
  static let exerciseExpiresAfter = Duration.seconds(600)
}
