/// One run of a test, in detail: what was tried, what was expected and what was seen.
///
/// Written once and never changed.
package struct TestReport: Sendable, Equatable, Codable {
  package enum Kind: String, Codable, Sendable {
    case control, drill, tabletop
    /// Upkeep that a person did.
    case task
  }
  package struct Step: Sendable, Equatable, Codable {
    package var expected: String
    /// In our words; never what a command wrote.
    package var seen: String
    package var passed: Bool

    package init(expected: String, seen: String, passed: Bool) {
      self.expected = expected
      self.seen = seen
      self.passed = passed
    }
  }

  /// `TR-2026-0001`, counted per database and year.
  package var id: String
  package var kind: Kind
  /// Id of the control or test; `model/ID` of a model, `CONTROL/…` of its upkeep.
  package var subject: String
  /// SHA-256 of the command that was run; empty where none was.
  package var script: String
  /// The rule that a drill was to be noticed by.
  package var rule: String?
  package var by: String
  package var started: Instant
  package var ended: Instant
  package var steps: [Step]
  /// What was written, cut after `outputMax` bytes.
  package var output: Untrusted?
  /// SHA-256 of all that was read.
  package var outputDigest: String?
  /// The words of a person who looked.
  package var note: String?
  /// Where the journal ended when the report was written; absent from reports of former versions.
  package var head: JournalEnd?

  /// Bytes of a command's answer that are read: a page of a report is some kilobytes.
  package static let outputMax = 64 << 10

  package init(
    id: String, kind: Kind, subject: String, script: String = "", rule: String? = nil, by: String,
    started: Instant, ended: Instant, steps: [Step], output: Untrusted? = nil,
    outputDigest: String? = nil,
    note: String? = nil
  ) {
    self.id = id
    self.kind = kind
    self.subject = subject
    self.script = script
    self.rule = rule
    self.by = by
    self.started = started
    self.ended = ended
    self.steps = steps
    self.output = output
    self.outputDigest = outputDigest
    self.note = note
  }

  package var passed: Bool { steps.allSatisfy(\.passed) }
}
