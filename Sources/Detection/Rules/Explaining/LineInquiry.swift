package import Records

/// The lines of one source, asked about one after another.
///
/// Each line takes the sentinel's own road (scan, decoder, program, windows), and beside it every
/// rule is asked for its reasons. Slow on purpose: nothing of it is made until a person asks.
@safe package struct LineInquiry: ~Copyable {
  /// Which rules are answered for.
  package enum Scope: Sendable {
    /// Those whose literals stand in the line, and those that meet every line.
    case near
    /// Every rule, with its reason as far as it was needed.
    case all
    /// These ids, with their conditions whatever else stands against them.
    case only(Set<String>)
  }

  private let reader: RuleReader
  private let binding: SourceBinding
  private let words: ExpressionWords
  private let roads: [String: RuleRoad]
  private var scanner: ChunkScanner
  private var windows: Windows
  private var probes: [Int: Probe] = [:]

  /// `windows` may hold what a sentinel has heard; `reference` is when lines can have been written
  /// at the latest.
  package init(
    _ reader: RuleReader, binding: SourceBinding, windows: Windows, reference: Instant
  ) throws {
    let rules = reader.rules
    self.reader = reader
    self.binding = binding
    self.windows = windows
    _ = self.windows.takeChanges()
    self.windows.tellsFeeds = true
    words = ExpressionWords(names: rules.names.names)
    roads = Dictionary(rules.roads(for: binding).map { ($0.rule, $0) }) { $1 }
    scanner = try rules.scanner(for: binding)
    scanner.tellsFeeds = true
    scanner.history = .fresh
    scanner.reference = reference
  }

  /// Asks about the next line of the source.
  package mutating func ask(
    _ line: [UInt8], arrival: Instant, _ wanted: Scope = .near
  ) throws -> LineAnswer {
    let lent = LentLines([line], source: binding.id, arrival: arrival)
    var batch = HitBatch()
    let before = scanner.counters
    let rejected = scanner.rejectedLines
    return try lent.withChunk { chunk in
      scanner.scan(chunk, into: &batch)
      let firings = windows.absorb(batch)
      let findings = scanner.findings(of: batch, firings, in: chunk)
      let standings = windows.standings()
      _ = windows.takeChanges()
      scanner.decodeAgain(0, of: chunk)
      scanner.event.noteLeaves(all: true)
      let after = scanner.counters
      let hits = Set(batch.plain.map { Int($0.rule) })
      let sight = Sight(
        text: asciiLowercased(line), hits: hits, served: scanner.servedRules,
        meetsAll: after.hidden > before.hidden, isExhausted: after.overBudget > before.overBudget)
      let picture = scanner.picture(binding, isRejected: scanner.rejectedLines > rejected)
      var answer = LineAnswer(picture: picture, windows: standings, findings: findings)
      try fill(&answer, wanted, sight)
      return answer
    }
  }

  /// What the scan saw of the line.
  private struct Sight {
    var text: [UInt8]
    var hits: Set<Int>
    var served: Set<Int>
    var meetsAll: Bool
    var isExhausted: Bool

    /// Whether a literal stands in the line, in any case.
    func holds(_ literal: String) -> Bool {
      // Bytes that are no text are not compared: then the conditions decide.
      if literal.unicodeScalars.contains("\u{FFFD}") { return true }
      let wanted = asciiLowercased(Array(literal.utf8))
      guard text.count >= wanted.count, let first = wanted.first else { return wanted.isEmpty }
      for start in 0...(text.count - wanted.count)
      where text[start] == first && text[start..<start + wanted.count].elementsEqual(wanted) {
        return true
      }
      return false
    }
  }

  private mutating func fill(
    _ all: inout LineAnswer, _ wanted: Scope, _ sight: Sight
  ) throws {
    for number in reader.rules.rules.indices {
      let rule = reader.rules.rules[number].summary
      var isAsked = false
      if case .only(let ids) = wanted {
        guard ids.contains(rule.id) || rule.name.map(ids.contains) ?? false else { continue }
        isAsked = true
      }
      let outcome = outcome(of: rule, number, sight)
      var isShown = true
      if case .near = wanted { isShown = outcome == .matched || outcome == .failed }
      guard isShown else {
        all.counts[outcome, default: 0] += 1
        continue
      }
      let answer = try answer(number, rule, outcome, sight, isAsked: isAsked)
      all.counts[answer.outcome, default: 0] += 1
      all.rules.append(answer)
    }
  }

  /// What can be said without looking at the conditions; `.failed` when they must be.
  private func outcome(
    of rule: RuleSummary, _ number: Int, _ sight: Sight
  ) -> RuleAnswer.Outcome {
    if sight.hits.contains(number) { return .matched }
    guard let road = roads[rule.id] else { return .unserved }
    if road.literals?.isEmpty ?? false { return .impossible }
    guard sight.served.contains(number) else { return .unserved }
    guard let literals = road.literals else { return .failed }
    return sight.meetsAll || literals.contains { sight.holds($0) } ? .failed : .unseen
  }

  private mutating func answer(
    _ number: Int, _ rule: RuleSummary, _ outcome: RuleAnswer.Outcome, _ sight: Sight,
    isAsked: Bool
  ) throws -> RuleAnswer {
    var answer = RuleAnswer(rule: rule, outcome: outcome, literals: roads[rule.id]?.literals)
    guard isAsked || outcome == .matched || outcome == .failed,
      let probe = try probe(ofRule: number)
    else { return answer }
    let nearness = probe.nearness(scanner.event)
    (answer.held, answer.asked) = (nearness.held, nearness.asked)
    let holds = probe.holds(scanner.event)
    // Lines that are joined match as one event, which this line alone is not.
    if outcome == .matched, !holds, binding.format == .audit { return answer }
    answer.holds = holds
    if holds {
      if outcome == .failed { answer.outcome = sight.isExhausted ? .exhausted : .matched }
      return answer
    }
    let blame = probe.blame(scanner.event)
    answer.reason = reason(blame)
    if outcome == .failed, blame.isExclusion { answer.outcome = .excluded }
    return answer
  }

  private mutating func probe(ofRule number: Int) throws -> Probe? {
    if let known = probes[number] { return known }
    guard let reading = reader.reading(ofRule: number) else { return nil }
    let probe = try Probe(reading)
    probes[number] = probe
    return probe
  }

  private func reason(_ blame: Blame) -> RuleAnswer.Reason {
    var fields: [UInt16] = []
    for test in blame.tests {
      var named = [test.field]
      if case .field(let other, _) = test.check { named.append(other) }
      for field in named where !fields.contains(field) { fields.append(field) }
    }
    return RuleAnswer.Reason(
      selection: blame.selection, filter: blame.filter,
      condition: words.line(blame.tests, requiresAll: blame.isExclusion),
      seen: fields.prefix(4).map { scanner.seen($0) }, isExclusion: blame.isExclusion,
      others: blame.others)
  }
}

