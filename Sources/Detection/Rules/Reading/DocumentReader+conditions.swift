import Records

/// The `condition` of a correlation: bounds with a field, or words.
extension DocumentReader {
  struct CorrelationCondition {
    var bounds: [CorrelationRule.Bound] = []
    var words: Marked<String>?
    var fields: [String] = []
    var percentile: Double?
  }

  mutating func condition(
    _ section: MarkedNode, _ kind: CorrelationRule.Kind
  ) -> CorrelationCondition {
    var condition = CorrelationCondition()
    guard let node = section["condition"] else { return condition }
    if let scalar = node.scalar, scalar.kind == .string {
      if !kind.isTemporal {
        note(
          "TOC016", node.mark, "a condition in words is for temporal correlations",
          hint: "write a mapping such as \"gte: 10\"")
      }
      condition.words = Marked(scalar.text, at: scalar.mark)
      return condition
    }
    guard let pairs = node.pairs else {
      note("TOC016", node.mark, "\"condition\" is a mapping", hint: "such as \"gte: 10\"")
      return condition
    }
    for pair in pairs { take(pair, kind, into: &condition) }
    if kind.hasField, node["field"] == nil {
      note("TOC016", node.mark, "\"\(kind.rawValue)\" wants a \"field\" in its condition")
    }
    return condition
  }

  private mutating func take(
    _ pair: MarkedNode.Pair, _ kind: CorrelationRule.Kind,
    into condition: inout CorrelationCondition
  ) {
    switch pair.key.text {
    case "field": condition.fields = fields(pair, kind)
    case "percentile":
      if kind != .valuePercentile {
        note("TOC016", pair.key.mark, "\"percentile\" belongs to \"value_percentile\"")
      } else if let value = number(pair), (0...100).contains(value) {
        condition.percentile = value
      } else {
        note("TOC016", pair.value.mark, "\"percentile\" is a number from 0 to 100")
      }
    default:
      if let bound = bound(pair, kind) { condition.bounds.append(bound) }
    }
  }

  private mutating func fields(_ pair: MarkedNode.Pair, _ kind: CorrelationRule.Kind) -> [String] {
    guard kind.hasField else {
      note("TOC016", pair.key.mark, "\"\(kind.rawValue)\" measures no field")
      return []
    }
    var fields: [String] = []
    for item in pair.value.items ?? [pair.value] {
      if let scalar = item.scalar, scalar.kind != .null, !scalar.text.isEmpty {
        fields.append(scalar.text)
      } else {
        note("TOC016", item.mark, "\"field\" is the name of a field")
      }
    }
    if fields.isEmpty { note("TOC016", pair.value.mark, "\"field\" is empty") }
    if fields.count > 1, kind != .valueCount {
      note("TOC018", pair.value.mark, "only \"value_count\" takes several fields together")
    }
    return fields
  }

  private mutating func bound(
    _ pair: MarkedNode.Pair, _ kind: CorrelationRule.Kind
  ) -> CorrelationRule.Bound? {
    let known = CorrelationRule.Comparison.allCases.map(\.rawValue)
    guard let comparison = CorrelationRule.Comparison(rawValue: pair.key.text) else {
      let near = NearestName.to(pair.key.text, among: known + ["field", "percentile"])
      note(
        "TOC016", pair.key.mark, "no comparison named \"\(pair.key.text)\"",
        hint: near.map { "did you mean '\($0)'?" })
      return nil
    }
    guard let value = number(pair) else {
      note("TOC016", pair.value.mark, "\"\(pair.key.text)\" wants a number")
      return nil
    }
    return CorrelationRule.Bound(comparison, value)
  }

  private func number(_ pair: MarkedNode.Pair) -> Double? {
    guard let scalar = pair.value.scalar, let value = Double(scalar.text), value.isFinite else {
      return nil
    }
    return value
  }
}
