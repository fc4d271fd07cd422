import Foundation
import Testing
import TestKit

/// Commands as they are typed: help, lists, exit codes.
@Suite struct CommandTests {
  static let commands: [[String]] = [
    [], ["watch"], ["scan"], ["check"], ["alert"], ["alert", "issue"], ["alert", "update"],
    ["alert", "cancel"], ["alert", "ack"], ["alert", "close"], ["alert", "list"],
    ["alert", "show"], ["receiver"], ["receiver", "list"], ["receiver", "test"], ["route"],
    ["route", "test"], ["outbox"], ["outbox", "list"], ["outbox", "retry"], ["outbox", "drop"],
    ["silence"], ["silence", "add"], ["silence", "list"], ["silence", "end"], ["rule"],
    ["rule", "list"], ["rule", "show"], ["rule", "test"], ["rule", "explain"], ["risk"],
    ["risk", "list"], ["risk", "show"], ["risk", "coverage"], ["journal"], ["journal", "list"],
    ["journal", "verify"], ["status"], ["drill"], ["control"], ["control", "list"],
    ["control", "verify"], ["control", "accept"], ["incident"], ["incident", "list"],
    ["incident", "show"], ["incident", "open"], ["incident", "step"], ["incident", "note"],
    ["incident", "clock"], ["incident", "assign"], ["incident", "resolve"],
    ["incident", "close"], ["request"], ["request", "start"], ["request", "list"],
    ["request", "show"], ["request", "approve"], ["request", "step"], ["request", "note"],
    ["request", "close"], ["task"], ["task", "list"], ["task", "done"], ["explain"],
  ]

  /// Those that do nothing by themselves; the help of all others shows how they are typed.
  static let groups: Set<[String]> = [
    ["alert"], ["receiver"], ["route"], ["outbox"], ["silence"], ["rule"], ["risk"],
  ]

  private static func run(_ arguments: [String], in folder: TemporaryFolder) throws -> Outcome {
    let program = try Program(try Checkout.program.get(), arguments, in: folder.path)
    return Outcome(program: program, ending: program.end(within: 60))
  }

  @Test func everyCommandHelps() throws {
    let folder = try TemporaryFolder()
    for command in Self.commands {
      let outcome = try Self.run(command + ["--help"], in: folder)
      #expect(outcome.status == 0, "\(command) \(outcome)")
      #expect(outcome.output.contains("USAGE:"), "\(command) \(outcome)")
      guard !Self.groups.contains(command) else { continue }
      let example = outcome.output.firstRange(of: "EXAMPLE")
      let usage = outcome.output.firstRange(of: "USAGE:")
      #expect(example != nil, "\(command)")
      if let example, let usage {
        #expect(example.lowerBound < usage.lowerBound, "\(command) \(outcome)")
      }
    }
  }

  @Test func whatIsNotUnderstoodEndsWith64() throws {
    let folder = try TemporaryFolder()
    for arguments in [
      ["--nonsense"], ["watch", "--nonsense"], ["scan", "--format", "morse"], ["nonsense"],
      ["alert", "list", "--severity", "grave"], ["silence", "add", "--for", "never", "--why", "x"],
      ["outbox", "retry"], ["explain", "TOC999999"],
    ] {
      let outcome = try Self.run(arguments, in: folder)
      #expect(outcome.status == 64, "\(arguments) \(outcome)")
      #expect(!outcome.errors.isEmpty, "\(arguments)")
    }
    let version = try Self.run(["--version"], in: folder)
    #expect(version.status == 0 && version.output.hasPrefix("0."), "\(version)")
  }

  @Test func explanationsAreThere() throws {
    let folder = try TemporaryFolder()
    let all = try Self.run(["explain"], in: folder)
    let codes = all.output.split(separator: "\n").compactMap { $0.split(separator: " ").first }
    #expect(all.status == 0 && codes.count > 10, "\(all)")
    let page = try Self.run(["explain", "toc002"], in: folder)
    #expect(page.status == 0 && page.output.contains("TOC002"), "\(page)")
  }

