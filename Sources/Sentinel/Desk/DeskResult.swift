package import Records

/// What a change at the desk came to: the alert, and what became of its messages.
package struct DeskResult: Sendable {
  package var alert: Alert?
  /// One sentence on what was changed.
  package var said: String
  /// What became of each message that was owed, as far as it is known now.
  package var deliveries: [Delivered]
  /// Set when part of it failed: the command ends with 2.
  package var problem: DeskProblem?

  package struct Delivered: Sendable {
    package var receiver: String
    package var state: Notification.State
    package var detail: String
  }

  init(
    alert: Alert? = nil, said: String, deliveries: [Delivered] = [], problem: DeskProblem? = nil
  ) {
    self.alert = alert
    self.said = said
    self.deliveries = deliveries
    self.problem = problem
  }

  package var text: String {
    let lines = deliveries.map { "  \($0.receiver): \($0.detail)" }
    return ([said] + lines).joined(separator: "\n")
  }

  package var json: JSONValue {
    .present([
      "said": .string(said),
      "alert": alert.map { .string($0.id) },
      "revision": alert.map { .number($0.revision) },
      "status": alert.map { .string($0.status.rawValue) },
      "deliveries": .array(
        deliveries.map {
          [
            "receiver": .string($0.receiver), "state": .string($0.state.rawValue),
            "detail": .string($0.detail),
          ]
        }),
      "problem": problem.map { .string($0.clause) },
    ])
  }
}
