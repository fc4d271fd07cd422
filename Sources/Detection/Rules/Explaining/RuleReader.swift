package import Records

/// Compiled rules read once more from their files, with the names that their authors gave.
///
/// A running rule set keeps numbers and steps alone; what a person is told of a rule is made of its
/// document whenever somebody asks.
package struct RuleReader: Sendable {
  let rules: RuleSet
  private let configuration: Configuration
  private let files: [String: SourceFile]
  private let filters: [SigmaDocument]

  /// `files` are those that `rules` was compiled from.
  package init(_ rules: RuleSet, configuration: Configuration, files: [SourceFile]) {
    self.rules = rules
    self.configuration = configuration
    self.files = Dictionary(files.map { ($0.path, $0) }) { $1 }
    var draft = RuleSetDraft(reading: rules, configuration)
    for file in files where file.mayHoldFilter { draft.read(file) }
    filters = draft.documents.filter { $0.kind == .filter }
  }

  /// The number of a rule or a correlation by id or name; rules come first, as in `summaries`.
  package func reading(of word: String) -> RuleReading? {
    let isMeant = { (summary: RuleSummary) in summary.id == word || summary.name == word }
    if let number = rules.rules.firstIndex(where: { isMeant($0.summary) }) {
      return reading(ofRule: number)
    }
    guard let found = rules.correlations.firstIndex(where: { isMeant($0.summary) }) else {
      return nil
    }
    let correlation = rules.correlations[found]
    return document(at: correlation.mark).map {
      RuleReading($0, correlation.summary, nil, [], samples: correlation.samples.count)
    }
  }

  /// Nil when its file is not among those given.
  func reading(ofRule number: Int) -> RuleReading? {
    let rule = rules.rules[number]
    guard let document = document(at: rule.mark), let section = document.root["detection"] else {
      return nil
    }
    var draft = RuleSetDraft(reading: rules, configuration)
    guard let clause = draft.clause(of: section) else { return nil }
    let narrowing = filters.compactMap { filter -> RuleReading.Filter? in
      guard draft.narrows(filter, rule: number), let section = filter.root["filter"],
        let clause = draft.filterClause(section)
      else { return nil }
      return RuleReading.Filter(
        title: filter.header.title, place: filter.header.mark.place, clause: clause)
    }
    return RuleReading(document, rule.summary, clause, narrowing, samples: rule.samples.count)
  }

  private func document(at mark: Mark) -> SigmaDocument? {
    guard let file = files[mark.path] else { return nil }
    var draft = RuleSetDraft(reading: rules, configuration)
    draft.read(file)
    return draft.documents.first { $0.header.mark == mark }
  }
}

/// One document with everything that people ask about it.
package struct RuleReading: Sendable {
  /// A filter document that narrows the rule.
  struct Filter: Sendable {
    var title: String
    var place: String
    var clause: Clause
  }

  package let rule: RuleSummary
  /// Sigma's `status`, as it is written.
  package let status: String?
  package let references: [String]
  /// How many samples its `tests` hold.
  package let samples: Int
  /// Nil for a correlation.
  let clause: Clause?
  let filters: [Filter]

  fileprivate init(
    _ document: SigmaDocument, _ rule: RuleSummary, _ clause: Clause?, _ filters: [Filter],
    samples: Int
  ) {
    let references = document.root["references"]
    self.rule = rule
    status = document.root["status"]?.scalar?.text
    self.references = (references?.items ?? []).compactMap { $0.scalar?.text }
    self.samples = samples
    self.clause = clause
    self.filters = filters
  }

  /// What a line must satisfy, filters included; nil for a correlation.
  var expression: Expression? {
    guard let clause else { return nil }
    return filters.isEmpty
      ? clause.expression : .all([clause.expression] + filters.map(\.clause.expression))
  }
}

extension RuleSetDraft {
  /// For reading documents of compiled rules again: with the same numbers of fields.
  fileprivate init(reading rules: RuleSet, _ configuration: Configuration) {
    self.configuration = configuration
    names = rules.names
    decoders = rules.decoders
    plan = rules.plan
    self.rules = rules.rules
  }

  fileprivate mutating func clause(of section: MarkedNode) -> Clause? {
    var reader = DetectionReader(names: names, placeholders: configuration.placeholders)
    return reader.clause(of: section)
  }

  fileprivate mutating func filterClause(_ section: MarkedNode) -> Clause? {
    guard let pairs = section.pairs else { return nil }
    return clause(of: .mapping(pairs.filter { $0.key.text != "rules" }, section.mark))
  }

  fileprivate mutating func narrows(_ filter: SigmaDocument, rule number: Int) -> Bool {
    filter.root["filter"].map { meant(by: $0, filter).contains(number) } ?? false
  }
}

extension SourceFile {
  /// Whether a key called `filter` may stand at the top of one of its documents.
  fileprivate var mayHoldFilter: Bool {
    text.split(separator: "\n").contains { line in
      guard let first = line.utf8.first else { return false }
      if first == UInt8(ascii: "{") { return true }
      let word = line.drop { $0 == "\"" || $0 == "'" }
      return word.hasPrefix("filter")
    }
  }
}

extension Mark {
  var place: String { "\(path):\(line)" }
}
