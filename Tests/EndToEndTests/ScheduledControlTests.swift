import Foundation
import TestKit
import Testing

/// Controls that the running sentinel looks at by itself, and who is told of those that fail.
@Suite struct ScheduledControlTests {
  private struct Place {
    var box: Sandbox
    var hook: Hook
    var flag: String
    static let path = "/webhook/keepers"
  }

  /// A control that holds while a file is there; its owner's audience hears nothing unasked.
  private static func place(
    _ script: String? = nil, allowed: Bool = true, touching mark: String? = nil
  ) throws -> Place {
    let (box, hook) = (try Sandbox(rules: ["tocsin"]), try Hook())
    let script = mark.map { "touch \(box.folder.file($0))" } ?? script
    let flag = box.folder.file("flag")
    let url = try box.secret(hook.url(Place.path), "keepers")
    let key = try box.secret(Hook.secret, "keepers-key")
    try box.configure(
      """
      receivers:
        - {id: terminal, kind: terminal}
      \(Samples.receiver("keepers", "webhook", urlFile: url, secretFile: key))
      roles:
        - {id: keeper, title: Keeper of the flag, holder: Ada}
      audiences:
        - {id: keepers, title: Keepers, voice: plain, roles: [keeper], automatic: false, max_tlp: amber, receivers: [keepers]}
      routes:
        - {to: [terminal]}
      commands: {verify: \(allowed)}
      controls:
        - id: flag-up
          title: The flag is up
          owner: keeper
          kind: detective
          state: active
          verify: {method: test, command: [/bin/sh, -c, '\(script ?? "test -e \(flag)")'], expect: {exit: 0}, every: 30d, timeout: 5m}
        - {id: round, title: The round, owner: keeper, kind: detective, state: active, verify: {method: examine, every: 30d}}
      tests:
        - {id: often, title: Often, kind: verify, proves: {controls: [flag-up]}, every: 1h, owner: keeper}
      """)
    return Place(box: box, hook: hook, flag: flag)
  }

  private static func failing(_ box: Sandbox) -> JSON? {
    (try? box.alerts())?.first { $0["title"].text == "A control does not hold" }
  }

  @Test func aControlThatFailsIsToldToItsOwnerAndItsReturnAsWell() throws {
    let place = try Self.place()
    let (box, hook) = (place.box, place.hook)
    let before = try box.run("check")
    #expect(!before.errors.contains("TOC208"), "nothing is known yet: \(before)")
    let sentinel = try box.watch()
    #expect(eventually(within: 60) { Self.failing(box) != nil }, "\(sentinel.errors)")
    #expect(eventually { !hook.requests(Place.path).isEmpty }, "\(sentinel.errors)")
    let rows = try box.json("control", "list").list
    let flag = try #require(rows.first { $0["id"].text == "flag-up" })
    #expect(flag["state"].text == "failing" && flag["last"]["by"].text == "tocsin", "\(flag)")
    let told = try #require(hook.requests(Place.path).first)
    #expect(told.isSigned == true && told.body.contains("A control does not hold"), "\(told)")

    let check = try box.run("check")
    #expect(check.errors.contains("control \"flag-up\" failed when it was last looked at (TR-"))
    // Nobody is late on the first day.
    #expect(!check.errors.contains("control \"round\""), "\(check)")
    #expect(check.errors.contains("warning[TOC208]"), "\(check)")
    let status = try box.run("status")
    #expect(status.output.contains("1 failing, 1 unverified: tocsin control list"), "\(status)")

    // Whoever looks: the next good look is the all-clear, to whoever was told.
    try box.folder.write("", to: "flag")
    #expect(try box.run("control", "verify", "flag-up").status == 0)
    #expect(
      eventually(within: 30) { Self.failing(box)?["state"].text == "over" }, "\(sentinel.errors)")
    #expect(
      eventually { hook.requests(Place.path).contains { $0.body.contains("holds again") } },
      "\(hook.requests(Place.path))")
    #expect(sentinel.stop() == .exit(0))
    // Looked at once by itself: it was not due again.
    let reports = try box.json("control", "list").list.first { $0["id"].text == "flag-up" }
    #expect(
      reports?["last"]["id"].text?.hasSuffix("-0002") == true, "\(String(describing: reports))")
  }

  @Test func nothingIsRunWhereCommandsAreNotAllowed() throws {
    let place = try Self.place(allowed: false, touching: "ran")
    let box = place.box
    let sentinel = try box.watch()
    #expect(try box.run("drill").status == 0)
    #expect(sentinel.stop() == .exit(0))
    let rows = try box.json("control", "list").list
    #expect(rows.map { $0["state"].text } == ["unverified", "unverified"], "\(rows)")
    #expect(!FileManager.default.fileExists(atPath: box.folder.file("ran")))
  }

  /// A stop does not wait for a check that takes its time, and keeps no report of it.
  @Test func aStopBreaksACheckOff() throws {
    let place = try Self.place("exec sleep 287")
    let box = place.box
    let sentinel = try box.watch()
    #expect(eventually(within: 30) { Self.isSleeping }, "\(sentinel.errors)")
    let began = ContinuousClock.now
    #expect(sentinel.stop() == .exit(0))
    #expect(ContinuousClock.now - began < .seconds(60))
    #expect(!Self.isSleeping, "the command stayed")
    let rows = try box.json("control", "list").list
    #expect(rows.map { $0["state"].text } == ["unverified", "unverified"], "\(rows)")
  }

  private static var isSleeping: Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.filter { Int($0) != nil }.contains { name in
      let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") ?? Data()
      return line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        == ["sleep", "287"]
    }
  }
}
