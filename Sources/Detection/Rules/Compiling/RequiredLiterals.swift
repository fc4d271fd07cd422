import Glibc
import Records

/// Literals of which at least one stands in every line that a rule matches.
///
/// They are what the scan looks for, in small letters and compared without case. The fewer lines
/// hold one, the better: `rarity` is an estimate in bits, so that a set with 10 bits stands in one
/// of a thousand lines.
struct RequiredLiterals: Sendable, Equatable {
  /// Sorted and without repeats; empty: no line of this source can match.
  let literals: [[UInt8]]
  var rarity: Double
  /// Lines that hold one of them, of all lines, at most; kept, because unions ask for it again and again.
  private let share: Double
  /// How a literal is written where no other case of its letters can make the rule match: what
  /// comes from a decoder's shape, which compares bytes.
  var spellings: [[UInt8]: [UInt8]] = [:]

  static let impossible = RequiredLiterals(distinct: [], share: 0)

  /// `distinct` are sorted, in small letters and without repeats.
  private init(distinct: [[UInt8]], share: Double) {
    literals = distinct
    self.share = share
    rarity = -log2(share)
  }

  /// The sum of the lines that hold each.
  private static func share(of distinct: [[UInt8]]) -> Double {
    distinct.reduce(0) { $0 + exp2(-literalRarity($1)) }
  }

  /// One of `literals` stands in the line.
  init(anyOf literals: [[UInt8]]) {
    let distinct = Self.distinct(literals.map(asciiLowercased))
    self.init(distinct: distinct, share: Self.share(of: distinct))
  }

  private static func distinct(_ literals: [[UInt8]]) -> [[UInt8]] {
    guard literals.count > 1 else { return literals }
    let sorted = literals.sorted { $0.lexicographicallyPrecedes($1) }
    var distinct: [[UInt8]] = []
    distinct.reserveCapacity(sorted.count)
    for literal in sorted where distinct.last != literal { distinct.append(literal) }
    return distinct
  }

  /// What holds when any of `sets` does.
  static func union(_ sets: [RequiredLiterals]) -> RequiredLiterals {
    let all = sets.flatMap(\.literals)
    guard !all.isEmpty else { return .impossible }
    let distinct = distinct(all)
    let isSum = distinct.count == all.count
    var union = RequiredLiterals(
      distinct: distinct,
      share: isSum ? sets.reduce(0) { $0 + $1.share } : share(of: distinct))
    if sets.contains(where: { !$0.spellings.isEmpty }) { union.spellings = sharedSpellings(sets) }
    return union
  }

  /// One of these or one of `others`, which are so rare that they do not count.
  func or(_ others: RequiredLiterals) -> RequiredLiterals {
    guard !others.literals.isEmpty, self != .impossible else { return self }
    var set = RequiredLiterals(
      distinct: Self.distinct(literals + others.literals),
      share: share + others.share)
    set.rarity = rarity
    return set
  }

  /// Those of literals that every set which has them spells alike.
  private static func sharedSpellings(_ sets: [RequiredLiterals]) -> [[UInt8]: [UInt8]] {
    var ways: [[UInt8]: Set<[UInt8]?>] = [:]
    for set in sets {
      for literal in set.literals { ways[literal, default: []].insert(set.spellings[literal]) }
    }
    return ways.compactMapValues { $0.count == 1 ? $0.first ?? nil : nil }
  }

  /// Their rarity is compared first, because it is mostly enough.
  static func == (left: RequiredLiterals, right: RequiredLiterals) -> Bool {
    left.rarity == right.rarity && left.literals == right.literals
      && left.spellings == right.spellings
  }
}

/// Finds the literals of a rule for the lines of one source.
///
/// How a value stands in the raw line depends on the source's format, and for fields that a decoder
/// makes on the decoder: `DecoderSet` promises, and where it cannot, there is no literal.
struct LiteralSearch {
  let decoders: DecoderSet
  let names: [String]
  let format: SourceDeclaration.Format
  /// Nil: every decoder may have read the line, because the source itself serves the rule.
  let serving: Logsource?
  let fieldsSet: Set<String>?
  /// A message may be a whole event, which has fields of any name, written as this format does.
  let opensMessages: Bool
  /// Fields of whole lines that take the value of another one.
  let copies: [CompiledMapping.Copy]
  /// What every line holds that serves the rule; nil where nothing is known of that.
  private(set) var opening: RequiredLiterals?
  /// What was found out of fields: thousands of tests ask for some hundred of them.
  private let origins = FieldMemo<FieldOrigin>()
  private let shaped = FieldMemo<RequiredLiterals?>()
  let written = FieldMemo<WrittenField>()

