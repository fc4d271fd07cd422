import Records

/// One way for a rule to match: sets of literals, of each of which one stands in the line.
///
/// A rule whose condition has several branches has several ways; a line that fulfils none of them
/// cannot match. Sorted, the rarest first.
struct LiteralWay: Sendable, Equatable {
  var clauses: [RequiredLiterals]

  /// Sets worth looking for: a fourth excludes hardly a line that three let through.
  static let clausesMax = 3
  /// Literals of a set that is asked for beside the rarest one.
  static let sideLiteralsMax = 48

  /// Bits that a set beside the rarest one needs: what most lines hold excludes few of them.
  static let sideRarityLeast = 5.0
  /// Bits that a set needs to be looked for when literals of it are shorter than a gram.
  static let shortRarityLeast = -1.5

  /// The rarest set and the best ones to stand beside it; nil when nothing can be promised.
  init?(_ all: [RequiredLiterals]) {
    let sorted = all.filter { !$0.holdsShort || $0.rarity >= Self.shortRarityLeast }
      .sorted { $0.rarity > $1.rarity }
    guard let first = sorted.first else { return nil }
    clauses = [first]
    for clause in sorted.dropFirst() where clauses.count < Self.clausesMax {
      guard clause.literals.count <= Self.sideLiteralsMax, !clauses.contains(clause),
        clause.isOfRareNames || (clause.rarity >= Self.sideRarityLeast && !clause.holdsShort)
      else { continue }
      clauses.append(clause)
    }
  }

  /// What is looked for stands in most lines, or is too short for grams.
  var isCommon: Bool { clauses[0].isOfNames || clauses[0].holdsShort }
}

/// More than one literal of a rule, for rule sets so large that one lets too many lines through.
extension LiteralSearch {
  /// Ways of one rule; more branches are taken as one.
  private static let waysMax = 32

  /// Nil when nothing can be promised; empty when no line can match.
  func ways(of expression: Expression) -> [LiteralWay]? {
    var ways: [LiteralWay] = []
    let opening = [opening].compactMap(\.self)
    for clauses in branches(of: expression) {
      if clauses.contains(.impossible) { continue }
      guard let way = LiteralWay(clauses + opening) else { return nil }
      ways.append(way)
    }
    return ways
  }

  /// Sets that must all be there, for each branch of the condition.
  private func branches(of expression: Expression) -> [[RequiredLiterals]] {
    switch expression {
    case .any(let children) where children.contains { $0.isCompound }:
      let branches = children.flatMap { self.branches(of: $0) }
      return branches.count <= Self.waysMax ? branches : [clauses(of: expression)]
    case .all(let children):
      return branches(ofAll: children)
    default: return [clauses(of: expression)]
    }
  }

  /// The child with the most branches stays branched, the others are a set or two each.
  private func branches(ofAll children: [Expression]) -> [[RequiredLiterals]] {
    let split = children.indices
      .filter { children[$0].isBranched }
      .map { (index: $0, branches: branches(of: children[$0])) }
      .filter { $0.branches.count <= Self.waysMax }
      .max { $0.branches.count < $1.branches.count }
    let others = children.indices.filter { $0 != split?.index }
      .flatMap { clauses(of: children[$0]) }
    guard let split else { return [others] }
    return split.branches.map { $0 + others }
  }

  /// Sets that must all be there, whichever branch it is.
  private func clauses(of expression: Expression) -> [RequiredLiterals] {
    switch expression {
    case .not: return []
    case .test(let test): return clauses(of: test)
    case .all(let children):
      var clauses: [RequiredLiterals] = []
      for child in children {
        for clause in self.clauses(of: child) where !clauses.contains(clause) {
          clauses.append(clause)
        }
      }
      return clauses
    case .any(let children): return clauses(ofAny: children)
    }
  }

  private func clauses(ofAny children: [Expression]) -> [RequiredLiterals] {
    var possible: [[RequiredLiterals]] = []
    possible.reserveCapacity(children.count)
    for child in children {
      let clauses = clauses(of: child)
      if !clauses.contains(.impossible) { possible.append(clauses) }
    }
    if possible.isEmpty { return [.impossible] }
    // What all name is worth more than the union of what each names.
    let shared = possible[0].filter { clause in possible.allSatisfy { $0.contains(clause) } }
    var best: [RequiredLiterals] = []
    best.reserveCapacity(possible.count)
    for clauses in possible {
      let rest = shared.isEmpty ? clauses : clauses.filter { !shared.contains($0) }
      guard let one = rest.count < 2 ? rest.first : rest.max(by: { $0.worth < $1.worth }) else {
        return shared
      }
      best.append(one)
    }
    return shared + [.union(best)]
  }

  private func clauses(of test: Expression.Test) -> [RequiredLiterals] {
    guard format == .json, !test.isForNull else {
      return [literals(of: .test(test))].compactMap(\.self)
    }
    let search = JSONLiterals(leastBytes: 1)
    guard test.field != Expression.Test.wholeLine else {
      return search.clauses(of: test.check, isAnchored: false)
    }
    let field = writtenField(test.field)
    var clauses: [RequiredLiterals] = []
    switch origin(ofField: test.field) {
    case .unknown: return [.impossible]
    case .made:
      if let made = literals(of: .test(test)) { clauses.append(made) }
    case .verbatim:
      clauses = search.clauses(of: test.check, isAnchored: field.makers != nil)
      if let makers = field.makers, !makers.literals.isEmpty {
        clauses = clauses.map { $0.or(makers) }
      }
    }
    if let name = field.name { clauses.append(name) }
    return clauses
  }

