/// What one call to a reader brought.
package enum WatchOutcome: Sendable, Equatable {
  /// A chunk was lent.
  case chunk
  /// Nothing came in time, or somebody called `wake()`.
  case idle
  /// The reader was stopped, or its input has ended; nothing will come any more.
  case ended
}