  init(
    decoders: DecoderSet, names: [String], binding: SourceBinding, rule: Logsource,
    isServedBySource: Bool
  ) {
    self.decoders = decoders
    self.names = names
    format = binding.format
    serving = isServedBySource ? nil : rule
    copies = decoders.mappings(for: binding).map { decoders.mappings[$0] }
      .filter { !$0.declaration.isOfMessages }.flatMap(\.copies)
    opensMessages = !decoders.messageFormats(
      binding, for: rule, isServedBySource: isServedBySource
    ).isEmpty
    fieldsSet = opensMessages ? nil : decoders.fieldsSet(serving: serving, format: format)
    if !isServedBySource { opening = opening(of: rule, binding) }
  }

  /// The rarer of what the rule asks for and of what makes a line serve it; nil when nothing can be
  /// promised: then every line is decoded for this rule.
  func literals(requiredBy expression: Expression) -> RequiredLiterals? {
    [literals(of: expression), opening].compactMap(\.self).max { $0.rarity < $1.rarity }
  }

  /// Nil when nothing can be promised.
  func literals(of expression: Expression) -> RequiredLiterals? {
    switch expression {
    case .not: return nil
    case .test(let test): return literals(of: test)
    case .any(let children):
      var sets: [RequiredLiterals] = []
      for child in children {
        guard let set = literals(of: child) else { return nil }
        sets.append(set)
      }
      return .union(sets)
    case .all(let children):
      return children.compactMap { literals(of: $0) }.max { $0.rarity < $1.rarity }
    }
  }

  private func literals(of test: Expression.Test) -> RequiredLiterals? {
    if case .null = test.check { return nil }
    guard test.field != Expression.Test.wholeLine else { return writtenLiterals(of: test.check) }
    let name = names[Int(test.field)]
    if let fieldsSet, !fieldsSet.contains(name) { return .impossible }
    switch promisedOrigin(ofField: test.field) {
    case .verbatim:
      let written = writtenLiterals(of: test.check).map { orEncoded($0, name) }
      return [written, shapeLiterals(of: test.field)].compactMap(\.self)
        .max { $0.rarity < $1.rarity }
    case .made: return madeLiterals(name, test.check)
    case .unknown: return opensMessages ? writtenLiterals(of: test.check) : .impossible
    }
  }

  /// How the decoders promise that the field's value stands in the line.
  func promisedOrigin(ofField field: UInt16) -> FieldOrigin {
    origins.value(of: field) {
      decoders.origin(ofField: names[Int(field)], serving: serving, format: format)
    }
  }

  /// What stands in every line in which a shape captures the field, where nothing else sets it.
  ///
  /// It is worth more than a short value: `21` stands in many lines, what a packet filter writes
  /// around its ports in few.
  private func shapeLiterals(of field: UInt16) -> RequiredLiterals? {
    guard format == .syslog || format == .raw, !opensMessages else { return nil }
    return shaped.value(of: field) {
      guard let makers = decoders.literalsOfMakers(ofField: field), !makers.isEmpty else {
        return nil
      }
      let cut = makers.map { rarestRun(of: $0) }
      return cut.contains(nil) ? nil : RequiredLiterals(anyOf: cut.compactMap(\.self))
    }
  }

  /// A value that is decoded may stand in the line behind percent signs.
  private func orEncoded(_ literals: RequiredLiterals, _ field: String) -> RequiredLiterals {
    field == "cs-uri-decoded" ? .union([literals, RequiredLiterals(anyOf: [[0x25]])]) : literals
  }

  /// Of a field whose values a decoder makes: only whole values can be traced to shapes.
  private func madeLiterals(_ name: String, _ check: Expression.Check) -> RequiredLiterals? {
    guard case .text(let pattern, _) = check, let bytes = pattern.plainBytes,
      let all = decoders.literals(
        whenField: name, equals: String(decoding: bytes, as: UTF8.self), serving: serving,
        format: format)
    else { return nil }
    if all.isEmpty { return .impossible }
    // Shapes read messages as they are written, not those that are events by themselves.
    let cut = all.map { rarestRun(of: $0, inMessages: false) }
    guard !cut.contains(nil) else { return nil }
    let exact = decoders.exactLiterals(
      whenField: name, equals: String(decoding: bytes, as: UTF8.self), serving: serving)
    return .union(
      zip(all, cut.compactMap(\.self)).map { whole, run in
        var one = RequiredLiterals(anyOf: [run])
        if exact.contains(whole) { one.spellings[asciiLowercased(run)] = run }
        return one
      })
  }

