package import Records
import Storage

/// What nobody looked at or tried in time, by what the database says.
///
/// What was never done counts from when the state began, so that a new host is not late at once.
package struct Overdue {
  /// What nobody ever did although its time has passed.
  package private(set) var never: [Diagnostic] = []
  /// What failed, or was done too long ago.
  package private(set) var late: [Diagnostic] = []

  private let configuration: Configuration
  private let now: Instant
  private let began: Instant

  /// `controls` are the last reports by control, `tables` the last times of table-top drills by
  /// their subject.
  package init(
    _ configuration: Configuration, controls: [String: TestReport], tables: [String: Instant],
    began: Instant, now: Instant
  ) {
    (self.configuration, self.began, self.now) = (configuration, began, now)
    for control in configuration.controls.values { judge(control, controls[control.id]) }
    let drills = Schedule(last: configuration.rehearsals(tables))
    for model in configuration.models.values { judge(model, drills) }
  }

  /// TOC208: an active control whose last look failed, is too old, or never was.
  private mutating func judge(_ control: Control, _ report: TestReport?) {
    // One that says not how it is verified is TOC112.
    guard let verification = control.verification,
      let every = configuration.verifyEvery(control)
    else { return }
    let state = ControlState(control, report, every: every, now: now)
    guard let what = state.fault(report) else { return }
    let isRun = configuration.commands.verify
    let hint =
      verification.method == .test
      ? "tocsin control verify \(control.id)"
        + (isRun ? "" : "; commands: {verify: true} in tocsin.yaml lets the sentinel run it")
      : "tocsin control accept \(control.id) \"…\""
    let fault = Diagnostic(
      "TOC208", at: control.place, "control \"\(control.id)\" \(what)", hint: hint,
      weight: .warning)
    if report != nil {
      late.append(fault)
    } else if now - began > every * 2 {
      never.append(fault)
    }
  }

  /// TOC113: a model in force that nobody talked through in its `drill_every`.
  private mutating func judge(_ model: IncidentModel, _ drills: Schedule) {
    guard model.status == .inForce, let every = model.drillEvery,
      drills.isDue(model.id, every: every, at: now)
    else { return }
    let day = drills.due(model.id, every: every)?.rfc3339().prefix(10)
    let what = day.map { "was to be drilled by \($0)" } ?? "was never drilled"
    let fault = Diagnostic(
      "TOC113", at: model.place, "model \"\(model.id)\" \(what)",
      hint: "tocsin drill --model \(model.id)", weight: .warning)
    if day != nil {
      late.append(fault)
    } else if now - began > every {
      never.append(fault)
    }
  }

  /// More of one code than these are one line, so that they do not hide what else is wrong.
  private static let namedMax = 3

  /// `never` with many of one code told in one; the first one's place stands for all.
  package static func summed(_ never: [Diagnostic]) -> [Diagnostic] {
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
  /// From the database of these places; nil where there is none, or none that can be read.
  ///
  /// What the state folder does not show is not held against the files.
  func overdue(_ places: Places, now: Instant) -> Overdue? {
    guard Store.exists(in: places.state) else { return nil }
    Login.becomeOwner(of: places.state)
    guard let store = try? Store(folder: places.state, checks: false) else { return nil }
    return try? store.read { reading in
      Overdue(
        configuration, controls: try reading.lastReports(.control),
        tables: try reading.lastTimes(.tabletop), began: try reading.beginning ?? now, now: now)
    }
  }
}

extension Reading {
  fileprivate static var beginningName: String { "began" }

  /// When the first sentinel or command worked on this state; nil before.
  fileprivate var beginning: Instant? {
    get throws {
      try fact(Self.beginningName).flatMap { Int64($0) }.map { Instant(microseconds: $0) }
    }
  }
}

extension Store {
  /// Remembers when work on this state began; the first call stays.
  func noteBeginning(at now: Instant) throws {
    guard try read({ try $0.beginning }) == nil else { return }
    try commit { try $0.write(fact: Reading.beginningName, String(now.microseconds)) }
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
