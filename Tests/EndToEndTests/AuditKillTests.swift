import Foundation
import Testing
import TestKit

/// A sentinel is killed between the records of one event, and between a parent and its child.
@Suite struct AuditKillTests {
  private static func record(_ type: String, _ serial: Int, _ rest: String) -> String {
    "type=\(type) msg=audit(1778481701.220:\(serial)): \(rest)"
  }

  private static func execution(
    _ serial: Int, parent: Int, process: Int, _ image: String
  ) -> [String] {
    [
      record(
        "SYSCALL", serial,
        "arch=c000003e syscall=59 success=yes exit=0 items=1 ppid=\(parent) pid=\(process) uid=0 "
          + "auid=1000 exe=\"\(image)\""),
      record("EXECVE", serial, "argc=2 a0=\"x\" a1=2D6320\(serial)"),
      record("CWD", serial, "cwd=\"/srv\""),
      record("PATH", serial, "item=0 name=\"\(image)\" nametype=NORMAL"),
    ]
  }

  private static let rules = """
    title: A child of the web server
    id: 0b6f2e31-7f1c-4f0e-9d55-8f3a1c2b4d5e
    logsource: {product: linux, category: process_creation}
    detection:
      s: {ParentImage: /usr/sbin/nginx, Image: /usr/bin/dash, CommandLine: 'x -c e'}
      condition: s
    level: high
    risks: [shell]
    ---
    title: How far it has read
    id: 2b0f6e11-3c58-47e8-8a2c-50e1f4a1c7aa
    logsource: {product: linux, service: auditd}
    detection: {s: {type: USER_LOGIN}, condition: s}
    level: low
    risks: [mark]
    """

  /// A finding is committed at once, and with it all that was read before: so each part ends with
  /// a line that makes one.
  @Test func whatWaitedForRecordsIsFoundAfterKills() throws {
    let box = try Sandbox()
    let log = box.log("audit.log")
    try box.configure(
      """
      sources:
        - {id: audit, title: Audit, read: [{file: \(log.path)}], from: start, format: auditd,
           logsource: [{product: linux, service: auditd}]}
      risks:
        - {id: shell, title: A shell, owner: operations, likelihood: 2, impact: 4, group_by: [ProcessId]}
        - {id: mark, title: A mark, owner: operations, likelihood: 2, impact: 2, group_by: [acct]}
      receivers: [{id: terminal, kind: terminal}]
      """)
    try box.rule(Self.rules)
    let parent = Self.execution(64, parent: 1, process: 911, "/usr/sbin/nginx")
    let child = Self.execution(65, parent: 911, process: 912, "/usr/bin/dash")
    // The last record of the parent and the child's one after the other come after kills.
    let parts = [Array(parent.dropLast()), [parent[3], child[0], child[1]], [child[2]]]
    for (number, part) in parts.enumerated() {
      let sentinel = try box.watch()
      try log.append(part + [Self.record("USER_LOGIN", 200 + number, "acct=\"m\(number)\"")])
      let isRead = try eventually(within: 60) {
        try Self.groups(box, of: "2b0f6e11").count == number + 1
      }
      #expect(isRead, "\(sentinel.errors)")
      sentinel.signal(SIGKILL)
      _ = sentinel.end(within: 30)
    }
    #expect(try Self.groups(box, of: "0b6f2e31") == [])
    let last = try box.watch()
    try log.append([child[3]])
    let isFound = try eventually(within: 60) { try !Self.groups(box, of: "0b6f2e31").isEmpty }
    #expect(isFound, "\(last.errors)")
    #expect(last.stop() == .exit(0), "\(last.errors)")
    #expect(try Self.groups(box, of: "0b6f2e31") == ["912 ×1"])
  }

  private static func groups(_ box: Sandbox, of rule: String) throws -> [String] {
    try box.alerts().filter { $0["rule"].text?.hasPrefix(rule) == true }.map { alert in
      let values = alert["group"].list.compactMap { $0["value"].text }.joined(separator: " ")
      return "\(values) ×\(alert["count"].int ?? 0)"
    }
  }
}
