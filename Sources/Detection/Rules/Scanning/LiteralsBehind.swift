/// Literals that are looked for only in lines which hold an opening: what a mapping asks of every
/// line that may serve their rules (`LiteralSearch.opening`).
///
/// A line of plain text holds no `EventID`, so that a thousand rules for programs in Sysmon's events
/// need not be looked for in it. Both must stand in a line that such a rule matches, so nothing is
/// missed.
struct LiteralsBehind {
  /// Literals from which on they are looked for by themselves.
  ///
  /// Fewer would save little: over plain lines Hyperscan takes 0.6 ns a byte for 140 literals, 0.9 for
  /// 300 and 1.2 for 1,800; and lines that hold an opening are scanned twice.
  static let least = 256

  private(set) var found: [[UInt8]: [UInt32]] = [:]
  private(set) var openings: Set<[UInt8]> = []

  mutating func add(_ literals: RequiredLiterals, _ opening: RequiredLiterals, rule: UInt32) {
    for literal in literals.literals { found[literal, default: []].append(rule) }
    openings.formUnion(opening.literals)
  }
}
