import Alerting
import Delivery
package import Records
import Storage

/// Controls at the desk: how they stand, and looking at them now.
extension Desk {
  package func controls() throws -> [ControlRow] {
    let last = try naming { try store.read { try $0.lastReports(.control) } }
    let now = Instant.now()
    return loaded.configuration.controls.values.sorted { $0.id < $1.id }.map { control in
      ControlRow(
        control: control,
        state: ControlState(
          control, last[control.id], every: loaded.configuration.verifyEvery(control), now: now),
        last: last[control.id])
    }
  }

  /// Runs the checks of these controls, or of every active one, and keeps a report of each.
  package func verify(_ ids: [String]) throws -> [TestReport] {
    guard loaded.configuration.commands.verify else {
      throw DeskProblem(
        "commands of controls are not allowed on this host",
        hint: "in tocsin.yaml: commands: {verify: true}")
    }
    let controls = try ids.isEmpty ? loaded.configuration.controlsToRun : ids.map(testable)
    return try controls.compactMap { control, verification in
      try naming { try ControlCheck.keepReport(of: control, verification, by: who, in: store) }
    }
  }

  private func testable(_ id: String) throws -> (Control, Control.Verification) {
    let control = try control(id)
    guard let verification = control.verification, verification.method == .test else {
      throw DeskProblem(
        "control \"\(id)\" is verified by a person", hint: "tocsin control accept \(id) \"…\"")
    }
    return (control, verification)
  }

  private func control(_ id: String) throws -> Control {
    guard let control = loaded.configuration.controls[id] else {
      let known = loaded.configuration.controls.keys
      throw DeskProblem(
        "no control is named \"\(id)\"",
        hint: NearestName.to(id, among: known).map { "did you mean '\($0)'?" }
          ?? "tocsin control list")
    }
    return control
  }

  /// A person takes a control's state for right: its last answer, or what was seen or asked.
  package func accept(_ id: String, note: String?) throws -> TestReport {
    let control = try control(id)
    let now = Instant.now()
    return try naming {
      let last = try store.read { try $0.lastReports(.control)[id] }
      return try store.commit { ledger in
        let isTest = control.verification?.method == .test
        if isTest {
          guard let digest = last?.outputDigest else {
            throw DeskProblem(
              "control \"\(id)\" has no answer to accept", hint: "tocsin control verify \(id)")
          }
          try ledger.accept(output: digest, ofControl: id)
        } else if note == nil {
          throw DeskProblem("say what was seen", hint: "tocsin control accept \(id) \"…\"")
        }
        let words = note.map { OneLine.of(Untrusted($0)) }
        var report = TestReport(
          id: try ledger.nextReportID(at: now), kind: .control, subject: id,
          script: last?.script ?? "", by: who, started: now, ended: now,
          steps: [.init(expected: "a person looks", seen: "accepted", passed: true)],
          outputDigest: isTest ? last?.outputDigest : nil, note: words)
        report.head = try ledger.journalEnd()
        try ledger.write(report)
        return report
      }
    }
  }
}

extension Ledger {
  /// Keeps a report, and says in the journal how it ended.
  mutating func write(_ report: TestReport, action: String? = nil) throws {
    try save(report)
    try append(
      JournalEntry(
        at: report.ended, who: report.by, subject: report.kind == .tabletop ? .drill : .control,
        id: report.subject, action: action ?? (report.passed ? "verified" : "failed"),
        detail: report.id))
  }
}

/// One control in `control list`.
package struct ControlRow: Sendable {
  var control: Control
  var state: ControlState
  var last: TestReport?

  /// True when somebody should look.
  package var needsAttention: Bool { ControlState.faulty.contains(state) }

  package static let heading = ["ID", "KIND", "STATE", "LAST LOOK", "TITLE"]

  package var cells: [String] {
    [
      control.id, control.kind.rawValue, state.rawValue,
      last.map { $0.ended.rfc3339() } ?? "never", OneLine.of(control.title),
    ]
  }

  package var json: JSONValue {
    .present([
      "id": .string(control.id), "title": .string(OneLine.of(control.title)),
      "kind": .string(control.kind.rawValue), "declared": .string(control.state.rawValue),
      "state": .string(state.rawValue), "owner": .string(control.owner),
      "policy": control.policy.map { .string($0.value) },
      "last": last.map { $0.json },
    ])
  }
}

extension TestReport {
  package var text: String {
    let verdict = passed ? "passed" : "FAILED"
    let lines = steps.map { step in
      "  \(step.passed ? "ok  " : "not ") \(OneLine.of(step.expected)): \(OneLine.of(step.seen))"
    }
    let said = note.map { ["  \($0)"] } ?? []
    let chained = head.map { ["  journal head \($0.text)"] } ?? []
    return (["\(id)  \(subject)  \(verdict)"] + lines + said + chained).joined(separator: "\n")
  }

  package var json: JSONValue {
    .present([
      "id": .string(id), "kind": .string(kind.rawValue), "subject": .string(subject),
      "passed": .bool(passed), "by": .string(by), "started": .string(started.rfc3339()),
      "ended": .string(ended.rfc3339()), "script": script.isEmpty ? nil : .string(script),
      "rule": rule.map { .string($0) },
      "output_sha256": outputDigest.map { .string($0) },
      "output": output.map { .string(OneLine.of($0)) }, "note": note.map { .string($0) },
      "journal_head": head.map { $0.json },
      "steps": .array(
        steps.map {
          [
            "expected": .string(OneLine.of($0.expected)), "seen": .string(OneLine.of($0.seen)),
            "passed": .bool($0.passed),
          ]
        }),
    ])
  }
}
