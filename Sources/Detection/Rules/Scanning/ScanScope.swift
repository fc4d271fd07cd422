import Records

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
