import Foundation

/// Sigma as its specification reads, without any thought of speed: what the engine is held against.
///
/// It works on characters, trees and sets of positions where the engine works on bytes and steps,
/// takes numbers from `Decimal`, Base64 from Foundation and addresses from the C library, and shares
/// no code with the engine.
struct NaiveSigma {
  let rule: SpecRule
  let event: SpecEvent
  let placeholders: [String: [String]]

  static func matches(
    _ rule: SpecRule, _ event: SpecEvent, placeholders: [String: [String]] = [:]
  ) -> Bool {
    let naive = NaiveSigma(rule: rule, event: event, placeholders: placeholders)
    guard rule.conditions.contains(where: { naive.holds($0, rule.searches) }) else { return false }
    return rule.filter.map { naive.holds($0.condition, $0.searches) } ?? true
  }

  private func holds(_ condition: SpecRule.Condition, _ searches: [SpecRule.Named]) -> Bool {
    switch condition {
    case .name(let name): return searches.contains { $0.name == name && holds($0.search) }
    case .not(let inner): return !holds(inner, searches)
    case .all(let parts): return parts.allSatisfy { holds($0, searches) }
    case .any(let parts): return parts.contains { holds($0, searches) }
    case .of(let quantifier, let pattern):
      let meant = Self.chosen(by: pattern, among: searches.map(\.name))
      let results = searches.filter { meant.contains($0.name) }.map { holds($0.search) }
      return quantifier == "all" ? !results.contains(false) : results.contains(true)
    }
  }

  /// `them` and patterns leave out names that begin with `_`, unless the pattern begins so.
  static func chosen(by pattern: String, among names: [String]) -> [String] {
    let parts = pattern == "them" ? [.run] : NaiveText.parts(pattern)
    return names.filter {
      (pattern.hasPrefix("_") || !$0.hasPrefix("_"))
        && NaiveText.glob(parts, NaiveText.letters($0), isCased: true)
    }
  }

  private func holds(_ search: SpecRule.Search) -> Bool {
    switch search {
    case .map(let items): items.allSatisfy { holds($0) }
    case .list(let searches): searches.contains { holds($0) }
    case .word(let value): holds(SpecRule.Item(field: nil, modifiers: [], values: [value]))
    }
  }

  private func holds(_ item: SpecRule.Item) -> Bool {
    let results = item.values.map { holds($0, item) }
    let joined = item.has("all") ? !results.contains(false) : results.contains(true)
    return item.has("neq") ? !joined : joined
  }

  private func holds(_ wanted: SpecRule.Value, _ item: SpecRule.Item) -> Bool {
    guard let field = item.field else { return holdsAnywhere(wanted, item) }
    let found = event.values(of: field)
    if item.has("exists") { return wanted == .boolean(found != nil) }
    let values = (found ?? []).filter { $0 != .null }
    if wanted == .null { return values.isEmpty }
    return values.contains { compare(wanted, item, $0) }
  }

  /// A keyword: in the line as it is written, or in a value as it is meant.
  private func holdsAnywhere(_ wanted: SpecRule.Value, _ item: SpecRule.Item) -> Bool {
    var opened = item
    switch wanted {
    case .expression, .pattern: break
    default: opened.modifiers.append("contains")
    }
    let places = [NaiveText.letters(event.line)] + event.texts.map { NaiveText.letters($0) }
    return places.contains { text(wanted, opened, $0) }
  }

  private func compare(
    _ wanted: SpecRule.Value, _ item: SpecRule.Item, _ found: SpecEvent.Node
  ) -> Bool {
    let written = SpecEvent.text(of: found)
    let order = item.modifiers.first { ["lt", "lte", "gt", "gte"].contains($0) }
    if let part = item.modifiers.first(where: { NaiveTime.parts.contains($0) }) {
      guard let number = NaiveTime.part(part, of: written), case .number(let text) = wanted,
        let bound = Double(text)
      else { return false }
      return Self.ordered(Double(number), order, bound)
    }
    if let order {
      guard case .number(let text) = wanted, let bound = Double(text),
        written.wholeMatch(of: /-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil,
        let number = Double(written)
      else { return false }
      return Self.ordered(number, order, bound)
    }
    if item.has("cidr"), case .text(let network) = wanted {
      return NaiveAddress.lies(written, in: network)
    }
    if item.has("fieldref"), case .text(let other) = wanted {
      let others = (event.values(of: other) ?? []).filter { $0 != .null }
      return others.contains { refers(written, to: SpecEvent.text(of: $0), item) }
    }
    if case .number(let number) = wanted { return equal(number, found) }
    return text(wanted, item, NaiveText.letters(written))
  }

  private static func ordered(_ left: Double, _ order: String?, _ right: Double) -> Bool {
    switch order {
    case "lt": left < right
    case "lte": left <= right
    case "gt": left > right
    case "gte": left >= right
    default: left == right
    }
  }

  /// As numbers, or as the canonical text; a number with an exponent is only its text (decision).
  private func equal(_ number: String, _ found: SpecEvent.Node) -> Bool {
    guard let wanted = NaiveText.decimal(number) else { return false }
    if case .number(let text) = found, !text.contains(where: { "eE".contains($0) }) {
      return Decimal(string: text) == wanted
    }
    return SpecEvent.text(of: found) == NaiveText.canonical(wanted)
  }

  private func refers(_ value: String, to other: String, _ item: SpecRule.Item) -> Bool {
    var parts = NaiveText.letters(other).map { NaiveText.Part.one($0) }
    if item.has("startswith") || item.has("contains") { parts.append(.run) }
    if item.has("endswith") || item.has("contains") { parts.insert(.run, at: 0) }
    return NaiveText.glob(parts, NaiveText.letters(value), isCased: false)
  }

  /// Patterns and expressions against one text.
  private func text(
    _ wanted: SpecRule.Value, _ item: SpecRule.Item, _ letters: [UInt32]
  ) -> Bool {
    switch wanted {
    case .expression(let expression):
      let flags = item.modifiers.filter { ["i", "m", "s"].contains($0) }
      return NaiveExpression(letters: letters, flags: flags).finds(expression)
    case .pattern(let text):
      return NaiveText.finds(text, in: letters, item.modifiers)
    case .text(let text), .number(let text):
      return NaiveText.expanded(text, item.has("expand") ? placeholders : [:]).contains { text in
        NaiveText.alternatives(of: text, item.modifiers).contains {
          NaiveText.glob($0, letters, isCased: item.has("cased"))
        }
      }
    case .boolean(let flag):
      return NaiveText.glob(NaiveText.parts(String(flag)), letters, isCased: item.has("cased"))
    case .null: return false
    }
  }
}
