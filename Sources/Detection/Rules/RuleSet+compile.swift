package import Records

extension RuleSet {
  /// Reads and compiles every document of `files`.
  ///
  /// Documents with a mistake are left out, with diagnostics; the rest runs. `configuration` gives
  /// decoders, placeholders, the risks that rules are tied to and the sources for samples. What
  /// `cache` keeps for these files is taken instead, and what is compiled is kept there. Sources with
  /// `gramLiteralsLeast` literals are scanned for grams; a test may want that of a few.
  package static func compile(
    files: [SourceFile], configuration: Configuration, cache: RuleCache? = nil,
    gramLiteralsLeast: Int = ScanDraft.gramLiteralsLeast
  ) -> (RuleSet, [Diagnostic]) {
    if let cache, let kept = cached(files, configuration, cache) { return kept }
    return compileAnew(files, configuration, cache: cache, gramLiteralsLeast)
  }

  private static func compileAnew(
    _ files: [SourceFile], _ configuration: Configuration, cache: RuleCache?,
    _ gramLiteralsLeast: Int
  ) -> (RuleSet, [Diagnostic]) {
    var draft = RuleSetDraft(configuration: configuration)
    draft.read(files)
    draft.refuseDuplicates()
    draft.readRules()
    draft.readCorrelations()
    draft.tieRisks()
    draft.applyFilters()
    draft.planCorrelations()
    draft.settleTelling()
    draft.nameMappings()
    let program = draft.compilePrograms()
    draft.packExpressions()
    if let cache { draft.save(program, in: cache) }
    let rules = RuleSet(
      draft, program: program, sources: configuration.sources, cache: cache,
      gramLiteralsLeast: gramLiteralsLeast)
    return (rules, draft.diagnostics)
  }
}

/// A rule set while it is made.
struct RuleSetDraft {
  let configuration: Configuration
  var diagnostics: [Diagnostic] = []
  var names = FieldNames()
  /// Fields that rules, correlations and decoders name, without those of mappings.
  var fieldsAsked = 0
  var documents: [SigmaDocument] = []
  var rules: [CompiledRule] = []
  var correlations: [CompiledCorrelation] = []
  var plan: CorrelationPlan
  /// As the files say it, before risks are tied.
  var declared: [RuleSummary] = []
  var decoders: DecoderSet
  var baselines: [Baseline] = []
  var baselineRules: [CompiledRule] = []

  init(configuration: Configuration) {
    self.configuration = configuration
    decoders = DecoderSet(
      configuration.decoders, mappings: configuration.mappings,
      baselines: configuration.baselines, names: &names, diagnostics: &diagnostics)
    plan = CorrelationPlan([], ruleIndex: { _ in nil }, names: &names, diagnostics: &diagnostics)
    readBaselines()
  }

  /// Files know nothing of each other before their documents are tied.
  mutating func read(_ files: [SourceFile]) {
    for (read, mistakes) in onAllCores(files.count, { Self.documents(of: files[$0]) }) {
      diagnostics += mistakes
      documents += read.filter { takes($0) }
    }
  }

  mutating func read(_ file: SourceFile) { read([file]) }

  private static func documents(of file: SourceFile) -> ([SigmaDocument], [Diagnostic]) {
    let (roots, mistakes) = YAMLReader.documents(in: file)
    var reader = DocumentReader(path: file.path)
    var documents: [SigmaDocument] = []
    for (index, root) in roots.enumerated() {
      if let document = reader.document(root, number: index + 1) { documents.append(document) }
    }
    return (documents, mistakes + reader.diagnostics)
  }

  /// What its authors gave up runs on request only, and it is said where that was done.
  private mutating func takes(_ document: SigmaDocument) -> Bool {
    guard let status = document.header.status, !configuration.ruleLoading.takes(status) else {
      return true
    }
    diagnostics.append(
      Diagnostic(
        "TOC743", at: document.root["status"]?.mark ?? document.header.mark,
        "rule \"\(document.header.title)\" is \(status.rawValue) and not loaded",
        hint: "in the configuration: 'sigma: {load: [\(status.rawValue)]}'",
        weight: document.header.risks.isEmpty ? .note : .warning))
    return false
  }

