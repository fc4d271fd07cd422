/// How far a rule's authors trust it (Sigma specification, "Status").
package enum RuleStatus: String, CaseIterable, Sendable {
  case stable, test, experimental, deprecated, unsupported

  /// Rules that their authors gave up run only where somebody asks for them.
  package var isLoadedUnasked: Bool { self != .deprecated && self != .unsupported }
}

/// Which rules are loaded beside those of a usual status.
package struct RuleLoading: Sendable, Equatable {
  package var load: Set<RuleStatus>

  package init(load: Set<RuleStatus> = []) { self.load = load }

  package func takes(_ status: RuleStatus?) -> Bool {
    guard let status else { return true }
    return status.isLoadedUnasked || load.contains(status)
  }
}
