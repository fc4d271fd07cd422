import Detection
import Foundation
import Records
import Testing

/// The engine against a naive reading of the specification, on rules and events made by chance.
///
/// `TOCSIN_PROOF_SEEDS` sets how many times 6,400 pairs are tried, `TOCSIN_PROOF_FIRST` the first
/// seed; a failure names its seed with the smallest rule and event that still show it.
@Suite struct AgreementTests {
  static let seeds: Range<Int> = {
    let environment = ProcessInfo.processInfo.environment
    let first = environment["TOCSIN_PROOF_FIRST"].flatMap { Int($0) } ?? 1
    return first..<first + (environment["TOCSIN_PROOF_SEEDS"].flatMap { Int($0) } ?? 18)
  }()
  static let (rulesPerSeed, eventsPerSeed) = (80, 80)

  @Test(arguments: seeds)
  func jsonLinesMatchAsTheSpecificationSays(seed: Int) throws {
    var generator = RuleGenerator(dice: Dice(seed: seed))
    generator.hasLookalikes = seed % 2 == 0
    let rules = (0..<Self.rulesPerSeed).map { _ in generator.rule() }
    var made = EventGenerator(dice: Dice(seed: seed &+ 1_000_003))
    made.hasLookalikes = generator.hasLookalikes
    var writer = EventWriter(dice: Dice(seed: seed &+ 2_000_003))
    let events = (0..<Self.eventsPerSeed).map { index in
      let rule = index % 2 == 0 ? rules[made.dice.below(rules.count)] : nil
      return writer.json(made.members(for: rule))
    }
    try Agreement(seed: seed, rules: rules, binding: Agreement.json).check(events)
  }

  /// `F=<…> G=<…> H=<…>` behind envelopes of several kinds, read by a declared shape.
  @Test(arguments: [SourceDeclaration.Format.syslog, .raw, .auto], seeds.prefix(6))
  func decodedLinesMatchAsTheSpecificationSays(
    format: SourceDeclaration.Format, seed: Int
  ) throws {
    var generator = RuleGenerator(dice: Dice(seed: seed &+ 77))
    (generator.isTextOnly, generator.fields) = (true, ["F", "G", "H"])
    let rules = (0..<Self.rulesPerSeed).map { _ in generator.rule() }
    var made = EventGenerator(dice: Dice(seed: seed &+ 3_000_003))
    made.fields = generator.fields
    let events = (0..<Self.eventsPerSeed).map { index in
      let rule = index % 2 == 0 ? rules[made.dice.below(rules.count)] : nil
      return PlainLine.event(made.texts(for: rule), format, &made.dice)
    }
    let binding = SourceBinding(
      id: "evt", format: format, logsource: [Logsource(category: "bench")])
    try Agreement(seed: seed, rules: rules, binding: binding).check(events)
  }
}

/// Fields in a line of text.
enum PlainLine {
  static let decoder = DecoderDeclaration(
    id: "evt", program: ["evt"], logsource: [Logsource(category: "bench")],
    shapes: [
      .init(
        action: "seen", starts: "F=",
        pattern: Marked("^F=<(?<F>[^<>]*)> G=<(?<G>[^<>]*)> H=<(?<H>[^<>]*)>$", at: .none))
    ])

  /// An event whose message the shape reads, or, now and then, only looks as if it did.
  static func event(
    _ texts: [String: String], _ format: SourceDeclaration.Format, _ dice: inout Dice
  ) -> SpecEvent {
    func value(_ name: String) -> String {
      let text = (texts[name] ?? "").unicodeScalars.filter { !"<>\n\r".unicodeScalars.contains($0) }
      return String(String.UnicodeScalarView(text))
    }
    let isRead = dice.chance(85)
    let names = ["F", "G", "H"]
    let message = names.map { "\($0)=<\(value($0))>" }.joined(separator: isRead ? " " : "  ")
    let head = "2026-05-11T06:20:01+00:00 h evt[7]: "
    let line = (format == .raw ? "" : head) + message
    let members = isRead ? names.map { SpecEvent.Member(name: $0, value: .text(value($0))) } : []
    return SpecEvent(members: members, line: Array(line.utf8))
  }
}

