package import Records
import Synchronization

/// All rules, compiled: what a sentinel runs until its files change.
///
/// Immutable but for the scan plans, which are made when a source first asks for one. A document
/// that cannot be used is left out; why is told by `compile`.
package final class RuleSet: Sendable {
  /// Numbers for every field that a rule, a correlation or a decoder names.
  package let names: FieldNames
  package let decoders: DecoderSet
  package let plan: CorrelationPlan
  /// Rules, then correlations, both in the order of the files; refused ones are left out.
  package let summaries: [RuleSummary]
  /// The same before ties, for `RegisterChecks`.
  ///
  /// With the risks that the files name, and with the rules that were refused for an unknown one.
  package let declared: [RuleSummary]
  let rules: [CompiledRule]
  let baselines: [Baseline]
  /// What makes an event one of a baseline, numbered after the rules.
  let baselineRules: [CompiledRule]
  /// By correlation number.
  let correlations: [CompiledCorrelation]
  let program: Program
  let sources: [SourceDeclaration]
  /// Whether it was taken from the cache instead of being compiled.
  package let isFromCache: Bool
  /// Where plans are kept between runs; nil: nowhere.
  private let cache: RuleCache?
  private let gramLiteralsLeast: Int
  private let plans = Mutex<[PlanKey: ScanPlan]>([:])

  private struct PlanKey: Hashable {
    var format: SourceDeclaration.Format
    var logsource: [Logsource]
    var mappings: [Int]
    var isAssembled: Bool

    var words: [String] {
      [format.rawValue, mappings.map(String.init).joined(separator: " "), "\(isAssembled)"]
        + logsource.flatMap { [$0.category, $0.product, $0.service].map { $0 ?? "" } }
    }

    /// The entry of a plan of this kind.
    func name(in cache: RuleCache?) -> String {
      let text = words.joined(separator: "\n")
      let hash = String(GroupKey.fnv1a(text.utf8), radix: 16)
      return (cache?.key ?? "") + "." + hash + ".plan"
    }
  }

  init(
    _ parts: RuleSetDraft, program: Program, sources: [SourceDeclaration],
    cache: RuleCache? = nil, isFromCache: Bool = false,
    gramLiteralsLeast: Int = ScanDraft.gramLiteralsLeast
  ) {
    self.cache = cache
    self.isFromCache = isFromCache
    names = parts.names
    decoders = parts.decoders
    plan = parts.plan
    rules = parts.rules
    baselines = parts.baselines
    baselineRules = parts.baselineRules
    correlations = parts.correlations
    declared = parts.declared
    self.program = program
    self.sources = sources
    self.gramLiteralsLeast = gramLiteralsLeast
    summaries =
      parts.rules.map(\.summary)
      + parts.correlations.enumerated().compactMap {
        parts.plan.isUsable($0.offset) ? $0.element.summary : nil
      }
  }

  /// A scanner for one thread that reads one source.
  ///
  /// The first one of a kind compiles the literals, the others share them. It throws when Hyperscan
  /// has no memory.
  package func scanner(for binding: SourceBinding) throws -> ChunkScanner {
    let own = binding.ofRecords
    var scanner = try ChunkScanner(try scanPlan(for: own), rules: self, binding: own)
    if own.format == .audit {
      scanner.assembly = try Assembly(self, source: binding.id)
    }
    return scanner
  }

  /// A scanner for the events of one category that a source's audit records are joined to.
  func scanner(for category: AuditCategory, source: String) throws -> ChunkScanner {
    var binding = SourceBinding(id: source, format: .json, logsource: [category.logsource])
    binding.isAssembled = true
    return try ChunkScanner(try scanPlan(for: binding), rules: self, binding: binding)
  }

  /// How the rules that may meet a source's lines are found, for people.
  package func roads(for binding: SourceBinding) -> [RuleRoad] {
    applicable(to: binding).map { number in
      let literals = scope.literals(of: rules[number], binding)
      return RuleRoad(
        rule: rules[number].summary.id,
        literals: literals?.literals.map { String(decoding: $0, as: UTF8.self) })
    }
  }

  /// The literals that the scan of a source looks for: for comparing with a bare scan.
  package func literals(for binding: SourceBinding) throws -> [[UInt8]] {
    try scanPlan(for: binding).literals
  }

  /// The same as they are written where only that case is looked for; nil: in any case.
  package func spellings(for binding: SourceBinding) throws -> [[UInt8]?] {
    try scanPlan(for: binding).spellings
  }

  func scanPlan(for binding: SourceBinding) throws -> ScanPlan {
    let key = PlanKey(
      format: binding.format, logsource: binding.logsource,
      mappings: decoders.mappings(for: binding), isAssembled: binding.isAssembled)
    if let known = plans.withLock({ $0[key] }) { return known }
    let made = try cachedPlan(key) ?? makePlan(key, binding)
    plans.withLock { $0[key] = made }
    return made
  }

  private func makePlan(_ key: PlanKey, _ binding: SourceBinding) throws -> ScanPlan {
    let draft = ScanDraft(
      rules + baselineRules, numbers: applicable(to: binding) + baselines(of: binding),
      binding: binding, in: scope,
      stepCount: program.steps.count)
    let made = try ScanPlan(draft, program: program)
    cache?.write(key.name(in: cache)) { packer throws(Packer.Damage) in
      key.words.write(to: &packer)
      try made.write(to: &packer)
    }
    return made
  }

  private func cachedPlan(_ key: PlanKey) -> ScanPlan? {
    cache?.read(key.name(in: cache)) { packer throws(Packer.Damage) in
      // Names are hashes, which may meet.
      guard try [String].read(from: &packer) == key.words else { throw Packer.Damage() }
      return try ScanPlan(reading: &packer, program: program)
    }
  }

  var scope: ScanScope {
    ScanScope(decoders: decoders, names: names.names, gramLiteralsLeast: gramLiteralsLeast)
  }

  /// Numbers of the baselines that lines of a source may belong to.
  private func baselines(of binding: SourceBinding) -> [Int] {
    let scope = scope
    return baselineRules.indices.filter {
      scope.mayServe(binding, baselineRules[$0].logsource)
    }.map { rules.count + $0 }
  }

  private func applicable(to binding: SourceBinding) -> [Int] {
    let scope = scope
    var answers: [Logsource: Bool] = [:]
    return rules.indices.filter { number in
      let logsource = rules[number].logsource
      let answer = answers[logsource] ?? scope.mayServe(binding, logsource)
      answers[logsource] = answer
      return answer
    }
  }
}

