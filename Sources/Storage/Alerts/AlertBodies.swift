import Records
import Synchronization

/// Decoded alerts by the tag of their row, so that a finding for an open alert decodes nothing.
///
/// A tag is drawn at random whenever the stored text changes, in whichever process; an alert under
/// its tag is therefore never out of date, and a transaction that was rolled back leaves only a
/// tag that nobody asks for. Two generations: what was not asked for since the younger one began
/// goes when that is full.
final class AlertBodies: Sendable {
  /// Bytes of text that one generation stands for.
  ///
  /// 4 MiB is about 2,000 alerts, more than are open at once on a server that is not in a storm.
  private static let generationBytes = 4 << 20

  private struct Entry {
    var alert: Alert
    var bytes: Int
  }
  private struct Generations {
    var young: [Int64: Entry] = [:]
    var old: [Int64: Entry] = [:]
    var youngBytes = 0

    mutating func insert(_ entry: Entry, _ tag: Int64) {
      if youngBytes + entry.bytes > AlertBodies.generationBytes {
        (old, young, youngBytes) = (young, [:], 0)
      }
      young[tag] = entry
      youngBytes += entry.bytes
    }
  }
  private let generations = Mutex(Generations())

  /// The alert as it was stored under `tag`; its columns may have moved on.
  func alert(_ tag: Int64) -> Alert? {
    generations.withLock { generations in
      if let entry = generations.young[tag] { return entry.alert }
      guard let entry = generations.old.removeValue(forKey: tag) else { return nil }
      generations.insert(entry, tag)
      return entry.alert
    }
  }

  func keep(_ alert: Alert, tag: Int64, bytes: Int) {
    generations.withLock { $0.insert(Entry(alert: alert, bytes: bytes), tag) }
  }
}
