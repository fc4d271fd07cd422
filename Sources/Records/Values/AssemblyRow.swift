/// One piece of what a source's reader must remember to join lines into events, as it is kept
/// between runs: the records of an event that is not complete yet, or a process it knows.
///
/// It is written in the transaction that carries the position after the lines it was made of.
package struct AssemblyRow: Sendable, Equatable {
  /// The source's id.
  package var source: String
  /// In a form only `Detection` knows.
  package var key: [UInt8]
  /// In a form only `Detection` knows, with a version; empty: it is forgotten.
  package var state: [UInt8]

  package init(source: String, key: [UInt8], state: [UInt8]) {
    self.source = source
    self.key = key
    self.state = state
  }
}
