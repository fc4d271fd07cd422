import Delivery
package import Records
import Storage

/// Tasks at the desk: what is due, and that it was done.
extension Desk {
  /// What people are to do, the most urgent first; `within` how far ahead, nil for all.
  package func tasks(owner: String?, within ahead: Duration?) throws -> [TaskRow] {
    if let owner { try checkOwner(owner) }
    let now = Instant.now()
    let limit = ahead.map { now + $0 }
    return try taskBook().tasks.filter { task in
      (owner == nil || task.owner == owner)
        && (limit.map { limit in task.due.map { $0 <= limit } ?? true } ?? true)
    }.map { TaskRow(task: $0, now: now) }
  }

  private func taskBook() throws -> TaskBook {
    try naming {
      try store.read { reading in
        TaskBook(
          loaded.configuration,
          done: [
            .task: try reading.lastTimes(.task), .control: try reading.lastTimes(.control),
            .tabletop: try reading.lastTimes(.tabletop),
          ])
      }
    }
  }

  /// Keeps that a person has done it; the report is never changed.
  package func done(_ id: String, note: String?) throws -> TestReport {
    let tasks = try taskBook().tasks
    guard let task = tasks.first(where: { $0.id == id }) else {
      throw DeskProblem(
        "no task is named \"\(id)\"",
        hint: NearestName.to(id, among: tasks.map(\.id)).map { "did you mean '\($0)'?" }
          ?? "tocsin task list --all")
    }
    if let way = task.way { throw DeskProblem("\"\(id)\" is not ticked off here", hint: way) }
    if task.kind == .look {
      guard let note else {
        throw DeskProblem("say what was seen", hint: "tocsin task done \(id) \"…\"")
      }
      return try accept(task.subject, note: note)
    }
    let now = Instant.now()
    return try naming {
      try store.commit { ledger in
        var report = TestReport(
          id: try ledger.nextReportID(at: now), kind: .task, subject: task.subject, by: who,
          started: now, ended: now,
          steps: [.init(expected: task.text, seen: "done", passed: true)],
          note: note.map { OneLine.of(Untrusted($0)) })
        report.head = try ledger.journalEnd()
        try ledger.write(report, action: "done")
        return report
      }
    }
  }

  private func checkOwner(_ owner: String) throws {
    let known =
      Array(loaded.configuration.roles.keys) + Array(loaded.configuration.audiences.keys)
    guard !known.contains(owner) else { return }
    throw DeskProblem(
      "no role or audience is named \"\(owner)\"",
      hint: NearestName.to(owner, among: known.sorted()).map { "did you mean '\($0)'?" })
  }
}
