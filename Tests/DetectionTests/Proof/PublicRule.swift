import Records

/// A rule file as a `SpecRule`, read without the engine's reader: only its YAML is shared.
struct PublicRule {
  let id: String
  let rule: SpecRule

  /// Nil for what this reading does not know; tests count those.
  init?(_ root: MarkedNode) {
    guard let id = root["id"]?.scalar?.text, let detection = root["detection"]?.pairs,
      let condition = root["detection"]?["condition"]?.scalar?.text
    else { return nil }
    self.id = id
    let searches = detection.filter { $0.key.text != "condition" }.map {
      SpecRule.Named(name: $0.key.text, search: Self.search($0.value))
    }
    var words = condition.replacing("(", with: " ( ").replacing(")", with: " ) ")
      .split(whereSeparator: \.isWhitespace).map(String.init)[...]
    guard let read = Self.alternatives(&words), words.isEmpty else { return nil }
    rule = SpecRule(searches: searches, conditions: [read])
  }

  private static func search(_ node: MarkedNode) -> SpecRule.Search {
    if let scalar = node.scalar { return .word(value(scalar, [])) }
    if let items = node.items { return .list(items.map(search)) }
    return .map((node.pairs ?? []).map(item))
  }

  private static func item(_ pair: MarkedNode.Pair) -> SpecRule.Item {
    let parts = pair.key.text.split(separator: "|", omittingEmptySubsequences: false).map(
      String.init)
    let modifiers = Array(parts.dropFirst())
    let scalars = (pair.value.items ?? [pair.value]).compactMap(\.scalar)
    return SpecRule.Item(
      field: parts[0].isEmpty ? nil : parts[0], modifiers: modifiers,
      values: scalars.map { value($0, modifiers) })
  }

  private static func value(_ scalar: MarkedNode.Scalar, _ modifiers: [String]) -> SpecRule.Value {
    if modifiers.contains("re") { return .pattern(scalar.text) }
    // Digits after a leading zero are text.
    let isNumber = !(scalar.text.count > 1 && scalar.text.hasPrefix("0"))
    switch scalar.kind {
    case .null: return .null
    case .boolean: return .boolean(scalar.text.lowercased() == "true")
    case .integer, .float: return isNumber ? .number(scalar.text) : .text(scalar.text)
    case .string: return .text(scalar.text)
    }
  }
}

/// Conditions, by descent.
extension PublicRule {
  private typealias Words = ArraySlice<String>

  private static func alternatives(_ words: inout Words) -> SpecRule.Condition? {
    guard var parts = conjunction(&words).map({ [$0] }) else { return nil }
    while words.first == "or" {
      words.removeFirst()
      guard let next = conjunction(&words) else { return nil }
      parts.append(next)
    }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private static func conjunction(_ words: inout Words) -> SpecRule.Condition? {
    guard var parts = atom(&words).map({ [$0] }) else { return nil }
    while words.first == "and" {
      words.removeFirst()
      guard let next = atom(&words) else { return nil }
      parts.append(next)
    }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private static func atom(_ words: inout Words) -> SpecRule.Condition? {
    guard let word = words.popFirst() else { return nil }
    if word == "not" { return atom(&words).map { .not($0) } }
    if word == "(" {
      let inner = alternatives(&words)
      return words.popFirst() == ")" ? inner : nil
    }
    guard words.first == "of" else { return .name(word) }
    words.removeFirst()
    return words.popFirst().map { .of(word, pattern: $0) }
  }
}
