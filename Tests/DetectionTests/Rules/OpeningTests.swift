import Detection
import Records
import Testing

/// Literals of rules that only events of a mapping serve are looked for behind the mapping's names:
/// nothing is missed, and plain lines are spared.
@Suite struct OpeningTests {
  private static let programs = 300

  /// Rules for programs in Sysmon's events, and some for the text around them.
  private static let rules =
    (0..<programs).map { number in
      """
      title: Program \(number)
      id: p\(number)
      logsource: {category: process_creation, product: linux}
      detection: {s: {Image|endswith: /tool\(number)-x}, condition: s}
      """
    }.joined(separator: "\n---\n") + """

      ---
      title: A word
      id: word
      logsource: {product: linux, service: syslog}
      detection: {k: ['quux fell', 'tool7-x'], condition: k}
      """

  private static func compile(_ cache: RuleCache? = nil) -> RuleSet {
    var configuration = Configuration()
    configuration.mappings = MappingTests.shipped
    let (rules, diagnostics) = RuleSet.compile(
      files: [SourceFile(path: "openings.yml", text: Self.rules)], configuration: configuration,
      cache: cache)
    #expect(diagnostics == [])
    return rules
  }

  private static let binding = SourceBinding(
    id: "text", format: .syslog, logsource: [Logsource(product: "linux", service: "syslog")])

  private static func sysmon(_ image: String) -> String {
    "Nov 21 10:00:00 web-1 sysmon: <Event><System><EventID>1</EventID></System><EventData>"
      + "<Data Name=\"Image\">\(image)</Data></EventData></Event>"
  }

  private static func text(_ text: String) -> String { "Nov 21 10:00:00 web-1 shop: \(text)" }

  /// A line, and what it fires.
  private static func line(_ dice: inout Dice) -> (String, Set<String>) {
    let number = dice.below(programs)
    let word: Set = number == 7 ? ["word"] : []
    switch dice.below(7) {
    case 0: return (sysmon("/bin/tool\(number)-x"), word.union(["p\(number)"]))
    case 1: return (sysmon("/bin/other"), [])
    // Behind the number of a letter, where no keyword is looked for.
    case 2: return (sysmon("/bin/&#116;ool\(number)-x"), ["p\(number)"])
    case 3: return (text("a quux fell"), ["word"])
    case 4: return (text("/bin/tool\(number)-x ran"), word)
    case 5: return (text("EventID 1 of nothing, /bin/tool\(number)-x"), word)
    default: return (text("nothing"), [])
    }
  }

  @Test(arguments: 1...8)
  func everyWayFindsTheSame(seed: Int) throws {
    let rules = Self.compile()
    var dice = Dice(seed: seed)
    let lines = (0..<400).map { _ in Self.line(&dice) }
    let bytes = lines.map { Array($0.0.utf8) }
    let thorough = try Scanning.matches(of: rules, in: bytes, Self.binding, isExhaustive: true)
    for (line, found) in zip(lines, thorough) { #expect(Set(found) == line.1, "\(line.0)") }
    for most in [1, 2, 7, 400] {
      let found = try Scanning.matches(of: rules, in: bytes, Self.binding, chunkLines: most)
      for (line, (found, all)) in zip(lines, zip(found, thorough)) {
        #expect(found == all, "seed \(seed), \(most) lines at once: \(line.0)")
      }
    }
  }

  @Test func aPlanFromTheCacheFindsTheSame() throws {
    let shelf = RuleCacheTests.Shelf()
    var dice = Dice(seed: 99)
    let lines = (0..<400).map { _ in Self.line(&dice) }
    for isCached in [false, true] {
      let rules = Self.compile(shelf.cache)
      #expect(rules.isFromCache == isCached)
      let found = try Scanning.matches(of: rules, in: lines.map { Array($0.0.utf8) }, Self.binding)
      for (line, found) in zip(lines, found) { #expect(Set(found) == line.1, "\(line.0)") }
    }
    #expect(shelf.names.count { $0.hasSuffix(".plan") } == 1)
  }

  /// Neither is decoded: a rule's word without an opening, and an opening without a word.
  @Test func plainLinesAreSpared() throws {
    var scanner = try Self.compile().scanner(for: Self.binding)
    var batch = HitBatch()
    let lines = [
      Self.text("/bin/tool5-x ran"), Self.sysmon("/bin/other"), Self.text("EventID"),
      Self.sysmon("/bin/tool5-x"), Self.text("the last line is always decoded"),
    ]
    TestChunk(bytes: lines.map { Array($0.utf8) }).lend { scanner.scan($0, into: &batch) }
    #expect(scanner.counters.candidates == 1)
    #expect(scanner.counters.matched == 1)
  }
}
