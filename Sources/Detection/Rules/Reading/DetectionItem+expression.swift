import Records

/// What an item asks for, value by value.
extension DetectionItem {
  func expression(
    names: inout FieldNames, placeholders: [String: [String]]
  ) throws(Diagnostic) -> Expression {
    let number = field.map { names.number(for: $0) } ?? Expression.Test.wholeLine
    var alternatives: [Expression] = []
    for value in values {
      let checks = try checks(for: value, names: &names, placeholders: placeholders)
      alternatives.append(.joined(checks.map { .item(number, $0) }, requiresAll: false))
    }
    let joined = Expression.joined(alternatives, requiresAll: modifiers.contains(.all))
    let positive = modifiers.contains(.exists) ? try presence(number) : joined
    return modifiers.contains(.neq) ? .not(positive) : positive
  }

  private func presence(_ number: UInt16) throws(Diagnostic) -> Expression {
    guard values.count == 1, values[0].kind == .boolean, field != nil else {
      throw refusal("\"exists\" wants true or false", at: values[0].mark)
    }
    let exists = Expression.item(number, .exists)
    return values[0].text.lowercased() == "true" ? exists : .not(exists)
  }

  /// The comparisons of which one must hold for this value.
  private func checks(
    for value: MarkedNode.Scalar, names: inout FieldNames, placeholders: [String: [String]]
  ) throws(Diagnostic) -> [Expression.Check] {
    let deciding = modifiers.first { $0.family != .result }
    switch deciding?.family {
    case .presence: return [.exists]
    case .number, .part: return [try numberCheck(value)]
    case nil where value.kind == .null:
      if field == nil { throw refusal("a keyword is text", at: value.mark) }
      return [.null]
    case nil where value.kind == .integer || value.kind == .float:
      if field == nil { return [.text(keyword(value.text), isCased: false)] }
      let number = try number(value)
      // A fraction of binary digits would round it.
      if let digits = value.exactDigits { return [.text(digits, isCased: true)] }
      return [.number(.eq, number)]
    default: break
    }
    try refuseUntyped(value, after: deciding)
    let texts = try expanded(value, placeholders)
    var checks: [Expression.Check] = []
    for text in texts { checks += try textChecks(text, value, names: &names) }
    return checks
  }

  private func refuseUntyped(
    _ value: MarkedNode.Scalar, after modifier: Modifier?
  ) throws(Diagnostic) {
    guard let modifier, value.kind != .string, modifier != .re, modifier != .cased else { return }
    throw refusal(
      "\"\(modifier.rawValue)\" wants text", hint: "put the value into quotes", at: value.mark)
  }

  private func textChecks(
    _ text: String, _ value: MarkedNode.Scalar, names: inout FieldNames
  ) throws(Diagnostic) -> [Expression.Check] {
    switch modifiers.first(where: { $0.family != .result })?.family {
    case .expression: return [.expression(try regularExpression(text, at: value.mark))]
    case .network: return [.network(try network(text, at: value.mark))]
    case .reference: return [try reference(text, at: value.mark, names: &names)]
    default:
      let isCased = modifiers.contains(.cased)
      return try patterns(ValuePattern(sigma: text), at: value.mark).map { pattern in
        .text(
          field == nil ? pattern.opened(atStart: true, atEnd: true) : pattern, isCased: isCased)
      }
    }
  }

  private func keyword(_ text: String) -> ValuePattern {
    ValuePattern(sigma: text).opened(atStart: true, atEnd: true)
  }
}

/// Text: the modifiers from left to right, each on every alternative made so far.
extension DetectionItem {
  private func patterns(_ pattern: ValuePattern, at mark: Mark) throws(Diagnostic) -> [ValuePattern]
  {
    var patterns = [pattern]
    for modifier in modifiers {
      var next: [ValuePattern] = []
      for pattern in patterns {
        guard let made = changed(pattern, by: modifier) else {
          let clause =
            modifier == .windash
            ? "more than \(ValuePattern.windashMax) dashes that may vary"
            : "\"\(modifier.rawValue)\" cannot encode wildcards"
          throw refusal(clause, hint: "escape them with a backslash", at: mark)
        }
        next += made
      }
      patterns = next
    }
    return patterns
  }

