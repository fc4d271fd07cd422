import Records

/// The search identifiers a condition may name.
struct ConditionScope {
  struct Selection {
    var name: String
    var expression: Expression
    var mark: Mark
  }

  let selections: [Selection]

  /// Reads a condition and ties its names to the selections.
  func clause(of node: MarkedNode) throws(Diagnostic) -> Clause {
    guard let scalar = node.scalar, scalar.kind != .null else {
      throw Diagnostic("TOC015", at: node.mark, "a condition is one line of text")
    }
    let condition: Condition
    do {
      condition = try Condition(scalar.text)
    } catch {
      throw Self.diagnostic(error, at: scalar.mark)
    }
    return try resolved(condition, at: scalar.mark)
  }

  private func resolved(_ condition: Condition, at mark: Mark) throws(Diagnostic) -> Clause {
    switch condition {
    case .name(let name): return try selection(name, at: mark)
    case .not(let inner): return .not(try resolved(inner, at: mark))
    case .all(let parts): return .all(try each(parts, at: mark))
    case .any(let parts): return .any(try each(parts, at: mark))
    case .of(let pattern, let requiresAll):
      let chosen = selections.filter { Self.matches($0.name, pattern) }
      guard !chosen.isEmpty else {
        throw Diagnostic(
          "TOC015", at: mark, "no search identifier fits \"\(pattern)\"",
          hint: "names that begin with \"_\" are left out unless the pattern begins so")
      }
      return .joined(
        chosen.map { .selection($0.name, $0.expression) }, requiresAll: requiresAll)
    }
  }

  private func each(_ parts: [Condition], at mark: Mark) throws(Diagnostic) -> [Clause] {
    var clauses: [Clause] = []
    for part in parts { clauses.append(try resolved(part, at: mark)) }
    return clauses
  }

  private func selection(_ name: String, at mark: Mark) throws(Diagnostic) -> Clause {
    if let found = selections.first(where: { $0.name == name }) {
      return .selection(name, found.expression)
    }
    let near = NearestName.to(name, among: selections.map(\.name))
    throw Diagnostic(
      "TOC015", at: mark, "no search identifier named \"\(name)\"",
      hint: near.map { "did you mean '\($0)'?" }
        ?? "operators are written small: \"and\", \"or\", \"not\"")
  }

  static func diagnostic(_ mistake: Condition.Mistake, at mark: Mark) -> Diagnostic {
    switch mistake {
    case .empty: return Diagnostic("TOC015", at: mark, "the condition is empty")
    case .depth: return Diagnostic("TOC015", at: mark, "the condition is nested too deeply")
    case .aggregation:
      return Diagnostic(
        "TOC018", at: mark, "aggregations behind a pipe are no longer part of Sigma",
        hint: "write a document with \"correlation\", \"timespan\" and \"condition\"")
    case .unexpected(let word, let wanted):
      let what = word.map { "\"\($0)\" is not expected in the condition" }
      return Diagnostic(
        "TOC015", at: mark, what ?? "the condition ends too early", hint: "wanted: \(wanted)")
    }
  }

  /// `*` stands for any run; a name that begins with `_` wants a pattern that begins so.
  static func matches(_ name: String, _ pattern: String) -> Bool {
    guard name.hasPrefix("_") == pattern.hasPrefix("_") || pattern.hasPrefix("_") else {
      return false
    }
    let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard pieces.count > 1 else { return name == pattern }
    guard name.hasPrefix(pieces[0]) else { return false }
    var rest = name.dropFirst(pieces[0].count)
    for piece in pieces[1..<(pieces.count - 1)] {
      while !rest.hasPrefix(piece) {
        guard !rest.isEmpty else { return false }
        rest.removeFirst()
      }
      rest.removeFirst(piece.count)
    }
    return rest.count >= pieces[pieces.count - 1].count && rest.hasSuffix(pieces[pieces.count - 1])
  }
}
