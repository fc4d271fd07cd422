package import Records

/// What an alert of a rule would say, before anything was found.
package struct Prospect: Sendable, Equatable {
  package var severity: Severity
  /// Ids, the worst first.
  package var risks: [String]
  /// The incident model whose steps it would show.
  package var model: String?
}

extension Register {
  /// Nil when the rule raises no alert.
  package func prospect(of rule: String) -> Prospect? {
    ground(of: rule).map { ground in
      Prospect(
        severity: ground.severity, risks: ground.risks.map(\.id), model: model(of: ground)?.title)
    }
  }
}
