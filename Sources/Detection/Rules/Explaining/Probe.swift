/// A rule's own expression made ready to be walked test by test: for people, never for the scan.
///
/// The tree is walked here and each test is run by the engine's own comparisons, so that a probe
/// and the compiled program can only differ in the order of tests and in what ties them together:
/// that is what the generated tests compare.
@safe final class Probe {
  indirect enum Node {
    /// With the entry of its one step.
    case test(Expression.Test, UInt32)
    case all([Node])
    case any([Node])
    case not(Node)
    case selection(String, Node)
    /// A filter document, by its title.
    case filter(String, Node)
  }

  let root: Node
  private let program: Program
  private var scratch = PatternScratch()
  private let databases: UnsafeMutablePointer<ExpressionDatabase>
  /// What the rule may still spend on this line.
  private var work = workMax

  /// Nil for a correlation; throws when Hyperscan refuses a pattern or has no memory.
  init?(_ reading: RuleReading) throws(PatternDatabase.Mistake) {
    guard let clause = reading.clause else { return nil }
    var builder = ProgramBuilder()
    let own = try Self.node(clause, &builder)
    var filters: [Node] = []
    for filter in reading.filters {
      filters.append(.filter(filter.title, try Self.node(filter.clause, &builder)))
    }
    root = filters.isEmpty ? own : .all([own] + filters)
    program = builder.program()
    unsafe databases = .allocate(capacity: max(1, program.databases.count))
    for (index, database) in program.databases.enumerated() {
      unsafe (databases + index).initialize(to: ExpressionDatabase(database))
    }
    for database in program.databases { try scratch.prepare(for: database) }
  }

  deinit { unsafe databases.deallocate() }

  /// Whether the rule matches the event.
  func holds(_ event: borrowing Event) -> Bool {
    work = workMax
    return holds(root, event)
  }

  func holds(_ node: Node, _ event: borrowing Event) -> Bool {
    switch node {
    case .test(_, let entry):
      work = workMax
      return unsafe matches(entry, tables, event, work: &work)
    case .not(let inner): return !holds(inner, event)
    case .selection(_, let inner), .filter(_, let inner): return holds(inner, event)
    case .all(let children):
      for child in children where !holds(child, event) { return false }
      return true
    case .any(let children):
      for child in children where holds(child, event) { return true }
      return false
    }
  }

  private var tables: ProgramTables {
    unsafe ProgramTables(
      steps: program.steps.base, pool: program.pool.base, parts: program.parts.base,
      numbers: program.numbers.base, networks: program.networks.base, databases: databases,
      scratch: scratch.handle, squeezed: scratch.squeezed)
  }

  private static func node(
    _ clause: Clause, _ builder: inout ProgramBuilder
  ) throws(PatternDatabase.Mistake) -> Node {
    switch clause {
    case .selection(let name, let expression):
      return .selection(name, try node(expression, &builder))
    case .not(let inner): return .not(try node(inner, &builder))
    case .all(let parts):
      return .all(
        try parts.map { part throws(PatternDatabase.Mistake) in
          try node(part, &builder)
        })
    case .any(let parts):
      return .any(
        try parts.map { part throws(PatternDatabase.Mistake) in
          try node(part, &builder)
        })
    }
  }

  private static func node(
    _ expression: Expression, _ builder: inout ProgramBuilder
  ) throws(PatternDatabase.Mistake) -> Node {
    switch expression {
    case .test(let test): return .test(test, try builder.add(expression))
    case .not(let inner): return .not(try node(inner, &builder))
    case .all(let parts):
      return .all(
        try parts.map { part throws(PatternDatabase.Mistake) in
          try node(part, &builder)
        })
    case .any(let parts):
      return .any(
        try parts.map { part throws(PatternDatabase.Mistake) in
          try node(part, &builder)
        })
    }
  }
}
