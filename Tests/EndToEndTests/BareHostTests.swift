import Foundation
import TestKit
import Testing

/// The shipped register where none of the shipped sources can be read: what is blind, and what to do.
@Suite struct BareHostTests {
  private static let rules = [
    "containers", "database", "fail2ban", "ftp", "linux", "mail", "tocsin", "vpn", "web",
  ]

  /// The shipped content, with every source below a folder that is empty.
  private static func box() throws -> Sandbox {
    let box = try Sandbox(rules: rules, whole: true)
    try FileManager.default.copyItem(
      atPath: Checkout.folder + "/config/mappings", toPath: box.config + "/mappings")
    let text = try String(contentsOfFile: Checkout.folder + "/config/tocsin.yaml", encoding: .utf8)
    // This machine may have a journal.
    let lines = text.components(separatedBy: "\n").filter { !$0.contains("- journal:") }
    try box.configure(
      lines.joined(separator: "\n")
        .replacingOccurrences(of: "/var/log/", with: box.folder.file("logs") + "/"))
    return box
  }

  private static func risk(_ id: String, in report: JSON) throws -> JSON {
    try #require(report["risks"].list.first { $0["id"].text == id }, "\(id)")
  }

  @Test func eachBlindRiskIsNamedWithItsReasonAndItsStep() throws {
    let box = try Self.box()
    let report = try box.json("risk", "coverage")
    let risks = report["risks"].list
    #expect(risks.count == 43)
    let blind = risks.filter { $0["level"].int == 0 }
    // Only what Tocsin says of itself is heard on a bare host.
    #expect(blind.count >= 35 && blind.count < risks.count)
    for risk in risks {
      let id = try #require(risk["id"].text)
      let isBlind = risk["level"].int == 0
      #expect(risk["weakest"].text?.isEmpty == false, "\(id)")
      #expect((risk["step"].text?.isEmpty == false) == isBlind, "\(id)")
      #expect(risk["rules"].list.isEmpty == false, "\(id): no rule is tied to it")
      #expect(risk["rules"].list.contains { $0["fires"].bool == true } == !isBlind, "\(id)")
    }
    try Self.expectSums(report, blind)
    let text = try box.run("risk", "coverage")
    for risk in blind {
      let (id, step) = (try #require(risk["id"].text), try #require(risk["step"].text))
      #expect(text.output.contains("\n  \(step)\n"), "\(id)")
      #expect(text.output.components(separatedBy: id).count >= 3, "\(id) stands in table and step")
    }
  }

  /// Each rule fires or waits for one step; each blind risk stands at the step it names.
  private static func expectSums(_ report: JSON, _ blind: [JSON]) throws {
    let steps = report["steps"].list
    let waiting = steps.flatMap { $0["rules"].list.compactMap(\.text) }
    #expect(Set(waiting).count == waiting.count)
    #expect(waiting.count + (report["can_fire"].int ?? 0) == report["rules"].int)
    let opened = steps.flatMap { $0["opens"].list.compactMap(\.text) }
    #expect(opened.sorted() == blind.compactMap { $0["id"].text }.sorted())
    for step in steps {
      for id in step["opens"].list.compactMap(\.text) {
        #expect(try risk(id, in: report)["step"] == step["step"], "\(id)")
      }
    }
  }

  struct Opening: Sendable, CustomTestStringConvertible {
    var log: String
    var risk: String
    /// Part of the step before.
    var step: String
    var line: String
    var testDescription: String { "\(log) opens the eyes of \(risk)" }
  }

  static let openings = [
    Opening(
      log: "auth.log", risk: "ssh-password-guessing", step: "apt install rsyslog",
      line: "2026-05-11T23:59:00+00:00 web1 sshd[1]: Server listening on 0.0.0.0 port 22."),
    Opening(
      log: "nginx/access.log", risk: "web-probing", step: "where nginx runs",
      line: #"192.0.2.1 - - [11/May/2026:23:59:00 +0000] "GET / HTTP/1.1" 200 1 "-" "-""#),
    Opening(
      log: "audit/audit.log", risk: "audit-disabled", step: "apt install auditd",
      line: "type=USER_CMD msg=audit(1778543940.000:99999): pid=1 uid=0 msg='cmd=x'"),
  ]

  @Test(arguments: openings)
  func theStepIsGoneOnceTheSourceIsGiven(_ opening: Opening) throws {
    let box = try Self.box()
    let before = try Self.risk(opening.risk, in: try box.json("risk", "coverage"))
    #expect(before["level"].int == 0)
    #expect(before["step"].text?.contains(opening.step) == true, "\(before)")
    #expect(before["weakest"].text?.hasPrefix("no log of source") == true, "\(before)")
    try box.folder.write(
      "", to: "logs/\((opening.log as NSString).deletingLastPathComponent)/.here")
    try box.log(opening.log).append([opening.line])
    let report = try box.json("risk", "coverage")
    let after = try Self.risk(opening.risk, in: report)
    #expect((after["level"].int ?? 0) > 0, "\(after)")
    #expect(after["step"] == .null)
    #expect(report["steps"].list.allSatisfy { !$0["opens"].texts.contains(opening.risk) })
    try Self.expectSums(report, report["risks"].list.filter { $0["level"].int == 0 })
  }
}
