import Records
import Storage
import Testing

/// Reports of tests: numbered, in order, and never changed.
@Suite struct ReportTests {
  private static func report(
    _ id: String, _ subject: String, _ kind: TestReport.Kind = .control, passed: Bool = true,
    at seconds: Int64 = 0
  ) -> TestReport {
    let ended = Example.start + .seconds(seconds)
    return TestReport(
      id: id, kind: kind, subject: subject, by: "mira", started: ended, ended: ended,
      steps: [.init(expected: "exit 0", seen: "exit \(passed ? 0 : 1)", passed: passed)],
      output: Untrusted(Example.hostile.joined()))
  }

  @Test func theLastReportOfEachSubjectIsTold() throws {
    let scene = try Scene()
    try scene.commit { ledger in
      try ledger.save(Self.report("TR-1", "keys", at: 1))
      try ledger.save(Self.report("TR-2", "firewall", passed: false, at: 2))
      try ledger.save(Self.report("TR-3", "keys", passed: false, at: 3))
      try ledger.save(Self.report("TR-4", "keys", .drill, at: 9))
    }
    let last = try scene.read { try $0.lastReports(.control) }
    #expect(last.mapValues(\.id) == ["keys": "TR-3", "firewall": "TR-2"])
    let times = try scene.read { try $0.lastTimes(.control) }
    #expect(
      times == ["keys": Example.start + .seconds(3), "firewall": Example.start + .seconds(2)])
  }

  /// Whoever remembers the number is told of each report once, and only of the last of a subject.
  @Test func whatIsNewIsTheLastOfEachSubjectAfterANumber() throws {
    let scene = try Scene()
    #expect(try scene.read { try $0.reports(.control, after: 0) }.number == 0)
    try scene.commit { ledger in
      try ledger.save(Self.report("TR-1", "keys"))
      try ledger.save(Self.report("TR-2", "firewall"))
      try ledger.save(Self.report("TR-3", "keys", passed: false))
      try ledger.save(Self.report("TR-4", "drill", .drill))
    }
    let (reports, number) = try scene.read { try $0.reports(.control, after: 0) }
    #expect(reports.map(\.id) == ["TR-2", "TR-3"])
    #expect(reports.map(\.passed) == [true, false])
    let none = try scene.read { try $0.reports(.control, after: number) }
    #expect(none.reports.isEmpty && none.number == number)
    try scene.commit { try $0.save(Self.report("TR-5", "firewall")) }
    #expect(
      try scene.read { try $0.reports(.control, after: number) }.reports.map(\.id) == ["TR-5"])
  }
}
