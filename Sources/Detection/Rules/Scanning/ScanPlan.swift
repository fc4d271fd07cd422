import Records

/// Which rules meet the lines of one source, and by which literals they are found.
///
/// Made once for each format and set of log sources, shared by all their scanners, never changed.
final class ScanPlan: Sendable {
  /// A rule as this source meets it.
  struct Rule: BitwiseCopyable, Sendable {
    /// First step of its program.
    var entry: UInt32
    /// Its number in the rule set.
    var number: Int32
    /// Some correlation listens to it.
    var isFed: Bool
    /// It only feeds correlations and is told by nobody.
    var feedsOnly: Bool
    /// It looks for keywords.
    var hasKeywords: Bool
  }

  let program: Program
  let rules: FixedTable<Rule>
  /// Rules without a literal: they meet every line.
  let slowRules: FixedTable<UInt32>
  /// Nil when there is nothing to look for.
  let database: PatternDatabase?
  let literalBytes: FixedTable<UInt32>
  /// Where a literal's rules begin in `literalRules`; one more entry ends the last.
  let literalStarts: FixedTable<UInt32>
  let literalRules: FixedTable<UInt32>
  /// Literals from here on hide values: lines with one meet every rule.
  let hidingStart: Int
  /// A row of bits for each decoder number of an event: the rules it may meet.
  let serves: FixedTable<UInt64>
  let wordsPerRow: Int
  let servingRows: Int
  let literals: [[UInt8]]
  /// By literal, how it must be written; nil: in any case.
  let spellings: [[UInt8]?]
  /// Some rule looks for keywords by an expression.
  let hasKeywordExpressions: Bool
  /// Where there are thousands of literals: all but a few are looked for without `database`.
  let grams: GramPlan?

  init(_ draft: ScanDraft, program: Program) throws(PatternDatabase.Mistake) {
    self.program = program
    rules = FixedTable(draft.rules)
    slowRules = FixedTable(draft.slowRules)
    literals = draft.literals
    let spellings = draft.literals.map { draft.spellings[$0] ?? nil }
    self.spellings = spellings
    grams = draft.grams.map { GramPlan($0) }
    // Beside grams only a few are left to Hyperscan, and escapes are looked behind.
    let all = draft.grams?.besideLiterals ?? draft.literals + draft.hiding
    hidingStart = draft.grams == nil ? draft.literals.count : all.count
    let written: [[UInt8]?] =
      draft.grams == nil ? spellings + draft.hiding.map { _ in nil } : all.map { _ in nil }
    database = all.isEmpty ? nil : try PatternDatabase(literals: all, spellings: written)
    literalBytes = FixedTable(all.map { UInt32($0.count) })
    literalStarts = FixedTable(draft.literalStarts)
    literalRules = FixedTable(draft.literalRules)
    serves = FixedTable(draft.serves)
    wordsPerRow = draft.wordsPerRow
    servingRows = draft.servingRows
    hasKeywordExpressions = draft.hasKeywordExpressions
  }

  /// One whose parts are there.
  init(
    program: Program, rules: consuming FixedTable<Rule>, slowRules: consuming FixedTable<UInt32>,
    literalBytes: consuming FixedTable<UInt32>, literalStarts: consuming FixedTable<UInt32>,
    literalRules: consuming FixedTable<UInt32>, serves: consuming FixedTable<UInt64>,
    hidingStart: Int, wordsPerRow: Int, servingRows: Int, hasKeywordExpressions: Bool,
    literals: [[UInt8]], spellings: [[UInt8]?], database: PatternDatabase?, grams: GramPlan?
  ) {
    self.program = program
    self.rules = rules
    self.slowRules = slowRules
    self.literalBytes = literalBytes
    self.literalStarts = literalStarts
    self.literalRules = literalRules
    self.serves = serves
    self.hidingStart = hidingStart
    self.wordsPerRow = wordsPerRow
    self.servingRows = servingRows
    self.hasKeywordExpressions = hasKeywordExpressions
    self.literals = literals
    self.spellings = spellings
    self.database = database
    self.grams = grams
  }
}

