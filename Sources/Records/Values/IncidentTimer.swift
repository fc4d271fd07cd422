/// A time by which something must have happened to an incident: a target's, or a clock of the law.
///
/// A copy like the incident's steps: `due` was computed when it began, in the target's own hours,
/// and is a moment of the calendar from then on. So neither a restart nor a jump of the clock moves
/// it, and `told` says once and for all that people have heard of its end.
package struct IncidentTimer: Sendable, Equatable, Codable {
  package enum Kind: String, CaseIterable, Codable, Sendable { case contain, resolve, legal }
  package enum State: String, CaseIterable, Sendable {
    /// Follows a clock that nobody has met yet.
    case waiting
    case running
    /// Less than a quarter of its span is left.
    case near
    case overdue
    /// Met in time, or too late.
    case met, late
    /// Nobody owes it any more.
    case stopped

    /// True when somebody should look (TOC207).
    package var needsAttention: Bool { self == .near || self == .overdue }
  }

  package var kind: Kind
  /// Id of the target or of the reference.
  package var origin: String
  /// The clock's name; of a target `contain` or `resolve`.
  package var name: String
  package var spanSeconds: Int64
  /// The clock of the same reference that must be met before this one begins.
  package var after: String?
  /// Nil while it waits for another clock; so is `due`.
  package var begun: Instant?
  package var due: Instant?
  /// Who did what it asks for, and when.
  package var met: Alert.Deed?
  /// True when `met` says why it is not owed.
  package var isStopped: Bool
  /// When people were told that it had run out.
  package var told: Instant?

  package init(
    _ kind: Kind, origin: String, name: String, span: Duration, after: String? = nil,
    begun: Instant? = nil, due: Instant? = nil
  ) {
    self.kind = kind
    self.origin = origin
    self.name = name
    spanSeconds = span.components.seconds
    self.after = after
    self.begun = begun
    self.due = due
    isStopped = false
  }

  /// `contain`, `resolve`, or `nis2-art23/early warning`.
  package var id: String { kind == .legal ? "\(origin)/\(name)" : name }

  package var span: Duration { .seconds(spanSeconds) }

  /// When people are to be told; nil when that is over, or not to come.
  package var rings: Instant? { met == nil && told == nil ? due : nil }

  package func state(at now: Instant) -> State {
    if let met { return isStopped ? .stopped : due.map { met.at <= $0 } ?? true ? .met : .late }
    guard let due, let begun else { return .waiting }
    if due <= now { return .overdue }
    return due - now < (due - begun) / 4 ? .near : .running
  }
}