  /// Literals of lines in which one of the fields may stand without its name, in small letters.
  func makers(ofFields fields: Set<UInt16>) -> Set<[UInt8]> {
    fields.reduce(into: []) { all, field in
      all.formUnion(writtenField(field).makers?.literals ?? [])
    }
  }

  /// Literals each of which stands in every line in which the test holds, unless the line holds one
  /// of the makers'.
  func settling(_ test: Expression.Test) -> [[UInt8]] {
    let search = JSONLiterals(leastBytes: GramTables.bytes)
    guard format == .json else { return [] }
    if test.field == Expression.Test.wholeLine {
      return search.literals(of: test.check, isAnchored: false)
    }
    guard origin(ofField: test.field) == .verbatim else { return [] }
    return search.literals(of: test.check, isAnchored: writtenField(test.field).makers != nil)
  }

  /// A value that is decoded further than JSON is made, for this purpose.
  private func origin(ofField field: UInt16) -> FieldOrigin {
    names[Int(field)] == "cs-uri-decoded" ? .made : promisedOrigin(ofField: field)
  }

  private func writtenField(_ field: UInt16) -> WrittenField {
    written.value(of: field) {
      guard let literals = makers(ofField: field) else { return WrittenField() }
      let makers = RequiredLiterals(anyOf: literals)
      return WrittenField(
        makers: makers,
        name: nameLiteral(ofField: field).flatMap { $0.holdsShort ? nil : $0.or(makers) })
    }
  }

  /// Literals of lines that have the field without a name for it; nil when there may be others.
  private func makers(ofField field: UInt16) -> [[UInt8]]? {
    var all: [[UInt8]] = []
    for field in fieldsThatSet(field) {
      guard let makers = decoders.literalsOfMakers(ofField: field) else { return nil }
      all += makers
    }
    let cut = all.compactMap { rarestRun(of: $0) }.filter { $0.count >= GramTables.bytes }
    return cut.count == all.count ? cut : nil
  }

  /// The field and those that mappings copy to it.
  private func fieldsThatSet(_ field: UInt16) -> [UInt16] {
    var fields = [field]
    var index = 0
    while index < fields.count {
      for copy in copies where copy.to == fields[index] && !fields.contains(copy.from) {
        fields.append(copy.from)
      }
      index += 1
    }
    return fields
  }

  /// The names under which JSON can set the field; nil when one cannot be looked for.
  private func nameLiteral(ofField field: UInt16) -> RequiredLiterals? {
    var all: [[UInt8]] = []
    for field in fieldsThatSet(field) {
      guard let part = rarestPart(of: names[Int(field)]) else { return nil }
      all.append(part)
    }
    var set = RequiredLiterals(anyOf: all)
    // Names are the same in every line of a kind: the last thing to ask for.
    set.rarity = RequiredLiterals.rarityOfNames
    return set
  }
}

/// What is known of a field of JSON, whatever a test compares it with.
struct WrittenField {
  /// Literals of lines that have the field without a name for it, none or some; nil when there may
  /// be others.
  var makers: RequiredLiterals?
  /// The names under which it is set, or a maker; nil where they cannot be looked for.
  var name: RequiredLiterals?
}

extension RequiredLiterals {
  fileprivate static let rarityOfNames = -30.0

  /// One of some names of fields stands in the line.
  fileprivate var isOfNames: Bool { rarity == Self.rarityOfNames }

  /// Names that tell lines apart: `image` and `user` stand in all that record processes.
  fileprivate var isOfRareNames: Bool {
    isOfNames && literals.allSatisfy { literalRarity($0) >= LiteralWay.sideRarityLeast }
  }

  /// Names last, then what may be too short to be looked for.
  fileprivate var worth: (Int, Double) { (isOfNames ? 0 : holdsShort ? 1 : 2, rarity) }

  /// Some literal is shorter than a gram.
  fileprivate var holdsShort: Bool {
    literals.contains { $0.count < GramTables.bytes && $0 != JSONLiterals.beyondASCII }
  }

  /// The literal of a set of one that is a text.
  var only: [UInt8]? {
    literals.count == 1 && literals[0] != JSONLiterals.beyondASCII ? literals[0] : nil
  }
}

extension Expression.Test {
  fileprivate var isForNull: Bool { if case .null = check { true } else { false } }
}

extension Expression {
  /// A branch of its own: more than a test.
  fileprivate var isCompound: Bool {
    switch self {
    case .test: false
    case .not, .all: true
    case .any(let children): children.contains { $0.isCompound }
    }
  }

  fileprivate var isBranched: Bool {
    switch self {
    case .any(let children): children.contains { $0.isCompound }
    case .all(let children): children.contains { $0.isBranched }
    case .test, .not: false
    }
  }
}
