import GRDB

/// One unchanging picture of the database, for as long as the closure that is lent it runs.
///
/// The same questions can be asked inside a transaction (`Ledger.reading`), where they see what it
/// has written so far. All throw `StorageError` (`damaged` for a row that cannot be understood).
package struct Reading: ~Copyable {
  let database: Database
  let bodies: AlertBodies
  /// What the journal's rows are chained under.
  let key: JournalKey

  init(database: Database, bodies: AlertBodies, key: JournalKey) {
    self.database = database
    self.bodies = bodies
    self.key = key
  }
}
