import GRDB
package import Records

/// The journal held against what is kept outside the database.
extension Store {
  /// Holds the whole journal against its key, against the head that is kept outside, and against
  /// heads that somebody noted.
  package func proveJournal(noted: [JournalEnd] = []) throws -> JournalProof {
    // The head first: what is committed in between only makes the database longer.
    let outside = JournalHead.read(key)
    return try read { try $0.proveJournal(against: outside, noted: noted) }
  }

  /// Brings the head outside to where the journal ends: after a kill, or once what was wrong with it
  /// was told.
  ///
  /// From then on it shows what is cut off next; a fault that was told for the head alone is not
  /// told again.
  package func renewHead(after proof: JournalProof) throws {
    try naming(path) {
      try pool.writeWithoutTransaction { database in
        // Under the write lock, so that no other process commits and moves the head in between.
        try database.beginTransaction(.immediate)
        defer { try? database.rollback() }
        let reading = Reading(database: database, bodies: bodies, key: key)
        let end = try Chain.end(in: database)
        if proof.isHeadWrong || !proof.faults.isEmpty {
          try JournalHead.begin(key, at: end, pruned: try reading.end("journal_anchor").number)
        } else {
          JournalHead.advance(key, to: end) { try database.holds($0) }
        }
      }
    }
  }
}

extension Database {
  /// Whether the journal has the row that a head names, or had it before it was let go.
  func holds(_ head: JournalHead) throws -> Bool {
    let anchor = try first("SELECT number, hash FROM journal_anchor") {
      Chain(number: $0.int64(), hash: $0.text())
    }
    if let anchor, head.number <= anchor.number {
      return head.number < anchor.number || head.hash == anchor.hash
    }
    let hash = try first("SELECT hash FROM journal WHERE number = ?", head.number) { $0.text() }
    return hash == head.hash
  }
}
