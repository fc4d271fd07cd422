package import Records

/// A correlation's condition began to hold at one line, or went on holding at one or more.
package struct Firing: Sendable, Equatable {
  /// The correlation's number in its plan.
  package var correlation: Int
  /// The group's values under the names of `group-by`, in its order.
  package var group: [Finding.Field]
  /// Matches this firing stands for: the window's count on the rising edge; else how many of this
  /// batch followed without another edge between them.
  ///
  /// The sum over all firings of a group does not depend on how lines were cut into chunks.
  package var count: Int
  /// True when the condition did not hold before this line.
  package var isRising: Bool
  /// The line that made it fire, the last one of several, as an index into its chunk; -1 when a
  /// window's end did, and what was kept of its lines is in `kept`.
  package var line: Int
  /// The latest time the group has heard.
  package var time: Instant
  /// Lines of this chunk that the same group has heard, on a rising edge; else `line` alone.
  ///
  /// Oldest first, at most `Finding.evidenceMax`. It depends on how lines were cut into chunks.
  package var lines: [Int]
  /// Where `line` is -1: lines that the window has heard, oldest first, at most
  /// `Finding.evidenceMax`.
  var kept: [KeptLine] = []
}

/// What windows left out, counted since they were made; nothing is dropped in silence.
package struct WindowCounters: Sendable, Equatable {
  package var heard = 0
  /// Matches of lines without a time.
  package var withoutTime = 0
  /// Matches of lines that lack a field of `group-by`.
  package var withoutField = 0
  /// Matches whose value is absent, or no number where one is measured.
  package var withoutValue = 0
  /// Matches older than the lateness allowed, or than the window of their group.
  package var late = 0
  /// Groups begun anew because their clock went back.
  package var steppedBack = 0
  /// Groups forgotten because there were too many.
  package var evicted = 0
  /// Entries of a group let go because it had too many.
  package var overfull = 0
  /// Kept states that no correlation understands any more.
  package var unknownStates = 0

  package init() {}
}
