import Foundation

/// Makes an event from a rule alone, so that the rule matches it.
///
/// It chooses among alternatives, writes one text for all that a field must hold, and asks the naive
/// reading whether that is enough; after so many attempts it gives up.
struct RuleSolver {
  let rule: SpecRule
  let placeholders: [String: [String]]
  private var dice: Dice
  private var attempt = 0
  /// By field: what it must be, in the order found.
  private var wanted: [(field: String, item: SpecRule.Item, value: SpecRule.Value)] = []

  static let attemptsMax = 150
  /// Where keywords are put.
  static let word = "Word"

  init(_ rule: SpecRule, placeholders: [String: [String]]) {
    (self.rule, self.placeholders, dice) = (rule, placeholders, Dice(seed: 11))
  }

  mutating func members() -> [SpecEvent.Member]? {
    for attempt in 0..<Self.attemptsMax {
      self.attempt = attempt
      wanted = []
      want(rule.conditions[0], true)
      let members = build()
      if matches(members) { return members }
    }
    return nil
  }

  /// The same event with one field changed, taken away or, for rules that only exclude, added, so
  /// that the rule no longer matches.
  mutating func spoiled(_ members: [SpecEvent.Member]) -> [SpecEvent.Member]? {
    for index in members.indices {
      for change in [SpecEvent.Node.text("zq0"), nil] {
        var other = members
        if let change { other[index].value = change } else { other.remove(at: index) }
        if !matches(other) { return other }
      }
    }
    for named in rule.searches {
      wanted = []
      want(named.search, true)
      let other = members + build()
      if !matches(other) { return other }
    }
    return nil
  }

  private func matches(_ members: [SpecEvent.Member]) -> Bool {
    var writer = EventWriter(dice: Dice(seed: 1), escapes: 0)
    return NaiveSigma.matches(rule, writer.json(members), placeholders: placeholders)
  }

  private mutating func choice(_ count: Int) -> Int {
    attempt == 0 ? 0 : attempt < 20 ? attempt % count : dice.below(count)
  }
}

/// Walking down to what fields must be.
extension RuleSolver {
  private mutating func want(_ condition: SpecRule.Condition, _ isTrue: Bool) {
    switch condition {
    case .not(let inner): want(inner, !isTrue)
    case .name(let name):
      for named in rule.searches where named.name == name { want(named.search, isTrue) }
    case .all(let parts), .any(let parts):
      let isAll = if case .all = condition { isTrue } else { !isTrue }
      if isAll {
        for part in parts { want(part, isTrue) }
      } else {
        want(parts[choice(parts.count)], isTrue)
      }
    case .of(let quantifier, let pattern):
      let names = NaiveSigma.chosen(by: pattern, among: rule.searches.map(\.name))
      let parts = names.map { SpecRule.Condition.name($0) }
      want(quantifier == "all" ? .all(parts) : .any(parts), isTrue)
    }
  }

  private mutating func want(_ search: SpecRule.Search, _ isTrue: Bool) {
    switch search {
    case .word(let value): want(SpecRule.Item(field: nil, modifiers: [], values: [value]), isTrue)
    case .list(let searches):
      if isTrue {
        want(searches[choice(searches.count)], true)
      } else {
        for search in searches { want(search, false) }
      }
    case .map(let items):
      if isTrue {
        for item in items { want(item, true) }
      } else {
        want(items[choice(items.count)], false)
      }
    }
  }

  private mutating func want(_ item: SpecRule.Item, _ isTrue: Bool) {
    let isTrue = item.has("neq") ? !isTrue : isTrue
    if isTrue, item.has("all") {
      for value in item.values { wanted.append((item.field ?? Self.word, item, value)) }
    } else if isTrue {
      wanted.append((item.field ?? Self.word, item, item.values[choice(item.values.count)]))
    } else if item.values.contains(.null) || item.values.contains(.boolean(false)),
      let field = item.field
    {
      // What must not be absent is there; what must not be so is left out.
      wanted.append(
        (field, SpecRule.Item(field: field, modifiers: ["contains"], values: []), .text("q")))
    }
  }
}

/// Writing values.
extension RuleSolver {
  private mutating func build() -> [SpecEvent.Member] {
    var members: [SpecEvent.Member] = []
    for field in wanted.map(\.field) where !members.contains(where: { $0.name == field }) {
      let all = wanted.filter { $0.field == field }
      if let value = value(of: all.map { ($0.item, $0.value) }) {
        members.append(.init(name: field, value: value))
      }
      // A reference to another field: both get the same text.
      for one in all where one.item.has("fieldref") {
        guard case .text(let other) = one.value else { continue }
        members.append(.init(name: other, value: .text("same")))
      }
    }
    return members
  }

