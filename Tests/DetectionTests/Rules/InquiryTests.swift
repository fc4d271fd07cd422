import Detection
import Records
import Testing

/// What `rule explain` says, against the engine that decides.
@Suite struct InquiryTests {
  private static func inquiry(
    _ yaml: String, configuration: Configuration = Configuration()
  ) throws -> LineInquiry {
    let file = SourceFile(path: "bench.yml", text: yaml)
    let bench = RuleBench(yaml, configuration: configuration)
    try #require(bench.diagnostics.filter { $0.weight == .error } == [])
    let reader = RuleReader(bench.rules, configuration: configuration, files: [file])
    return try LineInquiry(
      reader, binding: bench.binding, windows: Windows(plan: bench.rules.plan, limits: Limits()),
      reference: Instant(seconds: 1_778_479_200))
  }

  private static func ask(
    _ inquiry: inout LineInquiry, _ line: String, _ scope: LineInquiry.Scope = .all
  ) throws -> LineAnswer {
    try inquiry.ask(Array(line.utf8), arrival: Instant(seconds: 1_778_479_200), scope)
  }

  /// Rules and filters made by chance: the walk over the author's expression and the compiled
  /// program say the same of every line.
  @Test(arguments: 1...24)
  func itsVerdictIsTheEngines(seed: Int) throws {
    var generator = RuleGenerator(dice: Dice(seed: seed &+ 7_000))
    generator.isTextOnly = true
    var writer = RuleWriter(dice: Dice(seed: seed))
    let rules = (0..<33).map { _ in
      var rule = generator.rule()
      rule.filter = nil
      return rule
    }
    var texts = (0..<30).map { writer.yaml(rules[$0], id: "r\($0)") }
    for number in 0..<3 {
      let rule = writer.yaml(rules[30 + number], id: "f\(number)")
      texts.append(
        rule.replacing("detection:", with: "filter:\n  rules: [r\(number), r\(number + 3)]"))
    }
    let yaml = texts.joined(separator: "\n---\n")
    var inquiry = try Self.inquiry(yaml)
    let bench = RuleBench(yaml)
    var events = EventGenerator(dice: Dice(seed: seed &+ 9_000))
    var json = EventWriter(dice: Dice(seed: seed))
    let lines = (0..<40).map { index in
      let members = events.members(for: index % 2 == 0 ? rules[index % 30] : nil)
      return String(decoding: json.json(members).line, as: UTF8.self)
    }
    let wanted = try bench.rules.matches(
      in: lines.map { Array($0.utf8) }, binding: bench.binding, isExhaustive: true)
    let everyRule = LineInquiry.Scope.only(Set((0..<30).map { "r\($0)" }))
    var (holding, reasons) = (0, 0)
    for (index, line) in lines.enumerated() {
      let answer = try Self.ask(&inquiry, line, everyRule)
      #expect(answer.rules.count == 30)
      let held = answer.rules.filter { $0.holds == true }.map(\.rule.id)
      #expect(Set(held) == Set(wanted[index]), "\(line)")
      for rule in answer.rules {
        #expect((rule.outcome == .matched) == (rule.holds == true), "\(rule.outcome) \(line)")
        #expect((rule.reason == nil) == (rule.holds == true), "\(rule.rule.id) \(line)")
      }
      holding += held.count
      reasons += answer.rules.count { $0.reason?.condition.isEmpty == false }
    }
    // By chance alone both must occur: else nothing was compared.
    #expect(holding > 20 && reasons > 200, "\(holding) \(reasons)")
  }

  private static let netcat = """
    title: Netcat
    id: nc
    logsource: {category: bench}
    detection:
      sel: {Image|endswith: [/nc, /ncat], CommandLine|contains: ' -e '}
      filter_backup: {User: backup}
      condition: sel and not filter_backup
    ---
    title: Not on the build host
    id: quiet
    logsource: {category: bench}
    filter:
      rules: [nc]
      build: {Host: build1}
      condition: not build
    """

  /// A line, and what is said of it.
  struct Said: Sendable {
    var line: String
    var outcome: RuleAnswer.Outcome
    var selection: String?
    var filter: String?
    var condition: String?
    var held = 0
  }

