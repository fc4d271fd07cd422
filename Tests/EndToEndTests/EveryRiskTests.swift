import Foundation
import TestKit
import Testing

/// Each shipped risk: what raises its alert, with the steps of its model, and what does not.
@Suite struct EveryRiskTests {
  private static let rules = [
    "containers", "database", "fail2ban", "ftp", "linux", "mail", "tocsin", "vpn", "web",
  ]

  /// The shipped source of this id, reading another file.
  private static func source(_ id: String, reading path: String) throws -> String {
    let text = try String(contentsOfFile: Checkout.folder + "/config/tocsin.yaml", encoding: .utf8)
    let blocks = text.components(separatedBy: "\n  - id: ").dropFirst()
    let block = try #require(blocks.first { $0.hasPrefix(id + "\n") })
    var kept: [String] = []
    var isPlace = false
    for line in block.components(separatedBy: "\n").dropFirst() {
      guard line.hasPrefix("    ") else { break }
      if !line.hasPrefix("      ") { isPlace = line.hasPrefix("    read:") }
      if !isPlace { kept.append(line) }
    }
    return "  - id: \(id)\n    read: [{file: '\(path)'}]\n    from: start\n"
      + kept.joined(separator: "\n") + "\n"
  }

  private static func placeholders() throws -> String {
    let text = try String(contentsOfFile: Checkout.folder + "/config/tocsin.yaml", encoding: .utf8)
    let start = try #require(text.range(of: "\nplaceholders:\n"))
    let end = try #require(text.range(of: "\nreceivers:\n"))
    return String(text[start.lowerBound..<end.lowerBound]) + "\n"
  }

  /// A line of our own at the end of a log, whose alert says that all before it was heard.
  private static let markers = [
    "syslog": "2026-05-11T23:59:00+00:00 web1 marker: tocsin-marker",
    "auditd": "type=USER_CMD msg=audit(1778543940.000:99999): pid=1 uid=0 msg='cmd=tocsin-marker'",
    "combined":
      #"192.0.2.1 - - [11/May/2026:23:59:00 +0000] "GET /tocsin-marker HTTP/1.1" 404 1 "-" "-""#,
    "raw": "2026-05-11 23:59:00 tocsin-marker",
    "json": #"{"time":"2026-05-11T23:59:00Z","Action":"nofile","SourceId":"tocsin-marker"}"#,
  ]

  /// A place for one source; `log` is its file, `marker` the line that ends it.
  private static func box(
    _ excerpt: RiskExcerpt
  ) throws -> (box: Sandbox, log: LogFile, marker: String) {
    let box = try Sandbox(rules: rules, whole: true)
    let isOwn = excerpt.source == "tocsin"
    let log = isOwn ? box.state + "/self.log" : box.log("it.log").path
    let source = isOwn ? "" : "sources:\n" + (try source(excerpt.source, reading: log))
    try box.configure(
      source + (try placeholders()) + "receivers: [{id: terminal, kind: terminal}]\n")
    let format = source.firstMatch(of: /format: ([a-z]+)/).map { String($0.1) } ?? "json"
    let logsource = source.firstMatch(of: /logsource:[^{]*(\{[^}]*\})/).map { String($0.1) }
    try box.folder.write(
      """
      risks:
        - {id: marker, title: M, owner: operations, likelihood: 1, impact: 5, model: scan}

      """, to: "config/marker.yaml")
    try box.rule(
      """
      title: Marker
      id: 6f1f7a0e-5a52-4c8e-9b8a-2f6f0d1f9a11
      logsource: \(logsource ?? "{product: tocsin}")
      detection: {words: ['tocsin-marker'], condition: words}
      level: low
      risks: [marker]

      """)
    try FileManager.default.createDirectory(
      atPath: (log as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    return (box, LogFile(path: log), try #require(markers[format]))
  }

  /// Rules that are tied to the risk.
  private static func tied(_ risk: String, _ box: Sandbox) throws -> Set<String> {
    let rules = try box.json("rule", "list").list.filter { rule in
      rule["risks"].list.contains { $0.text == risk }
    }
    return Set(rules.compactMap { $0["id"].text })
  }

  @Test func noRiskIsLeftOut() throws {
    let box = try Sandbox(rules: Self.rules, whole: true)
    try box.configure("receivers: [{id: terminal, kind: terminal}]\n")
    let declared = try box.json("risk", "list").list.compactMap { $0["id"].text }
    #expect(Set(RiskExcerpt.all.map(\.risk)) == Set(declared))
    #expect(RiskExcerpt.all.count == 43)
  }

  @Test(arguments: RiskExcerpt.all)
  func aLogRaisesItsAlertWithSteps(_ excerpt: RiskExcerpt) throws {
    let (box, log, _) = try Self.box(excerpt)
    let tied = try Self.tied(excerpt.risk, box)
    try log.append(excerpt.raises.lines)
    let sentinel = try box.watch()
    func alert() throws -> JSON? {
      try box.alerts().first { tied.contains($0["rule"].text ?? "") }
    }
    #expect(eventually(within: 30) { (try? alert()) ?? nil != nil }, "\(sentinel.errors)")
    let found = try #require(try alert())
    #expect(!found["steps"].list.isEmpty, "no steps: \(found)")
    #expect(sentinel.stop() == .exit(0))
  }

  @Test(arguments: RiskExcerpt.all)
  func somethingLikeItRaisesNothing(_ excerpt: RiskExcerpt) throws {
    let (box, log, marker) = try Self.box(excerpt)
    let tied = try Self.tied(excerpt.risk, box)
    try log.append(excerpt.harmless.lines + [marker])
    let sentinel = try box.watch()
    #expect(
      eventually(within: 30) {
        (try? box.alerts().contains { $0["title"].text == "Marker" }) == true
      }, "\(sentinel.errors)")
    #expect(sentinel.stop() == .exit(0))
    let raised = try box.alerts().filter { tied.contains($0["rule"].text ?? "") }
    #expect(raised.isEmpty, "\(raised)")
  }
}

extension String {
  fileprivate var lines: [String] { split(separator: "\n").map(String.init) }
}
