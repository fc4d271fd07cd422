package import Records

/// What is to be collected for an incident that has just been raised.
extension Register {
  /// Owes what the model's `evidence` asks for: the log around the alert's last line, and commands
  /// where the configuration allows them; else the timeline says that they were not run.
  ///
  /// A window is two pieces: what stands before the line at once, what comes after it later.
  package func owing(
    _ change: IncidentChange, by alert: Alert, now: Instant
  ) -> IncidentChange {
    guard change.isNew, let model = configuration.models[change.incident.model] else {
      return change
    }
    var change = change
    for asked in model.evidence {
      if let span = asked.window {
        change.owed += Self.windows(asked.what, span, around: alert, now)
      } else if configuration.commands.evidence, !asked.command.isEmpty {
        change.owed.append(
          OwedEvidence(what: asked.what, work: .command(asked.command), due: now))
      }
    }
    let commands = model.evidence.filter { !$0.command.isEmpty }
    if !commands.isEmpty, !configuration.commands.evidence {
      let names = commands.map(\.what).joined(separator: ", ")
      change.incident.note(
        "not collected, as commands are not allowed (commands: {evidence: true}): \(names)",
        by: Author.tocsin, now)
    }
    if alert.place == nil, model.evidence.contains(where: { $0.window != nil }) {
      change.incident.note(
        "no log around it: \(alert.id) came from no line", by: Author.tocsin, now)
    }
    return change
  }

  private static func windows(
    _ what: String, _ span: Duration, around alert: Alert, _ now: Instant
  ) -> [OwedEvidence] {
    guard let place = alert.place else { return [] }
    let later = now + min(span, OwedEvidence.patience)
    return [(OwedEvidence.Window.Side.before, now), (.after, later)].map { side, due in
      let window = OwedEvidence.Window(
        side, source: place.source, path: place.path, line: alert.text,
        at: alert.lastSeen ?? alert.issued.at, span: span)
      return OwedEvidence(what: "\(what), \(side.rawValue)", work: .window(window), due: due)
    }
  }
}
