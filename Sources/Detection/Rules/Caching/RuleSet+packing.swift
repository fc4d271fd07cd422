import Records

/// A compiled set to bytes and back.
///
/// What is cheap to make is made again from the files: decoders, and correlations with their plan.
extension RuleSet {
  /// The set that was saved for these files; nil when there is none or it does not fit them.
  static func cached(
    _ files: [SourceFile], _ configuration: Configuration, _ cache: RuleCache
  ) -> (RuleSet, [Diagnostic])? {
    cache.read(cache.key + ".rules") { packer throws(Packer.Damage) in
      var draft = RuleSetDraft(configuration: configuration)
      try draft.pack(&packer, files)
      let program = try Program(reading: &packer)
      let rules = RuleSet(
        draft, program: program, sources: configuration.sources, cache: cache, isFromCache: true)
      return (rules, draft.diagnostics)
    }
  }
}

extension RuleSetDraft {
  /// Lets the trees go when programs are compiled: what is left of a rule is as it is from the cache.
  mutating func packExpressions() {
    var all: [UInt8] = []
    var starts: [Int] = []
    for rule in rules {
      var packer = Packer()
      rule.expression.write(to: &packer)
      starts.append(all.count)
      all += packer.bytes
    }
    for (number, start) in starts.enumerated() { rules[number].stored = .packed(all, at: start) }
  }

  /// Saves what was compiled, its expressions packed.
  func save(_ program: Program, in cache: RuleCache) {
    cache.write(cache.key + ".rules") { packer throws(Packer.Damage) in
      var copy = self
      try copy.pack(&packer, [])
      try program.write(to: &packer)
    }
  }

  /// Both ways; after reading, the draft is as it was after compiling.
  mutating func pack(_ packer: inout Packer, _ files: [SourceFile]) throws(Packer.Damage) {
    var said = diagnostics
    try packer.pack(&said)
    try packNames(&packer)
    try packRules(&packer)
    try packBaselines(&packer)
    try packCorrelations(&packer, files)
    try packer.pack(&declared)
    if packer.isReading { tieCorrelations() }
    diagnostics = said
  }

  /// Fields are numbered in the order they are met: decoders' first, mappings' last.
  private mutating func packNames(_ packer: inout Packer) throws(Packer.Damage) {
    var asked = fieldsAsked
    var all = names.names
    try packer.pack(&asked)
    try packer.pack(&all)
    guard packer.isReading else { return }
    guard all.starts(with: names.names), (names.count...all.count).contains(asked),
      all.count < UInt16.max
    else { throw Packer.Damage() }
    for name in all[..<asked] { _ = names.number(for: name) }
    nameMappings()
    guard names.names == all else { throw Packer.Damage() }
  }

  private mutating func packRules(_ packer: inout Packer) throws(Packer.Damage) {
    var expressions: [UInt8] = []
    var starts: [Int] = []
    if !packer.isReading {
      for rule in rules {
        guard case .packed(let all, let start) = rule.stored else { throw Packer.Damage() }
        expressions = all
        starts.append(start)
      }
    }
    try packer.pack(raw: &expressions)
    try packer.pack(&starts)
    if packer.isReading {
      rules = []
      for start in starts {
        rules.append(try CompiledRule(packed: expressions, at: start))
      }
    }
    for number in rules.indices { try rules[number].pack(&packer) }
  }

  /// They are read again; only where their steps stand is packed.
  private mutating func packBaselines(_ packer: inout Packer) throws(Packer.Damage) {
    for number in baselineRules.indices {
      try packer.pack(&baselineRules[number].entry)
      try packer.pack(&baselineRules[number].firstStep)
    }
  }

  private mutating func packCorrelations(
    _ packer: inout Packer, _ files: [SourceFile]
  ) throws(Packer.Damage) {
    var summaries = correlations.map(\.summary)
    var marks = correlations.map(\.mark)
    var samples = correlations.map(\.samples)
    try packer.pack(&summaries)
    try packer.pack(&marks)
    try packer.pack(&samples)
    guard packer.isReading else { return }
    guard summaries.count == marks.count, samples.count == marks.count else {
      throw Packer.Damage()
    }
    let read = try correlationRules(at: marks, files)
    correlations = summaries.indices.map {
      CompiledCorrelation(
        summary: summaries[$0], rule: read[$0], samples: samples[$0], mark: marks[$0])
    }
  }

  /// Reads the few documents of correlations again, which is less than to pack all they can say.
  private func correlationRules(
    at marks: [Mark], _ files: [SourceFile]
  ) throws(Packer.Damage) -> [CorrelationRule] {
    let paths = Set(marks.map(\.path))
    var found: [Mark: CorrelationRule] = [:]
    for file in files where paths.contains(file.path) {
      var reader = DocumentReader(path: file.path)
      for (index, root) in YAMLReader.documents(in: file).documents.enumerated() {
        guard let document = reader.document(root, number: index + 1),
          document.kind == .correlation
        else { continue }
        found[document.header.mark] = reader.correlation(of: document)
      }
    }
    var rules: [CorrelationRule] = []
    for mark in marks {
      guard let rule = found[mark] else { throw Packer.Damage() }
      rules.append(rule)
    }
    return rules
  }
}

extension CompiledRule {
  /// A rule with nothing but its expression, to be filled in.
  fileprivate init(packed bytes: [UInt8], at start: Int) throws(Packer.Damage) {
    var packer = Packer(reading: bytes, from: start)
    // Read once here, so that reading it later cannot fail.
    _ = try Expression.read(from: &packer)
    self.init(summary: .blank, stored: .packed(bytes, at: start), samples: [], mark: .none)
  }

  fileprivate mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    try packer.pack(&summary)
    try packer.pack(&samples)
    try packer.pack(&mark)
    try packer.pack(&entry)
    try packer.pack(&firstStep)
    try packer.pack(&groupFields)
  }
}
