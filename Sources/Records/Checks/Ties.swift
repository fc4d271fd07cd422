/// The checked key between rules and risks, from both sides.
///
/// A rule names risks, or a risk takes rules by `detections`; afterwards each summary holds both.
package struct Ties: Sendable {
  /// The rules with all their risks, in their order, without those that are refused.
  package var rules: [RuleSummary]
  /// Ids of rules that name a risk that is not declared: their documents are left out.
  package var refused: Set<String>
  /// TOC005 for the refused rules, TOC005 and TOC020 for `detections` that take nothing.
  package var diagnostics: [Diagnostic]
  /// Names of the refused rules: what a risk says of them is not wrong for that.
  private var refusedNames: Set<String> = []
  /// By number of the rule, the risks it names itself.
  private var named: [Set<String>] = []

  package static func tie(_ rules: [RuleSummary], to configuration: Configuration) -> Ties {
    var ties = Ties(rules: [], refused: [], diagnostics: [])
    ties.take(rules, configuration)
    let risks = configuration.risks.values.sorted { $0.id < $1.id }
    var index = Index(ties.rules)
    ties.named = ties.rules.map { Set($0.risks) }
    for risk in risks { ties.take(risk, &index) }
    return ties
  }

  private mutating func take(_ rules: [RuleSummary], _ configuration: Configuration) {
    for rule in rules {
      let unknown = rule.risks.filter { configuration.risks[$0] == nil }
      guard !unknown.isEmpty else {
        self.rules.append(rule)
        continue
      }
      refused.insert(rule.id)
      refusedNames.formUnion([rule.id, rule.name ?? rule.id])
      for risk in unknown {
        let nearest = NearestName.to(risk, among: configuration.risks.keys)
        diagnostics.append(
          Diagnostic(
            "TOC005", at: rule.mark, "rule \"\(rule.title)\" names risk \"\(risk)\", not declared",
            hint: nearest.map { "did you mean '\($0)'?" } ?? "declare it in the list 'risks'"))
      }
    }
  }

  private mutating func take(_ risk: Risk, _ index: inout Index) {
    let detections = risk.detections
    guard !detections.rules.isEmpty || !detections.tags.isEmpty else { return }
    var taken: Set<Int> = []
    for name in detections.rules {
      if let rule = index.byName[name.value] {
        taken.insert(rule)
      } else if !refusedNames.contains(name.value) {
        tellMissing(name, index)
      }
    }
    taken.formUnion(index.rules(for: detections))
    if taken.isEmpty, !detections.tags.isEmpty {
      let mark = detections.tags.first?.mark ?? risk.place
      diagnostics.append(
        Diagnostic(
          "TOC020", at: mark, "detections of risk \"\(risk.id)\" select no rule",
          hint: "check tags and logsource, or load the rules with --rules"))
    }
    // Each risk comes here once, so only what the rule itself names can be there already.
    for rule in taken where !named[rule].contains(risk.id) {
      rules[rule].risks.append(risk.id)
    }
  }

  private mutating func tellMissing(_ name: Marked<String>, _ index: Index) {
    let nearest = NearestName.to(name.value, among: index.byName.keys)
    diagnostics.append(
      Diagnostic(
        "TOC005", at: name.mark, "rule \"\(name.value)\" is not loaded",
        hint: nearest.map { "did you mean '\($0)'?" }
          ?? "give its id or name, and load its folder with --rules"))
  }
}

/// Rules by id, name and technique, so that a thousand risks over thousands of rules stay cheap.
private struct Index {
  var byName: [String: Int] = [:]
  private var byTechnique: [String: [(rule: Int, technique: AttackTechnique)]] = [:]
  private let logsources: [Logsource]

  init(_ rules: [RuleSummary]) {
    logsources = rules.map(\.logsource)
    for (number, rule) in rules.enumerated() {
      byName[rule.id] = number
      if let name = rule.name, byName[name] == nil { byName[name] = number }
      for technique in Set(rule.tags.compactMap(AttackTechnique.init(tag:))) {
        byTechnique[technique.technique, default: []].append((number, technique))
      }
    }
  }

  func rules(for detections: Risk.Detections) -> [Int] {
    let wanted = detections.tags.compactMap { AttackTechnique(tag: $0.value) }
    return wanted.flatMap { technique in
      (byTechnique[technique.technique] ?? []).filter { entry in
        technique.takes(entry.technique)
          && detections.logsource.map { logsources[entry.rule].serves($0) } ?? true
      }.map(\.rule)
    }
  }
}

extension RuleSummary {
  /// `place` as a mark: `rules/sshd.yml:14` or with a column.
  package var mark: Mark {
    var path = place[...]
    var numbers: [Int] = []
    while numbers.count < 2, let colon = path.utf8.lastIndex(of: UInt8(ascii: ":")),
      let number = Int(path[path.utf8.index(after: colon)...])
    {
      numbers.insert(number, at: 0)
      path = path[..<colon]
    }
    return Mark(
      path: String(path), line: numbers.first ?? 1, column: numbers.count > 1 ? numbers[1] : 1)
  }
}
