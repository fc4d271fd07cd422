/// Events made by chance; half of them from a rule's own values, so that it matches.
struct EventGenerator {
  var dice: Dice
  var hasLookalikes = false
  var fields = ["F", "G", "H", "a.b", "a.c", "n.m.o", "x y", "ключ"]

  typealias Node = SpecEvent.Node

  mutating func members(for rule: SpecRule?) -> [SpecEvent.Member] {
    var values: [(String, Node)] = []
    for field in fields where dice.chance(45) { values.append((field, node())) }
    for item in rule?.items ?? [] where dice.chance(85) {
      let field = item.field ?? dice.pick(fields)
      values.removeAll { $0.0 == field }
      values.append((field, example(of: item, values)))
    }
    if dice.chance(25), !values.isEmpty { spoil(&values) }
    var members: [SpecEvent.Member] = []
    for (name, value) in values { add(name, value, to: &members) }
    if dice.chance(4), let twice = values.first(where: { !$0.0.contains(".") }) {
      members.append(.init(name: twice.0, value: scalar()))
    }
    return members
  }

  /// One text per field, without structure: for lines that are no JSON.
  mutating func texts(for rule: SpecRule?) -> [String: String] {
    var texts: [String: String] = [:]
    for field in fields where dice.chance(60) { texts[field] = SpecEvent.text(of: scalar()) }
    for item in rule?.items ?? [] where dice.chance(85) {
      let known = texts.map { ($0.key, Node.text($0.value)) }
      texts[item.field ?? dice.pick(fields)] = SpecEvent.text(of: example(of: item, known))
    }
    return texts
  }

  /// Under its flat name, or down a path of objects.
  private mutating func add(
    _ name: String, _ value: Node, to members: inout [SpecEvent.Member]
  ) {
    guard let dot = name.firstIndex(of: "."), !dice.chance(25) else {
      return members.append(.init(name: name, value: value))
    }
    let (head, rest) = (String(name[..<dot]), String(name[name.index(after: dot)...]))
    let place = members.firstIndex { $0.name == head }
    if let place, case .object(var inner) = members[place].value {
      add(rest, value, to: &inner)
      members[place].value = .object(inner)
    } else if place == nil {
      var inner: [SpecEvent.Member] = []
      add(rest, value, to: &inner)
      let isListed = dice.chance(8)
      members.append(
        .init(name: head, value: isListed ? .list([.object(inner)]) : .object(inner)))
    }
  }

  private mutating func node() -> Node {
    switch dice.below(12) {
    case 0: return .null
    case 1: return .list((0..<dice.below(4)).map { _ in dice.chance(15) ? .null : scalar() })
    case 2 where dice.chance(30): return .object([])
    case 3 where dice.chance(30): return .list([.list([scalar()]), scalar()])
    default: return scalar()
    }
  }

  static let numbers = [
    "0", "1", "5", "11", "12", "-1", "2.5", "2.50", "11.0", "1e3", "1E3", "1000", "-0", "0.1", "16",
    "100000000000000000000", "9007199254740993", "9007199254740992", "1.5e-3", "15", "0.00001",
    "1000000000000000", "1000000000000000.0", "1.5", "5e-1", "0e5", "1e400",
  ]
  static let numberlike = [
    "11", "011", "11.0", "0xb", "1e3", "+5", " 5", "5 ", "-1", "NaN", "inf", "5.", ".5", "2.5",
    "16",
    "0x10", "1000", "0", "-0", "true", "TRUE", "false", "null", "", "1,000", "٣",
  ]
  static let times = [
    "2026-05-11T13:04:05+02:00", "2026-05-11 13:59:05", "2027-01-03T00:00:00Z", "2026-05-11",
    "2026-02-30T00:00:00Z", "2026-05-11T25:04:00Z", "2026-05-11T13:61:00Z", "2026-5-1",
    "2024-02-29t01:05",
    "1969-12-31T11:53:00Z", "2026-01-01x", "2026-05-11T", "0001-01-01T00:00",
  ]
  static let addresses = [
    "10.1.2.3", "11.1.2.3", "192.0.2.127", "192.0.2.128", "192.0.2.7", "010.1.2.3", "10.1.2",
    "10.1.2.3 ", "host", "::ffff:10.1.2.3", "2001:DB8:0:1::5", "2001:db9::", "0:0:0:0:0:0:0:1",
    "::1",
    "fe80::1", "fe80::1%eth0", "::", "1::2::3", "198.51.111.255", "198.51.112.0", "10.1.2.256",
    "::1.2.3.4",
    "2001:db8::1:0:0:5", "0.0.0.0", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", ":1", "1:2:3:4:5:6:7:8:9",
  ]

