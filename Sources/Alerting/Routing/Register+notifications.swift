import Records

/// What is owed: one message for each receiver, for mail one for each recipient.
extension Register {
  func notifications(
    of alert: Alert, _ reason: Message.Reason, to destinations: [Destination], _ now: Instant
  ) -> [Notification] {
    destinations.flatMap { destination in
      let isCleared = alert.tlp <= destination.clearance
      let message = Message(
        reason: reason, voice: isCleared ? destination.voice : .plain,
        alert: isCleared ? alert : headline(of: alert),
        risks: isCleared ? riskLines(of: alert) : [], sentinel: sentinelHost, at: now)
      let key = [instance, alert.id, String(alert.revision), destination.receiver.id]
      return owed(message, key, to: destination.receiver, severity: alert.severity, now)
    }
  }

  /// The rows for one message to one receiver; none for a mail receiver without recipients.
  func owed(
    _ message: Message, _ key: [String], to receiver: Receiver, severity: Severity, _ now: Instant
  ) -> [Notification] {
    let limits = configuration.limits
    let horizon = now + (limits.horizon[severity] ?? .seconds(86_400))
    let recipients: [String?] = receiver.kind == .mail ? receiver.mail?.to ?? [] : [nil]
    return recipients.enumerated().map { number, recipient in
      let parts = key + (recipient == nil ? [] : [String(number + 1)])
      return Notification(
        key: Self.key(parts), alert: message.alert.id, revision: message.alert.revision,
        receiver: receiver.id, recipient: recipient, severity: severity, reason: message.reason,
        message: message, created: now, nextAttempt: now, horizon: horizon)
    }
  }

  /// Joined by `_`, which no id holds, and without `.`, which is refused in `webhook-id`.
  static func key(_ parts: [String]) -> String {
    var key = ""
    for character in parts.joined(separator: "_") { key.append(character == "." ? "~" : character) }
    return key
  }

  /// All that a reader without clearance may see: that there is something, and where to ask.
  func headline(of alert: Alert) -> Alert {
    var shown = Alert(
      id: alert.id, revision: alert.revision, kind: alert.kind, origin: alert.origin,
      isExercise: alert.isExercise, title: alert.title, state: alert.state,
      severity: alert.severity, certainty: alert.certainty, status: alert.status, tlp: alert.tlp,
      issued: .init(by: alert.issued.by, at: alert.issued.at), lastHeard: alert.lastHeard)
    shown.plain = "This alert is \(alert.tlp.label), more than may be shown here. Ask on the host."
    shown.count = alert.count
    shown.expires = alert.expires
    return shown
  }
}
