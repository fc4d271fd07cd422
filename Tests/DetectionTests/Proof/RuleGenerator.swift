/// Rules made by chance, over few fields and letters, so that rules and events often meet.
struct RuleGenerator {
  var dice: Dice
  /// Letters that look like `k` and `s` are there; then no expression ignores case.
  var hasLookalikes = false
  /// Only what a field of text can hold: for lines that are no JSON.
  var isTextOnly = false
  var fields = ["F", "G", "H", "a.b", "a.c", "n.m.o", "x y", "ключ"]

  static let placeholders = ["Admins": ["root", "ab*"], "hosts": ["a", "B?", "*"]]

  mutating func rule() -> SpecRule {
    var rule = SpecRule(searches: searches(), conditions: [])
    for _ in 0...(dice.chance(8) ? 1 : 0) { rule.conditions.append(condition(rule.searches)) }
    if dice.chance(8) {
      let searches = searches()
      rule.filter = .init(searches: searches, condition: condition(searches))
    }
    return rule
  }

  private static let names = [
    "sel", "sel_a", "sel_b", "filter_a", "filter-b", "_hidden", "and_x", "notepad", "of1", "S",
  ]

  private mutating func searches() -> [SpecRule.Named] {
    var names = Self.names
    return (0...dice.below(4)).map { _ in
      let name = names.remove(at: dice.below(names.count))
      return SpecRule.Named(name: name, search: search(depth: 0))
    }
  }

  private mutating func search(depth: Int) -> SpecRule.Search {
    if depth < 2, dice.chance(18) {
      return .list((0...dice.below(3)).map { _ in search(depth: depth + 1) })
    }
    if dice.chance(14) { return .word(keyword()) }
    var items: [SpecRule.Item] = []
    var keys: Set<[String]> = []
    for _ in 0...dice.below(dice.chance(60) ? 1 : 3) {
      let item = item()
      if keys.insert([item.field ?? ""] + item.modifiers).inserted { items.append(item) }
    }
    return .map(items)
  }

  private mutating func condition(
    _ searches: [SpecRule.Named], depth: Int = 0
  ) -> SpecRule.Condition {
    if depth > 2 || dice.chance(40) { return atom(searches) }
    switch dice.below(5) {
    case 0, 1: return .not(condition(searches, depth: depth + 1))
    case 2, 3:
      return .all((0...1 + dice.below(2)).map { _ in condition(searches, depth: depth + 1) })
    default:
      return .any((0...1 + dice.below(2)).map { _ in condition(searches, depth: depth + 1) })
    }
  }

  private mutating func atom(_ searches: [SpecRule.Named]) -> SpecRule.Condition {
    if dice.chance(30) {
      let pattern = dice.pick(["them", "sel*", "*a", "s*l*", "filter_*", "_*", "sel_a", "*_*", "*"])
      if !NaiveSigma.chosen(by: pattern, among: searches.map(\.name)).isEmpty {
        return .of(dice.pick(["1", "any", "all"]), pattern: pattern)
      }
    }
    return .name(dice.pick(searches).name)
  }
}

/// Items: a field, modifiers that may stand together, and values.
extension RuleGenerator {
  private mutating func keyword() -> SpecRule.Value {
    dice.chance(10) ? .number(dice.pick(["11", "1", "5"])) : .text(word(wildcards: true) + "ab")
  }

  mutating func item() -> SpecRule.Item {
    let field = dice.pick(fields)
    switch dice.below(isTextOnly ? 12 : 20) {
    case 0...5: return textItem(field)
    case 6: return encodedItem(field)
    case 7: return dashItem(field)
    case 8: return expressionItem(field)
    case 9: return networkItem(field)
    case 10:
      return item(field, dice.pick([[], ["startswith"], ["endswith"], ["contains"]]), ["fieldref"])
      {
        .text($0.pick(["F", "G", "H"]))
      }
    case 11:
      return item(nil, ["all"]) { .text($0.pick(["a", "b", "B", "F", "1", "a*b"])) }
    case 12: return item(field, []) { .number($0.pick(Self.numbers)) }
    case 13:
      return item(field, [dice.pick(["lt", "lte", "gt", "gte"])]) { .number($0.pick(Self.bounds)) }
    case 14: return SpecRule.Item(field: field, modifiers: [], values: [.null])
    case 15:
      let modifiers = dice.chance(25) ? ["exists", "neq"] : ["exists"]
      return .init(field: field, modifiers: modifiers, values: [.boolean(dice.chance(50))])
    case 16: return item(field, []) { .boolean($0.chance(60)) }
    case 17: return timeItem(field)
    case 18:
      return item(field, dice.pick([[], ["contains"]]), ["expand"]) {
        .text($0.pick(["%Admins%", "a%hosts%", "%hosts%%Admins%", "x%hosts%b"]))
      }
    default:
      return item(field, []) { dice in
        dice.chance(30) ? .null : dice.chance(50) ? .text("a") : .number("11")
      }
    }
  }

  /// With one to three values, `all` and `neq` by chance.
  private mutating func item(
    _ field: String?, _ modifiers: [String], _ before: [String] = [],
    _ value: (inout Dice) -> SpecRule.Value
  ) -> SpecRule.Item {
    var modifiers = before + modifiers
    let values = (0...(dice.chance(50) ? 0 : 2)).map { _ in value(&dice) }
    if field != nil, values.count > 1, dice.chance(25) { modifiers.append("all") }
    if field != nil, dice.chance(8) { modifiers.append("neq") }
    return SpecRule.Item(field: field, modifiers: modifiers, values: values)
  }

