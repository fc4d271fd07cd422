import Delivery
package import Records

/// One finding of a scan, as it is printed.
package struct ScanFinding: Sendable {
  private let finding: Finding
  private let file: String
  private let rule: RuleSummary?

  init(_ finding: Finding, file: String, rule: RuleSummary?) {
    self.finding = finding
    self.file = file
    self.rule = rule
  }

  private var level: String { rule?.level?.rawValue ?? "none" }

  /// `auth.log:12: high: title (count 10)  src_ip=…`, and the line below it.
  package func text(colour: Bool) -> String {
    let place = file + (finding.place.line.map { ":\($0)" } ?? "")
    let count = finding.count > 1 ? " (count \(finding.count))" : ""
    let fields = finding.group.map { "  \($0.name)=\(OneLine.of($0.value))" }
    let word = colour ? "\u{1B}[\(code)m\(level)\u{1B}[0m" : level
    let title = OneLine.of(rule?.title ?? finding.rule)
    return "\(place): \(word): \(title)\(count)\(fields.joined())\n    "
      + OneLine.of(finding.text)
  }

  private var code: String {
    switch rule?.level {
    case .critical: "1;97;41"
    case .high: "1;31"
    case .medium: "1;33"
    default: "1;36"
    }
  }

  /// The object of `--json`, one a line.
  package var json: JSONValue {
    .present([
      "rule": .string(finding.rule), "title": .string(rule?.title ?? finding.rule),
      "level": rule?.level.map { .string($0.rawValue) },
      "risks": .strings(rule?.risks ?? []), "file": .string(file),
      "line": finding.place.line.map { .number($0) },
      "time": .string(finding.time.rfc3339(milliseconds: true)),
      "count": .number(finding.count),
      "fields": .object(
        (finding.group + finding.fields).reduce(into: []) { members, field in
          guard !members.contains(where: { $0.name == field.name }) else { return }
          members.append(.init(field.name, .string(field.value.encoded { $0 })))
        }),
      "text": .string(finding.text.encoded { $0 }),
      "author": rule?.author.map { .string($0) },
    ])
  }
}
