import Foundation
import Testing
import TestKit

/// Alerts that people issue, with and without a sentinel that runs.
@Suite struct HandIssuedTests {
  private static func box(
    _ hook: Hook, url: String? = nil, whole isWhole: Bool = false
  ) throws -> Sandbox {
    let box = try Sandbox(rules: ["tocsin"], whole: isWhole)
    let place = try url ?? box.secret(hook.url("/webhook/desk"), "desk")
    let key = try box.secret(Hook.secret, "desk-key")
    try box.configure(
      "receivers:\n  - {id: terminal, kind: terminal}\n"
        + Samples.receiver("desk", "webhook", urlFile: place, secretFile: key))
    return box
  }

  private static func types(_ hook: Hook) -> [String] {
    hook.requests("/webhook/desk").compactMap { $0.json["type"].text }
  }

  /// Every step of an alert's life reaches the receiver, whoever delivers it.
  @Test(arguments: [true, false])
  func eachStepReachesTheReceivers(whileTheSentinelRuns isRunning: Bool) throws {
    let hook = try Hook()
    let box = try Self.box(hook)
    let sentinel = isRunning ? try box.watch() : nil
    let issued = try box.run(
      "alert", "issue", "--title", "False invoices", "--to", "desk", "--severity", "high",
      "--recognise", "They come by post.", "--precautions", "Do not pay <!channel>.", "--json")
    #expect(issued.status == 0, "\(issued)")
    let answer = try JSON(issued.output)
    let id = try #require(answer["alert"].text)
    #expect(answer["deliveries"][0]["state"].text == "delivered", "\(answer)")
    let steps: [([String], String)] = [
      (
        ["update", id, "--recognise", "They also come by mail.", "More was seen."], "alert.updated"
      ),
      (["ack", id, "I am on it."], "alert.acknowledged"),
      (["cancel", id, "It was a mistake."], "alert.cancelled"),
    ]
    for (arguments, type) in steps {
      let outcome = try box.run(["alert"] + arguments)
      #expect(outcome.status == 0, "\(outcome)")
      #expect(outcome.output.contains("desk: delivered"), "\(outcome)")
      #expect(eventually { Self.types(hook).contains(type) }, "\(Self.types(hook))")
    }
    let wanted = ["alert.opened"] + steps.map(\.1)
    #expect(Self.types(hook) == wanted)
    let requests = hook.requests("/webhook/desk")
    #expect(requests.allSatisfy { $0.isSigned == true })
    #expect(Set(requests.map(\.key)).count == wanted.count)
    #expect(requests.map { $0.json["data"]["revision"].int } == [1, 2, 3, 4])
    #expect(requests.dropFirst().first?.json["data"]["recognise"].text == "They also come by mail.")
    try checkStory(box, id)
    if let sentinel { #expect(sentinel.stop() == .exit(0), "\(sentinel.errors)") }
  }

  private func checkStory(_ box: Sandbox, _ id: String) throws {
    let story = try box.json("alert", "show", id)
    #expect(story["alert"]["status"].text == "cancelled")
    #expect(story["revisions"].list.count == 4)
    #expect(story["messages"].list.allSatisfy { $0["state"].text == "delivered" }, "\(story)")
    let actions = Set(story["journal"].list.compactMap { $0["action"].text })
    #expect(actions.isSuperset(of: ["updated", "acknowledged", "cancelled"]), "\(actions)")
    #expect(story["journal"].list.allSatisfy { $0["who"].text?.isEmpty == false })
    let again = try box.run("alert", "close", id, "real")
    #expect(again.status == 2, "\(again)")
    #expect(again.errors.contains("cancelled"), "\(again)")
  }

  @Test func aPreparedAlertIsListedShownAndClosed() throws {
    let hook = try Hook()
    let box = try Self.box(hook, whole: true)
    let missing = try box.run("alert", "issue", "urgent-package-flaw")
    #expect(missing.status == 2, "\(missing)")
    #expect(missing.errors.contains("package"), "\(missing)")
    let issued = try box.run(
      "alert", "issue", "urgent-package-flaw", "--set", "package=openssl", "--set", "fixed=3.0.15",
      "--set", "port=443", "--to", "desk")
    #expect(issued.status == 0, "\(issued)")
    let list = try box.run("alert", "list")
    #expect(list.status == 0 && list.output.contains("Serious flaw in openssl"), "\(list)")
    let id = try #require(try box.alerts().first?["id"].text)
    let show = try box.run("alert", "show", id)
    #expect(show.output.contains("below 3.0.15"), "\(show)")
    let over = try box.run("alert", "update", id, "--state", "over", "All hosts were updated.")
    #expect(over.status == 0, "\(over)")
    #expect(eventually { Self.types(hook).last == "alert.all_clear" }, "\(Self.types(hook))")
    #expect(try box.run("alert", "list").output.contains("no open alerts"))
    let unknown = try box.run("alert", "show", "SA-1999-0001")
    #expect(unknown.status == 2 && unknown.errors.contains("hint:"), "\(unknown)")
  }

  @Test func aClosedAlertSaysWhy() throws {
    let hook = try Hook()
    let box = try Self.box(hook)
    let issued = try box.run(
      "alert", "issue", "--title", "Odd badge", "--to", "desk", "--recognise", "A red badge.",
      "--precautions", "Ask for the name.", "--json")
    let id = try #require(try JSON(issued.output)["alert"].text, "\(issued)")
    let wrong = try box.run("alert", "close", id, "boredom")
    #expect(wrong.status == 64, "\(wrong)")
    let closed = try box.run("alert", "close", id, "false-alarm", "It was the new badge.")
    #expect(closed.status == 0, "\(closed)")
    let last = try #require(hook.requests("/webhook/desk").last)
    #expect(last.json["type"].text == "alert.closed")
    #expect(last.json["data"]["close_reason"].text == "false-alarm")
  }

  /// What a command cannot send stays owed, is said, and goes out when the secret is there.
  @Test func aMissingSecretQueuesTheAlertAndSaysSo() throws {
    let hook = try Hook()
    let folder = try TemporaryFolder()
    let place = folder.file("desk-url")
    let box = try Self.box(hook, url: place)
    let issued = try box.run(
      "alert", "issue", "--title", "Odd call", "--to", "desk", "--recognise", "A hurried voice.",
      "--precautions", "Hang up.")
    #expect(issued.status == 2, "\(issued)")
    #expect(issued.output.contains("queued"), "\(issued)")
    #expect(issued.errors.contains("not delivered to desk"), "\(issued)")
    let owed = try box.json("outbox", "list").list
    #expect(owed.map { $0["state"].text } == ["waiting"], "\(owed)")
    #expect(hook.requests.isEmpty)
    try folder.write(hook.url("/webhook/desk") + "\n", to: "desk-url")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: place)
    let sentinel = try box.watch()
    #expect(eventually(within: 30) { Self.types(hook) == ["alert.opened"] }, "\(sentinel.errors)")
    #expect(hook.requests.first?.key == owed.first?["key"].text)
    #expect(sentinel.stop() == .exit(0))
  }

  @Test func twoAtOnceNeverSendOneTwice() throws {
    let hook = try Hook()
    let box = try Self.box(hook)
    let sentinel = try box.watch()
    let commands = try (0..<4).map { number in
      try box.start([
        "alert", "issue", "--title", "Alert \(number)", "--to", "desk", "--recognise", "x",
        "--precautions", "y",
      ])
    }
    for command in commands {
      #expect(command.end(within: 60) == .exit(0), "\(command.output) \(command.errors)")
    }
    let keys = hook.requests("/webhook/desk").map(\.key)
    #expect(keys.count == 4 && Set(keys).count == 4, "\(keys)")
    #expect(Set(try box.alerts().compactMap { $0["id"].text }).count == 4)
    #expect(sentinel.stop() == .exit(0))
  }
}
