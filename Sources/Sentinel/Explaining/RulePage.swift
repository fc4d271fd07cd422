import Alerting
import Delivery
import Detection
package import Records
import Watching

/// One rule in words: what it asks for, what it is for, and what it costs.
package struct RulePage: Sendable {
  /// A row of the page; several texts are several lines.
  private struct Row {
    var name: String
    var lines: [String]
  }

  private let rule: RuleSummary
  private let reading: RuleReading
  private let facts: RuleFacts?
  private let correlation: CorrelationRule?
  private let road: RuleFacts.Road?
  private let prospect: Prospect?
  private let sources: [String]
  private let heardBy: [RuleSummary]
  private let plainRules: [RuleSummary]
  private let measured: Measured?
  /// In its own file and in tests of kind `unit`.
  private let sampleCount: Int

  /// What it did over some files.
  package struct Measured: Sendable {
    var row: RuleMeter.Row
    var lines: Int
  }

  /// Throws a `DeskProblem` for a rule that is not there.
  package init(_ word: String, in loaded: Loaded, measured: Measured? = nil) throws {
    let reader = RuleReader(
      loaded.ruleSet, configuration: loaded.configuration, files: loaded.ruleFiles)
    rule = try loaded.ruleNamed(word)
    guard let reading = reader.reading(of: rule.id) else {
      throw DeskProblem("the file of \"\(word)\" is not there any more", hint: rule.place)
    }
    self.reading = reading
    self.measured = measured
    let names = [rule.id, rule.name]
    sampleCount = loaded.configuration.units.values.reduce(reading.samples) { count, unit in
      names.contains(unit.rule.value) ? count + unit.samples.count : count
    }
    facts = reader.facts(of: reading)
    correlation = loaded.ruleSet.correlationRule(rule)
    prospect = loaded.register(instance: "shown").prospect(of: rule.id)
    heardBy = loaded.ruleSet.correlations(hearing: rule)
    plainRules = loaded.ruleSet.plainRules(behind: rule)
    let bindings = loaded.bindings
    let ids = Set(plainRules.map(\.id))
    let serving = bindings.filter { binding in
      !ids.isDisjoint(with: loaded.ruleSet.expectedRules(from: binding))
    }
    sources = serving.map(\.id)
    let usual = SourceBinding(id: "rule", format: .auto, logsource: [rule.logsource])
    road = reader.road(of: reading, for: serving.first ?? usual)
  }

  package var text: String {
    var out = [rule.name ?? rule.id, OneLine.of(rule.title)].joined(separator: "  ")
    if rule.name != nil { out += "\nid         \(OneLine.of(rule.id))" }
    for row in rows where !row.lines.isEmpty {
      for (number, line) in row.lines.enumerated() {
        out += "\n" + (number == 0 ? row.name : "").padding(to: 11) + line
      }
    }
    return out
  }

  private var rows: [Row] {
    [
      Row(name: "place", lines: [OneLine.of(rule.place)]),
      Row(name: "author", lines: one(rule.author)),
      Row(name: "about", lines: one(rule.summary)),
      Row(name: "level", lines: [level]),
      Row(name: "tags", lines: rule.tags.isEmpty ? [] : [OneLine.of(tags)]),
      Row(name: "log source", lines: Set(plainRules.map(\.logsource.words)).sorted()),
      Row(name: "sources", lines: [sources.isEmpty ? "none here serves it" : joined(sources)]),
      Row(name: "risks", lines: [rule.risks.isEmpty ? "none" : joined(rule.risks)]),
      Row(name: "alert", lines: [alert]),
      Row(name: "matches", lines: correlation.map(words) ?? indented(facts?.words ?? [])),
      Row(name: "found by", lines: found),
      Row(name: "cost", lines: cost),
      Row(name: "measured", lines: measured.map { [words(of: $0)] } ?? []),
      Row(
        name: "filters", lines: facts?.filters.map { OneLine.of("\($0.title) (\($0.place))") } ?? []
      ),
      Row(name: "heard by", lines: heardBy.map { OneLine.of("\($0.name ?? $0.id)  \($0.title)") }),
      Row(name: "mistaken", lines: rule.falsePositives.map { OneLine.of($0) }),
      Row(name: "samples", lines: [samples]),
      Row(name: "see", lines: reading.references.map { OneLine.of($0) }),
    ]
  }

  /// A text of several lines as one.
  private func one(_ text: String?) -> [String] {
    text.map { [OneLine.of($0.split(whereSeparator: \.isNewline).joined(separator: " "))] } ?? []
  }

  private func joined(_ words: [String]) -> String { OneLine.of(words.joined(separator: ", ")) }

  private var level: String {
    (rule.level?.rawValue ?? "none of its own")
      + (reading.status.map { ", status \(OneLine.of($0))" } ?? "")
  }

  /// Techniques of MITRE ATT&CK first, since they are asked for most.
  private var tags: String {
    let techniques = rule.tags.filter { $0.lowercased().hasPrefix("attack.t") }
    return (techniques + rule.tags.filter { !techniques.contains($0) }).joined(separator: ", ")
  }

  private var alert: String {
    guard let prospect else { return rule.feedsOnly ? "none: it only feeds correlations" : "none" }
    return "\(prospect.severity.rawValue), risk \(joined(prospect.risks))"
      + (prospect.model.map { ", model \"\(OneLine.of($0))\"" } ?? "")
  }

  /// The condition; a level of the tree is two spaces.
  private func indented(_ lines: [String]) -> [String] {
    lines.map { line in
      let rest = line.drop { $0 == " " }
      return String(repeating: " ", count: line.count - rest.count) + OneLine.of(String(rest))
    }
  }

  private func words(_ rule: CorrelationRule) -> [String] {
    let bounds = rule.condition.map { bound in
      "\(bound.comparison.rawValue) \(bound.value.formatted)"
    }
    let group = rule.groupBy.isEmpty ? "" : ", for each \(joined(rule.groupBy))"
    let percentile = rule.percentile.map { " \($0.formatted)" } ?? ""
    let field = rule.fields.isEmpty ? "" : "\(percentile) of \(joined(rule.fields))"
    let said = bounds + (rule.words.map { ["\"\(OneLine.of($0.value))\""] } ?? [])
    let condition = field + (said.isEmpty ? "" : " " + said.joined(separator: " and "))
    return ["\(rule.kind.rawValue)\(condition) in \(rule.timespan.spelled)\(group), of"]
      + rule.rules.map { "  " + OneLine.of($0.value) }
  }

  private var found: [String] {
    switch road {
    case .literals(let literals, let lines):
      let shown = literals.prefix(8).map { "'" + OneLine.of($0) + "'" }.joined(separator: ", ")
      let more = literals.count > 8 ? " and \(literals.count - 8) more" : ""
      let share =
        lines > 1_000_000
        ? "hardly any line" : lines < 2 ? "perhaps every line" : "about one line in \(Int(lines))"
      return ["\(shown)\(more); \(share) holds one"]
    case .everyLine: return ["nothing: every line of its log source is decoded for it"]
    case .never: return ["nothing: a field or value it needs is given by nothing here"]
    case nil: return []
    }
  }

  private var cost: [String] {
    facts.map { facts in
      let tests = counted(facts.tests, "test")
      let expressions =
        facts.expressions == 0
        ? "" : ", \(counted(facts.expressions, "regular expression"))"
      return ["\(tests)\(expressions); \(facts.cost) units when all are run"]
    } ?? []
  }

  private func words(of measured: Measured) -> String {
    let row = measured.row
    let each = row.candidates == 0 ? 0 : row.nanoseconds / row.candidates
    return "run on \(row.candidates) of \(counted(measured.lines, "line")), "
      + "\(counted(row.hits, "hit")), \(each) ns and \(row.candidates == 0 ? 0 : row.work / row.candidates)"
      + " units of work each"
  }

  private var samples: String {
    sampleCount == 0
      ? "none: nothing proves that it can fire"
      : "\(sampleCount); run them with tocsin rule test"
  }

  package var json: JSONValue {
    .present([
      "id": .string(rule.id), "name": rule.name.map { .string($0) },
      "title": .string(rule.title), "place": .string(rule.place),
      "author": rule.author.map { .string($0) },
      "description": rule.summary.map { .string($0) },
      "level": rule.level.map { .string($0.rawValue) },
      "status": reading.status.map { .string($0) }, "tags": .strings(rule.tags),
      "risks": .strings(rule.risks), "feeds_only": .bool(rule.feedsOnly),
      "severity": prospect.map { .string($0.severity.rawValue) },
      "model": prospect?.model.map { .string($0) },
      "logsources": .strings(Set(plainRules.map(\.logsource.words)).sorted()),
      "sources": .strings(sources),
      "condition": .strings(correlation.map(words) ?? facts?.words ?? []),
      "literals": literals, "tests": facts.map { .number($0.tests) },
      "expressions": facts.map { .number($0.expressions) },
      "cost": facts.map { .number($0.cost) }, "measured": measured.map { json(of: $0) },
      "filters": .strings(facts?.filters.map(\.title) ?? []),
      "heard_by": .strings(heardBy.map(\.id)), "samples": .number(sampleCount),
      "references": .strings(reading.references),
    ])
  }

  private var literals: JSONValue? {
    guard case .literals(let literals, _) = road else { return nil }
    return .strings(literals)
  }

  private func json(of measured: Measured) -> JSONValue {
    [
      "lines": .number(measured.lines), "candidates": .number(measured.row.candidates),
      "hits": .number(measured.row.hits), "nanoseconds": .number(measured.row.nanoseconds),
      "work": .number(measured.row.work),
    ]
  }
}

