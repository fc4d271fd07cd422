import Records
import Watching

/// How far time has come for all sources together.
///
/// A source that is read to its end has come as far as the clock: what it will say is not written
/// yet. One that is behind has come as far as its last line. Windows that are tested when they end
/// wait for the slowest.
struct Reach {
  /// A line that is no older than this when it is read belongs to a source that is read to its end.
  private static let freshness = Duration.seconds(30)

  /// Nil until every reader has taken its first look.
  private var journals: Set<String>?
  /// Sources whose last line was old when it was read, or that have not been read to their end yet.
  private var lagging: Set<String> = []
  private var active: Set<String> = []
  private var behind: Set<String> = []

  mutating func begin(waitingFor sources: [String]) {
    journals = Set(sources)
    lagging.formUnion(sources)
  }

  mutating func know(_ statuses: [SourceStatus]) {
    active = Set(statuses.map(\.source))
    behind = Set(statuses.filter { $0.bytesBehind > 0 }.map(\.source))
  }

  mutating func heard(_ source: String, watermark: Instant?, at now: Instant) {
    if let watermark, now - watermark > Self.freshness {
      lagging.insert(source)
    } else if let journals, journals.contains(source) {
      // One stream, read in order: when one of them is at its end, all are.
      lagging.subtract(journals)
    } else {
      lagging.remove(source)
    }
  }

  mutating func caughtUp(_ sources: [String]) { lagging.subtract(sources) }

  /// The least that any source but one has reached; the beginning of time while that is not known.
  func reached(
    at now: Instant, except source: String?, _ watermarks: [String: Instant]
  ) -> Instant {
    let unknown = Instant(microseconds: .min)
    guard journals != nil, !active.isEmpty else { return unknown }
    return active.filter { $0 != source && (lagging.contains($0) || behind.contains($0)) }
      .map { watermarks[$0] ?? unknown }
      .reduce(now) { min($0, $1) }
  }
}
