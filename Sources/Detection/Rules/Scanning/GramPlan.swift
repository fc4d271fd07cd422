/// How a source with thousands of literals finds the rules that a line may match.
///
/// A rule may have several ways to match, each of up to three clauses, each of them a set of
/// literals. The rarest clause of a way is its trigger: once one of its literals was seen, the
/// others are asked for; when each has a literal that was seen, the rule meets the line. Most tests
/// of its program are then settled the same way, without a look at the field.
final class GramPlan: Sendable {
  /// A rule's way, at its rarest clause.
  struct Trigger: BitwiseCopyable, Sendable {
    var rule: UInt32
    /// Sets of which a literal must have been seen too; 0 for none.
    var second: UInt32
    var third: UInt32
  }

  let tables: GramTables
  let shorts: ShortTables
  /// Where a literal's trigger clauses begin in `literalClauses`; one more entry ends the last.
  let literalStarts: FixedTable<UInt32>
  /// Clauses are numbered from 1; 0 says that fields may be set without their names in this line.
  let literalClauses: FixedTable<UInt32>
  /// By clause, the same for its triggers.
  let clauseStarts: FixedTable<UInt32>
  let triggers: FixedTable<Trigger>
  /// By side set, numbered from 1, the same for its literals.
  let sideStarts: FixedTable<UInt32>
  let sideLiterals: FixedTable<UInt32>
  /// By step of the program: a literal that stands in every line in which its test holds; 0 for none.
  let stepLiterals: FixedTable<UInt32>
  /// Literals that are looked for beside grams, in the order of the database that does.
  let besideLiterals: FixedTable<UInt32>
  /// Some rule looks for keywords, which may stand in values that no field is made of.
  let hasKeywords: Bool
  let literalCount: Int
  let clauseCount: Int
  let sideCount: Int

  init(_ draft: GramDraft) {
    tables = GramTables(draft.literals, without: Set(draft.besideNumbers))
    shorts = ShortTables(draft.literals, without: Set(draft.besideNumbers))
    hasKeywords = draft.hasKeywords
    literalCount = draft.literals.count
    clauseCount = draft.triggersOfClauses.count
    sideCount = draft.literalsOfSides.count
    literalStarts = FixedTable(Self.starts(draft.clausesOfLiterals))
    literalClauses = FixedTable(draft.clausesOfLiterals.flatMap { $0 })
    clauseStarts = FixedTable(Self.starts(draft.triggersOfClauses))
    triggers = FixedTable(draft.triggersOfClauses.flatMap { $0 })
    sideStarts = FixedTable(Self.starts(draft.literalsOfSides))
    sideLiterals = FixedTable(draft.literalsOfSides.flatMap { $0 })
    stepLiterals = FixedTable(draft.stepLiterals)
    besideLiterals = FixedTable(draft.besideNumbers.map { UInt32($0) })
  }

  /// One whose tables are there.
  init(
    tables: GramTables, shorts: ShortTables, literalStarts: consuming FixedTable<UInt32>,
    literalClauses: consuming FixedTable<UInt32>, clauseStarts: consuming FixedTable<UInt32>,
    triggers: consuming FixedTable<Trigger>, sideStarts: consuming FixedTable<UInt32>,
    sideLiterals: consuming FixedTable<UInt32>, stepLiterals: consuming FixedTable<UInt32>,
    besideLiterals: consuming FixedTable<UInt32>, hasKeywords: Bool, literalCount: Int,
    clauseCount: Int, sideCount: Int
  ) {
    self.tables = tables
    self.shorts = shorts
    self.literalStarts = literalStarts
    self.literalClauses = literalClauses
    self.clauseStarts = clauseStarts
    self.triggers = triggers
    self.sideStarts = sideStarts
    self.sideLiterals = sideLiterals
    self.stepLiterals = stepLiterals
    self.besideLiterals = besideLiterals
    self.hasKeywords = hasKeywords
    self.literalCount = literalCount
    self.clauseCount = clauseCount
    self.sideCount = sideCount
  }

  private static func starts<Element>(_ lists: [[Element]]) -> [UInt32] {
    var starts: [UInt32] = [0]
    for list in lists { starts.append(starts[starts.count - 1] + UInt32(list.count)) }
    return starts
  }
}