extension Double {
  /// `5` rather than `5.0`.
  fileprivate var formatted: String {
    Int(exactly: self).map { String($0) } ?? String(self)
  }
}

extension Loaded {
  /// Every declared source as it is read on this machine.
  var bindings: [SourceBinding] {
    let plan = SourcePlan.choose(
      configuration.sources, journalIsReadable: JournalReader.canRead())
    return SourceBinding.all(configuration.sources + OwnSources.declarations(in: ""), plan)
  }

  /// What one rule does over some files; what cannot be read is said.
  package func measure(
    _ word: String, over files: [String], _ request: ScanRequest,
    say: @escaping @Sendable (String) -> Void
  ) throws -> RulePage.Measured {
    let rule = try ruleNamed(word)
    var request = request
    request.measuresRules = true
    request.jobs = 1
    if request.logsources.isEmpty { request.logsources = [rule.logsource] }
    let voice = ScanVoice(
      isJSON: true, usesColour: false, write: { _ in }, progress: { _ in }, say: say)
    let result = ScanRun(loaded: self, request: request).run(files, voice)
    guard !result.isPartial || result.lines > 0 else {
      throw DeskProblem("nothing could be read to measure with")
    }
    return RulePage.Measured(row: result.rules[rule.id] ?? RuleMeter.Row(), lines: result.lines)
  }
}
