import Records

/// The `correlation` section of a document.
extension DocumentReader {
  private static let keys = [
    "type", "rules", "group-by", "timespan", "condition", "aliases", "generate",
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
    let condition = condition(section, kind ?? .eventCount)
    let rule = CorrelationRule(
      identity: document.header.identity, name: document.header.name?.value,
      title: document.header.title, kind: kind ?? .eventCount,
      rules: marked(section["rules"], "rules"),
      groupBy: marked(section["group-by"], "group-by").map(\.value), aliases: aliases(section),
      timespan: span ?? .zero, condition: condition.bounds, words: condition.words,
      fields: condition.fields, percentile: condition.percentile, generate: generate(document),
      mark: document.header.mark, conditionMark: section["condition"]?.mark)
    let errors = diagnostics[before...].contains { $0.weight == .error }
    return errors ? nil : rule
  }

  private mutating func kind(_ section: MarkedNode) -> CorrelationRule.Kind? {
    guard let scalar = section["type"]?.scalar else {
      note("TOC016", section.mark, "\"type\" is missing")
      return nil
    }
    if let kind = CorrelationRule.Kind(rawValue: scalar.text) { return kind }
    let known = CorrelationRule.Kind.allCases.map(\.rawValue)
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
        hint: "such as \"10m\"; the units are s, m, h, d, w, M and y")
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
  private mutating func marked(_ node: MarkedNode?, _ key: String) -> [Marked<String>] {
    guard let node else { return [] }
    var words: [Marked<String>] = []
    for item in node.items ?? [node] {
      guard let scalar = item.scalar, scalar.kind != .null, !scalar.text.isEmpty else {
        note("TOC016", item.mark, "\"\(key)\" is a list of names")
        continue
      }
      words.append(Marked(scalar.text, at: scalar.mark))
    }
    return words
  }

  /// Alias, rule and field of each row.
  private mutating func aliases(_ section: MarkedNode) -> [CorrelationRule.Alias] {
    guard let node = section["aliases"] else { return [] }
    var rows: [CorrelationRule.Alias] = []
    for alias in node.pairs ?? [] {
      let name = Marked(alias.key.text, at: alias.key.mark)
      for pair in alias.value.pairs ?? [] {
        guard let field = pair.value.scalar, field.kind != .null, !field.text.isEmpty else {
          note("TOC016", pair.value.mark, "an alias stands for the name of one field")
          continue
        }
        let rule = Marked(pair.key.text, at: pair.key.mark)
        rows.append(.init(name: name, rule: rule, field: field.text))
      }
      if (alias.value.pairs ?? []).isEmpty {
        note(
          "TOC016", alias.value.mark, "alias \"\(name.value)\" names no rule",
          hint: "below it, each rule has a line \"rule: field\"")
      }
    }
    if node.pairs == nil { note("TOC016", node.mark, "\"aliases\" is a mapping") }
    return rows
  }

  /// The schema has it at the top, other tools in the section: both are read, and either may say
  /// yes.
  private mutating func generate(_ document: SigmaDocument) -> Bool {
    var says = false
    for node in [document.root["generate"], document.root["correlation"]?["generate"]] {
      guard let node else { continue }
      switch node.scalar?.text.lowercased() {
      case "true": says = true
      case "false": break
      default: note("TOC016", node.mark, "\"generate\" is true or false")
      }
    }
    return says
  }
}
