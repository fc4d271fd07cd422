import Detection
import Records
import Testing

/// What is told of a hit, and the rules' own samples.
@Suite struct FindingTests {
  private static let decoder = DecoderDeclaration(
    id: "door", program: ["door"], logsource: [Logsource(product: "house", service: "door")],
    shapes: [
      .init(
        action: "refused", starts: "refused ",
        pattern: Marked("^refused (?<User>.*) at (?<src_ip>[^ ]+)$", at: .none)),
      .init(
        action: "opened", starts: "opened ",
        pattern: Marked("^opened (?<User>.*) at (?<src_ip>[^ ]+)$", at: .none)),
    ])

  private static let text = """
    title: A refusal
    name: refused
    logsource: {product: house, service: door}
    detection: {x: {Action: refused}, condition: x}
    level: informational
    ---
    title: An opening
    id: opened
    author: A. Author
    logsource: {product: house, service: door}
    detection: {x: {Action: opened}, condition: x}
    level: low
    risks: [burglary]
    tests:
      - hit: '2026-05-11T06:20:01+00:00 home door: opened mira at 192.0.2.9'
        fields: {User: mira}
      - miss: '2026-05-11T06:20:01+00:00 home door: refused mira at 192.0.2.9'
      - injection: '2026-05-11T06:20:01+00:00 home door: opened x at 1.2.3.4 at 192.0.2.9'
        fields: {src_ip: 192.0.2.9}
    ---
    title: Many refusals
    id: many
    correlation:
      type: event_count
      rules: [refused]
      group-by: [src_ip]
      timespan: 10m
      condition: {gte: 3}
    level: high
    risks: [burglary]
    tests:
      - feed:
          - {line: '2026-05-11T06:20:01+00:00 home door: refused u{{n}} at 192.0.2.9', repeat: 3, every: 20s}
        fires: 1
        fields: {User: u3}
      - feed:
          - {line: '2026-05-11T06:20:01+00:00 home door: refused u{{n}} at 192.0.2.9', repeat: 3, every: 6m}
        fires: 0
    """

  private func rules(_ text: String = FindingTests.text, groupBy: [String] = []) -> RuleSet {
    var configuration = Configuration()
    configuration.decoders = [Self.decoder]
    configuration.risks["burglary"] = Risk(id: "burglary", title: "Burglary", groupBy: groupBy)
    let (rules, diagnostics) = RuleSet.compile(
      files: [SourceFile(path: "door.yml", text: text)], configuration: configuration)
    #expect(diagnostics == [])
    return rules
  }

  private func findings(
    _ rules: RuleSet, _ lines: [String], tellsFeeds: Bool = false
  ) throws -> [Finding] {
    var scanner = try rules.scanner(for: SourceBinding(id: "house", format: .syslog))
    scanner.tellsFeeds = tellsFeeds
    var windows = Windows(plan: rules.plan, limits: Limits())
    var batch = HitBatch()
    return TestChunk(lines, path: "/var/log/house", firstLine: 7).lend { chunk in
      scanner.scan(chunk, into: &batch)
      let firings = windows.absorb(batch)
      let found = scanner.findings(of: batch, firings, in: chunk)
      // What was made while the lines were scanned says the same as what is made of them later.
      #expect(scanner.findings(of: batch, firings, in: chunk) == found)
      return found
    }
  }

  private func line(_ second: Int, _ message: String) -> String {
    "2026-05-11T06:20:\(second < 10 ? "0" : "")\(second)+00:00 home door: \(message)"
  }

  @Test func aPlainFindingSaysWhoWhereAndWhen() throws {
    let text = line(1, "opened mira\u{1b}]0;x at 192.0.2.9")
    let found = try findings(rules(), ["noise", text])
    #expect(found.count == 1)
    let finding = try #require(found.first)
    #expect(finding.rule == "opened")
    #expect(finding.host == Untrusted("home"))
    #expect(finding.time == Instant(rfc3339: "2026-05-11T06:20:01Z"))
    #expect(finding.place == .init(source: "bench", path: "/var/log/house", line: 8))
    #expect(finding.text == Untrusted(text))
    #expect(finding.group == [.init(name: "src_ip", value: Untrusted("192.0.2.9"))])
    #expect(finding.fields.contains(.init(name: "User", value: Untrusted("mira\u{1b}]0;x"))))
    #expect(!finding.fields.contains { $0.name == "message" })
    #expect(finding.evidence.map(\.text) == [Untrusted(text)])
  }

  @Test func aRiskSaysByWhatItsAlertsAreGrouped() throws {
    let found = try findings(rules(groupBy: ["User"]), [line(1, "opened mira at 192.0.2.9")])
    #expect(found.map(\.group) == [[.init(name: "User", value: Untrusted("mira"))]])
  }

  @Test func aWindowTellsItsCountAndItsLines() throws {
    let lines = (1...4).map { line($0, "refused u\($0) at 192.0.2.9") }
    let found = try findings(rules(), lines)
    #expect(found.map(\.rule) == ["many", "many"])
    #expect(found.map(\.count) == [3, 1])
    #expect(found.first?.evidence.map(\.text) == lines.prefix(3).map { Untrusted($0) })
    #expect(found.first?.group == [.init(name: "src_ip", value: Untrusted("192.0.2.9"))])
    #expect(found.first?.place.line == 9)
    #expect(found.first?.text == Untrusted(lines[2]))
  }

