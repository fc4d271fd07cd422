import Records
import Testing

@Suite struct RegisterChecksTests {
  static func told(_ configuration: Configuration, _ rules: [RuleSummary], each: Bool = false)
    -> [String]
  {
    RegisterChecks.run(configuration: configuration, rules: rules, each: each).map {
      "\($0.weight.rawValue) \($0.code) \($0.mark.path):\($0.mark.line) \($0.clause)"
    }
  }

  static func sshd(_ id: String, risks: [String] = [], place: String = "rules/ssh/a.yml:4")
    -> RuleSummary
  {
    RuleSummary(
      id: id, title: id, level: .high, logsource: Logsource(product: "linux", service: "sshd"),
      risks: risks, place: place)
  }

  static var configuration: Configuration {
    var configuration = TiesTests.configuration(
      Risk(id: "open", title: "O", place: Mark(path: "c.yaml", line: 2, column: 5)),
      Risk(id: "over", title: "O", status: .closed),
      Risk(id: "taken", title: "T", response: .accept))
    configuration.sources = [
      SourceDeclaration(
        id: "s", title: "S", read: [.standardInput],
        logsource: [Logsource(product: "linux", service: "sshd")])
    ]
    return configuration
  }

  @Test func aWatchedRegisterIsSilent() {
    #expect(Self.told(Self.configuration, [Self.sshd("a", risks: ["open"])]) == [])
  }

  @Test func risksWithoutRulesAndRulesForNothingAreTold() {
    var idle = Self.sshd("idle", risks: ["open"], place: "rules/audit.yml:1")
    idle.logsource = Logsource(product: "linux", service: "auditd")
    #expect(
      Self.told(Self.configuration, [Self.sshd("a", risks: ["over"]), idle]) == [
        "warning TOC111 rules/audit.yml:1 no source here serves the logs of rule \"idle\"",
        "warning TOC110 rules/ssh/a.yml:4 rule \"a\" is tied to closed risks only",
      ])
    #expect(
      Self.told(Self.configuration, []) == [
        "warning TOC101 c.yaml:2 risk \"open\" is watched by no rule"
      ])
  }

  @Test func publicRulesAreOneNoteAFolder() {
    let own = Self.sshd("own", risks: ["open"])
    var rules = [own] + (1...3).map { Self.sshd("p\($0)", place: "public/ssh/\($0).yml:1") }
    rules.append(Self.sshd("q", place: "public/web/q.yml:1"))
    rules[4].logsource = Logsource(category: "webserver")
    #expect(
      Self.told(Self.configuration, rules) == [
        "note TOC121 public/ssh:1 3 rules tied to no risk",
        "note TOC111 public/web:1 1 rule for logs that no source here serves",
        "note TOC121 public/web:1 1 rule tied to no risk",
      ])
    #expect(Self.told(Self.configuration, rules, each: true).count == 5)
  }

  @Test func rulesThatNeverAlertByThemselvesNeedNoRisk() {
    var feeding = Self.sshd("feeding")
    feeding.feedsOnly = true
    var informational = Self.sshd("informational")
    informational.level = .informational
    var own = Self.sshd("own", risks: ["open"])
    own.logsource = Logsource(product: "tocsin")
    let correlation = RuleSummary(id: "c", title: "c", risks: ["open"], place: "rules/c.yml:1")
    #expect(Self.told(Self.configuration, [feeding, informational, own, correlation]) == [])
  }

  @Test func rulesThatRecordsNameAreLookedUp() {
    let text = """
      routes: [{match: {rules: [own, b]}, to: [terminal]}]
      silences: [{id: s, rules: [owm], by: r, why: w, until: 2026-12-01T00:00:00Z}]
      models: [{id: m, opens_on: {how: by-hand, rules: [own, nothing]}}]
      roles: [{id: r, title: R, holder: H}]
      """
    let (configuration, _) = ConfigurationReader.read(
      files: [SourceFile(path: "c.yaml", text: text)], today: ConfigurationReaderTests.today)
    let rule = RuleSummary(id: "b", name: "own", title: "B", level: .informational)
    let diagnostics = RegisterChecks.run(configuration: configuration, rules: [rule])
    #expect(
      diagnostics.map { "\($0.mark.line) \($0.clause) \($0.hint ?? "")" } == [
        "2 rule \"owm\" is not loaded did you mean 'own'?",
        "3 rule \"nothing\" is not loaded give its id or name",
      ])
  }

  static let keys: [(String, String?)] = [
    ("risk", "risks"), ("test", "tests"), ("riks", "risks"), ("risks", nil), ("tests", nil),
    ("rules", nil),
    ("tags", nil), ("title", nil), ("author", nil), ("Risks", "risks"),
  ]

  @Test(arguments: keys)
  func keysThatResembleOursAreTold(_ key: String, _ nearest: String?) {
    let found = RegisterChecks.resemblance(of: key, at: .none)
    #expect(found?.hint == nearest.map { "did you mean '\($0)'?" })
  }
}
