package import Records

/// What `check` says of rules that hold and will not do what their authors expect, or cost more
/// than they should.
extension RuleSet {
  /// Rules that cannot fire, that look for the same, and that are costly, on `sources`.
  ///
  /// `files` are those the rules were read from, for the places. Rules of public files (those that
  /// name no risk) are told in one note a folder, unless `each` asks for every one.
  package func warnings(
    files: [SourceFile], sources: [SourceDeclaration], each: Bool = false
  ) -> [Diagnostic] {
    let bindings = sources.flatMap(\.possibleBindings)
    var warnings = RuleWarnings(files: files)
    let reaches = reaches(from: bindings)
    let named = namedRisks
    var own: [Int] = []
    for (number, rule) in rules.enumerated() {
      let isOwn = rule.isFed || named.contains(rule.summary.id)
      if case .lacking(let needs, let ids) = reaches[rule.summary.id] {
        warnings.addLacking(needs, ids, rule, isOwn)
      }
      addCost(of: rule, reaches[rule.summary.id], bindings, isOwn, &warnings)
      if isOwn { own.append(number) }
      addUnheard(rule, isOwn, &warnings)
    }
    addBudgets(of: own, &warnings)
    addTwins(&warnings)
    return DiagnosticOrder.sorted(warnings.told + (each ? warnings.quiet : warnings.counted))
  }

  /// Rules that somebody here wrote: they name a risk.
  ///
  /// One that a correlation hears is taken so too.
  private var namedRisks: Set<String> {
    Set(declared.filter { !$0.risks.isEmpty }.map(\.id))
  }

  private func addUnheard(
    _ rule: CompiledRule, _ isOwn: Bool, _ warnings: inout RuleWarnings
  ) {
    guard rule.summary.level == .informational, !rule.isFed, isOwn else { return }
    warnings.add(
      "TOC125", rule, isOwn, key: "level",
      "rule \"\(rule.summary.title)\" is informational, and no correlation hears it",
      hint: "give it a level that alerts, or name it in a correlation's 'rules'")
  }

  /// By what the scan of its sources finds a rule.
  private func addCost(
    of rule: CompiledRule, _ reach: RuleReach?, _ bindings: [SourceBinding], _ isOwn: Bool,
    _ warnings: inout RuleWarnings
  ) {
    guard case .firing(let ids) = reach else { return }
    for binding in bindings where ids.contains(binding.id) {
      guard let required = scope.literals(of: rule, binding) else {
        return warnings.add(
          "TOC741", rule, isOwn, key: "detection",
          "rule \"\(rule.summary.title)\" meets every line of source \"\(binding.id)\"",
          hint: "add text that stands in each line it is to match")
      }
      // A percent sign is looked for beside the words of every rule on a decoded target.
      let words = required.literals.filter { $0 != [0x25] }
      guard let short = words.min(by: { $0.count < $1.count }), short.count <= 2 else { continue }
      return warnings.add(
        "TOC742", rule, isOwn, key: "detection",
        "rule \"\(rule.summary.title)\" is found by \"\(String(decoding: short, as: UTF8.self))\""
          + " in source \"\(binding.id)\"",
        hint: "nearly every line holds it: require a longer text")
    }
  }

  /// Pairs of rules for the same log source that look for the same.
  private func addTwins(_ warnings: inout RuleWarnings) {
    var first: [String: Int] = [:]
    let own = namedRisks
    for (number, rule) in rules.enumerated() {
      let key = rule.logsource.shown + rule.expression.canonical(names.names)
      guard let twin = first[key] else {
        first[key] = number
        continue
      }
      let other = rules[twin].summary
      warnings.add(
        "TOC740", rule, own.contains(rule.summary.id) || own.contains(other.id), key: "detection",
        "rule \"\(rule.summary.title)\" looks for the same as \"\(other.title)\"",
        hint: "the other is at \(other.place)")
    }
  }
}

extension SourceDeclaration {
  /// As its lines may be bound, whichever of its places can be read in the end.
  package var possibleBindings: [SourceBinding] {
    var formats: [Format] = []
    for place in read {
      var form = format
      if case .journal = place { form = .journal }
      if !formats.contains(form) { formats.append(form) }
    }
    return formats.map { SourceBinding(id: id, format: $0, logsource: logsource) }
  }
}
