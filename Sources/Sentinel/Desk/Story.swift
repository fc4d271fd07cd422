import Delivery
package import Records
import Storage

/// An alert's story: what it says now, how it came to that, and who was told.
package struct Story: Sendable {
  var alert: Alert
  var revisions: [Alert]
  var notifications: [Notification]
  var journal: [JournalEntry]

  package var text: String {
    var lines = [
      "\(alert.id)  [\(alert.severity.rawValue.uppercased())] \(OneLine.of(alert.title))",
      "status     \(AlertText.status(alert)), revision \(alert.revision), count \(alert.count)",
    ]
    lines += facts.map { $0.0.padding(to: 11) + $0.1 }
    if !alert.steps.isEmpty { lines += ["", "steps"] + alert.steps.enumerated().map(step) }
    if !alert.evidence.isEmpty {
      lines += ["", "lines"] + alert.evidence.map { "  " + OneLine.of($0.text) }
    }
    if !notifications.isEmpty { lines += ["", "messages"] + notifications.map(message) }
    if !journal.isEmpty { lines += ["", "journal"] + journal.map(entry) }
    return lines.joined(separator: "\n")
  }

  private var facts: [(String, String)] {
    var facts = [("issued", "\(alert.issued.at.rfc3339()) by \(alert.issued.by)")]
    if let first = alert.firstSeen, let last = alert.lastSeen {
      facts.append(("seen", "\(first.rfc3339()) to \(last.rfc3339())"))
    }
    if let host = alert.host { facts.append(("host", OneLine.of(host))) }
    if !alert.risks.isEmpty { facts.append(("risks", alert.risks.joined(separator: ", "))) }
    if let rule = alert.rule {
      facts.append(("rule", rule + (alert.ruleAuthor.map { " by " + OneLine.of($0) } ?? "")))
    }
    for field in alert.fields { facts.append((field.name, OneLine.of(field.value))) }
    if let follows = alert.follows { facts.append(("follows", follows)) }
    if let silence = alert.silence { facts.append(("silence", silence)) }
    if let expires = alert.expires { facts.append(("expires", expires.rfc3339())) }
    if let recognise = alert.recognise { facts.append(("recognise", OneLine.of(recognise))) }
    if let precautions = alert.precautions { facts.append(("do", OneLine.of(precautions))) }
    return facts
  }

  private func step(_ number: Int, _ step: Alert.Step) -> String {
    let command = step.command.map { "\n       " + $0 } ?? ""
    return "  \(number + 1)  \(OneLine.of(step.text))" + command
  }

  private func message(_ notification: Notification) -> String {
    let last = notification.lastReceipt.map { ": " + OneLine.of($0.detail) } ?? ""
    let to = notification.receiver + (notification.recipient.map { " (\($0))" } ?? "")
    return "  rev \(notification.revision)  \(to)  \(notification.state.rawValue)" + last
  }

  private func entry(_ entry: JournalEntry) -> String {
    "  \(entry.at.rfc3339())  \(entry.who)  \(entry.action)  \(OneLine.of(entry.detail))"
  }

  package var json: JSONValue {
    get throws {
      [
        "alert": try AlertText.json(alert),
        "revisions": .array(try revisions.map(AlertText.json)),
        "messages": .array(notifications.map(OutboxRow.init).map(\.json)),
        "journal": .array(
          journal.map {
            [
              "at": .string($0.at.rfc3339()), "who": .string($0.who),
              "action": .string($0.action), "detail": .string($0.detail),
            ]
          }),
      ]
    }
  }
}

extension String {
  func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