  /// Two documents of one id or one name: the second is left out.
  mutating func refuseDuplicates() {
    var ids: [String: Mark] = [:]
    var kept: [SigmaDocument] = []
    for document in documents {
      let header = document.header
      let words = [header.id, header.name].compactMap(\.self)
      let known = words.first { ids[$0.value] != nil }
      if let known, let place = ids[known.value] {
        diagnostics.append(
          Diagnostic(
            "TOC004", at: known.mark, "\"\(known.value)\" is declared twice",
            hint: "first in \(place.path):\(place.line)"))
        continue
      }
      for word in words { ids[word.value] = word.mark }
      kept.append(document)
    }
    documents = kept
  }

  mutating func readRules() {
    for document in documents where document.kind == .rule {
      guard let section = document.root["detection"],
        let expression = expression(of: section)
      else { continue }
      rules.append(
        CompiledRule(
          summary: summary(of: document), stored: .tree(expression),
          samples: document.header.samples, mark: document.header.mark))
    }
  }

  mutating func expression(of section: MarkedNode) -> Expression? {
    var reader = DetectionReader(names: names, placeholders: configuration.placeholders)
    let expression = reader.expression(of: section)
    names = reader.names
    diagnostics += reader.diagnostics
    return expression
  }

  func summary(of document: SigmaDocument) -> RuleSummary {
    let header = document.header
    return RuleSummary(
      id: header.identity, name: header.name?.value, title: header.title, author: header.author,
      level: header.level, summary: header.summary, falsePositives: header.falsePositives,
      tags: header.tags, logsource: header.logsource, risks: header.risks.map(\.value),
      feedsOnly: header.level == .informational,
      place: "\(header.mark.path):\(header.mark.line)")
  }

  mutating func readCorrelations() {
    for document in documents where document.kind == .correlation {
      var reader = DocumentReader(path: document.path)
      let rule = reader.correlation(of: document)
      diagnostics += reader.diagnostics
      guard let rule else { continue }
      correlations.append(
        CompiledCorrelation(
          summary: summary(of: document), rule: rule, samples: document.header.samples,
          mark: document.header.mark))
    }
  }

  mutating func planCorrelations() {
    let numbers = ruleNumbers()
    plan = CorrelationPlan(
      correlations.map(\.rule), ruleIndex: { numbers[$0] }, names: &names,
      diagnostics: &diagnostics)
    for number in rules.indices { rules[number].isFed = plan.isFed(by: number) }
  }

  func ruleNumbers() -> [String: Int] {
    var numbers: [String: Int] = [:]
    for (number, rule) in rules.enumerated() {
      numbers[rule.summary.id] = number
      if let name = rule.summary.name { numbers[name] = number }
    }
    return numbers
  }

  /// Last of all that gives numbers: a mapping of a field that nobody asks for costs nothing.
  mutating func nameMappings() {
    fieldsAsked = names.count
    decoders.nameMappings(&names)
  }

  mutating func compilePrograms() -> Program {
    let forms = Set(rules.flatMap(\.expression.regularExpressions)).flatMap(\.forms)
      .sorted { $0.expression.text < $1.expression.text }
    // One at once: most take a millisecond, some a quarter of a second.
    let databases = onAllCores(forms.count, atOnce: 1) { number in
      Result { () throws(PatternDatabase.Mistake) in try PatternDatabase(forms[number]) }
    }
    var builder = ProgramBuilder(compiled: Dictionary(uniqueKeysWithValues: zip(forms, databases)))
    for number in rules.indices {
      rules[number].firstStep = builder.stepCount
      do {
        rules[number].entry = try builder.add(rules[number].expression)
      } catch {
        // Checked when it was read; Hyperscan may still find a pattern too large to build.
        diagnostics.append(
          Diagnostic("TOC007", at: rules[number].mark, "a pattern does not compile: \(error.text)"))
        rules[number].entry = Step.reject
      }
    }
    for number in baselineRules.indices {
      baselineRules[number].firstStep = builder.stepCount
      // Plain values: there is no pattern that might not compile.
      baselineRules[number].entry =
        (try? builder.add(baselineRules[number].expression)) ?? Step.reject
    }
    return builder.program()
  }
}
