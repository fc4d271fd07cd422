import GRDB
package import Records

/// The journal, to be shown and to be proved.
extension Reading {
  /// The newest entries, newest first; about one id where it is given.
  package func journal(about id: String? = nil, limit: Int = 100) throws -> [JournalEntry] {
    try database.rows(
      """
      SELECT at, who, subject, id, action, detail FROM journal
      WHERE ?1 IS NULL OR id = ?1 ORDER BY number DESC LIMIT ?2
      """, id, limit
    ) { Self.entry(&$0) }
  }

  /// The number of the first entry that does not follow from the ones before it; nil when all do.
  package func firstBrokenJournalEntry() throws -> Int64? {
    try proveJournal(against: nil).faults.first?.number
  }

  /// Walks the whole journal, about a million entries in seconds, and names what is wrong.
  ///
  /// It finds rows that were changed, taken out, put in, moved or cut off at the end. Each row is
  /// held against the row before it as it stands there, so that one change is named once. `outside`
  /// was read from the head's file before this picture of the database was taken; nil leaves it out.
  func proveJournal(against outside: JournalHead.Found?) throws -> JournalProof {
    var proof = JournalProof(keyedFrom: key.first)
    var chain = try end("journal_anchor")
    prove(anchor: chain.number, outside, &proof)
    var outsideHash: String?
    try database.step(
      "SELECT number, hash, at, who, subject, id, action, detail FROM journal ORDER BY number", []
    ) { columns in
      let (number, hash) = (columns.int64(), columns.text())
      let entry = Self.entry(&columns)
      if number != chain.number + 1 {
        let last = number - 1 > chain.number + 1 ? " to \(number - 1)" : ""
        proof.add(
          .init(number: chain.number + 1, clause: "entry \(chain.number + 1)\(last) was taken out"))
      } else if Chain.hash(of: entry, number: number, after: chain.hash, key) != hash {
        let clause = "entry \(number) was changed, moved or put in"
        proof.add(.init(number: number, clause: clause, entry: entry))
      }
      if case .head(let head) = outside, head.number == number { outsideHash = hash }
      chain = Chain(number: number, hash: hash)
      return true
    }
    (proof.count, proof.hash) = (chain.number, chain.hash)
    try prove(end: chain, outside, outsideHash, &proof)
    try proveStatuses(&proof)
    return proof
  }

  private func prove(
    anchor: Int64, _ outside: JournalHead.Found?, _ proof: inout JournalProof
  ) {
    guard case .head(let head) = outside, anchor > head.pruned else { return }
    proof.add(
      .init(
        number: head.pruned + 1,
        clause: "entries \(head.pruned + 1) to \(anchor) were taken out before their time"))
  }

  private func prove(
    end chain: Chain, _ outside: JournalHead.Found?, _ outsideHash: String?,
    _ proof: inout JournalProof
  ) throws {
    let inside = try end("journal_head")
    if inside.number > chain.number {
      proof.add(
        .init(
          number: chain.number + 1,
          clause: "entries \(chain.number + 1) to \(inside.number) were cut off at the end"))
    } else if inside.number != chain.number || inside.hash != chain.hash {
      proof.add(
        .init(
          number: inside.number + 1,
          clause: "the head that the database keeps is not that of its journal"))
    }
    switch outside {
    case nil: break
    case .missing:
      proof.add(.init(number: chain.number + 1, clause: "journal.head is missing"))
    case .forged:
      proof.add(.init(number: chain.number + 1, clause: "journal.head was changed"))
    case .head(let head) where head.number > max(chain.number, inside.number):
      proof.add(
        .init(
          number: chain.number + 1,
          clause: "entries \(chain.number + 1) to \(head.number) were cut off at the end"))
    case .head(let head):
      if let outsideHash, outsideHash != head.hash {
        proof.add(
          .init(
            number: head.number, clause: "entry \(head.number) is not the one that was written"))
      }
    }
  }

  /// Alerts that say they have ended, or that they have not, and the journal says otherwise.
  ///
  /// Only those whose whole story the journal still holds; the last word counts.
  private func proveStatuses(_ proof: inout JournalProof) throws {
    let found = try database.rows(
      """
      SELECT a.id, a.status, j.action, max(j.number) FROM alerts a
      JOIN journal j ON j.id = a.id AND j.subject = 'alert'
        AND j.action IN ('opened', 'issued', 'acknowledged', 'closed', 'cancelled', 'expired')
      GROUP BY a.id
      """
    ) { (id: $0.text(), status: $0.text(), word: $0.text(), number: $0.int64()) }
    for row in found {
      let said = row.word == "opened" ? "issued" : row.word
      guard said != row.status else { continue }
      proof.add(
        .init(
          number: row.number,
          clause: "alert \(row.id) says \(row.status), the journal's last word is \(row.word)"))
    }
  }

  private func end(_ table: String) throws -> Chain {
    let end = try database.first("SELECT number, hash FROM \(table)") {
      Chain(number: $0.int64(), hash: $0.text())
    }
    return end ?? Chain(number: 0, hash: "")
  }

  /// A subject that is not ours reads as `sentinel`, and so breaks the chain.
  private static func entry(_ columns: inout Columns) -> JournalEntry {
    JournalEntry(
      at: columns.instant(), who: columns.text(),
      subject: JournalEntry.Subject(rawValue: columns.text()) ?? .sentinel, id: columns.text(),
      action: columns.text(), detail: columns.text())
  }
}

extension Store {
  /// Holds the whole journal against its key and against the head that is kept outside.
  package func proveJournal() throws -> JournalProof {
    // The head first: what is committed in between only makes the database longer.
    let outside = JournalHead.read(key)
    return try read { try $0.proveJournal(against: outside) }
  }
}
