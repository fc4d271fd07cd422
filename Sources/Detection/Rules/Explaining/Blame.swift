/// The tests that decided that a rule did not match.
struct Blame {
  /// The search identifier they stand in, and the filter document.
  var selection: String?
  var filter: String?
  /// Alternatives of which none held, or what held although it must not.
  var tests: [Expression.Test]
  /// True when these tests held and so excluded the line.
  var isExclusion: Bool
  /// Other alternatives that failed as well.
  var others = 0
}

extension Probe {
  /// Why the rule does not match; to be asked when `holds` is false.
  func blame(_ event: borrowing Event) -> Blame { blame(root, wanted: true, event) }

  /// `node` is not as `wanted`; says by which tests.
  private func blame(_ node: Node, wanted: Bool, _ event: borrowing Event) -> Blame {
    switch node {
    case .test(let test, _): return Blame(tests: [test], isExclusion: !wanted)
    case .not(let inner): return blame(inner, wanted: !wanted, event)
    case .selection(let name, let inner):
      var blame = blame(inner, wanted: wanted, event)
      if blame.selection == nil { blame.selection = name }
      return blame
    case .filter(let title, let inner):
      var blame = blame(inner, wanted: wanted, event)
      blame.filter = title
      return blame
    case .all(let children):
      return wanted ? blameFirst(of: children, event) : blameAll(children, wanted: false, event)
    case .any(let children):
      return wanted ? blameAll(children, wanted: true, event) : blameOne(of: children, event)
    }
  }

  /// All must hold and one does not: what is asked for goes before what is excluded, so that
  /// "excluded" is said only of a line that has everything else.
  private func blameFirst(of children: [Node], _ event: borrowing Event) -> Blame {
    var excluded: Node?
    for child in children where !holds(child, event) {
      guard child.isNegation else { return blame(child, wanted: true, event) }
      excluded = excluded ?? child
    }
    return excluded.map { blame($0, wanted: true, event) } ?? Blame(tests: [], isExclusion: false)
  }

  /// Nothing may hold and one does.
  private func blameOne(of children: [Node], _ event: borrowing Event) -> Blame {
    for child in children where holds(child, event) { return blame(child, wanted: false, event) }
    return Blame(tests: [], isExclusion: true)
  }

  /// None of several holds, or all do: tests of one field together, else the nearest of them.
  private func blameAll(_ children: [Node], wanted: Bool, _ event: borrowing Event) -> Blame {
    let tests = children.compactMap(\.test)
    if tests.count == children.count, let first = tests.first,
      !wanted || tests.allSatisfy({ $0.field == first.field })
    {
      return Blame(tests: tests, isExclusion: !wanted)
    }
    var (nearest, most) = (children.first, -1.0)
    for child in children {
      let share = nearness(child, event).share
      if share > most { (nearest, most) = (child, share) }
    }
    guard let nearest else { return Blame(tests: [], isExclusion: !wanted) }
    var found = blame(nearest, wanted: wanted, event)
    if wanted { found.others = children.count - 1 }
    return found
  }

  /// How many of the conditions a rule asks for hold.
  struct Nearness {
    var held = 0
    var asked = 0
    var share: Double { asked == 0 ? 0 : Double(held) / Double(asked) }
  }

  func nearness(_ event: borrowing Event) -> Nearness { nearness(root, event) }

  /// Alternatives count as their best one; what is excluded does not count.
  private func nearness(_ node: Node, _ event: borrowing Event) -> Nearness {
    switch node {
    case .test: return Nearness(held: holds(node, event) ? 1 : 0, asked: 1)
    case .not: return Nearness()
    case .selection(_, let inner), .filter(_, let inner): return nearness(inner, event)
    case .all(let children):
      var sum = Nearness()
      for child in children {
        let one = nearness(child, event)
        (sum.held, sum.asked) = (sum.held + one.held, sum.asked + one.asked)
      }
      return sum
    case .any(let children):
      var best = Nearness()
      for child in children {
        let one = nearness(child, event)
        if best.asked == 0 || one.share > best.share { best = one }
      }
      return best
    }
  }
}

extension Probe.Node {
  /// The one test that it is.
  fileprivate var test: Expression.Test? {
    if case .test(let test, _) = self { test } else { nil }
  }

  /// Whether it excludes rather than asks.
  fileprivate var isNegation: Bool {
    switch self {
    case .not: true
    case .selection(_, let inner), .filter(_, let inner): inner.isNegation
    case .all(let children), .any(let children):
      !children.isEmpty && children.allSatisfy(\.isNegation)
    case .test: false
    }
  }
}
