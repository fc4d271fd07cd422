package import Records

/// A Sigma correlation as its document says it, before it is tied to the rules it names.
///
/// Read from YAML by the rules' reader; `CorrelationPlan` resolves the names and refuses what
/// cannot be honoured.
package struct CorrelationRule: Sendable, Equatable {
  /// Sigma's `type`; the others of the specification are refused by the reader.
  package enum Kind: String, CaseIterable, Sendable {
    case eventCount = "event_count"
    case temporalOrdered = "temporal_ordered"
  }
  package enum Comparison: String, CaseIterable, Sendable { case gt, gte, lt, lte, eq, neq }
  /// One part of a condition, such as `gte: 10`.
  package struct Bound: Sendable, Equatable {
    package var comparison: Comparison
    package var value: Double

    package init(_ comparison: Comparison, _ value: Double) {
      self.comparison = comparison
      self.value = value
    }
  }

  /// The `id`, else the `name`, else where it stands.
  package var identity: String
  package var name: String?
  package var title: String
  package var kind: Kind
  /// Ids or names of rules or of other correlations.
  package var rules: [Marked<String>]
  /// Names of fields or of aliases; empty: one group.
  package var groupBy: [String]
  /// Alias → id or name of a rule → field.
  package var aliases: [String: [String: String]]
  package var timespan: Duration
  /// All must hold; empty for `temporalOrdered`, which wants every rule of its list.
  package var condition: [Bound]
  /// Whether the rules it names raise alerts of their own.
  package var generate: Bool
  package var mark: Mark

  package init(
    identity: String, name: String? = nil, title: String, kind: Kind, rules: [Marked<String>],
    groupBy: [String] = [], aliases: [String: [String: String]] = [:], timespan: Duration,
    condition: [Bound] = [], generate: Bool = false, mark: Mark = .none
  ) {
    self.identity = identity
    self.name = name
    self.title = title
    self.kind = kind
    self.rules = rules
    self.groupBy = groupBy
    self.aliases = aliases
    self.timespan = timespan
    self.condition = condition
    self.generate = generate
    self.mark = mark
  }
}
