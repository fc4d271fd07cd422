import Records

/// The `correlation` section of a document.
extension DocumentReader {
  private static let keys = [
    "type", "rules", "group-by", "timespan", "condition", "aliases", "generate",
  ]
  /// Kinds of the specification that are not built.
  private static let laterKinds = [
    "value_count", "temporal", "value_sum", "value_avg", "value_percentile", "value_median",
  ]
  /// Beyond it the state of windows costs more than it tells.
  private static let longestTimespan = Duration.seconds(7 * 86_400)

  /// Nil after a mistake.
  mutating func correlation(of document: SigmaDocument) -> CorrelationRule? {
    guard let section = document.root["correlation"], let pairs = section.pairs else {
      note("TOC015", document.root.mark, "\"correlation\" is a mapping")
      return nil
    }
    let before = diagnostics.count
    for pair in pairs where !Self.keys.contains(pair.key.text) {
      let near = NearestName.to(pair.key.text, among: Self.keys)
      note(
        "TOC015", pair.key.mark, "no key named \"\(pair.key.text)\" in a correlation",
        hint: near.map { "did you mean '\($0)'?" })
    }
    let kind = kind(section)
    let span = span(section)
    let rule = CorrelationRule(
      identity: document.header.identity, name: document.header.name?.value,
      title: document.header.title, kind: kind ?? .eventCount, rules: marked("rules", section),
      groupBy: marked("group-by", section).map(\.value), aliases: aliases(section),
      timespan: span ?? .zero, condition: bounds(section), generate: generate(document),
      mark: document.header.mark)
    let errors = diagnostics[before...].contains { $0.weight == .error }
    return errors ? nil : rule
  }

  private mutating func kind(_ section: MarkedNode) -> CorrelationRule.Kind? {
    guard let scalar = section["type"]?.scalar else {
      note("TOC016", section.mark, "\"type\" is missing")
      return nil
    }
    if let kind = CorrelationRule.Kind(rawValue: scalar.text) { return kind }
    if Self.laterKinds.contains(scalar.text) {
      note("TOC018", scalar.mark, "correlations of type \"\(scalar.text)\" are not followed yet")
      return nil
    }
    let known = CorrelationRule.Kind.allCases.map(\.rawValue) + Self.laterKinds
    note(
      "TOC016", scalar.mark, "no correlation of type \"\(scalar.text)\"",
      hint: NearestName.to(scalar.text, among: known).map { "did you mean '\($0)'?" })
    return nil
  }

  private mutating func span(_ section: MarkedNode) -> Duration? {
    guard let node = section["timespan"] else {
      note("TOC016", section.mark, "\"timespan\" is missing")
      return nil
    }
    guard let text = node.scalar?.text, let span = timespan(text), span > .zero else {
      note(
        "TOC016", node.mark, "a timespan is a number and a unit with nothing between",
        hint: "such as \"10m\"; the units are s, m, h and d")
      return nil
    }
    if span > Self.longestTimespan {
      diagnostics.append(
        Diagnostic(
          "TOC016", at: node.mark, "a timespan of more than 7 days keeps much state",
          weight: .warning))
    }
    return span
  }

  /// One text or a list of texts.
  private mutating func marked(_ key: String, _ section: MarkedNode) -> [Marked<String>] {
    guard let node = section[key] else { return [] }
    var words: [Marked<String>] = []
    for item in node.items ?? [node] {
      guard let scalar = item.scalar, scalar.kind != .null else {
        note("TOC016", item.mark, "\"\(key)\" is a list of names")
        continue
      }
      words.append(Marked(scalar.text, at: scalar.mark))
    }
    return words
  }

  private mutating func bounds(_ section: MarkedNode) -> [CorrelationRule.Bound] {
    guard let node = section["condition"] else { return [] }
    guard let pairs = node.pairs else {
      note(
        "TOC018", node.mark, "a condition in words is not followed yet",
        hint: "write a mapping such as \"gte: 10\"")
      return []
    }
    return pairs.compactMap { pair in
      guard let comparison = CorrelationRule.Comparison(rawValue: pair.key.text) else {
        note("TOC016", pair.key.mark, "no comparison named \"\(pair.key.text)\"")
        return nil
      }
      guard let scalar = pair.value.scalar, let value = Double(scalar.text), value.isFinite else {
        note("TOC016", pair.value.mark, "\"\(pair.key.text)\" wants a number")
        return nil
      }
      return CorrelationRule.Bound(comparison, value)
    }
  }

  private mutating func aliases(_ section: MarkedNode) -> [String: [String: String]] {
    var aliases: [String: [String: String]] = [:]
    for alias in section["aliases"]?.pairs ?? [] {
      var fields: [String: String] = [:]
      for pair in alias.value.pairs ?? [] { fields[pair.key.text] = pair.value.scalar?.text }
      aliases[alias.key.text] = fields
    }
    return aliases
  }

  /// The schema has it at the top, other tools in the section: both are read.
  private func generate(_ document: SigmaDocument) -> Bool {
    let node = document.root["generate"] ?? document.root["correlation"]?["generate"]
    return node?.scalar?.text.lowercased() == "true"
  }
}
