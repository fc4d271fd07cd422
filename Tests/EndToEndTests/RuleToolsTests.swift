import Foundation
import Testing
import TestKit

/// `tocsin rule explain`, `show` and `test`, as an author types them.
@Suite struct RuleToolsTests {
  private static let netcat = """
    title: A shell behind netcat
    id: 6a3f0f3e-3c0c-4a7a-9f0a-0f6a1f1d2b11
    name: netcat_shell
    status: test
    description: netcat hands out a shell.
    author: Somebody
    references: [https://example.org/netcat]
    tags: [attack.execution, attack.t1059.004]
    logsource: {product: shop}
    detection:
      sel: {Image|endswith: [/nc, /ncat], CommandLine|contains: ' -e '}
      filter_backup: {User: backup}
      condition: sel and not filter_backup
    level: high
    risks: [shop-break-in]
    tests:
      - hit: '{"Image":"/bin/nc","CommandLine":"nc -e sh"}'
      - miss: '{"Image":"/bin/ls","CommandLine":"ls -e sh"}'
    ---
    title: Not on the build host
    id: 7d1b5a60-94f3-4c57-8f6f-4a1f6d0f6a12
    logsource: {product: shop}
    filter:
      rules: [netcat_shell]
      build: {Host: build1}
      condition: not build
    ---
    title: Netcat again and again
    id: 1f6b8a0c-8c0b-4a0e-8a52-0f3c4c2d7a13
    name: netcat_often
    correlation:
      type: event_count
      rules: [netcat_shell]
      group-by: [User]
      timespan: 10m
      condition: {gte: 3}
    level: critical
    risks: [shop-break-in]
    """

  private static func box() throws -> Sandbox {
    let box = try Sandbox()
    try box.configure(Samples.shopSource(box.log("shop.log").path))
    try box.folder.write(Samples.shopRisk, to: "config/shop.yaml")
    try box.rule(netcat)
    return box
  }

  private static func line(_ members: String) -> String {
    #"{"time":"2026-05-11T06:20:01Z","CommandLine":"nc -e sh",\#(members)}"#
  }

