/// A moment, as microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Log lines, databases and people's calendars all meet in it. It says nothing about where it came
/// from: event time, arrival time and the clock are told apart by the names of properties.
package struct Instant: Comparable, Hashable, Sendable {
  package var microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }
  package init(seconds: Int64) { microseconds = seconds * 1_000_000 }

  package static func < (left: Instant, right: Instant) -> Bool {
    left.microseconds < right.microseconds
  }

  package static func + (instant: Instant, span: Duration) -> Instant {
    Instant(microseconds: instant.microseconds + span.microseconds)
  }

  package static func - (instant: Instant, span: Duration) -> Instant {
    Instant(microseconds: instant.microseconds - span.microseconds)
  }

  package static func - (later: Instant, earlier: Instant) -> Duration {
    .microseconds(later.microseconds - earlier.microseconds)
  }
}

extension Duration {
  /// Whole microseconds, rounded toward zero.
  package var microseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }
}

extension Instant: Codable {
  package init(from decoder: any Decoder) throws {
    microseconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(microseconds)
  }
}
