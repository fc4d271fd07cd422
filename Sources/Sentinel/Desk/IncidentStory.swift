import Delivery
package import Records
import Storage

/// An incident as a checklist, with what was kept and how it went.
package struct IncidentStory: Sendable {
  var incident: Incident
  /// Those that are shown.
  var alerts: [Alert]
  var alertIDs: [String]
  var evidence: [IncidentEvidence]
  /// Pieces that are still to be collected.
  var owedEvidence: Int
  var now: Instant

  package static let heading = ["ID", "PRIORITY", "STATUS", "ALERTS", "STEPS", "RAISED", "TITLE"]

  package static func row(_ incident: Incident) -> [String] {
    let done = incident.steps.count { $0.deed != nil }
    return [
      incident.id, incident.priority.rawValue,
      incident.status.rawValue + (incident.closeReason.map { " (\($0))" } ?? ""),
      String(incident.alertCount), "\(done)/\(incident.steps.count)",
      incident.raised.at.rfc3339(),
      OneLine.of(incident.title) + (incident.host.map { " on " + OneLine.of($0) } ?? ""),
    ]
  }

  package var text: String {
    var lines = [
      "\(incident.id)  [\(incident.priority.rawValue.uppercased())] \(OneLine.of(incident.title))",
      "status     \(incident.status.rawValue)" + (incident.closeReason.map { " as \($0)" } ?? ""),
    ]
    lines += facts.map { $0.0.padding(to: 11) + $0.1 }
    if !incident.timers.isEmpty {
      lines += ["", "times"] + incident.timers.map { TimerText.line($0, now) }
    }
    lines += ["", "steps"] + incident.steps.flatMap(step)
    if !incident.record.isEmpty, incident.status.isLive {
      lines += ["", "write down  " + incident.record.joined(separator: "; ")]
    }
    if !alerts.isEmpty { lines += ["", "alerts"] + alerts.map(alert) }
    if alertIDs.count > alerts.count { lines.append("  and \(alertIDs.count - alerts.count) more") }
    if !evidence.isEmpty || owedEvidence > 0 { lines += ["", "evidence"] }
    lines += evidence.flatMap(piece)
    if owedEvidence > 0 {
      lines.append("  \(counted(owedEvidence, "piece")) still to be collected")
    }
    lines += ["", "timeline"] + incident.timeline.map(entry)
    return lines.joined(separator: "\n")
  }

  private var facts: [(String, String)] {
    var facts = [("raised", "\(incident.raised.at.rfc3339()) by \(incident.raised.by)")]
    if let occurred = incident.occurred { facts.append(("began", occurred.rfc3339())) }
    if let host = incident.host { facts.append(("host", OneLine.of(host))) }
    if !incident.risks.isEmpty { facts.append(("risks", incident.risks.joined(separator: ", "))) }
    facts.append(("model", incident.model))
    if let owner = incident.owner { facts.append(("owner", OneLine.of(owner))) }
    if let assignee = incident.assignee { facts.append(("works on it", OneLine.of(assignee))) }
    for answer in incident.answers { facts.append((answer.name, OneLine.of(answer.value))) }
    if let contained = incident.contained { facts.append(("contained", contained.rfc3339())) }
    if let resolved = incident.resolved {
      let words = resolved.note.map { ": " + OneLine.of($0) } ?? ""
      facts.append(("resolved", "\(resolved.at.rfc3339()) by \(resolved.by)\(words)"))
    }
    if let follows = incident.follows { facts.append(("follows", follows)) }
    return facts
  }

  private func step(_ item: Incident.Step) -> [String] {
    let mark = item.deed == nil ? " " : item.isSkipped ? "-" : "x"
    let need = incident.closeNeeds.contains(item.step.id) ? " (needed)" : ""
    var lines = [
      "  [\(mark)] \(item.step.id.padding(to: 14))\(OneLine.of(item.step.text))\(need)"
    ]
    let margin = String(repeating: " ", count: 20)
    if let deed = item.deed {
      let words = deed.note.map { ": " + OneLine.of($0) } ?? ""
      lines.append(margin + "\(deed.by), \(deed.at.rfc3339())\(words)")
      return lines
    }
    let by = item.step.by.map { OneLine.of($0) }
    let due = item.due.map { ($0 < now ? "was due " : "by ") + $0.rfc3339() }
    let who = [by, due].compactMap(\.self).joined(separator: ", ")
    if !who.isEmpty { lines.append(margin + who) }
    if let command = item.step.command { lines.append(margin + command) }
    if let danger = item.step.danger { lines.append(margin + "danger: " + OneLine.of(danger)) }
    for field in item.step.doubtful {
      lines.append(margin + "judge yourself: \(field.name) is \(OneLine.of(field.value))")
    }
    return lines
  }

  private func alert(_ alert: Alert) -> String {
    "  \(alert.id)  \(AlertText.status(alert))  \(OneLine.of(alert.title))"
  }

  private func piece(_ piece: IncidentEvidence) -> [String] {
    let isWhole =
      IncidentEvidence(what: piece.what, at: piece.at, text: piece.text).digest
      == piece.digest
    let bytes = piece.text.encoded { $0.utf8.count }
    let line =
      "  \(OneLine.of(piece.what)), \(bytes) bytes, sha256 \(piece.digest.prefix(16))…"
      + (isWhole ? "" : "  CHANGED SINCE IT WAS KEPT")
    return piece.note.isEmpty ? [line] : [line, "      " + OneLine.of(piece.note)]
  }

  private func entry(_ entry: Incident.Entry) -> String {
    "  \(entry.at.rfc3339())  \(entry.who)  \(OneLine.of(entry.what))"
  }

  package var json: JSONValue {
    Self.json(
      incident, alerts: alertIDs, evidence: evidence, owedEvidence: owedEvidence, now: now)
  }

  /// `alerts` and `evidence` only where they were asked for.
  package static func json(
    _ incident: Incident, alerts: [String]? = nil, evidence: [IncidentEvidence]? = nil,
    owedEvidence: Int? = nil, now: Instant = .now()
  ) -> JSONValue {
    .present([
      "id": .string(incident.id), "kind": .string(incident.isRequest ? "request" : "incident"),
      "model": .string(incident.model), "title": .string(OneLine.of(incident.title)),
      "category": incident.category.map { .string($0) },
      "priority": .string(incident.priority.rawValue), "status": .string(incident.status.rawValue),
      "risks": .strings(incident.risks), "host": incident.host.map { .string(OneLine.of($0)) },
      "owner": incident.owner.map { .string($0) },
      "assignee": incident.assignee.map { .string($0) },
      "answers": .object(incident.answers.map { .init($0.name, .string($0.value)) }),
      "steps": .array(incident.steps.map(step)), "needs": .strings(incident.closeNeeds),
      "timers": .array(incident.timers.map { TimerText.json($0, now) }),
      "raised": .string(incident.raised.at.rfc3339()), "raised_by": .string(incident.raised.by),
      "occurred": incident.occurred.map { .string($0.rfc3339()) },
      "contained": incident.contained.map { .string($0.rfc3339()) },
      "resolved": incident.resolved.map { .string($0.at.rfc3339()) },
      "closed": incident.closed.map { .string($0.at.rfc3339()) },
      "close_reason": incident.closeReason.map { .string($0) },
      "follows": incident.follows.map { .string($0) },
      "alert_count": .number(incident.alertCount), "alerts": alerts.map { .strings($0) },
      "evidence": evidence.map { .array($0.map(piece)) },
      "evidence_owed": owedEvidence.map { .number($0) },
      "timeline": .array(
        incident.timeline.map {
          [
            "at": .string($0.at.rfc3339()), "who": .string($0.who),
            "what": .string(OneLine.of($0.what)),
          ]
        }),
    ])
  }

  private static func step(_ item: Incident.Step) -> JSONValue {
    .present([
      "id": .string(item.step.id), "stage": .string(item.step.stage),
      "do": .string(OneLine.of(item.step.text)), "by": item.step.by.map { .string($0) },
      "due": item.due.map { .string($0.rfc3339()) },
      "command": item.step.command.map { .string($0) },
      "state": .string(item.deed == nil ? "open" : item.isSkipped ? "skipped" : "done"),
      "who": item.deed.map { .string($0.by) }, "at": item.deed.map { .string($0.at.rfc3339()) },
      "note": item.deed?.note.map { .string(OneLine.of($0)) },
    ])
  }

  private static func piece(_ piece: IncidentEvidence) -> JSONValue {
    [
      "what": .string(OneLine.of(piece.what)), "at": .string(piece.at.rfc3339()),
      "sha256": .string(piece.digest), "note": .string(OneLine.of(piece.note)),
      "lines": .strings(
        piece.text.encoded { $0.split(separator: "\n") }.map {
          OneLine.of(Untrusted(String($0)))
        }),
    ]
  }
}
