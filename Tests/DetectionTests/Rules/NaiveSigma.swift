/// Sigma as its specification reads, without any thought of speed: what the engine is held against.
///
/// It works on characters and recursion where the engine works on bytes and steps, and knows
/// nothing of parsing: rules and events are made as these values and written out for the engine.
enum NaiveSigma {
  enum Value: Equatable {
    case text(String)
    case number(Double)
    case boolean(Bool)
    case null
    case list([Value])
  }

  struct Item {
    /// Nil for a keyword.
    var field: String?
    var modifiers: [String]
    var values: [Value]
  }

  indirect enum Rule {
    case item(Item)
    case all([Rule])
    case any([Rule])
    case not(Rule)
  }

  typealias Event = [(name: String, value: Value)]

  static func matches(_ rule: Rule, _ event: Event, line: String) -> Bool {
    switch rule {
    case .item(let item): return matches(item, event, line)
    case .all(let rules): return rules.allSatisfy { matches($0, event, line: line) }
    case .any(let rules): return rules.contains { matches($0, event, line: line) }
    case .not(let rule): return !matches(rule, event, line: line)
    }
  }

  private static func matches(_ item: Item, _ event: Event, _ line: String) -> Bool {
    let results = item.values.map { one($0, item, event, line) }
    let joined = item.modifiers.contains("all") ? !results.contains(false) : results.contains(true)
    return item.modifiers.contains("neq") ? !joined : joined
  }

  private static func one(
    _ wanted: Value, _ item: Item, _ event: Event, _ line: String
  ) -> Bool {
    guard let field = item.field else {
      // A keyword: somewhere in the line as written, or as its escapes mean it.
      guard case .text(let word) = wanted else { return false }
      let parts = [.run] + parts(word) + [.run]
      return [line, withoutEscapes(line)].contains { glob(parts, $0, false) }
    }
    let found = event.first { $0.name == field }?.value
    if item.modifiers.contains("exists") { return (found != nil) == (wanted == .boolean(true)) }
    if wanted == .null { return found == nil || found == .null }
    guard let found, found != .null else { return false }
    return members(found).contains { holds(wanted, item, $0) }
  }

  private static func withoutEscapes(_ line: String) -> String {
    var text = String.UnicodeScalarView()
    var rest = Array(line.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let next = rest.popFirst() else {
        text.append(scalar)
        continue
      }
      guard next == "u" else {
        text.append(next)
        continue
      }
      let digits = String(String.UnicodeScalarView(rest.prefix(4)))
      rest = rest.dropFirst(4)
      UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init).map { text.append($0) }
    }
    return String(text)
  }

  private static func members(_ value: Value) -> [Value] {
    if case .list(let values) = value { return values.filter { $0 != .null } }
    return value == .null ? [] : [value]
  }

  private static func holds(_ wanted: Value, _ item: Item, _ found: Value) -> Bool {
    for (name, compare) in comparisons where item.modifiers.contains(name) {
      guard case .number(let bound) = wanted, let number = number(found) else { return false }
      return compare(number, bound)
    }
    switch wanted {
    case .number(let number):
      if case .number(let other) = found { return number == other }
      return text(found) == written(number)
    case .boolean(let flag):
      return text(found).lowercased() == String(flag) && !isNumber(found)
    case .text(let pattern):
      var parts = parts(pattern)
      if item.modifiers.contains("contains") { parts = [.run] + parts + [.run] }
      if item.modifiers.contains("startswith") { parts += [.run] }
      if item.modifiers.contains("endswith") { parts = [.run] + parts }
      return glob(parts, text(found), item.modifiers.contains("cased"))
    case .null, .list: return false
    }
  }

  private static let comparisons: [(String, @Sendable (Double, Double) -> Bool)] = [
    ("lt", { $0 < $1 }), ("lte", { $0 <= $1 }), ("gt", { $0 > $1 }), ("gte", { $0 >= $1 }),
  ]

  private static func isNumber(_ value: Value) -> Bool {
    if case .number = value { true } else { false }
  }

  private static func number(_ value: Value) -> Double? {
    switch value {
    case .number(let number): number
    case .text(let text): text.allSatisfy { "-.0123456789".contains($0) } ? Double(text) : nil
    default: nil
    }
  }

  static func text(_ value: Value) -> String {
    switch value {
    case .text(let text): text
    case .number(let number): written(number)
    case .boolean(let flag): String(flag)
    case .null, .list: ""
    }
  }

  static func written(_ number: Double) -> String {
    number == number.rounded() ? String(Int(number)) : String(number)
  }

  private enum Part: Equatable { case one(Unicode.Scalar), any, run }

  private static func parts(_ pattern: String) -> [Part] {
    var parts: [Part] = []
    var scalars = Array(pattern.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      if scalar == "\\", let next = scalars.first, "\\*?".unicodeScalars.contains(next) {
        parts.append(.one(next))
        scalars.removeFirst()
      } else {
        parts.append(scalar == "*" ? .run : scalar == "?" ? .any : .one(scalar))
      }
    }
    return parts
  }

  private static func glob(_ parts: [Part], _ text: String, _ isCased: Bool) -> Bool {
    walk(parts[...], Array(text.unicodeScalars)[...], isCased)
  }

  private static func walk(
    _ parts: ArraySlice<Part>, _ text: ArraySlice<Unicode.Scalar>, _ isCased: Bool
  ) -> Bool {
    guard let part = parts.first else { return text.isEmpty }
    switch part {
    case .run:
      return walk(parts.dropFirst(), text, isCased)
        || (!text.isEmpty && walk(parts, text.dropFirst(), isCased))
    case .any: return !text.isEmpty && walk(parts.dropFirst(), text.dropFirst(), isCased)
    case .one(let scalar):
      guard let first = text.first, same(first, scalar, isCased) else { return false }
      return walk(parts.dropFirst(), text.dropFirst(), isCased)
    }
  }

  private static func same(_ left: Unicode.Scalar, _ right: Unicode.Scalar, _ isCased: Bool) -> Bool
  {
    isCased ? left == right : String(left).lowercased() == String(right).lowercased()
  }
}
