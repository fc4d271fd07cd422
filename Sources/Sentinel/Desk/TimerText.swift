import Delivery
import Records

/// A time of an incident in words and as JSON.
enum TimerText {
  static func line(_ timer: IncidentTimer, _ now: Instant) -> String {
    "  " + OneLine.of(timer.id).padding(to: 28) + words(timer, now)
  }

  /// `due 2026-11-29T09:24:00Z, 2h 10m left`.
  static func words(_ timer: IncidentTimer, _ now: Instant) -> String {
    let due = timer.due.map { $0.rfc3339() } ?? ""
    let left = timer.due.map { span($0 - now) } ?? ""
    switch timer.state(at: now) {
    case .waiting: return "begins when \"\(OneLine.of(timer.after ?? ""))\" is met"
    case .running: return "due \(due), \(left) left"
    case .near: return "due \(due), ONLY \(left) left (TOC207)"
    case .overdue:
      let told = timer.told.map { ", told \($0.rfc3339())" } ?? ""
      return "due \(due), OVERDUE by \(left) (TOC207)\(told)"
    case .met: return "met" + deed(timer)
    case .late: return "met too late, was due \(due);" + deed(timer)
    case .stopped: return "not owed," + deed(timer)
    }
  }

  private static func deed(_ timer: IncidentTimer) -> String {
    guard let met = timer.met else { return "" }
    let note = met.note.map { ": " + OneLine.of($0) } ?? ""
    return " \(met.at.rfc3339()) by \(OneLine.of(met.by))\(note)"
  }

  /// The two largest units of a span, whatever its sign: `2d 3h`, `12m 5s`, `40s`.
  static func span(_ span: Duration) -> String {
    var seconds = abs(span.components.seconds)
    var parts: [String] = []
    for (unit, length) in [("d", Int64(86_400)), ("h", 3600), ("m", 60), ("s", 1)] {
      if seconds >= length { parts.append("\(seconds / length)\(unit)") }
      seconds %= length
    }
    return parts.isEmpty ? "0s" : parts.prefix(2).joined(separator: " ")
  }

  /// `left_seconds` is negative once it is overdue, and absent once it is met.
  static func json(_ timer: IncidentTimer, _ now: Instant) -> JSONValue {
    .present([
      "name": .string(timer.id), "kind": .string(timer.kind.rawValue),
      "origin": .string(timer.origin), "state": .string(timer.state(at: now).rawValue),
      "begun": timer.begun.map { .string($0.rfc3339()) },
      "due": timer.due.map { .string($0.rfc3339()) },
      "left_seconds": timer.met != nil
        ? nil : timer.due.map { .number(($0 - now).components.seconds) },
      "met": timer.met.map { .string($0.at.rfc3339()) },
      "by": timer.met.map { .string(OneLine.of($0.by)) },
      "note": timer.met?.note.map { .string(OneLine.of($0)) },
      "told": timer.told.map { .string($0.rfc3339()) },
    ])
  }
}