/// The tables of a scan plan while they are made.
package struct ScanDraft {
  private(set) var rules: [ScanPlan.Rule] = []
  private(set) var slowRules: [UInt32] = []
  private(set) var literals: [[UInt8]] = []
  private(set) var literalStarts: [UInt32] = []
  private(set) var literalRules: [UInt32] = []
  private(set) var serves: [UInt64] = []
  private(set) var wordsPerRow = 0
  private(set) var servingRows = 0
  private(set) var hasKeywordExpressions = false
  private(set) var grams: GramDraft?
  /// A literal that some rule looks for in any case is here with nil.
  private(set) var spellings: [[UInt8]: [UInt8]?] = [:]
  let hiding: [[UInt8]]

  init(
    _ rules: [CompiledRule], numbers: [Int], binding: SourceBinding, in scope: ScanScope,
    stepCount: Int
  ) {
    hiding = scope.hiding(binding, for: Set(numbers.map { rules[$0].logsource }))
    var searches = SearchTable(scope: scope, binding: binding)
    var found: [[UInt8]: [UInt32]] = [:]
    var met: [Int] = []
    for number in numbers {
      let expression = rules[number].expression
      let literals = searches.search(rules[number].logsource).literals(requiredBy: expression)
      // A rule that no line of this source can match is left out altogether.
      if let literals, literals.literals.isEmpty { continue }
      let local = UInt32(self.rules.count)
      self.rules.append(
        ScanPlan.Rule(
          entry: rules[number].entry, number: Int32(number), isFed: rules[number].isFed,
          feedsOnly: rules[number].feedsOnly,
          hasKeywords: expression.tests(Expression.Test.wholeLine)))
      met.append(number)
      hasKeywordExpressions = hasKeywordExpressions || expression.hasKeywordExpressions
      guard let literals else {
        slowRules.append(local)
        continue
      }
      for literal in literals.literals {
        found[literal, default: []].append(local)
        let way = literals.spellings[literal]
        spellings[literal] = .some(spellings[literal, default: way] == way ? way : nil)
      }
    }
    if binding.format == .json, found.count >= scope.gramLiteralsLeast {
      fillGrams(rules, met, &searches, stepCount)
    } else {
      order(found)
    }
    fillServes(rules, met, binding, scope)
  }

  /// Literals from which on a scan for grams is faster than Hyperscan.
  ///
  /// At 6,600 literals Hyperscan does 0.1 GB/s, grams eight times as much; at 80 it does 1.8.
  package static let gramLiteralsLeast = 1000

  /// By several literals a rule instead of one.
  ///
  /// Expressions of rules from the cache are taken apart twice: all at once they would fill memory.
  private mutating func fillGrams(
    _ all: [CompiledRule], _ met: [Int], _ searches: inout SearchTable, _ stepCount: Int
  ) {
    var draft = GramDraft(stepCount: stepCount)
    slowRules = []
    for (local, number) in met.enumerated() {
      let expression = all[number].expression
      let isOfKeywords = expression.tests(Expression.Test.wholeLine)
      if isOfKeywords { draft.noteKeywords() }
      guard let ways = searches.search(all[number].logsource).ways(of: expression) else {
        slowRules.append(UInt32(local))
        continue
      }
      for way in ways { draft.add(way, rule: UInt32(local), isOfKeywords: isOfKeywords) }
      searches.note(fieldsOf: expression, all[number].logsource)
    }
    draft.add(makers: searches.makers)
    for number in met {
      let search = searches.search(all[number].logsource)
      draft.settle(all[number]) { search.settling($0) }
    }
    literals = Array(draft.literals.dropFirst())
    grams = draft
  }

  private mutating func order(_ found: [[UInt8]: [UInt32]]) {
    literals = found.keys.sorted { $0.lexicographicallyPrecedes($1) }
    for literal in literals {
      literalStarts.append(UInt32(literalRules.count))
      literalRules += found[literal] ?? []
    }
    literalStarts.append(UInt32(literalRules.count))
  }

  private mutating func fillServes(
    _ all: [CompiledRule], _ met: [Int], _ binding: SourceBinding, _ scope: ScanScope
  ) {
    wordsPerRow = (met.count + 63) / 64
    servingRows = scope.decoders.servedRows
    serves = Array(repeating: 0, count: max(1, wordsPerRow * servingRows))
    var rows: [Logsource: [Int]] = [:]
    for (local, number) in met.enumerated() {
      let wanted = all[number].logsource
      let serving = rows[wanted] ?? scope.rows(serving: wanted, binding)
      rows[wanted] = serving
      for row in serving { serves[row * wordsPerRow + local / 64] |= 1 << UInt64(local % 64) }
    }
  }
}

