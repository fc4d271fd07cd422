import Delivery
import Records
import Testing

/// How often a receiver is spoken to.
@Suite struct TokenBucketTests {
  static let start = Instant(seconds: 1_795_000_000)

  /// Takes as many as there are from the start on, one second at a time.
  private static func taken(_ bucket: TokenBucket, seconds: Int) -> Int {
    var bucket = bucket
    var count = 0
    for second in 0...seconds {
      while bucket.take(at: start + .seconds(second)) == nil { count += 1 }
    }
    return count
  }

  @Test(arguments: [Receiver.Kind.slack, .teams, .discord])
  func aChatTakesThreeAndThenOneInTwoSeconds(_ kind: Receiver.Kind) {
    let bucket = TokenBucket(for: Receiver(id: "x", kind: kind))
    #expect(Self.taken(bucket, seconds: 0) == 3)
    #expect(Self.taken(bucket, seconds: 60) == 33)
  }

  @Test func aDeclaredRateHolds() {
    let rate = Receiver.Rate(messages: 30, per: .seconds(60), burst: 5)
    let bucket = TokenBucket(for: Receiver(id: "x", kind: .slack, rate: rate))
    #expect(Self.taken(bucket, seconds: 0) == 5)
    #expect(Self.taken(bucket, seconds: 60) == 35)
  }

  @Test func itSaysWhenTheNextOneIsThere() {
    var bucket = TokenBucket(burst: 1, interval: .seconds(10))
    #expect(bucket.take(at: Self.start) == nil)
    #expect(bucket.take(at: Self.start + .seconds(3)) == Self.start + .seconds(10))
    #expect(bucket.take(at: Self.start + .seconds(10)) == nil)
  }

  @Test func restDoesNotPileUp() {
    var bucket = TokenBucket(burst: 2, interval: .seconds(1))
    #expect(bucket.take(at: Self.start) == nil)
    let later = Self.start + .seconds(86_400)
    #expect(bucket.take(at: later) == nil)
    #expect(bucket.take(at: later) == nil)
    #expect(bucket.take(at: later) != nil)
  }

  @Test func aClockSetBackShutsItForNoLongerThanAFill() throws {
    var bucket = TokenBucket(burst: 3, interval: .seconds(2))
    #expect(bucket.take(at: Self.start) == nil)
    let before = Self.start - .seconds(86_400)
    let next = bucket.take(at: before)
    #expect(try #require(next) <= before + .seconds(6))
  }

  @Test func senselessNumbersAreRaised() {
    var bucket = TokenBucket(burst: 0, interval: .zero)
    #expect(bucket.take(at: Self.start) == nil)
    let rate = Receiver.Rate(messages: 0, per: .seconds(60), burst: 1)
    #expect(
      Self.taken(TokenBucket(for: Receiver(id: "x", kind: .mail, rate: rate)), seconds: 0) == 1)
  }
}

/// How long a message waits after a failure.
@Suite struct BackoffTests {
  @Test(arguments: [(1, 1), (2, 2), (3, 4), (10, 512), (11, 900), (1000, 900), (0, 1)])
  func theSpanDoublesUpToFifteenMinutes(_ failures: Int, _ seconds: Int) {
    #expect(Backoff.delay(failures: failures, random: 1) == .seconds(seconds))
    #expect(Backoff.delay(failures: failures, random: 0) == .zero)
    #expect(Backoff.delay(failures: failures, random: 0.5) == .seconds(seconds) / 2)
  }

  @Test func aRandomNumberThatIsNoneMeansTheWholeSpan() {
    #expect(Backoff.delay(failures: 1, random: .nan) == .seconds(1))
    #expect(Backoff.delay(failures: 1, random: 7) == .seconds(1))
    #expect(Backoff.delay(failures: 1, random: -7) == .zero)
  }
}
