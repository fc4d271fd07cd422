import Records
import Storage

/// What nobody looked at or tried in time, by what the database says.
struct Overdue {
  /// What nobody ever did: on a new host that is most of it.
  var never: [Diagnostic] = []
  /// What failed, or was done too long ago.
  var late: [Diagnostic] = []

  /// More of one code than these are one line, so that they do not hide what else is wrong.
  private static let namedMax = 3

  /// `never` with many of one code told in one; the first one's place stands for all.
  static func summed(_ never: [Diagnostic]) -> [Diagnostic] {
    let words = ["TOC113": "models were never drilled", "TOC208": "controls were never looked at"]
    return Dictionary(grouping: never, by: \.code).values.flatMap { all -> [Diagnostic] in
      guard all.count > namedMax, let first = DiagnosticOrder.sorted(all).first,
        let words = words[first.code]
      else { return all }
      return [
        Diagnostic(
          first.code, at: first.mark, "\(all.count) \(words)",
          hint: "--verbose names each; see also: tocsin task list, tocsin control list",
          weight: .warning)
      ]
    }
  }
}

extension Loaded {
  /// From the database of these places; nothing where there is none.
  func overdue(_ places: Places, now: Instant) -> Overdue {
    guard Store.exists(in: places.state) else { return Overdue() }
    Login.becomeOwner(of: places.state)
    // What the state folder does not show is not held against the files.
    guard let store = try? Store(folder: places.state, checks: false),
      let (controls, tables) = try? store.read({
        (try $0.lastReports(.control), try $0.lastTimes(.tabletop))
      })
    else { return Overdue() }
    var overdue = Overdue()
    add(controls: controls, to: &overdue, now)
    add(models: configuration.rehearsals(tables), to: &overdue, now)
    return overdue
  }

  /// TOC208: active controls whose last look failed, is too old, or never was.
  private func add(
    controls last: [String: TestReport], to overdue: inout Overdue, _ now: Instant
  ) {
    for control in configuration.controls.values {
      // One that says not how it is verified is TOC112.
      guard let verification = control.verification else { continue }
      let report = last[control.id]
      let state = ControlState(
        control, report, every: configuration.verifyEvery(control), now: now)
      guard let what = state.fault(report) else { continue }
      let isRun = configuration.commands.verify
      let hint =
        verification.method == .test
        ? "tocsin control verify \(control.id)"
          + (isRun ? "" : "; commands: {verify: true} in tocsin.yaml allows it")
        : "tocsin control accept \(control.id) \"…\""
      let fault = Diagnostic(
        "TOC208", at: control.place, "control \"\(control.id)\" \(what)", hint: hint,
        weight: .warning)
      if report == nil { overdue.never.append(fault) } else { overdue.late.append(fault) }
    }
  }

  /// TOC113: models in force that nobody talked through in `drill_every`.
  private func add(models last: [String: Instant], to overdue: inout Overdue, _ now: Instant) {
    let schedule = Schedule(last: last)
    for model in configuration.models.values {
      guard model.status == .inForce, let every = model.drillEvery,
        schedule.isDue(model.id, every: every, at: now)
      else { continue }
      let day = schedule.due(model.id, every: every)?.rfc3339().prefix(10)
      let what = day.map { "was to be drilled by \($0)" } ?? "was never drilled"
      let fault = Diagnostic(
        "TOC113", at: model.place, "model \"\(model.id)\" \(what)",
        hint: "tocsin drill --model \(model.id)", weight: .warning)
      if day == nil { overdue.never.append(fault) } else { overdue.late.append(fault) }
    }
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