/// By what a rule is found in the lines of a source.
package struct RuleRoad: Sendable, Equatable {
  package var rule: String
  /// Alternatives of which one stands in every matching line; empty: no line can match; nil: it
  /// has none, and every line of its log source is decoded for it.
  package var literals: [String]?
}

/// A rule with its place in the program.
struct CompiledRule: Sendable {
  var summary: RuleSummary
  var samples: [RuleSample]
  var mark: Mark
  var entry: UInt32 = 0
  /// Its steps begin here, as `ProgramBuilder.forEachStep` names them.
  var firstStep = 0
  var isFed = false
  /// Fields by which its alerts are grouped; empty: the first present of the usual ones.
  var groupFields: [UInt16] = []
  var stored: StoredExpression

  init(summary: RuleSummary, stored: StoredExpression, samples: [RuleSample], mark: Mark) {
    self.summary = summary
    self.stored = stored
    self.samples = samples
    self.mark = mark
  }

  /// Read anew at each look, once the set is made.
  var expression: Expression {
    get { stored.expression }
    set { stored = .tree(newValue) }
  }

  var logsource: Logsource { summary.logsource }
  var feedsOnly: Bool { summary.feedsOnly }
}

struct CompiledCorrelation: Sendable {
  var summary: RuleSummary
  var rule: CorrelationRule
  var samples: [RuleSample]
  var mark: Mark
}
