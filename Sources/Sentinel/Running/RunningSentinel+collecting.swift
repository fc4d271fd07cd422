import Records
import Storage
import Synchronization

extension RunningSentinel {
  /// Collects evidence that is owed, once a second.
  ///
  /// A thread of its own, because a command may take ten seconds; the watchdog does not wait for
  /// it. Outside the transaction that raised the incident: nothing read or run there holds up the
  /// lines that come.
  func collectLoop() {
    let waker = Waker()
    while !isStopping.withLock({ $0 }) {
      do {
        try collect()
      } catch {
        say(trouble: error, in: "evidence")
      }
      waker.wait(atMost: .seconds(1))
    }
  }

  private func collect() throws {
    let due = try store.read { try $0.owedEvidence(dueAt: .now()) }
    guard !due.isEmpty else { return }
    let collector = EvidenceCollector(loaded: committer.current.loaded)
    for (number, incident, owed) in due where !isStopping.withLock({ $0 }) {
      let piece = collector.piece(of: owed, at: .now())
      // Killed before this, it is read or run once more: both only look.
      try store.commit { ledger in
        try ledger.settle(number, with: piece, for: incident)
      }
    }
  }
}
