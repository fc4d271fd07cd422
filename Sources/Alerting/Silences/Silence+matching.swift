package import Records

/// Whether a person's reason not to tell covers an alert.
extension Register {
  /// The silence that holds an alert back; the one that already does, while nobody has ended it.
  ///
  /// An ended silence keeps holding until `endSilence` has summarised what it held: so nothing is
  /// told twice, and nothing is left out. Exercises are never silenced: they prove the road.
  func held(_ alert: Alert, by silences: [Silence], _ now: Instant) -> String? {
    if alert.isExercise { return nil }
    if let silence = alert.silence { return silence }
    return silences.filter { $0.isActive(at: now) && covers($0, alert) }
      .max { ($0.until, $1.id) < ($1.until, $0.id) }?.id
  }

  /// Whether a silence is about an alert, whenever it holds.
  package func covers(_ silence: Silence, _ alert: Alert) -> Bool {
    let rule = alert.rule.flatMap { self.rule($0) }
    let names = [alert.rule, rule?.name].compactMap(\.self)
    let namesRule = silence.rules.contains { names.contains($0) }
    let namesRisk = silence.risks.contains { alert.risks.contains($0) }
    guard silence.rules.isEmpty || namesRule, silence.risks.isEmpty || namesRisk else {
      return false
    }
    // What Tocsin notices about itself is quieted by name only, never with everything else.
    if rule?.logsource.product == "tocsin", !namesRule, !namesRisk { return false }
    return silence.matching.allSatisfy { name, wanted in
      let pattern = ValuePattern(wanted)
      return values(of: name, in: alert).contains { $0.encoded(by: pattern.matches) }
    }
  }

  private func values(of name: String, in alert: Alert) -> [Untrusted] {
    let own = name == "host" ? [alert.host ?? Untrusted(sentinelHost)] : []
    return own + (alert.group + alert.fields).filter { $0.name == name }.map(\.value)
  }
}

extension Silence {
  package func isActive(at now: Instant) -> Bool { from <= now && now < until }
}

/// What a silence says of a field: a network, a text with `*`, or the text itself.
struct ValuePattern {
  private let text: [UInt8]
  private let network: Network?

  init(_ text: String) {
    self.text = Array(text.utf8)
    network = Network(text)
  }

  func matches(_ value: String) -> Bool {
    if let network, let address = Address(value) { return network.holds(address) }
    return isLike(Array(value.utf8))
  }

  /// `*` stands for any run of bytes, and case counts.
  ///
  /// Steps back to the last `*` only, so that it
  /// takes at most the product of both lengths.
  private func isLike(_ value: [UInt8]) -> Bool {
    var (place, at) = (0, 0)
    var star: (place: Int, at: Int)?
    while at < value.count {
      if place < text.count, text[place] == UInt8(ascii: "*") {
        star = (place, at)
        place += 1
      } else if place < text.count, text[place] == value[at] {
        place += 1
        at += 1
      } else if let last = star {
        star = (last.place, last.at + 1)
        place = last.place + 1
        at = last.at + 1
      } else {
        return false
      }
    }
    return text[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