  private func changed(_ pattern: ValuePattern, by modifier: Modifier) -> [ValuePattern]? {
    switch modifier {
    case .contains: [pattern.opened(atStart: true, atEnd: true)]
    case .startswith: [pattern.opened(atStart: false, atEnd: true)]
    case .endswith: [pattern.opened(atStart: true, atEnd: false)]
    case .windash: pattern.windashVariants
    case .base64: pattern.base64.map { [$0] }
    case .base64offset: pattern.base64Offsets
    case .wide, .utf16le: pattern.widened(.utf16le).map { [$0] }
    case .utf16be: pattern.widened(.utf16be).map { [$0] }
    case .utf16: pattern.widened(.utf16).map { [$0] }
    default: [pattern]
    }
  }
}

/// Everything that is not text.
extension DetectionItem {
  private func number(_ value: MarkedNode.Scalar) throws(Diagnostic) -> Double {
    guard value.kind == .integer || value.kind == .float, let number = yamlNumber(value.text),
      number.isFinite
    else { throw refusal("a number is wanted here", at: value.mark) }
    return number
  }

  private func numberCheck(_ value: MarkedNode.Scalar) throws(Diagnostic) -> Expression.Check {
    let number = try number(value)
    let comparison: NumberComparison =
      modifiers.contains(.lt)
      ? .lt
      : modifiers.contains(.lte)
        ? .lte : modifiers.contains(.gt) ? .gt : modifiers.contains(.gte) ? .gte : .eq
    guard let part = modifiers.first(where: { $0.family == .part }) else {
      return .number(comparison, number)
    }
    guard let whole = Int(exactly: number) else {
      throw refusal("a part of a time is a whole number", at: value.mark)
    }
    return .part(timePart(part), comparison, whole)
  }

  private func timePart(_ modifier: Modifier) -> Expression.TimePart {
    switch modifier {
    case .minute: .minute
    case .hour: .hour
    case .day: .day
    case .week: .week
    case .month: .month
    default: .year
    }
  }

  private func regularExpression(
    _ text: String, at mark: Mark
  ) throws(Diagnostic) -> RegularExpression {
    let has = { (names: Set<Modifier>) in !names.isDisjoint(with: modifiers) }
    let expression = RegularExpression(
      text: text, ignoresCase: has([.i, .ignorecase]), isMultiline: has([.m, .multiline]),
      dotMatchesAll: has([.s, .dotall]))
    if let mistake = PatternDatabase.mistake(in: expression) {
      throw Diagnostic(
        "TOC007", at: mark, "the pattern does not compile: \(mistake)",
        hint: "look-around and back-references are not taken; matching stays linear in time")
    }
    return expression
  }

  private func network(_ text: String, at mark: Mark) throws(Diagnostic) -> Network {
    do {
      return try Network(text)
    } catch {
      switch error {
      case .address: throw refusal("\"\(text)\" is no address or network", at: mark)
      case .prefix: throw refusal("the prefix of \"\(text)\" is out of range", at: mark)
      case .hostBits:
        throw refusal(
          "\"\(text)\" has bits set behind its prefix", hint: "write the first address", at: mark)
      }
    }
  }

  private func reference(
    _ text: String, at mark: Mark, names: inout FieldNames
  ) throws(Diagnostic) -> Expression.Check {
    guard let bytes = ValuePattern(sigma: text).plainBytes, !bytes.isEmpty, field != nil else {
      throw refusal("\"fieldref\" wants the name of a field", at: mark)
    }
    let opensStart = modifiers.contains(.contains) || modifiers.contains(.endswith)
    let opensEnd = modifiers.contains(.contains) || modifiers.contains(.startswith)
    let shape: Expression.FieldShape =
      opensStart ? (opensEnd ? .contains : .endsWith) : opensEnd ? .startsWith : .equals
    return .field(names.number(for: String(decoding: bytes, as: UTF8.self)), shape)
  }
}

extension MarkedNode.Scalar {
  /// The number as decimal text where it has more digits than a `Double` keeps; else nil.
  fileprivate var exactDigits: ValuePattern? {
    let isNegative = text.hasPrefix("-")
    let bytes = Array(text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") })
    guard bytes.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }) else {
      return nil
    }
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let whole = parts[0].drop { $0 == UInt8(ascii: "0") }
    var fraction = parts.count > 1 ? parts[1] : []
    while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
    guard whole.count + fraction.count > 15 else { return nil }
    let head =
      (isNegative ? [UInt8(ascii: "-")] : []) + (whole.isEmpty ? [UInt8(ascii: "0")] : whole)
    return ValuePattern(bytes: fraction.isEmpty ? head : head + [UInt8(ascii: ".")] + fraction)
  }
}

/// A number of the YAML 1.2 core schema.
private func yamlNumber(_ text: String) -> Double? {
  if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16).map(Double.init) }
  if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8).map(Double.init) }
  return Double(text)
}
