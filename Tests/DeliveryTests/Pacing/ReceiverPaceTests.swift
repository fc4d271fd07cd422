import Delivery
import Foundation
import Records
import Testing

/// When a receiver is spoken to again, after good and bad news.
@Suite struct ReceiverPaceTests {
  static let start = Instant(seconds: 1_795_000_000)
  static let attempt = ReceiverPace.Attempt(
    number: 1, rendering: .full, horizon: start + .seconds(3 * 86_400))

  static func receipt(
    _ class: Receipt.Class, code: Int? = nil, curl: Int = 0, wait: Duration? = nil
  ) -> Receipt {
    Receipt(class: `class`, at: start, code: code, curl: curl, detail: Untrusted(""), wait: wait)
  }

  static func pace(_ kind: Receiver.Kind = .webhook) -> ReceiverPace {
    ReceiverPace(for: Receiver(id: "x", kind: kind))
  }

  struct Outcome: Sendable, CustomTestStringConvertible {
    var kind = Receiver.Kind.slack
    var `class`: Receipt.Class
    var rendering = Rendering.full
    var next: ReceiverPace.Next
    var testDescription: String { "\(kind.rawValue): \(`class`.rawValue) means \(next)" }
  }

  static let outcomes = [
    Outcome(class: .delivered, next: .delivered),
    Outcome(class: .poison, next: .dead),
    Outcome(class: .shrinkOnce, next: .shrink),
    Outcome(class: .shrinkOnce, rendering: .small, next: .dead),
    Outcome(class: .parkAuth, next: .parked),
    Outcome(class: .disable, next: .parked),
    Outcome(class: .local, next: .parked),
    Outcome(class: .unknown, next: .uncertain),
    Outcome(kind: .webhook, class: .unknown, next: .waiting(until: start + .milliseconds(500))),
    Outcome(kind: .mail, class: .unknown, next: .waiting(until: start + .milliseconds(500))),
    Outcome(class: .retryBackoff, next: .waiting(until: start + .milliseconds(500))),
    Outcome(class: .tls, next: .waiting(until: start + .seconds(900))),
  ]

  @Test(arguments: outcomes)
  func aReceiptDecidesWhatBecomesOfTheMessage(_ outcome: Outcome) {
    var pace = Self.pace(outcome.kind)
    var attempt = Self.attempt
    attempt.rendering = outcome.rendering
    let next = pace.note(
      Self.receipt(outcome.class, curl: 7), of: attempt, random: 0.5, at: Self.start)
    #expect(next == outcome.next)
  }