  @Test func listsOfTheRegister() throws {
    let box = try Sandbox(rules: ["linux/sshd", "tocsin"], whole: true)
    try box.configure(Samples.authSource(box.log("auth.log").path))
    let rules = try box.json("rule", "list").list
    #expect(rules.contains { $0["name"].text == "ssh_password_guessing" }, "\(rules)")
    let table = try box.run("rule", "list")
    #expect(table.status == 0 && table.output.contains("ssh_password_guessing"), "\(table)")
    let tests = try box.run("rule", "test", "ssh_password_guessing")
    #expect(tests.status == 0 && tests.output.contains(" passed, 0 failed"), "\(tests)")
    let risks = try box.json("risk", "list").list
    let guessing = risks.first { $0["id"].text == "ssh-password-guessing" }
    #expect(guessing?["rules"].list.isEmpty == false, "\(risks)")
    let page = try box.run("risk", "show", "ssh-password-guessing")
    #expect(page.status == 0 && page.output.contains("ssh_password_guessing"), "\(page)")
    let unknown = try box.run("risk", "show", "nonsense")
    #expect(unknown.status == 2 && unknown.errors.contains("hint:"), "\(unknown)")
  }

  @Test func aRuleWhoseTestFailsEndsWithOne() throws {
    let shop = try Shop()
    try shop.box.rule(
      Samples.shopRule() + "tests:\n  - hit: '{\"action\":\"walk\"}'\n")
    let tests = try shop.box.run("rule", "test", "shop_break_in")
    #expect(tests.status == 1 && tests.output.contains("0 passed, 1 failed"), "\(tests)")
    let check = try shop.box.run("check")
    #expect(check.status == 1 && check.errors.contains("TOC011"), "\(check)")
  }

  @Test func routesAreTriedWithoutSending() throws {
    let shop = try Shop()
    let reached = try shop.box.json("route", "test", "--rule", "shop_break_in").list
    #expect(reached.map { $0["receiver"].text } == ["ops"], "\(reached)")
    let other = try shop.box.run(
      "route", "test", "--severity", "low", "--risk", "sentinel-impaired")
    #expect(other.status == 0 && other.output.hasPrefix("terminal"), "\(other)")
    let unknown = try shop.box.run("route", "test", "--rule", "nonsense")
    #expect(unknown.status == 2, "\(unknown)")
    #expect(shop.hook.requests.isEmpty)
  }

  @Test func statusSaysWhetherItRuns() throws {
    let shop = try Shop()
    let stopped = try shop.box.run("status", "--json")
    #expect(stopped.status == 2, "\(stopped)")
    #expect(try JSON(stopped.output)["running"] == .bool(false))
    let sentinel = try shop.box.watch()
    try shop.log.append(Samples.breakIn(from: "198.51.100.40"))
    #expect(eventually(within: 60) { !shop.hook.requests.isEmpty }, "\(sentinel.errors)")
    #expect(
      try eventually(within: 30) {
        let sources = try shop.box.json("status")["sources"].list
        return sources.first { $0["id"].text == "shop" }?["lines"].int == 1
      })
    let status = try shop.box.json("status")
    #expect(status["open_alerts"]["high"].int == 1, "\(status)")
    #expect(!status.has("journal_broken_at"), "\(status)")
    let text = try shop.box.run("status")
    #expect(text.status == 0 && text.output.contains("chain unbroken"), "\(text)")
    #expect(sentinel.stop() == .exit(0))
  }

  /// Nobody has decided that a risk may go on after the last day of its acceptance.
  @Test func statusShowsWhichAcceptancesHaveEnded() throws {
    let box = try Sandbox()
    try box.configure(
      """
      risks:
        - {id: old-tape, title: Old tapes, owner: operations, likelihood: 1, impact: 2, status: accepted, response: accept, accept: {by: operations, on: 2025-01-01, until: 2025-12-31, why: Empty}}
        - {id: new-tape, title: New tapes, owner: operations, likelihood: 1, impact: 2, status: accepted, response: accept, accept: {by: operations, on: 2025-01-01, until: 2199-12-31, why: Empty}}
      """)
    let status = try box.run("status")
    #expect(
      status.output.contains("acceptance    of risk old-tape ended on 2025-12-31: decide again"),
      "\(status)")
    #expect(!status.output.contains("new-tape"), "\(status)")
    let lapsed = try box.json("status")["lapsed_acceptances"].list
    #expect(lapsed.map { $0["risk"].text } == ["old-tape"], "\(lapsed)")
  }
}
