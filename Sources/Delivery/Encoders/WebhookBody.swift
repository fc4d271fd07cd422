import Records

/// A message as native JSON for programs: the schema in `docs/webhook.md`, one type a reason.
///
/// Names and places of members never change; new ones may come. What is unknown or may not be told
/// is null or empty, never absent.
enum WebhookBody {
  /// Standard Webhooks 1.0.0 advises to stay under 20 KB.
  private static let bytesMax = 20_000

  static func payload(_ message: Message, _ rendering: Rendering) -> HTTPPayload {
    let alert = AlertJSON(message)
    let start = rendering == .full ? alert.whole : Document.small
    let bytes = start.solve({ body(alert, $0).bytes() }, fits: { $0.count <= bytesMax })
    return HTTPPayload(headers: [.json], body: bytes)
  }

  private static func body(_ alert: AlertJSON, _ allowance: Allowance) -> JSONValue {
    [
      "type": .string("alert." + type(alert.message.reason)),
      "timestamp": .string(alert.message.at.rfc3339(milliseconds: true)),
      "data": alert.value(allowance),
    ]
  }

  /// Dotted words of letters, digits and `_` only (Standard Webhooks, "Event types").
  private static func type(_ reason: Message.Reason) -> String {
    switch reason {
    case .opened, .revised, .updated, .acknowledged, .escalated, .closed, .cancelled, .expired,
      .test, .digest, .overdue:
      reason.rawValue
    case .allClear: "all_clear"
    }
  }
}