  @Test func whatOnlyFeedsIsToldOnRequest() throws {
    let lines = [line(1, "refused u at 192.0.2.9")]
    #expect(try findings(rules(), lines) == [])
    #expect(try findings(rules(), lines, tellsFeeds: true).map(\.rule) == ["refused"])
  }

  @Test func summariesSayWhatAlertingNeeds() {
    let summaries = rules().summaries
    #expect(summaries.map(\.id) == ["refused", "opened", "many"])
    #expect(summaries.map(\.feedsOnly) == [true, false, false])
    #expect(summaries.map(\.risks) == [[], ["burglary"], ["burglary"]])
    #expect(summaries[1].author == "A. Author")
    #expect(summaries[1].place == "door.yml:7")
  }

  @Test func samplesThatHoldPass() {
    let results = rules().runSamples()
    #expect(results.count == 5)
    #expect(results.filter { !$0.passed } == [])
    #expect(rules().runSamples(of: ["many"]).count == 2)
    #expect(rules().sampleKinds["opened"] == [.hit, .miss, .injection])
  }

  @Test func samplesThatDoNotHoldAreToldWithTheirPlace() throws {
    let wrong = Self.text.replacing("opened mira at", with: "closed mira at")
      .replacing("fields: {User: u3}", with: "fields: {User: u2}")
    let failed = rules(wrong).runSamples().filter { !$0.passed }
    #expect(failed.map(\.rule) == ["opened", "many"])
    #expect(failed.first?.failure == "the rule fires 0 times on this hit, not 1")
    #expect(failed.last?.failure == "field \"User\" is \"u3\", not \"u2\"")
    #expect(failed.first?.diagnostic?.code == "TOC011")
    #expect(failed.first?.mark.line == 15)
  }

  /// A rule without tests of its own, such as a public one, has them elsewhere.
  @Test func samplesOutsideARuleAreRunLikeItsOwn() {
    let opening = "2026-05-11T06:20:01+00:00 home door: opened mira at 192.0.2.9"
    let refusal = "2026-05-11T06:20:01+00:00 home door: refused mira at 192.0.2.9"
    func sample(_ kind: RuleSample.Kind, _ line: String, _ fires: Int) -> RuleSample {
      RuleSample(
        kind: kind, feed: [.init(line: line, times: 1, every: .zero)], fires: fires, fields: [:],
        source: nil, mark: Mark(path: "units.yaml", line: 4, column: 9))
    }
    let units = [
      UnitScript(
        id: "a", title: "A", rule: Marked("refused", at: .none),
        samples: [sample(.hit, refusal, 1), sample(.miss, opening, 0), sample(.hit, opening, 1)]),
      UnitScript(
        id: "b", title: "B", rule: Marked("many", at: .none), samples: [sample(.feed, refusal, 0)]),
      UnitScript(
        id: "c", title: "C", rule: Marked("nowhere", at: .none), samples: [sample(.hit, "x", 1)]),
    ]
    let rules = rules()
    let results = rules.runSamples(of: units)
    #expect(results.map(\.passed) == [true, true, false, true])
    #expect(results[2].diagnostic?.code == "TOC011")
    #expect(results[2].diagnostic?.mark.path == "units.yaml")
    #expect(rules.runSamples(of: units, wanted: ["many"]).map(\.kind) == [.feed])
    // By name and by id it is the same rule; what no rule is called has nothing to count for.
    let kinds = rules.sampleKinds(of: units)
    #expect(kinds.values.sorted { $0.count < $1.count } == [[.feed], [.hit, .miss]])
  }

  @Test func risksTieRulesFromTheirSide() {
    var configuration = Configuration()
    configuration.decoders = [Self.decoder]
    var detections = Risk.Detections()
    detections.rules = [Marked("refused", at: .none)]
    configuration.risks["burglary"] = Risk(id: "burglary", title: "b")
    configuration.risks["knocking"] = Risk(id: "knocking", title: "k", detections: detections)
    let (rules, _) = RuleSet.compile(
      files: [SourceFile(path: "door.yml", text: Self.text)], configuration: configuration)
    #expect(rules.summaries.map(\.risks) == [["knocking"], ["burglary"], ["burglary"]])
  }

  @Test func aFilterNarrowsTheRulesItNames() throws {
    let filter = """

      ---
      title: Leave the cleaner alone
      logsource: {product: house}
      filter:
        rules: [opened]
        selection: {User: cleaner}
        condition: not selection
      """
    let rules = rules(Self.text + filter)
    let lines = [line(1, "opened cleaner at 192.0.2.9"), line(2, "opened mira at 192.0.2.9")]
    #expect(try findings(rules, lines).map(\.place.line) == [8])
    let (_, diagnostics) = RuleSet.compile(
      files: [
        SourceFile(
          path: "d.yml", text: Self.text + filter.replacing("not selection", with: "selection"))
      ], configuration: Configuration())
    #expect(diagnostics.map(\.code) == ["TOC127"])
  }
}
