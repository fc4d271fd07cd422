/// Turns expressions into steps and tables.
///
/// Steps are written from the end of an expression to its beginning, so that each knows where to go
/// next when it is written. Equal texts, numbers and expressions share their place in the tables.
struct ProgramBuilder {
  private var steps: [Step] = []
  private var pool: [UInt8] = []
  private var parts: [PatternPart] = []
  private var numbers: [NumberOperand] = []
  private var networks: [Network] = []
  private var databases: [PatternDatabase] = []
  private var places: [[UInt8]: UInt32] = [:]
  private var expressions: [CompilableExpression: UInt32] = [:]
  private let compiled: [CompilableExpression: Result<PatternDatabase, PatternDatabase.Mistake>]

  /// `compiled` holds databases of expressions to come; others are compiled as they come.
  init(compiled: [CompilableExpression: Result<PatternDatabase, PatternDatabase.Mistake>] = [:]) {
    self.compiled = compiled
  }

  /// The step at which the program of `expression` begins.
  mutating func add(_ expression: Expression) throws(PatternDatabase.Mistake) -> UInt32 {
    try write(expression, Step.accept, Step.reject)
  }

  /// Steps written so far: the next expression's steps begin here.
  var stepCount: Int { steps.count }

  /// Names the tests in the order in which `add` writes their steps; nil for a step beside them.
  static func forEachStep(in expression: Expression, _ body: (Expression.Test?) -> Void) {
    switch expression {
    case .not(let inner): forEachStep(in: inner, body)
    case .test(let test): body(test)
    case .all(let children):
      for child in costly(children) { forEachStep(in: child, body) }
    case .any(let children):
      for run in runs(costly(children)) {
        for child in run { forEachStep(in: child, body) }
        if guardedField(of: run) != nil { body(nil) }
      }
    }
  }

  func program() -> Program {
    Program(
      steps: steps, pool: pool, parts: parts, numbers: numbers, networks: networks,
      databases: databases)
  }

  private mutating func write(
    _ expression: Expression, _ onTrue: UInt32, _ onFalse: UInt32
  ) throws(PatternDatabase.Mistake) -> UInt32 {
    switch expression {
    case .not(let inner): return try write(inner, onFalse, onTrue)
    case .test(let test):
      var step = try step(for: test)
      step.onTrue = onTrue
      step.onFalse = onFalse
      steps.append(step)
      return UInt32(steps.count - 1)
    case .all(let children):
      var next = onTrue
      for child in Self.costly(children) { next = try write(child, next, onFalse) }
      return next
    case .any(let children):
      var next = onFalse
      for run in Self.runs(Self.costly(children)) {
        let behind = next
        for child in run { next = try write(child, onTrue, next) }
        guard let field = Self.guardedField(of: run) else { continue }
        steps.append(
          Step(
            kind: .exists, option: 0, field: field, start: 0, count: 0, onTrue: next,
            onFalse: behind))
        next = UInt32(steps.count - 1)
      }
      return next
    }
  }

  /// Tests of one field, that an event without it shall not be asked one by one.
  private static let guardedLeast = 4

  /// Neighbours that test the same field.
  private static func runs(_ children: [Expression]) -> [ArraySlice<Expression>] {
    var runs: [ArraySlice<Expression>] = []
    var start = 0
    for index in children.indices.dropFirst()
    where children[index].testedField != children[start].testedField {
      runs.append(children[start..<index])
      start = index
    }
    return runs + [children[start...]]
  }

  /// The field whose absence settles the whole run; nil where asking for it would not pay.
  private static func guardedField(of run: ArraySlice<Expression>) -> UInt16? {
    run.count < guardedLeast ? nil : run.first?.testedField
  }

  /// The dearest first, because steps are written from the end; of the equally dear the last.
  private static func costly(_ children: [Expression]) -> [Expression] {
    let costs = children.map(\.cost)
    // Mostly they are all of one kind.
    let isSorted = zip(costs, costs.dropFirst()).allSatisfy { $0 <= $1 }
    if isSorted { return children.reversed() }
    return costs.indices
      .sorted { costs[$0] == costs[$1] ? $0 > $1 : costs[$0] > costs[$1] }
      .map { children[$0] }
  }

  private mutating func step(for test: Expression.Test) throws(PatternDatabase.Mistake) -> Step {
    var step = Step(
      kind: .null, option: 0, field: test.field, start: 0, count: 0, onTrue: 0, onFalse: 0)
    switch test.check {
    case .null: step.kind = .null
    case .exists: step.kind = .exists
    case .text(let pattern, let isCased): fill(&step, pattern, isCased)
    case .number(let comparison, let value):
      step.kind = .number
      step.start = number(comparison, value)
    case .part(let part, let comparison, let value):
      step.kind = .timePart
      step.option = part.rawValue
      step.start = number(comparison, Double(value))
    case .network(let network):
      step.kind = .network
      step.start = UInt32(networks.count)
      networks.append(network)
    case .field(let other, let shape):
      step.kind = .field
      step.option = shape.rawValue
      step.start = UInt32(other)
    case .expression(let expression):
      step.kind = .expression
      step.start = try database(CompilableExpression(expression: expression))
      switch expression.characterReading {
      case .bytes: break
      case .squeezed: step.option |= Step.squeezes
      case .utf8: step.count = characterDatabase(expression)
      }
      step.option |= expression.mayIgnoreCase ? Step.ignoresCase : 0
      step.option |= expression.namesWide ? Step.namesWide : 0
    }
    return step
  }

  private mutating func database(
    _ form: CompilableExpression
  ) throws(PatternDatabase.Mistake) -> UInt32 {
    if let known = expressions[form] { return known }
    if let made = compiled[form] {
      databases.append(try made.get())
    } else {
      databases.append(try PatternDatabase(form))
    }
    expressions[form] = UInt32(databases.count - 1)
    return UInt32(databases.count - 1)
  }

