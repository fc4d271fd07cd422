/// The state of one group of one correlation window, as it is kept between runs.
///
/// It is written in the transaction that carries the positions of the lines it has heard:
/// a window kept without them would count lines twice.
package struct WindowRow: Sendable, Equatable {
  /// The correlation's identity.
  package var correlation: String
  /// The group's key; empty for the one group of a correlation without `group-by`.
  package var group: [UInt8]
  /// In a form only `Detection` knows, with a version; empty: the group is forgotten.
  package var state: [UInt8]

  package init(correlation: String, group: [UInt8], state: [UInt8]) {
    self.correlation = correlation
    self.group = group
    self.state = state
  }
}
