import Records

/// The tables of a scan plan while they are made.
package struct ScanDraft {
  private(set) var rules: [ScanPlan.Rule] = []
  private(set) var slowRules: [UInt32] = []
  private(set) var literals: [[UInt8]] = []
  /// Literals from here on are looked for only in lines that hold one of `openings`.
  private(set) var behindStart = 0
  private(set) var openings: [[UInt8]] = []
  private(set) var literalStarts: [UInt32] = []
  private(set) var literalRules: [UInt32] = []
  private(set) var serves: [UInt64] = []
  private(set) var wordsPerRow = 0
  private(set) var servingRows = 0
  private(set) var hasKeywordExpressions = false
  private(set) var grams: GramDraft?
  /// Beside grams: rules that are found by an event's fields.
  private(set) var gates: [FieldGate.Key: [UInt32]] = [:]
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
    var behind = LiteralsBehind()
    var met: [Int] = []
    var rest = numbers[...]
    let foundMax = binding.format == .json ? scope.gramLiteralsLeast : Int.max
    while found.count < foundMax, let number = rest.popFirst() {
      let expression = rules[number].expression
      let search = searches.search(rules[number].logsource)
      let literals = search.literals(requiredBy: expression)
      // A rule that no line of this source can match is left out altogether.
      if let literals, literals.literals.isEmpty { continue }
      let local = meet(rules[number], number, expression)
      met.append(number)
      guard let literals else {
        slowRules.append(local)
        continue
      }
      if binding.format != .json, let opening = search.opening, opening != literals {
        behind.add(literals, opening, rule: local)
      } else {
        for literal in literals.literals { found[literal, default: []].append(local) }
      }
      noteSpellings(literals)
    }
    if found.count >= foundMax {
      fillGrams(rules, &met, rest, &searches, scope, stepCount)
    } else {
      order(found, behind)
    }
    fillServes(rules, met, binding, scope)
  }

  /// Gives a rule its number in this plan.
  private mutating func meet(
    _ rule: CompiledRule, _ number: Int, _ expression: Expression
  ) -> UInt32 {
    hasKeywordExpressions = hasKeywordExpressions || expression.hasKeywordExpressions
    rules.append(
      ScanPlan.Rule(
        entry: rule.entry, number: Int32(number), isFed: rule.isFed, feedsOnly: rule.feedsOnly,
        hasKeywords: expression.tests(Expression.Test.wholeLine)))
    return UInt32(rules.count - 1)
  }

  private mutating func noteSpellings(_ literals: RequiredLiterals) {
    for literal in literals.literals {
      let way = literals.spellings[literal]
      spellings[literal] = .some(spellings[literal, default: way] == way ? way : nil)
    }
  }

  /// Literals from which on a scan for grams is faster than Hyperscan.
  ///
  /// At 6,600 literals Hyperscan does 0.1 GB/s, grams eight times as much; at 80 it does 1.8.
  package static let gramLiteralsLeast = 1000

  /// By several literals a rule instead of one: of the rules met so far, and of the rest.
  ///
  /// Expressions of rules are taken apart twice: all at once they would fill memory.
  private mutating func fillGrams(
    _ all: [CompiledRule], _ met: inout [Int], _ rest: ArraySlice<Int>,
    _ searches: inout SearchTable, _ scope: ScanScope, _ stepCount: Int
  ) {
    var draft = GramDraft(stepCount: stepCount)
    slowRules = []
    for (local, number) in met.enumerated() {
      addRule(
        all[number].expression, all[number].logsource, UInt32(local), &searches, scope, &draft)
    }
    for number in rest {
      let expression = all[number].expression
      let local = meet(all[number], number, expression)
      met.append(number)
      addRule(expression, all[number].logsource, local, &searches, scope, &draft)
    }
    draft.add(makers: searches.makers)
    for number in met {
      let search = searches.search(all[number].logsource)
      draft.settle(all[number]) { search.settling($0) }
    }
    literals = Array(draft.literals.dropFirst())
    grams = draft
  }

  private mutating func addRule(
    _ expression: Expression, _ logsource: Logsource, _ local: UInt32,
    _ searches: inout SearchTable, _ scope: ScanScope, _ draft: inout GramDraft
  ) {
    let isOfKeywords = expression.tests(Expression.Test.wholeLine)
    if isOfKeywords { draft.noteKeywords() }
    searches.note(fieldsOf: expression, logsource)
    let ways = searches.search(logsource).ways(of: expression)
    if ways?.contains(where: \.isCommon) ?? true, let gate = FieldGate(expression, scope.names),
      ways == nil || gate.share <= FieldGate.shareMost
    {
      for key in gate.keys { gates[key, default: []].append(local) }
    } else if let ways {
      for way in ways { draft.add(way, rule: local, isOfKeywords: isOfKeywords) }
    } else {
      slowRules.append(local)
    }
  }

  private mutating func order(_ found: [[UInt8]: [UInt32]], _ behind: LiteralsBehind) {
    let isBehind = behind.found.count >= LiteralsBehind.least
    append(isBehind ? found : found.merging(behind.found) { $0 + $1 })
    behindStart = literals.count
    if isBehind {
      append(behind.found)
      openings = behind.openings.sorted { $0.lexicographicallyPrecedes($1) }
    }
    literalStarts.append(UInt32(literalRules.count))
  }

  private mutating func append(_ found: [[UInt8]: [UInt32]]) {
    for literal in found.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      literals.append(literal)
      literalStarts.append(UInt32(literalRules.count))
      literalRules += found[literal] ?? []
    }
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
