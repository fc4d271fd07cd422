import Records

/// What a rule is in words and what it costs, for `rule show`.
package struct RuleFacts: Sendable {
  /// How the scan finds the lines that a rule is run on.
  package enum Road: Sendable {
    /// One of these stands in every matching line; about one line in `oneLineIn` holds one.
    case literals([String], oneLineIn: Double)
    /// It has no literal: every line of its log source is decoded for it.
    case everyLine
    /// Nothing gives a field or value that it needs.
    case never
  }

  /// The condition, line by line; filters follow, each under its title.
  package var words: [String]
  /// Tests of the whole rule, and how many of them are regular expressions.
  package var tests: Int
  package var expressions: Int
  /// In rough units of a comparison of a few bytes, when every test is run.
  package var cost: Int
  package var filters: [(title: String, place: String)]
}

extension RuleReader {
  /// Nil for a correlation.
  package func facts(of reading: RuleReading) -> RuleFacts? {
    guard let clause = reading.clause, let expression = reading.expression else { return nil }
    let words = ExpressionWords(names: rules.names.names)
    var lines = words.lines(clause)
    for filter in reading.filters {
      lines += ["and filter \"\(filter.title)\""] + words.lines(filter.clause, level: 1)
    }
    return RuleFacts(
      words: lines, tests: expression.tests.count,
      expressions: expression.tests.count {
        if case .expression = $0.check { true } else { false }
      },
      cost: expression.cost, filters: reading.filters.map { ($0.title, $0.place) })
  }

  /// How lines of a source are found for a rule; nil for a correlation and for a source that does
  /// not serve it.
  package func road(of reading: RuleReading, for binding: SourceBinding) -> RuleFacts.Road? {
    guard let expression = reading.expression else { return nil }
    let scope = ScanScope(decoders: rules.decoders, names: rules.names.names)
    guard scope.mayServe(binding, reading.rule.logsource) else { return nil }
    let search = LiteralSearch(
      decoders: rules.decoders, names: rules.names.names, binding: binding,
      rule: reading.rule.logsource,
      isServedBySource: scope.serves(binding, reading.rule.logsource))
    guard let required = search.literals(requiredBy: expression) else { return .everyLine }
    if required.literals.isEmpty { return .never }
    var lines = 1.0
    for _ in 0..<max(0, Int(required.rarity.rounded())) { lines *= 2 }
    return .literals(
      required.literals.map { String(decoding: $0, as: UTF8.self) }, oneLineIn: lines)
  }
}

extension Expression {
  var tests: [Test] {
    switch self {
    case .test(let test): [test]
    case .not(let inner): inner.tests
    case .all(let children), .any(let children): children.flatMap(\.tests)
    }
  }
}
