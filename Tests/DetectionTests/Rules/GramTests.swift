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

  private static func value(_ dice: inout Dice) -> String {
    (0...dice.below(2)).map { _ in dice.pick(words) }.joined()
  }

  /// A pattern: words, now and then with wildcards.
  private static func pattern(_ dice: inout Dice) -> String {
    let text = value(&dice).replacing("\\", with: "\\\\")
    guard dice.chance(20) else { return text }
    return text + dice.pick(["*", "?"]) + value(&dice).replacing("\\", with: "\\\\")
  }

  private static func item(_ dice: inout Dice) -> SpecRule.Item {
    let field = dice.pick(["Image", "CommandLine", "a.b", "User", "message"])
    if dice.chance(8) {
      return .init(field: field, modifiers: [], values: [.number("4625")])
    }
    if dice.chance(5) { return .init(field: field, modifiers: [], values: [.null]) }
    let modifier = dice.pick(["contains", "startswith", "endswith", "", "contains"])
    let values = (0...dice.below(3)).map { _ in SpecRule.Value.text(pattern(&dice)) }
    let requiresAll = modifier == "contains" && values.count > 1 && dice.chance(30)
    return .init(
      field: field, modifiers: ([modifier] + (requiresAll ? ["all"] : [])).filter { $0 != "" },
      values: values)
  }

  private static func rule(_ dice: inout Dice, keywords: Int) -> SpecRule {
    var rule = SpecRule(searches: [], conditions: [])
    rule.conditions = [condition(&dice, &rule.searches, keywords: keywords)]
    return rule
  }

  /// `keywords`: how many of a hundred searches are for a keyword.
  private static func condition(
    _ dice: inout Dice, _ searches: inout [SpecRule.Named], keywords: Int, depth: Int = 0
  ) -> SpecRule.Condition {
    if depth > 2 || dice.chance(25) {
      let search =
        dice.chance(keywords) ? .word(.text("bravo.e")) : SpecRule.Search.map([item(&dice)])
      searches.append(.init(name: "s\(searches.count)", search: search))
      return .name("s\(searches.count - 1)")
    }
    if dice.chance(15) {
      return .not(condition(&dice, &searches, keywords: keywords, depth: depth + 1))
    }
    var parts: [SpecRule.Condition] = []
    for _ in 0...dice.below(3) {
      parts.append(condition(&dice, &searches, keywords: keywords, depth: depth + 1))
    }
    if parts.count == 1 { return parts[0] }
    return dice.chance(60) ? .all(parts) : .any(parts)
  }

  private static func members(_ dice: inout Dice) -> [SpecEvent.Member] {
    var members: [SpecEvent.Member] = []
    for field in ["Image", "CommandLine", "a.b", "User", "other"] where dice.chance(80) {
      let value: SpecEvent.Node =
        switch dice.below(12) {
        case 0: .null
        case 1: .number("4625")
        case 2: .boolean(true)
        case 3: .list([.text(value(&dice)), .text(value(&dice))])
        default: .text(value(&dice))
        }
      members.append(.init(name: field, value: value))
    }
    return members
  }

  @Test(arguments: 1...24)
  func theScanFindsWhatTheSpecificationSays(seed: Int) throws {
    var dice = Dice(seed: seed + 900)
    var writer = RuleWriter(dice: Dice(seed: seed))
    // Lines are looked through in another way where no rule has keywords.
    let rules = (0..<40).map { _ in Self.rule(&dice, keywords: seed % 2 == 0 ? 8 : 0) }
    let text = rules.enumerated().map { writer.yaml($0.element, id: "r\($0.offset)") }
    let set = Self.compile(text.joined(separator: "\n---\n"))
    try #require(set.summaries.count == rules.count)
    var json = EventWriter(dice: Dice(seed: seed))
    let events = (0..<80).map { _ in json.json(Self.members(&dice)) }
    let bytes = events.map(\.line)
    let scanned = try set.matches(in: bytes, binding: Self.binding)
    let decoded = try set.matches(in: bytes, binding: Self.binding, isExhaustive: true)
    #expect(decoded.count { !$0.isEmpty } > 40)
    for (index, event) in events.enumerated() {
      let line = String(decoding: event.line, as: UTF8.self)
      let wanted = rules.indices.filter { NaiveSigma.matches(rules[$0], event) }.map { "r\($0)" }
      #expect(scanned[index] == decoded[index], "\(line)")
      for rule in Set(wanted).symmetricDifference(decoded[index]) {
        Issue.record("\(line)\n\(text[Int(rule.dropFirst()) ?? 0])")
      }
    }
  }

  /// A line meets a rule only when every clause of a way was seen.
  @Test func oneClauseAloneMeetsNoRule() throws {
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
      // In values that no field is made of.
      #"{"Image":"x","CommandLine":"y","other":"C:\\certutil.exe","more":"-urlcache"}"#,
    ]
    var batch = HitBatch()
    TestChunk(lines).lend { scanner.scan($0, into: &batch) }
    #expect(batch.plain.map(\.line) == [2, 3])
    // The line with a numbered escape beside the match.
    #expect(scanner.counters.candidates == 2)
    #expect(scanner.counters.evaluated == 2)
  }

  /// A rule of one item, and another one whose literal is long enough for a scan by grams.
  private static func compileBesideOther(_ item: String) -> RuleSet {
    compile(
      """
      title: Short
      id: short
      logsource: {category: bench}
      detection:
        s: {\(item)}
        condition: s
      ---
      title: Long
      id: long
      logsource: {category: bench}
      detection:
        s: {Image: '\\mimikatz.exe'}
        condition: s
      """)
  }

  /// A rule whose literals are too short is found by the fields and values of an event.
  @Test(arguments: [
    ("EventID: 5", #"{"EventID":5}"#, true), ("EventID: 5", #"{"EventID":"5"}"#, true),
    ("EventID: 5", #"{"EventID": 5.000000000000000000000000000000 }"#, true),
    ("EventID: 0", #"{"EventID":-0}"#, true), ("EventID: 5", #"{"EventID":[7,"x",5]}"#, true),
    ("EventID: 5", #"{"EventID":55}"#, false), ("EventID: 5", #"{"other":5}"#, false),
    ("EventID: 5", #"{"EventID":null}"#, false),
    ("EventID: 5", #"{"EventID":5,"EventID":6}"#, false),
    ("EventID: '5.0'", #"{"EventID":5.0}"#, true), ("EventID: '5.0'", #"{"EventID":5}"#, false),
    ("EventID|gte: 5", #"{"EventID":9}"#, true),
    ("EventID|exists: true", #"{"EventID":null}"#, true),
    ("Kind: Ab", #"{"Kind":"aB"}"#, true), ("Kind: Ab", #"{"Kind":"\u0061b"}"#, true),
    ("Kind|cased: Ab", #"{"Kind":"aB"}"#, false), ("Kind: ''", #"{"Kind":""}"#, true),
    ("Kind: ü", #"{"Kind":"Ü"}"#, true),
    ("Kind: abcdefghijklmnopqrstuvwxyz", #"{"Kind":"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}"#, true),
    ("Kind|contains: b", #"{"Kind":"abc"}"#, true), ("Kind|re: '^.b'", #"{"Kind":"ab"}"#, true),
    ("Kind|fieldref: EventID", #"{"Kind":"7","EventID":7}"#, true),
    ("Kind: null", #"{"x":1}"#, true),
    ("CommandLine|contains: ' -p'", #"{"CommandLine":"x -P"}"#, true),
    ("CommandLine|contains: '`'", #"{"CommandLine":"`"}"#, true),
    ("CommandLine|contains: '^^'", #"{"CommandLine":"a^^"}"#, true),
    ("CommandLine|contains: '^^'", #"{"CommandLine":"a^b^"}"#, false),
    ("CommandLine|endswith: '/w'", #"{"CommandLine":"a \/W"}"#, true),
    ("CommandLine|endswith: '/w'", #"{"CommandLine":"/ww"}"#, false),
  ])
  func whatIsTooShortToBeLookedForIsFound(_ item: String, _ line: String, _ matches: Bool) throws {
    let set = Self.compileBesideOther(item)
    let other = #"{"CommandLine":"nothing to see","Kind":"of another kind","EventID":12345}"#
    let found = try set.matches(
      in: [line, other, line].map { Array($0.utf8) }, binding: Self.binding)
    let wanted = matches ? ["short"] : []
    #expect(found[0] == wanted && found[2] == wanted, "\(item) \(line)")
  }

  /// Only events that have what it asks for meet such a rule: none is found by meeting all.
  @Test(arguments: [
    ("EventID: 5", #"{"EventID":5}"#, #"{"EventID":6}"#),
    ("EventID: [5, 7]", #"{"EventID":"7"}"#, #"{"EventID":57}"#),
    ("Kind: Ab, EventID|gt: 1", #"{"Kind":"AB","EventID":0}"#, #"{"Kind":"B","EventID":2}"#),
    ("Agent|re: '^.b'", #"{"Agent":"x"}"#, #"{"Other":"ab"}"#),
    ("CommandLine|contains: '^^'", #"{"CommandLine":"^^"}"#, #"{"CommandLine":"^","x":"^^"}"#),
  ])
  func aRuleWithoutALongLiteralMeetsNoOtherEvent(
    _ item: String, _ met: String, _ other: String
  ) throws {
    let set = Self.compileBesideOther(item)
    for (line, count) in [(met, 1), (other, 0)] {
      var scanner = try set.scanner(for: Self.binding)
      var batch = HitBatch()
      TestChunk([line]).lend { scanner.scan($0, into: &batch) }
      #expect(scanner.counters.evaluated == count, "\(line)")
      #expect(scanner.counters.candidates == count, "\(line)")
    }
  }

  /// Alternatives of one field are not asked one by one where the field is absent.
  @Test func anAbsentFieldSettlesItsAlternativesAtOnce() throws {
    let words = (0..<20).map { "alternative\($0)" }.joined(separator: ", ")
    let set = Self.compile(
      """
      title: Many
      id: many
      logsource: {category: bench}
      detection:
        s: {Image|contains: [\(words)]}
        condition: s
      """)
    for (line, work) in [(#"{"User":"x"}"#, 1), (#"{"Image":"x"}"#, 21)] {
      var scanner = try set.scanner(for: Self.binding)
      var batch = HitBatch()
      scanner.isExhaustive = true
      TestChunk([line]).lend { scanner.scan($0, into: &batch) }
      #expect(scanner.counters.work == work, "\(line)")
    }
  }

  /// Texts as long as one, two or some blocks of the scan for short literals, which may stand anywhere.
  @Test func aShortLiteralIsFoundAtEveryPlace() throws {
    let set = Self.compile(
      """
      title: Short
      id: short
      logsource: {category: bench}
      detection:
        s: {CommandLine|contains: ['^|^', '`', '${']}
        condition: s
      """)
    var lines: [String] = []
    for count in [0, 1, 5, 28, 29, 30, 31, 32, 33, 60, 64, 65, 97, 1020, 1024, 1030] {
      for word in ["^|^", "`", "${", "^^|"] {
        for place in Set([0, 1, count / 2, max(0, count - 1), count]) where place <= count {
          let text = String(repeating: "x", count: place) + word
          lines.append(
            "{\"CommandLine\":\"\(text + String(repeating: "y", count: count - place))\"}")
        }
      }
    }
    let bytes = lines.map { Array($0.utf8) }
    let found = try set.matches(in: bytes, binding: Self.binding)
    for (line, matches) in zip(lines, found) {
      #expect(!matches.isEmpty == !line.contains("^^|"), "\(line)")
    }
  }

  /// Values that come again, under other names too, that are too many or too long to be kept, and more
  /// names than are known at once.
  @Test func valuesAreFoundHoweverOftenTheyCome() throws {
    let set = Self.compile(
      [
        #"{Image|endswith: '\certutil.exe'}"#, "{CommandLine|contains: 'urlcache'}",
        "{a.needle: 'value-17'}", "{Number: 46250}", "{Image: null}",
        "{CommandLine|startswith: 'needle', User|endswith: 'svc'}",
      ].enumerated().map { number, detection in
        """
        title: r\(number)
        id: r\(number)
        logsource: {category: bench}
        detection:
          s: \(detection)
          condition: s
        """
      }.joined(separator: "\n---\n"))
    try #require(set.summaries.count == 6)
    var dice = Dice(seed: 41)
    let common = [
      #""C:\\Windows\\certutil.exe""#, #""certutil -urlcache -f""#, #""value-17""#, "46250", "null",
      #""needle in hay""#, #""CORP\\svc""#, #""x""#, "true", #"["needle","-URLcache"]"#, "{}",
      #"{"needle":"value-17"}"#, #""value-18""#, "[]",
    ]
    let lines = (0..<6000).map { number in
      let members = (0...dice.below(5)).map { _ in
        let name =
          dice.chance(85)
          ? dice.pick(["Image", "CommandLine", "a", "Number", "User", "other"]) : "n\(number)"
        let blank = dice.chance(10) ? " " : ""
        let pad = String(repeating: "-", count: dice.below(120))
        let value =
          switch dice.below(10) {
          case 0: "\"\(pad)urlcache\(number)\""
          case 1: "\"needle\(pad)\(number) certutil.exe\""
          default: dice.pick(common)
          }
        return "\"\(name)\"\(blank):\(blank)\(value)\(blank)"
      }
      return Array("{\(members.joined(separator: ","))}".utf8)
    }
    let scanned = try set.matches(in: lines, binding: Self.binding)
    #expect(try set.matches(in: lines, binding: Self.binding, isExhaustive: true) == scanned)
    for number in 0..<6 { #expect(scanned.contains { $0.contains("r\(number)") }, "r\(number)") }
  }

  /// What an expression needs may be a quote or a backslash, which JSON writes behind another one.
  @Test func expressionsAreFoundWhateverTheirLiterals() throws {
    let expressions = [
      #"fox["t]"#, #"\\[a-z]{1,8}\.[ "']{1}"#, "`[a-z]+`", #""(?:\{\d\})+"\s*-f"#, #"\$\{`?e`?n"#,
      #"\s[a-f]{6}\s[a-f]{2}"#, "[kq]x[12]", #"(?i)c:\\[df]o"#, "g[öé]lf", "[^a]lpha", "[a-b]q",
    ]
    let rules = expressions.enumerated().map { number, expression in
      """
      title: r\(number)
      id: r\(number)
      logsource: {category: bench}
      detection:
        s:
          CommandLine|re: '\(expression.replacing("'", with: "''"))'
        condition: s
      """
    }
    let set = Self.compile(rules.joined(separator: "\n---\n"))
    try #require(set.summaries.count == expressions.count)
    let parts = [
      "fox", "\"", "t", "\\", "ab", ".", " ", "'", "`", "in", "\"{0}{1}\"", "-f", "${", "e`n", "en",
      " abcdef ff", "qx", "2", "C:\\", "fo", "gölf", "alpha", "bq", " ", "\\ab.", "blpha",
    ]
    var dice = Dice(seed: 77)
    var json = EventWriter(dice: Dice(seed: 78))
    let lines = (0..<3000).map { _ in
      let value = (0...dice.below(6)).map { _ in dice.pick(parts) }.joined()
      return json.json([.init(name: "CommandLine", value: .text(value))]).line
    }
    let scanned = try set.matches(in: lines, binding: Self.binding)
    #expect(try set.matches(in: lines, binding: Self.binding, isExhaustive: true) == scanned)
    for number in expressions.indices {
      #expect(scanned.contains { $0.contains("r\(number)") }, "\(expressions[number])")
    }
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

  /// A configuration with one mapping, which gives a field another name.
  private static func copying(_ field: String, to other: String) throws -> Configuration {
    let mapping = """
      mappings:
        - id: other
          title: Another taxonomy
          fields:
            \(field): \(other)
      """
    var configuration = Configuration()
    configuration.mappings =
      ConfigurationReader.read(
        files: [SourceFile(path: "map.yaml", text: mapping)]
      ).0.mappings
    try #require(configuration.mappings.count == 1)
    return configuration
  }

  /// The same field under another taxonomy's name, which a mapping copies.
  @Test func fieldsThatMappingsCopyAreFound() throws {
    let configuration = try Self.copying("process.executable", to: "Image")
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

  /// The envelope's field is set by another name of JSON (`_HOSTNAME`), which no mapping knows.
  @Test func fieldsOfTheEnvelopeAreCopiedToo() throws {
    let configuration = try Self.copying("host", to: "Computer")
    let set = Self.compile(
      """
      title: Mapped
      id: mapped
      logsource: {category: bench}
      detection:
        s: {Computer: 'web-17'}
        condition: s
      """, configuration)
    let lines = [
      #"{"_HOSTNAME":"web-17","x":1}"#, #"{"Computer":"web-17"}"#, #"{"other":"web-17"}"#,
    ].map { Array($0.utf8) }
    let scanned = try set.matches(in: lines, binding: Self.binding)
    #expect(try set.matches(in: lines, binding: Self.binding, isExhaustive: true) == scanned)
    #expect(scanned == [["mapped"], ["mapped"], []])
  }
}
