import Records

/// Reads the search identifiers of one `detection` (or `filter`) into expressions.
///
/// Every mistake is noted with its place, and reading goes on, so that a person sees all of them;
/// the document is left out when there was one.
struct DetectionReader {
  var names: FieldNames
  let placeholders: [String: [String]]
  private(set) var diagnostics: [Diagnostic] = []

  init(names: FieldNames, placeholders: [String: [String]]) {
    self.names = names
    self.placeholders = placeholders
  }

  /// The expression of a whole section, or nil after a mistake.
  mutating func expression(of section: MarkedNode) -> Expression? {
    clause(of: section)?.expression
  }

  /// The same with the names of its selections, for people.
  mutating func clause(of section: MarkedNode) -> Clause? {
    guard let pairs = section.pairs else {
      note("TOC015", section.mark, "a detection is a mapping of search identifiers")
      return nil
    }
    let before = errors
    var selections: [ConditionScope.Selection] = []
    for pair in pairs where pair.key.text != "condition" {
      guard !refusesTimeframe(pair.key) else { continue }
      if let expression = selection(pair.value) {
        selections.append(
          .init(name: pair.key.text, expression: expression, mark: pair.key.mark))
      }
    }
    guard errors == before else { return nil }
    return joined(ConditionScope(selections: selections), conditions: section)
  }

  private var errors: Int { diagnostics.count { $0.weight == .error } }

  /// Several conditions are alternatives (Sigma specification, "Condition").
  private mutating func joined(
    _ scope: ConditionScope, conditions section: MarkedNode
  ) -> Clause? {
    guard let node = section["condition"] else {
      note("TOC015", section.mark, "\"condition\" is missing")
      return nil
    }
    let nodes = node.items ?? [node]
    var clauses: [Clause] = []
    for node in nodes {
      do {
        clauses.append(try scope.clause(of: node))
      } catch {
        diagnostics.append(error)
      }
    }
    guard !nodes.isEmpty, clauses.count == nodes.count else {
      if nodes.isEmpty { note("TOC015", node.mark, "\"condition\" is empty") }
      return nil
    }
    let clause = Clause.joined(clauses, requiresAll: false)
    for selection in scope.selections
    where !selection.name.hasPrefix("_") && !clause.names(selection.name) {
      diagnostics.append(
        Diagnostic(
          "TOC015", at: selection.mark, "no condition asks for \"\(selection.name)\"",
          hint: "name it in the condition, or begin its name with \"_\"", weight: .warning))
    }
    return clause
  }

  private mutating func refusesTimeframe(_ key: MarkedNode.Scalar) -> Bool {
    guard key.text == "timeframe" else { return false }
    note(
      "TOC018", key.mark, "\"timeframe\" belongs to the old aggregations",
      hint: "write a document with \"correlation\" and \"timespan\"")
    return true
  }

  /// Maps and their lists are fields, plain values are keywords.
  private mutating func selection(_ node: MarkedNode) -> Expression? {
    switch node {
    case .scalar: return item(key: nil, value: node)
    case .mapping(let pairs, let mark):
      guard !pairs.isEmpty else {
        note("TOC015", mark, "a search identifier without fields")
        return nil
      }
      return group(pairs.map { pair in { $0.item(key: pair.key, value: pair.value) } }, true)
    case .sequence(let items, let mark):
      guard !items.isEmpty else {
        note("TOC015", mark, "an empty list matches nothing")
        return nil
      }
      return group(items.map { item in { $0.selection(item) } }, false)
    }
  }

  /// Reads each part even after a mistake in one; nil when there was any.
  private mutating func group(
    _ parts: [(inout DetectionReader) -> Expression?], _ requiresAll: Bool
  ) -> Expression? {
    let read = parts.map { $0(&self) }
    let expressions = read.compactMap(\.self)
    guard expressions.count == read.count else { return nil }
    return .joined(expressions, requiresAll: requiresAll)
  }

  private mutating func item(key: MarkedNode.Scalar?, value: MarkedNode) -> Expression? {
    do {
      let item = try DetectionItem(key: key, value: value)
      if let warning = item.warning { diagnostics.append(warning) }
      return try item.expression(names: &names, placeholders: placeholders)
    } catch {
      diagnostics.append(error)
      return nil
    }
  }

  private mutating func note(_ code: String, _ mark: Mark, _ clause: String, hint: String? = nil) {
    diagnostics.append(Diagnostic(code, at: mark, clause, hint: hint))
  }
}
