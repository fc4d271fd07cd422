import Alerting
import Foundation
import Records
import Testing

/// What one receiver hears while thousands of alerts come, counted message by message.
@Suite struct StormTests {
  static let start = AlertingLab.start

  /// A receiver with a token bucket: what waits, and what was sent when.
  struct Post {
    enum Sent: Equatable { case one(Int64), digest(Message.Digest) }
    var storm = Storm()
    var limits = Limits()
    var waiting: [WaitingSummary] = []
    var sent: [(at: Instant, what: Sent)] = []
    var digested: Set<Int64> = []
    var tokens = 3.0
    /// Tokens a second.
    var rate = 1.0
    private var last = StormTests.start
    private var number: Int64 = 0

    mutating func add(
      _ count: Int = 1, _ severity: Severity = .high, at now: Instant, title: String = "A",
      isNew: Bool = true, isAutomatic: Bool = true
    ) {
      for _ in 0..<count {
        number += 1
        waiting.append(
          WaitingSummary(
            id: number, severity: severity, isNewAlert: isNew, isAutomatic: isAutomatic,
            created: now, title: title))
      }
    }

    /// One turn of the sender.
    mutating func turn(at now: Instant) {
      tokens = min(3, tokens + rate * Double((now - last).microseconds) / 1e6)
      last = now
      let decision = storm.decide(waiting: waiting, limits: limits, now: now)
      let decided = decision.send + decision.hold + (decision.digest?.ids ?? [])
      if decided.count != waiting.count { Issue.record("a row was forgotten or told twice") }
      if let digest = decision.digest {
        digested.formUnion(digest.ids)
        waiting.removeAll { digested.contains($0.id) }
        sent.append((now, .digest(digest.content)))
        tokens -= 1
      }
      for id in decision.send {
        guard tokens >= 1 else { break }
        tokens -= 1
        waiting.removeAll { $0.id == id }
        sent.append((now, .one(id)))
      }
    }

    mutating func run(from: Double, to: Double, step: Double = 1) {
      for time in stride(from: from, through: to, by: step) { turn(at: StormTests.at(time)) }
    }

    /// Through JSON, as between two runs.
    mutating func restart() throws {
      storm = try JSONDecoder().decode(Storm.self, from: JSONEncoder().encode(storm))
    }

    var digests: [Message.Digest] {
      sent.compactMap { if case .digest(let digest) = $0.what { digest } else { nil } }
    }
  }

  static func at(_ seconds: Double) -> Instant {
    Instant(microseconds: start.microseconds + Int64(seconds * 1_000_000))
  }

  @Test(arguments: [0.25, 1.0], [false, true])
  func fiveThousandAlertsInAMinuteAreSixMessages(_ step: Double, _ restarts: Bool) throws {
    var post = Post()
    for tick in 0..<Int(60 / step) {
      let now = Self.at(Double(tick) * step)
      let share = 5000 * (tick + 1) / Int(60 / step) - 5000 * tick / Int(60 / step)
      post.add(share, at: now, title: tick % 3 == 0 ? "A" : "B")
      post.turn(at: now)
      if restarts, tick % 7 == 0 { try post.restart() }
    }
    post.run(from: 60, to: 400)
    #expect(post.sent.count <= 6)
    #expect(post.waiting.isEmpty && !post.storm.isRaging)
    let one = post.sent.count - post.digests.count
    #expect(one + post.digested.count == 5000)
    #expect(post.digests.last?.isClosing == true)
    #expect(post.digests.last?.alerts == 5000 - one)
    #expect(post.digests.last?.rows.map(\.title) == ["B", "A"])
    #expect(post.digests.dropLast().allSatisfy { !$0.isClosing })
  }

  @Test func allAtOnceIsOneDigestAndItsEnd() {
    var post = Post()
    post.add(5000, at: Self.start)
    post.run(from: 0, to: 300)
    #expect(post.digests.map(\.alerts) == [5000, 5000])
    #expect(post.sent.count == 2)
    #expect(post.digests.map(\.isClosing) == [false, true])
  }

  @Test func upToTheLimitEachIsTold() {
    var post = Post()
    post.rate = 100
    post.add(20, at: Self.start)
    post.run(from: 0, to: 200)
    #expect(post.sent.count == 20 && post.digests.isEmpty)
    post.add(21, at: Self.at(300))
    post.run(from: 300, to: 500)
    #expect(post.digests.map(\.alerts) == [21, 21] && post.sent.count == 22)
  }

  @Test func twentyAMinuteForHoursIsNoStorm() {
    var post = Post()
    post.rate = 10
    for second in 0..<7200 {
      if second % 3 == 0 { post.add(at: Self.at(Double(second))) }
      post.turn(at: Self.at(Double(second)))
    }
    #expect(post.digests.isEmpty && post.sent.count == 2400)
  }