  @Test func theNearestRuleComesWithItsReason() throws {
    let box = try Self.box()
    let hit = try box.run(
      "rule", "explain", Self.line(#""Image":"/bin/nc","User":"mira""#), "--source", "shop")
    #expect(hit.status == 0, "\(hit)")
    #expect(hit.output.contains("matched  netcat_shell"), "\(hit)")
    #expect(hit.output.contains("window netcat_often: 1 of 3 in 10m for User=mira"), "\(hit)")
    #expect(hit.output.contains("alert: high, risk shop-break-in"), "\(hit)")
    let near = try box.run(
      "rule", "explain", Self.line(#""Image":"/usr/bin/scat""#), "--source", "shop")
    #expect(near.status == 0, "\(near)")
    #expect(
      near.output.contains(
        "sel: Image endswith one of '/nc', '/ncat' — Image is '/usr/bin/scat'"), "\(near)")
    #expect(near.output.contains("1 of 2 conditions hold"), "\(near)")
    let own = try box.run(
      "rule", "explain", Self.line(#""Image":"/bin/nc","User":"backup""#), "--source", "shop")
    #expect(own.output.contains("excluded  netcat_shell"), "\(own)")
    #expect(own.output.contains("filter_backup: User is 'backup' holds"), "\(own)")
    let filter = try box.json(
      "rule", "explain", Self.line(#""Image":"/bin/nc","Host":"build1""#), "--source", "shop")
    let rule = try #require(filter["lines"].list.first?["rules"].list.first)
    #expect(rule["outcome"].text == "excluded", "\(filter)")
    #expect(rule["reason"]["filter"].text == "Not on the build host", "\(filter)")
  }

  @Test func severalLinesFillTheirWindow() throws {
    let box = try Self.box()
    let line = Self.line(#""Image":"/bin/nc","User":"mira""#)
    let input = Data(Array(repeating: line, count: 3).joined(separator: "\n").utf8)
    let outcome = try box.run("rule", "explain", "-", "--source", "shop", input: input)
    for count in 1...3 {
      #expect(outcome.output.contains("window netcat_often: \(count) of 3 in 10m"), "\(outcome)")
    }
    #expect(outcome.output.contains("alert: critical"), "\(outcome)")
  }

  /// Windows, silences and open alerts are those that the sentinel has kept.
  @Test func theSentinelsStateIsAsked() throws {
    let box = try Self.box()
    let line = Self.line(#""Image":"/bin/nc","User":"mira""#)
    let sentinel = try box.watch()
    try box.log("shop.log").append([line, line])
    #expect(
      try eventually(within: 60) { try box.alerts().contains { $0["count"].int == 2 } },
      "\(sentinel.errors)")
    #expect(sentinel.stop() == .exit(0))
    let silence = try box.run(
      "silence", "add", "--rule", "netcat_often", "--for", "2h", "--why", "a red team is at work")
    #expect(silence.status == 0, "\(silence)")
    let asked = try box.run("rule", "explain", line, "--source", "shop")
    #expect(asked.output.contains("window netcat_often: 3 of 3 in 10m"), "\(asked)")
    #expect(asked.output.contains("counted with SA-"), "\(asked)")
    #expect(asked.output.contains("a red team is at work"), "\(asked)")
    // Asking changed nothing.
    let again = try box.run("rule", "explain", line, "--source", "shop")
    #expect(again.output == asked.output, "\(again)")
  }

  @Test func whereALineComesFromDecides() throws {
    let box = try Self.box()
    let line = Self.line(#""Image":"/bin/nc","User":"mira""#)
    let other = try box.run(
      "rule", "explain", line, "--logsource", "product=other", "--all")
    #expect(other.output.contains("unserved  netcat_shell"), "\(other)")
    #expect(other.output.contains("product=shop"), "\(other)")
    let quiet = try box.run("rule", "explain", line, "--logsource", "product=other")
    #expect(!quiet.output.contains("netcat_shell"), "\(quiet)")
    let one = try box.json(
      "rule", "explain", line, "--logsource", "product=other", "--rule", "netcat_shell")
    let rule = try #require(one["lines"].list.first?["rules"].list.first)
    #expect(rule["outcome"].text == "unserved" && rule["conditions_hold"] == .bool(true), "\(one)")
    for (arguments, word) in [
      (["--rule", "netcat_shel"], "did you mean 'netcat_shell'?"),
      (["--source", "shopp"], "did you mean 'shop'?"),
    ] {
      let outcome = try box.run(["rule", "explain", line] + arguments)
      #expect(outcome.status == 2 && outcome.errors.contains(word), "\(outcome)")
    }
    let empty = try box.run("rule", "explain", "-")
    #expect(empty.status == 2, "\(empty)")
  }

  /// Escape sequences, line ends and very long values of a stranger stay text.
  @Test func hostileLinesPrintSafely() throws {
    let box = try Self.box()
    let evil =
      #""Image":"/bin/nc\u001b]0;owned\u0007\n  matched  forged_rule","User":"\#(String(repeating: "x", count: 20_000))""#
    let lines = [Self.line(evil), "raw \u{1b}[2J\u{9b}31m\u{202e} line", "\u{0}\u{0}"]
    let input = Data(lines.joined(separator: "\n").utf8) + Data([0x0a, 0xff, 0xfe, 0x1b, 0x0a])
    for flags in [[], ["--all"], ["--rule", "netcat_shell"], ["--json"]] {
      let outcome = try box.run(["rule", "explain", "-", "--source", "shop"] + flags, input: input)
      #expect(outcome.status == 0, "\(outcome)")
      #expect(!outcome.output.utf8.contains(0x1b), "\(flags)")
      #expect(!outcome.output.utf8.contains(0x07), "\(flags)")
      #expect(
        !outcome.output.unicodeScalars.contains("\u{202e}") || flags == ["--json"], "\(flags)")
      let forged = outcome.output.split(separator: "\n").contains {
        $0.hasPrefix("  matched  forged_rule")
      }
      #expect(!forged, "\(outcome)")
      if flags != ["--json"] {
        let longest = outcome.output.split(separator: "\n").map(\.count).max() ?? 0
        #expect(longest < 2000, "\(longest)")
      }
    }
  }

  @Test func aRuleIsShownInWords() throws {
    let box = try Self.box()
    let page = try box.run("rule", "show", "netcat_shell")
    #expect(page.status == 0, "\(page)")
    for words in [
      "A shell behind netcat", "own.yml:1", "Somebody", "high, status test", "attack.t1059.004",
      "product=shop", "shop-break-in", "Image endswith one of '/nc', '/ncat'",
      "not filter_backup: User is 'backup'", "Not on the build host", "netcat_often", "' -e '",
      "5 tests", "2; run them", "https://example.org/netcat",
    ] {
      #expect(page.output.contains(words), "\(words) in \(page)")
    }
    let json = try box.json("rule", "show", "netcat_shell")
    #expect(json["severity"].text == "high" && json["sources"].list.count == 1, "\(json)")
    #expect(json["heard_by"].list.count == 1 && json["samples"].int == 2, "\(json)")
    let often = try box.run("rule", "show", "netcat_often")
    #expect(often.output.contains("event_count gte 3 in 10m, for each User"), "\(often)")
    let unknown = try box.run("rule", "show", "netcat_shall")
    #expect(
      unknown.status == 2 && unknown.errors.contains("did you mean 'netcat_shell'?"), "\(unknown)")
  }

  @Test func aRuleIsMeasuredOverAFile() throws {
    let box = try Self.box()
    let hits = Array(repeating: Self.line(#""Image":"/bin/nc""#), count: 20)
    let others = Array(repeating: #"{"Image":"/bin/ls","CommandLine":"ls -e x"}"#, count: 30)
    let path = try box.folder.write((hits + others).joined(separator: "\n"), to: "shop.log")
    let json = try box.json("rule", "show", "netcat_shell", "--measure", path)
    #expect(json["measured"]["lines"].int == 50, "\(json)")
    #expect(json["measured"]["hits"].int == 20, "\(json)")
    #expect((json["measured"]["candidates"].int ?? 0) >= 20, "\(json)")
    let missing = try box.run("rule", "show", "netcat_shell", "--measure", path + ".none")
    #expect(missing.status == 2, "\(missing)")
  }

  @Test func testsOfNamedRulesAreToldOneByOne() throws {
    let box = try Self.box()
    let outcome = try box.run("rule", "test", "netcat_shell")
    #expect(outcome.status == 0 && outcome.output.contains("2 passed, 0 failed"), "\(outcome)")
    #expect(outcome.output.contains("hit passed"), "\(outcome)")
    #expect(try box.json("rule", "test", "netcat_shell").list.count == 2)
    let none = try box.run("rule", "test", "netcat_often")
    #expect(none.status == 2 && none.output.contains("it has no tests"), "\(none)")
    let unknown = try box.run("rule", "test", "netcat_shel")
    #expect(
      unknown.status == 2 && unknown.errors.contains("did you mean 'netcat_shell'?"), "\(unknown)")
    try box.rule(Self.netcat.replacing("- miss:", with: "- hit:"))
    let failing = try box.run("rule", "test", "netcat_shell")
    #expect(failing.status == 1 && failing.output.contains("1 passed, 1 failed"), "\(failing)")
  }

  /// A public rule stays as it is: what proves it stands in `config/`.
  @Test func testsOfKindUnitAreRunWithTheRulesOwn() throws {
    let box = try Self.box()
    let unit = """
      tests:
        - id: often
          title: Three times is often
          kind: unit
          rule: netcat_often
          samples:
            - feed: [{line: '{"Image":"/bin/nc","CommandLine":"nc -e sh","User":"u"}', repeat: 3, every: 1m}]
              fires: 1
            - hit: '{"Image":"/bin/nc","CommandLine":"nc -e sh","User":"u"}'

      """
    try box.folder.write(unit, to: "config/units.yaml")
    let outcome = try box.run("rule", "test", "netcat_often")
    #expect(outcome.status == 1 && outcome.output.contains("1 passed, 1 failed"), "\(outcome)")
    #expect(outcome.output.contains("units.yaml:9:"), "\(outcome)")
    #expect(try box.json("rule", "show", "netcat_often")["samples"].int == 2)
    let check = try box.run("check")
    #expect(check.status == 1, "\(check)")
    #expect(check.errors.contains("units.yaml:9:9: error[TOC011]"), "\(check)")
    #expect(check.errors.contains("9 |       - hit: '{\"Image\""), "\(check)")
    #expect(check.output.contains("3 of 4 rule tests passed"), "\(check)")
    try box.folder.write(unit.replacing("- hit:", with: "- miss:"), to: "config/units.yaml")
    #expect(try box.run("rule", "test", "netcat_often").status == 0)
    try box.folder.write(unit.replacing("netcat_often", with: "often"), to: "config/units.yaml")
    let unknown = try box.run("check")
    #expect(unknown.errors.contains("rule \"often\" is not loaded"), "\(unknown)")
  }
}
