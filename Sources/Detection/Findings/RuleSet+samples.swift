package import Records

/// What became of one sample of a rule's `tests`.
package struct SampleResult: Sendable, Equatable {
  /// The rule's id.
  package var rule: String
  package var kind: RuleSample.Kind
  package var mark: Mark
  /// Why it failed, as a clause; nil when it passed.
  package var failure: String?
  package var hint: String?

  package var passed: Bool { failure == nil }

  /// TOC011 for a sample that failed.
  package var diagnostic: Diagnostic? {
    failure.map { Diagnostic("TOC011", at: mark, $0, hint: hint) }
  }
}

/// The rules' own samples, run through the scanner and windows that a sentinel uses.
extension RuleSet {
  /// When the lines of a `feed` begin, so that they are the same on every day.
  private static let sampleStart = Instant(seconds: 1_778_479_200)

  /// The kinds of samples that each rule has, by id: for "lacks a hit, a miss or an injection".
  package var sampleKinds: [String: Set<RuleSample.Kind>] {
    var kinds: [String: Set<RuleSample.Kind>] = [:]
    for rule in rules { kinds[rule.summary.id] = Set(rule.samples.map(\.kind)) }
    for rule in correlations { kinds[rule.summary.id] = Set(rule.samples.map(\.kind)) }
    return kinds
  }

  /// Runs the samples of these rules, or of all; ids or names.
  package func runSamples(of wanted: Set<String>? = nil) -> [SampleResult] {
    var results: [SampleResult] = []
    let isWanted = { (summary: RuleSummary) in
      wanted.map { $0.contains(summary.id) || summary.name.map($0.contains) ?? false } ?? true
    }
    for (number, rule) in rules.enumerated() where isWanted(rule.summary) {
      for sample in rule.samples {
        results.append(run(sample, rule.summary, logsource: rule.logsource, .rule(number)))
      }
    }
    for (number, rule) in correlations.enumerated()
    where plan.isUsable(number) && isWanted(rule.summary) {
      for sample in rule.samples {
        let logsource = logsource(heardBy: rule.rule, depth: 0)
        results.append(run(sample, rule.summary, logsource: logsource, .correlation(number)))
      }
    }
    return results
  }

  /// Every line of every sample with the source it is meant for.
  package var sampleLines: [(binding: SourceBinding, line: [UInt8])] {
    var all: [(SourceBinding, [UInt8])] = []
    let owners =
      rules.map { ($0.samples, $0.logsource) }
      + correlations.map { ($0.samples, logsource(heardBy: $0.rule, depth: 0)) }
    for (samples, logsource) in owners {
      for sample in samples {
        guard let binding = binding(of: sample, logsource) else { continue }
        all += sample.feed.map { (binding, Array($0.line.utf8)) }
      }
    }
    return all
  }

  enum Target {
    case rule(Int)
    case correlation(Int)
  }

  func run(
    _ sample: RuleSample, _ summary: RuleSummary, logsource: Logsource, _ target: Target
  ) -> SampleResult {
    var result = SampleResult(rule: summary.id, kind: sample.kind, mark: sample.mark)
    guard let binding = binding(of: sample, logsource) else {
      result.failure = "no source named \"\(sample.source?.value ?? "")\""
      return result
    }
    guard var scanner = try? scanner(for: binding) else {
      result.failure = "its source cannot be scanned"
      return result
    }
    scanner.tellsFeeds = true
    scanner.history = .fresh
    var windows = Windows(plan: plan, limits: Limits())
    windows.tellsFeeds = true
    var (fired, time) = (0, Self.sampleStart)
    let category = AuditCategory.serving(summary.logsource)
    var seen: [String: String] = [:]
    for feed in sample.feed {
      for number in 0..<feed.times {
        if sample.kind == .feed { scanner.fixedTime = time }
        let text = replacingCounter(in: feed.line, with: number + 1)
        fired += hear(text, at: time, &scanner, &windows, target) { scanner in
          // While the line is lent: its event points into it.
          for name in sample.fields.keys {
            seen[name] = scanner.text(of: name, inEventsOf: category) ?? scanner.text(of: name)
          }
        }
        time = time + feed.every
      }
    }
    fired += hear(nil, at: time, &scanner, &windows, target) { scanner in
      for name in sample.fields.keys {
        if let text = scanner.text(of: name, inEventsOf: category) { seen[name] = text }
      }
    }
    if case .correlation(let number) = target {
      fired += windows.closeAll().count { $0.correlation == number && $0.isRising }
    }
    judge(&result, sample, fired: fired, seen)
    return result
  }

