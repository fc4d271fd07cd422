import Delivery
package import Records

/// One notification in `outbox list`.
package struct OutboxRow: Sendable {
  let notification: Notification

  package var cells: [String] {
    [
      String(notification.id), notification.alert, String(notification.revision),
      notification.receiver, notification.state.rawValue, String(notification.attempts),
      notification.state == .waiting ? notification.nextAttempt.rfc3339() : "",
      notification.lastReceipt.map { "\($0.class.rawValue): " + OneLine.of($0.detail) } ?? "",
    ]
  }

  package var json: JSONValue {
    .present([
      "id": .number(notification.id), "key": .string(notification.key),
      "alert": .string(notification.alert), "revision": .number(notification.revision),
      "receiver": .string(notification.receiver),
      "recipient": notification.recipient.map { .string($0) },
      "state": .string(notification.state.rawValue),
      "attempts": .number(notification.attempts),
      "created": .string(notification.created.rfc3339()),
      "next": .string(notification.nextAttempt.rfc3339()),
      "class": notification.lastReceipt.map { .string($0.class.rawValue) },
      "answer": notification.lastReceipt.map { .string(OneLine.of($0.detail)) },
    ])
  }
}

/// One receiver in `receiver list`.
package struct ReceiverRow: Sendable {
  var receiver: Receiver
  var waiting: Int
  var dead: Int
  var state: String

  package var cells: [String] {
    [
      receiver.id, receiver.kind.rawValue, receiver.maxTLP.label, String(waiting), String(dead),
      state,
    ]
  }

  package var json: JSONValue {
    [
      "id": .string(receiver.id), "kind": .string(receiver.kind.rawValue),
      "max_tlp": .string(receiver.maxTLP.rawValue), "waiting": .number(waiting),
      "dead": .number(dead), "state": .string(state),
    ]
  }
}

/// One silence in `silence list`.
package struct SilenceRow: Sendable {
  var silence: Silence

  package var cells: [String] {
    let what = silence.rules + silence.risks + silence.matching.map { "\($0.key)=\($0.value)" }
    return [
      silence.id, silence.until.rfc3339(), silence.by,
      what.isEmpty ? "everything" : what.sorted().joined(separator: " "), OneLine.of(silence.why),
    ]
  }

  package var json: JSONValue {
    [
      "id": .string(silence.id), "rules": .strings(silence.rules),
      "risks": .strings(silence.risks),
      "where": .object(
        silence.matching.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }),
      "why": .string(silence.why), "by": .string(silence.by),
      "from": .string(silence.from.rfc3339()), "until": .string(silence.until.rfc3339()),
      "declared": .bool(silence.isDeclared),
    ]
  }
}
