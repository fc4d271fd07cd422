import Records

/// An expression in one way of writing, so that two rules which look for the same are seen to.
extension Expression {
  /// Equal for expressions that differ in the order of operands, in nesting, in repeats, and in
  /// the case of text that is compared without it.
  func canonical(_ names: [String]) -> String {
    switch self {
    case .all: "all" + list(operands(ofAll: true), names)
    case .any: "any" + list(operands(ofAll: false), names)
    case .not(.not(let inner)): inner.canonical(names)
    case .not(let inner): "not(" + inner.canonical(names) + ")"
    case .test(let test):
      (test.field == Test.wholeLine ? "|" : names[Int(test.field)]) + "=" + test.check.canonical
    }
  }

  /// Operands of the same operator within it are its own.
  private func operands(ofAll isAll: Bool) -> [Expression] {
    switch self {
    case .all(let children) where isAll, .any(let children) where !isAll:
      children.flatMap { $0.operands(ofAll: isAll) }
    default: [self]
    }
  }

  private func list(_ operands: [Expression], _ names: [String]) -> String {
    let words = Set(operands.map { $0.canonical(names) }).sorted()
    return "(" + words.joined(separator: ",") + ")"
  }
}

extension Expression.Check {
  fileprivate var canonical: String {
    guard case .text(let pattern, isCased: false) = self else { return String(describing: self) }
    let folded = pattern.parts.map { part -> ValuePattern.Part in
      if case .bytes(let bytes) = part { .bytes(asciiLowercased(bytes)) } else { part }
    }
    return String(describing: folded)
  }
}
