/// What a rule asks for, as a tree: the form between the document and the program.
///
/// A tree is for reading, choosing literals and proving things about; lines never meet it.
indirect enum Expression: Sendable, Equatable {
  case test(Test)
  case all([Expression])
  case any([Expression])
  case not(Expression)

  /// One comparison of one field.
  struct Test: Sendable, Equatable {
    /// The number of the field, or `wholeLine`.
    var field: UInt16
    var check: Check

    /// Keywords: the raw line, and the values that its encoding hides.
    static let wholeLine = UInt16.max
  }

  enum Check: Sendable, Equatable {
    case text(ValuePattern, isCased: Bool)
    case number(NumberComparison, Double)
    /// Absent or null.
    case null
    /// The key is there, whatever its value.
    case exists
    case expression(RegularExpression)
    case network(Network)
    case field(UInt16, FieldShape)
    case part(TimePart, NumberComparison, Int)
  }

  enum FieldShape: UInt8, Sendable { case equals, startsWith, endsWith, contains }
  enum TimePart: UInt8, Sendable { case minute, hour, day, week, month, year }
}

enum NumberComparison: UInt8, Sendable { case eq, lt, lte, gt, gte }

/// An expression of a rule and its flags, in the language that Hyperscan takes exactly.
struct RegularExpression: Sendable, Hashable {
  var text: String
  var ignoresCase = false
  var isMultiline = false
  var dotMatchesAll = false
}

extension RegularExpression {
  /// Whether it names a letter beyond ASCII, which may then be optional as a whole.
  var namesWide: Bool { text.contains("\\x") || !text.utf8.allSatisfy { $0 < 0x80 } }

  /// Whether a run of it is counted up to dozens: `.{1,64}`.
  ///
  /// Read roughly, for it decides only how the expression is compiled.
  var countsFar: Bool {
    text.utf8.split(separator: UInt8(ascii: "{")).dropFirst().contains { rest in
      let bounds = rest.prefix { $0 != UInt8(ascii: "}") }.split(separator: UInt8(ascii: ","))
      return bounds.count == 2 && (Int(String(decoding: bounds[1], as: UTF8.self)) ?? 0) >= 32
    }
  }

  /// Whether some part of it ignores case.
  var mayIgnoreCase: Bool { ignoresCase || text.contains("(?") }
}

extension Expression {
  static func item(_ field: UInt16, _ check: Check) -> Expression {
    .test(Test(field: field, check: check))
  }

  /// One child alone stands for itself.
  static func joined(_ children: [Expression], requiresAll: Bool) -> Expression {
    if children.count == 1 { return children[0] }
    return requiresAll ? .all(children) : .any(children)
  }
}
