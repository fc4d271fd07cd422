import Records

/// The voice for people who use what the servers give: what may be seen, what to do, until when,
/// whom to ask. Nothing else, and no text of a log.
extension Document {
  mutating func addPlain(_ message: Message) {
    let alert = message.alert
    let isOver = !alert.status.isOpen || message.reason == .allClear
    if !isOver {
      let about = Shown.paragraphs(alert.plain ?? message.risks.compactMap(\.plain).first)
      add("What", about.map { Line($0, kind: .description) })
      add("Signs", Shown.paragraphs(alert.recognise).map { Line($0, kind: .description) })
      add("Do", Shown.paragraphs(alert.precautions).map { Line($0, kind: .step) })
      if let expires = alert.expires { add("Until", [Line("\(own: expires.minuteUTC)")]) }
    } else if message.reason == .allClear || alert.kind == .allClear {
      add("What", Shown.paragraphs(alert.plain).map { Line($0, kind: .description) })
    }
    add("Ask", [Line("\(message.whomToAsk), and name \(id).")])
  }

  /// A storm in one message, in either voice: how often which title.
  mutating func addDigest(_ digest: Message.Digest, _ message: Message) {
    let rows = first(Self.digestRowsMax, of: digest.rows)
    add("Alerts", rows.map { Line($0.shown, kind: .description) })
    switch message.voice {
    case .technical: add("Answer", message.answers.map { Line($0, style: .command) })
    case .plain: add("Ask", [Line("\(message.whomToAsk).")])
    }
  }

  /// Rows of a digest: what fits a phone's screen.
  private static let digestRowsMax = 15
}

extension Message.Digest.Row {
  fileprivate var shown: Shown {
    "\(alerts) x [\(own: severity.rawValue.uppercased())] \(own: title, cap: 120)"
  }
}
