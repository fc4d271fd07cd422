import Alerting
import Delivery
package import Records
import Storage

/// What is talked through at a table.
package enum Rehearsed: Sendable, Equatable {
  /// The id of a model.
  case model(String)
  /// The id of a test of kind `tabletop`.
  case test(String)

  private static let prefix = "model/"

  /// Under which reports of it are kept: no id holds a slash.
  var subject: String {
    switch self {
    case .model(let id): Self.prefix + id
    case .test(let id): id
    }
  }

  static func model(ofSubject subject: String) -> String? {
    subject.hasPrefix(prefix) ? String(subject.dropFirst(prefix.count)) : nil
  }

  /// As it is typed.
  var words: String {
    switch self {
    case .model(let id): "--model \(id)"
    case .test(let id): id
    }
  }
}

/// A checklist to be talked through, with made-up values; nothing of it is run.
package struct Rehearsal: Sendable {
  /// One line of the checklist, under a name that is unique in it.
  struct Item: Sendable {
    var id: String
    /// As it is declared, without values: what a report says was tried.
    var declared: String
    var step: Alert.Step
  }
  struct Part: Sendable {
    var title: String
    var items: [Item]
    /// What is to be written down in earnest.
    var record: [String] = []
  }

  let rehearsed: Rehearsed
  let title: String
  let parts: [Part]

  var items: [Item] { parts.flatMap(\.items) }

  package var text: String {
    var lines = ["\(OneLine.of(title)): for practice, with made-up values; nothing is run"]
    for part in parts {
      lines += ["", OneLine.of(part.title)] + part.items.flatMap(Self.lines)
      if !part.record.isEmpty {
        lines.append("  write down  " + part.record.map { OneLine.of($0) }.joined(separator: "; "))
      }
    }
    lines += [
      "", "Record what came of it: tocsin drill \(rehearsed.words) --done \"…\" [--failed STEP]",
    ]
    return lines.joined(separator: "\n")
  }

  private static func lines(of item: Item) -> [String] {
    let margin = String(repeating: " ", count: 20)
    let step = item.step
    var lines = ["  [ ] \(item.id.padding(to: 14))\(OneLine.of(step.text))"]
    let who = [step.by.map { OneLine.of($0) }, step.within.map { "within " + $0 }]
      .compactMap(\.self)
    if !who.isEmpty { lines.append(margin + who.joined(separator: ", ")) }
    if let command = step.command { lines.append(margin + command) }
    if let danger = step.danger { lines.append(margin + "danger: " + OneLine.of(danger)) }
    return lines
  }

  package var json: JSONValue {
    [
      "subject": .string(rehearsed.subject), "title": .string(OneLine.of(title)),
      "parts": .array(
        parts.map { part in
          [
            "title": .string(OneLine.of(part.title)), "record": .strings(part.record),
            "steps": .array(part.items.map(Self.json)),
          ]
        }),
    ]
  }

  private static func json(of item: Item) -> JSONValue {
    .present([
      "id": .string(item.id), "do": .string(OneLine.of(item.step.text)),
      "by": item.step.by.map { .string($0) }, "within": item.step.within.map { .string($0) },
      "command": item.step.command.map { .string($0) },
      "danger": item.step.danger.map { .string(OneLine.of($0)) },
    ])
  }
}

extension Desk {
  /// True for an id of a test that people talk through, instead of one that a line drives.
  package func isTabletop(_ test: String) -> Bool { loaded.configuration.tabletops[test] != nil }

  /// The checklist; throws `DeskProblem` for what is not declared.
  package func rehearsal(of rehearsed: Rehearsed) throws -> Rehearsal {
    switch rehearsed {
    case .model(let id):
      let model = try model(id)
      return Rehearsal(
        rehearsed: rehearsed, title: model.title, parts: [part(of: model, prefix: "")])
    case .test(let id):
      guard let test = loaded.configuration.tabletops[id] else {
        throw DeskProblem("no table-top drill is named \"\(id)\"", hint: "tocsin task list --all")
      }
      let own = test.steps.enumerated().map { number, text in
        Rehearsal.Item(
          id: String(number + 1), declared: text,
          step: Alert.Step(id: String(number + 1), stage: "", text: text))
      }
      let models = try test.models.map { name in
        part(of: try model(name.value), prefix: name.value + "/")
      }
      return Rehearsal(
        rehearsed: rehearsed, title: test.title,
        parts: [Rehearsal.Part(title: "The case", items: own)] + models)
    }
  }

  private func model(_ id: String) throws -> IncidentModel {
    guard let model = loaded.configuration.models[id] else {
      let known = loaded.configuration.models.keys
      throw DeskProblem(
        "no model is named \"\(id)\"",
        hint: NearestName.to(id, among: known).map { "did you mean '\($0)'?" })
    }
    return model
  }

  private func part(of model: IncidentModel, prefix: String) -> Rehearsal.Part {
    let steps = register.rehearsal(of: model)
    let items = zip(model.steps, steps).map { declared, step in
      Rehearsal.Item(id: prefix + step.id, declared: declared.text, step: step)
    }
    return Rehearsal.Part(title: model.title, items: items, record: model.record)
  }

  /// Keeps how it went: `failed` are the ids of lines that would not have worked.
  package func record(
    _ rehearsed: Rehearsed, note: String, failed: [String]
  ) throws -> TestReport {
    let rehearsal = try rehearsal(of: rehearsed)
    let words = OneLine.of(Untrusted(note))
    guard words.contains(where: { !$0.isWhitespace }) else {
      throw DeskProblem("say how it went", hint: "tocsin drill \(rehearsed.words) --done \"…\"")
    }
    let ids = rehearsal.items.map(\.id)
    if let unknown = failed.first(where: { !ids.contains($0) }) {
      throw DeskProblem(
        "no step is named \"\(unknown)\"",
        hint: NearestName.to(unknown, among: ids).map { "did you mean '\($0)'?" }
          ?? "steps: " + ids.joined(separator: ", "))
    }
    let now = Instant.now()
    let script = rehearsal.items.flatMap { [$0.id, $0.declared] }.joined(separator: "\0")
    return try naming {
      try store.commit { ledger in
        var report = TestReport(
          id: try ledger.nextReportID(at: now), kind: .tabletop, subject: rehearsed.subject,
          script: SHA256.hex(of: script.utf8), by: who, started: now, ended: now,
          steps: rehearsal.items.map { item in
            let works = !failed.contains(item.id)
            return .init(
              expected: "\(item.id): \(item.declared)",
              seen: works ? "it would work" : "it would not work", passed: works)
          }, note: words)
        report.head = try ledger.journalEnd()
        try ledger.write(report, action: report.passed ? "rehearsed" : "failed")
        return report
      }
    }
  }
}
