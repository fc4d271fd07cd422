import Detection
import Records
import Testing

/// By which literals a rule is found, in each format.
@Suite struct LiteralTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var claim: String
    var detection: String
    var literals: [String]?
    var testDescription: String { claim }

    init(_ claim: String, _ detection: String, _ literals: [String]?) {
      (self.claim, self.detection, self.literals) = (claim, detection, literals)
    }
  }

  static let rows: [Row] = [
    Row(
      "of two that must hold, the rarer one", "x: {F: user, G: Xyzzy-Quux}\ncondition: x",
      ["xyzzy-quux"]),
    Row("of alternatives, each one", "x: {F: [alpha, beta]}\ncondition: x", ["alpha", "beta"]),
    Row("what must not hold has none", "x: {F: alpha}\ncondition: not x", nil),
    Row(
      "one alternative without spoils all", "x: {F: alpha}\ny: {G: null}\ncondition: x or y", nil),
    Row(
      "beside what must hold it spoils nothing", "x: {F: alpha}\ny: {G: null}\ncondition: x and y",
      ["alpha"]),
    Row(
      "JSON writes backslashes otherwise", #"x: {F: '\Windows\Temporary'}"# + "\ncondition: x",
      ["temporary"]),
    Row("letters beyond ASCII are cut", "x: {F: 'aéuvwxyz'}\ncondition: x", ["uvwxyz"]),
    Row("letters beyond ASCII alone, in each case", "x: {F: 'Σ'}\ncondition: x", ["Σ", "ς", "σ"]),
    Row("a sign without case", "x: {F|contains: '😀'}\ncondition: x", ["😀"]),
    Row("nothing but wildcards", "x: {F: '*'}\ncondition: x", nil),
    Row(
      "a network by its whole parts", "x: {F|cidr: 198.51.100.0/24}\ncondition: x",
      ["198.51.100."]),
    Row(
      "a network of odd length by the parts before", "x: {F|cidr: 198.51.96.0/20}\ncondition: x",
      ["198.51."]),
    Row("an IPv6 network has many spellings", "x: {F|cidr: '2001:db8::/32'}\ncondition: x", nil),
    Row("an expression by its plain run", "x: {F|re: '^xyzzy\\d+abc?d'}\ncondition: x", ["xyzzy"]),
    Row(
      "an expression by its alternatives", "x: {F|re: '(?:wget|curlew) x*'}\ncondition: x",
      ["curlew", "wget"]),
    Row("an expression that may be empty", "x: {F|re: '(abc)*'}\ncondition: x", nil),
    Row("a number by its digits", "x: {F: 4625}\ncondition: x", ["4625"]),
    Row("a comparison has none", "x: {F|gt: 4625}\ncondition: x", nil),
  ]

  @Test(arguments: rows)
  func aRuleIsFoundByItsRarestLiterals(_ row: Row) throws {
    let bench = RuleBench(detection: row.detection)
    #expect(bench.diagnostics == [])
    #expect(bench.rules.roads(for: bench.binding).map(\.literals) == [row.literals])
  }

  private static let sshd = DecoderDeclaration(
    id: "sshd", program: ["sshd"],
    logsource: [Logsource(product: "linux", service: "sshd")],
    shapes: [
      .init(
        action: "login_failed", starts: "Failed ",
        pattern: Marked(
          "^Failed (?<Method>[a-z]+) for (?<User>.*) from (?<src_ip>[^ ]+) port [0-9]+", at: .none)),
      .init(action: "login_failed", contains: "maximum authentication attempts exceeded"),
    ])

  private static let auth = SourceBinding(
    id: "auth", format: .syslog, logsource: [Logsource(product: "linux", service: "auth")])

  private func roads(_ detection: String) -> [[String]?] {
    rules([detection]).roads(for: Self.auth).map(\.literals)
  }

  /// A packet filter's ports stand in many lines as numbers, what it writes around them in few.
  @Test func aShortValueIsFoundByTheShapeThatCapturesIt() {
    let filter = DecoderDeclaration(
      id: "filter", program: ["filter"],
      logsource: [Logsource(product: "linux", service: "sshd")],
      shapes: [
        .init(
          action: "blocked", starts: "Xyzzy-quux to ",
          pattern: Marked("^Xyzzy-quux to (?<Port>[0-9a-z]+)$", at: .none))
      ])
    let roads = { (detection: String) in
      rules([detection], [filter]).roads(for: Self.auth).map(\.literals)
    }
    #expect(roads("x: {Port: 21}") == [["xyzzy-quux to "]])
    #expect(roads("x: {Port: vwxvwxvwxvwxvwxvwx}") == [["vwxvwxvwxvwxvwxvwx"]])
  }

  private func spellings(_ detections: [String]) throws -> [String?] {
    try rules(detections).spellings(for: Self.auth).map {
      $0.map { String(decoding: $0, as: UTF8.self) }
    }
  }

  private func rules(
    _ detections: [String], _ decoders: [DecoderDeclaration] = [sshd]
  ) -> RuleSet {
    var configuration = Configuration()
    configuration.decoders = decoders
    let text = detections.enumerated().map { number, detection in
      """
      title: x
      id: x\(number)
      logsource: {product: linux, service: sshd}
      detection: {\(detection), condition: x}
      """
    }.joined(separator: "\n---\n")
    let (rules, diagnostics) = RuleSet.compile(
      files: [SourceFile(path: "x.yml", text: text)], configuration: configuration)
    #expect(diagnostics == [])
    return rules
  }

  @Test func aShapesLiteralIsLookedForInItsOwnCaseUnlessAnotherRuleWantsAny() throws {
    let made = "x: {Action: login_failed}"
    let whole = "maximum authentication attempts exceeded"
    #expect(try spellings([made]) == ["Failed ", whole])
    #expect(try spellings([made, "x: {message|contains: 'failed '}"]) == [nil, whole])
    #expect(try spellings(["x: {message|contains: 'failed '}", made]) == [nil, whole])
  }

  @Test func aMadeFieldTakesTheLiteralsOfItsShapes() {
    #expect(
      roads("x: {Action: login_failed}")
        == [["failed ", "maximum authentication attempts exceeded"]])
    #expect(roads("x: {User: xyzzy}") == [["xyzzy"]])
  }

  @Test func whatNoDecoderMakesCannotMatch() {
    #expect(roads("x: {Action: no_such_action}") == [[]])
    #expect(roads("x: {NoSuchField: abc}") == [[]])
    #expect(roads("x: {NoSuchField: null}") == [nil])
  }
}
