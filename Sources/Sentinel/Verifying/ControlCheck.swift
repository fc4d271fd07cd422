import Records
import Storage

/// The verification of one control: what its command must answer, held against what it answered.
struct ControlCheck {
  var control: Control
  var verification: Control.Verification
  /// The digest of the answer that a person accepted last.
  var accepted: String?

  /// Looks at a control now and keeps the report; nil, and nothing kept, when the run was broken
  /// off.
  static func keepReport(
    of control: Control, _ verification: Control.Verification, by author: String,
    in store: Store, isStopping: () -> Bool = { false }
  ) throws -> TestReport? {
    let accepted = try store.read { try $0.acceptedOutput(ofControl: control.id) }
    let check = ControlCheck(control: control, verification: verification, accepted: accepted)
    // Run before the transaction begins: a check may take minutes.
    let started = Instant.now()
    let run = CommandRun.run(
      verification.command, within: verification.timeout, isStopping: isStopping)
    guard run.ending != .brokenOff else { return nil }
    var report = check.report(of: run, id: "", by: author, started: started, ended: .now())
    try store.commit { ledger in
      report.id = try ledger.nextReportID(at: report.ended)
      report.head = try ledger.journalEnd()
      try ledger.write(report)
    }
    return report
  }

  func report(
    of run: CommandRun, id: String, by author: String, started: Instant, ended: Instant
  ) -> TestReport {
    TestReport(
      id: id, kind: .control, subject: control.id, script: script, by: author, started: started,
      ended: ended, steps: steps(run),
      output: Untrusted(String(decoding: run.output, as: UTF8.self)),
      outputDigest: Self.digest(of: run.output))
  }

  private var script: String {
    SHA256.hex(of: verification.command.joined(separator: "\0").utf8)
  }

  private func steps(_ run: CommandRun) -> [TestReport.Step] {
    guard case .exit(let status) = run.ending else {
      return [.init(expected: "it ends by itself", seen: Self.words(run.ending), passed: false)]
    }
    let expect = verification.expect
    let text = String(decoding: run.output, as: UTF8.self)
    var steps: [TestReport.Step] = []
    if let wanted = expect.exit {
      steps.append(
        .init(expected: "exit \(wanted)", seen: "exit \(status)", passed: status == wanted))
    }
    for part in expect.has {
      let has = text.contains(part)
      steps.append(
        .init(expected: "says \"\(part)\"", seen: has ? "it does" : "it does not", passed: has))
    }
    for part in expect.lacks {
      let has = text.contains(part)
      steps.append(
        .init(
          expected: "does not say \"\(part)\"", seen: has ? "it does" : "it does not",
          passed: !has))
    }
    if let wanted = expect.isEmpty {
      let isEmpty = text.allSatisfy(\.isWhitespace)
      steps.append(
        .init(
          expected: wanted ? "says nothing" : "says something",
          seen: isEmpty ? "nothing" : "\(run.output.count) bytes", passed: isEmpty == wanted))
    }
    if expect.isUnchanged { steps.append(unchanged(run.output)) }
    return steps
  }

  private func unchanged(_ output: [UInt8]) -> TestReport.Step {
    let expected = "says what was accepted"
    guard let accepted else {
      return .init(
        expected: expected, seen: "nothing was accepted yet: tocsin control accept \(control.id)",
        passed: false)
    }
    let isSame = Self.digest(of: output) == accepted
    return .init(expected: expected, seen: isSame ? "it does" : "it has changed", passed: isSame)
  }

  /// Of the sorted lines: in which order a command finds things says nothing.
  static func digest(of output: [UInt8]) -> String {
    let lines = output.split(separator: UInt8(ascii: "\n")).map(Array.init)
      .sorted { $0.lexicographicallyPrecedes($1) }
    return SHA256.hex(of: lines.joined(separator: [UInt8(ascii: "\n")]))
  }

  static func words(_ ending: CommandRun.Ending) -> String {
    switch ending {
    case .exit(let status): "exit \(status)"
    case .signal(let signal): "ended by signal \(signal)"
    case .timedOut: "its time was up"
    case .flooded: "it wrote more than \(TestReport.outputMax) bytes"
    case .refused(let why): "not run: \(why)"
    case .brokenOff: "it was broken off"
    }
  }
}

/// What is known of a control now, beside what is declared.
package enum ControlState: String, Sendable {
  case planned, degraded, retired
  /// Declared active, and the last look found it so, not too long ago.
  case verified
  case failing
  /// The last look is older than twice its time.
  case stale
  /// Declared active, and nobody has looked yet.
  case unverified

  /// Somebody should look.
  static let faulty: [ControlState] = [.failing, .stale, .unverified]

  /// `every` is how often it is looked at.
  init(_ control: Control, _ last: TestReport?, every: Duration?, now: Instant) {
    switch control.state {
    case .planned: self = .planned
    case .degraded: self = .degraded
    case .retired: self = .retired
    case .active:
      guard let last, let every else {
        self = .unverified
        return
      }
      self = !last.passed ? .failing : now - last.ended > every * 2 ? .stale : .verified
    }
  }
}
