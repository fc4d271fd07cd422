import Foundation
import Glibc
import TestKit
import Testing

/// What blinds a source blinds its risks by name, is told, outlives a kill, ends as the documents
/// say, and is kept.
@Suite struct BlindnessTests {
  @Test func rightsThatAreTakenAwayBlindUntilTheyAreBack() throws {
    let shop = try WatchedShop()
    var sentinel = try shop.box.watch(obeyingRights: true)
    #expect(shop.becomes(level: 3), "\(sentinel.errors)")

    // A rotation that creates the new file for nobody.
    try shop.rotateAway()
    let fresh = try shop.box.folder.write("", to: "logs/fresh")
    #expect(unsafe chmod(fresh, 0) == 0)
    #expect(unsafe rename(fresh, shop.log.path) == 0)
    #expect(shop.becomes(level: 0), "\(sentinel.errors)")
    #expect(try shop.weakest().hasPrefix("source shop is unreadable since "))
    #expect(shop.isTold("Permission denied"), "\(shop.details)")
    #expect(shop.details.contains { $0.contains("blind now to: shop-break-in") })
    let status = try shop.box.json("status")
    #expect(status["impaired_sources"]["shop"].text?.hasPrefix("unreadable since ") == true)
    #expect(status["blind_risks"].list.contains(.text("shop-break-in")), "\(status)")

    // Neither a kill nor time makes it see.
    try shop.kill(sentinel)
    sentinel = try shop.box.watch(obeyingRights: true)
    try shop.waitForStatus()
    #expect(try shop.weakest().hasPrefix("source shop is unreadable since "))
    let period = try #require(try shop.periods().last)
    #expect(!period.has("ended") && period["why"].text?.contains("unreadable") == true)
    let page = try shop.box.run("risk", "show", "shop-break-in").output
    #expect(page.contains("no: source shop is unreadable since "), "\(page)")
    #expect(page.contains("until now, "), "\(page)")

    // It can be read again: that is enough, the shop owes no line.
    #expect(unsafe chmod(shop.log.path, 0o600) == 0)
    #expect(shop.becomes(level: 3), "\(sentinel.errors)")
    #expect(eventually { shop.types.contains("alert.all_clear") }, "\(shop.types)")
    #expect(try shop.periods().allSatisfy { $0.has("ended") })
    #expect(sentinel.stop() == .exit(0))
  }

  @Test func lostLinesBlindForMoreThanAnHourAndOverAKill() throws {
    let shop = try WatchedShop()
    var sentinel = try shop.box.watch()
    #expect(shop.becomes(level: 3), "\(sentinel.errors)")
    #expect(unsafe truncate(shop.log.path, 0) == 0)
    #expect(shop.becomes(level: 0), "\(sentinel.errors)")
    let loss = "source shop is not read whole: lines were lost, first at "
    #expect(try shop.weakest().hasPrefix(loss))
    #expect(shop.isTold("was emptied or replaced in place"), "\(shop.details)")
    #expect(shop.details.contains { $0.contains("blind now to: shop-break-in") })

    // A line alone does not mend it, a kill does not forget it, an hour is not enough.
    try shop.log.append(["{}"])
    // Killed before the old place is given up, the next one would tell of the loss again.
    #expect(try eventually { try shop.placeCount() == 1 })
    try shop.kill(sentinel)
    try shop.letPass(minutes: 60)
    sentinel = try shop.box.watch()
    try shop.waitForStatus()
    try shop.log.append(["{}"])
    #expect(try shop.weakest().hasPrefix(loss))
    #expect(sentinel.stop() == .exit(0))

    try shop.letPass(minutes: 6)
    sentinel = try shop.box.watch()
    try shop.log.append(["{}"])
    #expect(shop.becomes(level: 3), "\(sentinel.errors)")
    let blind = try shop.periods().filter { $0["why"].text?.contains("lines were lost") == true }
    #expect(blind.count == 1, "\(blind)")
    #expect((blind.first?["seconds"].int ?? 0) >= 66 * 60 && blind.first?.has("ended") == true)
    // What was lost stays lost: that alert waits for a person.
    #expect(!shop.types.contains("alert.all_clear"), "\(shop.types)")
    #expect(sentinel.stop() == .exit(0))
  }

  @Test func aSentinelThatWasDownSaysSinceWhenAndWhatItDidNotSee() throws {
    let shop = try WatchedShop()
    var sentinel = try shop.box.watch()
    #expect(shop.becomes(level: 3), "\(sentinel.errors)")
    try shop.kill(sentinel)
    try shop.letPass(minutes: 60)
    #expect(try shop.box.run("risk", "show", "shop-break-in").output.contains("no sentinel runs"))
    #expect(try shop.weakest() == "no sentinel runs")

    // Lines come and are rotated away for good.
    try shop.log.append([Samples.breakIn(from: "192.0.2.7")])
    try FileManager.default.removeItem(atPath: shop.log.path)
    try shop.log.append(["{}"])
    sentinel = try shop.box.watch()
    #expect(shop.becomes(level: 0), "\(sentinel.errors)")
    #expect(shop.isTold("neither that file nor a copy of it is left"), "\(shop.details)")
    #expect(
      try eventually {
        try shop.box.alerts().contains { alert in
          let id = alert["id"].text ?? ""
          return try shop.box.json("alert", "show", id).texts.contains {
            $0.contains("no sentinel ran from ") && $0.contains("shop-break-in")
          }
        }
      })
    let periods = try shop.periods()
    let down = try #require(
      periods.first { $0["why"].text == "no sentinel ran" }, "\(periods)")
    #expect((down["seconds"].int ?? 0) >= 60 * 60)
    #expect(sentinel.stop() == .exit(0))
  }

  @Test func aFormatThatChangesBlindsUntilLinesAreUnderstood() throws {
    let shop = try WatchedShop()
    let sentinel = try shop.box.watch()
    #expect(shop.becomes(level: 3), "\(sentinel.errors)")
    // Each look takes longer than it takes to read a line, so that each line is seen by itself.
    #expect(
      try eventually(within: 120) {
        try shop.log.append(["\(Samples.stamp()) shop: \"action\":\"breakin\""])
        return shop.level == 0
      }, "\(sentinel.errors)")
    #expect(try shop.weakest().hasPrefix("source shop is not understood since "))
    #expect(shop.isTold("are not written as json"), "\(shop.details)")
    #expect(
      try eventually(within: 120) {
        try shop.log.append([#"{"time":"\#(Samples.stamp())","action":"sale"}"#])
        return shop.level == 3
      }, "\(sentinel.errors)")
    #expect(eventually { shop.types.contains("alert.all_clear") }, "\(shop.types)")
    #expect(sentinel.stop() == .exit(0))
  }
}
