import Foundation
import TestKit
import Testing

/// One risk through the whole process, on the shipped content, with the blocks of `docs/walk.md`:
/// written down, watched, tested, heard, proved, happening, worked, closed, seen true.
@Suite struct WalkTests {
  private static let risk = "backup-destroyed"
  private static let title = "Backup deleted by somebody other than the clean-up job"

  @Test func aRiskIsWalkedFromTheFirstWordToTheProof() throws {
    let page = try WalkPage()
    let log = page.box.log("backup/server.log")
    try page.box.folder.write("listen: 8443\n", to: "backup/server.conf")
    try page.box.folder.write("", to: "logs/backup/server.log")
    let sentinel = try page.box.watch()
    try write(page)
    try listen(page, sentinel, log)
    try drill(page, sentinel)
    let alert = try attack(page, sentinel)
    try work(page, alert)
    try verify(page)
    try expectLevel(5, "seen true", page)
    #expect(page.isDone)
    #expect(sentinel.stop() == .exit(0))
  }

  private func coverage(_ page: WalkPage) throws -> JSON {
    try page.box.json("risk", "coverage")["risks"].list.first { $0["id"].text == Self.risk }
      ?? .null
  }

  /// The level of the risk now, with its word and weakest link as the page shows them.
  private func expectLevel(_ level: Int, _ word: String, _ page: WalkPage) throws {
    let row = try coverage(page)
    #expect(row["level"].int == level && row["word"].text == word, "\(row)")
    let table = try page.box.run("risk", "coverage")
    let line = table.output.split(separator: "\n").first { $0.hasPrefix(Self.risk) } ?? ""
    #expect(line.contains("\(level) \(word)"), "\(table)")
    #expect(page.shows(String(line)), "the page does not show: \(line)")
  }

