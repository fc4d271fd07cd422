import Foundation
import Testing
import TestKit

/// Five thousand addresses within a minute.
@Suite struct StormTests {
  static let addresses = 5000
  /// Of chat messages, in the whole storm with its end.
  static let messagesMax = 6

  private static let rules = """
    title: A stranger at the shop
    id: 0b4b1f0e-26e5-4a3f-9a59-5e8a3f1b7c10
    name: shop_stranger
    status: test
    logsource: {product: shop}
    detection:
        selection: {action: breakin}
        condition: selection
    level: informational
    ---
    title: An address that breaks in
    id: 0b4b1f0e-26e5-4a3f-9a59-5e8a3f1b7c11
    name: shop_break_in_from
    status: test
    correlation:
        type: event_count
        rules: [shop_stranger]
        group-by: [src_ip]
        timespan: 10m
        condition: {gte: 1}
    level: medium
    risks: [shop-break-in]

    """

  @Test func aStormIsAFewMessagesAndEveryAlertIsKept() throws {
    let box = try Sandbox(rules: ["tocsin"])
    let hook = try Hook()
    let log = box.log("shop.log")
    try log.append(Data())
    let url = try box.secret(hook.url("/slack/ops"), "ops")
    // The storm ends soon after the last alert, so that its closing message counts as well.
    try box.configure(
      Samples.shopSource(log.path) + Samples.shopRisk
        + "receivers:\n  - {id: terminal, kind: terminal}\n"
        + Samples.receiver("ops", "slack", urlFile: url)
        + "routes: [{to: [ops]}]\nlimits: {storm: {new_alerts: 20, within: 15s}}\n")
    try box.rule(Self.rules)
    let sentinel = try box.watch()
    for start in stride(from: 0, to: Self.addresses, by: 500) {
      try log.append(
        (start..<(start + 500)).map { Samples.breakIn(from: "10.66.\($0 / 250).\($0 % 250 + 1)") })
    }
    #expect(
      eventually(within: 120) {
        let counts = (try? box.json("status")["open_alerts"]["medium"].int) ?? nil
        return counts ?? 0 >= Self.addresses
      }, "\(sentinel.errors)")
    // The digest that ends it names them all.
    #expect(
      eventually(within: 60) { Self.words(hook.requests.last).contains("5000") },
      "\(hook.requests.map { $0.json["text"] }) \(sentinel.errors)")
    #expect(hook.requests.count <= Self.messagesMax, "\(hook.requests.map { $0.json["text"] })")
    let alerts = try box.json("alert", "list", "--limit", "10000").list
    let groups = Set(alerts.compactMap { $0["group"][0]["value"].text })
    #expect(groups.count == Self.addresses)
    #expect(sentinel.stop() == .exit(0), "\(sentinel.errors)")
  }

  private static func words(_ request: Hook.Request?) -> String {
    request?.json.texts.joined(separator: " ").replacing(/[,. ]/, with: "") ?? ""
  }
}
