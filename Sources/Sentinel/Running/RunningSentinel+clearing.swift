import Alerting
import Records
import Storage
import Synchronization

/// The all-clear for what was wrong with a source: only what lasts is taken back by itself.
extension RunningSentinel {
  /// Ends the alerts that said so, and tells whoever was told of them; what the disk does not take
  /// is tried again with the next one, or the next look.
  ///
  /// What lasts is over when it is mended. Lines that were lost stay lost: such an alert is for a
  /// person to close.
  func clear(_ mended: Impairments.Mended, at now: Instant) throws {
    owedClears.withLock { $0.append(mended) }
    try settleClears(at: now)
  }

  func settleClears(at now: Instant) throws {
    while let mended = owedClears.withLock(\.first) {
      do {
        if let (word, note) = mended.words { try allClear(word, mended.source, note, now) }
      } catch let error as StorageError {
        throw error
      } catch {
        // One that cannot be said must not hold back the others.
        style.say("all-clear for source \(mended.source): \(DeskProblem(error).clause)")
      }
      owedClears.withLock { _ = $0.removeFirst() }
    }
  }

  private func allClear(
    _ word: Happening.Action, _ source: String, _ note: String, _ now: Instant
  ) throws {
    let register = committer.register
    try store.commit { ledger in
      for alert in try ledger.reading.alerts(AlertFilter(isOpen: true, limit: 1000))
      where alert.says(word, of: source) {
        let told = try ledger.reading.receiversTold(about: alert.id).sorted()
        let change = try register.allClear(
          alert, by: "tocsin", note: "source \(source) \(note)", reason: .real, told: told,
          now: now)
        try ledger.write(change, at: now)
      }
    }
    outbox.waker.ring()
  }
}

extension Impairments.Mended {
  /// The word under which it was told, and what to say of the source now; nil for what is not
  /// taken back.
  fileprivate var words: (Happening.Action, String)? {
    switch action {
    case .silent: (.silent, "speaks again")
    case .nofile: (.silent, "has a file again, and speaks")
    case .unreadable: (.unreadable, "can be read again")
    case .undecoded: (.undecoded, "is understood again")
    default: nil
    }
  }
}

extension Alert {
  /// True for an alert of our own log whose last line says this of this source.
  fileprivate func says(_ word: Happening.Action, of source: String) -> Bool {
    guard place?.source == OwnSources.happenings, let text else { return false }
    let action = "\"Action\":\"\(word.rawValue)\""
    return text.encoded { $0.contains(action) && $0.contains("\"SourceId\":\"\(source)\"") }
  }
}
