import Detection
package import Records

/// Collects one piece of evidence: a log's lines, or what a command of a model says.
///
/// It only reads, and never fails: what cannot be had is a piece without bytes whose note says why.
package struct EvidenceCollector {
  /// Of a command; a server under attack may be slow, and the next piece waits.
  static let commandTime = Duration.seconds(10)

  private let loaded: Loaded

  package init(loaded: Loaded) { self.loaded = loaded }

  package func piece(of owed: OwedEvidence, at now: Instant) -> IncidentEvidence {
    switch owed.work {
    case .window(let window): log(window, owed.what, now)
    case .command(let command): answer(of: command, owed.what, now)
    }
  }

  private func log(
    _ window: OwedEvidence.Window, _ what: String, _ now: Instant
  ) -> IncidentEvidence {
    guard window.path != "-" else {
      return nothing(what, now, "source \(window.source) was a pipe, which is read only once")
    }
    guard let path = window.path else {
      let (from, to) = (window.at - window.span, window.at + window.span)
      return nothing(
        what, now,
        "source \(window.source) is no file: journalctl --utc --since '\(from.minuteText)' "
          + "--until '\(to.minuteText)'")
    }
    let (tail, why) = LogTail.read(path)
    guard let tail else { return nothing(what, now, "\(path) cannot be read: \(why)") }
    let declared = loaded.configuration.sources.first { $0.id == window.source }
    let binding = SourceBinding(
      id: window.source, format: declared?.format ?? .auto, logsource: declared?.logsource ?? [],
      zoneSeconds: Zone.secondsEast)
    let piece = LogWindow(window, in: tail, loaded.ruleSet, binding).piece()
    return IncidentEvidence(
      what: what, at: now, bytes: piece.bytes, note: "\(path): \(piece.note)")
  }

  private func answer(of command: [String], _ what: String, _ now: Instant) -> IncidentEvidence {
    let line = command.joined(separator: " ")
    guard loaded.configuration.commands.evidence else {
      return nothing(what, now, "\(line): not run, commands are not allowed any more")
    }
    let run = CommandRun.run(command, within: Self.commandTime)
    return IncidentEvidence(
      what: what, at: now, bytes: run.output, note: "\(line): \(ControlCheck.words(run.ending))")
  }

  private func nothing(_ what: String, _ now: Instant, _ why: String) -> IncidentEvidence {
    IncidentEvidence(what: what, at: now, bytes: [UInt8](), note: why)
  }
}

extension Instant {
  /// `2026-05-11 06:20:01`, in UTC, as journalctl(1) reads it.
  fileprivate var minuteText: String {
    String(rfc3339().prefix(19).map { $0 == "T" ? " " : $0 })
  }
}
