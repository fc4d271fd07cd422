import Foundation
import TestKit

/// One kill test, all of it decided by a seed: what is written, when it is rotated, when it dies.
struct KillPlan: Sendable {
  var seed: UInt64
  /// Lines of both files together.
  var lines: Int
  var kills: Int
  /// Rotations of each file.
  var rotations: Int

  /// `TOCSIN_KILLS`, `TOCSIN_KILL_LINES`, `TOCSIN_KILL_ROTATIONS` and `TOCSIN_KILL_SEED`, or the
  /// short form that runs every day.
  static var wanted: KillPlan {
    let named = ProcessInfo.processInfo.environment
    let number = { (name: String, usual: Int) in named[name].flatMap { Int($0) } ?? usual }
    let lines = number("TOCSIN_KILL_LINES", 3000)
    return KillPlan(
      seed: named["TOCSIN_KILL_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...999_999),
      lines: lines, kills: number("TOCSIN_KILLS", 8),
      // Ten of each file in the long form of 20,000 lines.
      rotations: number("TOCSIN_KILL_ROTATIONS", max(4, lines / 2000)))
  }

  /// What is appended to one file, in order: mostly noise, with attacks from twelve addresses that
  /// the other file does not have.
  func text(of file: Int) -> [String] {
    var chance = Chance(seed: seed &+ UInt64(file) &* 7919)
    return (0..<(lines / 2)).map { number in
      // The first line is an alert by itself, so that a test knows when it was heard.
      let kind = number == 0 ? 14 : Int.random(in: 0..<100, using: &chance)
      let address = "198.18.\(file).\(Int.random(in: 1...12, using: &chance))"
      return "\(Self.stamp(number)) web1 sshd[\(1000 + number)]: " + Self.words(kind, address)
    }
  }

  private static func words(_ kind: Int, _ address: String) -> String {
    switch kind {
    case 0..<11: "Failed password for root from \(address) port 50812 ssh2"
    case 11..<13: "Accepted password for mira from \(address) port 50900 ssh2"
    case 13..<15:
      "error: maximum authentication attempts exceeded for root from \(address) port 50812 ssh2 [preauth]"
    default: "Connection closed by 192.0.2.17 port 40030 [preauth]"
    }
  }

  /// One line a second from a fixed morning on.
  private static func stamp(_ number: Int) -> String {
    Date(timeIntervalSince1970: 1_778_480_400 + Double(number)).formatted(.iso8601)
  }

  static let rules = """
    title: Tries exhausted
    id: 6b2f7a10-93f4-4ad5-a1b0-3c1d0f7e1a01
    name: kill_exhausted
    status: test
    logsource: {product: linux, service: sshd}
    detection: {selection: {Action: max_attempts}, condition: selection}
    level: medium
    risks: [kill-risk]
    ---
    title: Wrong password
    id: 6b2f7a10-93f4-4ad5-a1b0-3c1d0f7e1a02
    name: kill_wrong
    status: test
    logsource: {product: linux, service: sshd}
    detection: {selection: {Action: login_failed}, condition: selection}
    level: informational
    ---
    title: Login
    id: 6b2f7a10-93f4-4ad5-a1b0-3c1d0f7e1a03
    name: kill_login
    status: test
    logsource: {product: linux, service: sshd}
    detection: {selection: {Action: login_ok}, condition: selection}
    level: informational
    ---
    title: Several wrong passwords
    id: 6b2f7a10-93f4-4ad5-a1b0-3c1d0f7e1a04
    name: kill_several
    status: test
    correlation:
        type: event_count
        rules: [kill_wrong]
        group-by: [src_ip]
        timespan: 10m
        condition: {gte: 5}
    level: medium
    risks: [kill-risk]
    ---
    title: Login after wrong passwords
    id: 6b2f7a10-93f4-4ad5-a1b0-3c1d0f7e1a05
    name: kill_got_in
    status: test
    correlation:
        type: temporal_ordered
        rules: [kill_several, kill_login]
        group-by: [src_ip]
        timespan: 5m
    level: high
    risks: [kill-risk]

    """

  static let risk = """
    risks:
      - {id: kill-risk, title: Somebody gets in, owner: operations, likelihood: 2, impact: 5, group_by: [src_ip]}

    """

  static func sources(_ paths: [String]) -> String {
    "sources:\n"
      + paths.enumerated().map { number, path in
        "  - {id: log-\(number), title: A log, read: [{file: '\(path)'}], from: start, "
          + "logsource: [{product: linux, service: sshd}]}\n"
      }.joined()
  }
}

/// Chance that can be repeated (splitmix64).
struct Chance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
