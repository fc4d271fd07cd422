/// A test as it is declared, of any kind.
package enum TestScript: Sendable, Equatable {
  case drill(DrillScript)
  case unit(UnitScript)
  case verify(VerifyScript)
  case tabletop(TabletopScript)
}

/// Samples for a rule whose file stays as it is, such as a public one.
package struct UnitScript: Sendable, Equatable {
  package var id: String
  package var title: String
  /// Id or name of the rule.
  package var rule: Marked<String>
  package var samples: [RuleSample]
  package var place: Mark

  package init(
    id: String, title: String, rule: Marked<String>, samples: [RuleSample], place: Mark = .none
  ) {
    self.id = id
    self.title = title
    self.rule = rule
    self.samples = samples
    self.place = place
  }
}

/// Controls that are to be verified together, and oftener than each says of itself.
package struct VerifyScript: Sendable, Equatable {
  package var id: String
  package var title: String
  /// Ids of controls.
  package var controls: [Marked<String>]
  /// Nil: as often as each control says.
  package var every: Duration?
  package var owner: String?
  package var place: Mark

  package init(
    id: String, title: String, controls: [Marked<String>], every: Duration? = nil,
    owner: String? = nil, place: Mark = .none
  ) {
    self.id = id
    self.title = title
    self.controls = controls
    self.every = every
    self.owner = owner
    self.place = place
  }
}

/// A case that people talk through at a table, to see whether the models would carry them.
package struct TabletopScript: Sendable, Equatable {
  package var id: String
  package var title: String
  /// Ids of the models that are talked through.
  package var models: [Marked<String>]
  /// What is read out, one after the other.
  package var steps: [String]
  package var every: Duration?
  package var owner: String?
  package var place: Mark

  package init(
    id: String, title: String, models: [Marked<String>], steps: [String], every: Duration? = nil,
    owner: String? = nil, place: Mark = .none
  ) {
    self.id = id
    self.title = title
    self.models = models
    self.steps = steps
    self.every = every
    self.owner = owner
    self.place = place
  }
}

extension Configuration {
  /// Active controls that a command verifies, by their ids.
  package var controlsToRun: [(Control, Control.Verification)] {
    controls.values.sorted { $0.id < $1.id }.compactMap { control in
      guard control.state == .active, let verification = control.verification,
        verification.method == .test
      else { return nil }
      return (control, verification)
    }
  }

  /// How often a control is looked at: as it says, or as the test that asks for it most often.
  package func verifyEvery(_ control: Control) -> Duration? {
    guard let own = control.verification?.every else { return nil }
    let asked = verifications.values.filter { $0.controls.contains { $0.value == control.id } }
    return asked.compactMap(\.every).reduce(own, min)
  }
}
