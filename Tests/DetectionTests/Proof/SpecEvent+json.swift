/// Events as JSON lines, in one of the many ways in which they can be written.
struct EventWriter {
  var dice: Dice
  /// Chance that a character is written as an escape it does not need, in percent; JSON writers do
  /// so always or never, hostile ones where it hurts.
  var escapes = 3

  mutating func json(_ members: [SpecEvent.Member]) -> SpecEvent {
    SpecEvent(members: members, line: Array(object(members).utf8))
  }

  private mutating func object(_ members: [SpecEvent.Member]) -> String {
    var parts: [String] = []
    for member in members {
      parts.append(string(member.name) + blank() + ":" + blank() + node(member.value))
    }
    return "{" + blank() + parts.joined(separator: blank() + ",") + "}"
  }

  private mutating func blank() -> String { dice.chance(5) ? dice.pick([" ", "\t", "  "]) : "" }

  private mutating func node(_ node: SpecEvent.Node) -> String {
    switch node {
    case .null: return "null"
    case .number, .boolean: return SpecEvent.text(of: node)
    case .text(let text): return string(text)
    case .object(let members): return object(members)
    case .list(let nodes):
      var parts: [String] = []
      for node in nodes { parts.append(self.node(node)) }
      return "[" + parts.joined(separator: "," + blank()) + "]"
    }
  }

  private mutating func string(_ text: String) -> String {
    let percent = dice.chance(70) ? 0 : escapes
    var written = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": written += dice.chance(percent) ? "\\u005C" : "\\\\"
      case "\"": written += dice.chance(percent) ? "\\u0022" : "\\\""
      case "\n": written += "\\n"
      case "\t": written += "\\t"
      case "/" where dice.chance(30): written += "\\/"
      default:
        let isEscaped = scalar.value < 0x20 || dice.chance(percent)
        written += isEscaped ? escaped(scalar) : String(scalar)
      }
    }
    return "\"" + written + "\""
  }

  private mutating func escaped(_ scalar: Unicode.Scalar) -> String {
    String(scalar).utf16.map { unit in
      let digits = String(unit, radix: 16, uppercase: dice.chance(50))
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }
}
