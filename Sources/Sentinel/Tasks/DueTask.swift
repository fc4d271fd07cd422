import Delivery
package import Records

/// Something that people do again and again, and when it is due next.
///
/// Tasks are computed from controls, models, tests and dates of review; only that one was done is
/// kept.
package struct DueTask: Sendable, Equatable {
  package enum Kind: String, Sendable {
    /// Upkeep of a control (`operate`).
    case upkeep
    /// A control that a person looks at (`examine`, `interview`).
    case look
    /// A model or a case that is talked through at a table.
    case drill
    /// A record whose `review_by` comes.
    case review
  }

  /// What is typed after `task done`.
  package var id: String
  package var kind: Kind
  package var text: String
  /// Id of a role or audience; nil where nobody is named.
  package var owner: String?
  package var every: Duration?
  package var done: Instant?
  /// Nil: it was never done, so it is due now.
  package var due: Instant?
  /// Under which it is kept that it was done.
  package var subject: String
  /// What does it, where `task done` is not the way.
  var way: String?

  package func isDue(at now: Instant) -> Bool { due.map { $0 <= now } ?? true }
}

/// One task in `task list`.
package struct TaskRow: Sendable {
  let task: DueTask
  let now: Instant

  package static let heading = ["ID", "DUE", "EVERY", "OWNER", "TASK"]

  package var isDue: Bool { task.isDue(at: now) }

  package var cells: [String] {
    [
      task.id, due, task.every.map { $0.spelled } ?? "-", task.owner ?? "-",
      OneLine.of(task.text),
    ]
  }

  private var due: String {
    guard let due = task.due else { return "now, never done" }
    let day = due.rfc3339().prefix(10)
    return isDue ? "now, since \(day)" : String(day)
  }

  package var json: JSONValue {
    .present([
      "id": .string(task.id), "kind": .string(task.kind.rawValue),
      "task": .string(OneLine.of(task.text)), "owner": task.owner.map { .string($0) },
      "every_seconds": task.every.map { .number(Int($0.components.seconds)) },
      "done": task.done.map { .string($0.rfc3339()) },
      "due": task.due.map { .string($0.rfc3339()) }, "is_due": .bool(isDue),
      "way": task.way.map { .string($0) },
    ])
  }
}
