/// One combination that a baseline knows, or when a baseline began, as it is kept between runs.
///
/// It is written in the transaction that carries the position after the line it was seen in: kept
/// without that position, a line read again would find its own sighting and be no news any more.
package struct SightingRow: Sendable, Equatable {
  /// The source's id: each source learns for itself.
  package var source: String
  /// In a form only `Detection` knows; holds digests, no text of a line.
  package var key: [UInt8]
  /// In a form only `Detection` knows, with a version; empty: it is forgotten.
  package var state: [UInt8]

  package init(source: String, key: [UInt8], state: [UInt8]) {
    self.source = source
    self.key = key
    self.state = state
  }
}
