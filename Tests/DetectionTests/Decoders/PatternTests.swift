import Detection
import Records
import Testing

@Suite struct PatternTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var pattern: String
    /// Part of what is said; nil when the pattern is taken.
    var clause: String?
    var testDescription: String { pattern }
  }

  static let examples: [Example] = [
    .init(pattern: "^a(?=b)", clause: "look-around"),
    .init(pattern: "^a(?!b)", clause: "look-around"),
    .init(pattern: "(?<=a)b", clause: "look-around"),
    .init(pattern: "(?<!a)b", clause: "look-around"),
    .init(pattern: #"(?<x>a)\1"#, clause: "back-reference"),
    .init(pattern: #"(?<x>a)\k<x>"#, clause: "back-reference"),
    .init(pattern: #"(?<x>a)\g{1}"#, clause: "back-reference"),
    .init(pattern: "(?<x>a)(?P=x)", clause: "reference"),
    .init(pattern: "a(?R)?b", clause: "reference"),
    .init(pattern: "(?1)(?<x>a)", clause: "recursion"),
    .init(pattern: "(?(1)a|b)", clause: "condition"),
    .init(pattern: "(*COMMIT)a", clause: "verb"),
    .init(pattern: "^a.*b.+c", clause: "unbounded gap"),
    .init(pattern: #"^a[\s\S]*b.*?c"#, clause: "unbounded gap"),
    .init(pattern: "^(?:[^ ]+ )*x", clause: "unbounded repeat"),
    .init(pattern: "^(a+)+$", clause: "unbounded repeat"),
    .init(pattern: "(?<x>a", clause: "does not compile"),
    .init(pattern: #"a\C"#, clause: "does not compile"),
    .init(pattern: "(?<1x>a)", clause: "does not compile"),
    .init(pattern: "^a.*b.*$", clause: nil),
    .init(pattern: "^a(?<x>.*)b(?<y>.*)$", clause: nil),
    .init(pattern: #"^[].*+]+ \.\* \\.* x$"#, clause: nil),
    .init(pattern: "^a{0,3}(?:b{2} ){0,9}.*c", clause: nil),
  ]

  @Test(arguments: examples)
  func aPatternIsJudgedBeforeItRuns(_ example: Example) throws {
    let place = Mark(path: "config/decoders/own.yaml", line: 7, column: 18)
    let decoder = DecoderDeclaration(
      id: "own", program: ["own"], logsource: [],
      shapes: [
        .init(action: "x", starts: "a", pattern: Marked(example.pattern, at: place))
      ])
    var names = FieldNames()
    var diagnostics: [Diagnostic] = []
    _ = DecoderSet([decoder], names: &names, diagnostics: &diagnostics)
    guard let clause = example.clause else {
      #expect(diagnostics == [])
      return
    }
    let said = try #require(diagnostics.first)
    #expect(said.code == "TOC007")
    #expect(said.mark == place)
    #expect(said.clause.contains(clause), "\(said.clause)")
  }

  @Test func aShapeThatCannotBeUsedIsLeftOut() {
    let decoder = DecoderDeclaration(
      id: "own", program: ["own*"], logsource: [Logsource(product: "own")],
      shapes: [
        .init(action: "bad", starts: "a", pattern: Marked("(", at: .none)),
        .init(action: "good", starts: "a", names: ["x": "y"]),
      ])
    let reading = Reading.one("May 11 06:20:01 h own-app[1]: abc", declared: [decoder])
    #expect(reading?.fields["Action"] == "good")
    #expect(reading?.served == [Logsource(product: "own")])
  }

  @Test func aGroupsNameCanBeAnotherField() {
    let decoder = DecoderDeclaration(
      id: "proxy", program: ["px"], logsource: [],
      shapes: [
        .init(
          action: "seen", starts: "from ",
          pattern: Marked("^from (?<client>[^ ]+)(?<port>:[0-9]+)?", at: .none),
          names: ["client": "c-ip", "port": "-"])
      ])
    let reading = Reading.one("May 11 06:20:01 h px: from 192.0.2.1 x", declared: [decoder])
    #expect(reading?.fields["c-ip"] == "192.0.2.1")
    #expect(reading?.fields["port"] == nil)
  }

  /// What cost other tools seconds or minutes a line (catastrophic backtracking) ends here at once.
  @Test func hostileLinesEndSoon() throws {
    let lines = [
      "Failed password for " + String(repeating: " from 1 port 1 ssh2", count: 3_000),
      "User " + String(repeating: " from x not allowed because y", count: 2_000) + "!",
      "Invalid user " + String(repeating: "a from ", count: 8_000),
      "Connection closed by invalid user " + String(repeating: "1 port 1 ", count: 6_000) + "x",
      String(repeating: "x", count: 60_000),
    ]
    for line in lines {
      let reading = try #require(Shipped.decoders.read("May 11 06:20:01 h sshd[1]: " + line))
      #expect(reading.fields["src_ip"] == nil)
      #expect(reading.decoders == ["sshd"])
    }
  }
}
