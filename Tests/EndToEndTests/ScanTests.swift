import Foundation
import Testing
import TestKit

/// `tocsin scan` with the shipped configuration, as a person types it.
@Suite struct ScanTests {
  private static let shipped = [
    "--config", Checkout.folder + "/config", "--rules", Checkout.folder + "/rules",
  ]

  private static func scan(
    _ arguments: [String], in folder: TemporaryFolder, input: Data = Data()
  ) throws -> Outcome {
    let state = ["--state", folder.file("state")]
    let program = try Program(
      try Checkout.program.get(), ["scan"] + arguments + shipped + state, input: input,
      in: folder.path, environment: ["TZ": "UTC", "XDG_CACHE_HOME": folder.file("caches")])
    return Outcome(program: program, ending: program.end(within: 120))
  }

  /// What an admin would be told of the log below: the rule, and the line it was certain at.
  struct Expected: Sendable, Hashable { var title: String; var line: Int }

  static let expected: Set<Expected> = [
    Expected(title: "Many wrong SSH passwords from one address", line: 23),
    Expected(title: "SSH login after many wrong passwords", line: 31),
    Expected(title: "SSH login tries exhausted in one connection", line: 24),
  ]

  /// A morning in the log of a small server, with one attack in it; 60 lines.
  static func authLog(attacked: Bool) -> [String] {
    var lines: [String] = []
    func add(_ minute: Int, _ second: Int, _ rest: String) {
      let time = String(format: "2026-05-11T06:%02d:%02d.%06d+00:00", minute, second, lines.count)
      lines.append(time + " web1 " + rest)
    }
    for number in 0..<12 {
      add(
        number, 1,
        "CRON[\(3000 + number)]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)"
      )
    }
    add(
      12, 3,
      "sshd[3100]: Accepted publickey for mira from 192.0.2.17 port 40022 ssh2: ED25519 SHA256:k3y0fM1raAtHerDesk0fM1raAtHerDesk0fM1raAt"
    )
    for number in 0..<10 {
      add(
        20, number * 4,
        attacked
          ? "sshd[4117]: Failed password for root from 198.51.100.40 port 50812 ssh2"
          : "CRON[\(3200 + number)]: pam_unix(cron:session): session closed for user root")
    }
    add(
      20, 41,
      attacked
        ? "sshd[4117]: error: maximum authentication attempts exceeded for root from 198.51.100.40 port 50812 ssh2 [preauth]"
        : "sshd[4117]: Connection closed by 192.0.2.17 port 40030 [preauth]")
    for number in 0..<6 {
      add(21, number, "systemd-logind[611]: New session \(number + 40) of user mira.")
    }
    add(
      24, 0,
      attacked
        ? "sshd[4200]: Accepted password for mira from 198.51.100.40 port 50900 ssh2"
        : "sshd[4200]: Accepted publickey for mira from 192.0.2.17 port 40031 ssh2")
    while lines.count < 60 {
      add(
        25 + lines.count % 30, 7,
        "systemd-logind[611]: Session \(lines.count) logged out. Waiting for processes to exit.")
    }
    return lines
  }

  private static func text(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }

  @Test func anAttackIsNamedWithFileAndLine() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.text(Self.authLog(attacked: true)), to: "auth.log")
    let plain = try Self.scan([path], in: folder)
    #expect(plain.status == 1, "\(plain)")
    for finding in Self.expected {
      let named = plain.output.split(separator: "\n").contains {
        $0.contains("\(path):\(finding.line)") && $0.contains(finding.title)
      }
      #expect(named, "\(finding) in \(plain)")
    }
    let json = try Self.scan([path, "--json"], in: folder)
    #expect(json.status == 1, "\(json)")
    let findings = JSON.lines(json.output)
    let found = Set(
      findings.map { Expected(title: $0["title"].text ?? "", line: $0["line"].int ?? 0) })
    #expect(found == Self.expected, "\(json)")
    for finding in findings {
      for name in ["rule", "title", "level", "risks", "file", "line", "time", "fields", "text"] {
        #expect(finding.has(name), "\(name) in \(finding)")
      }
      #expect(finding["file"].text == path)
      #expect(finding["fields"]["src_ip"].text == "198.51.100.40", "\(finding)")
      #expect(finding["text"].text?.contains("198.51.100.40") == true)
      #expect(!finding["risks"].list.isEmpty)
    }
  }

  @Test func aCleanLogEndsWithZero() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.text(Self.authLog(attacked: false)), to: "auth.log")
    let outcome = try Self.scan([path], in: folder)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.isEmpty, "\(outcome)")
  }

  @Test func standardInputAndGzipAreReadAlike() throws {
    let folder = try TemporaryFolder()
    let text = Self.text(Self.authLog(attacked: true))
    let piped = try Self.scan(["-", "--json"], in: folder, input: Data(text.utf8))
    #expect(piped.status == 1, "\(piped)")
    let path = try folder.write(text, to: "auth.log.1")
    #expect(try Program("/usr/bin/gzip", [path]).end() == .exit(0))
    let packed = try Self.scan([path + ".gz", "--json"], in: folder)
    #expect(packed.status == 1, "\(packed)")
    for outcome in [piped, packed] {
      let lines = JSON.lines(outcome.output).compactMap { $0["line"].int }
      #expect(Set(lines) == Set(Self.expected.map(\.line)), "\(outcome)")
    }
  }

  @Test func whatCannotBeReadIsSaidAndTheRestIsScanned() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.text(Self.authLog(attacked: true)), to: "auth.log")
    let missing = folder.file("missing.log")
    let outcome = try Self.scan([missing, path], in: folder)
    #expect(outcome.status == 2, "\(outcome)")
    #expect(outcome.errors.contains(missing), "\(outcome)")
    #expect(outcome.errors.contains("No such file"), "\(outcome)")
    #expect(outcome.output.contains("\(path):31"), "\(outcome)")
    let alone = try Self.scan([missing], in: folder)
    #expect(alone.status == 2, "\(alone)")
  }

  @Test func aBrokenRuleIsLeftOutAndTheOthersRun() throws {
    let box = try Sandbox(rules: ["linux/sshd"], whole: true)
    try box.configure("placeholders: {Nobody: [nobody]}\n")
    try box.rule("title: Broken\ndetection: {selection: {a: [}\n", "broken.yml")
    let path = try box.folder.write(Self.text(Self.authLog(attacked: true)), to: "auth.log")
    let outcome = try box.run("scan", path)
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.errors.contains("broken.yml:2:"), "\(outcome)")
    #expect(outcome.output.contains("Many wrong SSH passwords"), "\(outcome)")
  }

  @Test func terminalSequencesOfALogStayThere() throws {
    let folder = try TemporaryFolder()
    let evil = "Failed password for invalid user \u{1b}]0;x\u{7} from 198.51.100.66 port 1 ssh2"
    let lines = (0..<10).map { "2026-05-11T06:20:0\($0)+00:00 web1 sshd[1]: \(evil)" }
    let path = try folder.write(Self.text(lines), to: "auth.log")
    for flags in [[], ["--json"], ["--hits"]] {
      let outcome = try Self.scan([path] + flags, in: folder)
      #expect(outcome.status == 1, "\(outcome)")
      #expect(!outcome.output.utf8.contains(0x1b), "\(flags)")
      #expect(!outcome.errors.utf8.contains(0x1b), "\(flags)")
    }
  }
}
