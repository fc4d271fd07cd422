import Foundation
import TestKit
import Testing

/// Tasks and table-top drills through the real program; no sentinel needs to run.
@Suite struct TaskTests {
  private static func box(drillEvery every: String = "180d") throws -> Sandbox {
    let box = try Sandbox()
    try box.configure(
      """
      receivers: [{id: terminal, kind: terminal}]
      controls:
        - id: keys
          title: Keys only
          owner: operations
          kind: preventive
          state: active
          verify: {method: test, command: [/bin/true], expect: {exit: 0}, every: 24h}
          operate: [{task: Look through the keys, every: 90d, owner: security-manager}]
        - {id: round, title: The round, owner: operations, kind: detective, state: active, verify: {method: examine, every: 30d}}
      models:
        - id: fire
          title: Fire in the house
          type: incident
          status: in-force
          category: host
          opens_on: {risks: [], how: by-hand}
          roles: {lead: on-call}
          steps:
            - {id: call, stage: identification, do: 'Call {{User}} about {{src_ip}}.', by: lead, within: 15m}
            - {id: pull, stage: containment, do: Pull the plug., command: [/usr/sbin/ip, route, del, '{{src_ip}}'], danger: the shop is closed}
          record: [who was called]
          close: {needs: [call], reasons: [real]}
          drill_every: \(every)
      tests:
        - id: storm
          title: A storm, and a fire after it
          kind: tabletop
          proves: {models: [fire]}
          steps: [It rains into the cellar., Something smells.]
          every: 365d
          owner: operations
      """)
    return box
  }

  private static func ids(_ box: Sandbox, _ more: String...) throws -> [String] {
    let outcome = try box.run(["task", "list", "--json"] + more)
    return try JSON(outcome.output).list.compactMap { $0["id"].text }
  }

  @Test func aTaskIsDueUntilItIsDone() throws {
    let box = try Self.box()
    let first = try box.run("task", "list")
    #expect(first.status == 1 && first.output.contains("now, never done"), "\(first)")
    #expect(try Self.ids(box) == ["fire/drill", "keys/1", "round/look", "storm/tabletop"])
    #expect(try Self.ids(box, "--owner", "security-manager") == ["keys/1"])
    let done = try box.run("task", "done", "keys/1", "Two were old.")
    #expect(done.status == 0 && done.output.contains("Look through the keys: done"), "\(done)")
    let bare = try box.run("task", "done", "round/look")
    #expect(bare.status == 2 && bare.errors.contains("say what was seen"), "\(bare)")
    #expect(try box.run("task", "done", "round/look", "All doors were shut.").status == 0)
    #expect(try Self.ids(box) == ["fire/drill", "storm/tabletop", "round/look"])
    let all = try Self.ids(box, "--all")
    #expect(all == ["fire/drill", "storm/tabletop", "round/look", "keys/1"], "\(all)")
    // A look of a person is the control's own report.
    let rows = try box.json("control", "list").list
    #expect(rows.first { $0["id"].text == "round" }?["state"].text == "verified", "\(rows)")
    let elsewhere = try box.run("task", "done", "fire/drill")
    #expect(elsewhere.status == 2 && elsewhere.errors.contains("tocsin drill --model fire"))
    let unknown = try box.run("task", "done", "key/1")
    #expect(unknown.status == 2 && unknown.errors.contains("did you mean 'keys/1'?"), "\(unknown)")
  }

  @Test func aModelIsTalkedThroughAndItsOutcomeKept() throws {
    let box = try Self.box()
    let list = try box.run("drill", "--model", "fire")
    #expect(list.status == 0, "\(list)")
    for words in [
      "Call practice about 192.0.2.77.", "Operations on call, within 15m",
      "/usr/sbin/ip route del 192.0.2.77", "danger: the shop is closed",
      "write down  who was called", "tocsin drill --model fire --done",
    ] {
      #expect(list.output.contains(words), "\(words) in \(list)")
    }
    // Looking at it is no drill, and on the first day nobody is late.
    #expect(try Self.ids(box).contains("fire/drill"))
    #expect(try !box.run("check").errors.contains("TOC113"))
    let wrong = try box.run("drill", "--model", "fire", "--done", "x", "--failed", "pul")
    #expect(wrong.status == 2 && wrong.errors.contains("did you mean 'pull'?"), "\(wrong)")
    let report = try box.json(
      "drill", "--model", "fire", "--done", "The plug is\u{1b}]0;x\u{7} out of reach.", "--failed",
      "pull")
    #expect(report["kind"].text == "tabletop" && report["passed"].bool == false, "\(report)")
    #expect(report["steps"].list.map { $0["passed"].bool } == [true, false], "\(report)")
    #expect(report["steps"][0]["expected"].text == "call: Call {{User}} about {{src_ip}}.")
    #expect(report["note"].text?.unicodeScalars.contains("\u{1b}") == false, "\(report)")
    #expect(report["script"].text?.count == 64, "\(report)")
    #expect(try !Self.ids(box).contains("fire/drill"))
  }

  @Test func checkNamesAModelThatNobodyDrilledInTime() throws {
    let box = try Self.box(drillEvery: "1s")
    func check(says words: String) -> Bool {
      eventually(within: 30) { (try? box.run("check").errors.contains(words)) == true }
    }
    #expect(try box.run("task", "list").status == 1)
    #expect(check(says: "warning[TOC113]: model \"fire\" was never drilled"))
    #expect(try box.run("drill", "--model", "fire", "--done", "In a second.").status == 0)
    #expect(check(says: "warning[TOC113]: model \"fire\" was to be drilled by 2"))
  }

  @Test func aCaseProvesTheModelsThatItNames() throws {
    let box = try Self.box()
    let list = try box.run("drill", "storm")
    #expect(list.status == 0, "\(list)")
    for words in ["It rains into the cellar.", "fire/call", "Fire in the house"] {
      #expect(list.output.contains(words), "\(words) in \(list)")
    }
    let report = try box.json("drill", "storm", "--done", "An hour; all would work.")
    #expect(report["passed"].bool == true && report["steps"].list.count == 4, "\(report)")
    #expect(try Self.ids(box) == ["keys/1", "round/look"])
    let log = try box.run("drill", "nothing", "--done", "x")
    #expect(log.status == 2 && log.errors.contains("no table-top drill"), "\(log)")
    #expect(try box.run("drill", "--done", "x").status == 64)
    #expect(try box.run("drill", "storm", "--model", "fire").status == 64)
  }
}
