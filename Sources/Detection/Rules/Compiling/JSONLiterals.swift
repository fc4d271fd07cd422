/// What of a rule's value stands in the raw line of JSON.
///
/// In a value of its own, a backslash and a quote are written behind a backslash, or by their numbers,
/// which is looked behind elsewhere; a slash is written as itself, after a backslash or not, so a run
/// may begin with one; and a text value stands between quotes. In a part of something, only what lies
/// between such bytes is sure.
struct JSONLiterals {
  /// Shorter runs are left out.
  let leastBytes: Int

  /// Stands for any byte beyond ASCII, of which one must be in the line.
  ///
  /// The letters that rules look for (emoji, homoglyphs) are short, many, and in few lines.
  static let beyondASCII: [UInt8] = [0x80]

  private static let rarityBeyondASCII = 6.0

  /// Clauses of which each holds for every line in which a value passes the test.
  ///
  /// `isAnchored`: the value is a JSON value of its own, not a part of one.
  func clauses(of check: Expression.Check, isAnchored: Bool) -> [RequiredLiterals] {
    switch check {
    case .text(let pattern, _): clauses(of: pattern, isAnchored)
    case .number(.eq, let value):
      // Digits stand everywhere.
      [canonicalText(of: value)].filter { $0.count >= GramTables.bytes }
        .map { RequiredLiterals(anyOf: [$0]) }
    case .network(let network):
      [network.writtenPrefix.map { .init(anyOf: [$0]) }].compactMap(\.self)
    case .expression(let expression): clauses(of: expression, isAnchored)
    case .number, .null, .exists, .field, .part: []
    }
  }

  /// Those of `clauses` that are one literal which is a text, without weighing them.
  func literals(of check: Expression.Check, isAnchored: Bool) -> [[UInt8]] {
    guard case .text(let pattern, _) = check else {
      return clauses(of: check, isAnchored: isAnchored).compactMap(\.only)
    }
    return pattern.parts.indices.compactMap { index in
      guard case .bytes(let bytes) = pattern.parts[index],
        let literal = best(of: pattern, at: index, bytes, isAnchored)
      else { return nil }
      // Beside a common word, any byte beyond ASCII says more.
      let isWide = bytes.contains { $0 >= 0x80 }
      return isWide && literalRarity(literal) < Self.rarityBeyondASCII ? nil : literal
    }
  }

  private func clauses(
    of expression: RegularExpression, _ isAnchored: Bool
  ) -> [RequiredLiterals] {
    guard let all = ExpressionLiterals.required(by: expression.text) else { return [] }
    let cut = all.map { best(of: $0[...], isWhole: isAnchored, opens: false, closes: false) }
    return cut.contains(nil) ? [] : [RequiredLiterals(anyOf: cut.compactMap(\.self))]
  }

  private func clauses(of pattern: ValuePattern, _ isAnchored: Bool) -> [RequiredLiterals] {
    var clauses: [RequiredLiterals] = []
    for (index, part) in pattern.parts.enumerated() {
      guard case .bytes(let bytes) = part else { continue }
      let literal = best(of: pattern, at: index, bytes, isAnchored)
      let set = literal.map { RequiredLiterals(anyOf: [$0]) }
      if bytes.contains(where: { $0 >= 0x80 }),
        set.map({ $0.rarity < Self.rarityBeyondASCII }) ?? true
      {
        var set = RequiredLiterals(anyOf: [Self.beyondASCII])
        set.rarity = Self.rarityBeyondASCII
        clauses.append(set)
      } else if let set {
        clauses.append(set)
      }
    }
    return clauses
  }

  private func best(
    of pattern: ValuePattern, at index: Int, _ bytes: [UInt8], _ isAnchored: Bool
  ) -> [UInt8]? {
    let isText = isAnchored && Self.cannotEndBareValue(bytes)
    return best(
      of: bytes[...], isWhole: isAnchored, opens: isText && index == 0,
      closes: isText && index == pattern.parts.count - 1)
  }

  /// True when no number, `true` or `false` can hold the bytes at its start or end: then the value is
  /// a text in quotes.
  private static func cannotEndBareValue(_ bytes: [UInt8]) -> Bool {
    !bytes.allSatisfy { "0123456789eE+-.truefalsTRUFALS".utf8.contains($0) }
  }

  /// The rarest run of a part; one shorter than a gram only where there is no other.
  ///
  /// What is no JSON after all is a text, in which a backslash may be alone; that has no fields but
  /// those of code and of shapes, so that only a value that `isWhole` holds its escapes for sure.
  private func best(
    of bytes: ArraySlice<UInt8>, isWhole: Bool, opens: Bool, closes: Bool
  ) -> [UInt8]? {
    var best: [UInt8]?
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex { Self.isCut($0, isWhole) } ?? bytes.endIndex
      if end > start {
        let literal =
          isWhole
          ? escaped(bytes, start..<end, opens, closes) : widened(bytes, start..<end)
        if literal.count >= leastBytes, best.map({ isBetter(literal, than: $0) }) ?? true {
          best = literal
        }
      }
      start = end + 1
    }
    return best
  }

  private func isBetter(_ literal: [UInt8], than other: [UInt8]) -> Bool {
    let (isShort, wasShort) = (literal.count < GramTables.bytes, other.count < GramTables.bytes)
    return isShort == wasShort ? literalRarity(literal) > literalRarity(other) : wasShort
  }

  private static func isCut(_ byte: UInt8, _ isWhole: Bool) -> Bool {
    byte < 0x20 || byte >= 0x7f || byte == 0x2f || (!isWhole && (byte == 0x5c || byte == 0x22))
  }

  /// The run in small letters as JSON writes it, with the slash before it or the quotes around it; of
  /// a long one the rarer end.
  private func escaped(
    _ bytes: ArraySlice<UInt8>, _ run: Range<Int>, _ opens: Bool, _ closes: Bool
  ) -> [UInt8] {
    var literal: [UInt8] = []
    literal.reserveCapacity(run.count + 3)
    if run.lowerBound > bytes.startIndex {
      if bytes[run.lowerBound - 1] == 0x2f { literal.append(0x2f) }
    } else if opens {
      literal.append(0x22)
    }
    for byte in bytes[run] {
      if byte == 0x5c || byte == 0x22 { literal.append(0x5c) }
      literal.append(lowercased(byte))
    }
    if run.upperBound == bytes.endIndex, closes { literal.append(0x22) }
    return LiteralSearch.window(of: literal)
  }

  /// The run in small letters with what must stand before and after it; of a long one the rarer end.
  private func widened(_ bytes: ArraySlice<UInt8>, _ run: Range<Int>) -> [UInt8] {
    var literal: [UInt8] = []
    if run.lowerBound > bytes.startIndex {
      let before = bytes[run.lowerBound - 1]
      if before == 0x5c || before == 0x22 || before == 0x2f { literal.append(before) }
    }
    for byte in bytes[run] { literal.append(lowercased(byte)) }
    if run.upperBound < bytes.endIndex, bytes[run.upperBound] == 0x5c { literal.append(0x5c) }
    return LiteralSearch.window(of: literal)
  }
}
