import Foundation
import Testing
import TestKit

/// A person's reason not to tell: kept and counted, told once when it is over.
@Suite struct SilenceTests {
  @Test func aSilenceHoldsBackAndSumsUpWhenItEnds() throws {
    let shop = try Shop()
    let sentinel = try shop.box.watch()
    let endless = try shop.box.run("silence", "add", "--rule", "shop_break_in", "--why", "x")
    #expect(endless.status == 64, "\(endless)")
    let unknown = try shop.box.run(
      "silence", "add", "--rule", "no_such_rule", "--for", "2h", "--why", "x")
    #expect(unknown.status == 2 && unknown.errors.contains("no_such_rule"), "\(unknown)")
    let added = try shop.box.run(
      "silence", "add", "--rule", "shop_break_in", "--where", "src_ip=198.51.100.0/24", "--for",
      "2h", "--why", "Booked test")
    #expect(added.status == 0, "\(added)")
    try shop.log.append((1...3).map { Samples.breakIn(from: "198.51.100.\($0)") })
    try shop.log.append(Samples.breakIn(from: "203.0.113.9"))
    #expect(
      eventually(within: 60) { !shop.hook.requests(shop.path).isEmpty }, "\(sentinel.errors)")
    #expect(try eventually { try shop.box.alerts().count >= 4 })
    #expect(shop.hook.requests(shop.path).count == 1)
    #expect(shop.hook.requests(shop.path).first?.body.contains("203.0.113.9") == true)
    let list = try shop.box.run("alert", "list")
    #expect(list.output.components(separatedBy: "silenced").count == 4, "\(list)")
    let silences = try shop.box.json("silence", "list").list
    #expect(silences.map { $0["why"].text } == ["Booked test"], "\(silences)")
    let id = try #require(silences.first?["id"].text)
    let ended = try shop.box.run("silence", "end", id)
    #expect(ended.status == 0, "\(ended)")
    #expect(eventually(within: 30) { shop.hook.requests(shop.path).count == 2 })
    let summary = try #require(shop.hook.requests(shop.path).last)
    #expect(summary.json["type"].text == "alert.digest", "\(summary.body)")
    #expect(summary.json["data"]["digest"]["alerts"].int == 3, "\(summary.body)")
    #expect(try shop.box.json("silence", "list").list.isEmpty)
    #expect(try shop.box.run("silence", "end", "silence-99").status == 2)
    #expect(sentinel.stop() == .exit(0), "\(sentinel.errors)")
    #expect(shop.hook.requests(shop.path).count == 2)
  }
}
