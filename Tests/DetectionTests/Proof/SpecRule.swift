/// A Sigma rule in the terms of the specification, before it is written as YAML.
///
/// Tests make rules in this form by chance, write them out for the engine and read them themselves
/// with `NaiveSigma`: no parser stands between a rule and what is expected of it.
struct SpecRule {
  enum Value: Equatable {
    case text(String)
    /// As it is written.
    case number(String)
    case boolean(Bool)
    case null
    case expression(SpecExpression)
    /// An expression of which only the text is known.
    case pattern(String)
  }

  struct Item {
    /// Nil: keywords.
    var field: String?
    var modifiers: [String]
    var values: [Value]

    func has(_ modifier: String) -> Bool { modifiers.contains(modifier) }
  }

  /// What stands under a search identifier.
  indirect enum Search {
    case map([Item])
    case list([Search])
    case word(Value)
  }

  indirect enum Condition {
    case name(String)
    case not(Condition)
    case all([Condition])
    case any([Condition])
    case of(String, pattern: String)
  }

  struct Named {
    var name: String
    var search: Search
  }

  var searches: [Named]
  /// Several are alternatives.
  var conditions: [Condition]
  /// The condition of a filter document that names this rule, with searches of its own.
  var filter: Filter?

  struct Filter {
    var searches: [Named]
    var condition: Condition
  }

  var items: [Item] { (searches + (filter?.searches ?? [])).flatMap { $0.search.items } }
}

extension SpecRule.Search {
  var items: [SpecRule.Item] {
    switch self {
    case .map(let items): items
    case .list(let searches): searches.flatMap(\.items)
    case .word(let value): [SpecRule.Item(field: nil, modifiers: [], values: [value])]
    }
  }
}

/// A regular expression as a tree, so that a test needs no parser of its own.
indirect enum SpecExpression: Equatable {
  case letter(Unicode.Scalar)
  case dot
  case start, end
  case oneOf([Unicode.Scalar], isNegated: Bool)
  /// `d`, `w`, `s` and their negations in capitals.
  case shorthand(Character)
  case sequence([SpecExpression])
  case either([SpecExpression])
  case times(SpecExpression, least: Int, most: Int?)
}