/// The lists of a gram plan while they are made.
struct GramDraft {
  /// The first stands for any byte beyond ASCII.
  private(set) var literals = [JSONLiterals.beyondASCII]
  private(set) var clausesOfLiterals: [[UInt32]] = [[]]
  private(set) var triggersOfClauses: [[GramPlan.Trigger]] = [[]]
  private(set) var literalsOfSides: [[UInt32]] = [[]]
  private(set) var stepLiterals: [UInt32]
  private var numbers = [JSONLiterals.beyondASCII: 0]
  /// Literals of keywords that may stand outside of names and values, or reach beyond them.
  private var betweenValues: Set<Int> = []
  private(set) var hasKeywords = false
  /// By the numbers of their literals.
  private var clauses: [[UInt32]: UInt32] = [:]
  private var sides: [[UInt32]: UInt32] = [:]

  init(stepCount: Int) { stepLiterals = Array(repeating: 0, count: stepCount) }

  /// Numbers of the literals that are looked for beside grams, in all of the line.
  var besideNumbers: [Int] { betweenValues.sorted() }

  var besideLiterals: [[UInt8]] { besideNumbers.map { literals[$0] } }

  /// Some rule looks for keywords, maybe one without a literal.
  mutating func noteKeywords() { hasKeywords = true }

  /// `isOfKeywords`: the rule looks for some.
  mutating func add(_ way: LiteralWay, rule: UInt32, isOfKeywords: Bool) {
    if isOfKeywords {
      for literal in way.clauses.flatMap(\.literals) where Self.mayStandBare(literal) {
        betweenValues.insert(number(of: literal))
      }
    }
    let sides = way.clauses.dropFirst().map { side($0.literals) } + [0, 0]
    triggersOfClauses[Int(clause(way.clauses[0].literals))].append(
      GramPlan.Trigger(rule: rule, second: sides[0], third: sides[1]))
  }

  /// Lines with one of these may have fields that nothing is known of.
  mutating func add(makers: Set<[UInt8]>) {
    for literal in makers.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      clausesOfLiterals[number(of: literal)].append(0)
    }
  }

  /// Settles those tests of a rule whose literal is looked for anyway.
  ///
  /// `search` names literals that each stand in every line in which the test holds.
  mutating func settle(_ rule: CompiledRule, by search: (Expression.Test) -> [[UInt8]]) {
    guard rule.entry < Step.reject else { return }
    var step = rule.firstStep
    ProgramBuilder.forEachStep(in: rule.expression) { test in
      defer { step += 1 }
      guard let test else { return }
      for literal in search(test) {
        guard let known = numbers[literal],
          test.field != Expression.Test.wholeLine || !Self.mayStandBare(literal)
            || betweenValues.contains(known)
        else { continue }
        stepLiterals[step] = UInt32(known)
        break
      }
    }
  }

  /// True for what JSON may write beside names and values, or across their ends; a quote in a literal is
  /// its first byte.
  ///
  /// Whatever else a keyword's literal holds lies within quotes, and there all of it does; what may only
  /// be of a number is a value. `null` is none.
  private static func mayStandBare(_ literal: [UInt8]) -> Bool {
    let rest = literal.first == 0x22 ? literal.dropFirst() : literal[...]
    let words = rest.split { !isLetter($0) }
    let marks = rest.filter { " \t,:{}[]".utf8.contains($0) }
    return rest.allSatisfy { isLetter($0) || " \t,:{}[]0123456789+-.".utf8.contains($0) }
      && words.allSatisfy { word in bareWords.contains { holds($0, word) } }
      && !(words.isEmpty && marks.isEmpty)
  }

  private static let bareWords = ["true", "false", "null"].map { Array($0.utf8) }

  private static func isLetter(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }

  private static func holds(_ word: [UInt8], _ part: ArraySlice<UInt8>) -> Bool {
    part.count <= word.count
      && (0...word.count - part.count).contains { word[$0..<$0 + part.count] == part }
  }

  private mutating func clause(_ literals: [[UInt8]]) -> UInt32 {
    let set = literals.map { UInt32(number(of: $0)) }
    if let known = clauses[set] { return known }
    let clause = UInt32(triggersOfClauses.count)
    clauses[set] = clause
    triggersOfClauses.append([])
    for number in set { clausesOfLiterals[Int(number)].append(clause) }
    return clause
  }

  private mutating func side(_ literals: [[UInt8]]) -> UInt32 {
    let set = literals.map { UInt32(number(of: $0)) }
    if let known = sides[set] { return known }
    let side = UInt32(literalsOfSides.count)
    sides[set] = side
    literalsOfSides.append(set)
    return side
  }

  private mutating func number(of literal: [UInt8]) -> Int {
    if let known = numbers[literal] { return known }
    numbers[literal] = literals.count
    literals.append(literal)
    clausesOfLiterals.append([])
    return literals.count - 1
  }
}
