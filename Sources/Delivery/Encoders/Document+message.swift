import Records

extension Document {
  /// What `message` says to a reader who may know up to `clearance`: above it only headline and
  /// number, and where to ask.
  init(_ message: Message, clearance: TLP) {
    let alert = message.alert
    id = Shown(own: alert.id, cap: 40)
    headline = Shown(own: message.headline)
    stamp = "\(id) rev \(alert.revision) · \(own: message.at.minuteUTC) · \(own: alert.tlp.label)"
    severity = alert.severity
    tlp = alert.tlp
    sections = []
    rest = Self.rest(of: message, id: id)
    add("", message.opening.map { Line($0) })
    if message.isHeadlineOnly(for: clearance) {
      addWhereToAsk(message)
    } else if let digest = message.digest, message.reason == .digest {
      addDigest(digest, message)
    } else if message.reason != .test {
      switch message.voice {
      case .technical: addTechnical(message)
      case .plain: addPlain(message)
      }
    }
  }

  private static func rest(of message: Message, id: Shown) -> Shown {
    switch (message.voice, message.reason) {
    case (.plain, _): "ask \(message.whomToAsk) and name \(id)"
    case (.technical, .digest): "see `tocsin alert list` on \(own: message.sentinel, cap: 80)"
    case (.technical, _): "see `tocsin alert show \(id)`"
    }
  }

  private mutating func addWhereToAsk(_ message: Message) {
    switch message.voice {
    case .plain: add("Ask", [Line("\(message.whomToAsk), and name \(id).")])
    case .technical:
      add("Details", [Line("They stay on \(own: message.sentinel, cap: 80). Read them there:")])
      add("Answer", [Line("tocsin alert show \(id)", style: .command)])
    }
  }
}

extension Message {
  /// Who answers a reader's questions, by title.
  var whomToAsk: Shown {
    if let owner = risks.first?.owner { return Shown(own: owner, cap: 80) }
    if alert.origin == .manual { return Shown(own: alert.issued.by, cap: 80) }
    return "the people who run \(own: sentinel, cap: 80)"
  }
}