/// One set of rules held against the specification over some lines, in every way the engine has.
struct Agreement {
  static let json = SourceBinding(
    id: "bench", format: .json, logsource: [Logsource(category: "bench")])

  let seed: Int
  let rules: [SpecRule]
  let binding: SourceBinding
  private let set: RuleSet
  /// The same rules found by grams, however few their literals are.
  private let grams: RuleSet

  init(seed: Int, rules: [SpecRule], binding: SourceBinding) throws {
    (self.seed, self.rules, self.binding) = (seed, rules, binding)
    var diagnostics: [Diagnostic]
    (set, diagnostics) = Self.compile(rules, seed: seed)
    (grams, _) = Self.compile(rules, seed: seed, gramLiteralsLeast: 1)
    diagnostics.removeAll { $0.weight != .error }
    let refused = diagnostics.map { "\($0.mark.line):\($0.mark.column): \($0.clause)" }
    try #require(refused == [], "seed \(seed)")
  }

  private static func compile(
    _ rules: [SpecRule], seed: Int, gramLiteralsLeast: Int? = nil
  ) -> (RuleSet, [Diagnostic]) {
    var configuration = Configuration()
    configuration.placeholders = RuleGenerator.placeholders
    configuration.decoders = [PlainLine.decoder]
    let files = [SourceFile(path: "x.yml", text: yaml(rules, seed: seed))]
    guard let gramLiteralsLeast else {
      return RuleSet.compile(files: files, configuration: configuration)
    }
    return RuleSet.compile(
      files: files, configuration: configuration, gramLiteralsLeast: gramLiteralsLeast)
  }

  private static func yaml(_ rules: [SpecRule], seed: Int) -> String {
    var writer = RuleWriter(dice: Dice(seed: seed &+ 5_000_003))
    return rules.enumerated().map { writer.yaml($0.element, id: "r\($0.offset)") }
      .joined(separator: "\n---\n")
  }

  func check(_ events: [SpecEvent]) throws {
    let lines = events.map(\.line)
    let wanted = events.map { event in
      rules.indices.filter {
        NaiveSigma.matches(rules[$0], event, placeholders: RuleGenerator.placeholders)
      }.map { "r\($0)" }
    }
    let thorough = try Scanning.matches(of: set, in: lines, binding, isExhaustive: true)
    for (index, event) in events.enumerated() where Set(wanted[index]) != Set(thorough[index]) {
      report(Set(wanted[index]).symmetricDifference(thorough[index]).sorted(), event)
    }
    var dice = Dice(seed: seed)
    for (way, most) in [(set, lines.count), (set, 1 + dice.below(9)), (grams, 1 + dice.below(90))] {
      let scanned = try Scanning.matches(of: way, in: lines, binding, chunkLines: most)
      for index in lines.indices where scanned[index] != thorough[index] {
        let line = String(decoding: lines[index], as: UTF8.self)
        let rules = Set(scanned[index]).symmetricDifference(thorough[index]).sorted()
        let name = way === grams ? "the scan by grams" : "the scan"
        Issue.record("seed \(seed): \(name) differs for \(rules) on \(line)\n\(text(of: rules))")
      }
    }
    // Both outcomes must be common, or agreeing would mean little.
    let matched = wanted.reduce(0) { $0 + $1.count }
    let pairs = rules.count * events.count
    #expect(matched * 100 > pairs * 8 && matched * 100 < pairs * 75, "\(matched) of \(pairs)")
  }

  private func text(of ids: [String]) -> String {
    Self.yaml(ids.prefix(2).compactMap { Int($0.dropFirst()) }.map { rules[$0] }, seed: seed)
  }

