import Records

/// One key of a search identifier with its values: `CommandLine|contains|all: [...]`.
struct DetectionItem {
  /// Nil for keywords.
  let field: String?
  let modifiers: [Modifier]
  let values: [MarkedNode.Scalar]
  let mark: Mark

  init(key: MarkedNode.Scalar?, value: MarkedNode) throws(Diagnostic) {
    let parts = (key?.text ?? "").split(separator: "|", omittingEmptySubsequences: false)
    field = parts.first.flatMap { $0.isEmpty ? nil : String($0) }
    mark = key?.mark ?? value.mark
    modifiers = try Self.modifiers(parts.dropFirst(), at: mark)
    values = try Self.scalars(value)
    try checkOrder()
  }

  private static func modifiers(
    _ words: ArraySlice<Substring>, at mark: Mark
  ) throws(Diagnostic) -> [Modifier] {
    var modifiers: [Modifier] = []
    for word in words {
      guard let modifier = Modifier(rawValue: String(word)) else {
        let near = NearestName.to(String(word), among: Modifier.allCases.map(\.rawValue))
        throw Diagnostic(
          "TOC015", at: mark, "no modifier named \"\(word)\"",
          hint: near.map { "did you mean '\($0)'?" })
      }
      modifiers.append(modifier)
    }
    return modifiers
  }

  private static func scalars(_ value: MarkedNode) throws(Diagnostic) -> [MarkedNode.Scalar] {
    if let scalar = value.scalar { return [untyped(scalar)] }
    guard let items = value.items, !items.isEmpty else {
      let clause = value.items == nil ? "a value is text, a number or a list" : "an empty list"
      throw Diagnostic("TOC015", at: value.mark, clause, hint: "\"null\" matches an absent field")
    }
    var scalars: [MarkedNode.Scalar] = []
    for item in items {
      guard let scalar = item.scalar else {
        throw Diagnostic("TOC015", at: item.mark, "a list of values holds text and numbers only")
      }
      scalars.append(untyped(scalar))
    }
    return scalars
  }

  /// Digits after a leading zero are text, such as the keyboard layout `00000429`.
  ///
  /// YAML 1.2 calls them a number, the readers of other engines do not.
  private static func untyped(_ scalar: MarkedNode.Scalar) -> MarkedNode.Scalar {
    var scalar = scalar
    let digits = scalar.text.utf8.prefix { (48...57).contains($0) }
    if scalar.kind == .integer, digits.count > 1, digits.first == 48 { scalar.kind = .string }
    return scalar
  }

  /// What the specification forbids and other engines take: taken, with a warning.
  var warning: Diagnostic? {
    if modifiers.contains(.all), values.count == 1 {
      return Diagnostic(
        "TOC015", at: mark, "\"all\" on one value has no effect", weight: .warning)
    }
    guard values.count > 1, let null = values.first(where: { $0.kind == .null }) else {
      return nil
    }
    return Diagnostic(
      "TOC015", at: null.mark, "\"null\" in a list is one more alternative",
      hint: "the specification wants it alone", weight: .warning)
  }
}

extension DetectionItem {
  /// Which modifiers may stand together, and where.
  private func checkOrder() throws(Diagnostic) {
    let deciding = modifiers.filter { $0.family != .result }
    for (place, modifier) in deciding.enumerated() where modifier.mustBeFirst && place > 0 {
      throw refusal("\"\(modifier.rawValue)\" must be the first modifier")
    }
    guard let first = deciding.first else { return }
    for modifier in deciding.dropFirst() where !Self.may(modifier, follow: first) {
      throw refusal("\"\(modifier.rawValue)\" cannot follow \"\(first.rawValue)\"")
    }
    if first.family == .expression, first != .re {
      throw refusal("\"\(first.rawValue)\" is a flag of \"re\" and follows it")
    }
    let orders = deciding.filter { $0.family == .number }
    if orders.count > 1 {
      throw refusal("\"\(orders[1].rawValue)\" cannot follow \"\(orders[0].rawValue)\"")
    }
  }

  private static func may(_ modifier: Modifier, follow first: Modifier) -> Bool {
    let isWildcard = [.contains, .startswith, .endswith].contains(modifier)
    return switch first.family {
    case .text: modifier.family == .text
    case .expression: modifier.family == .expression || isWildcard
    case .reference: isWildcard
    case .part: modifier.family == .number
    case .number, .network, .presence, .result: false
    }
  }

  func refusal(_ clause: String, hint: String? = nil, at place: Mark? = nil) -> Diagnostic {
    Diagnostic("TOC015", at: place ?? mark, clause, hint: hint)
  }
}
