import Foundation
import Testing
import TestKit

/// Receivers that answer badly: nothing is lost, nothing is told twice under another key, and what
/// is given up is an alert of its own.
@Suite struct BadReceiverTests {
  struct Answer: Sendable, CustomTestStringConvertible {
    var claim: String
    var answers: [Hook.Answer]
    /// Class of the receipt while it waits.
    var `class`: String
    var testDescription: String { claim }
  }

  /// Each answers once like this and then well: the alert arrives, under one key.
  static let passing = [
    Answer(
      claim: "429 with a time", answers: [.status(429, headers: ["Retry-After": "3"])],
      class: "retry-at"),
    Answer(claim: "500", answers: [.status(500, body: "<h1>broken</h1>")], class: "retry-backoff"),
    Answer(claim: "garbage", answers: [.garbage], class: "retry-backoff"),
    Answer(claim: "nothing", answers: [.nothing], class: "retry-backoff"),
    Answer(claim: "half an answer", answers: [.half], class: "unknown"),
  ]

  @Test(arguments: passing)
  func whatPassesIsTriedAgain(_ example: Answer) throws {
    let shop = try Shop()
    let bad = example.answers
    try shop.hook.answer(shop.path, bad[0], .status(204))
    let sentinel = try shop.box.watch()
    try shop.log.append(Samples.breakIn(from: "198.51.100.40"))
    #expect(
      eventually(within: 60) { shop.hook.requests(shop.path).count >= 2 },
      "\(String(describing: try? shop.box.outbox())) \(sentinel.errors)")
    let requests = shop.hook.requests(shop.path)
    #expect(Set(requests.map(\.key)).count == 1)
    #expect(Set(requests.map(\.body)).count == 1)
    #expect(requests.allSatisfy { $0.isSigned == true })
    if example.class == "retry-at", requests.count > 1 {
      #expect(requests[1].at - requests[0].at >= 2.5, "\(requests.map(\.at))")
    }
    let row = { try shop.box.outbox().first { $0["receiver"].text == "ops" } ?? .null }
    #expect(
      try eventually { try row()["state"].text == "delivered" }, "\(String(describing: try? row()))"
    )
    #expect(try row()["attempts"].int ?? 0 >= 2)
    #expect(sentinel.stop() == .exit(0), "\(sentinel.errors)")
  }

  /// As long as it goes on, the outbox shows why; a person can look and wait.
  @Test(arguments: passing)
  func theOutboxShowsWhatWasAnswered(_ example: Answer) throws {
    let shop = try Shop()
    let answer: Hook.Answer =
      example.class == "retry-at"
      ? .status(429, headers: ["Retry-After": "600"]) : example.answers[0]
    try shop.hook.answer(shop.path, answer)
    let sentinel = try shop.box.watch()
    try shop.log.append(Samples.breakIn(from: "198.51.100.40"))
    let row = {
      try shop.box.json("outbox", "list").list.first { $0["receiver"].text == "ops" } ?? .null
    }
    #expect(
      try eventually(within: 60) { try row()["class"].text == example.class },
      "\(String(describing: try? row())) \(sentinel.errors)")
    let found = try row()
    #expect(["waiting", "sending"].contains(found["state"].text), "\(found)")
    #expect(found["answer"].text?.isEmpty == false)
    #expect(found["answer"].text?.utf8.contains(0x1b) == false)
    // What waits survives the sentinel's end.
    #expect(sentinel.stop() == .exit(0), "\(sentinel.errors)")
    #expect(try row()["state"].text == "waiting", "\(String(describing: try? row()))")
  }

  @Test func aRefusedMessageIsADeadLetterAnAlertAndCanBeReplayed() throws {
    let shop = try Shop()
    try shop.hook.answer(shop.path, .status(400, body: "no \u{1b}]0;x\u{7} <!channel>"))
    let sentinel = try shop.box.watch()
    try shop.log.append(Samples.breakIn(from: "198.51.100.40"))
    #expect(
      eventually(within: 60) { sentinel.output.contains("Alerts do not arrive") },
      "\(sentinel.output) \(sentinel.errors)")
    let dead = try #require(
      try shop.box.json("outbox", "list").list.first { $0["receiver"].text == "ops" })
    #expect(dead["state"].text == "dead" && dead["class"].text == "poison", "\(dead)")
    #expect(dead["answer"].text?.utf8.contains(0x1b) == false)
    let table = try shop.box.run("outbox", "list")
    #expect(table.status == 0 && table.output.contains("poison"), "\(table)")
    #expect(!table.output.utf8.contains(0x1b))
    try shop.hook.answer(shop.path, .status(204))
    let id = try #require(dead["id"].int)
    let retry = try shop.box.run("outbox", "retry", String(id))
    #expect(retry.status == 0, "\(retry)")
    #expect(retry.output.contains("ops: delivered"), "\(retry)")
    let keys = shop.hook.requests(shop.path).map(\.key)
    #expect(keys.count == 2 && Set(keys) == [dead["key"].text ?? ""], "\(keys)")
    #expect(sentinel.stop() == .exit(0), "\(sentinel.errors)")
  }

  @Test func aDeadLetterCanBeDroppedWithAReason() throws {
    let shop = try Shop()
    try shop.hook.answer(shop.path, .status(400))
    let sentinel = try shop.box.watch()
    try shop.log.append(Samples.breakIn(from: "198.51.100.40"))
    let dead = {
      try shop.box.json("outbox", "list").list.first { $0["state"].text == "dead" } ?? .null
    }
    #expect(try eventually(within: 60) { try dead() != .null }, "\(sentinel.errors)")
    let id = try #require(try dead()["id"].int)
    #expect(try shop.box.run("outbox", "drop", String(id)).status == 64)
    let dropped = try shop.box.run("outbox", "drop", String(id), "--reason", "Told by telephone")
    #expect(dropped.status == 0, "\(dropped)")
    #expect(try dead() == .null)
    #expect(sentinel.stop() == .exit(0))
  }

  /// A receiver that is stopped hands urgent alerts to the one that stands in, which says so.
  @Test func theFailoverReceiverStandsIn() throws {
    let hook = try Hook()
    let spare = try TemporaryFolder()
    let file = try spare.write(hook.url("/slack/spare") + "\n", to: "spare")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    let shop = try Shop(
      more: ", failover: spare", receivers: Samples.receiver("spare", "slack", urlFile: file))
    try shop.hook.answer(shop.path, .status(401))
    let sentinel = try shop.box.watch()
    try shop.log.append(Samples.breakIn(from: "198.51.100.40"))
    #expect(
      eventually(within: 60) { !hook.requests("/slack/spare").isEmpty },
      "\(String(describing: try? shop.box.outbox())) \(sentinel.errors)")
    let told = try #require(hook.requests("/slack/spare").first)
    let words = told.json.texts.joined(separator: "\n")
    #expect(words.lowercased().contains("instead of"), "\(words)")
    #expect(words.contains("ops"), "\(words)")
    #expect(eventually { sentinel.output.contains("Alerts do not arrive") }, "\(sentinel.output)")
    let parked = try shop.box.json("outbox", "list").list.first { $0["receiver"].text == "ops" }
    #expect(parked?["state"].text == "parked", "\(String(describing: parked))")
    let state = try shop.box.json("receiver", "list").list.first { $0["id"].text == "ops" }
    #expect(state?["state"].text?.hasPrefix("stopped") == true, "\(String(describing: state))")
    try shop.hook.answer(shop.path, .status(204))
    let retry = try shop.box.run("outbox", "retry", "--receiver", "ops")
    #expect(retry.status == 0, "\(retry)")
    #expect(sentinel.stop() == .exit(0), "\(sentinel.errors)")
  }

  @Test func testingAReceiverSendsOneMarkedMessage() throws {
    let shop = try Shop(kind: "slack")
    let dry = try shop.box.run("receiver", "test", "ops", "--dry-run")
    #expect(dry.status == 0 && dry.output.contains("[EXERCISE]"), "\(dry)")
    #expect(shop.hook.requests.isEmpty)
    let sent = try shop.box.run("receiver", "test", "ops")
    #expect(sent.status == 0, "\(sent)")
    #expect(shop.hook.requests(shop.path).count == 1)
    try shop.hook.answer(shop.path, .status(500))
    let failed = try shop.box.run("receiver", "test", "ops")
    #expect(failed.status == 2 && failed.output.contains("500"), "\(failed)")
    let unknown = try shop.box.run("receiver", "test", "nobody")
    #expect(unknown.status == 2 && unknown.errors.contains("ops"), "\(unknown)")
    #expect(try shop.box.alerts().isEmpty)
  }
}