  static let numbers = [
    "0", "1", "5", "11", "5.0", "2.5", "-1", "1000", "1e3", "0x10", "0o17", "9007199254740993",
    "1000000000000000", "0.00001", "100000000000000000000", "-0", "+12", "1.50",
  ]
  static let bounds = ["0", "5", "11", "2.5", "-1", "1e3", "0.1"]

  private mutating func word(_ most: Int = 4, wildcards: Bool = false) -> String {
    var word = ""
    for _ in 0..<dice.below(most + 1) {
      word +=
        wildcards && dice.chance(18)
        ? dice.pick(["*", "?", "\\*", "\\?", "\\\\"]) : dice.letter(lookalikes: hasLookalikes)
    }
    return word
  }

  private mutating func textItem(_ field: String) -> SpecRule.Item {
    var modifiers = dice.pick([
      [], [], ["contains"], ["contains"], ["startswith"], ["endswith"], ["startswith", "endswith"],
    ])
    if dice.chance(15) { modifiers.insert("cased", at: dice.below(modifiers.count + 1)) }
    let most = dice.chance(3) ? 80 : 4
    let (text, isCased) = (word(most, wildcards: true), modifiers.contains("cased"))
    return item(field, modifiers) { dice in
      // Several values of one item that are nearly the same are the common mistake.
      if dice.chance(30) { return .text(text + dice.pick(["a", "B", "*", isCased ? "A" : "b"])) }
      var generator = RuleGenerator(dice: dice)
      let word = generator.word(wildcards: true)
      dice = generator.dice
      return .text(word)
    }
  }

  private mutating func encodedItem(_ field: String) -> SpecRule.Item {
    let wide = dice.pick([[], [], ["wide"], ["utf16le"], ["utf16be"], ["utf16"]])
    let code = dice.pick([["base64"], ["base64offset"], ["base64offset"]])
    let plain = ["ab", "cmd", "/bin/bash", "é", "日a", "foobar", "x-y z", "\\*b"]
    return item(field, dice.pick([["contains"], ["contains"], []]), wide + code) {
      .text($0.pick(plain))
    }
  }

  private mutating func dashItem(_ field: String) -> SpecRule.Item {
    let words = [
      " -s ", " /s ", "--foo", "a-b", "-a -b", "–-x", "é-a", "-é", "*-a*", "-", "/x/y", "_-a",
      "\\*-1",
    ]
    let modifiers = dice.pick([["windash", "contains"], ["contains", "windash"], ["windash"]])
    return item(field, modifiers) { .text($0.pick(words)) }
  }

  private mutating func networkItem(_ field: String) -> SpecRule.Item {
    let networks = [
      "10.0.0.0/8", "192.0.2.64/26", "192.0.2.7", "0.0.0.0/0", "198.51.96.0/20", "10.1.2.3/32",
      "2001:db8::/32", "::/0", "::1", "fe80::/10", "2001:db8:0:0:1::/80", "::ffff:10.0.0.0/104",
    ]
    return item(field, ["cidr"]) { .text($0.pick(networks)) }
  }

  private mutating func timeItem(_ field: String) -> SpecRule.Item {
    let part = dice.pick(NaiveTime.parts)
    let order = dice.pick([[], [], ["lt"], ["lte"], ["gt"], ["gte"]])
    let numbers = ["1", "5", "11", "13", "53", "2026", "0", "4"]
    return item(field, [part] + order) { .number($0.pick(numbers)) }
  }

  private mutating func expressionItem(_ field: String) -> SpecRule.Item {
    var flags = ["i", "m", "s"].filter { _ in dice.chance(25) }
    if hasLookalikes { flags.removeAll { $0 == "i" } }
    let added = dice.chance(15) ? [dice.pick(["contains", "startswith", "endswith"])] : []
    let expression = sequence(depth: 0)
    return item(dice.chance(12) ? nil : field, flags + added, ["re"]) { _ in
      .expression(expression)
    }
  }
}

/// Expressions.
extension RuleGenerator {
  private mutating func sequence(depth: Int) -> SpecExpression {
    var parts: [SpecExpression] = []
    // Hyperscan takes them at the edges only.
    if depth == 0, dice.chance(15) { parts.append(.start) }
    for _ in 0...dice.below(4) { parts.append(part(depth: depth)) }
    if depth == 0, dice.chance(15) { parts.append(.end) }
    return .sequence(parts)
  }

  private mutating func part(depth: Int) -> SpecExpression {
    let one = self.one(depth: depth)
    guard dice.chance(30) else { return one }
    switch dice.below(5) {
    case 0: return .times(one, least: 0, most: nil)
    case 1: return .times(one, least: 1, most: nil)
    case 2: return .times(one, least: 0, most: 1)
    case 3: return .times(one, least: 2, most: nil)
    default: return .times(one, least: 1, most: 2)
    }
  }

  private mutating func one(depth: Int) -> SpecExpression {
    switch dice.below(depth < 2 ? 9 : 7) {
    case 0: return .dot
    case 1: return .oneOf(scalars(), isNegated: dice.chance(30))
    case 2: return .shorthand(dice.pick(["d", "w", "s", "D", "W", "S"]))
    case 7: return .either((0...1 + dice.below(2)).map { _ in sequence(depth: depth + 1) })
    case 8: return .sequence([sequence(depth: depth + 1)])
    default: return .letter(scalars()[0])
    }
  }

  private mutating func scalars() -> [Unicode.Scalar] {
    Array((0...dice.below(3)).map { _ in dice.letter() }.joined().unicodeScalars)
  }
}
