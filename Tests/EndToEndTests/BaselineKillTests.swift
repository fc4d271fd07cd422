import Foundation
import TestKit
import Testing

/// What is usual is learned once, outlives kills and reloads, and what is new is told once.
@Suite struct BaselineKillTests {
  private static let rules = """
    title: A new network
    id: 5a7d0c1e-6f7b-4f0a-8f55-2b3a1c9d4e70
    logsource: {product: linux, service: sshd}
    detection:
      s: {Action: login_ok, NewForUser: true}
      condition: s
    level: high
    risks: [network]
    ---
    title: How far it has read
    id: 9c1b0f6e-113c-4587-8e8a-2c50e1f4a1c7
    logsource: {product: linux, service: sshd}
    detection: {s: {Action: invalid_user}, condition: s}
    level: low
    risks: [mark]
    """

  private let box: Sandbox
  private let log: LogFile

  init() throws {
    box = try Sandbox()
    log = box.log("auth.log")
    try box.configure(
      """
      sources:
        - {id: auth, title: Logins, read: [{file: \(log.path)}], from: start, format: syslog,
           logsource: [{product: linux, service: auth}]}
      risks:
        - {id: network, title: A network, owner: operations, likelihood: 2, impact: 5, group_by: [User, src_net]}
        - {id: mark, title: A mark, owner: operations, likelihood: 2, impact: 2, group_by: [User]}
      receivers: [{id: terminal, kind: terminal}]
      """)
    try box.rule(Self.rules)
  }

  private static func stamp(daysAgo days: Double) -> String {
    Date(timeIntervalSinceNow: -days * 86_400).formatted(.iso8601)
  }

  private static func login(_ user: String, _ address: String, daysAgo days: Double) -> String {
    "\(stamp(daysAgo: days)) web1 sshd[1]: Accepted publickey for \(user) from \(address) port 5 ssh2"
  }

  private static func mark(_ number: Int) -> String {
    "\(stamp(daysAgo: 0.1)) web1 sshd[2]: Invalid user m\(number) from 192.0.2.200 port 7"
  }

  /// `user network ×count` of each alert of the first rule.
  private func networks() throws -> [String] { try groups(of: "5a7d0c1e").sorted() }

  private func groups(of rule: String) throws -> [String] {
    try box.alerts().filter { $0["rule"].text?.hasPrefix(rule) == true }.map { alert in
      let values = alert["group"].list.compactMap { $0["value"].text }.joined(separator: " ")
      return "\(values) ×\(alert["count"].int ?? 0)"
    }
  }

  /// Appends lines and one whose alert says that they were read and committed.
  private func read(_ lines: [String], mark number: Int, by sentinel: Program) throws {
    try log.append(lines + [Self.mark(number)])
    let isRead = try eventually(within: 60) {
      try groups(of: "9c1b0f6e").contains("m\(number) ×1")
    }
    #expect(isRead, "\(sentinel.errors)")
  }

  private func kill(_ sentinel: Program) {
    sentinel.signal(SIGKILL)
    _ = sentinel.end(within: 30)
  }

  @Test func aNewNetworkIsToldOnceWhateverIsKilled() throws {
    var sentinel = try box.watch()
    let learned = [
      Self.login("mira", "192.0.2.1", daysAgo: 30), Self.login("mira", "198.51.100.7", daysAgo: 20),
    ]
    try read(learned, mark: 0, by: sentinel)
    kill(sentinel)
    sentinel = try box.watch()
    try read(
      [
        Self.login("mira", "192.0.2.50", daysAgo: 2),
        Self.login("mira", "198.51.100.9", daysAgo: 2),
      ], mark: 1, by: sentinel)
    #expect(try networks() == [])
    // A login from elsewhere, and nothing is waited for before the kill.
    try log.append(Self.login("mira", "203.0.113.9", daysAgo: 1))
    kill(sentinel)
    sentinel = try box.watch()
    let once = ["mira 203.0.113.0/24 ×1"]
    let isTold = try eventually(within: 60) { try networks() == once }
    #expect(isTold, "\(sentinel.errors)")
    kill(sentinel)
    sentinel = try box.watch()
    try read([Self.login("mira", "203.0.113.77", daysAgo: 0.5)], mark: 2, by: sentinel)
    #expect(try networks() == once)
    sentinel.signal(SIGHUP)
    #expect(eventually(within: 60) { sentinel.errors.contains("reloaded:") }, "\(sentinel.errors)")
    try read(
      [
        Self.login("mira", "198.51.100.200", daysAgo: 0.4),
        Self.login("otto", "198.51.100.200", daysAgo: 0.4),
      ], mark: 3, by: sentinel)
    #expect(try networks() == once + ["otto 198.51.100.0/24 ×1"])
    #expect(sentinel.stop() == .exit(0), "\(sentinel.errors)")
  }
}
