import Foundation
import Testing
import TestKit

/// Incidents through the real program: raised by a log, worked on, closed with their alerts.
@Suite struct IncidentTests {
  /// A line a second, so that ten are within ten minutes.
  private static func guessing(from address: String, host: String = "web1", minute: Int = 1)
    -> [String]
  {
    (10..<30).map { second in
      "2026-05-11T06:0\(minute):\(second)+00:00 \(host) sshd[4117]: "
        + "Failed password for mira from \(address) port 50\(second) ssh2"
    }
  }

  private static func box(opens how: String, _ hook: Hook? = nil) throws -> Sandbox {
    let box = try Sandbox(rules: ["linux/sshd", "tocsin"], whole: true)
    let models = box.folder.file("config/models/accounts.yaml")
    let text = try String(contentsOfFile: models, encoding: .utf8)
    try box.folder.write(
      text.replacingOccurrences(of: "how: on-ack", with: "how: \(how)"),
      to: "config/models/accounts.yaml")
    try box.configure(
      """
      sources:
        - id: auth
          title: Logins
          read: [{file: \(box.log("auth.log").path)}]
          format: syslog
          from: start
          logsource: [{product: linux, service: auth}, {product: linux, service: syslog}]
      receivers: [{id: terminal, kind: terminal}]
      """)
    return box
  }

  /// Alerts are raised while the sentinel runs over the lines of `logs`, one after the other.
  private static func hear(_ box: Sandbox, _ lines: [String], alerts: Int) throws {
    let sentinel = try box.watch()
    try box.log("auth.log").append(lines)
    #expect(eventually(within: 30) { (try? box.alerts().count) == alerts }, "\(sentinel.errors)")
    #expect(sentinel.stop() == .exit(0))
  }

  @Test func aLogRaisesAnIncidentThatIsWorkedAndClosed() throws {
    let box = try Self.box(opens: "automatic")
    try Self.hear(box, Self.guessing(from: "198.51.100.40"), alerts: 1)
    let raised = try #require(try box.json("incident", "list").list.first)
    let id = try #require(raised["id"].text)
    #expect(raised["status"].text == "raised" && raised["model"].text == "account-attack")
    let alert = try #require(try box.alerts().first?["id"].text)
    let shown = try box.run("incident", "show", id)
    #expect(shown.output.contains("/usr/sbin/usermod -L -e 1 -- mira"), "\(shown)")
    #expect(shown.output.contains("lines of \(alert)"), "\(shown)")

    let wrong = try box.run("incident", "step", id, "ask-ower")
    #expect(wrong.status == 2 && wrong.errors.contains("did you mean 'ask-owner'?"), "\(wrong)")
    let early = try box.run("incident", "close", id, "real")
    #expect(early.status == 2 && early.errors.contains("before: ask-owner"), "\(early)")

    #expect(try box.run("incident", "step", id, "ask-owner", "It was not her.").status == 0)
    #expect(try box.json("alert", "show", alert)["alert"]["status"].text == "acknowledged")
    #expect(try box.run("incident", "step", id, "mailbox", "--skip", "She has none.").status == 0)
    #expect(try box.run("incident", "assign", id, "Night shift").status == 0)
    #expect(try box.run("incident", "note", id, "Seen in the office too.").status == 0)
    #expect(try box.run("incident", "resolve", id, "She has a key now.").status == 0)
    #expect(try box.run("incident", "close", id, "real", "Guessed.").status == 0)

    let story = try box.json("incident", "show", id)
    #expect(story["status"].text == "closed" && story["close_reason"].text == "real")
    #expect(story["assignee"].text == "Night shift")
    let states = story["steps"].list.compactMap { $0["state"].text }
    #expect(states.filter { $0 == "done" }.count == 1)
    #expect(states.filter { $0 == "skipped" }.count == 1)
    #expect(story["evidence"][0]["lines"].list.count == 10)
    #expect(try box.json("alert", "show", alert)["alert"]["close_reason"].text == "real")
    let late = try box.run("incident", "close", id, "legitimate")
    #expect(late.status == 2 && late.errors.contains("was closed as real"), "\(late)")
  }