  /// The index of its second database plus one; 0 where bytes are enough, or where Hyperscan cannot.
  private mutating func characterDatabase(_ expression: RegularExpression) -> UInt32 {
    let form = CompilableExpression(expression: expression, isUTF8: true)
    guard let index = try? database(form) else { return 0 }
    return index + 1
  }

  private mutating func number(_ comparison: NumberComparison, _ value: Double) -> UInt32 {
    let text = canonicalText(of: value)
    numbers.append(
      NumberOperand(
        comparison: comparison, value: value, start: place(of: text), count: UInt32(text.count)))
    return UInt32(numbers.count - 1)
  }

  private mutating func place(of bytes: [UInt8]) -> UInt32 {
    if let known = places[bytes] { return known }
    let start = UInt32(pool.count)
    pool += bytes
    places[bytes] = start
    return start
  }
}

/// Texts.
extension ProgramBuilder {
  private mutating func fill(_ step: inout Step, _ pattern: ValuePattern, _ isCased: Bool) {
    let isUnicode = !isCased && pattern.hasLettersBeyondASCII
    step.option = (isCased ? Step.cased : 0) | (isUnicode ? Step.unicode : 0)
    let shape = isUnicode ? .parts : pattern.shape
    let literal: [UInt8]
    switch shape {
    case .equals(let bytes): (step.kind, literal) = (.equals, bytes)
    case .startsWith(let bytes): (step.kind, literal) = (.startsWith, bytes)
    case .endsWith(let bytes): (step.kind, literal) = (.endsWith, bytes)
    case .contains(let bytes): (step.kind, literal) = (.contains, bytes)
    case .present: (step.kind, literal) = (.present, [])
    case .parts: return fillParts(&step, pattern)
    }
    step.start = place(of: isCased ? literal : asciiLowercased(literal))
    step.count = UInt32(literal.count)
  }

  private mutating func fillParts(_ step: inout Step, _ pattern: ValuePattern) {
    step.kind = .parts
    step.start = UInt32(parts.count)
    step.count = UInt32(pattern.parts.count)
    for part in pattern.parts {
      switch part {
      case .anyRun: parts.append(PatternPart(kind: .anyRun, start: 0, count: 0))
      case .anyOne: parts.append(PatternPart(kind: .anyOne, start: 0, count: 0))
      case .bytes(let bytes):
        let folded =
          step.option & Step.cased != 0
          ? bytes
          : step.option & Step.unicode != 0 ? foldedText(bytes) : asciiLowercased(bytes)
        parts.append(
          PatternPart(kind: .bytes, start: place(of: folded), count: UInt32(folded.count)))
      }
    }
  }
}

extension Expression {
  /// Those in it, in its order.
  var regularExpressions: [RegularExpression] {
    switch self {
    case .not(let inner): return inner.regularExpressions
    case .all(let children), .any(let children):
      return children.flatMap(\.regularExpressions)
    case .test(let test):
      guard case .expression(let expression) = test.check else { return [] }
      return [expression]
    }
  }

  /// The field of a test that is false where it is absent.
  fileprivate var testedField: UInt16? {
    guard case .test(let test) = self, test.check != .null, test.field != Test.wholeLine else {
      return nil
    }
    return test.field
  }

  /// How dear it is to test, in rough units of a comparison of a few bytes.
  var cost: Int {
    switch self {
    case .not(let inner): inner.cost
    case .all(let children), .any(let children): children.reduce(0) { $0 + $1.cost }
    case .test(let test):
      switch test.check {
      case .null, .exists: 1
      case .number, .network, .part: 4
      case .field: 20
      case .expression: 60
      case .text(let pattern, _):
        switch pattern.shape {
        case .present, .equals: 1
        case .startsWith, .endsWith: 2
        case .contains: test.field == Expression.Test.wholeLine ? 30 : 8
        case .parts: 20
        }
      }
    }
  }
}

extension ValuePattern {
  /// Whether folding case needs more than ASCII.
  ///
  /// Dashes and Chinese have no case; bytes that are no UTF-8 are compared as they are.
  var hasLettersBeyondASCII: Bool {
    parts.contains { part in
      guard case .bytes(let bytes) = part, bytes.contains(where: { $0 >= 0x80 }) else {
        return false
      }
      return String(validating: bytes, as: UTF8.self)?.unicodeScalars
        .contains { !$0.isASCII && hasCase($0) } ?? false
    }
  }
}

/// `5`, not `5.0` or `5e0`: how a number of at most 15 digits is written when it is compared.
func canonicalText(of value: Double) -> [UInt8] {
  if value.magnitude < 1e15, let whole = Int(exactly: value) { return Array(String(whole).utf8) }
  let parts = value.description.split(separator: "e")
  guard parts.count == 2, let exponent = Int(parts[1]) else { return Array(value.description.utf8) }
  let digits = parts[0].utf8.filter { (0x30...0x39).contains($0) }
  let fraction =
    parts[0].split(separator: ".").dropFirst().first.map { $0 == "0" ? 0 : $0.count } ?? 0
  let significant = Array(digits.prefix(1 + fraction))
  let sign: [UInt8] = value < 0 ? [0x2d] : []
  let zeros = { (count: Int) in [UInt8](repeating: 0x30, count: count) }
  return exponent < 0
    ? sign + [0x30, 0x2e] + zeros(-exponent - 1) + significant
    : sign + significant + zeros(exponent - fraction)
}

func asciiLowercased(_ bytes: [UInt8]) -> [UInt8] { bytes.map(lowercased) }
