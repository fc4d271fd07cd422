import Records

/// The searches of one source: rules of one log source share theirs, and with it what it has found
/// out of their fields; those that the source itself serves share one.
struct SearchTable {
  let scope: ScanScope
  let binding: SourceBinding
  private var searches: [Logsource?: LiteralSearch] = [:]
  private var fields: [Logsource?: Set<UInt16>] = [:]

  init(scope: ScanScope, binding: SourceBinding) {
    self.scope = scope
    self.binding = binding
  }

  mutating func search(_ logsource: Logsource) -> LiteralSearch {
    let key = key(logsource)
    if let known = searches[key] { return known }
    let search = scope.search(logsource, binding)
    searches[key] = search
    return search
  }

  /// Counts the fields of a rule's expression in for `makers`.
  mutating func note(fieldsOf expression: Expression, _ logsource: Logsource) {
    expression.addFields(to: &fields[key(logsource), default: []])
  }

  /// Literals of lines in which a field that was counted in may stand without its name.
  var makers: Set<[UInt8]> {
    fields.reduce(into: []) { all, of in
      all.formUnion(searches[of.key]?.makers(ofFields: of.value) ?? [])
    }
  }

  /// What a search depends on beside its source.
  private func key(_ logsource: Logsource) -> Logsource? {
    scope.serves(binding, logsource) ? nil : logsource
  }
}
