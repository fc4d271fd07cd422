import Foundation
import TestKit
import Testing

/// Times of an incident and its evidence, through the real program.
@Suite struct IncidentTimesTests {
  private static func box(_ hook: Hook, evidence: Bool) throws -> Sandbox {
    let box = try Sandbox()
    let key = try box.secret(Hook.secret, "key")
    let receivers = try ["ops", "boss", "law"].map { name in
      let url = try box.secret(hook.url("/webhook/\(name)"), name)
      return Samples.receiver(name, "webhook", urlFile: url, secretFile: key)
    }
    try box.configure(
      Samples.shopSource(box.log("shop.log").path)
        + Samples.shopRisk.replacingOccurrences(
          of: "group_by", with: "model: broken-in, group_by")
        + "receivers:\n" + receivers.joined() + """
          audiences:
            - {id: crew, title: Crew, voice: technical, acknowledges: true, receivers: [ops]}
            - {id: chiefs, title: Chiefs, voice: technical, automatic: false, acknowledges: true, receivers: [boss]}
            - {id: lawyers, title: Lawyers, voice: plain, automatic: false, roles: [compliance-manager], receivers: [law]}
          routes: [{to: [crew]}]
          commands: {evidence: \(evidence)}
          references:
            - id: law
              kind: law
              title: Law
              says: Tell them.
              plain: They must be told.
              owner: compliance-manager
              review_by: 2036-01-01
              clocks: [{name: early warning, within: 2s}, {name: report, within: 30d, after: early warning}]
          targets:
            - id: fast
              title: Fast
              basis: ola
              party: operations
              applies: {severity: [high, critical]}
              contain: 2s
              resolve: 1d
              escalate: [{after: 1d, to: chiefs}]
            - {id: slow, title: Slow, basis: ola, party: operations, applies: {severity: [low, medium]}, acknowledge: 8h}
          models:
            - id: broken-in
              title: Somebody is in the shop
              type: incident
              status: in-force
              plain: Somebody is in the shop.
              category: shop
              opens_on: {risks: [shop-break-in], how: automatic}
              roles: {lead: operations}
              target: fast
              legal: [law]
              evidence:
                - {what: the log around it, window: 2s}
                - {what: said, command: [/bin/echo, '$(id)', ok]}
              steps:
                - {id: look, stage: identification, do: Look.}
                - {id: lock, stage: containment, do: Lock.}
              close: {needs: [look], reasons: [real, false-alarm]}

          """)
    try box.rule(Samples.shopRule())
    return box
  }

  private static func types(_ hook: Hook, _ name: String) -> [String] {
    hook.requests("/webhook/\(name)").compactMap { $0.json["type"].text }
  }

  private static func states(_ story: JSON) -> [String] {
    story["timers"].list.compactMap { timer in
      timer["name"].text.flatMap { name in timer["state"].text.map { "\(name) \($0)" } }
    }
  }

  @Test func aTimeThatRunsOutIsToldOnceAlsoAfterARestart() throws {
    let hook = try Hook()
    let box = try Self.box(hook, evidence: true)
    let first = try box.watch()
    try box.log("shop.log").append(
      Samples.breakIn(from: "198.51.100.7", action: "look", note: "before"))
    try box.log("shop.log").append(Samples.breakIn(from: "198.51.100.7"))
    try box.log("shop.log").append(
      Samples.breakIn(from: "198.51.100.7", action: "look", note: "after"))
    #expect(eventually(within: 30) { Self.types(hook, "law").contains("alert.overdue") })
    #expect(eventually(within: 30) { Self.types(hook, "boss").contains("alert.overdue") })
    let id = try #require(try box.json("incident", "list").list.first?["id"].text)
    let status = try box.run("status")
    #expect(status.output.contains("\(id) contain: due "), "\(status)")
    #expect(status.output.contains("OVERDUE"), "\(status)")
    #expect(first.stop() == .exit(0))

    let again = try box.watch()
    Thread.sleep(forTimeInterval: 7)
    #expect(again.stop() == .exit(0))
    // Both ran out within two seconds of each other: in one message, or in one each.
    for name in ["boss", "law"] {
      let story = hook.requests("/webhook/\(name)").compactMap {
        $0.json["data"]["revision"].int
      }
      #expect(Set(story).count == story.count && story.count <= 2, "\(name): \(story)")
    }
    #expect(!Self.types(hook, "ops").contains("alert.overdue"))

    let shown = try box.json("incident", "show", id)
    #expect(
      Self.states(shown) == [
        "contain overdue", "resolve running", "law/early warning overdue", "law/report waiting",
      ])
    #expect(try box.run("incident", "clock", id, "early warning", "Nr. 118").status == 0)
    #expect(try box.run("incident", "step", id, "lock").status == 0)
    let done = try box.json("incident", "show", id)
    #expect(
      Self.states(done) == [
        "contain late", "resolve running", "law/early warning late", "law/report running",
      ])
    let twice = try box.run("incident", "clock", id, "early warning")
    #expect(twice.status == 2 && twice.errors.contains("was met by"), "\(twice)")
    try Self.checkEvidence(done)
  }

  private static func checkEvidence(_ story: JSON) throws {
    let pieces = story["evidence"].list
    let what = pieces.compactMap { $0["what"].text }
    #expect(
      what.dropFirst() == ["the log around it, before", "said", "the log around it, after"],
      "\(story)")
    guard pieces.count == 4 else { return }
    let before = pieces[1]["lines"].list.compactMap(\.text)
    #expect(before.count == 2 && before[0].contains("before"), "\(before)")
    #expect(pieces[1]["note"].text?.contains("the file begins at") == true, "\(pieces[1])")
    #expect(pieces[2]["lines"].list.compactMap(\.text) == ["$(id) ok"])
    #expect(pieces[2]["note"].text?.hasSuffix("exit 0") == true)
    let after = pieces[3]["lines"].list.compactMap(\.text)
    #expect(after.count == 1 && after[0].contains("after"), "\(after)")
    #expect(story["evidence_owed"].int == 0)
  }

  @Test func whereCommandsAreNotAllowedTheTimelineSaysSo() throws {
    let hook = try Hook()
    let box = try Self.box(hook, evidence: false)
    let sentinel = try box.watch()
    try box.log("shop.log").append(Samples.breakIn(from: "198.51.100.7"))
    #expect(eventually(within: 30) { (try? box.json("incident", "list").list.count) == 1 })
    let id = try #require(try box.json("incident", "list").list.first?["id"].text)
    #expect(
      eventually(within: 30) {
        (try? box.json("incident", "show", id)["evidence_owed"].int) == 0
      })
    #expect(sentinel.stop() == .exit(0))
    let story = try box.json("incident", "show", id)
    #expect(!story["evidence"].list.contains { $0["what"].text == "said" })
    let words = story["timeline"].list.compactMap { $0["what"].text }
    #expect(words.contains { $0.contains("commands: {evidence: true}") }, "\(words)")
  }
}
