import Delivery
import Records
import Storage

/// The journal is proved at the start, before anything is appended to it.
extension RunningSentinel {
  /// Tells what was changed behind the sentinel's back, as a happening and in the journal itself.
  ///
  /// In this order, so that a kill in between tells it again and loses nothing: the happening, the
  /// entry, and last the head outside, which was the evidence. Costs a walk over the journal, some
  /// microseconds an entry. What cannot be written (a full disk) is said, and does not keep the
  /// sentinel from watching.
  static func proveJournal(_ store: Store, _ selfLog: SelfLog, _ style: WatchStyle) throws {
    let proof = try store.proveJournal()
    let (first, now) = (proof.faults.first, Instant.now())
    let more = proof.faults.count > 1 ? "; and \(proof.faults.count - 1) more" : ""
    let what = first.map { OneLine.of($0.clause) + more }
    if let what {
      style.say("the database was changed behind the sentinel's back: " + what)
      selfLog.append(
        Happening(
          action: .tampered, subject: "journal",
          detail: "\(what); see tocsin journal verify, and keep a copy of the state folder",
          time: now))
    }
    do {
      if let what {
        let entry = JournalEntry(
          at: now, who: "tocsin", subject: .sentinel, id: "journal", action: "broken",
          detail: what)
        try store.commit { try $0.append(entry) }
      }
      try store.renewHead(after: proof)
    } catch {
      style.say("journal: " + DeskProblem(error).clause)
    }
  }
}
