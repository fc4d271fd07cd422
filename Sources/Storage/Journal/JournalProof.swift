package import Records

/// What a walk over the whole journal found.
package struct JournalProof: Sendable, Equatable {
  /// One place at which the state was changed behind the sentinel's back.
  package struct Fault: Sendable, Equatable {
    /// The number of the entry; of the first missing one where entries are missing.
    package var number: Int64
    /// What was found, in a clause; may hold text of whoever changed the database.
    package var clause: String
    /// What stands there now; nil where nothing does.
    package var entry: JournalEntry?

    package init(number: Int64, clause: String, entry: JournalEntry? = nil) {
      self.number = number
      self.clause = clause
      self.entry = entry
    }
  }

  /// Faults that are kept; the first ones say enough.
  package static let faultsMax = 20

  package internal(set) var faults: [Fault] = []
  /// Where the journal ends now.
  package internal(set) var head = JournalEnd(count: 0, hash: "")
  /// The first entry that is chained under the key.
  package internal(set) var keyedFrom: Int64
  /// The head that is kept outside is missing, not ours, or not that of this journal.
  ///
  /// Where the journal is merely longer than it says, it is not: a process was killed.
  package internal(set) var isHeadWrong = false

  init(keyedFrom: Int64) { self.keyedFrom = keyedFrom }

  mutating func add(_ fault: Fault) {
    if faults.count < Self.faultsMax { faults.append(fault) }
  }

  mutating func add(_ number: Int64, _ clause: String, entry: JournalEntry? = nil) {
    add(Fault(number: number, clause: clause, entry: entry))
  }
}

extension Reading {
  /// Where the journal ends, without what the running transaction has appended.
  package func journalEnd() throws -> JournalEnd {
    let end = try Chain.end(in: database)
    return JournalEnd(count: end.number, hash: end.hash)
  }
}

extension Ledger {
  /// Where the journal ends, with what this transaction has appended.
  package func journalEnd() throws -> JournalEnd {
    guard let chain else { return try reading.journalEnd() }
    return JournalEnd(count: chain.number, hash: chain.hash)
  }
}