/// The line decoded last, for people.
extension ChunkScanner {
  fileprivate func picture(_ binding: SourceBinding, isRejected: Bool) -> LinePicture {
    let set = rules.decoders
    var fields: [LinePicture.Field] = []
    event.forEachPresentField { number in
      fields.append(.init(name: rules.names.names[Int(number)], values: values(of: number)))
    }
    let decoded = set.served(by: event.decoder)
    return unsafe LinePicture(
      format: binding.format, source: binding.id, decoders: set.ids(of: event.decoder),
      logsources: binding.logsource + decoded.filter { !binding.logsource.contains($0) },
      isRejected: isRejected, time: event.time, text: Untrusted(event.line), fields: fields)
  }

  fileprivate func values(of field: UInt16) -> [Untrusted] {
    var values: [Untrusted] = []
    _ = unsafe event.anyValue(of: field) { bytes, _ in
      unsafe values.append(Untrusted(bytes, cap: LinePicture.valueBytesMax))
      return false
    }
    return values
  }

  fileprivate func seen(_ field: UInt16) -> RuleAnswer.Seen {
    guard field != Expression.Test.wholeLine else {
      let line = unsafe Untrusted(event.line, cap: LinePicture.valueBytesMax)
      return RuleAnswer.Seen(field: nil, isNull: false, values: [line])
    }
    return RuleAnswer.Seen(
      field: rules.names.names[Int(field)], isNull: event.kind(of: field) == .null,
      values: values(of: field))
  }
}
