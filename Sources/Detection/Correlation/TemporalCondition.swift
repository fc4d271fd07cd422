import Records

/// A temporal condition as alternatives: rules that must have matched, and rules that must not.
///
/// Any formula of `and`, `or` and `not` is one; a person's has a handful. Places are those of the
/// correlation's list, as bits.
struct TemporalCondition: Equatable {
  struct Term: BitwiseCopyable, Sendable, Equatable {
    var positive: UInt32
    var negative: UInt32
  }

  private(set) var terms: [Term]

  /// Alternatives followed by one correlation: `(a or b) and (c or d)` has four.
  static let termsMax = 64

  init(terms: [Term]) { self.terms = terms }

  /// Every rule of a list.
  init(allOf places: Int) { terms = [Term(positive: Self.mask(places), negative: 0)] }

  /// At least `least` rules of a list; nil when there are too many ways to choose them.
  init?(_ least: Int, of places: Int) {
    var ways: [Term] = []
    for choice in UInt64(0)..<(1 << UInt64(min(places, 16))) where choice.nonzeroBitCount == least {
      ways.append(Term(positive: UInt32(choice), negative: 0))
    }
    guard places <= 16, ways.count <= Self.termsMax else { return nil }
    terms = ways
  }

  /// The alternatives of a condition in words; nil when there are too many.
  ///
  /// `place` gives the place of each name.
  init?(_ condition: Condition, place: (String) -> UInt32) {
    guard let terms = Self.terms(of: condition, isNegated: false, place) else { return nil }
    self.terms = terms.filter { $0.positive & $0.negative == 0 }
  }

  /// Whether a term says that a rule must not have matched: known only when the window ends.
  var hasNegation: Bool { terms.contains { $0.negative != 0 } }

  /// Whether some lines satisfy it: at least one rule of the list has matched.
  func canHold(_ places: Int) -> Bool {
    terms.contains { $0.positive != 0 || $0.negative != Self.mask(places) }
  }

  private static func mask(_ places: Int) -> UInt32 {
    places >= 32 ? .max : (1 << UInt32(places)) - 1
  }

  private static func terms(
    of condition: Condition, isNegated: Bool, _ place: (String) -> UInt32
  ) -> [Term]? {
    switch condition {
    case .name(let name):
      let mask = place(name)
      return [Term(positive: isNegated ? 0 : mask, negative: isNegated ? mask : 0)]
    case .not(let inner): return terms(of: inner, isNegated: !isNegated, place)
    case .all(let parts):
      return combine(parts, isProduct: !isNegated, isNegated, place)
    case .any(let parts):
      return combine(parts, isProduct: isNegated, isNegated, place)
    case .of: return nil
    }
  }

  private static func combine(
    _ parts: [Condition], isProduct: Bool, _ isNegated: Bool, _ place: (String) -> UInt32
  ) -> [Term]? {
    var combined: [Term] = isProduct ? [Term(positive: 0, negative: 0)] : []
    for part in parts {
      guard let next = terms(of: part, isNegated: isNegated, place) else { return nil }
      if isProduct {
        combined = combined.flatMap { one in
          next.map {
            Term(positive: one.positive | $0.positive, negative: one.negative | $0.negative)
          }
        }
      } else {
        combined += next
      }
      guard combined.count <= termsMax else { return nil }
    }
    var unique: [Term] = []
    for term in combined where !unique.contains(term) { unique.append(term) }
    return unique
  }
}

extension Condition {
  /// The names it uses, in the order in which they stand.
  var names: [String] {
    switch self {
    case .name(let name): [name]
    case .not(let inner): inner.names
    case .all(let parts), .any(let parts): parts.flatMap(\.names)
    case .of: []
    }
  }

  /// The same with `1 of them` and its like written out over `names`.
  func spelled(over names: [String]) -> Condition? {
    switch self {
    case .name: return self
    case .not(let inner): return inner.spelled(over: names).map { .not($0) }
    case .all(let parts), .any(let parts):
      let spelled = parts.compactMap { $0.spelled(over: names) }
      guard spelled.count == parts.count else { return nil }
      if case .all = self { return .all(spelled) }
      return .any(spelled)
    case .of(let pattern, let requiresAll):
      let fitting = names.filter { ConditionScope.matches($0, pattern) }.map(Condition.name)
      guard !fitting.isEmpty else { return nil }
      return requiresAll ? .all(fitting) : .any(fitting)
    }
  }
}
