import Foundation
import Testing
import TestKit

/// What somebody sees who types `tocsin watch` for the first time.
@Suite struct DrillTests {
  @Test func theBellIsRungAndTermEndsItInOrder() throws {
    let box = try Sandbox(rules: ["linux/sshd", "tocsin"], whole: true)
    try box.configure(Samples.authSource(box.log("auth.log").path))
    let sentinel = try box.watch(drill: true)
    #expect(
      eventually(within: 30) { sentinel.output.contains("\n") }, "\(sentinel.errors)")
    let line = sentinel.output.trimmingCharacters(in: .newlines)
    let form =
      /SA-[0-9]{4}-[0-9]{4,} \[EXERCISE\] \[LOW\] The bell was rung for practice \(count 1\)/
    #expect(line.wholeMatch(of: form) != nil, "\(line)")
    // What is not there is said, and waited for.
    #expect(sentinel.errors.contains("waits  auth"), "\(sentinel.errors)")
    #expect(sentinel.errors.contains("blind to"), "\(sentinel.errors)")
    let status = try box.json("status")
    #expect(status["running"] == .bool(true))
    #expect(status["pid"].int == Int(sentinel.pid))
    #expect(sentinel.stop() == .exit(0), "\(sentinel.errors)")
    let drill = try #require(try box.alerts().first { $0["exercise"] == .bool(true) })
    #expect(drill["close_reason"].text == "test", "\(drill)")
  }

  /// Also while the threads that read are still opening their files.
  @Test func termRightAfterTheStartEndsItToo() throws {
    let box = try Sandbox(rules: ["tocsin"])
    try box.configure(Samples.authSource(box.log("auth.log").path))
    for number in 0..<6 {
      let sentinel = try box.watch(drill: number.isMultiple(of: 2))
      let ending = sentinel.stop(within: 60)
      #expect(ending == .exit(0), "\(number): \(sentinel.errors)")
      guard ending != nil else { return }
    }
  }

  /// A log that is read from its end: what is old stays untold, what comes after is heard.
  @Test func whatIsWrittenOnceItSaysThatItWatchesIsHeard() throws {
    for _ in 0..<3 {
      let box = try Sandbox()
      let log = box.log("shop.log")
      try log.append(Samples.breakIn(from: "198.51.100.1"))
      try box.configure(Samples.shopSource(log.path, from: "end") + Samples.shopRisk)
      try box.rule(Samples.shopRule())
      let sentinel = try box.watch()
      try log.append(Samples.breakIn(from: "198.51.100.2"))
      #expect(
        eventually(within: 30) { sentinel.output.contains("Break-in") }, "\(sentinel.errors)")
      #expect(sentinel.stop() == .exit(0))
      let lines = try box.alerts().compactMap { $0["evidence"][0]["text"].text }
      #expect(lines.count == 1 && lines.allSatisfy { $0.contains("198.51.100.2") }, "\(lines)")
    }
  }

  @Test func aDrillByHandIsFollowedToTheReceiver() throws {
    let box = try Sandbox(rules: ["tocsin"])
    try box.configure("placeholders: {Nobody: [nobody]}\n")
    let without = try box.run("drill")
    #expect(without.status == 2, "\(without)")
    #expect(without.errors.contains("no sentinel runs"), "\(without)")
    let sentinel = try box.watch()
    let outcome = try box.run("drill")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.contains(": heard"), "\(outcome)")
    let again = try box.json("drill")
    #expect(again["heard"] == .bool(true), "\(again)")
    #expect(sentinel.stop(by: SIGINT) == .exit(0))
  }

  @Test func aSecondSentinelOnTheSameStateIsRefused() throws {
    let box = try Sandbox(rules: ["tocsin"])
    try box.configure("placeholders: {Nobody: [nobody]}\n")
    let sentinel = try box.watch()
    let second = try box.run("watch", "--no-drill", within: 30)
    #expect(second.status == 2, "\(second)")
    #expect(second.errors.contains(String(sentinel.pid)), "\(second)")
    #expect(second.errors.contains("hint:"), "\(second)")
    #expect(sentinel.running)
    #expect(sentinel.stop() == .exit(0))
    let third = try box.watch()
    #expect(third.stop() == .exit(0))
  }

  @Test func aKilledSentinelSaysSoWhenItIsBack() throws {
    let box = try Sandbox(rules: ["tocsin"])
    try box.configure("placeholders: {Nobody: [nobody]}\n")
    let first = try box.watch()
    #expect(first.stop(by: SIGKILL) == .signal(SIGKILL))
    let second = try box.watch()
    #expect(
      eventually(within: 30) { second.output.contains("The sentinel was down") },
      "\(second.output) \(second.errors)")
    #expect(second.stop() == .exit(0))
  }
}
