import Foundation
import Testing
import TestKit

/// HUP reads everything again, and takes only what is right.
@Suite struct ReloadTests {
  private static func count(_ shop: Shop, _ address: String) -> Int {
    shop.hook.requests(shop.path).count { $0.body.contains(address) }
  }

  @Test func validConfigurationSwapsAndInvalidDoesNot() throws {
    let shop = try Shop()
    let sentinel = try shop.box.watch()
    let config = shop.box.config + "/tocsin.yaml"
    let good = try String(contentsOfFile: config, encoding: .utf8)
    // A rule that was not there before.
    try shop.box.rule(
      Samples.shopRule(
        id: "0b4b1f0e-26e5-4a3f-9a59-5e8a3f1b7c02", name: "shop_other", action: "other"),
      "other.yml")
    try shop.box.configure(
      good.replacing("rules: [shop_break_in]", with: "rules: [shop_break_in, shop_other]"))
    sentinel.signal(SIGHUP)
    #expect(eventually(within: 60) { sentinel.errors.contains("reloaded:") }, "\(sentinel.errors)")
    try shop.log.append(Samples.breakIn(from: "198.51.100.1", action: "other"))
    #expect(
      eventually(within: 60) { Self.count(shop, "198.51.100.1") == 1 }, "\(sentinel.errors)")
    // A file that is wrong: said, with its place, and the old one stays.
    try shop.box.configure(good + "recievers: []\n")
    sentinel.signal(SIGHUP)
    #expect(
      eventually(within: 60) { sentinel.errors.contains("reload refused") }, "\(sentinel.errors)")
    #expect(sentinel.errors.contains("did you mean 'receivers'?"), "\(sentinel.errors)")
    try shop.log.append(Samples.breakIn(from: "198.51.100.2", action: "other"))
    #expect(
      eventually(within: 60) { Self.count(shop, "198.51.100.2") == 1 }, "\(sentinel.errors)")
    #expect(sentinel.stop() == .exit(0))
  }

  @Test func aRuleFileThatBrokeKeepsItsLastGoodForm() throws {
    let shop = try Shop()
    let sentinel = try shop.box.watch()
    try shop.box.rule("title: [\n")
    sentinel.signal(SIGHUP)
    #expect(eventually(within: 60) { sentinel.errors.contains("reloaded:") }, "\(sentinel.errors)")
    #expect(sentinel.errors.contains("last good form"), "\(sentinel.errors)")
    try shop.log.append(Samples.breakIn(from: "198.51.100.3"))
    #expect(
      eventually(within: 60) { Self.count(shop, "198.51.100.3") == 1 }, "\(sentinel.errors)")
    #expect(sentinel.stop() == .exit(0))
    // At a start there is no good form: it is left out, and its risk is named blind.
    let fresh = try shop.box.watch()
    #expect(
      eventually(within: 60) { fresh.errors.contains("shop-break-in") }, "\(fresh.errors)")
    #expect(eventually(within: 60) { fresh.errors.contains("left out") }, "\(fresh.errors)")
    #expect(fresh.stop() == .exit(0))
  }

  @Test func aSourceThatIsAddedIsReadAfterAReload() throws {
    let shop = try Shop()
    let sentinel = try shop.box.watch()
    let other = shop.box.log("other.log")
    try other.append(Data())
    let config = shop.box.config + "/tocsin.yaml"
    let good = try String(contentsOfFile: config, encoding: .utf8)
    let place = "read: [{file: '\(shop.log.path)'}]"
    try shop.box.configure(
      good.replacing(place, with: "read: [{file: '\(shop.box.folder.file("logs"))/*.log'}]"))
    sentinel.signal(SIGHUP)
    #expect(eventually(within: 60) { sentinel.errors.contains("reloaded:") }, "\(sentinel.errors)")
    try shop.log.append(Samples.breakIn(from: "198.51.100.4"))
    #expect(
      eventually(within: 60) { Self.count(shop, "198.51.100.4") == 1 }, "\(sentinel.errors)")
    try other.append(Samples.breakIn(from: "198.51.100.5"))
    #expect(
      eventually(within: 60) { Self.count(shop, "198.51.100.5") == 1 }, "\(sentinel.errors)")
    #expect(sentinel.stop() == .exit(0))
  }
}
