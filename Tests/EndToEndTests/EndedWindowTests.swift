import Foundation
import Testing
import TestKit

/// Windows that are tested when they end, and lines without a time, in the real program.
@Suite struct EndedWindowTests {
  private static let rules = """
    title: A job began
    name: job_began
    logsource: {product: shop}
    detection: {x: {action: begin}, condition: x}
    level: informational
    ---
    title: A job was done
    name: job_done
    logsource: {product: shop}
    detection: {x: {action: done}, condition: x}
    level: informational
    ---
    title: A job was never done
    id: job_lost
    correlation:
      type: temporal
      rules: [job_began, job_done]
      group-by: [job]
      timespan: 2s
      condition: job_began and not job_done
    level: high
    risks: [jobs]
    ---
    title: Many jobs began
    id: job_rush
    correlation: {type: event_count, rules: [job_began], group-by: [team], timespan: 1h, condition: {gte: 3}}
    level: high
    risks: [jobs]

    """
  private static let risk =
    "risks: [{id: jobs, title: Jobs are lost, owner: operations, likelihood: 2, impact: 4}]\n"

  private static func line(_ action: String, _ job: String, at time: String?) -> String {
    let stamp = time.map { #""time":"\#($0)","# } ?? ""
    return
      #"{\#(stamp)"action":"\#(action)","job":"\#(job)","team":"t-\#(time == nil ? "a" : job)"}"#
  }

  private static func box() throws -> (Sandbox, LogFile) {
    let box = try Sandbox()
    let log = box.log("shop.log")
    try log.append(Data())
    try box.configure(Samples.shopSource(log.path) + risk + "limits: {lateness: 1s}\n")
    try box.rule(rules)
    return (box, log)
  }

  @Test func aScanTestsWhatIsLeftWhenItsInputEnds() throws {
    let (box, log) = try Self.box()
    try log.append([
      Self.line("begin", "one", at: "2026-05-11T06:20:00Z"),
      Self.line("begin", "two", at: "2026-05-11T06:20:00Z"),
      Self.line("done", "one", at: "2026-05-11T06:20:01Z"),
      Self.line("begin", "none", at: nil),
    ])
    let scan = try box.run("scan", log.path)
    #expect(scan.status == 1, "\(scan)")
    #expect(scan.output.contains("A job was never done"), "\(scan)")
    #expect(scan.output.contains("job=two") && !scan.output.contains("job=one"), "\(scan)")
    #expect(!scan.output.contains("job=none"), "\(scan)")
  }

  @Test func aSilentSourceStillEndsItsWindowsAndAKillDoublesNothing() throws {
    let (box, log) = try Self.box()
    let first = try box.watch()
    try log.append([
      Self.line("begin", "one", at: Samples.stamp()),
      Self.line("begin", "two", at: Samples.stamp()),
      Self.line("done", "two", at: Samples.stamp()),
    ])
    #expect(
      eventually(within: 60) { first.output.contains("A job was never done") }, "\(first.errors)")
    first.signal(SIGKILL)
    _ = first.end()
    let second = try box.watch()
    try log.append(Self.line("begin", "three", at: Samples.stamp()))
    #expect(
      eventually(within: 60) { ((try? box.alerts().count) ?? 0) == 2 }, "\(second.errors)")
    #expect(second.stop() == .exit(0))
    let alerts = try box.alerts()
    #expect(alerts.map { $0["count"].int } == [1, 1], "\(alerts)")
  }

  @Test func linesWithoutATimeAreCountedWhenTheyComeAndOnceOnly() throws {
    let (box, log) = try Self.box()
    let first = try box.watch()
    try log.append((1...2).map { Self.line("begin", "j\($0)", at: nil) })
    Thread.sleep(forTimeInterval: 0.5)
    first.signal(SIGKILL)
    _ = first.end()
    let second = try box.watch()
    try log.append(Self.line("begin", "j3", at: nil))
    #expect(
      eventually(within: 60) { second.output.contains("Many jobs began") }, "\(second.errors)")
    #expect(second.stop() == .exit(0))
    let rush = try box.alerts().filter { $0["rule"].text == "job_rush" }
    #expect(rush.map { $0["count"].int } == [3], "\(rush)")
  }
}