  private mutating func value(of all: [(SpecRule.Item, SpecRule.Value)]) -> SpecEvent.Node? {
    var (head, middle, tail) = ("", [String](), "")
    for (item, value) in all {
      switch value {
      case .null: return nil
      case .boolean(let flag):
        return item.has("exists") ? (flag ? .text("q") : nil) : .boolean(flag)
      case .number(let text):
        return .number(NaiveText.decimal(text).map { NaiveText.canonical($0) } ?? "0")
      case .pattern(let text): middle.append(PatternSample.text(of: text, &dice))
      case .expression: break
      case .text(let text):
        if item.has("cidr") { return .text(String(text.split(separator: "/")[0])) }
        if item.has("fieldref") { return .text("same") }
        let texts = NaiveText.expanded(text, item.has("expand") ? placeholders : [:])
        let patterns = NaiveText.alternatives(of: texts[0], item.modifiers)
        let pattern = patterns[choice(patterns.count)]
        let written = sample(pattern)
        switch (
          pattern.first == .run || item.field == nil, pattern.last == .run || item.field == nil
        ) {
        case (false, false): return .text(written)
        case (false, true): head = written.count > head.count ? written : head
        case (true, false): tail = written.count > tail.count ? written : tail
        case (true, true): middle.append(written)
        }
      }
    }
    // What an end says already need not be said again; without a gap between, values can hide.
    let gap = attempt % 3 == 1 ? "" : " "
    middle.removeAll { head.contains($0) || tail.contains($0) }
    return .text(([head] + middle + [tail]).filter { !$0.isEmpty }.joined(separator: gap))
  }

  private mutating func sample(_ pattern: [NaiveText.Part]) -> String {
    var text = String.UnicodeScalarView()
    for part in pattern {
      switch part {
      case .run: if attempt % 2 == 1, !text.isEmpty { text.append("y") }
      case .any: text.append("x")
      case .one(let letter): text.append(Unicode.Scalar(letter) ?? "?")
      }
    }
    return String(text)
  }
}

/// A text that an expression finds, for the few forms that rules use.
struct PatternSample {
  private var rest: ArraySlice<Character>

  static func text(of pattern: String, _ dice: inout Dice) -> String {
    var sample = PatternSample(rest: Array(pattern)[...])
    return sample.alternatives(&dice)
  }

  private mutating func alternatives(_ dice: inout Dice) -> String {
    var all = [sequence(&dice)]
    while rest.first == "|" {
      rest.removeFirst()
      all.append(sequence(&dice))
    }
    return dice.pick(all)
  }

  private mutating func sequence(_ dice: inout Dice) -> String {
    var text = ""
    while let next = rest.first, next != "|", next != ")" {
      let part = part(&dice)
      text += String(repeating: part, count: times(&dice))
    }
    return text
  }

  private mutating func times(_ dice: inout Dice) -> Int {
    var count = 1
    switch rest.first {
    case "*", "?": count = dice.below(2)
    case "+": count = 1 + dice.below(2)
    case "{":
      let inner = rest.dropFirst().prefix { $0 != "}" }
      count = Int(String(inner.prefix { $0 != "," })) ?? 0
      rest = rest.dropFirst(inner.count + 1)
    default: return 1
    }
    rest.removeFirst()
    if rest.first == "?" { rest.removeFirst() }
    return count
  }

  private mutating func part(_ dice: inout Dice) -> String {
    switch rest.removeFirst() {
    case "(":
      if rest.starts(with: "?:") {
        rest.removeFirst(2)
      } else if rest.first == "?", let end = rest.firstIndex(of: ")") {
        rest = rest[(end + 1)...]
        return ""
      }
      let text = alternatives(&dice)
      if !rest.isEmpty { rest.removeFirst() }
      return text
    case "[": return oneOf(&dice)
    case ".": return "a"
    case "^", "$": return ""
    case "\\":
      let letter = rest.removeFirst()
      return [
        "d": "7", "w": "a", "s": " ", "S": "a", "W": "-", "D": "a", "b": "", "n": "\n", "t": "\t",
      ][letter]
        ?? String(letter)
    case let letter: return String(letter)
    }
  }

  private mutating func oneOf(_ dice: inout Dice) -> String {
    let isNegated = rest.first == "^"
    if isNegated { rest.removeFirst() }
    var members: [Character] = []
    while let letter = rest.popFirst(), letter != "]" || members.isEmpty {
      if letter == "\\", let escaped = rest.popFirst() {
        members +=
          escaped == "d" ? ["7"] : escaped == "w" ? ["a"] : escaped == "s" ? [" "] : [escaped]
      } else if letter == "-", let last = members.last, let next = rest.first, next != "]" {
        rest.removeFirst()
        members += [last, next]
      } else {
        members.append(letter)
      }
    }
    guard isNegated else { return String(dice.pick(members)) }
    return ["q", "9", "-", "~"].first { !members.contains(Character($0)) } ?? "z"
  }
}
