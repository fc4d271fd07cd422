import Records

/// Which rules can fire at all, given what is read.
extension RuleSet {
  /// Ids of rules that lines of a source are expected to meet, for saying what is watched.
  ///
  /// Any line may name any program, so more may fire; but a source that holds only its own kind of
  /// lines (JSON, web requests, a program's own log) is no watch over logins.
  package func expectedRules(from binding: SourceBinding) -> [String] {
    let decoded = decoders.logsources(expectedFrom: binding)
    return rules.filter { rule in
      (binding.logsource + decoded).contains { $0.serves(rule.logsource) }
    }.map(\.summary.id)
  }

  /// The rules of `served`, and the correlations all of whose rules are among them.
  package func watched(from served: Set<String>) -> Set<String> {
    var watched = served
    for rule in rules where served.contains(rule.summary.id) {
      if let name = rule.summary.name { watched.insert(name) }
    }
    var grows = true
    while grows {
      grows = false
      for (number, correlation) in correlations.enumerated()
      where plan.isUsable(number) && !watched.contains(correlation.summary.id)
        && correlation.rule.rules.allSatisfy({ watched.contains($0.value) })
      {
        watched.insert(correlation.summary.id)
        if let name = correlation.summary.name { watched.insert(name) }
        grows = true
      }
    }
    return watched
  }

  /// The log sources a rule needs: its own, or those of the rules a correlation hears.
  package func logsources(neededBy id: String) -> [String] {
    if let rule = rules.first(where: { $0.summary.id == id || $0.summary.name == id }) {
      let source = rule.logsource
      return [
        [source.category, source.product, source.service].compactMap(\.self).joined(separator: "/")
      ]
    }
    let correlation = correlations.first { $0.summary.id == id || $0.summary.name == id }
    let names = correlation?.rule.rules.map(\.value) ?? []
    return Array(Set(names.filter { $0 != id }.flatMap { logsources(neededBy: $0) })).sorted()
  }
}
