import GRDB

/// One transaction in the making: what a chunk of lines, a command or a delivery changes.
///
/// Lent by `Store.commit`; everything written through it is there afterwards, or nothing is. Its
/// parts stand beside what they write: alerts, outbox, positions, journal.
package struct Ledger: ~Copyable {
  /// The database as this transaction sees it, with what it has written so far.
  package let reading: Reading
  /// See `Store.instance`.
  package let instance: String

  /// Where the journal's chain ends; read when the first entry is appended.
  var chain: Chain?

  init(_ reading: consuming Reading, instance: String) {
    self.reading = reading
    self.instance = instance
  }

  var database: Database { reading.database }

  /// Writes what is written once for each transaction.
  mutating func finish() throws {
    guard let chain, chain.hasGrown else { return }
    try database.run("UPDATE journal_head SET number = ?, hash = ?", chain.number, chain.hash)
  }
}
