import Glibc

/// What an event has when a rule matches it: one of some fields, or one of some values in them.
///
/// For rules whose literals are too short or too common to be looked for (`EventID: 5`): a line that is
/// decoded anyway is asked for its fields instead, which no way of writing can hide.
struct FieldGate {
  struct Key: Hashable {
    var field: UInt16
    /// In small letters; nil: whatever the value.
    var value: [UInt8]?
  }

  /// Longer values are rare enough to be looked for.
  static let valueBytesMax = 24
  /// Events that pass one worth having, of all that are met.
  static let shareMost = 0.5
  private static let shareOfValue = 1.0 / 64

  private(set) var keys: Set<Key>
  /// Events that pass, of all, by a guess like that of literals; it may be above 1.
  private(set) var share: Double

  /// Nil when an event without any field may match.
  init?(_ expression: Expression, _ names: [String]) {
    switch expression {
    case .not: return nil
    case .test(let test):
      guard let key = test.gateKey else { return nil }
      keys = [key]
      let name = asciiLowercased(Array(names[Int(key.field)].utf8))
      share = key.value == nil ? min(1, exp2(-literalRarity(name))) : Self.shareOfValue
    case .all(let children):
      let best = children.compactMap { FieldGate($0, names) }.min { $0.share < $1.share }
      guard let best else { return nil }
      self = best
    case .any(let children):
      (keys, share) = ([], 0)
      for child in children {
        guard let gate = FieldGate(child, names) else { return nil }
        keys.formUnion(gate.keys)
        share += gate.share
      }
    }
  }
}

extension Expression.Test {
  /// What the event has when the test holds; nil when it may have nothing.
  fileprivate var gateKey: FieldGate.Key? {
    guard field != Self.wholeLine else { return nil }
    let value: [UInt8]?
    switch check {
    case .null: return nil
    case .number(.eq, let number): value = canonicalText(of: number)
    case .text(let pattern, _): value = pattern.plainBytes.map(asciiLowercased)
    case .number, .exists, .expression, .network, .field, .part: value = nil
    }
    let isShort = value.map { $0.count <= FieldGate.valueBytesMax } ?? false
    let isASCII = value.map { $0.allSatisfy { $0 < 0x80 } } ?? false
    return FieldGate.Key(field: field, value: isShort && isASCII ? value : nil)
  }
}
