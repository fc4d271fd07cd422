import Detection
import Records
import Testing

/// Lines of a baseline are found by the scan, and other lines cost nothing.
@Suite struct BaselineScanTests {
  typealias Visit = BaselineLab.Visit

  private static let lines = [
    Visit(0, "mira").line, "2026-05-11T06:20:01+00:00 home door: closed mira",
    Visit(0, "mira").line, Visit(0, "otto").line, "opened", "NewHere true",
    "2026-05-11T06:20:01+00:00 home window: opened mira at 192.0.2.9",
  ].map { Array($0.utf8) }

  /// The rule names none of the baseline's conditions: it meets every line of its log source, and
  /// the baseline is looked up all the same.
  @Test(arguments: ["Action: opened, NewHere: true", "NewHere: true", "User: mira, NewHere: true"])
  func theScanFindsWhatDecodingFinds(_ detection: String) throws {
    let rules = BaselineLab(BaselineLab.rule("new", detection)).rules
    for format in [SourceDeclaration.Format.syslog, .auto] {
      let binding = SourceBinding(id: "house", format: format)
      #expect(try rules.differences(lines: Self.lines, binding: binding) == [])
      #expect(try rules.matches(in: Self.lines, binding: binding)[0] == ["new"])
    }
  }

  /// A program's lines may serve the rule by one log source and the baseline by another.
  @Test func aBaselineMayHaveAnotherLogSourceThanTheRule() throws {
    let visits = Logsource(service: "visits")
    let lab = BaselineLab(
      baselines: [BaselineLab.baseline(logsource: visits)], alsoServing: [visits])
    let binding = BaselineLab.binding
    #expect(try lab.rules.differences(lines: Self.lines, binding: binding) == [])
    #expect(try lab.rules.matches(in: Self.lines, binding: binding)[0] == ["new"])
  }

  private static let json = [
    #"{"act":"opened","who":"mira"}"#, #"{"act":"opened","who":"mira","NewHere":"true"}"#,
    #"{"act":"\u006fpened","who":"otto"}"#, #"{"act":"closed","who":"eve"}"#,
    #"{"act":"closed","who":"eve","NewHere":true}"#, #"{"who":"ida","act":"OPENED"}"#,
  ].map { Array($0.utf8) }

  /// By Hyperscan and by grams; what a line says of the field itself does not count.
  @Test(arguments: [1, 1000])
  func eventsOfJSONAreFound(_ gramLiteralsLeast: Int) throws {
    var configuration = Configuration()
    let shop = Logsource(product: "shop")
    configuration.baselines = [
      BaselineLab.baseline(when: ["act": "opened"], key: ["who"], logsource: shop)
    ]
    let text = """
      title: New
      id: new
      logsource: {product: shop}
      detection: {s: {act: opened, NewHere: true}, condition: s}
      """
    let (rules, diagnostics) = RuleSet.compile(
      files: [SourceFile(path: "a.yml", text: text)], configuration: configuration,
      gramLiteralsLeast: gramLiteralsLeast)
    #expect(diagnostics == [])
    let binding = SourceBinding(id: "shop", format: .json, logsource: [shop])
    #expect(try rules.differences(lines: Self.json, binding: binding) == [])
    #expect(
      try rules.matches(in: Self.json, binding: binding) == [["new"], [], ["new"], [], [], ["new"]])
  }

  @Test func aLineThatCannotBelongIsNotDecoded() throws {
    var scanner = try BaselineLab().rules.scanner(for: BaselineLab.binding)
    var batch = HitBatch()
    let lines = (0..<100).map { "2026-05-11T06:20:01+00:00 home door: closed u\($0)" }
    TestChunk(lines).lend { scanner.scan($0, into: &batch) }
    #expect(scanner.counters.candidates == 0)
    #expect(scanner.counters.decoded == 1)
    #expect(scanner.counters.evaluated == 0)
  }

  @Test func rulesFromTheCacheHaveTheirBaselines() throws {
    let shelf = RuleCacheTests.Shelf()
    let fresh = BaselineLab(cache: shelf.cache).rules
    let cached = BaselineLab(cache: shelf.cache).rules
    #expect(cached.isFromCache)
    for rules in [fresh, cached] {
      let found = try rules.matches(in: Self.lines, binding: BaselineLab.binding)
      #expect(found == [["new"], [], [], ["new"], [], [], []])
    }
  }

  @Test func aFieldOfABaselineIsNoUnknownField() {
    let source = SourceDeclaration(
      id: "house", title: "House", read: [.file("/x")], format: .syslog,
      logsource: [BaselineLab.logsource])
    let codes = { (lab: BaselineLab) in
      lab.rules.warnings(files: lab.files, sources: [source], each: true).map(\.code)
    }
    #expect(codes(BaselineLab(baselines: [])).contains("TOC124"))
    #expect(!codes(BaselineLab()).contains("TOC124"))
  }
}
