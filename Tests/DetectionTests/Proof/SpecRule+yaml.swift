/// Rules as YAML, in one of the many ways in which they can be written.
struct RuleWriter {
  var dice: Dice

  mutating func yaml(_ rule: SpecRule, id: String) -> String {
    var text = """
      title: Generated
      id: \(id)
      logsource: {category: bench}
      detection:

      """ + searches(rule.searches, rule.conditions)
    guard let filter = rule.filter else { return text }
    text += """

      ---
      title: Filter of \(id)
      logsource: {category: bench}
      filter:
        rules: [\(id)]

      """ + searches(filter.searches, [filter.condition])
    return text
  }

  private mutating func searches(
    _ searches: [SpecRule.Named], _ conditions: [SpecRule.Condition]
  ) -> String {
    var lines: [String] = []
    for named in searches {
      if case .map(let items) = named.search, dice.chance(50) {
        lines.append("  \(named.name):")
        for item in items { lines.append("    " + self.item(item)) }
      } else {
        lines.append("  \(named.name): " + search(named.search))
      }
    }
    let texts = conditions.map { condition($0, 0) }
    let written =
      texts.count == 1
      ? texts[0] : "[" + texts.map { "'\($0)'" }.joined(separator: ", ") + "]"
    return (lines + ["  condition: \(written)"]).joined(separator: "\n")
  }

  private mutating func search(_ search: SpecRule.Search) -> String {
    switch search {
    case .word(let value): return self.value(value)
    case .list(let searches):
      var parts: [String] = []
      for search in searches { parts.append(self.search(search)) }
      return "[" + parts.joined(separator: ", ") + "]"
    case .map(let items):
      var parts: [String] = []
      for item in items { parts.append(self.item(item)) }
      return "{" + parts.joined(separator: ", ") + "}"
    }
  }

  private mutating func item(_ item: SpecRule.Item) -> String {
    var values: [String] = []
    for value in item.values { values.append(self.value(value)) }
    let isList = values.count != 1 || dice.chance(20)
    let key = ([item.field ?? ""] + item.modifiers).joined(separator: "|")
    return "'\(key)': " + (isList ? "[" + values.joined(separator: ", ") + "]" : values[0])
  }

  private mutating func value(_ value: SpecRule.Value) -> String {
    switch value {
    case .text(let text): return quoted(text)
    case .number(let text): return text
    case .boolean(let flag):
      return dice.pick(flag ? ["true", "True", "TRUE"] : ["false", "False"])
    case .null: return dice.pick(["null", "~", "Null"])
    case .expression(let expression): return quoted(expression.written)
    case .pattern(let text): return quoted(text)
    }
  }

  private mutating func quoted(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x2fff }
    if isPlain, dice.chance(70) { return "'" + text.replacing("'", with: "''") + "'" }
    var written = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": written += "\\\\"
      case "\"": written += "\\\""
      case "\n": written += "\\n"
      case "\t": written += "\\t"
      default:
        let isOrdinary = scalar.isASCII && scalar.value >= 0x20 && dice.chance(95)
        let digits = String(scalar.value, radix: 16)
        let padding = String(repeating: "0", count: 8 - digits.count)
        written += isOrdinary ? String(scalar) : "\\U" + padding + digits
      }
    }
    return "\"" + written + "\""
  }
}

/// Conditions with the parentheses they need, and now and then some more.
extension RuleWriter {
  private mutating func condition(_ condition: SpecRule.Condition, _ binding: Int) -> String {
    let (text, own): (String, Int)
    switch condition {
    case .name(let name): (text, own) = (name, 3)
    case .of(let quantifier, let pattern): (text, own) = ("\(quantifier) of \(pattern)", 3)
    case .not(let inner): (text, own) = ("not " + self.condition(inner, 2), 2)
    case .all(let parts): (text, own) = (joined(parts, " and ", 2), 1)
    case .any(let parts): (text, own) = (joined(parts, " or ", 1), 0)
    }
    return own < binding || dice.chance(8) ? "(\(text))" : text
  }

  private mutating func joined(
    _ parts: [SpecRule.Condition], _ word: String, _ binding: Int
  ) -> String {
    var texts: [String] = []
    for part in parts { texts.append(condition(part, binding)) }
    return texts.joined(separator: word)
  }
}

extension SpecExpression {
  /// As PCRE and RE2 read it.
  var written: String {
    switch self {
    case .letter(let scalar): Self.escaped(scalar)
    case .dot: "."
    case .start: "^"
    case .end: "$"
    case .oneOf(let scalars, let isNegated):
      "[" + (isNegated ? "^" : "") + scalars.map(Self.escaped).joined() + "]"
    case .shorthand(let name): "\\\(name)"
    case .sequence(let parts): parts.map(\.written).joined()
    case .either(let parts): "(?:" + parts.map(\.written).joined(separator: "|") + ")"
    case .times(let inner, let least, let most): inner.grouped + Self.count(least, most)
    }
  }

  private var grouped: String {
    if case .sequence = self { "(" + written + ")" } else { written }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    if scalar == "\n" { return "\\n" }
    return "\\.^$*+?{}[]|()-".unicodeScalars.contains(scalar) ? "\\\(scalar)" : String(scalar)
  }

  private static func count(_ least: Int, _ most: Int?) -> String {
    switch (least, most) {
    case (0, nil): "*"
    case (1, nil): "+"
    case (0, 1): "?"
    case (_, nil): "{\(least),}"
    case (_, let most?): most == least ? "{\(least)}" : "{\(least),\(most)}"
    }
  }
}
