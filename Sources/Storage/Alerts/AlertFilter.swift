package import Records

/// Which alerts are asked for; what is nil is not asked.
package struct AlertFilter: Sendable, Equatable {
  package var isOpen: Bool?
  package var status: Alert.Status?
  /// At least this.
  package var severity: Severity?
  package var rule: String?
  package var isExercise: Bool?
  /// Held back by this silence.
  package var silence: String?
  /// Issued at or after this.
  package var since: Instant?
  /// Newest first.
  package var limit: Int

  /// `limit` is 100 because a person reads a page, and each alert is some kilobytes.
  package init(
    isOpen: Bool? = nil, status: Alert.Status? = nil, severity: Severity? = nil,
    rule: String? = nil, isExercise: Bool? = nil, silence: String? = nil, since: Instant? = nil,
    limit: Int = 100
  ) {
    self.isOpen = isOpen
    self.status = status
    self.severity = severity
    self.rule = rule
    self.isExercise = isExercise
    self.silence = silence
    self.since = since
    self.limit = limit
  }
}
