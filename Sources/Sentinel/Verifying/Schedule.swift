package import Records

/// When what comes round is due: drills, checks of controls and tasks, by when they were last done.
///
/// What was never done is due at once. Nothing is caught up on: after a long stop each thing is due
/// once.
package struct Schedule: Sendable {
  /// Subject → when it was last done, whatever came of it.
  let last: [String: Instant]

  package init(last: [String: Instant]) { self.last = last }

  /// Nil when it was never done.
  package func due(_ subject: String, every: Duration) -> Instant? {
    last[subject].map { $0 + every }
  }

  package func isDue(_ subject: String, every: Duration, at now: Instant) -> Bool {
    due(subject, every: every).map { $0 <= now } ?? true
  }
}
