package import Records

/// A correlation's condition held at one line.
package struct Firing: Sendable, Equatable {
  /// The correlation's number in its plan.
  package var correlation: Int
  /// The group's values under the names of `group-by`, in its order.
  package var group: [Finding.Field]
  /// Lines this firing stands for: the window's count on the rising edge, 1 for each later line.
  package var count: Int
  /// True when the condition did not hold before this line.
  package var isRising: Bool
  /// The line that made it fire, as an index into its chunk.
  package var line: Int
  /// The latest time the group has heard.
  package var time: Instant
  /// Times of the window's latest lines, oldest first, at most `Finding.evidenceMax`.
  ///
  /// Only times are kept between chunks, since kept texts would cost more than the windows: the
  /// evidence of a finding is made of `lines`.
  package var times: [Instant]
  /// Lines of this chunk that the same group has heard, on a rising edge; else `line` alone.
  ///
  /// Oldest first, at most `Finding.evidenceMax`. It depends on how lines were cut into chunks,
  /// which nothing else here does.
  package var lines: [Int]
}

/// What windows left out, counted since they were made; nothing is dropped in silence.
package struct WindowCounters: Sendable, Equatable {
  package var heard = 0
  /// Matches of lines without a time.
  package var withoutTime = 0
  /// Matches of lines that lack a field of `group-by`.
  package var withoutField = 0
  /// Matches older than the lateness allowed, or than the window of their group.
  package var late = 0
  /// Groups begun anew because their clock went back.
  package var steppedBack = 0
  /// Groups forgotten because there were too many.
  package var evicted = 0
  /// Kept states that no correlation understands any more.
  package var unknownStates = 0

  package init() {}
}