  /// Of a value that stands in the line as it is.
  private func writtenLiterals(of check: Expression.Check) -> RequiredLiterals? {
    switch check {
    case .text(let pattern, let isCased): return writtenLiterals(of: pattern, isCased: isCased)
    case .number(.eq, let value): return RequiredLiterals(anyOf: [canonicalText(of: value)])
    case .network(let network): return network.writtenPrefix.map { .init(anyOf: [$0]) }
    case .expression(let expression):
      guard let all = ExpressionLiterals.required(by: expression.text) else { return nil }
      let cut = all.map { rarestRun(of: $0) }
      return cut.contains(nil) ? nil : RequiredLiterals(anyOf: cut.compactMap(\.self))
    case .number, .null, .exists, .field, .part: return nil
    }
  }

  private func writtenLiterals(of pattern: ValuePattern, isCased: Bool) -> RequiredLiterals? {
    let texts = pattern.parts.compactMap { part -> [UInt8]? in
      if case .bytes(let bytes) = part { bytes } else { nil }
    }
    if let best = rarest(of: texts.compactMap { rarestRun(of: $0) }) {
      return RequiredLiterals(anyOf: [best])
    }
    // Nothing but letters beyond ASCII: one of them, in each of its cases.
    for text in texts {
      guard let letters = String(validating: text, as: UTF8.self)?.unicodeScalars,
        let letter = letters.first(where: { !$0.isASCII })
      else { continue }
      let cases = isCased ? [letter] : CaseVariants.all(of: letter)
      return RequiredLiterals(anyOf: cases.map { Array(String($0).utf8) })
    }
    return nil
  }

  /// The rarest run of ASCII between bytes that some format writes in another way.
  ///
  /// Cut at backslash, quote and controls, and at the slash where the whole line is JSON: it costs
  /// little and makes every escape but those by number (`\u0041`, `\x41`) harmless. In a text whose
  /// messages may be JSON, `\/` is a hiding literal instead, because paths are what keywords look for.
  func rarestRun(of bytes: [UInt8], inMessages: Bool = true) -> [UInt8]? {
    let opensMessages = self.opensMessages && inMessages
    let isStructured = opensMessages || !format.isText
    let keepsSlashes = format == .combined || format == .squid || format.isText
    let isCut = { (byte: UInt8) in
      byte < 0x20 || byte >= 0x7f
        || (isStructured && (byte == 0x5c || byte == 0x22 || (byte == 0x2f && !keepsSlashes)))
        || (opensMessages && Self.isNamedInXML(byte))
    }
    // Mostly it is one run.
    if !bytes.isEmpty, !bytes.contains(where: isCut) { return Self.window(of: bytes) }
    return rarest(of: bytes.split(whereSeparator: isCut).map { Self.window(of: Array($0)) })
  }

  /// The first of those that stand in the fewest lines.
  private func rarest(of literals: [[UInt8]]) -> [UInt8]? {
    literals.count < 2
      ? literals.first : literals.max { literalRarity($0) < literalRarity($1) }
  }

  /// `&`, `<`, `>` and `'`, which XML may write as references.
  private static func isNamedInXML(_ byte: UInt8) -> Bool {
    byte == 0x26 || byte == 0x27 || byte == 0x3c || byte == 0x3e
  }

  /// Bytes of a literal that are worth scanning for; a longer one says no more.
  private static let literalBytesMax = 40

  static func window(of bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > literalBytesMax else { return bytes }
    let ends = [Array(bytes.prefix(literalBytesMax)), Array(bytes.suffix(literalBytesMax))]
    return literalRarity(ends[0]) >= literalRarity(ends[1]) ? ends[0] : ends[1]
  }
}

extension SourceDeclaration.Format {
  /// Lines of text, in which a message may be structured.
  var isText: Bool { self == .raw || self == .syslog || self == .journal }
}

extension Network {
  /// The decimal parts that every address of an IPv4 network begins with: `10.`.
  var writtenPrefix: [UInt8]? {
    guard !address.isIPv6, prefix >= 8 else { return nil }
    let parts = (0..<Int(prefix) / 8).map { String(address.low >> UInt64(24 - 8 * $0) & 0xff) }
    return Array((parts.joined(separator: ".") + (prefix < 32 ? "." : "")).utf8)
  }
}
