import Alerting
import Records
import Storage
import Synchronization

/// Controls that are looked at by themselves, and what is told of those that do not hold.
///
/// A loop of its own, because a check may take minutes. One check runs at a time; a stop breaks it
/// off, and it is due again at the next start.
extension RunningSentinel {
  func verifyLoop() {
    let waker = Waker()
    var round = 0
    while !isStopping.withLock({ $0 }) {
      if round % 5 == 0 {
        do {
          try verifyWhatIsDue()
          try tellOfControls(at: .now())
        } catch {
          say(trouble: error, in: "verifier")
        }
      }
      round += 1
      waker.wait(atMost: .seconds(1))
    }
  }

  private func verifyWhatIsDue() throws {
    let configuration = committer.current.loaded.configuration
    guard configuration.commands.verify, !configuration.controlsToRun.isEmpty else { return }
    let schedule = Schedule(last: try store.read { try $0.lastTimes(.control) })
    for (control, verification) in configuration.controlsToRun {
      guard !isStopping.withLock({ $0 }) else { return }
      let every = configuration.verifyEvery(control) ?? verification.every
      guard schedule.isDue(control.id, every: every, at: .now()) else { continue }
      let report = try ControlCheck.keepReport(
        of: control, verification, by: "tocsin", in: store,
        isStopping: { isStopping.withLock { $0 } })
      // Told at once: the next check may take its time.
      if report?.passed == false { try tellOfControls(at: .now()) }
    }
  }

  private static let fact = "control_reports_told"

  /// Alerts of controls whose last report is bad, all-clears of those whose is good, by whomever
  /// they were looked at; each report once.
  private func tellOfControls(at now: Instant) throws {
    let (reports, number) = try store.read { reading in
      let told = try reading.fact(Self.fact).flatMap { Int64($0) } ?? 0
      return try reading.reports(.control, after: told)
    }
    guard !reports.isEmpty else { return }
    let configuration = committer.current.loaded.configuration
    for report in reports {
      guard let control = configuration.controls[report.subject], control.state == .active else {
        continue
      }
      if report.passed {
        try endAlerts(of: control.id, report, at: now)
      } else {
        selfLog.append(
          Happening(
            action: .controlFailing, subject: control.id,
            detail: words(control, report, configuration), time: now), repeats: true)
      }
    }
    // Written last: a kill in between repeats a line, and loses none.
    try store.commit { try $0.write(fact: Self.fact, String(number)) }
  }

  private func words(
    _ control: Control, _ report: TestReport, _ configuration: Configuration
  ) -> String {
    let failed = report.steps.first { !$0.passed }
    let what = failed.map { "expected: \($0.expected), seen: \($0.seen)" } ?? ""
    let risks = configuration.risks.values.filter { risk in
      risk.controls.contains { $0.value == control.id }
    }.map(\.id).sorted()
    let counting =
      risks.isEmpty ? "no risk counts on it" : "counted on by " + risks.joined(separator: ", ")
    return "control \(control.id) does not hold (\(report.id)); \(what); \(counting)"
  }

  /// The all-clear of the alerts that said a control does not hold, to whoever was told.
  private func endAlerts(of control: String, _ report: TestReport, at now: Instant) throws {
    let register = committer.register
    let isTold = try store.commit { ledger in
      let open = try ledger.reading.alerts(AlertFilter(isOpen: true, limit: 1000))
        .filter { $0.says(.controlFailing, about: control) }
      for alert in open {
        let told = try ledger.reading.receiversTold(about: alert.id).sorted()
        let change = try register.allClear(
          alert, by: "tocsin", note: "control \(control) holds again (\(report.id))",
          reason: .real, told: told, now: now)
        try ledger.write(change, at: now)
      }
      return !open.isEmpty
    }
    if isTold { outbox.waker.ring() }
  }
}

extension Alert {
  /// True for an alert of our own log whose last line says this about that.
  fileprivate func says(_ action: Happening.Action, about subject: String) -> Bool {
    guard place?.source == OwnSources.happenings, let text else { return false }
    return text.encoded {
      $0.contains("\"Action\":\"\(action.rawValue)\"")
        && $0.contains("\"SourceId\":\"\(subject)\"")
    }
  }
}