  /// What `check` says of the risk, with paths as from the folder above `config/`.
  private func missing(_ page: WalkPage) throws -> [String] {
    let check = try page.box.run("check")
    #expect(check.status == 0, "\(check)")
    return check.errors.components(separatedBy: "\n")
      .filter { $0.contains("warning[") && $0.contains("backup") }
      .map { $0.replacing(/^.*\/config\//, with: "config/") }
  }

  /// Alerts of the rule, open and ended; what else the sentinel finds on this machine is not ours.
  private func alerts(_ page: WalkPage) throws -> [JSON] {
    try page.box.alerts().filter { $0["title"].text == Self.title }
  }

  private func reload(_ page: WalkPage, _ sentinel: Program) {
    let before = sentinel.errors.components(separatedBy: "reloaded:").count
    sentinel.signal(SIGHUP)
    #expect(
      eventually(within: 60) {
        sentinel.errors.components(separatedBy: "reloaded:").count > before
      }, "\(sentinel.errors)")
  }

  /// 0 to 2: the risk, its rule, the tests of the rule.
  private func write(_ page: WalkPage) throws {
    try page.take("config/backup.yaml")
    let gaps = try missing(page)
    #expect(gaps.count == 3, "\(gaps)")
    for (code, gap) in zip(["TOC101", "TOC102", "TOC103"], gaps) {
      #expect(gap.contains("warning[\(code)]: risk \"\(Self.risk)\""), "\(gap)")
      #expect(page.shows(gap), "the page does not show: \(gap)")
    }
    try expectLevel(0, "none", page)
    try page.take("rules/backup/backup_deleted.yml")
    try expectLevel(1, "written", page)
    try page.take("rules/backup/backup_deleted.yml")
    try expectLevel(2, "tested", page)
  }

  /// 3: nothing is missing any more, and the sentinel hears the source.
  private func listen(_ page: WalkPage, _ sentinel: Program, _ log: LogFile) throws {
    try page.take("config/models/backup.yaml")
    try page.take("config/controls/backup.yaml")
    try page.take("config/backup.yaml")
    #expect(try missing(page) == [])
    let shown = try page.box.run("risk", "show", Self.risk)
    #expect(shown.output.contains("Make a full backup"), "\(shown)")
    reload(page, sentinel)
    // The server goes on writing: a source that is new begins at the end of its log.
    let heard = try eventually(within: 60) {
      try log.append(
        #"{"time":"\#(Samples.stamp())","action":"add","user":"backup","src_ip":"192.0.2.10"}"#)
      return try coverage(page)["level"].int == 3
    }
    #expect(heard, "\(sentinel.errors)")
    try expectLevel(3, "listening", page)
    #expect(try alerts(page).isEmpty)
  }

  /// 4: a drill rings by itself; it is told, and is no alarm.
  private func drill(_ page: WalkPage, _ sentinel: Program) throws {
    try page.take("config/backup-drill.yaml")
    reload(page, sentinel)
    let proved = try eventually(within: 60) { try coverage(page)["level"].int == 4 }
    #expect(proved, "\(sentinel.errors)")
    try expectLevel(4, "proved", page)
    #expect(sentinel.output.contains("[EXERCISE] [HIGH] \(Self.title)"), "\(sentinel.output)")
    #expect(try alerts(page).map { $0["exercise"].bool } == [true])
    #expect(try page.box.json("incident", "list").list.isEmpty)
  }

  /// The attack of the page raises one alert, with the steps of the model; returns its id.
  private func attack(_ page: WalkPage, _ sentinel: Program) throws -> String {
    try page.take("/var/log/backup/server.log")
    let raised = try eventually(within: 60) {
      try alerts(page).contains { $0["count"].int == 3 }
    }
    #expect(raised, "\(sentinel.errors)")
    let alarms = try alerts(page).filter { $0["exercise"].bool != true }
    #expect(alarms.count == 1, "\(alarms)")
    let id = try #require(alarms.first?["id"].text)
    let shown = try page.box.run("alert", "show", id)
    for words in [
      "risks      \(Self.risk)", "Ask mira by telephone: was it an order?",
      "/usr/sbin/ip route add blackhole 198.51.100.40",
    ] {
      #expect(shown.output.contains(words) && page.shows(words), "\(words): \(shown)")
    }
    #expect(
      eventually { sentinel.output.contains("\(id) [HIGH] \(Self.title)") }, "\(sentinel.output)")
    return id
  }

  /// The incident is worked in the order of the page, and closed with its alert.
  private func work(_ page: WalkPage, _ alert: String) throws {
    let box = page.box
    let raised = try box.json("incident", "list").list
    #expect(raised.count == 1 && raised[0]["status"].text == "raised", "\(raised)")
    let id = try #require(raised.first?["id"].text)
    let early = try box.run("incident", "close", id, "real")
    let needed = "is not to be closed before: ask, revoke, full"
    #expect(early.status == 2 && early.errors.contains(needed), "\(early)")
    #expect(page.shows(needed))
    for step in ["ask", "cut-off", "revoke", "full", "learn"] {
      let done = try box.run("incident", "step", id, step, "Done.")
      #expect(done.status == 0 && done.output.contains("step \(step) done"), "\(done)")
      #expect(page.shows("step \(step) done"))
    }
    #expect(try box.json("alert", "show", alert)["alert"]["status"].text == "acknowledged")
    #expect(try box.run("incident", "step", id, "copy", "--skip", "None is left.").status == 0)
    #expect(try box.run("incident", "resolve", id, "Three nights are lost.").status == 0)
    #expect(try coverage(page)["level"].int == 4)
    let closed = try box.run("incident", "close", id, "real")
    #expect(closed.status == 0 && closed.output.contains("closed as real"), "\(closed)")
    #expect(try box.json("incident", "show", id)["status"].text == "closed")
    #expect(try box.json("alert", "show", alert)["alert"]["close_reason"].text == "real")
  }

  /// The control is looked at where that is allowed, fails, is put right and holds.
  private func verify(_ page: WalkPage) throws {
    let look = ["control", "verify", "backup-append-only"]
    let refused = try page.box.run(look)
    #expect(refused.errors.contains("commands: {verify: true}"), "\(refused)")
    try page.take("config/tocsin.yaml")
    let failed = try page.box.run(look)
    #expect(failed.status == 1 && failed.output.contains("FAILED"), "\(failed)")
    try page.take("/etc/backup/server.conf")
    let passed = try page.box.run(look)
    #expect(passed.status == 0 && passed.output.contains("passed"), "\(passed)")
    // The head of the journal is another one each time.
    for line in failed.output.split(separator: "\n").dropFirst()
    where !line.contains("journal head ") {
      #expect(page.shows(String(line)), "the page does not show: \(line)")
    }
    let control = try page.box.json("control", "list").list
      .first { $0["id"].text == "backup-append-only" }
    #expect(control?["state"].text == "verified", "\(String(describing: control))")
  }
}
