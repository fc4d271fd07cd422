import Foundation
import TestKit
import Testing

/// Nobody acknowledges: the next audience hears of it, until somebody does.
@Suite struct EscalationTests {
  @Test func anAlertClimbsUntilSomebodyAnswers() throws {
    let hook = try Hook()
    let box = try Sandbox()
    let key = try box.secret(Hook.secret, "key")
    let receivers = try ["ops", "boss", "owners"].map { name in
      let url = try box.secret(hook.url("/webhook/\(name)"), name)
      return Samples.receiver(name, "webhook", urlFile: url, secretFile: key)
    }
    try box.configure(
      Samples.shopSource(box.log("shop.log").path) + Samples.shopRisk
        + "receivers:\n" + receivers.joined() + """
          audiences:
            - {id: crew, title: Crew, voice: technical, acknowledges: true, receivers: [ops]}
            - {id: chiefs, title: Chiefs, voice: technical, automatic: false, acknowledges: true, receivers: [boss]}
            - {id: keepers, title: Keepers, voice: plain, acknowledges: true, receivers: [owners]}
          routes: [{to: [crew]}]
          targets:
            - id: fast
              title: Fast
              basis: ola
              party: operations
              applies: {severity: [high, critical]}
              acknowledge: 2s
              escalate: [{after: 2s, to: chiefs}, {after: 12s, to: keepers}]
            - {id: slow, title: Slow, basis: ola, party: operations, applies: {severity: [low, medium]}, acknowledge: 8h}

          """)
    try box.rule(Samples.shopRule())
    let sentinel = try box.watch()
    try box.log("shop.log").append(Samples.breakIn(from: "198.51.100.7"))
    try box.log("shop.log").append(Samples.breakIn(from: "198.51.100.8"))
    func types(_ name: String) -> [String] {
      hook.requests("/webhook/\(name)").compactMap { $0.json["type"].text }
    }
    #expect(eventually(within: 30) { types("boss").count == 2 }, "\(sentinel.errors)")
    #expect(types("ops") == ["alert.opened", "alert.opened"])
    #expect(types("boss") == ["alert.escalated", "alert.escalated"])
    #expect(types("owners").isEmpty)
    // One of the two is answered in time.
    let answered = try #require(try box.alerts().last?["id"].text)
    #expect(try box.run("alert", "ack", answered).status == 0)
    #expect(eventually(within: 40) { types("owners").contains("alert.escalated") })
    let told = hook.requests("/webhook/owners").filter { $0.json["type"].text == "alert.escalated" }
    #expect(told.count == 1 && told[0].json["data"]["id"].text != answered)
    let story = try box.json("alert", "show", told[0].json["data"]["id"].text ?? "")
    let actions = story["journal"].list.compactMap { $0["action"].text }
    #expect(actions == ["opened", "escalated", "escalated"], "\(story)")
    #expect(sentinel.stop() == .exit(0))
  }
}
