import Records

/// A condition as its words say it.
///
/// Binding, loosest first: `or`, `and`, `not`, `x of` (Sigma specification, "Condition").
indirect enum Condition: Sendable, Equatable {
  case name(String)
  case all([Condition])
  case any([Condition])
  case not(Condition)
  /// `1 of pattern` and `all of pattern`; the pattern `them` is `*`.
  case of(pattern: String, requiresAll: Bool)

  init(_ text: String) throws(Mistake) {
    if text.contains("|") { throw .aggregation }
    var parser = ConditionParser(text)
    self = try parser.condition()
  }

  enum Mistake: Error, Equatable {
    case empty
    case aggregation
    /// What stands there, or nil at the end; what would be right.
    case unexpected(String?, wanted: String)
    case depth
  }
}

private struct ConditionParser {
  /// Parentheses and `not` within one another; a person needs three.
  private static let depthMax = 100

  private var words: ArraySlice<String>
  private var depth = 0

  init(_ text: String) {
    var words: [String] = []
    var word = ""
    for character in text {
      if character.isWhitespace || character == "(" || character == ")" {
        if !word.isEmpty { words.append(word) }
        if !character.isWhitespace { words.append(String(character)) }
        word = ""
      } else {
        word.append(character)
      }
    }
    if !word.isEmpty { words.append(word) }
    self.words = words[...]
  }

  mutating func condition() throws(Condition.Mistake) -> Condition {
    guard !words.isEmpty else { throw .empty }
    let condition = try alternatives()
    if let word = words.first { throw .unexpected(word, wanted: "\"and\" or \"or\"") }
    return condition
  }

  private mutating func alternatives() throws(Condition.Mistake) -> Condition {
    var parts = [try conjunction()]
    while take("or") { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func conjunction() throws(Condition.Mistake) -> Condition {
    var parts = [try negation()]
    while take("and") { parts.append(try negation()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func negation() throws(Condition.Mistake) -> Condition {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthMax else { throw .depth }
    return take("not") ? .not(try negation()) : try atom()
  }

  private mutating func atom() throws(Condition.Mistake) -> Condition {
    if take("(") {
      let inner = try alternatives()
      guard take(")") else { throw .unexpected(words.first, wanted: "\")\"") }
      return inner
    }
    guard let word = words.popFirst() else { throw .unexpected(nil, wanted: "a name") }
    if words.first == "of" {
      guard word == "1" || word == "any" || word == "all" else {
        throw .unexpected(word, wanted: "\"1\", \"any\" or \"all\"")
      }
      words.removeFirst()
      return .of(pattern: try pattern(), requiresAll: word == "all")
    }
    guard isName(word), !["and", "or", "not", "of"].contains(word) else {
      throw .unexpected(word, wanted: "a name")
    }
    return .name(word)
  }

  private mutating func pattern() throws(Condition.Mistake) -> String {
    guard let word = words.popFirst() else { throw .unexpected(nil, wanted: "a pattern") }
    guard word.utf8.allSatisfy({ isNameByte($0) || $0 == UInt8(ascii: "*") }) else {
      throw .unexpected(word, wanted: "a pattern of letters, digits, \"_\" and \"*\"")
    }
    return word == "them" ? "*" : word
  }

  private mutating func take(_ word: String) -> Bool {
    guard words.first == word else { return false }
    words.removeFirst()
    return true
  }

  private func isName(_ word: String) -> Bool {
    word.utf8.allSatisfy { isNameByte($0) || $0 == UInt8(ascii: "-") }
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f: true
    default: false
    }
  }
}
