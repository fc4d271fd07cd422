import Detection
import Records

/// What thousands of rules cost: over a plain log beside the shipped ones, and over JSON events.
struct RuleComparison {
  var lines: Int
  var bytes: Int
  var path: String
  var runs: Int

  /// Log sources some of whose rules name only what must not be there, or a word as common as
  /// `dir`: under a source that serves everything they match nearly every event.
  private static let matchAnything = [
    Logsource(product: "zeek", service: "rdp"),
    Logsource(product: "cisco", service: "aaa"),
    Logsource(category: "raw_access_thread", product: "windows"),
  ]

  /// The public rules under a source of process starts, which holds most rules of one log source.
  static func starts(_ folder: String) throws -> RuleRun {
    try RuleRun(
      binding: SourceBinding(
        id: "starts", format: .json,
        logsource: [Logsource(category: "process_creation", product: "windows")]),
      shipped: false, more: folder)
  }

  /// The public rules under a source of every log source but those of `matchAnything`.
  static func nearlyAll(_ rules: RuleRun) -> RuleRun {
    var logsources: [Logsource] = []
    for rule in rules.ruleSet.summaries
    where !logsources.contains(rule.logsource) && !matchAnything.contains(rule.logsource) {
      logsources.append(rule.logsource)
    }
    var made = rules
    made.binding = SourceBinding(id: "nearly-all", format: .json, logsource: logsources)
    return made
  }

  /// The public rules under a source without a log source: each event meets every rule.
  static func all(_ rules: RuleRun) -> RuleRun {
    var made = rules
    made.binding = SourceBinding(id: "all", format: .json)
    return made
  }

  /// The same plain log with the shipped rules and with every public one beside them.
  func runPlain(few: RuleRun, all: RuleRun, isProfile: Bool) throws {
    if isProfile {
      for _ in 0..<runs { _ = try all.run(over: path) }
      return
    }
    print("plain-all: \(lines) lines, \(bytes) bytes")
    Column.showHeads()
    var (found, foundByAll) = (RuleRun.Found(), RuleRun.Found())
    let literals = try all.ruleSet.literals(for: all.binding)
    let bare = try BareScan(literals, all.ruleSet.spellings(for: all.binding))
    var (ours, oursAll, scan, hits) = ([Cost](), [Cost](), [Cost](), 0)
    for _ in 0..<runs {
      scan.append(try Cost.measure { hits = try Yardsticks.scan(path, for: bare) })
      ours.append(try Cost.measure { found = try few.run(over: path) })
      oursAll.append(try Cost.measure { foundByAll = try all.run(over: path) })
    }
    guard found.matches > 0, foundByAll.matches >= found.matches, found.lines == lines else {
      throw BenchmarkError("plain-all: nothing was found, so nothing was measured")
    }
    let (cost, costOfAll) = (Cost.least(ours), Cost.least(oursAll))
    Column.show("shipped: \(few.ruleSet.summaries.count) rules", cost, lines, bytes)
    Column.show("and public: \(all.ruleSet.summaries.count)", costOfAll, lines, bytes)
    Column.show("bare Hyperscan, \(literals.count) literals", Cost.least(scan), lines, bytes)
    print(
      "  \(found.candidates) lines met a rule, \(found.matches) matches; with all rules "
        + "\(foundByAll.candidates) and \(foundByAll.matches), \(hits) hits of literals")
    Column.ratio(
      "times the time with all rules", costOfAll.seconds / cost.seconds, reach: 1.5, isMost: true)
    print("")
  }

  /// Events to findings, beside the least that could be done with them.
  func runEvents(_ name: String, _ all: [RuleRun], reach: Double, isProfile: Bool) throws {
    if isProfile {
      for _ in 0..<runs { for rules in all { _ = try rules.run(over: path) } }
      return
    }
    print("\(name): \(lines) events, \(bytes) bytes, \(bytes / lines) a line")
    Column.showHeads()
    for rules in all { try runEvents(name, rules, reach: reach) }
    var fields = 0
    let parse = try (0..<runs).map { _ in
      try Cost.measure { fields = try Yardsticks.readEvents(path) }
    }
    Column.show("simdjson, \(fields / lines) fields an event", Cost.least(parse), lines, bytes)
    print("")
  }

  private func runEvents(_ name: String, _ rules: RuleRun, reach: Double) throws {
    let literals = try rules.ruleSet.literals(for: rules.binding)
    let bare = try BareScan(literals, rules.ruleSet.spellings(for: rules.binding))
    var (found, hits) = (RuleRun.Found(), 0)
    var (ours, scan) = ([Cost](), [Cost]())
    for _ in 0..<runs {
      ours.append(try Cost.measure { found = try rules.run(over: path) })
      scan.append(try Cost.measure { hits = try Yardsticks.scan(path, for: bare) })
    }
    guard found.lines == lines, hits > 0, found.matches > 0, found.findings > 0 else {
      throw BenchmarkError("\(name): nothing was found, so nothing was measured")
    }
    let (cost, other) = (Cost.least(ours), Cost.least(scan))
    let count = rules.ruleSet.roads(for: rules.binding).count
    Column.show("\(rules.binding.id): \(count) rules, to findings", cost, lines, bytes)
    Column.show("bare Hyperscan, \(literals.count) literals", other, lines, bytes)
    print(
      "  \(found.candidates) events met \(found.evaluated) rules, \(found.decoded) decoded; \(found.matchedLines) "
        + "matched, \(found.matches) matches, \(found.findings) findings, \(found.overBudget) over "
        + "budget; \(hits) hits of literals")
    Column.ratio("million events/s", Double(lines) / cost.seconds / 1e6, reach: reach)
    Column.ratio("of the bare scan's speed", other.seconds / cost.seconds, reach: 1)
  }
}
