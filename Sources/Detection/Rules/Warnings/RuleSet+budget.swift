import Records

/// Hostile lines: whether a rule can be worn out by somebody who writes them (TOC012).
extension RuleSet {
  /// Bytes of the texts that rules are tried on.
  private static let trialBytes = [8 * 1024, 60 * 1024]

  /// Tries rules on texts made of their own words; counts work and no time, so that the verdict is
  /// the same everywhere.
  ///
  /// Each takes milliseconds, so a thousand are tried on all cores.
  func addBudgets(of numbers: [Int], _ warnings: inout RuleWarnings) {
    let worn = onAllCores(numbers.count) { self.isWornOut(numbers[$0]) }
    for (number, isWorn) in zip(numbers, worn) where isWorn {
      let rule = rules[number]
      warnings.add(
        "TOC012", rule, true, key: "detection",
        "rule \"\(rule.summary.title)\" spends more than a line's budget on hostile lines",
        hint: "fewer alternatives, or expressions without wide gaps", weight: .error)
    }
  }

  private func isWornOut(_ number: Int) -> Bool {
    let rule = rules[number]
    guard Self.workAtMost(of: rule.expression) >= workMax else { return false }
    let binding = SourceBinding(id: "budget", format: .json, logsource: [rule.logsource])
    let draft = ScanDraft(
      rules, numbers: [number], binding: binding, in: scope, stepCount: program.steps.count)
    guard let plan = try? ScanPlan(draft, program: program),
      var scanner = try? ChunkScanner(plan, rules: self, binding: binding)
    else { return false }
    scanner.isExhaustive = true
    let names = rule.expression.fields.map { Array(self.names.names[Int($0)].utf8) }
    let fields = names + [Array("line".utf8)]
    for text in hostileTexts(rule, binding) {
      let lent = LentLines(
        [Self.line(fields, text)], source: "budget", arrival: Instant(seconds: 0))
      var batch = HitBatch()
      lent.withChunk { scanner.scan($0, into: &batch) }
    }
    return scanner.counters.overBudget > 0
  }

  /// More work than the rule can spend on a line of a trial: each of its tests is run once at most.
  ///
  /// Most rules are far below a line's budget, so that nothing needs to be tried.
  private static func workAtMost(of expression: Expression) -> Int {
    let share = (trialBytes.max() ?? 0) / (expression.fields.count + 1)
    let seedMax = 4096
    let value = max(share, seedMax)
    let line = (expression.fields.count + 1) * (value + 512)
    var work = 0
    ProgramBuilder.forEachStep(in: expression) { test in
      work += 8
      guard let test else { return }
      let isLine = test.field == Expression.Test.wholeLine
      // Keywords look at the line and then at each of its values.
      work += isLine ? 2 * cost(of: test.check, on: line) + 4096 : cost(of: test.check, on: value)
    }
    return work
  }

  /// As the evaluation counts it; a pattern with wildcards inside pays for each byte it steps over.
  private static func cost(of check: Expression.Check, on bytes: Int) -> Int {
    switch check {
    case .text(let pattern, let isCased):
      switch pattern.shape {
      case _ where !isCased && pattern.hasLettersBeyondASCII: bytes
      case .contains: bytes >> 5
      case .parts: bytes
      case .equals, .startsWith, .endsWith, .present: 0
      }
    case .expression: bytes >> 3
    case .field: bytes
    case .number, .null, .exists, .network, .part: 0
    }
  }

  /// `{"FIELD":"TEXT",…}`, in bytes: as strings, these lines took longer than the trial.
  private static func line(_ fields: [[UInt8]], _ text: [UInt8]) -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(fields.count * (text.count + 32))
    for field in fields {
      line += line.isEmpty ? "{\"".utf8 : ",\"".utf8
      line += field
      line += "\":\"".utf8
      line += text
      line.append(UInt8(ascii: "\""))
    }
    line.append(UInt8(ascii: "}"))
    return line
  }

  /// Repeats of what the rule looks for, and of what text is often cut at.
  private func hostileTexts(_ rule: CompiledRule, _ binding: SourceBinding) -> [[UInt8]] {
    let words = (scope.literals(of: rule, binding)?.literals ?? []).prefix(4)
      .map { String(decoding: $0, as: UTF8.self) }
    let seeds =
      words.flatMap { [$0, String($0.dropLast())] } + [" ", ".", "%", "a=b ", "\\\"", "-/", "aA1"]
    return seeds.filter { !$0.isEmpty }.flatMap { seed in
      Self.trialBytes.map { bytes in
        Self.repeating(Array(seed.utf8), bytes / (rule.expression.fields.count + 1))
      }
    }
  }

  /// Whole repeats of a text that is not empty: one at least, at most so many bytes.
  private static func repeating(_ seed: [UInt8], _ bytes: Int) -> [UInt8] {
    let end = max(1, bytes / seed.count) * seed.count
    var text = seed
    text.reserveCapacity(end)
    while text.count < end { text += text[..<min(text.count, end - text.count)] }
    return text
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
