import Detection
import Records
import Testing

/// Thousands of literals are looked for by grams: what these tests ask of a few rules, by saying that
/// one literal is already too many for Hyperscan.
@Suite struct GramTests {
  private static func compile(
    _ text: String, _ configuration: Configuration = Configuration()
  ) -> RuleSet {
    RuleSet.compile(
      files: [SourceFile(path: "grams.yml", text: text)], configuration: configuration,
      gramLiteralsLeast: 1
    ).0
  }

  private static let binding = SourceBinding(
    id: "bench", format: .json, logsource: [Logsource(category: "bench")])

  /// Words of which rules and events are made: long enough for grams, and each with something that
  /// JSON may write in another way, or that has another case.
  private static let words = [
    "alpha", "Bravo.exe", "\\charlie", "delta\\", "/echo/", "fox\"trot", "gölf", "ÄÖ", "日本", "x",
    " hotel ", "india-12", "4625", "true", "juliett\tx", "k", "",
  ]

  private static func value(_ generated: inout GeneratedSigma) -> String {
    (0...generated.below(2)).map { _ in generated.pick(words) }.joined()
  }

  /// A pattern: words, now and then with wildcards.
  private static func pattern(_ generated: inout GeneratedSigma) -> String {
    let text = value(&generated).replacing("\\", with: "\\\\")
    return generated.chance(20)
      ? text + generated.pick(["*", "?"])
        + value(&generated)
        .replacing("\\", with: "\\\\") : text
  }

  private static func item(_ generated: inout GeneratedSigma) -> NaiveSigma.Rule {
    let field = generated.pick(["Image", "CommandLine", "a.b", "User", "message"])
    if generated.chance(8) {
      return .item(.init(field: nil, modifiers: [], values: [.text("bravo.e")]))
    }
    if generated.chance(8) {
      return .item(.init(field: field, modifiers: [], values: [.number(4625)]))
    }
    if generated.chance(5) { return .item(.init(field: field, modifiers: [], values: [.null])) }
    let modifier = generated.pick(["contains", "startswith", "endswith", "", "contains"])
    let values = (0...generated.below(3)).map { _ in
      NaiveSigma.Value.text(pattern(&generated))
    }
    let requiresAll = modifier == "contains" && values.count > 1 && generated.chance(30)
    return .item(
      .init(
        field: field, modifiers: ([modifier] + (requiresAll ? ["all"] : [])).filter { $0 != "" },
        values: values))
  }

  private static func rule(_ generated: inout GeneratedSigma, depth: Int = 0) -> NaiveSigma.Rule {
    if depth > 2 || generated.chance(25) { return item(&generated) }
    let children = (0...generated.below(3)).map { _ in rule(&generated, depth: depth + 1) }
    if generated.chance(15) { return .not(children[0]) }
    return generated.chance(60) ? .all(children) : .any(children)
  }

  private static func event(_ generated: inout GeneratedSigma) -> NaiveSigma.Event {
    var event: NaiveSigma.Event = []
    for field in ["Image", "CommandLine", "a.b", "User", "other"] where generated.chance(80) {
      switch generated.below(12) {
      case 0: event.append((field, .null))
      case 1: event.append((field, .number(4625)))
      case 2: event.append((field, .boolean(true)))
      case 3:
        event.append((field, .list([.text(value(&generated)), .text(value(&generated))])))
      default: event.append((field, .text(value(&generated))))
      }
    }
    return event
  }

  @Test(arguments: 1...24)
  func theScanFindsWhatTheSpecificationSays(seed: Int) throws {
    var generated = GeneratedSigma(seed: UInt64(seed + 900))
    let rules = (0..<40).map { _ in Self.rule(&generated) }
    let text = rules.enumerated().map { GeneratedSigma.yaml($0.element, id: "r\($0.offset)") }
    let set = Self.compile(text.joined(separator: "\n---\n"))
    try #require(set.summaries.count == rules.count)
    let events = (0..<80).map { _ in Self.event(&generated) }
    let lines = events.map { generated.json($0).replacing("\t", with: "\\t") }
    let bytes = lines.map { Array($0.utf8) }
    let scanned = try set.matches(in: bytes, binding: Self.binding)
    let decoded = try set.matches(in: bytes, binding: Self.binding, isExhaustive: true)
    #expect(decoded.count { !$0.isEmpty } > 40)
    for (index, event) in events.enumerated() {
      let wanted = rules.indices.filter {
        NaiveSigma.matches(rules[$0], event, line: lines[index])
      }.map { "r\($0)" }
      #expect(scanned[index] == decoded[index], "\(lines[index])")
      for rule in Set(wanted).symmetricDifference(decoded[index]) {
        Issue.record("\(lines[index])\n\(text[Int(rule.dropFirst()) ?? 0])")
      }
    }
  }