/// What the choice of rules and literals needs to know beside the rules.
struct ScanScope {
  let decoders: DecoderSet
  let names: [String]
  /// From how many literals on a source of JSON is scanned for grams.
  var gramLiteralsLeast = ScanDraft.gramLiteralsLeast

  /// True when the source's own declaration serves the rule.
  ///
  /// A source of JSON lines without a log source serves every rule: its fields decide.
  func serves(_ binding: SourceBinding, _ wanted: Logsource) -> Bool {
    if binding.logsource.isEmpty { return binding.format == .json }
    return binding.logsource.contains { $0.serves(wanted) }
  }

  /// True when some line of the source may serve the rule.
  func mayServe(_ binding: SourceBinding, _ wanted: Logsource) -> Bool {
    if binding.isAssembled { return wanted.category != nil && serves(binding, wanted) }
    return serves(binding, wanted)
      || decoders.logsources.contains { $0.contains { $0.serves(wanted) } }
      || decoders.clauses(for: binding).contains { $0.logsource.contains { $0.serves(wanted) } }
  }

  func literals(of rule: CompiledRule, _ binding: SourceBinding) -> RequiredLiterals? {
    search(rule, binding).literals(requiredBy: rule.expression)
  }

  func search(_ rule: CompiledRule, _ binding: SourceBinding) -> LiteralSearch {
    search(rule.logsource, binding)
  }

  func search(_ logsource: Logsource, _ binding: SourceBinding) -> LiteralSearch {
    LiteralSearch(
      decoders: decoders, names: names, binding: binding, rule: logsource,
      isServedBySource: serves(binding, logsource))
  }

  /// The rows of `ScanPlan.serves` whose events may meet a rule.
  func rows(serving wanted: Logsource, _ binding: SourceBinding) -> [Int] {
    let isServed = serves(binding, wanted)
    let byDecoder = (0...decoders.logsources.count).filter { row in
      isServed || (row > 0 && decoders.logsources[row - 1].contains { $0.serves(wanted) })
    }
    // Where nobody says what a source serves, its events say it themselves.
    let isDeclared = isServed && !binding.logsource.isEmpty
    let byClause = decoders.clauses(for: binding).filter { clause in
      isDeclared || clause.logsource.contains { $0.serves(wanted) }
    }
    return byDecoder + byClause.map(\.row)
  }

  /// Literals whose lines meet every rule.
  ///
  /// Those that only hide a backslash, a quote or a slash are left out where no literal holds one.
  func hiding(_ binding: SourceBinding, for logsources: Set<Logsource>) -> [[UInt8]] {
    let harmless: Set<[UInt8]> = ["\\\\", "\\\"", "\\/"].reduce(into: []) {
      $0.insert(Array($1.utf8))
    }
    var all = decoders.hidingLiterals(format: binding.format).filter { !harmless.contains($0) }
    for format in messageFormats(binding, logsources) {
      let written = format == .xml ? ["&#"] : ["\\u"] + (binding.format.isText ? ["\\/"] : [])
      all += written.map { Array($0.utf8) }
    }
    var seen: Set<[UInt8]> = []
    return all.filter { seen.insert($0).inserted }
  }

  private func messageFormats(
    _ binding: SourceBinding, _ logsources: Set<Logsource>
  ) -> Set<MappingDeclaration.Format> {
    guard decoders.mappings.contains(where: { $0.declaration.isOfMessages }) else { return [] }
    return logsources.reduce(into: []) { formats, logsource in
      formats.formUnion(
        decoders.messageFormats(
          binding, for: logsource, isServedBySource: serves(binding, logsource)))
    }
  }
}

extension Expression {
  var hasKeywordExpressions: Bool {
    switch self {
    case .not(let inner): return inner.hasKeywordExpressions
    case .all(let children), .any(let children):
      return children.contains { $0.hasKeywordExpressions }
    case .test(let test):
      guard case .expression = test.check else { return false }
      return test.field == Test.wholeLine
    }
  }

  /// The numbers of the fields it tests.
  func addFields(to fields: inout Set<UInt16>) {
    switch self {
    case .not(let inner): inner.addFields(to: &fields)
    case .all(let children), .any(let children):
      for child in children { child.addFields(to: &fields) }
    case .test(let test):
      if test.field != Test.wholeLine { fields.insert(test.field) }
    }
  }

  func tests(_ field: UInt16) -> Bool {
    switch self {
    case .not(let inner): inner.tests(field)
    case .all(let children), .any(let children): children.contains { $0.tests(field) }
    case .test(let test): test.field == field
    }
  }
}