  /// Two addresses are two incidents; the same one again is the old incident, open once more.
  @Test func theSameThingIsOneIncident() throws {
    let box = try Self.box(opens: "automatic")
    try Self.hear(
      box,
      Self.guessing(from: "198.51.100.40") + Self.guessing(from: "198.51.100.41", minute: 2),
      alerts: 2)
    #expect(try box.json("incident", "list").list.count == 2)
    let first = try #require(
      try box.json("incident", "list").list.last?["id"].text)
    #expect(try box.run("incident", "resolve", first, "Over.").status == 0)
    let alert = try box.json("incident", "show", first)["alerts"][0].text ?? ""
    #expect(try box.run("alert", "close", alert, "real").status == 0)
    try Self.hear(box, Self.guessing(from: "198.51.100.40", minute: 9), alerts: 3)
    let story = try box.json("incident", "show", first)
    #expect(story["status"].text == "open" && story["alerts"].list.count == 2, "\(story)")
    #expect(try box.json("incident", "list").list.count == 2)
  }

  @Test func anAcknowledgementOpensWhereTheModelSaysSo() throws {
    let box = try Self.box(opens: "on-ack")
    try Self.hear(box, Self.guessing(from: "198.51.100.40"), alerts: 1)
    #expect(try box.run("incident", "list").output.contains("no open incidents"))
    let alert = try #require(try box.alerts().first?["id"].text)
    #expect(try box.run("alert", "ack", alert).status == 0)
    let incident = try #require(try box.json("incident", "list").list.first)
    #expect(incident["raised_by"].text == "tocsin")
    let again = try box.run("incident", "open", alert)
    #expect(again.status == 2 && again.errors.contains("is part of INC-"), "\(again)")
  }

  /// Two people close one incident at once: one does, the other is told who was first.
  @Test func ofTwoWhoCloseItOneIsFirst() throws {
    let box = try Self.box(opens: "automatic")
    try Self.hear(box, Self.guessing(from: "198.51.100.40"), alerts: 1)
    let id = try #require(try box.json("incident", "list").list.first?["id"].text)
    let both = try (0..<2).map { _ in try box.start(["incident", "close", id, "false-alarm"]) }
    let endings = both.map { $0.end(within: 60) }
    #expect(endings.filter { $0 == .exit(0) }.count == 1, "\(endings)")
    #expect(endings.filter { $0 == .exit(2) }.count == 1, "\(endings)")
    #expect(both.contains { $0.errors.contains("was closed as false-alarm") })
  }

  @Test func aRequestIsAnsweredApprovedAndDone() throws {
    let box = try Self.box(opens: "automatic")
    let missing = try box.run("request", "start", "unban-address", "--set", "address=192.0.2.7")
    #expect(missing.status == 2 && missing.errors.contains("--set why="), "\(missing)")
    let wrong = try box.run(
      "request", "start", "unban-address", "--set", "address=$(reboot)", "--set", "why=x")
    #expect(wrong.status == 2 && wrong.errors.contains("is no ip"), "\(wrong)")
    let started = try box.json(
      "request", "start", "unban-address", "--set", "address=192.0.2.7", "--set", "why=The office")
    let id = try #require(started["id"].text)
    let shown = try box.run("request", "show", id)
    #expect(shown.output.contains("/usr/bin/fail2ban-client unban 192.0.2.7"), "\(shown)")
    #expect(try box.run("request", "approve", id, "He is known.").status == 0)
    for step in try box.json("request", "show", id)["needs"].list.compactMap(\.text) {
      #expect(try box.run("request", "step", id, step).status == 0)
    }
    #expect(try box.run("request", "close", id, "done").status == 0)
    #expect(try box.json("request", "list", "--all")[0]["status"].text == "closed")
    #expect(try box.run("incident", "step", id, "lift").status == 2)
  }
}
