/// One test of a compiled rule.
///
/// It holds no reference, so that running a program counts nothing: `BitwiseCopyable` makes the
/// compiler say so.
struct Step: BitwiseCopyable, Sendable {
  enum Kind: UInt8, BitwiseCopyable, Sendable {
    // On the field itself.
    case null, exists
    // On the bytes of a value: `start` and `count` are a literal in the pool.
    case equals, startsWith, endsWith, contains, present
    // `start` and `count` are a run of pattern parts.
    case parts
    // `start` is an index into the table of that kind; of an expression, `count` is the index of
    // its database for UTF-8 plus one, 0 for none.
    case number, expression, network
    // `start` is another field's number, `option` a `FieldShape`.
    case field
    // `option` is a `TimePart`, `start` an index into the numbers.
    case timePart
  }

  var kind: Kind
  var option: UInt8
  var field: UInt16
  var start: UInt32
  var count: UInt32
  /// The steps to run next; `accept` and `reject` end the program.
  var onTrue: UInt32
  var onFalse: UInt32

  static let accept = UInt32.max
  static let reject = UInt32.max - 1

  /// For texts: letters must be written as they are in the rule.
  static let cased: UInt8 = 1
  /// For texts: some letters lie beyond ASCII and are folded one by one.
  static let unicode: UInt8 = 2
  /// For expressions: some part of it ignores case.
  static let ignoresCase: UInt8 = 1
  /// For expressions: it names a letter beyond ASCII.
  static let namesWide: UInt8 = 2
  /// For expressions: it reads characters beyond ASCII as one byte each (`SqueezedValue`).
  static let squeezes: UInt8 = 4
}

/// A part of a pattern with wildcards: bytes of the pool, `*` or `?`.
struct PatternPart: BitwiseCopyable, Sendable {
  enum Kind: UInt8, BitwiseCopyable, Sendable { case bytes, anyRun, anyOne }

  var kind: Kind
  var start: UInt32
  var count: UInt32
}

/// A number of a rule, and its canonical decimal text in the pool.
struct NumberOperand: BitwiseCopyable, Sendable {
  var comparison: NumberComparison
  var value: Double
  var start: UInt32
  var count: UInt32
}

extension NumberComparison: BitwiseCopyable {
  @inline(__always)
  func holds(_ left: Double, _ right: Double) -> Bool {
    switch self {
    case .eq: left == right
    case .lt: left < right
    case .lte: left <= right
    case .gt: left > right
    case .gte: left >= right
    }
  }
}
