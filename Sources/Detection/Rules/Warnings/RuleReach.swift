package import Records

/// Whether a rule can fire on the lines of some sources, and what is missing if not.
package enum RuleReach: Sendable, Equatable {
  /// A field, or one value of it, that no line of the sources can have.
  package struct Need: Sendable, Hashable {
    package var field: String
    package var value: String?

    package init(field: String, value: String? = nil) {
      self.field = field
      self.value = value
    }
  }

  /// Ids of the sources whose lines can make it fire.
  case firing(sources: [String])
  /// Sources serve its log source, and none of them gives what it needs.
  case lacking([Need], sources: [String])
  /// No source serves one of these.
  case idle([Logsource])

  package var canFire: Bool {
    if case .firing = self { true } else { false }
  }
}

extension RuleSet {
  /// What each rule and correlation, by id, can do on the lines of `bindings`.
  ///
  /// Any line may bear any program's name; what counts is whose lines a source is expected to hold,
  /// as in `expectedRules(from:)`.
  package func reaches(from bindings: [SourceBinding]) -> [String: RuleReach] {
    let served = bindings.map { (binding: $0, logsources: scope.logsources(expectedFrom: $0)) }
    var reaches: [String: RuleReach] = [:]
    for rule in rules {
      let here = served.filter { $0.logsources.contains { $0.serves(rule.logsource) } }
      reaches[rule.summary.id] = reach(of: rule, here.map(\.binding))
    }
    for (number, correlation) in correlations.enumerated() where plan.isUsable(number) {
      reaches[correlation.summary.id] = reach(of: correlation.rule, reaches, depth: 0)
    }
    return reaches
  }

  private func reach(of rule: CompiledRule, _ bindings: [SourceBinding]) -> RuleReach {
    guard !bindings.isEmpty else { return .idle([rule.logsource]) }
    var able: [String] = []
    var needs: [RuleReach.Need] = []
    for binding in bindings {
      let trial = Satisfiability(
        scope.search(rule, binding), names: names.names,
        // Any name may stand in an audit record; what auditd and the kernel write is known.
        known: binding.format == .audit ? decoders.fieldsOfDecoders(serving: rule.logsource) : nil)
      if trial.canBeTrue(rule.expression) {
        able.append(binding.id)
      } else if needs.isEmpty {
        needs = trial.needs(of: rule.expression)
      }
    }
    return able.isEmpty
      ? .lacking(needs, sources: distinct(bindings.map(\.id))) : .firing(sources: distinct(able))
  }

  /// A correlation needs all of its rules; what the first of them lacks, it lacks.
  private func reach(
    of correlation: CorrelationRule, _ known: [String: RuleReach], depth: Int
  ) -> RuleReach {
    var sources: [String] = []
    for name in correlation.rules where depth < CorrelationPlan.depthMax {
      guard let part = reach(named: name.value, known, depth: depth) else { continue }
      guard case .firing(let some) = part else { return part }
      sources += some
    }
    return .firing(sources: distinct(sources))
  }

  private func reach(
    named name: String, _ known: [String: RuleReach], depth: Int
  ) -> RuleReach? {
    if let rule = rules.first(where: { $0.summary.id == name || $0.summary.name == name }) {
      return known[rule.summary.id]
    }
    return correlations.first { $0.summary.id == name || $0.summary.name == name }
      .map { reach(of: $0.rule, known, depth: depth + 1) }
  }
}

/// In the order of their first places.
private func distinct(_ words: [String]) -> [String] {
  var seen: Set<String> = []
  return words.filter { seen.insert($0).inserted }
}

extension ScanScope {
  /// What lines of a source are expected to serve: what it declares, and what its decoders say.
  ///
  /// A mapping's clauses count where it names the source: one that holds for every source would
  /// promise events of a program that nobody installed.
  func logsources(expectedFrom binding: SourceBinding) -> [Logsource] {
    binding.logsource + decoders.logsources(expectedFrom: binding)
      + decoders.clauses(for: binding).filter { $0.declaration.sources.contains(binding.id) }
      .flatMap(\.logsource)
  }
}

/// What an expression can come to on lines that can have some fields only.
struct Satisfiability {
  private let search: LiteralSearch
  private let names: [String]
  /// The fields that lines have; nil: as `search` says.
  private let known: Set<String>?

  init(_ search: LiteralSearch, names: [String], known: Set<String>?) {
    self.search = search
    self.names = names
    self.known = known
  }

  func canBeTrue(_ expression: Expression) -> Bool {
    switch expression {
    case .all(let children): children.allSatisfy { canBeTrue($0) }
    case .any(let children): children.contains { canBeTrue($0) }
    case .not(let inner): canBeFalse(inner)
    case .test(let test): isPossible(test)
    }
  }

  private func canBeFalse(_ expression: Expression) -> Bool {
    switch expression {
    case .all(let children): children.contains { canBeFalse($0) }
    case .any(let children): children.allSatisfy { canBeFalse($0) }
    case .not(let inner): canBeTrue(inner)
    case .test(let test):
      // A field that is never there is always null; any other test fails without it.
      test.check == .null ? isPossible(.init(field: test.field, check: .exists)) : true
    }
  }

  private func isPossible(_ test: Expression.Test) -> Bool {
    if test.check == .null { return true }
    if let known, test.field != Expression.Test.wholeLine, !known.contains(names[Int(test.field)]) {
      return false
    }
    return search.literals(of: .test(test))?.literals.isEmpty != true
  }

  /// What stands in the way, at most a few: fields that are never there, or values they never have.
  func needs(of expression: Expression) -> [RuleReach.Need] {
    var seen: Set<RuleReach.Need> = []
    return blocking(expression).filter { seen.insert($0).inserted }
  }

  private func blocking(_ expression: Expression) -> [RuleReach.Need] {
    switch expression {
    case .all(let children), .any(let children):
      children.filter { !canBeTrue($0) }.flatMap { blocking($0) }
    case .not: []
    case .test(let test): isPossible(test) ? [] : [need(test)]
    }
  }

  private func need(_ test: Expression.Test) -> RuleReach.Need {
    guard test.field != Expression.Test.wholeLine else { return .init(field: "") }
    let name = names[Int(test.field)]
    let isThere = isPossible(.init(field: test.field, check: .exists))
    guard isThere, case .text(let pattern, _) = test.check, let bytes = pattern.plainBytes else {
      return .init(field: name)
    }
    return .init(field: name, value: String(decoding: bytes, as: UTF8.self))
  }
}
