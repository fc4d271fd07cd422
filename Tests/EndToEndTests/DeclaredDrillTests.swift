import Foundation
import TestKit
import Testing

/// Declared drills: through the log of a source to a receiver, by hand and on schedule.
@Suite struct DeclaredDrillTests {
  private static let tests = """
    tests:
        - hit: '{"action":"breakin"}'
        - miss: '{"action":"sale"}'

    """

  private static func box(_ drills: String) throws -> Sandbox {
    let box = try Sandbox(rules: ["tocsin"])
    try box.configure(
      Samples.shopSource(box.log("shop.log").path) + Samples.shopRisk
        + "receivers: [{id: terminal, kind: terminal}]\ntests:\n" + drills)
    try box.rule(Samples.shopRule() + tests)
    try box.log("shop.log").append(["{}"])
    return box
  }

  private static func script(
    _ id: String, action: String = "breakin", more: String = ""
  ) -> String {
    """
      - id: \(id)
        title: A break-in reaches the terminal
        kind: drill
        inject: {via: file, source: shop, line: '{"time":"{{now}}","action":"\(action)","src_ip":"192.0.2.9","note":"{{nonce}}"}'}
        expect: {rule: shop_break_in, within: 6s}
        owner: operations
    \(more)

    """
  }

  private static func level(_ box: Sandbox) -> Int? {
    let report = try? box.json("risk", "coverage")["risks"].list
    return report?.first { $0["id"].text == "shop-break-in" }?["level"].int
  }

  @Test func aDrillThatIsToldProvesItsRisk() throws {
    let box = try Self.box(Self.script("door") + Self.script("window", action: "sale"))
    let nobody = try box.run("drill", "door")
    #expect(nobody.status == 2 && nobody.errors.contains("no sentinel runs"), "\(nobody)")
    let sentinel = try box.watch()
    try box.log("shop.log").append(["{}"])
    let heard = try box.json("drill", "door")
    #expect(heard["passed"].bool == true, "\(heard) \(sentinel.errors)")
    #expect(heard["steps"][0]["seen"].text?.contains("told after") == true, "\(heard)")
    #expect(
      eventually(within: 60) { Self.level(box) == 4 }, "\(String(describing: Self.level(box)))")
    // It is an exercise: it opens nothing, and is no alarm.
    let alerts = try box.alerts()
    #expect(alerts.allSatisfy { $0["exercise"].bool == true }, "\(alerts)")
    #expect(try box.run("alert", "list").output.contains("no open alerts"))

    // What no rule notices is lost, reported, and itself an alert.
    let lost = try box.run("drill", "window", within: 60)
    #expect(lost.status == 2 && lost.output.contains("nothing in its time"), "\(lost)")
    #expect(
      eventually(within: 30) {
        (try? box.alerts().contains { $0["title"].text == "Alerts do not arrive" }) == true
      })
    let wrong = try box.run("drill", "dor")
    #expect(wrong.status == 2 && wrong.errors.contains("did you mean 'door'?"), "\(wrong)")
    // A break-in is an alarm still.
    try box.log("shop.log").append(Samples.breakIn(from: "198.51.100.7"))
    #expect(
      eventually { (try? box.run("alert", "list").output.contains("Break-in at the shop")) == true }
    )
    #expect(sentinel.stop() == .exit(0))
  }

  @Test func aDrillRingsByItself() throws {
    let box = try Self.box(Self.script("door", more: "    every: 1h"))
    let sentinel = try box.watch()
    try box.log("shop.log").append(["{}"])
    #expect(eventually(within: 60) { Self.level(box) == 4 }, "\(sentinel.errors)")
    #expect(try box.alerts().count == 1)
    #expect(sentinel.stop() == .exit(0))
  }

  /// A log that may not be written is said at once.
  @Test func aDrillThatCannotBeSentSaysWhy() throws {
    let box = try Self.box(
      """
        - id: nowhere
          title: Nowhere
          kind: drill
          inject: {via: file, source: shop, file: /no/such/log, line: '{{nonce}}'}
          expect: {rule: shop_break_in}

      """)
    let sentinel = try box.watch()
    let outcome = try box.run("drill", "nowhere")
    #expect(outcome.status == 2, "\(outcome)")
    #expect(outcome.errors.contains("cannot write to /no/such/log"), "\(outcome)")
    #expect(sentinel.stop() == .exit(0))
  }
}