  @Test func aTimeThatWasNamedMovesTheWholeReceiver() {
    var pace = Self.pace()
    let until = Self.start + .seconds(7)
    let hint = Self.receipt(.retryAt, code: 429, wait: .seconds(7))
    #expect(
      pace.note(hint, of: Self.attempt, random: 0, at: Self.start) == .waiting(until: until))
    #expect(pace.mayStart(at: Self.start + .seconds(6)) == .wait(until: until))
    #expect(pace.mayStart(at: until) == .go)
  }

  @Test func aTimeThatWasNamedIsNotHeldAgainstIt() {
    var pace = Self.pace()
    for _ in 0..<50 {
      _ = pace.note(
        Self.receipt(.retryAt, code: 429, wait: .seconds(1)), of: Self.attempt, random: 0,
        at: Self.start)
    }
    #expect(pace.breaker.state == .closed)
    #expect(pace.mayStart(at: Self.start + .seconds(1)) == .go)
  }

  @Test func withoutATimeTheWholeReceiverBacksOff() {
    var pace = Self.pace()
    let waits = (0..<4).map { _ in
      pace.note(Self.receipt(.retryAt, code: 429), of: Self.attempt, random: 1, at: Self.start)
    }
    #expect(waits == [2, 4, 8, 16].map { .waiting(until: Self.start + .seconds($0)) })
    #expect(pace.mayStart(at: Self.start) == .wait(until: Self.start + .seconds(16)))
  }

  @Test func nobodyMayAskForMoreThanSixHours() {
    var pace = Self.pace()
    let hint = Self.receipt(.retryAt, wait: .seconds(86_400))
    #expect(
      pace.note(hint, of: Self.attempt, random: 0, at: Self.start)
        == .waiting(until: Self.start + .seconds(21_600)))
    // Nor does a clock that was set back make more of it.
    let before = Self.start - .seconds(86_400)
    #expect(pace.mayStart(at: before) == .wait(until: before + .seconds(21_600)))
  }

  @Test func aReceiverThatNeedsAPersonIsStopped() {
    for stop in [Receipt.Class.parkAuth, .disable, .local] {
      var pace = Self.pace()
      _ = pace.note(Self.receipt(stop), of: Self.attempt, random: 0, at: Self.start)
      #expect(pace.mayStart(at: Self.start + .seconds(86_400)) == .stopped(stop))
      #expect(pace.isOpenLong(at: Self.start))
      pace.resume()
      #expect(pace.mayStart(at: Self.start) == .go)
    }
  }

  @Test func atTheHorizonItIsDead() {
    var pace = Self.pace()
    var attempt = Self.attempt
    attempt.horizon = Self.start + .milliseconds(100)
    let failure = Self.receipt(.retryBackoff, curl: 7)
    #expect(
      pace.note(failure, of: attempt, random: 1, at: Self.start)
        == .waiting(until: attempt.horizon))
    #expect(pace.note(failure, of: attempt, random: 1, at: attempt.horizon) == .dead)
  }

  @Test func aRelaysNotNowWaitsForMinutes() {
    var pace = Self.pace(.mail)
    let greylisted = Self.receipt(.retryBackoff, code: 451, curl: 55)
    #expect(
      pace.note(greylisted, of: Self.attempt, random: 0, at: Self.start)
        == .waiting(until: Self.start + .seconds(300)))
    let closing = Self.receipt(.retryBackoff, code: 421, curl: 8)
    #expect(
      pace.note(closing, of: Self.attempt, random: 0, at: Self.start)
        == .waiting(until: Self.start))
  }

  @Test func theTokenIsOnlyTakenByWhatMayBegin() {
    var pace = Self.pace(.slack)
    for _ in 0..<3 { #expect(pace.mayStart(at: Self.start) == .go) }
    let next = Self.start + .seconds(2)
    for _ in 0..<3 { #expect(pace.mayStart(at: Self.start) == .wait(until: next)) }
    #expect(pace.mayStart(at: next) == .go)
  }

  @Test func itSurvivesARestart() throws {
    var pace = Self.pace(.slack)
    _ = pace.mayStart(at: Self.start)
    for _ in 0..<6 {
      _ = pace.note(
        Self.receipt(.retryBackoff, curl: 7), of: Self.attempt, random: 0, at: Self.start)
    }
    _ = pace.note(
      Self.receipt(.retryAt, wait: .seconds(60)), of: Self.attempt, random: 0, at: Self.start)
    let kept = try JSONEncoder().encode(pace)
    #expect(try JSONDecoder().decode(ReceiverPace.self, from: kept) == pace)
  }

  @Test func aChangedDeclarationKeepsWhatWasSpent() {
    var pace = Self.pace(.slack)
    for _ in 0..<3 { _ = pace.mayStart(at: Self.start) }
    _ = pace.note(Self.receipt(.disable), of: Self.attempt, random: 0, at: Self.start)
    pace.reload(for: Receiver(id: "x", kind: .slack))
    #expect(pace.mayStart(at: Self.start) == .wait(until: Self.start + .seconds(2)))
  }
}

/// Leaving a receiver alone that keeps failing.
@Suite struct BreakerTests {
  static let start = ReceiverPaceTests.start

  @Test func fiveFailuresInARowOpenIt() {
    var breaker = Breaker()
    for _ in 0..<4 { breaker.failed(at: Self.start) }
    #expect(breaker.refusal(at: Self.start) == nil)
    breaker.failed(at: Self.start)
    #expect(breaker.refusal(at: Self.start) == Self.start + .seconds(30))
  }

  @Test func halfOfTenOpenIt() {
    var breaker = Breaker()
    for _ in 0..<4 {
      breaker.failed(at: Self.start)
      breaker.succeeded()
    }
    breaker.succeeded()
    #expect(breaker.state == .closed)
    breaker.failed(at: Self.start)
    #expect(breaker.state != .closed)
  }

  @Test func fewerThanHalfDoNot() {
    var breaker = Breaker()
    for _ in 0..<100 {
      breaker.failed(at: Self.start)
      breaker.succeeded()
      breaker.succeeded()
    }
    #expect(breaker.state == .closed)
  }

  @Test func oneProbeAtATimeAndLongerRestsEachTime() {
    var breaker = Breaker()
    for _ in 0..<5 { breaker.failed(at: Self.start) }
    var now = Self.start
    for seconds in [30, 60, 120, 240, 480, 900, 900] {
      #expect(breaker.refusal(at: now) == now + .seconds(seconds))
      now = now + .seconds(seconds)
      #expect(breaker.refusal(at: now) == nil)
      breaker.begin(at: now)
      #expect(breaker.refusal(at: now) != nil)
      breaker.failed(at: now)
    }
    now = now + .seconds(900)
    breaker.begin(at: now)
    breaker.succeeded()
    #expect(breaker.state == .closed)
    #expect(breaker.openSince == nil)
  }

  @Test func aProbeThatGotLostDoesNotKeepItShut() {
    var breaker = Breaker()
    for _ in 0..<5 { breaker.failed(at: Self.start) }
    let probed = Self.start + .seconds(30)
    breaker.begin(at: probed)
    #expect(breaker.refusal(at: probed + .seconds(119)) != nil)
    #expect(breaker.refusal(at: probed + .seconds(120)) == nil)
    #expect(breaker.refusal(at: Self.start) == nil)
  }

  @Test func whatNeverLeftThisMachineIsNotHeldAgainstIt() {
    var pace = ReceiverPaceTests.pace()
    for _ in 0..<20 {
      _ = pace.note(
        ReceiverPaceTests.receipt(.retryBackoff), of: ReceiverPaceTests.attempt, random: 0,
        at: Self.start)
    }
    #expect(pace.mayStart(at: Self.start) == .go)
  }

  @Test func aReceiverThatIsDownForLongIsKnown() {
    var pace = ReceiverPaceTests.pace()
    let failure = ReceiverPaceTests.receipt(.retryBackoff, curl: 7)
    for _ in 0..<5 {
      _ = pace.note(failure, of: ReceiverPaceTests.attempt, random: 0, at: Self.start)
    }
    #expect(!pace.isOpenLong(at: Self.start + .seconds(119)))
    #expect(pace.isOpenLong(at: Self.start + .seconds(120)))
    _ = pace.note(
      ReceiverPaceTests.receipt(.delivered), of: ReceiverPaceTests.attempt, random: 0,
      at: Self.start)
    #expect(!pace.isOpenLong(at: Self.start + .seconds(120)))
  }

  @Test(arguments: [
    (Receipt.Class.tls, Duration?.none, true), (.retryAt, .seconds(3600), true),
    (.retryAt, .seconds(30), false),
  ])
  func aLongWaitIsAsGoodAsAnOpenBreaker(
    _ class: Receipt.Class, _ wait: Duration?, _ isLong: Bool
  ) {
    var pace = ReceiverPaceTests.pace()
    let receipt = ReceiverPaceTests.receipt(`class`, wait: wait)
    _ = pace.note(receipt, of: ReceiverPaceTests.attempt, random: 0, at: Self.start)
    #expect(pace.isOpenLong(at: Self.start) == isLong)
  }
}