  private func report(_ ids: [String], _ event: SpecEvent) {
    for id in ids.prefix(3) {
      guard let number = Int(id.dropFirst()) else { continue }
      let (rule, event) = smallest(rules[number], event)
      let isWanted = NaiveSigma.matches(rule, event, placeholders: RuleGenerator.placeholders)
      Issue.record(
        """
        seed \(seed): \(isWanted ? "missed" : "made up")
        \(String(decoding: event.line, as: UTF8.self))
        \(Self.yaml([rule], seed: seed))
        """)
    }
  }
}

/// Making a disagreement small.
extension Agreement {
  private func smallest(_ rule: SpecRule, _ event: SpecEvent) -> (SpecRule, SpecEvent) {
    var best = (rule, event)
    var isSmaller = true
    while isSmaller {
      isSmaller = false
      let candidates =
        best.0.smaller.map { ($0, best.1) } + smaller(best.1).map { (best.0, $0) }
      for candidate in candidates where disagrees(candidate.0, candidate.1) {
        best = candidate
        isSmaller = true
        break
      }
    }
    return best
  }

  private func disagrees(_ rule: SpecRule, _ event: SpecEvent) -> Bool {
    let (set, diagnostics) = Self.compile([rule], seed: seed)
    guard !diagnostics.contains(where: { $0.weight == .error }),
      let found = try? Scanning.matches(of: set, in: [event.line], binding, isExhaustive: true)
    else { return false }
    let isWanted = NaiveSigma.matches(rule, event, placeholders: RuleGenerator.placeholders)
    return isWanted == found[0].isEmpty
  }

  /// Without one member; only where the line can be written anew.
  private func smaller(_ event: SpecEvent) -> [SpecEvent] {
    guard binding.format == .json else { return [] }
    var writer = EventWriter(dice: Dice(seed: 1), escapes: 0)
    return event.members.indices.map { index in
      var members = event.members
      members.remove(at: index)
      return writer.json(members)
    }
  }
}

extension SpecRule {
  /// Rules with one part less.
  var smaller: [SpecRule] {
    var smaller: [SpecRule] = []
    if filter != nil {
      var rule = self
      rule.filter = nil
      smaller.append(rule)
    }
    for condition in conditions.flatMap(\.parts) {
      smaller.append(SpecRule(searches: searches, conditions: [condition], filter: filter))
    }
    for index in searches.indices {
      if searches.count > 1 {
        var rule = self
        rule.searches.remove(at: index)
        smaller.append(rule)
      }
      for search in searches[index].search.parts {
        var rule = self
        rule.searches[index].search = search
        smaller.append(rule)
      }
    }
    return smaller
  }
}

extension SpecRule.Condition {
  fileprivate var parts: [Self] {
    switch self {
    case .not(let inner): [inner]
    case .all(let parts), .any(let parts): parts
    case .name, .of: []
    }
  }
}

extension SpecRule.Search {
  fileprivate var parts: [Self] {
    switch self {
    case .word: return []
    case .list(let searches): return searches
    case .map(let items):
      if items.count > 1 { return items.map { .map([$0]) } }
      return items[0].values.count < 2
        ? []
        : items[0].values.map { value in
          var item = items[0]
          item.values = [value]
          return .map([item])
        }
    }
  }
}

/// Lines through a scanner, in chunks of at most so many.
enum Scanning {
  static func matches(
    of rules: RuleSet, in lines: [[UInt8]], _ binding: SourceBinding,
    chunkLines: Int = .max, isExhaustive: Bool = false
  ) throws -> [[String]] {
    var scanner = try rules.scanner(for: binding)
    scanner.tellsFeeds = true
    scanner.isExhaustive = isExhaustive
    var found: [[String]] = Array(repeating: [], count: lines.count)
    var first = 0
    while first < lines.count {
      let end = min(lines.count, first + min(chunkLines, lines.count))
      var batch = HitBatch()
      TestChunk(bytes: Array(lines[first..<end])).lend { scanner.scan($0, into: &batch) }
      for hit in batch.plain {
        found[first + Int(hit.line)].append(rules.summaries[Int(hit.rule)].id)
      }
      first = end
    }
    return found
  }
}
