import Alerting
package import Records
import Storage

/// Drills through the real path: sent, marked as exercises wherever they appear, and followed
/// until somebody was told or their time is up.
///
/// What is under way stands in the database, so that a drill outlives a restart and a command may
/// start one that the sentinel follows.
enum Drills {
  /// Sends a script's line and notes that it is under way; returns what to wait for.
  static func start(
    _ script: DrillScript, rule: String, source: SourceDeclaration?, by author: String,
    in store: Store, at now: Instant
  ) throws -> DrillUnderWay {
    let nonce = DrillLines.drawNonce()
    let drill = DrillUnderWay(
      nonce: nonce, test: script.id, rule: rule, by: author, started: now,
      until: now + script.within)
    // Noted first: a line that is read before it is known would be an alarm.
    try store.commit { try $0.begin(drill) }
    do {
      try DrillLines(script: script, nonce: nonce).send(to: source, at: now)
    } catch {
      try store.commit { ledger in
        var report = report(
          of: drill, id: try ledger.nextReportID(at: now), seen: "\(DeskProblem(error).clause)",
          passed: false, at: now)
        report.head = try ledger.journalEnd()
        try ledger.write(report, by: drill)
      }
      throw error
    }
    return drill
  }

  /// Reports what was heard, and what was lost; returns the reports.
  static func settle(in store: Store, at now: Instant) throws -> [TestReport] {
    guard try !store.read({ try $0.drillsUnderWay() }).isEmpty else { return [] }
    return try store.commit { ledger in
      var reports: [TestReport] = []
      for drill in try ledger.reading.drillsUnderWay() {
        let heard = try ledger.reading.alerts(
          AlertFilter(rule: drill.rule, isExercise: true, since: drill.started, limit: 50)
        ).first { $0.closeReason == .test && $0.holds(drill.nonce) }
        guard heard != nil || now > drill.until else { continue }
        let id = try ledger.nextReportID(at: now)
        var report = report(
          of: drill, id: id, seen: heard.map { words($0, drill) } ?? "nothing in its time",
          passed: heard != nil, at: heard?.closed?.at ?? now)
        report.head = try ledger.journalEnd()
        try ledger.write(report, by: drill)
        reports.append(report)
      }
      return reports
    }
  }

  private static func words(_ alert: Alert, _ drill: DrillUnderWay) -> String {
    let took = ((alert.closed?.at ?? drill.started) - drill.started).components
    return "\(alert.id) told after \(took.seconds) s"
  }

  private static func report(
    of drill: DrillUnderWay, id: String, seen: String, passed: Bool, at ended: Instant
  ) -> TestReport {
    TestReport(
      id: id, kind: .drill, subject: drill.test, rule: drill.rule, by: drill.by,
      started: drill.started, ended: ended,
      steps: [
        .init(
          expected: "rule \(drill.rule) notices it, and a receiver is told", seen: seen,
          passed: passed)
      ])
  }
}

extension Ledger {
  fileprivate mutating func write(_ report: TestReport, by drill: DrillUnderWay) throws {
    try save(report)
    try end(drill: drill.nonce)
    try append(
      JournalEntry(
        at: report.ended, who: drill.by, subject: .drill, id: report.subject,
        action: report.passed ? "heard" : "lost", detail: report.id))
  }

  /// Findings with the nonce of a drill that is under way are exercises.
  func marked(_ findings: [Finding]) throws -> [Finding] {
    let drills = try reading.drillsUnderWay()
    guard !drills.isEmpty else { return findings }
    return findings.map { finding in
      guard !finding.isExercise, let drill = drills.first(where: { finding.holds($0.nonce) })
      else { return finding }
      var finding = finding
      finding.isExercise = true
      finding.group.append(.init(name: "drill", value: Untrusted(drill.nonce)))
      return finding
    }
  }
}

extension Finding {
  fileprivate func holds(_ nonce: String) -> Bool {
    text.encoded { $0.contains(nonce) }
      || evidence.contains { $0.text.encoded { $0.contains(nonce) } }
  }
}

extension Alert {
  fileprivate func holds(_ nonce: String) -> Bool {
    group.contains { $0.name == "drill" && $0.value.encoded { $0 == nonce } }
  }
}

extension RunningSentinel {
  /// Reports what is under way and was heard or lost.
  func followDrills(at now: Instant) throws {
    for report in try Drills.settle(in: store, at: now) where !report.passed {
      selfLog.append(
        Happening(
          action: .drillLost, subject: report.subject,
          detail: "drill \(report.subject) was not told in its time (\(report.id))", time: now),
        repeats: true)
    }
  }

  /// Starts what is due.
  func ringDrills(at now: Instant) throws {
    let loaded = committer.current.loaded
    let scheduled = loaded.configuration.drills.values.filter { $0.every != nil }
    guard !scheduled.isEmpty else { return }
    let (schedule, underWay) = try store.read {
      (Schedule(last: try $0.lastTimes(.drill)), Set(try $0.drillsUnderWay().map(\.test)))
    }
    for script in scheduled.sorted(by: { $0.id < $1.id }) {
      guard let every = script.every, !underWay.contains(script.id),
        schedule.isDue(script.id, every: every, at: now),
        let rule = committer.register.rule(script.rule.value)
      else { continue }
      let source = loaded.configuration.sources.first { $0.id == script.source?.value }
      do {
        _ = try Drills.start(
          script, rule: rule.id, source: source, by: "tocsin", in: store, at: now)
      } catch let problem as DeskProblem {
        selfLog.append(
          Happening(
            action: .drillLost, subject: script.id, detail: problem.clause, time: now))
      }
    }
  }
}

extension Desk {
  /// Rings one declared drill and waits for its report; a sentinel must run.
  package func drill(_ id: String) throws -> TestReport {
    guard isSentinelRunning else {
      throw DeskProblem(
        "no sentinel runs on \(places.state)",
        hint: "start it with tocsin watch, or name its folder with --state")
    }
    guard let script = loaded.configuration.drills[id] else {
      let known = loaded.configuration.drills.keys
      throw DeskProblem(
        "no drill is named \"\(id)\"",
        hint: NearestName.to(id, among: known).map { "did you mean '\($0)'?" }
          ?? (known.isEmpty
            ? "declare it under 'tests'" : "there are: " + known.sorted().joined(separator: ", ")))
    }
    guard let rule = register.rule(script.rule.value) else {
      throw DeskProblem("rule \"\(script.rule.value)\" is not loaded", hint: "tocsin check")
    }
    let source = loaded.configuration.sources.first { $0.id == script.source?.value }
    let drill = try naming {
      try Drills.start(
        script, rule: rule.id, source: source, by: who, in: store, at: .now())
    }
    let waker = Waker()
    while Instant.now() < drill.until + .seconds(30) {
      let last = try naming { try store.read { try $0.lastReports(.drill)[id] } }
      if let last, last.started >= drill.started { return last }
      waker.wait(atMost: .milliseconds(200))
    }
    throw DeskProblem("the sentinel did not report drill \"\(id)\"", hint: "tocsin status")
  }
}
