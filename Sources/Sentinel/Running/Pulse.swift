import Synchronization

/// Counters that the loops move, so that the watchdog is fed only while all of them do.
final class Pulse: Sendable {
  private let beats: Mutex<[String: Int]> = Mutex([:])
  private let seen: Mutex<[String: Int]> = Mutex([:])

  /// True while everything waits for the disk on purpose: a restart would not make room.
  let isExcused = Mutex(false)

  /// A loop went round once; each does so at least every five seconds.
  func beat(_ loop: String) { beats.withLock { $0[loop, default: 0] += 1 } }

  /// A loop has ended in order and is not waited for any more.
  func leave(_ loop: String) { _ = beats.withLock { $0.removeValue(forKey: loop) } }

  /// The loops that have not moved since the last call.
  func stuckLoops() -> [String] {
    if isExcused.withLock({ $0 }) { return [] }
    let now = beats.withLock { $0 }
    return seen.withLock { seen in
      defer { seen = now }
      return now.filter { seen[$0.key] == $0.value }.keys.sorted()
    }
  }
}
