/// Rules and events made by chance from a small alphabet, so that they often meet.
struct GeneratedSigma {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

  /// A number below `bound`, from a generator of our own so that a seed names a case for good.
  mutating func below(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 11) % bound
  }

  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  private static let fields = ["F", "G", "H", "a.b"]
  private static let letters = ["a", "A", "b", "B", "ab", "é", "É", "-", "/", "\\", " ", "\"", "1"]

  mutating func word(_ most: Int = 4, wildcards: Bool = false) -> String {
    var word = ""
    for _ in 0..<below(most + 1) {
      word += wildcards && chance(20) ? pick(["*", "?", "\\*", "\\?", "\\\\"]) : pick(Self.letters)
    }
    return word
  }

  mutating func rule(depth: Int = 0) -> NaiveSigma.Rule {
    if depth > 2 || chance(35) { return .item(item()) }
    switch below(3) {
    case 0: return .not(rule(depth: depth + 1))
    case 1: return .all((0...below(3)).map { _ in rule(depth: depth + 1) })
    default: return .any((0...below(3)).map { _ in rule(depth: depth + 1) })
    }
  }

  private mutating func item() -> NaiveSigma.Item {
    let field = pick(Self.fields)
    switch below(12) {
    case 0: return .init(field: field, modifiers: [], values: [.null])
    case 1: return .init(field: field, modifiers: ["exists"], values: [.boolean(chance(50))])
    case 2:
      return .init(
        field: field, modifiers: [pick(["lt", "lte", "gt", "gte"])],
        values: [.number(Double(below(12)))])
    case 3: return .init(field: field, modifiers: [], values: [.number(Double(below(3)))])
    case 4: return .init(field: field, modifiers: [], values: [.boolean(chance(50))])
    case 5: return .init(field: nil, modifiers: [], values: [.text(word(3) + "ab")])
    default: return textItem(field)
    }
  }

  private mutating func textItem(_ field: String) -> NaiveSigma.Item {
    var modifiers = [pick(["contains", "startswith", "endswith", "", "", "contains"])]
    if chance(15) { modifiers.append("cased") }
    if chance(15) { modifiers.append("neq") }
    let values = (0...below(3)).map { _ in NaiveSigma.Value.text(word(wildcards: true)) }
    if values.count > 1, chance(30) { modifiers.append("all") }
    return .init(field: field, modifiers: modifiers.filter { !$0.isEmpty }, values: values)
  }

  mutating func event() -> NaiveSigma.Event {
    var event: NaiveSigma.Event = []
    for field in Self.fields where chance(75) { event.append((field, value())) }
    return event
  }

  private mutating func value() -> NaiveSigma.Value {
    switch below(10) {
    case 0: .null
    case 1: .number(Double(below(12)))
    case 2: .boolean(chance(50))
    case 3: .list((0...below(2)).map { _ in .text(word()) })
    case 4: .text(String(below(12)))
    default: .text(word(6))
    }
  }
}

/// Writing them out for the engine.
extension GeneratedSigma {
  /// A Sigma document; every item is a search identifier of its own.
  static func yaml(_ rule: NaiveSigma.Rule, id: String) -> String {
    var items: [String] = []
    let condition = condition(rule, &items)
    return """
      title: Generated
      id: \(id)
      logsource: {category: bench}
      detection:
      \(items.joined(separator: "\n"))
        condition: \(condition)
      """
  }

  private static func condition(_ rule: NaiveSigma.Rule, _ items: inout [String]) -> String {
    switch rule {
    case .not(let inner): return "not \(condition(inner, &items))"
    case .all(let rules):
      return "(" + rules.map { condition($0, &items) }.joined(separator: " and ") + ")"
    case .any(let rules):
      return "(" + rules.map { condition($0, &items) }.joined(separator: " or ") + ")"
    case .item(let item):
      let name = "s\(items.count)"
      let values = item.values.map(yaml).joined(separator: ", ")
      let list = item.values.count == 1 ? values : "[\(values)]"
      if let field = item.field {
        let key = ([field] + item.modifiers).joined(separator: "|")
        items.append("  \(name):\n    \(key): \(list)")
      } else {
        items.append("  \(name): [\(values)]")
      }
      return name
    }
  }

  private static func yaml(_ value: NaiveSigma.Value) -> String {
    if case .text(let text) = value { return "'" + text.replacing("'", with: "''") + "'" }
    return value == .null ? "null" : NaiveSigma.text(value)
  }

  /// One JSON line; now and then a character is written as an escape it does not need.
  mutating func json(_ event: NaiveSigma.Event) -> String {
    var members: [String] = []
    for (name, value) in event { members.append("\"\(name)\":" + json(value)) }
    return "{" + members.joined(separator: ",") + "}"
  }

  private mutating func json(_ value: NaiveSigma.Value) -> String {
    switch value {
    case .null: return "null"
    case .number, .boolean: return NaiveSigma.text(value)
    case .list(let values):
      var members: [String] = []
      for value in values { members.append(json(value)) }
      return "[" + members.joined(separator: ",") + "]"
    case .text(let text):
      var written = ""
      for scalar in text.unicodeScalars { written += json(scalar) }
      return "\"" + written + "\""
    }
  }

  private mutating func json(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\\": return "\\\\"
    case "\"": return "\\\""
    case "/": return chance(50) ? "\\/" : "/"
    default:
      guard chance(4) else { return String(scalar) }
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}
