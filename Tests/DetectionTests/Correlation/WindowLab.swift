import Detection
import Records

/// A plan with the fields its events need, and a way to feed it lines cut into chunks.
struct WindowLab {
  struct Line {
    var rule: String
    /// Microseconds; nil for a line without a time.
    var time: Int64?
    var values: [String: String]
  }

  static let baseRules = ["bad", "good", "odd"]

  let plan: CorrelationPlan
  let names: FieldNames
  let diagnostics: [Diagnostic]
  let rules: [CorrelationRule]
  var limits = Limits()
  var windows: Windows
  private(set) var kept: [String: WindowRow] = [:]
  private(set) var firings: [Firing] = []
  private var lineNumber = 0

  static let key: (UInt64, UInt64) = (0x0123_4567, 0x89ab_cdef)

  init(_ rules: [CorrelationRule], limits: Limits = Limits()) {
    var names = FieldNames()
    var diagnostics: [Diagnostic] = []
    self.rules = rules
    plan = CorrelationPlan(
      rules, ruleIndex: { Self.baseRules.firstIndex(of: $0) }, names: &names,
      diagnostics: &diagnostics)
    self.names = names
    self.diagnostics = diagnostics
    self.limits = limits
    windows = Windows(plan: plan, limits: limits, valueKey: Self.key)
  }

  /// Feeds one chunk; firings keep the number of the line over all chunks.
  mutating func feed(_ lines: [Line], upTo ceiling: Int64? = nil) {
    var batch = HitBatch()
    var event = Event(fieldCount: names.count)
    for (index, line) in lines.enumerated() {
      unsafe event.begin(line: UnsafeBufferPointer(start: nil, count: 0))
      event.time = line.time.map(Instant.init(microseconds:))
      for (name, value) in line.values {
        if let number = names.number(of: name) { event.set(number, making: value) }
      }
      let rule = Self.baseRules.firstIndex(of: line.rule) ?? 0
      plan.note(rule: rule, line: index, event: event, into: &batch)
    }
    keep(windows.absorb(batch, upTo: ceiling.map(Instant.init(microseconds:))))
    lineNumber += lines.count
  }

  /// All sources have come so far.
  mutating func tick(_ time: Int64) {
    keep(windows.close(upTo: Instant(microseconds: time)))
  }

  mutating func end() { keep(windows.closeAll()) }

  private mutating func keep(_ told: [Firing]) {
    for var firing in told {
      if firing.line >= 0 { firing.line += lineNumber }
      firing.lines = []
      firings.append(firing)
    }
  }

  /// What storage does with the changes.
  mutating func keep() {
    for row in windows.takeChanges() {
      let key = row.correlation + "\0" + row.group.map(String.init).joined(separator: ",")
      kept[key] = row.state.isEmpty ? nil : row
    }
  }

  /// The process ends and another begins with what was kept.
  mutating func restart() {
    keep()
    windows = Windows(plan: plan, limits: limits, valueKey: Self.key)
    windows.restore(kept.keys.sorted().reversed().compactMap { kept[$0] })
  }

  /// The firings in a form that does not depend on how lines were cut into chunks.
  var told: [WindowModel.Fired] { fired.joined }

  var fired: [WindowModel.Fired] {
    firings.map { firing in
      WindowModel.Fired(
        correlation: rules[firing.correlation].identity,
        group: firing.group.map { $0.value.encoded { $0 } }, count: firing.count,
        isRising: firing.isRising, line: firing.line, time: firing.time.microseconds)
    }
  }
}

func marked(_ names: [String]) -> [Marked<String>] {
  names.map { Marked($0, at: Mark(path: "rules/x.yml", line: 3, column: 5)) }
}

func counting(
  _ identity: String, _ rules: [String], by groupBy: [String] = ["src_ip"],
  _ condition: [CorrelationRule.Bound] = [.init(.gte, 3)], seconds: Int = 10,
  aliases: [CorrelationRule.Alias] = []
) -> CorrelationRule {
  CorrelationRule(
    identity: identity, name: identity, title: identity, kind: .eventCount, rules: marked(rules),
    groupBy: groupBy, aliases: aliases, timespan: .seconds(seconds), condition: condition,
    mark: Mark(path: "rules/x.yml", line: 1, column: 1))
}

func ordered(
  _ identity: String, _ rules: [String], by groupBy: [String] = ["src_ip"], seconds: Int = 10,
  aliases: [CorrelationRule.Alias] = []
) -> CorrelationRule {
  CorrelationRule(
    identity: identity, name: identity, title: identity, kind: .temporalOrdered,
    rules: marked(rules), groupBy: groupBy, aliases: aliases, timespan: .seconds(seconds),
    mark: Mark(path: "rules/x.yml", line: 1, column: 1))
}

func alias(_ name: String, _ fields: [String: String]) -> [CorrelationRule.Alias] {
  fields.sorted { $0.key < $1.key }.map {
    .init(name: marked([name])[0], rule: marked([$0.key])[0], field: $0.value)
  }
}

func correlation(
  _ identity: String, _ kind: CorrelationRule.Kind, _ rules: [String],
  by groupBy: [String] = ["src_ip"], _ condition: [CorrelationRule.Bound] = [],
  words: String? = nil, fields: [String] = [], percentile: Double? = nil, seconds: Int = 10,
  aliases: [CorrelationRule.Alias] = []
) -> CorrelationRule {
  CorrelationRule(
    identity: identity, name: identity, title: identity, kind: kind, rules: marked(rules),
    groupBy: groupBy, aliases: aliases, timespan: .seconds(seconds), condition: condition,
    words: words.map { marked([$0])[0] }, fields: fields, percentile: percentile,
    mark: Mark(path: "rules/x.yml", line: 1, column: 1))
}
