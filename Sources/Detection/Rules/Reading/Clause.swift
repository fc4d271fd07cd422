/// A condition with the names of its search identifiers: an expression as its author sees it.
///
/// It is made of a document whenever a person asks; nothing of it is kept.
indirect enum Clause: Sendable, Equatable {
  case selection(String, Expression)
  case all([Clause])
  case any([Clause])
  case not(Clause)

  /// The same without names: what is compiled.
  var expression: Expression {
    switch self {
    case .selection(_, let expression): expression
    case .all(let parts): .all(parts.map(\.expression))
    case .any(let parts): .any(parts.map(\.expression))
    case .not(let inner): .not(inner.expression)
    }
  }

  /// True when some part of it is the search identifier `name`.
  func names(_ name: String) -> Bool {
    switch self {
    case .selection(let own, _): own == name
    case .all(let parts), .any(let parts): parts.contains { $0.names(name) }
    case .not(let inner): inner.names(name)
    }
  }

  /// One part alone stands for itself.
  static func joined(_ parts: [Clause], requiresAll: Bool) -> Clause {
    if parts.count == 1 { return parts[0] }
    return requiresAll ? .all(parts) : .any(parts)
  }
}
