import Detection
import Records
import Testing

/// `expand`: values of the configuration in the place of `%Name%` (Sigma specification).
@Suite struct PlaceholderTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var item: String
    var line: String
    var isMatch: Bool
    var testDescription: String { "\(item) on \(line)" }

    init(_ item: String, _ line: String, _ isMatch: Bool) {
      (self.item, self.line, self.isMatch) = (item, line, isMatch)
    }
  }

  static let placeholders = [
    "Admins": ["alice", "b*b"], "Ports": ["22", "8080"], "Host": ["web-1"],
    "Domain": ["example", "test"],
    "Odd.Name-1": ["x"], "Nets": ["192.0.2.0/24"], "Words": ["a|b", "c.d"],
    "Escaped": ["100\\%", "a\\*b"],
    "Looks": ["%Admins%"],
  ]

  static let rows: [Row] = [
    Row("F|expand: '%Admins%'", #"{"F":"ALICE"}"#, true),
    Row("F|expand: '%Admins%'", #"{"F":"bxxb"}"#, true),
    Row("F|expand: '%Admins%'", #"{"F":"xbobx"}"#, false),
    Row("F|contains|expand: '%Admins%'", #"{"F":"xbobx"}"#, true),
    Row("F|expand|contains: '%Admins%'", #"{"F":"xbobx"}"#, true),
    Row("F|expand|startswith: 'u-%Host%'", #"{"F":"u-web-1.x"}"#, true),
    Row("F|expand: '%Host%.%Domain%'", #"{"F":"web-1.test"}"#, true),
    Row("F|expand: '%Host%.%Domain%'", #"{"F":"web-1."}"#, false),
    Row("F|expand: '%Host%%Domain%'", #"{"F":"web-1example"}"#, true),
    Row("F|expand: ['%Host%', plain]", #"{"F":"plain"}"#, true),
    Row("F|expand|all|contains: ['%Host%', '%Domain%']", #"{"F":"test of web-1"}"#, true),
    Row("F|expand|all|contains: ['%Host%', '%Domain%']", #"{"F":"web-1"}"#, false),
    Row("F|expand: '%Ports%'", #"{"F":8080}"#, true),
    Row("F|expand: '%Ports%'", #"{"F":"22"}"#, true),
    Row("F|expand: '%Odd.Name-1%'", #"{"F":"x"}"#, true),
    Row(#"F|expand: '\%Host\%'"#, #"{"F":"%Host%"}"#, true),
    Row(#"F|expand: '100\%'"#, #"{"F":"100%"}"#, true),
    Row("F|expand: '100% of 5%'", #"{"F":"100% of 5%"}"#, true),
    Row(#"F|expand: 'a\\%Host%'"#, #"{"F":"a\\web-1"}"#, true),
    Row("F|expand: '%Escaped%'", #"{"F":"a*b"}"#, true),
    Row("F|expand: '%Escaped%'", #"{"F":"axb"}"#, false),
    Row("F|expand: '%Looks%'", #"{"F":"%Admins%"}"#, true),
    Row("F|expand: '%Looks%'", #"{"F":"alice"}"#, false),
    Row("F|cidr|expand: '%Nets%'", #"{"F":"192.0.2.77"}"#, true),
    Row("F|re|expand: '^(%Words%)$'", #"{"F":"cxd"}"#, true),
    Row("F|neq|expand: '%Admins%'", #"{"F":"carol"}"#, true),
    Row("F|neq|expand: '%Admins%'", #"{"F":"alice"}"#, false),
    Row("F: '%Admins%'", #"{"F":"%Admins%"}"#, true),
    Row("F: '%Admins%'", #"{"F":"alice"}"#, false),
    Row("'|expand': '%Admins%'", #"{"x":"by alice, again"}"#, true),
  ]

  @Test(arguments: rows)
  func aPlaceholderStandsForItsValues(_ row: Row) throws {
    var configuration = Configuration()
    configuration.placeholders = Self.placeholders
    let bench = RuleBench(item: row.item, configuration: configuration)
    #expect(bench.diagnostics.filter { $0.weight == .error } == [])
    #expect(try bench.matches(row.line) == (row.isMatch ? ["one"] : []))
  }

  @Test func theRefusalSaysWhereAndHow() {
    var configuration = Configuration()
    configuration.placeholders = Self.placeholders
    let cases = [
      (
        "F|expand: 'x%Admin%'", "placeholder \"%Admin%\" of field \"F\" has no values",
        "did you mean '%Admins%'?"
      ),
      (
        "F|expand: ['a', '%JumpServers%']",
        "placeholder \"%JumpServers%\" of field \"F\" has no values",
        "in any file of the configuration: 'placeholders: {JumpServers: [first, second]}'"
      ),
      (
        "'|expand': '%Servers%'", "placeholder \"%Servers%\" of a keyword has no values",
        "in any file of the configuration: 'placeholders: {Servers: [first, second]}'"
      ),
    ]
    for (item, clause, hint) in cases {
      let bench = RuleBench(item: item, configuration: configuration)
      #expect(bench.rules.summaries.isEmpty)
      #expect(bench.diagnostics.map(\.code) == ["TOC017"])
      #expect(bench.diagnostics.map(\.clause) == [clause])
      #expect(bench.diagnostics.map(\.hint) == [hint])
      #expect(bench.diagnostics.first?.mark.line == 6)
    }
  }
}

/// Which documents are taken at all, and what else they may hold.
@Suite struct LoadingTests {
  private static func rule(_ lines: String) -> String {
    "title: One\nid: one\n\(lines)\nlogsource: {category: bench, definition: prose, vendor: x}\n"
      + "detection: {a: {F: x}, condition: a}\n"
  }

  @Test(arguments: ["stable", "test", "experimental"])
  func aUsualStatusIsLoaded(_ status: String) throws {
    let bench = RuleBench(Self.rule("status: \(status)"))
    #expect(bench.diagnostics == [])
    #expect(try bench.matches(#"{"F":"x"}"#) == ["one"])
  }

  @Test(arguments: [RuleStatus.deprecated, .unsupported])
  func whatIsGivenUpRunsOnRequestOnly(_ status: RuleStatus) throws {
    let text = Self.rule("status: \(status.rawValue)")
    let bench = RuleBench(text)
    #expect(bench.rules.summaries.isEmpty)
    #expect(
      bench.diagnostics == [
        Diagnostic(
          "TOC743", at: Mark(path: "bench.yml", line: 3, column: 9),
          "rule \"One\" is \(status.rawValue) and not loaded",
          hint: "in the configuration: 'sigma: {load: [\(status.rawValue)]}'", weight: .note)
      ])
    var configuration = Configuration()
    configuration.ruleLoading.load = [status]
    let asked = RuleBench(text, configuration: configuration)
    #expect(asked.diagnostics == [])
    #expect(try asked.matches(#"{"F":"x"}"#) == ["one"])
  }

  @Test func keysOfOnesOwnAreKept() throws {
    let bench = RuleBench(
      Self.rule("ticket: {number: 7}\nreviewed-by: [a, b]\nregression_tests_path: x"))
    #expect(bench.diagnostics == [])
    #expect(try bench.matches(#"{"F":"x"}"#) == ["one"])
  }

  @Test func anUnknownStatusIsWarnedOf() {
    let bench = RuleBench(Self.rule("status: stabel"))
    #expect(bench.rules.summaries.count == 1)
    #expect(bench.diagnostics.map(\.weight) == [.warning])
    #expect(bench.diagnostics.map(\.clause) == ["no status named \"stabel\""])
    #expect(bench.diagnostics.map(\.hint) == ["did you mean 'stable'?"])
  }
}
