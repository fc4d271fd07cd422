/// Expressions as a person reads them, with the words of Sigma's modifiers.
///
/// What it writes may hold any character that the rule holds: it is to be encoded for the screen.
struct ExpressionWords {
  /// By number.
  let names: [String]
  /// Values of one list that are written; the rest is counted.
  var valuesMax = 8

  func field(_ number: UInt16) -> String {
    number == Expression.Test.wholeLine ? "the line" : names[Int(number)]
  }

  /// Tests of one field that are compared alike: `Image endswith one of '/nc', '/ncat'`.
  ///
  /// Tests that are not alike are joined by `or` or `and`.
  func line(_ tests: [Expression.Test], requiresAll: Bool) -> String {
    guard let first = tests.first else { return "nothing" }
    let phrases = tests.map(phrase)
    let isAlike =
      tests.allSatisfy { $0.field == first.field }
      && phrases.allSatisfy { $0.verb == phrases[0].verb && $0.value != nil }
    guard isAlike, phrases.count > 1 else {
      let shown = zip(tests, phrases).prefix(valuesMax).map { test, phrase in
        [subject(of: test), phrase.verb, phrase.value].compactMap(\.self).joined(separator: " ")
      }
      return shown.joined(separator: requiresAll ? " and " : " or ") + more(tests.count)
    }
    let values = phrases.prefix(valuesMax).compactMap(\.value).joined(separator: ", ")
    let quantity = requiresAll ? "all of" : "one of"
    return "\(subject(of: first)) \(phrases[0].verb) \(quantity) \(values)" + more(tests.count)
  }

  private func more(_ count: Int) -> String {
    count > valuesMax ? " and \(count - valuesMax) more" : ""
  }

  private func subject(of test: Expression.Test) -> String {
    guard case .part(let part, _, _) = test.check else { return field(test.field) }
    return "the \(part) of \(field(test.field))"
  }

  private struct Phrase {
    var verb: String
    var value: String?
  }

  private func phrase(_ test: Expression.Test) -> Phrase {
    switch test.check {
    case .null: Phrase(verb: "is absent or null")
    case .exists: Phrase(verb: "is there")
    case .text(let pattern, let isCased): phrase(pattern, isCased)
    case .number(let comparison, let value):
      Phrase(
        verb: comparison.words, value: String(decoding: canonicalText(of: value), as: UTF8.self))
    case .part(_, let comparison, let value): Phrase(verb: comparison.words, value: String(value))
    case .network(let network): Phrase(verb: "lies in", value: network.text)
    case .expression(let expression): Phrase(verb: "matches", value: words(of: expression))
    case .field(let other, let shape):
      Phrase(verb: shape.words, value: "the value of " + field(other))
    }
  }

  private func phrase(_ pattern: ValuePattern, _ isCased: Bool) -> Phrase {
    let suffix = isCased ? " (case counts)" : ""
    return switch pattern.shape {
    case .equals(let bytes): Phrase(verb: "is" + suffix, value: quoted(bytes))
    case .startsWith(let bytes): Phrase(verb: "startswith" + suffix, value: quoted(bytes))
    case .endsWith(let bytes): Phrase(verb: "endswith" + suffix, value: quoted(bytes))
    case .contains(let bytes): Phrase(verb: "contains" + suffix, value: quoted(bytes))
    case .present: Phrase(verb: "has a value")
    case .parts: Phrase(verb: "is like" + suffix, value: "'" + pattern.sigma + "'")
    }
  }

  private func quoted(_ bytes: [UInt8]) -> String {
    "'" + String(decoding: bytes, as: UTF8.self) + "'"
  }

  private func words(of expression: RegularExpression) -> String {
    "/\(expression.text)/" + (expression.ignoresCase ? "i" : "")
      + (expression.isMultiline ? "m" : "") + (expression.dotMatchesAll ? "s" : "")
  }
}

/// Whole conditions, as lines that are indented by two spaces a level.
extension ExpressionWords {
  func lines(_ clause: Clause, level: Int = 0, _ prefix: String = "") -> [String] {
    switch clause {
    case .selection(let name, let expression):
      return lines(expression, level: level, prefix + name + ": ")
    case .not(let inner): return lines(inner, level: level, prefix + "not ")
    case .all(let parts):
      return [indent(level) + prefix + "all of"] + parts.flatMap { lines($0, level: level + 1) }
    case .any(let parts):
      return [indent(level) + prefix + "one of"] + parts.flatMap { lines($0, level: level + 1) }
    }
  }

  func lines(_ expression: Expression, level: Int, _ prefix: String = "") -> [String] {
    switch expression {
    case .test(let test): return [indent(level) + prefix + line([test], requiresAll: true)]
    case .not(let inner): return lines(inner, level: level, prefix + "not ")
    case .all(let parts): return lines(parts, requiresAll: true, level, prefix)
    case .any(let parts): return lines(parts, requiresAll: false, level, prefix)
    }
  }

  private func lines(
    _ parts: [Expression], requiresAll: Bool, _ level: Int, _ prefix: String
  ) -> [String] {
    let tests = parts.compactMap(\.test)
    if tests.count == parts.count, let first = tests.first,
      tests.allSatisfy({ $0.field == first.field })
    {
      return [indent(level) + prefix + line(tests, requiresAll: requiresAll)]
    }
    return [indent(level) + prefix + (requiresAll ? "all of" : "one of")]
      + parts.flatMap { lines($0, level: level + 1) }
  }

  private func indent(_ level: Int) -> String { String(repeating: "  ", count: level) }
}

extension Expression {
  fileprivate var test: Test? {
    if case .test(let test) = self { test } else { nil }
  }
}

extension ValuePattern {
  /// As Sigma writes it, with wildcards and their escapes.
  fileprivate var sigma: String {
    parts.map { part in
      switch part {
      case .anyRun: "*"
      case .anyOne: "?"
      case .bytes(let bytes):
        String(decoding: bytes, as: UTF8.self)
          .replacing("*", with: "\\*").replacing("?", with: "\\?")
      }
    }.joined()
  }
}

extension NumberComparison {
  fileprivate var words: String {
    switch self {
    case .eq: "is"
    case .lt: "<"
    case .lte: "<="
    case .gt: ">"
    case .gte: ">="
    }
  }
}

extension Expression.FieldShape {
  fileprivate var words: String {
    switch self {
    case .equals: "equals"
    case .startsWith: "startswith"
    case .endsWith: "endswith"
    case .contains: "contains"
    }
  }
}

extension Network {
  /// `10.0.0.0/8`; of IPv6 all eight groups.
  fileprivate var text: String {
    guard address.isIPv6 else {
      let parts = stride(from: 24, through: 0, by: -8).map {
        String(address.low >> UInt64($0) & 255)
      }
      return parts.joined(separator: ".") + "/\(prefix)"
    }
    let groups = [address.high, address.low].flatMap { half in
      stride(from: 48, through: 0, by: -16).map { String(half >> UInt64($0) & 0xffff, radix: 16) }
    }
    return groups.joined(separator: ":") + "/\(prefix)"
  }
}