  private mutating func scalar() -> Node {
    switch dice.below(14) {
    case 0, 1: .number(dice.pick(Self.numbers))
    case 2: .boolean(dice.chance(50))
    case 3, 4: .text(dice.pick(Self.numberlike))
    case 5: .text(dice.pick(Self.times))
    case 6: .text(dice.pick(Self.addresses))
    case 7 where dice.chance(8):
      .text(String(repeating: dice.word(3) + "a", count: 20 + dice.below(300)) + dice.word(3))
    default: .text(dice.word(6, lookalikes: hasLookalikes))
    }
  }

  /// One step away from what it was: in one character, in kind, or gone.
  private mutating func spoil(_ values: inout [(String, Node)]) {
    let place = dice.below(values.count)
    guard case .text(let text) = values[place].1, dice.chance(70) else {
      if dice.chance(50) {
        values.remove(at: place)
      } else {
        values[place].1 = dice.pick([.null, .list([values[place].1, .text("x")]), .text("")])
      }
      return
    }
    var scalars = Array(text.unicodeScalars)
    let at = dice.below(scalars.count + 1)
    switch dice.below(3) {
    case 0 where at < scalars.count: scalars.remove(at: at)
    case 1 where at < scalars.count: scalars[at] = dice.letter().unicodeScalars.first ?? "x"
    default: scalars.insert(contentsOf: dice.letter().unicodeScalars, at: at)
    }
    values[place].1 = .text(String(String.UnicodeScalarView(scalars)))
  }
}

/// Values that satisfy an item, mostly.
extension EventGenerator {
  private mutating func example(of item: SpecRule.Item, _ others: [(String, Node)]) -> Node {
    if item.has("all"), item.values.count > 1 {
      let texts = item.values.map { SpecEvent.text(of: example($0, item, others)) }
      return .text(texts.joined(separator: dice.word(1)))
    }
    let value = example(dice.pick(item.values), item, others)
    return dice.chance(7) ? .list([.text(dice.word(2)), value]) : value
  }

  private mutating func example(
    _ value: SpecRule.Value, _ item: SpecRule.Item, _ others: [(String, Node)]
  ) -> Node {
    if item.has("exists") { return node() }
    if item.has("cidr") { return .text(dice.pick(Self.addresses)) }
    if item.modifiers.contains(where: { NaiveTime.parts.contains($0) }) {
      return .text(dice.pick(Self.times))
    }
    switch value {
    case .null, .pattern: return .null
    case .boolean(let flag): return dice.chance(60) ? .boolean(flag) : .text("\(flag)")
    case .number(let text):
      return dice.chance(60) ? .number(dice.pick(Self.numbers + [json(text)])) : .text(json(text))
    case .expression(let expression):
      return .text(dice.word(1) + example(expression) + dice.word(1))
    case .text(let text):
      if item.has("fieldref") { return referred(to: text, item, others) }
      let texts = NaiveText.expanded(text, item.has("expand") ? RuleGenerator.placeholders : [:])
      let patterns = NaiveText.alternatives(of: dice.pick(texts), item.modifiers)
      return .text(example(dice.pick(patterns), isCased: item.has("cased")))
    }
  }

  /// A rule's number as JSON writes one.
  private func json(_ text: String) -> String {
    NaiveText.decimal(text).map { NaiveText.canonical($0) } ?? "0"
  }

  private mutating func referred(
    to name: String, _ item: SpecRule.Item, _ others: [(String, Node)]
  ) -> Node {
    guard let other = others.first(where: { $0.0 == name })?.1 else { return .text(dice.word(2)) }
    return .text(dice.word(1) + SpecEvent.text(of: other) + dice.word(1))
  }

  private mutating func example(_ parts: [NaiveText.Part], isCased: Bool) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .run: text += dice.chance(50) ? "" : dice.word(3, lookalikes: hasLookalikes)
      case .any: text += dice.letter()
      case .one(let letter):
        let written = Unicode.Scalar(letter).map { String($0) } ?? "?"
        text += dice.chance(15) && !isCased ? dice.pick([written.uppercased(), written]) : written
      }
    }
    return text
  }

  private mutating func example(_ expression: SpecExpression) -> String {
    switch expression {
    case .letter(let scalar): return String(scalar)
    case .dot: return dice.letter()
    case .start, .end: return dice.chance(10) ? "\n" : ""
    case .oneOf(let scalars, let isNegated):
      return isNegated ? dice.letter() : String(dice.pick(scalars))
    case .shorthand(let name):
      return dice.pick(
        ["d": ["1", "7"], "w": ["a", "_", "Z"], "s": [" ", "\t"]][name] ?? ["-", "é"])
    case .sequence(let parts):
      var text = ""
      for part in parts { text += example(part) }
      return text
    case .either(let parts): return example(dice.pick(parts))
    case .times(let inner, let least, let most):
      var text = ""
      for _ in 0..<(least + dice.below((most ?? least + 2) - least + 1)) { text += example(inner) }
      return text
    }
  }
}
