import GRDB
import Records

/// The walk that proves the journal.
extension Reading {
  /// The number of the first entry that does not follow from the ones before it; nil when all do.
  ///
  /// The database alone; `Store.proveJournal` holds it against what is kept outside as well.
  package func firstBrokenJournalEntry() throws -> Int64? {
    try proveJournal(against: nil).faults.first?.number
  }

  /// Walks the whole journal, about a million entries in seconds, and names what is wrong.
  ///
  /// It finds rows that were changed, taken out, put in, moved or cut off at the end. Each row is
  /// held against the row before it as it stands there, so that one change is named once. `outside`
  /// was read from the head's file before this picture of the database was taken; nil leaves it out.
  /// `noted` are heads that somebody wrote down.
  func proveJournal(
    against outside: JournalHead.Found?, noted: [JournalEnd] = []
  ) throws -> JournalProof {
    var proof = JournalProof(keyedFrom: key.first)
    var chain = try end("journal_anchor")
    let anchor = chain.number
    if outside != nil { prove(anchor: anchor, &proof) }
    proveKeys(after: anchor, &proof)
    var named = noted
    if case .head(let head) = outside { named.append(JournalEnd(count: head.number, hash: "")) }
    var codes: [Int64: String] = [chain.number: chain.hash]
    try database.step(
      "SELECT number, hash, at, who, subject, id, action, detail FROM journal ORDER BY number", []
    ) { columns in
      let (number, hash) = (columns.int64(), columns.text())
      let entry = Self.entry(&columns)
      prove(entry, number, hash, after: chain, &proof)
      if named.contains(where: { $0.count == number }) { codes[number] = hash }
      chain = Chain(number: number, hash: hash)
      return true
    }
    try proveSubjects(&proof)
    proof.head = JournalEnd(count: chain.number, hash: chain.hash)
    try prove(end: chain, outside, codes, &proof)
    for head in noted { prove(noted: head, anchor, codes, &proof) }
    try proveStatuses(&proof)
    return proof
  }

  /// `entry 3 was`, `entries 3 to 5 were`.
  private static func span(_ first: Int64, _ last: Int64) -> String {
    first >= last ? "entry \(first) was" : "entries \(first) to \(last) were"
  }

  private func prove(
    _ entry: JournalEntry, _ number: Int64, _ hash: String, after chain: Chain,
    _ proof: inout JournalProof
  ) {
    let next = chain.number + 1
    if number != next {
      proof.add(next, Self.span(next, number - 1) + " taken out")
    } else if !(key.unproved..<key.first).contains(number),
      Chain.hash(of: entry, number: number, after: chain.hash, key) != hash
    {
      proof.add(number, "entry \(number) was changed, moved or put in", entry: entry)
    }
  }

  /// Rows that were let go although nobody said so outside.
  ///
  /// What may go is written down there before it goes, and so it is read after this picture of the
  /// database was taken.
  private func prove(anchor: Int64, _ proof: inout JournalProof) {
    guard case .head(let head) = JournalHead.read(key), anchor > head.pruned else { return }
    proof.add(
      head.pruned + 1, Self.span(head.pruned + 1, anchor) + " taken out before their time")
  }

  private func proveKeys(after anchor: Int64, _ proof: inout JournalProof) {
    if key.unproved < key.first, key.first - 1 > anchor {
      let from = max(key.unproved, anchor + 1)
      let (last, why) = (key.first - 1, "their journal.key is missing or was exchanged")
      let which = from == last ? "entry \(from)" : "entries \(from) to \(last)"
      proof.add(from, "\(which) cannot be proved, \(why)")
    }
    for instance in Store.replacedInstances(in: key.folder) {
      proof.add(
        1,
        "this database took the place of database \(instance), whose key lies in journal.key.\(instance)"
      )
    }
  }

  /// A subject that is not ours is read as another; no row of ours has one.
  private func proveSubjects(_ proof: inout JournalProof) throws {
    let found = try database.rows(
      "SELECT DISTINCT subject, min(number) FROM journal GROUP BY subject"
    ) {
      (subject: $0.text(), number: $0.int64())
    }
    for row in found where JournalEntry.Subject(rawValue: row.subject) == nil {
      guard !proof.faults.contains(where: { $0.number == row.number }) else { continue }
      proof.add(row.number, "entry \(row.number) was changed, moved or put in")
    }
  }

  private func prove(
    end chain: Chain, _ outside: JournalHead.Found?, _ codes: [Int64: String],
    _ proof: inout JournalProof
  ) throws {
    let (inside, next) = (try end("journal_head"), chain.number + 1)
    if inside.number > chain.number {
      proof.add(next, Self.span(next, inside.number) + " cut off at the end")
    } else if inside.number != chain.number || inside.hash != chain.hash {
      proof.add(
        inside.number + 1, "the head that the database keeps is not that of its journal")
    }
    switch outside {
    case nil: return
    case .missing: proof.add(next, "journal.head is missing")
    case .forged: proof.add(next, "journal.head was changed")
    case .head(let head) where head.number > chain.number:
      if head.number > inside.number {
        proof.add(next, Self.span(next, head.number) + " cut off at the end")
      }
    case .head(let head):
      guard let code = codes[head.number], code != head.hash else { return }
      proof.add(head.number, "entry \(head.number) is not the one that was written")
    }
    proof.isHeadWrong = true
  }

  private func prove(
    noted head: JournalEnd, _ anchor: Int64, _ codes: [Int64: String],
    _ proof: inout JournalProof
  ) {
    if head.count > proof.head.count {
      proof.add(
        proof.head.count + 1,
        "the journal ends at \(proof.head.count), before the head \(head.text) that was noted")
    } else if let code = codes[head.count] {
      if !code.hasPrefix(head.hash) {
        proof.add(head.count, "entry \(head.count) is not the one that was noted as \(head.text)")
      }
    } else if head.count <= anchor {
      proof.add(
        head.count, "entry \(head.count) is no longer kept, so its noted head proves nothing")
    } else {
      proof.add(head.count, "entry \(head.count), noted as \(head.text), is gone")
    }
  }

  /// Alerts that say they have ended, or that they have not, and the journal says otherwise.
  ///
  /// Only those whose story the journal still holds; the last word counts.
  private func proveStatuses(_ proof: inout JournalProof) throws {
    let found = try database.rows(
      """
      SELECT a.id, a.status, j.action, max(j.number) FROM alerts a JOIN journal j ON j.id = a.id
      WHERE j.subject = 'alert' AND j.action IN
          ('opened', 'issued', 'acknowledged', 'closed', 'cancelled', 'expired', 'all-clear')
        OR j.subject = 'drill' AND j.action = 'heard'
      GROUP BY a.id
      """
    ) { (id: $0.text(), status: $0.text(), word: $0.text(), number: $0.int64()) }
    let same = ["opened": "issued", "all-clear": "closed", "heard": "closed"]
    for row in found where (same[row.word] ?? row.word) != row.status {
      let clause = "alert \(row.id) says \(row.status), the journal's last word is \(row.word)"
      proof.add(row.number, clause)
    }
  }
}
