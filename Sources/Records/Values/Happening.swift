/// Something that happened to Tocsin itself, which rules can match under `product: tocsin`.
///
/// A sentinel that is blind and silent is worse than none: what it notices about itself takes the
/// same road as a line of a log.
package struct Happening: Sendable, Equatable {
  /// The words of field `Action`; stable, because rules match them.
  package enum Action: String, CaseIterable, Sendable {
    case gap, silent, unreadable, nofile, backlog, truncated, suppressed, auditlost, dropped
    case undecoded, clock, overbudget, evicted, restarted, stopped
    case configChanged = "config_changed"
    case drill
    case drillLost = "drill_lost"
    case tampered
    case controlFailing = "control_failing"
    case deliveryFailing = "delivery_failing"
  }

  package var action: Action
  /// The id of the source or receiver it is about.
  package var subject: String
  /// In plain words, with the next step; our own text, never a line's.
  package var detail: String
  package var time: Instant

  package init(action: Action, subject: String, detail: String, time: Instant) {
    self.action = action
    self.subject = subject
    self.detail = detail
    self.time = time
  }
}
