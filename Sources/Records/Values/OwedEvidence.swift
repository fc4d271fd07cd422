/// A piece of evidence that a model asks for and nobody has collected yet.
///
/// It stands in the database from the transaction that raises the incident until the piece is kept,
/// so that a kill loses none.
package struct OwedEvidence: Sendable, Equatable, Codable {
  /// A log around one line of it.
  package struct Window: Sendable, Equatable, Codable {
    package enum Side: String, Codable, Sendable { case before, after }

    package var side: Side
    package var source: String
    /// The file as the line was read from it; nil for the journal.
    package var path: String?
    /// The line; it ends what is kept before it, and is not part of what is kept after it.
    package var line: Untrusted?
    /// The line's time.
    package var at: Instant
    /// How far the window reaches, to one side.
    package var spanSeconds: Int64

    package init(
      _ side: Side, source: String, path: String?, line: Untrusted?, at: Instant, span: Duration
    ) {
      self.side = side
      self.source = source
      self.path = path
      self.line = line
      self.at = at
      spanSeconds = span.components.seconds
    }

    package var span: Duration { .seconds(spanSeconds) }
  }
  package enum Work: Sendable, Equatable, Codable {
    case window(Window)
    /// An argument vector as the model has it; no value of a log stands in it.
    case command([String])
  }

  package var what: String
  package var work: Work
  package var due: Instant

  package init(what: String, work: Work, due: Instant) {
    self.what = what
    self.work = work
    self.due = due
  }

  /// What comes after a line is collected this much later, or after the window's length.
  ///
  /// Ten minutes: an intruder's next steps are in it, and the log has seldom been rotated by then.
  package static let patience = Duration.seconds(600)
}