  /// How often the rule matched these lines, or the correlation's condition began to hold; nil at
  /// the end, for events that wait for further records.
  private func hear(
    _ text: String?, at time: Instant, _ scanner: inout ChunkScanner, _ windows: inout Windows,
    _ target: Target, look: (borrowing ChunkScanner) -> Void
  ) -> Int {
    var batch = HitBatch()
    if let text {
      let lines = Self.lines(of: text, isJoined: scanner.assembly != nil)
      let lent = LentLines(lines, source: scanner.source, arrival: time)
      lent.withChunk { chunk in
        scanner.scan(chunk, into: &batch)
        look(scanner)
      }
    } else {
      guard scanner.assembly != nil else { return 0 }
      Chunk.withEnd(source: scanner.source, path: nil, arrival: time) {
        scanner.scan($0, into: &batch)
      }
      look(scanner)
    }
    let firings = windows.absorb(batch)
    switch target {
    case .rule(let number): return batch.plain.count { Int($0.rule) == number }
    case .correlation(let number):
      return firings.count { $0.correlation == number && $0.isRising }
    }
  }

  /// A sample of records that are joined may hold several lines.
  private static func lines(of text: String, isJoined: Bool) -> [[UInt8]] {
    guard isJoined else { return [Array(text.utf8)] }
    return text.split(separator: "\n").map { Array($0.utf8) }
  }

  private func judge(
    _ result: inout SampleResult, _ sample: RuleSample, fired: Int,
    _ seen: [String: String]
  ) {
    if fired != sample.fires {
      result.failure =
        "the rule fires \(fired) times on this \(sample.kind.rawValue), not \(sample.fires)"
      result.hint = "\"tocsin rule explain\" shows how a line is decoded"
    }
    for (name, wanted) in sample.fields.sorted(by: { $0.key < $1.key })
    where result.failure == nil {
      let found = seen[name]
      guard found != wanted else { continue }
      result.failure =
        "field \"\(name)\" is \(found.map { "\"\($0)\"" } ?? "absent"), not \"\(wanted)\""
    }
  }

  private func binding(of sample: RuleSample, _ logsource: Logsource) -> SourceBinding? {
    if let wanted = sample.source?.value {
      return sources.first { $0.id == wanted }.map(binding)
    }
    if let source = sources.first(where: { $0.logsource.contains { $0.serves(logsource) } }) {
      return binding(of: source)
    }
    if AuditCategory.serving(logsource) != nil || AuditCategory.records == logsource,
      sample.feed.contains(where: { SampleLines.isOfAudit($0.line) })
    {
      return SourceBinding(id: "sample", format: .audit)
    }
    let isDecoded = decoders.logsources.contains { $0.contains { $0.serves(logsource) } }
    return SourceBinding(id: "sample", format: .auto, logsource: isDecoded ? [] : [logsource])
  }

  /// A sample is a line of a file, also where the source prefers the journal.
  private func binding(of source: SourceDeclaration) -> SourceBinding {
    SourceBinding(
      id: source.id, format: source.format == .journal ? .auto : source.format,
      logsource: source.logsource)
  }

  func logsource(heardBy correlation: CorrelationRule, depth: Int) -> Logsource {
    guard depth < CorrelationPlan.depthMax, let first = correlation.rules.first?.value else {
      return Logsource()
    }
    if let rule = rules.first(where: { $0.summary.id == first || $0.summary.name == first }) {
      return rule.logsource
    }
    guard
      let child = correlations.first(where: {
        $0.summary.id == first || $0.summary.name == first
      })
    else { return Logsource() }
    return logsource(heardBy: child.rule, depth: depth + 1)
  }
}

extension ChunkScanner {
  /// A field of the category's event that was decoded last, where lines are joined.
  func text(of name: String, inEventsOf category: AuditCategory?) -> String? {
    category.flatMap { assembly?.text(of: name, in: $0) }
  }

  /// A field of the line decoded last, as text, for samples.
  func text(of name: String) -> String? {
    rules.names.number(of: name).flatMap { value(of: $0) }?.encoded { $0 }
  }
}

/// What kind of log a sample's lines are of.
enum SampleLines {
  static func isOfAudit(_ text: String) -> Bool {
    let line = Array(text.utf8.prefix { $0 != 0x0a })
    return AuditHeader(line.span) != nil
  }
}

private func replacingCounter(in line: String, with number: Int) -> String {
  let parts = line.split(separator: "{{n}}", omittingEmptySubsequences: false)
  return parts.joined(separator: String(number))
}
