import Foundation
import Glibc
import TestKit
import Testing

/// Commands say the same with the cache, without it, and with one that is broken.
@Suite struct CacheTests {
  private static let log = """
    May 11 06:00:01 web sshd[100]: Invalid user admin from 203.0.113.9 port 40000
    May 11 06:00:02 web sshd[101]: Accepted password for root from 203.0.113.9 port 40001 ssh2
    May 11 06:00:03 web cron[102]: nothing to see

    """

  private static func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox(rules: ["linux/sshd"])
    try sandbox.configure("placeholders: {Nobody: [nobody]}\n")
    try sandbox.folder.write(log, to: "logs/auth.log")
    try FileManager.default.createDirectory(
      atPath: sandbox.state, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    return sandbox
  }

  private static func entries(_ sandbox: Sandbox) -> [String] {
    let folder = sandbox.state + "/cache"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().map { folder + "/" + $0 }
  }

  /// Everything that commands say of the rules and of a log.
  private static func said(_ sandbox: Sandbox) throws -> [String] {
    let commands = [
      ["scan", "--json", "--hits", sandbox.folder.file("logs/auth.log")],
      ["rule", "list", "--json"],
      ["rule", "test", "--json"], ["check"], ["risk", "list", "--json"],
    ]
    return try commands.map { arguments in
      let outcome = try sandbox.run(arguments)
      return "\(outcome.status ?? -1)\n" + outcome.output + outcome.errors
    }
  }

  @Test func whatIsSaidDoesNotDependOnTheCache() throws {
    let sandbox = try Self.sandbox()
    let first = try Self.said(sandbox)
    #expect(first[0].contains("\"rule\""))
    let entries = Self.entries(sandbox)
    #expect(entries.contains { $0.hasSuffix(".rules") })
    #expect(entries.contains { $0.hasSuffix(".plan") })
    #expect(try sandbox.json("check")["from_cache"].bool == true)
    #expect(try Self.said(sandbox) == first)
    // Broken in its middle: made again.
    for path in entries {
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      bytes[bytes.count / 2] ^= 0x40
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.write(contentsOf: bytes)
      try handle.close()
    }
    #expect(try sandbox.json("check")["from_cache"].bool == false)
    #expect(try Self.said(sandbox) == first)
    #expect(try sandbox.json("check")["from_cache"].bool == true)
    // In a place where nothing can be kept.
    try FileManager.default.removeItem(atPath: sandbox.state + "/cache")
    try sandbox.folder.write("in the way", to: "state/cache")
    #expect(try Self.said(sandbox) == first)
    #expect(try sandbox.json("check")["from_cache"].bool == false)
  }

  @Test func aChangedRuleOrConfigurationIsSeenAtOnce() throws {
    let sandbox = try Self.sandbox()
    func titles() throws -> [String] {
      try sandbox.json("rule", "list").list.compactMap { $0["title"].text }
    }
    let before = try titles()
    #expect(try titles() == before)
    try sandbox.rule(
      """
      title: One of our own
      id: own
      logsource: {product: linux}
      detection: {words: ['%name%'], condition: words}
      """)
    #expect(Set(try titles()) == Set(before + ["One of our own"]))
    let log = try sandbox.folder.write("a line with wanted in it\n", to: "logs/own.log")
    let scan = ["scan", "--json", "--logsource", "product=linux", "--format", "raw", log]
    #expect(try sandbox.run(scan).output.isEmpty)
    try sandbox.rule(
      """
      title: One of our own
      id: own
      logsource: {product: linux}
      detection: {words: ['wanted'], condition: words}
      """)
    #expect(try sandbox.run(scan).output.contains("\"own\""))
  }
}
