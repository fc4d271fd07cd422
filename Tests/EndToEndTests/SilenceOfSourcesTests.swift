import Foundation
import TestKit
import Testing

/// A source that stops speaking blinds its risks, is told, and is forgiven when it speaks again.
@Suite struct SilenceOfSourcesTests {
  private static let tests = """
    tests:
        - hit: '{"action":"breakin"}'
        - miss: '{"action":"sale"}'

    """

  private static func types(_ hook: Hook) -> [String] {
    hook.requests("/webhook/desk").compactMap { $0.json["type"].text }
  }

  @Test func aSilentSourceBlindsItsRisksAndItsReturnClearsThat() throws {
    let hook = try Hook()
    let box = try Sandbox(rules: ["tocsin"])
    let key = try box.secret(Hook.secret, "key")
    let url = try box.secret(hook.url("/webhook/desk"), "desk")
    try box.configure(
      Samples.shopSource(box.log("shop.log").path).trimmingCharacters(in: .newlines)
        .replacingOccurrences(of: "format: json", with: "format: json\n    quiet_after: 40s")
        + "\n" + Samples.shopRisk + "routes: [{to: [desk]}]\nreceivers:\n"
        + Samples.receiver("desk", "webhook", urlFile: url, secretFile: key))
    try box.rule(Samples.shopRule() + Self.tests)
    func risk() throws -> JSON {
      try box.json("risk", "coverage")["risks"].list.first { $0["id"].text == "shop-break-in" }
        ?? .null
    }
    try box.log("shop.log").append(["{}"])
    #expect(try risk()["weakest"].text == "no sentinel runs")
    let sentinel = try box.watch()
    try box.log("shop.log").append(["{}"])
    #expect(eventually(within: 60) { (try? risk()["level"].int) == 3 }, "\(sentinel.errors)")

    // Nothing more is written: after its time it is blind, by name.
    #expect(eventually(within: 150) { (try? risk()["level"].int) == 0 }, "\(sentinel.errors)")
    #expect(try risk()["weakest"].text == "source shop has fallen silent")
    #expect(eventually { Self.types(hook).contains("alert.opened") })
    let told = try #require(hook.requests("/webhook/desk").first)
    let detail = told.json["data"]["fields"].list.first { $0["name"].text == "Detail" }
    #expect(detail?["value"].text?.contains("blind now to: shop-break-in") == true, "\(told.json)")
    let status = try box.json("status")
    #expect(status["blind_risks"].list.contains { $0.text == "shop-break-in" }, "\(status)")

    // It speaks again: the risk is watched, and those who were told hear the all-clear.
    try box.log("shop.log").append(["{}"])
    #expect(eventually(within: 60) { (try? risk()["level"].int) == 3 }, "\(sentinel.errors)")
    #expect(eventually { Self.types(hook).contains("alert.all_clear") }, "\(Self.types(hook))")
    #expect(sentinel.stop() == .exit(0))
  }

  @Test func anAlarmThatWasTrueIsTheHighestLevel() throws {
    let box = try Sandbox(rules: ["tocsin"])
    try box.configure(
      Samples.shopSource(box.log("shop.log").path).trimmingCharacters(in: .newlines) + "\n"
        + Samples.shopRisk + "receivers: [{id: terminal, kind: terminal}]\n")
    try box.rule(Samples.shopRule() + Self.tests)
    func level() -> Int? {
      let report = try? box.json("risk", "coverage")["risks"].list
      return report?.first { $0["id"].text == "shop-break-in" }?["level"].int
    }
    try box.log("shop.log").append(["{}"])
    let sentinel = try box.watch()
    try box.log("shop.log").append([Samples.breakIn(from: "198.51.100.7")])
    #expect(eventually(within: 30) { (try? box.alerts().count) == 1 }, "\(sentinel.errors)")
    #expect(eventually(within: 60) { level() == 3 })
    let alert = try #require(try box.alerts().first?["id"].text)
    #expect(try box.run("alert", "close", alert, "real").status == 0)
    #expect(level() == 5)
    #expect(sentinel.stop() == .exit(0))
    #expect(level() == 2)
  }
}
