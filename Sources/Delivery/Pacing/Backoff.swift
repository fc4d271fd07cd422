import Records

/// How long a message waits after a failure: a random part of a span that doubles ("full jitter").
///
/// The randomness spreads the messages that failed together, so that a service that comes back is
/// not knocked over by all of them at once. The random number is an argument, so that a test, and a
/// replay, can name it.
package enum Backoff {
  /// The span after the first failure; it doubles with each further one.
  package static let first = Duration.seconds(1)

  /// The longest span: a service that is back is noticed within it.
  package static let longest = Duration.seconds(15 * 60)

  /// The wait after `failures` failures in a row (from 1); `random` is in 0..<1.
  package static func delay(failures: Int, random: Double) -> Duration {
    let span = ceiling(failures: failures, first: first)
    let share = random.isFinite ? min(max(random, 0), 1) : 1
    return .microseconds(Int64(Double(span.microseconds) * share))
  }

  /// `first` doubled for each failure after the first one, up to `longest`.
  static func ceiling(failures: Int, first: Duration) -> Duration {
    // 2²⁰ seconds are beyond the longest span already; more would only overflow.
    let doublings = min(max(failures - 1, 0), 20)
    return min(longest, first * (1 << doublings))
  }
}
