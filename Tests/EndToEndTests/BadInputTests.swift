import Foundation
import Testing
import TestKit

/// What a person or a stranger got wrong, and what is said of it.
@Suite struct BadInputTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    var claim: String
    var config = "placeholders: {Nobody: [nobody]}\n"
    var rule = ""
    /// What `check` says, beside a place and a code.
    var says: [String]
    /// What `watch` does: 78 for a wrong configuration, nil when it starts without the part.
    var watch: Int32?
    var testDescription: String { claim }
  }

  static let mistakes = [
    Mistake(
      claim: "broken YAML is shown with its place",
      config: "sources:\n  - id: auth\n    read: [{file: /x\n",
      says: ["tocsin.yaml:", "error[TOC"], watch: 78),
    Mistake(
      claim: "an unknown key gets the nearest name",
      config:
        "sources:\n  - {id: auth, titel: Logins, read: [{file: /x}], logsource: [{product: a}]}\n",
      says: ["tocsin.yaml:2:16: error[TOC", "titel", "hint: did you mean 'title'?"], watch: 78),
    Mistake(
      claim: "a chat receiver without a secret is named",
      config: "receivers:\n  - {id: ops, kind: slack}\n",
      says: [
        "tocsin.yaml:2:5: error[", "receiver \"ops\" is a receiver without a secret", "url_file",
      ],
      watch: 78),
    Mistake(
      claim: "a secret in the file is refused and not shown",
      config:
        "receivers:\n  - {id: ops, kind: slack, url: 'https://hooks.slack.com/services/T0/B0/hush'}\n",
      says: ["tocsin.yaml:2:", "secret", "url_file"], watch: 78),
    Mistake(
      claim: "a rule that names no known risk is left out",
      rule: Samples.shopRule(), says: ["own.yml:", "shop-break-in", "error[TOC"], watch: nil),
    Mistake(
      claim: "a rule that is no YAML is left out",
      rule: "title: [\n", says: ["own.yml:", "error[TOC"], watch: nil),
  ]

  @Test(arguments: mistakes)
  func eachMistakeIsShownWithItsPlace(_ mistake: Mistake) throws {
    let box = try Sandbox(rules: ["tocsin"])
    try box.configure(mistake.config)
    if !mistake.rule.isEmpty { try box.rule(mistake.rule) }
    let check = try box.run("check")
    #expect(check.status == 1, "\(check)")
    for words in mistake.says { #expect(check.errors.contains(words), "\(words) in \(check)") }
    #expect(!check.errors.contains("hush"), "\(check)")
    #expect(!check.output.contains("hush"), "\(check)")
    let json = try box.run("check", "--json")
    #expect(json.status == 1)
    let listed = try JSON(json.output)["diagnostics"].list
    #expect(!listed.isEmpty)
    // The same, place for place, for a code host.
    let sarif = try box.run("check", "--format", "sarif")
    #expect(sarif.status == 1, "\(sarif)")
    #expect(!sarif.output.contains("hush"), "\(sarif)")
    let results = try JSON(sarif.output)["runs"][0]["results"].list
    #expect(results.map { $0["ruleId"] } == listed.map { $0["code"] }, "\(sarif)")
    #expect(results.map { $0["level"] } == listed.map { $0["weight"] }, "\(sarif)")
    for (result, diagnostic) in zip(results, listed) where diagnostic["line"].int != 0 {
      let place = result["locations"][0]["physicalLocation"]
      #expect(place["region"]["startLine"] == diagnostic["line"], "\(sarif)")
      #expect(place["region"]["startColumn"] == diagnostic["column"], "\(sarif)")
      let path = try #require(diagnostic["path"].text)
      #expect(place["artifactLocation"]["uri"].text == "file://" + path, "\(sarif)")
    }
    guard let status = mistake.watch else { return try checkWatches(box, mistake) }
    let watch = try box.run("watch", "--no-drill", within: 60)
    #expect(watch.status == status, "\(watch)")
    for words in mistake.says { #expect(watch.errors.contains(words), "\(words) in \(watch)") }
    let list = try box.run("receiver", "list")
    #expect(list.status == 78, "\(list)")
    // What is kept is shown whatever is wrong with the register.
    let alerts = try box.run("alert", "list")
    #expect(alerts.status == 0, "\(alerts)")
  }

  private func checkWatches(_ box: Sandbox, _ mistake: Mistake) throws {
    let sentinel = try box.watch()
    #expect(eventually { sentinel.errors.contains("left out") }, "\(sentinel.errors)")
    #expect(sentinel.stop() == .exit(0), "\(sentinel.errors)")
  }

  @Test func theShippedFilesAreClean() throws {
    let folder = try TemporaryFolder()
    let program = try Program(
      try Checkout.program.get(),
      [
        "check", "--config", Checkout.folder + "/config", "--rules", Checkout.folder + "/rules",
        "--state", folder.file("state"),
      ], in: folder.path)
    let outcome = Outcome(program: program, ending: program.end(within: 120))
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.contains("all is well"), "\(outcome)")
  }

  @Test func aSecretOthersCanReadIsNotUsed() throws {
    let box = try Sandbox(rules: ["tocsin"])
    let hook = try Hook()
    let url = try box.secret(hook.url("/slack/ops"), "ops", mode: 0o644)
    try box.configure("receivers:\n" + Samples.receiver("ops", "slack", urlFile: url))
    let test = try box.run("receiver", "test", "ops")
    #expect(test.status == 2, "\(test)")
    #expect(test.errors.contains("a secret file others can read"), "\(test)")
    #expect(test.errors.contains("chmod 600 \(url)"), "\(test)")
    #expect(hook.requests.isEmpty)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url)
    let mended = try box.run("receiver", "test", "ops")
    #expect(mended.status == 0, "\(mended)")
  }

  @Test func aDatabaseOfANewerVersionIsLeftAlone() throws {
    let box = try Sandbox(rules: ["tocsin"])
    try box.configure("placeholders: {Nobody: [nobody]}\n")
    let first = try box.run("alert", "list")
    #expect(first.status == 0, "\(first)")
    let names = try FileManager.default.contentsOfDirectory(atPath: box.state)
    let file = try #require(names.first { $0.hasSuffix(".sqlite") || $0.hasSuffix(".db") })
    let path = box.state + "/" + file
    let script = """
      import sqlite3, sys
      base = sqlite3.connect(sys.argv[1])
      version = base.execute("PRAGMA user_version").fetchone()[0]
      base.execute("PRAGMA user_version = %d" % (version + 1))
      base.commit()
      base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
      base.close()
      """
    let changed = try Program("/usr/bin/python3", ["-c", script, path])
    #expect(changed.end() == .exit(0), "\(changed.errors)")
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    for command in [["watch", "--no-drill"], ["alert", "list"]] {
      let outcome = try box.run(command, within: 60)
      #expect(outcome.status == 2, "\(command): \(outcome)")
      #expect(outcome.errors.contains("newer"), "\(outcome)")
      #expect(outcome.errors.contains("nothing was changed"), "\(outcome)")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test func aLogThatIsNotThereYetIsWaitedFor() throws {
    let shop = try Shop()
    try FileManager.default.removeItem(atPath: shop.log.path)
    let sentinel = try shop.box.watch()
    #expect(sentinel.errors.contains("waits  shop"), "\(sentinel.errors)")
    try shop.log.append(Samples.breakIn(from: "198.51.100.40"))
    #expect(
      eventually(within: 60) { !shop.hook.requests(shop.path).isEmpty }, "\(sentinel.errors)")
    #expect(sentinel.stop() == .exit(0))
  }

  /// Bytes that are no text, a line without end, and sequences for terminals: the next line is
  /// heard all the same.
  @Test func aHostileLogIsReadOnAndNeverShownRaw() throws {
    let shop = try Shop(receivers: "")
    let sentinel = try shop.box.watch()
    let title = #"\u001b]0;owned\u0007\u001b[2J\u202e\u0000@everyone"#
    var bytes = Data([0xff, 0xfe, 0x80, 0x0a])
    bytes += Data(repeating: 0, count: 4096) + Data([0x0a])
    bytes += Data("\u{1b}]0;owned\u{7}\u{1b}[2J plain\n".utf8)
    bytes += Data(repeating: UInt8(ascii: "A"), count: 10 << 20) + Data([0x0a])
    bytes += Data("\r\n\r\r\n".utf8)
    try shop.log.append(bytes)
    try shop.log.append(Samples.breakIn(from: "198.51.100.40", note: title))
    #expect(
      eventually(within: 60) { !shop.hook.requests(shop.path).isEmpty }, "\(sentinel.errors)")
    let told = try #require(shop.hook.requests(shop.path).first)
    let id = try #require(told.json["data"]["id"].text)
    let show = try shop.box.run("alert", "show", id)
    #expect(show.status == 0 && show.output.contains("198.51.100.40"), "\(show)")
    let shown = try shop.box.run("alert", "show", id, "--json")
    let scan = try shop.box.run("scan", shop.log.path)
    #expect(scan.status == 1, "\(scan.status ?? -1) \(scan.errors)")
    for text in [
      show.output, shown.output, scan.output, scan.errors, sentinel.output, sentinel.errors,
      shop.hook.requests.map(\.body).joined(),
    ] {
      #expect(!text.utf8.contains(0x1b) && !text.utf8.contains(0))
    }
    // A long line is counted, and said.
    #expect(
      try eventually(within: 30) {
        let sources = try shop.box.json("status")["sources"].list
        return sources.first { $0["id"].text == "shop" }?["lines_cut"].int == 1
      })
    #expect(sentinel.stop() == .exit(0), "\(sentinel.errors)")
  }
}
