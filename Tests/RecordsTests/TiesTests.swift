import Records
import Testing

@Suite struct TiesTests {
  static func configuration(_ risks: Risk...) -> Configuration {
    var configuration = Configuration()
    for risk in risks { configuration.risks[risk.id] = risk }
    return configuration
  }

  static func marked(_ texts: String...) -> [Marked<String>] {
    texts.map { Marked($0, at: Mark(path: "config/r.yaml", line: 3, column: 9)) }
  }

  static func rule(
    _ id: String, tags: [String] = [], risks: [String] = [], service: String = "sshd"
  ) -> RuleSummary {
    RuleSummary(
      id: id, name: id + "_name", title: id, level: .high, tags: tags,
      logsource: Logsource(product: "linux", service: service), risks: risks,
      place: "rules/ssh.yml:4:2")
  }

  static let tags: [(String, [String], Bool)] = [
    ("attack.t1110", ["attack.t1110"], true), ("attack.t1110", ["attack.t1110.001"], true),
    ("attack.t1110.001", ["attack.t1110"], false), ("attack.T1110", ["attack.t1110.004"], true),
    ("attack.t1110", ["attack.t11101", "attack.g1110", "attack.persistence"], false),
    // Retired ids and their successors are the same technique.
    ("attack.t1562.004", ["attack.t1686"], true), ("attack.t1686", ["attack.t1562.004"], true),
    ("attack.t1685", ["attack.t1562.001", "x"], true),
    ("attack.t1685.004", ["attack.t1562.012"], true),
    ("attack.t1685.004", ["attack.t1562.001"], false), ("attack.t1562", ["attack.t1685.002"], true),
  ]

  @Test(arguments: tags)
  func aTechniqueTakesItsParts(_ wanted: String, _ carried: [String], _ isTaken: Bool) {
    let risk = Risk(id: "r", title: "R", detections: .init(tags: Self.marked(wanted)))
    let ties = Ties.tie([Self.rule("a", tags: carried)], to: Self.configuration(risk))
    #expect(ties.rules.first?.risks == (isTaken ? ["r"] : []))
    #expect(ties.diagnostics.map(\.code) == (isTaken ? [] : ["TOC020"]))
  }

  @Test func bothSidesMakeTies() {
    let risk = Risk(
      id: "r", title: "R",
      detections: .init(
        rules: Self.marked("c", "b_name"), tags: Self.marked("attack.t1110"),
        logsource: Logsource(product: "linux", service: "sshd")))
    let rules = [
      Self.rule("a", risks: ["r"]), Self.rule("b"), Self.rule("c", service: "cron"),
      Self.rule("d", tags: ["attack.t1110"]),
      Self.rule("e", tags: ["attack.t1110"], service: "cron"),
    ]
    let ties = Ties.tie(rules, to: Self.configuration(risk))
    #expect(ties.rules.map(\.risks) == [["r"], ["r"], ["r"], ["r"], []])
    #expect(ties.diagnostics == [] && ties.refused.isEmpty)
  }

  @Test func aRuleOfAnUnknownRiskIsRefused() {
    let risk = Risk(
      id: "ssh-guessing", title: "R", detections: .init(rules: Self.marked("a_name", "zzz")))
    let rules = [Self.rule("a", risks: ["ssh-gessing"]), Self.rule("b", risks: ["ssh-guessing"])]
    let ties = Ties.tie(rules, to: Self.configuration(risk))
    #expect(ties.refused == ["a"])
    #expect(ties.rules.map(\.id) == ["b"])
    #expect(
      ties.diagnostics.map { DiagnosticRenderer.text($0) }.joined() == """
        rules/ssh.yml:4:2: error[TOC005]: rule "a" names risk "ssh-gessing", not declared
          hint: did you mean 'ssh-guessing'?
        config/r.yaml:3:9: error[TOC005]: rule "zzz" is not loaded
          hint: give its id or name, and load its folder with --rules

        """)
  }
}
