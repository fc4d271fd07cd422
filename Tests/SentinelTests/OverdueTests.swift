import Records
import Sentinel
import Testing

/// What nobody looked at or tried in time.
@Suite struct OverdueTests {
  private static let now = Instant(seconds: 1_795_000_000)
  private static let day = Duration.seconds(86_400)

  private static func configuration(
    _ state: Control.State = .active, models: Int = 1
  ) -> Configuration {
    var configuration = Configuration()
    configuration.controls["keys"] = Control(
      id: "keys", title: "Keys only", owner: "operations", kind: .preventive, state: state,
      verification: .init(method: .test, command: ["/bin/true"], every: day * 10))
    for number in 1...models {
      configuration.models["fire\(number)"] = IncidentModel(
        id: "fire\(number)", title: "Fire", drillEvery: day * 180,
        place: Mark(path: "models.yaml", line: number, column: 5))
    }
    return configuration
  }

  private static func report(ago days: Int, passed: Bool = true) -> [String: TestReport] {
    let ended = now - day * days
    return [
      "keys": TestReport(
        id: "TR-1", kind: .control, subject: "keys", by: "mira", started: ended, ended: ended,
        steps: [.init(expected: "exit 0", seen: "exit 1", passed: passed)])
    ]
  }

  private static func overdue(
    _ configuration: Configuration = configuration(), controls: [String: TestReport] = [:],
    tables: [String: Instant] = [:], began days: Int
  ) -> Overdue {
    Overdue(
      configuration, controls: controls, tables: tables, began: now - day * days, now: now)
  }

  /// What was never done counts from when the state began.
  @Test(arguments: [(1, []), (19, []), (21, ["TOC208"]), (181, ["TOC113", "TOC208"])])
  func aNewHostIsNotLateAtOnce(_ row: (days: Int, codes: [String])) {
    let overdue = Self.overdue(began: row.days)
    #expect(overdue.never.map(\.code).sorted() == row.codes, "\(row)")
    #expect(overdue.late.isEmpty)
  }

  @Test func aFailedLookAndAnOldOneAreLateFromTheFirstDay() {
    let failed = Self.overdue(controls: Self.report(ago: 0, passed: false), began: 0)
    #expect(
      failed.late.map(\.clause) == ["control \"keys\" failed when it was last looked at (TR-1)"])
    let old = Self.overdue(controls: Self.report(ago: 21), began: 0).late
    #expect(old.map(\.code) == ["TOC208"] && old.allSatisfy { $0.weight == .warning })
    #expect(Self.overdue(controls: Self.report(ago: 19), began: 0).late.isEmpty)
  }

  @Test func whatIsNotInForceIsNotMissed() {
    let planned = Self.overdue(Self.configuration(.planned), began: 100)
    #expect(planned.never.isEmpty && planned.late.isEmpty)
  }

  /// A test of kind `verify` asks for looks more often than the control itself.
  @Test func aTestMayAskForMore() {
    var configuration = Self.configuration()
    configuration.verifications["audit"] = VerifyScript(
      id: "audit", title: "Audit", controls: [Marked("keys", at: .none)], every: Self.day)
    #expect(
      Self.overdue(configuration, controls: Self.report(ago: 3), began: 0).late.map(\.code)
        == ["TOC208"])
  }

  @Test func aModelIsLateAfterItsLastDrill() {
    let late = Self.overdue(tables: ["model/fire1": Self.now - Self.day * 181], began: 0).late
    #expect(late.map(\.clause) == ["model \"fire1\" was to be drilled by 2026-11-17"])
    #expect(Self.overdue(tables: ["model/fire1": Self.now], began: 999).late.isEmpty)
  }

  /// Many are one line, at the first one's place.
  @Test func manyThatWereNeverDoneAreOneLine() {
    let few = Self.overdue(Self.configuration(.planned, models: 3), began: 999).never
    #expect(Overdue.summed(few).count == 3)
    let many = Self.overdue(Self.configuration(.planned, models: 4), began: 999).never
    #expect(many.count == 4)
    #expect(Overdue.summed(many).map(\.clause) == ["4 models were never drilled"])
    #expect(Overdue.summed(many).map(\.mark.line) == [1])
  }
}
