import Records

/// Hostile lines: whether a rule can be worn out by somebody who writes them (TOC012).
extension RuleSet {
  /// Bytes of the texts that rules are tried on.
  private static let trialBytes = [8 * 1024, 60 * 1024]

  /// Tries a rule on texts made of its own words; counts work and no time, so that the verdict is
  /// the same everywhere.
  func addBudget(
    of number: Int, _ bindings: [SourceBinding], _ warnings: inout RuleWarnings
  ) {
    let rule = rules[number]
    let binding = SourceBinding(id: "budget", format: .json, logsource: [rule.logsource])
    let draft = ScanDraft(
      rules, numbers: [number], binding: binding, in: scope, stepCount: program.steps.count)
    guard let plan = try? ScanPlan(draft, program: program),
      var scanner = try? ChunkScanner(plan, rules: self, binding: binding)
    else { return }
    scanner.isExhaustive = true
    let fields = rule.expression.fields.map { names.names[Int($0)] }
    for text in hostileTexts(rule, binding) {
      let members = fields.map { "\"\($0)\":\"\(text)\"" } + ["\"line\":\"\(text)\""]
      let line = Array(("{" + members.joined(separator: ",") + "}").utf8)
      let lent = LentLines([line], source: "budget", arrival: Instant(seconds: 0))
      var batch = HitBatch()
      lent.withChunk { scanner.scan($0, into: &batch) }
    }
    guard scanner.counters.overBudget > 0 else { return }
    warnings.add(
      "TOC012", rule, true, key: "detection",
      "rule \"\(rule.summary.title)\" spends more than a line's budget on hostile lines",
      hint: "fewer alternatives, or expressions without wide gaps", weight: .error)
  }

  /// Repeats of what the rule looks for, and of what text is often cut at.
  private func hostileTexts(_ rule: CompiledRule, _ binding: SourceBinding) -> [String] {
    let words = (scope.literals(of: rule, binding)?.literals ?? []).prefix(4)
      .map { String(decoding: $0, as: UTF8.self) }
    let seeds =
      words.flatMap { [$0, String($0.dropLast())] } + [" ", ".", "%", "a=b ", "\\\"", "-/", "aA1"]
    return seeds.filter { !$0.isEmpty }.flatMap { seed in
      Self.trialBytes.map { bytes in
        String(
          repeating: seed,
          count: max(1, bytes / (rule.expression.fields.count + 1) / seed.utf8.count))
      }
    }
  }
}

extension Expression {
  /// The fields it tests, without the whole line.
  var fields: Set<UInt16> {
    switch self {
    case .not(let inner): inner.fields
    case .all(let children), .any(let children):
      children.reduce(into: []) { $0.formUnion($1.fields) }
    case .test(let test): test.field == Test.wholeLine ? [] : [test.field]
    }
  }
}
