import Records

/// Rules that lines serve only by what a mapping's clause finds in them: the clause's own names and
/// values stand in every such line.
///
/// It keeps rules for events of other taxonomies (a process in Sysmon's XML) from costing plain
/// lines anything: the words of such rules (`w`, `at`, `nc`) stand in many, `EventID` in none.
extension LiteralSearch {
  /// Nil where a decoder may make a line serve the rule, or a clause promises nothing.
  func opening(of rule: Logsource, _ binding: SourceBinding) -> RequiredLiterals? {
    if decoders.logsources.contains(where: { $0.contains { $0.serves(rule) } }) { return nil }
    let mappings = decoders.mappings(for: binding).map { decoders.mappings[$0].declaration }
    var sets: [RequiredLiterals] = []
    for mapping in mappings {
      for clause in mapping.clauses where clause.logsource.contains(where: { $0.serves(rule) }) {
        let best = clause.when
          .flatMap { literals(of: $0, mappings) }
          .max { $0.rarity < $1.rarity }
        guard let best else { return nil }
        sets.append(best)
      }
    }
    return sets.isEmpty ? nil : .union(sets)
  }

  /// Sets of which each has one in every line that meets the condition.
  private func literals(
    of condition: MappingDeclaration.Clause.Condition, _ mappings: [MappingDeclaration]
  ) -> [RequiredLiterals] {
    let names = names(setting: condition.field, mappings)
    guard names.allSatisfy(isWrittenByName) else { return [] }
    var sets: [RequiredLiterals] = []
    let runs = names.map { rarestPart(of: $0) }
    if !runs.contains(nil) {
      var set = RequiredLiterals(anyOf: runs.compactMap(\.self))
      // Every event of a kind has the same names.
      if format == .json { set.rarity = min(set.rarity, 0) }
      sets.append(set)
    }
    let values = condition.values.map { rarestRun(of: Array($0.utf8)) }
    if !values.contains(nil), !condition.values.contains("*") {
      sets.append(RequiredLiterals(anyOf: values.compactMap(\.self)))
    }
    return sets
  }

  /// The field and those that mappings copy to it.
  private func names(setting field: String, _ mappings: [MappingDeclaration]) -> [String] {
    var names = [field]
    var index = 0
    while index < names.count {
      for copy in mappings.flatMap(\.fields)
      where copy.to.contains(names[index]) && !names.contains(copy.from) {
        names.append(copy.from)
      }
      index += 1
    }
    return names
  }

  /// True when nothing but its own name in the line gives the field a value.
  private func isWrittenByName(_ field: String) -> Bool {
    !decoders.fieldNames.prefix(decoders.codeFieldCount).contains(field)
      && !decoders.captured.contains { $0.contains(field) }
      && !(format == .journal && decoders.isBeside(field))
  }

  /// Of a name with dots, whose parts may be nested objects, the rarest part.
  func rarestPart(of name: String) -> [UInt8]? {
    name.utf8.split(separator: UInt8(ascii: "."))
      .compactMap { rarestRun(of: Array($0)) }
      .max { literalRarity($0) < literalRarity($1) }
  }
}
