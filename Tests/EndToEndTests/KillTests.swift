import Foundation
import Testing
import TestKit

/// The sentinel is killed again and again while its files grow and are rotated; afterwards nothing
/// is missing and nothing is there twice.
///
/// The long form, `make kill-test`, is the same with other numbers.
@Suite(.serialized) struct KillTests {
  /// What identifies an alert, and how often it was found.
  struct Row: Hashable, Comparable, CustomStringConvertible {
    var rule: String
    var group: String
    var count: Int

    var description: String { "\(rule.suffix(2)) \(group) ×\(count)" }

    static func < (one: Row, other: Row) -> Bool {
      (one.group, one.rule, one.count) < (other.group, other.rule, other.count)
    }
  }

  @Test func alertsEqualThoseOfARunLeftAlone() throws {
    let plan = KillPlan.wanted
    let note = Comment(rawValue: "TOCSIN_KILL_SEED=\(plan.seed)")
    let expected = try Self.leftAlone(plan)
    #expect(expected.count > 20, note)
    #expect(Set(expected.map(\.rule)).count == 3, note)
    let run = try KillRun(plan)
    try run.start()
    try run.torment()
    let last = try run.box.watch()
    var found: [Row] = []
    let isSame = try eventually(within: 120) {
      found = try Self.rows(run.box)
      return Set(found) == Set(expected) && found.count == expected.count
    }
    #expect(isSame, "\(note): \(Self.difference(found, expected)) \(last.errors.suffix(2000))")
    try Self.checkMessages(run, note)
    #expect(last.stop() == .exit(0), "\(note): \(last.errors.suffix(2000))")
    #expect(try Set(Self.rows(run.box)) == Set(expected), note)
  }

  /// The same lines in the same order, each file written at once, and nobody killed.
  private static func leftAlone(_ plan: KillPlan) throws -> [Row] {
    let run = try KillRun(plan)
    for (number, path) in run.paths.enumerated() {
      try LogFile(path: path).append(plan.text(of: number))
    }
    let sentinel = try run.box.watch()
    let isRead = try eventually(within: 120) {
      let sources = try run.box.json("status")["sources"].list
      let lines = sources.filter { $0["id"].text?.hasPrefix("log-") == true }
        .compactMap { $0["lines"].int }
      return lines.reduce(0, +) >= plan.lines / 2 * 2
    }
    #expect(isRead, "\(sentinel.errors)")
    #expect(sentinel.stop() == .exit(0), "\(sentinel.errors)")
    return try rows(run.box)
  }

  private static func rows(_ box: Sandbox) throws -> [Row] {
    try box.alerts().map { alert in
      let group = alert["group"].list.compactMap { $0["value"].text }.joined(separator: " ")
      return Row(rule: alert["rule"].text ?? "", group: group, count: alert["count"].int ?? 0)
    }.sorted()
  }

  private static func difference(_ found: [Row], _ expected: [Row]) -> String {
    let missing = Set(expected).subtracting(found).sorted()
    let surplus = Set(found).subtracting(expected).sorted()
    return "\(found.count) of \(expected.count); missing \(missing), surplus \(surplus)"
  }

  /// Every message that was not overtaken arrived, and each key names one content.
  private static func checkMessages(_ run: KillRun, _ note: Comment) throws {
    let isOwed: Set = ["waiting", "sending", "parked", "dead"]
    let rest = { try run.box.outbox().filter { isOwed.contains($0["state"].text ?? "") } }
    #expect(
      try eventually(within: 200) { try rest().isEmpty },
      "\(note): \(String(describing: try? rest()))")
    let requests = run.hook.requests
    let bodies = Dictionary(grouping: requests, by: \.key).mapValues { Set($0.map(\.body)) }
    for (key, contents) in bodies { #expect(contents.count == 1, "\(note): \(key)") }
    #expect(requests.allSatisfy { $0.isSigned == true }, note)
    let delivered = try run.box.outbox().filter { $0["state"].text == "delivered" }
    #expect(!delivered.isEmpty, note)
    for row in delivered { #expect(bodies[row["key"].text ?? ""] != nil, "\(note): \(row)") }
  }
}

/// The sandbox of one run: two logs, the rules, a webhook that takes everything.
final class KillRun: Sendable {
  let plan: KillPlan
  let box: Sandbox
  let hook: Hook
  let paths: [String]
  /// Share of the lines that may be written by now.
  private let share = Locked(0.0)
  /// Files that were written to their end.
  private let written = Locked(0)
  private let failures = Locked<[String]>([])

  init(_ plan: KillPlan) throws {
    self.plan = plan
    box = try Sandbox()
    hook = try Hook()
    paths = [0, 1].map { [box] in box.log("log-\($0).log").path }
    let url = try box.secret(hook.url("/webhook/all"), "all")
    let key = try box.secret(Hook.secret, "key")
    try box.configure(
      KillPlan.sources(paths) + KillPlan.risk + "receivers:\n"
        + Samples.receiver("all", "webhook", urlFile: url, secretFile: key)
        + "routes: [{to: [all]}]\n")
    try box.rule(KillPlan.rules)
  }

  /// Starts the writers, and a first sentinel that has heard both files before anything happens.
  func start() throws {
    for file in paths.indices {
      let writer = Thread { [self] in
        do {
          try write(file)
        } catch {
          failures.change { $0.append("\(error)") }
        }
      }
      writer.start()
    }
    share.change { $0 = 0.02 }
    let first = try box.watch()
    #expect(eventually(within: 60) { Set(hook.requests.map(\.key)).count >= 2 }, "\(first.errors)")
    first.stop(by: SIGKILL)
  }

  /// Kills it `plan.kills` times, each time a little later in the files.
  func torment() throws {
    var chance = Chance(seed: plan.seed)
    for kill in 0..<plan.kills {
      let sentinel = try box.start(["watch", "--no-drill"])
      share.change { $0 = Double(kill + 1) / Double(plan.kills + 1) }
      Thread.sleep(forTimeInterval: .random(in: 0.05...1.2, using: &chance))
      #expect(sentinel.running, "\(sentinel.errors)")
      sentinel.stop(by: SIGKILL)
    }
    share.change { $0 = 1 }
    #expect(eventually(within: 60) { written.value == paths.count }, "\(failures.value)")
    #expect(failures.value.isEmpty)
  }

  private func write(_ file: Int) throws {
    var chance = Chance(seed: plan.seed &+ 17 &+ UInt64(file))
    let lines = plan.text(of: file)
    var log = try RotatedLog(paths[file])
    var (next, rotated) = (0, 0)
    while next < lines.count {
      let end = min(lines.count, next + .random(in: 1...40, using: &chance))
      // At the end of the run nobody waits any more: a test that failed lets its writers go.
      _ = eventually(within: 60) { Double(next) / Double(lines.count) <= share.value }
      if next * (plan.rotations + 1) >= lines.count * (rotated + 1) {
        rotated += 1
        if rotated.isMultiple(of: 3) {
          try log.copyAndTruncate()
          try log.append(lines[next..<end])
        } else {
          try log.rotate(late: lines[next..<end])
        }
      } else {
        try log.append(lines[next..<end])
      }
      next = end
      Thread.sleep(forTimeInterval: .random(in: 0...0.02, using: &chance))
    }
    written.change { $0 += 1 }
  }
}
