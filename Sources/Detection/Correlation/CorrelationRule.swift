package import Records

/// A Sigma correlation as its document says it, before it is tied to the rules it names.
///
/// Read from YAML by the rules' reader; `CorrelationPlan` resolves the names and refuses what
/// cannot be honoured.
package struct CorrelationRule: Sendable, Equatable {
  /// Sigma's `type`; `value_median` is pySigma's.
  package enum Kind: String, CaseIterable, Sendable {
    case eventCount = "event_count"
    case valueCount = "value_count"
    case valueSum = "value_sum"
    case valueAverage = "value_avg"
    case valuePercentile = "value_percentile"
    case valueMedian = "value_median"
    case temporal
    case temporalOrdered = "temporal_ordered"

    /// Looks at which rules matched, not at how often.
    var isTemporal: Bool { self == .temporal || self == .temporalOrdered }
    var hasField: Bool { self != .eventCount && !isTemporal }
    /// What is measured is a whole number, 1 or more.
    var isCounted: Bool { !hasField || self == .valueCount }
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
  /// One name for fields that events of different rules call differently: one row for each rule.
  package struct Alias: Sendable, Equatable {
    package var name: Marked<String>
    /// Id or name.
    package var rule: Marked<String>
    package var field: String

    package init(name: Marked<String>, rule: Marked<String>, field: String) {
      self.name = name
      self.rule = rule
      self.field = field
    }
  }

  /// The `id`, else the `name`, else where it stands.
  package var identity: String
  package var name: String?
  package var title: String
  package var kind: Kind
  /// Ids or names of rules or of other correlations; where none are listed, those of the condition
  /// in words.
  package var rules: [Marked<String>]
  /// Names of fields or of aliases; empty: one group.
  package var groupBy: [String]
  package var aliases: [Alias]
  package var timespan: Duration
  /// All must hold; empty for temporal kinds that want every rule of their list.
  package var condition: [Bound]
  /// A temporal condition such as `a and not b`, as it is written.
  package var words: Marked<String>?
  /// What a `value_*` kind measures; several make tuples of `value_count`.
  package var fields: [String]
  /// From 0 to 100, for `value_percentile`.
  package var percentile: Double?
  /// Whether the rules it names raise alerts of their own.
  package var generate: Bool
  package var mark: Mark
  package var conditionMark: Mark

  package init(
    identity: String, name: String? = nil, title: String, kind: Kind, rules: [Marked<String>],
    groupBy: [String] = [], aliases: [Alias] = [], timespan: Duration,
    condition: [Bound] = [], words: Marked<String>? = nil, fields: [String] = [],
    percentile: Double? = nil, generate: Bool = false, mark: Mark = .none,
    conditionMark: Mark? = nil
  ) {
    self.identity = identity
    self.name = name
    self.title = title
    self.kind = kind
    self.rules = rules.isEmpty ? Self.named(in: words) : rules
    self.groupBy = groupBy
    self.aliases = aliases
    self.timespan = timespan
    self.condition = condition
    self.words = words
    self.fields = fields
    self.percentile = percentile
    self.generate = generate
    self.mark = mark
    self.conditionMark = conditionMark ?? mark
  }

  private static func named(in words: Marked<String>?) -> [Marked<String>] {
    guard let words, let condition = try? Condition(words.value) else { return [] }
    var names: [String] = []
    for name in condition.names where !names.contains(name) { names.append(name) }
    return names.map { Marked($0, at: words.mark) }
  }
}