  static let said = [
    Said(line: #"{"Image":"/bin/nc","CommandLine":"nc -e sh"}"#, outcome: .matched, held: 2),
    Said(
      line: #"{"Image":"/usr/bin/scat","CommandLine":"nc -e sh"}"#, outcome: .failed,
      selection: "sel", condition: "Image endswith one of '/nc', '/ncat'", held: 1),
    Said(
      line: #"{"Image":"/bin/nc","CommandLine":"nc -e sh","User":"backup"}"#, outcome: .excluded,
      selection: "filter_backup", condition: "User is 'backup'", held: 2),
    Said(
      line: #"{"Image":"/bin/nc","CommandLine":"nc -e sh","Host":"build1"}"#, outcome: .excluded,
      selection: "build", filter: "Not on the build host", condition: "Host is 'build1'", held: 2),
    Said(line: #"{"Image":"/bin/sh","CommandLine":"ls"}"#, outcome: .unseen),
  ]

  @Test(arguments: said)
  func theDecidingConditionIsNamed(said: Said) throws {
    var inquiry = try Self.inquiry(Self.netcat)
    let answer = try Self.ask(&inquiry, said.line)
    let rule = try #require(answer.rules.first)
    #expect(rule.outcome == said.outcome, "\(rule)")
    #expect(rule.reason?.selection == said.selection)
    #expect(rule.reason?.filter == said.filter)
    #expect(rule.reason?.condition == said.condition)
    #expect(rule.held == said.held, "\(rule)")
    #expect(answer.counts[said.outcome] == 1)
  }

  @Test func theValueSeenIsShown() throws {
    var inquiry = try Self.inquiry(Self.netcat)
    let answer = try Self.ask(&inquiry, #"{"Image":"/usr/bin/scat","CommandLine":"nc -e sh"}"#)
    let seen = try #require(answer.rules.first?.reason?.seen.first)
    #expect(seen.field == "Image" && seen.values.map { $0.encoded { $0 } } == ["/usr/bin/scat"])
    let absent = try Self.ask(&inquiry, #"{"CommandLine":"nc -e /nc sh"}"#, .only(["nc"]))
    #expect(absent.rules.first?.reason?.seen.first?.values.isEmpty == true)
  }

  @Test func whatIsNotServedIsSaidAndLookedAtAllTheSame() throws {
    let other = Self.netcat.replacing(
      "id: nc\nlogsource: {category: bench}",
      with: "id: nc\nlogsource: {category: elsewhere}")
    var inquiry = try Self.inquiry(other)
    let line = #"{"Image":"/bin/nc","CommandLine":"nc -e sh"}"#
    let all = try Self.ask(&inquiry, line)
    #expect(all.rules.first?.outcome == .unserved && all.rules.first?.holds == nil)
    let one = try Self.ask(&inquiry, line, .only(["nc"]))
    #expect(one.rules.first?.outcome == .unserved && one.rules.first?.holds == true)
    #expect(try Self.ask(&inquiry, line, .near).rules.isEmpty)
  }

  @Test func windowsSayHowFarTheyAre() throws {
    var inquiry = try Self.inquiry(
      """
      title: Try
      id: try
      name: try
      logsource: {category: bench}
      detection: {sel: {a: b}, condition: sel}
      level: low
      ---
      title: Many
      id: many
      correlation:
        type: event_count
        rules: [try]
        group-by: [ip]
        timespan: 10m
        condition: {gte: 3}
      level: high
      """)
    var counts: [String] = []
    for second in 1...3 {
      let line = #"{"time":"2026-05-11T06:20:0\#(second)Z","a":"b","ip":"203.0.113.5"}"#
      let answer = try Self.ask(&inquiry, line, .near)
      let standing = try #require(answer.windows.first)
      counts.append("\(standing.count)/\(standing.wanted) \(standing.holds)")
      #expect(standing.timespan == .seconds(600))
      #expect(standing.group.map { $0.value.encoded { $0 } } == ["203.0.113.5"])
      #expect(answer.findings.contains { $0.rule == "many" } == (second == 3))
    }
    #expect(counts == ["1/3 false", "2/3 false", "3/3 true"])
  }
}
