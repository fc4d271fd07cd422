import Records
import Storage
import Testing

@Suite struct OutboxTests {
  let start = Example.start
  let lease = Duration.seconds(60)

  /// One store whose outbox holds the given notifications.
  private func scene(_ notifications: Notification...) throws -> Scene {
    let scene = try Scene()
    _ = try scene.commit { try $0.owe(notifications) }
    return scene
  }

  private func states(_ scene: Scene) throws -> [String: Notification.State] {
    let all = try scene.read { try $0.notifications() }
    return Dictionary(all.map { ($0.key, $0.state) }) { $1 }
  }

  @Test func whatIsOwedIsReadAsItWasWritten() throws {
    let owed = Example.notification(Example.alert("a"), to: "mail", recipient: "ruth@example.org")
    let scene = try scene(owed)
    var found = try #require(try scene.read { try $0.notification(key: owed.key) })
    #expect(found.id > 0)
    let id = found.id
    #expect(try scene.read { try $0.notification(id) } == found)
    found.id = 0
    #expect(found == owed)
  }

  @Test(arguments: Example.hostile)
  func hostileTextComesBackUnchanged(_ text: String) throws {
    var alert = Example.alert("a", text: text)
    alert.title = text
    var owed = Example.notification(alert, to: text, recipient: text)
    owed.key = text
    owed.message.sentinel = text
    let scene = try scene(owed)
    let receipt = Receipt(class: .unknown, at: start, detail: Untrusted(text))
    let claimed = try scene.commit {
      try $0.claim(owner: text, limit: 1, at: start, leaseFor: lease)
    }
    #expect(claimed.first?.message == owed.message)
    #expect(claimed.first?.receiver == text)
    #expect(claimed.first?.recipient == text)
    #expect(claimed.first?.key == text)
    let id = try #require(claimed.first?.id)
    try scene.commit { ledger throws in
      #expect(try ledger.settle(id, owner: text, receipt: receipt, outcome: .parked(why: text)))
      try ledger.saveReceiverState(text, kind: text, Array(text.utf8) + [0])
    }
    try scene.read { reading throws in
      #expect(try reading.notification(id)?.lastReceipt == receipt)
      #expect(try reading.receipts(of: id) == [receipt])
      #expect(try reading.parkedReceivers().map(\.receiver) == [text])
      #expect(try reading.receiverState(text, kind: text) == Array(text.utf8) + [0])
      #expect(try reading.notifications(NotificationFilter(receiver: text)).count == 1)
      #expect(try reading.journal(about: text).count == (text == "" ? 2 : 2))
    }
  }

  @Test func oneKeyIsOwedOnce() throws {
    let owed = Example.notification(Example.alert("a"))
    let scene = try scene(owed)
    #expect(try scene.commit { try $0.owe([owed, owed]) } == 0)
    #expect(try scene.read { try $0.notifications().count } == 1)
  }

