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
  /// Looked for only in lines in which `database` found an opening; nil: nothing is.
  let behindOpenings: PatternDatabase?
  let literalBytes: FixedTable<UInt32>
  /// Where a literal's rules begin in `literalRules`; one more entry ends the last.
  let literalStarts: FixedTable<UInt32>
  let literalRules: FixedTable<UInt32>
  /// Literals from here on hide values: lines with one meet every rule.
  let hidingStart: Int
  /// Literals from here on are openings.
  let openingStart: Int
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
  /// Beside grams; nil where no rule is found so.
  let gates: FieldGates?

  init(_ draft: ScanDraft, program: Program) throws(PatternDatabase.Mistake) {
    self.program = program
    rules = FixedTable(draft.rules)
    slowRules = FixedTable(draft.slowRules)
    literals = draft.literals
    let spellings = draft.literals.map { draft.spellings[$0] ?? nil }
    self.spellings = spellings
    grams = draft.grams.map { GramPlan($0) }
    gates = draft.gates.isEmpty ? nil : FieldGates(draft.gates)
    // Beside grams only a few are left to Hyperscan, and escapes are looked behind.
    let all = draft.grams?.besideLiterals ?? draft.literals + draft.hiding + draft.openings
    let behind = draft.grams == nil ? draft.behindStart..<draft.literals.count : 0..<0
    hidingStart = draft.grams == nil ? draft.literals.count : all.count
    openingStart = all.count - (draft.grams == nil ? draft.openings.count : 0)
    let written: [[UInt8]?] = all.indices.map { number in
      draft.grams == nil && number < spellings.count ? spellings[number] : nil
    }
    let first = all.indices.filter { !behind.contains($0) }
    database =
      first.isEmpty ? nil : try PatternDatabase(literals: all, spellings: written, numbers: first)
    behindOpenings =
      behind.isEmpty
      ? nil : try PatternDatabase(literals: all, spellings: written, numbers: Array(behind))
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
    hidingStart: Int, openingStart: Int, wordsPerRow: Int, servingRows: Int,
    hasKeywordExpressions: Bool, literals: [[UInt8]], spellings: [[UInt8]?],
    database: PatternDatabase?, behindOpenings: PatternDatabase?, grams: GramPlan?,
    gates: FieldGates?
  ) {
    self.program = program
    self.rules = rules
    self.slowRules = slowRules
    self.literalBytes = literalBytes
    self.literalStarts = literalStarts
    self.literalRules = literalRules
    self.serves = serves
    self.hidingStart = hidingStart
    self.openingStart = openingStart
    self.wordsPerRow = wordsPerRow
    self.servingRows = servingRows
    self.hasKeywordExpressions = hasKeywordExpressions
    self.literals = literals
    self.spellings = spellings
    self.database = database
    self.behindOpenings = behindOpenings
    self.grams = grams
    self.gates = gates
  }
}
