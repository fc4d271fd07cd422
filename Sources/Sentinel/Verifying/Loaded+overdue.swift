import Records
import Storage

/// What nobody looked at or tried in time, by what the database says.
extension Loaded {
  /// TOC208: active controls whose last look failed, is too old, or never was.
  ///
  /// `last` are the last reports by control.
  func controlFaults(_ last: [String: TestReport], now: Instant) -> [Diagnostic] {
    configuration.controls.values.compactMap { control in
      // One that says not how it is verified is TOC112.
      guard let verification = control.verification else { return nil }
      let report = last[control.id]
      let state = ControlState(
        control, report, every: configuration.verifyEvery(control), now: now)
      guard let what = state.fault(report) else { return nil }
      let isRun = verification.method == .test && configuration.commands.verify
      let hint =
        verification.method == .test
        ? "tocsin control verify \(control.id)"
          + (isRun ? "" : "; commands: {verify: true} in tocsin.yaml allows it")
        : "tocsin control accept \(control.id) \"…\""
      return Diagnostic(
        "TOC208", at: control.place, "control \"\(control.id)\" \(what)", hint: hint,
        weight: .warning)
    }
  }

  /// TOC113: models in force that nobody talked through in `drill_every`.
  ///
  /// `last` says by model when somebody did.
  func modelFaults(_ last: [String: Instant], now: Instant) -> [Diagnostic] {
    let schedule = Schedule(last: last)
    return configuration.models.values.compactMap { model in
      guard model.status == .inForce, let every = model.drillEvery,
        schedule.isDue(model.id, every: every, at: now)
      else { return nil }
      let what =
        schedule.due(model.id, every: every).map {
          "was to be drilled by \($0.rfc3339().prefix(10))"
        }
        ?? "was never drilled"
      return Diagnostic(
        "TOC113", at: model.place, "model \"\(model.id)\" \(what)",
        hint: "tocsin drill --model \(model.id)", weight: .warning)
    }
  }

  /// Both, from the database of these places; nothing where there is none.
  func overdue(_ places: Places, now: Instant) -> [Diagnostic] {
    guard Store.exists(in: places.state) else { return [] }
    Login.becomeOwner(of: places.state)
    // What the state folder does not show is not held against the files.
    guard let store = try? Store(folder: places.state, checks: false),
      let (controls, tables) = try? store.read({
        (try $0.lastReports(.control), try $0.lastTimes(.tabletop))
      })
    else { return [] }
    return controlFaults(controls, now: now)
      + modelFaults(configuration.rehearsals(tables), now: now)
  }
}

extension ControlState {
  /// As a clause after the control's name; nil where nobody needs to look.
  fileprivate func fault(_ last: TestReport?) -> String? {
    switch self {
    case .failing: "failed when it was last looked at (\(last?.id ?? ""))"
    case .stale: "was last looked at on \(last?.ended.rfc3339() ?? ""), too long ago"
    case .unverified: "was never looked at"
    case .planned, .degraded, .retired, .verified: nil
    }
  }
}