  @Test func aNewRevisionTakesThePlaceOfAnUnsentOne() throws {
    let first = Example.alert("a")
    let second = Example.alert("a", revision: 2)
    let scene = try scene(
      Example.notification(first), Example.notification(first, to: "mail", recipient: "ruth"),
      Example.notification(first, to: "mail", recipient: "tomas"),
      Example.notification(Example.alert("b", key: "b")))
    try scene.commit {
      try $0.owe([
        Example.notification(second, reason: .revised),
        Example.notification(second, to: "mail", recipient: "ruth", reason: .revised),
      ])
    }
    #expect(
      try states(scene) == [
        "0badcafe_a_1_chat": .superseded, "0badcafe_a_2_chat": .waiting,
        "0badcafe_a_1_mail_ruth": .superseded, "0badcafe_a_2_mail_ruth": .waiting,
        "0badcafe_a_1_mail_tomas": .waiting, "0badcafe_b_1_chat": .waiting,
      ])
    let entries = try scene.read { try $0.journal() }
    #expect(Set(entries.map(\.id)) == ["0badcafe_a_1_chat", "0badcafe_a_1_mail_ruth"])
  }

  @Test func whatWasDeliveredIsNotSuperseded() throws {
    let scene = try scene(Example.notification(Example.alert("a")))
    try deliverAll(scene)
    try scene.commit {
      try $0.owe([Example.notification(Example.alert("a", revision: 2), reason: .revised)])
    }
    #expect(try states(scene)["0badcafe_a_1_chat"] == .delivered)
  }

  @Test func aDigestIsNeitherSupersededNorSupersedes() throws {
    let scene = try scene(Example.notification(Example.alert("a")))
    try scene.commit {
      try $0.owe([Example.notification(Example.alert("a", revision: 2), reason: .digest)])
      try $0.owe([Example.notification(Example.alert("a", revision: 3), to: "mail")])
    }
    #expect(try states(scene)["0badcafe_a_1_chat"] == .waiting)
    try scene.commit {
      try $0.owe([Example.notification(Example.alert("a", revision: 3), reason: .revised)])
    }
    #expect(try states(scene)["0badcafe_a_1_chat"] == .superseded)
    #expect(try states(scene)["0badcafe_a_2_chat_digest"] == .waiting)
  }

  @Test func anOldRevisionThatComesBackIsSuperseded() throws {
    let scene = try scene(Example.notification(Example.alert("a")))
    let claimed = try claim(scene)
    let newer = Example.notification(Example.alert("a", revision: 2), reason: .revised)
    try scene.commit { try $0.owe([newer]) }
    #expect(try states(scene)["0badcafe_a_1_chat"] == .sending)
    // Two revisions are never under way to one receiver, or they could arrive in the wrong order.
    #expect(try claim(scene, by: "other").isEmpty)
    let id = try #require(claimed.first?.id)
    try scene.commit { ledger throws in
      let later = Outcome.waiting(until: start + .seconds(5))
      #expect(
        try ledger.settle(id, owner: "me", receipt: Example.receipt(.retryBackoff), outcome: later))
    }
    #expect(try states(scene)["0badcafe_a_1_chat"] == .superseded)
    #expect(try claim(scene, by: "other").map(\.key) == [newer.key])
  }

  @Test func claimsComeBySeverityThenByTime() throws {
    let scene = try Scene()
    try scene.commit { ledger throws in
      for (index, severity) in [Severity.low, .critical, .medium, .critical, .high].enumerated() {
        let alert = Example.alert("a\(index)", key: "\(index)", severity: severity)
        try ledger.owe([Example.notification(alert, at: start - .seconds(index))])
      }
    }
    #expect(try claim(scene, limit: 3).map(\.alert) == ["a3", "a1", "a4"])
    #expect(try claim(scene).map(\.alert) == ["a2", "a0"])
  }

  @Test func eachReceiverHasItsLimitAndSomeAreLeftAlone() throws {
    let scene = try Scene()
    try scene.commit { ledger throws in
      for index in 0..<5 {
        let alert = Example.alert("a\(index)", key: "\(index)")
        try ledger.owe(["chat", "mail", "pager"].map { Example.notification(alert, to: $0) })
      }
    }
    let claimed = try scene.commit {
      try $0.claim(owner: "me", limit: 2, at: start, leaseFor: lease, excluding: ["mail"])
    }
    #expect(claimed.map(\.receiver).sorted() == ["chat", "chat", "pager", "pager"])
    #expect(claimed.allSatisfy { $0.state == .sending && $0.leaseUntil == start + lease })
    let only = try scene.commit {
      try $0.claim(owner: "me", limit: 9, at: start, leaseFor: lease, only: ["mail"])
    }
    #expect(only.map(\.receiver) == Array(repeating: "mail", count: 5))
  }

  @Test func whatIsNotDueIsNotClaimed() throws {
    var later = Example.notification(Example.alert("a"))
    later.nextAttempt = start + .seconds(10)
    let expired = Example.notification(Example.alert("b", key: "b"), horizon: .seconds(5))
    let scene = try scene(later, expired)
    #expect(try scene.read { try $0.dueAt() } == start)
    #expect(try scene.read { try $0.dueAt(excluding: ["chat"]) } == nil)
    #expect(try claim(scene, at: start + .seconds(9)).isEmpty)
    #expect(try claim(scene, at: start + .seconds(10)).map(\.alert) == ["a"])
  }

  @Test func aLeaseThatEndedIsDueAgainAndCounted() throws {
    let scene = try scene(Example.notification(Example.alert("a")))
    let first = try claim(scene)
    #expect(try scene.read { try $0.dueAt() } == start + lease)
    #expect(try claim(scene, by: "other", at: start + .seconds(59)).isEmpty)
    let second = try claim(scene, by: "other", at: start + lease)
    #expect(second.map(\.key) == first.map(\.key))
    #expect(second.first?.attempts == 1)
    let id = try #require(first.first?.id)
    let isMine = try scene.commit {
      try $0.settle(id, owner: "me", receipt: Example.receipt(), outcome: .delivered)
    }
    #expect(!isMine)
    try scene.read { reading throws in
      #expect(try reading.notification(id)?.state == .sending)
      #expect(try reading.journal().map(\.action) == ["delivered-late", "lease-ended"])
      #expect(try reading.receipts(of: id).count == 1)
    }
  }

  @Test func whatIsReleasedIsDueAndNotCounted() throws {
    let scene = try scene(Example.notification(Example.alert("a")))
    #expect(try claim(scene).count == 1)
    #expect(try scene.commit { try $0.release(owner: "me", at: start) } == 1)
    let again = try claim(scene, by: "other")
    #expect(again.map(\.attempts) == [0])
  }

  struct Step: Sendable, CustomTestStringConvertible {
    var outcome: Outcome
    var state: Notification.State
    var word: String
    var testDescription: String { word }
  }

  static let steps = [
    Step(outcome: .delivered, state: .delivered, word: "delivered"),
    Step(
      outcome: .waiting(until: Example.start + .seconds(30)), state: .waiting, word: "put-off"),
    Step(outcome: .dead(why: "refused"), state: .dead, word: "dead"),
    Step(outcome: .parked(why: "wrong key"), state: .parked, word: "parked"),
  ]

  @Test(arguments: steps)
  func anAttemptLeavesAReceiptAndAnEntry(_ step: Step) throws {
    let scene = try scene(Example.notification(Example.alert("a")))
    let id = try #require(try claim(scene).first?.id)
    let receipt = Example.receipt(.unknown, at: start + .seconds(2), code: 500)
    try scene.commit { ledger throws in
      #expect(try ledger.settle(id, owner: "me", receipt: receipt, outcome: step.outcome))
      #expect(try !ledger.settle(id, owner: "me", receipt: receipt, outcome: .dead(why: "")))
    }
    let found = try #require(try scene.read { try $0.notification(id) })
    #expect(found.state == step.state)
    #expect(found.attempts == 1)
    #expect(found.lastReceipt == receipt)
    #expect(found.leaseUntil == nil)
    try scene.read { reading throws in
      #expect(try reading.receipts(of: id) == [receipt])
      let entry = try reading.journal(about: found.key).first
      #expect(entry?.action == step.word)
      #expect(entry?.detail.hasPrefix("attempt 1: unknown, code 500") == true)
    }
    #expect(try claim(scene, at: start + .seconds(29)).isEmpty)
    #expect(try claim(scene, at: start + .seconds(30)).isEmpty == (step.state != .waiting))
  }

  @Test func aParkedReceiverIsNotTriedUntilAPersonActs() throws {
    let scene = try scene(Example.notification(Example.alert("a")))
    try scene.commit { ledger throws in
      #expect(try ledger.park("chat", why: "refused our key", by: "tocsin", at: start))
      #expect(try !ledger.park("chat", why: "again", by: "tocsin", at: start))
      try ledger.owe([Example.notification(Example.alert("b", key: "b"))])
    }
    #expect(try claim(scene).isEmpty)
    #expect(try scene.read { try $0.dueAt() } == nil)
    #expect(
      try scene.read { try $0.parkedReceivers() }.map(\.why) == ["refused our key"])
    #expect(try scene.commit { try $0.unpark("chat", by: "mira", at: start) } == 2)
    #expect(try scene.commit { try $0.unpark("chat", by: "mira", at: start) } == 0)
    #expect(try claim(scene).count == 2)
  }

  @Test func theHorizonEndsInADeadLetterThatAPersonCanRetry() throws {
    let scene = try scene(
      Example.notification(Example.alert("a"), horizon: .seconds(100)),
      Example.notification(Example.alert("b", key: "b"), horizon: .seconds(200)))
    #expect(try scene.read { try $0.nextHorizon() } == start + .seconds(100))
    let dead = try scene.commit { try $0.expireHorizon(at: start + .seconds(100)) }
    #expect(dead.map(\.alert) == ["a"])
    #expect(dead.map(\.state) == [.dead])
    #expect(dead.first?.message.alert == Example.alert("a"))
    let now = start + .seconds(1000)
    let retried = try scene.commit {
      try $0.retry(OutboxSelection(ids: dead.map(\.id)), by: "mira", at: now)
    }
    #expect(retried == 1)
    let again = try claim(scene, at: now)
    #expect(again.map(\.key) == dead.map(\.key))
    #expect(again.first?.horizon == now + .seconds(100))
  }

  @Test func deadLettersAreMeantByIdReceiverClassAndTime() throws {
    let selections: [(OutboxSelection, Int)] = [
      (OutboxSelection(), 3), (OutboxSelection(ids: []), 0), (OutboxSelection(ids: [1, 3]), 2),
      (OutboxSelection(receiver: "mail"), 1), (OutboxSelection(class: .poison), 2),
      (OutboxSelection(receiver: "mail", class: .poison), 0),
      (OutboxSelection(since: start + .seconds(1)), 1),
    ]
    for (selection, count) in selections {
      let scene = try scene(
        Example.notification(Example.alert("a")),
        Example.notification(Example.alert("b", key: "b"), to: "mail"),
        Example.notification(Example.alert("c", key: "c"), at: start + .seconds(1)))
      for claimed in try claim(scene, at: start + .seconds(1)) {
        let kind: Receipt.Class = claimed.receiver == "mail" ? .tls : .poison
        try scene.commit { ledger throws in
          let receipt = Example.receipt(kind, code: nil)
          _ = try ledger.settle(
            claimed.id, owner: "me", receipt: receipt, outcome: .dead(why: "refused"))
        }
      }
      let dropped = try scene.commit {
        try $0.drop(selection, why: "not needed", by: "mira", at: start)
      }
      #expect(dropped == count, "\(selection)")
      let retried = try scene.commit {
        try $0.retry(OutboxSelection(), by: "mira", at: start + .seconds(2))
      }
      #expect(retried == 3 - count, "\(selection)")
    }
  }

  @Test func aDeadLetterWithANewerRevisionIsNotReplayed() throws {
    let scene = try scene(Example.notification(Example.alert("a"), horizon: .seconds(1)))
    let now = start + .seconds(1)
    try scene.commit { ledger throws in
      _ = try ledger.expireHorizon(at: now)
      try ledger.owe([Example.notification(Example.alert("a", revision: 2), reason: .closed)])
      try ledger.retry(OutboxSelection(), by: "mira", at: now)
    }
    #expect(try states(scene)["0badcafe_a_1_chat"] == .superseded)
  }

  @Test func anAlertThatEndedUntoldIsWithdrawn() throws {
    let scene = try scene(
      Example.notification(Example.alert("a")), Example.notification(Example.alert("a"), to: "mail")
    )
    #expect(try scene.read { try $0.receiversTold(about: "a") } == [])
    let withdrawn = try scene.commit {
      try $0.withdraw(alert: "a", receiver: "mail", why: "closed before it was told", at: start)
    }
    #expect(withdrawn == 1)
    try deliverAll(scene)
    #expect(try scene.read { try $0.receiversTold(about: "a") } == ["chat"])
  }

  @Test func aStormIsToldByOneDigest() throws {
    let scene = try Scene()
    try scene.commit { ledger throws in
      for index in 0..<200 {
        let alert = Example.alert(
          "a\(index)", key: "\(index)", severity: index < 3 ? .critical : .low)
        try ledger.owe([Example.notification(alert, at: start + .seconds(index))])
      }
    }
    let waiting = try scene.read { try $0.waitingSummaries("chat") }
    #expect(waiting.count == 200)
    #expect(waiting.prefix(4).map(\.severity) == [.critical, .critical, .critical, .low])
    #expect(
      try scene.read { try $0.openedCount("chat", since: start + .seconds(150)) } == 50)
    let digest = Example.notification(Example.alert("a199"), reason: .digest)
    try scene.commit { ledger throws in
      try ledger.owe([digest])
      let id = try #require(try ledger.reading.notification(key: digest.key)?.id)
      let told = waiting.filter { $0.severity == .low }.map(\.id)
      #expect(try ledger.markDigested(told, by: id, at: start) == 197)
    }
    let left = try claim(scene, limit: 500, at: start + .seconds(300))
    #expect(Set(left.map(\.alert)) == ["a0", "a1", "a2", "a199"])
    #expect(try scene.read { try $0.counts().notifications[.digested] } == 197)
    // Who heard of it in a digest is not told of its end by itself.
    #expect(try scene.read { try $0.receiversTold(about: "a7") } == [])
  }

  @Test func attemptsFarAwayArePulledBack() throws {
    var far = Example.notification(Example.alert("a"), horizon: .seconds(90_000))
    far.nextAttempt = start + .seconds(80_000)
    let scene = try scene(far)
    #expect(try scene.commit { try $0.pullBack(to: start + .seconds(900)) } == 1)
    #expect(try scene.read { try $0.dueAt() } == start + .seconds(900))
  }

  private func claim(
    _ scene: Scene, by owner: String = "me", limit: Int = 100, at now: Instant = Example.start
  ) throws -> [Notification] {
    try scene.commit {
      try $0.claim(owner: owner, limit: limit, at: now, leaseFor: .seconds(60))
    }
  }

  private func deliverAll(_ scene: Scene) throws {
    for claimed in try claim(scene) {
      try scene.commit { ledger throws in
        _ = try ledger.settle(
          claimed.id, owner: "me", receipt: Example.receipt(), outcome: .delivered)
      }
    }
  }
}
