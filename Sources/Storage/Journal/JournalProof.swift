package import Records

/// What a walk over the whole journal found.
package struct JournalProof: Sendable, Equatable {
  /// One place at which the database was changed behind the sentinel's back.
  package struct Fault: Sendable, Equatable {
    /// The number of the entry; of the first missing one where entries are missing.
    package var number: Int64
    /// What was found, in a clause.
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
  /// Entries ever written: the number of the last one.
  package internal(set) var count: Int64 = 0
  /// The code of the last entry, 64 hex digits; empty before the first.
  package internal(set) var hash = ""
  /// The first entry that is chained under the key.
  package internal(set) var keyedFrom: Int64

  init(keyedFrom: Int64) { self.keyedFrom = keyedFrom }

  package var head: JournalEnd { JournalEnd(count: count, hash: hash) }

  mutating func add(_ fault: Fault) {
    if faults.count < Self.faultsMax { faults.append(fault) }
  }
}

/// Where the journal ends: what a person notes down to prove later that nothing was cut.
package struct JournalEnd: Sendable, Equatable, Codable {
  package var count: Int64
  package var hash: String

  package init(count: Int64, hash: String) { (self.count, self.hash) = (count, hash) }

  /// The first 16 hex digits.
  package var short: String { String(hash.prefix(16)) }
}

extension Reading {
  /// Where the journal ends, with what this transaction has not yet written down left out.
  package func journalEnd() throws -> JournalEnd {
    try database.first("SELECT number, hash FROM journal_head") {
      JournalEnd(count: $0.int64(), hash: $0.text())
    } ?? JournalEnd(count: 0, hash: "")
  }
}

extension Ledger {
  /// Where the journal ends, with what this transaction has appended.
  package func journalEnd() throws -> JournalEnd {
    guard let chain else { return try reading.journalEnd() }
    return JournalEnd(count: chain.number, hash: chain.hash)
  }
}