  @Test func aStormOfHoursIsADigestAMinute() {
    var post = Post()
    for second in 0..<7200 {
      post.add(5, at: Self.at(Double(second)))
      post.turn(at: Self.at(Double(second)))
    }
    post.run(from: 7200, to: 7600, step: 1)
    #expect((118...124).contains(post.digests.count))
    #expect(post.digests.filter(\.isClosing).count == 1)
    #expect(post.digested.count + post.sent.count - post.digests.count == 36_000)
  }

  @Test func threeCriticalAlertsPassBetweenTwoDigests() {
    var post = Post()
    post.rate = 100
    post.add(100, at: Self.start)
    post.turn(at: Self.start)
    for second in 1...50 {
      post.add(1, .critical, at: Self.at(Double(second)))
      post.add(5, at: Self.at(Double(second)))
      post.turn(at: Self.at(Double(second)))
    }
    #expect(post.sent.count - post.digests.count == Storm.criticalMax)
    #expect(post.waiting.count == 47 + 250)
    post.run(from: 51, to: 400)
    #expect(post.waiting.isEmpty && post.digests.last?.rows.first?.severity == .critical)
  }

  @Test func aCriticalAlertThatCouldNotBeSentYetMayStillPass() {
    var post = Post()
    post.rate = 0
    post.tokens = 1
    post.add(100, at: Self.start)
    post.turn(at: Self.start)
    post.add(4, .critical, at: Self.at(1))
    for second in 1...20 { post.turn(at: Self.at(Double(second))) }
    #expect(post.waiting.count == 4)
    post.tokens = 3
    post.turn(at: Self.at(21))
    #expect(post.waiting.count == 1 && post.sent.count == 4)
  }

  @Test func whatPeopleDoIsNeverHeld() {
    var post = Post()
    post.rate = 100
    post.add(100, at: Self.start)
    post.turn(at: Self.start)
    post.add(7, .low, at: Self.at(1), isNew: false, isAutomatic: false)
    post.run(from: 1, to: 5)
    #expect(post.sent.count == 8)
  }

  @Test func revisionsStormAsWell() {
    var post = Post()
    post.add(5000, at: Self.start, isNew: false)
    post.run(from: 0, to: 300)
    #expect(post.sent.count == 2 && post.digests.map(\.alerts) == [5000, 5000])
  }

  @Test func alertsThatGrowDuringAStormAreCountedOnce() {
    var post = Post()
    post.add(5000, at: Self.start)
    post.turn(at: Self.start)
    post.add(5000, at: Self.at(30), isNew: false)
    post.run(from: 30, to: 400)
    #expect(post.digests.last?.alerts == 5000 && post.waiting.isEmpty)
    #expect(post.sent.count <= 4)
  }

  @Test func aDigestNamesTheFiveMostFrequentRules() {
    var post = Post()
    for (number, title) in ["a", "b", "c", "d", "e", "f", "g"].enumerated() {
      post.add(10 + number, at: Self.start, title: title)
    }
    post.turn(at: Self.start)
    #expect(post.digests.first?.rows.map(\.title) == ["g", "f", "e", "d", "c"])
    #expect(post.digests.first?.alerts == 91)
  }

  @Test func itSaysWhenToBeAskedAgain() {
    var storm = Storm()
    let rows = (0..<30).map {
      WaitingSummary(id: $0, severity: .low, isNewAlert: true, created: Self.start, title: "A")
    }
    var decision = storm.decide(waiting: rows, limits: Limits(), now: Self.start)
    #expect(decision.digest?.ids.count == 30 && decision.askAgain == Self.at(60))
    decision = storm.decide(waiting: [], limits: Limits(), now: Self.at(60))
    #expect(decision.digest?.content.isClosing == true && decision.askAgain == nil)
    decision = storm.decide(waiting: [], limits: Limits(), now: Self.at(61))
    #expect(decision.digest == nil && decision.askAgain == nil)
  }

  @Test func aDigestIsARowForEachRecipientAndShowsNoLine() throws {
    let lab = AlertingLab()
    lab.receiver("mail", .mail, to: ["a@example.org", "b@example.org"])
    let alert = try #require(lab.absorb(AlertingLab.finding())).alert
    let summaries = lab.notifications.enumerated().map { number, row in
      var row = row
      row.id = Int64(number + 1)
      return WaitingSummary(row)
    }
    #expect(summaries.map(\.isAutomatic) == [true, true] && summaries[0].isNewAlert)
    var storm = Storm()
    var limits = Limits()
    limits.stormNewAlerts = 1
    let decision = storm.decide(waiting: summaries, limits: limits, now: Self.start)
    let digest = try #require(decision.digest)
    let receiver = try #require(lab.register.receiver("mail"))
    let rows = lab.register.notifications(
      of: digest, newest: alert, to: receiver, now: Self.start)
    #expect(rows.map(\.recipient) == ["a@example.org", "b@example.org"])
    #expect(Set(rows.map(\.key)).count == 2 && rows.allSatisfy { $0.reason == .digest })
    #expect(rows[0].message.alert.text == nil && rows[0].severity == .high)
    #expect(!WaitingSummary(rows[0]).isAutomatic)
  }
}