  /// A line is decoded only when every clause of a way was seen.
  @Test func oneClauseAloneDecodesNoLine() throws {
    let set = Self.compile(
      """
      title: Both
      id: both
      logsource: {category: bench}
      detection:
        s: {Image|endswith: '\\certutil.exe', CommandLine|contains: 'urlcache'}
        condition: s
      """)
    var scanner = try set.scanner(for: Self.binding)
    let lines = [
      #"{"Image":"C:\\certutil.exe","CommandLine":"certutil -dump"}"#,
      #"{"Image":"C:\\certutil.exe.bak","CommandLine":"-urlcache"}"#,
      #"{"Image":"C:\\Certutil.EXE","CommandLine":"-URLcache"}"#,
      #"{"Image":"C:\\certutil\u002eexe","CommandLine":"-urlcache"}"#,
      #"{"Image":"x"}"#,
    ]
    var batch = HitBatch()
    TestChunk(lines).lend { scanner.scan($0, into: &batch) }
    #expect(batch.plain.map(\.line) == [2, 3])
    // The line with a numbered escape and the chunk's last one beside the match.
    #expect(scanner.counters.decoded == 3)
    #expect(scanner.counters.evaluated == 2)
  }

  /// `User` of the second line is no JSON value of its own: sshd's shape takes it from the message.
  @Test func fieldsThatShapesMakeAreFound() throws {
    var configuration = Configuration()
    configuration.decoders = Shipped.decoders.declarations
    let set = Self.compile(
      """
      title: Mira
      id: mira
      logsource: {product: linux}
      detection:
        s: {User|startswith: 'mira', src_ip|endswith: '.77'}
        condition: s
      """, configuration)
    let message = "Failed password for mira from 203.0.113.77 port 4711 ssh2"
    let lines = [
      #"{"User":"mira","src_ip":"203.0.113.77"}"#,
      #"{"SYSLOG_IDENTIFIER":"sshd","MESSAGE":"\#(message)"}"#,
      #"{"SYSLOG_IDENTIFIER":"sshd","MESSAGE":"Failed password for otto from 203.0.113.77"}"#,
    ].map { Array($0.utf8) }
    let binding = SourceBinding(
      id: "linux", format: .json, logsource: [Logsource(product: "linux")])
    let scanned = try set.matches(in: lines, binding: binding)
    #expect(scanned == [["mira"], ["mira"], []])
    #expect(try set.matches(in: lines, binding: binding, isExhaustive: true) == scanned)
  }

  /// The same field under another taxonomy's name, which a mapping copies.
  @Test func fieldsThatMappingsCopyAreFound() throws {
    var configuration = Configuration()
    let mapping = """
      mappings:
        - id: other
          title: Another taxonomy
          fields:
            process.executable: Image
      """
    configuration.mappings =
      ConfigurationReader.read(
        files: [SourceFile(path: "map.yaml", text: mapping)]
      ).0.mappings
    try #require(configuration.mappings.count == 1)
    let set = Self.compile(
      """
      title: Mapped
      id: mapped
      logsource: {category: bench}
      detection:
        s: {Image|endswith: '/mapped'}
        condition: s
      """, configuration)
    let lines = [
      #"{"Image":"/usr/bin/mapped"}"#, #"{"process":{"executable":"/usr/bin/mapped"}}"#,
      #"{"process.executable":"/usr/bin/mapped"}"#, #"{"other":"/usr/bin/mapped"}"#,
    ].map { Array($0.utf8) }
    let scanned = try set.matches(in: lines, binding: Self.binding)
    #expect(try set.matches(in: lines, binding: Self.binding, isExhaustive: true) == scanned)
    #expect(scanned == [["mapped"], ["mapped"], ["mapped"], []])
  }
}
