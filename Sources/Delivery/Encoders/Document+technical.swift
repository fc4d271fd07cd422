import Records

/// The voice for people who run servers.
///
/// The order is fixed: fact, risk with its numbers and owner, what to look for, steps now with who
/// and until when, what was seen, clocks, how to answer.
extension Document {
  private static let risksMax = 5
  private static let fieldsMax = 12
  private static let stepsMax = 12
  private static let evidenceMax = Finding.evidenceMax
  private static let doubtfulMax = 3

  mutating func addTechnical(_ message: Message) {
    let alert = message.alert
    add("Fact", [Line(message.fact)])
    addRisks(message.risks)
    // An automatic alert takes its plain words from the risk, which has just said them.
    let isSaid = message.risks.contains { $0.plain == alert.plain }
    add("About", (isSaid ? [] : Shown.paragraphs(alert.plain)).map { Line($0, kind: .description) })
    add("Look", Shown.paragraphs(alert.recognise).map { Line($0, kind: .description) })
    add("Care", Shown.paragraphs(alert.precautions).map { Line($0, kind: .description) })
    if alert.status.isOpen { addSteps(alert.steps) }
    addSeen(message)
    addRule(alert)
    addClock(alert)
    addAnswers(message)
  }

  private mutating func addRisks(_ risks: [Message.RiskLine]) {
    var lines: [Line] = []
    for (number, risk) in first(Self.risksMax, of: risks).enumerated() {
      // One risk always stays: an alert without it is only a line of a log.
      lines.append(Line(risk.sentence, kind: number == 0 ? nil : .description))
      lines += Shown.paragraphs(risk.plain).map { Line($0, kind: .description) }
    }
    add("Risk", lines)
  }

  private mutating func addSteps(_ steps: [Alert.Step]) {
    var lines: [Line] = []
    for (number, step) in first(Self.stepsMax, of: steps).enumerated() {
      lines.append(Line("\(number + 1) \(step.sentence)", kind: .step))
      if let command = step.command {
        lines.append(Line(Shown(own: command, cap: Shown.lineMax), style: .command, kind: .step))
      }
      if let danger = step.danger {
        lines.append(Line("Take care: \(own: danger)", kind: .step))
      }
      for field in first(Self.doubtfulMax, of: step.doubtful) {
        lines.append(Line("Judge yourself, not filled in: \(field.shown)", kind: .step))
      }
    }
    add("Now", lines)
  }

  private mutating func addSeen(_ message: Message) {
    let alert = message.alert
    var lines = alert.place.map { [Line($0.shown, kind: .evidence)] } ?? []
    let group = Set(alert.group)
    for field in first(Self.fieldsMax, of: alert.fields.filter { !group.contains($0) }) {
      lines.append(Line(field.shown, style: .log, kind: .evidence))
    }
    var evidence = alert.evidence
    if let text = alert.text, evidence.last?.text != text {
      evidence.append(Finding.Evidence(time: alert.lastSeen ?? message.at, text: text))
    }
    uncounted += max(0, evidence.count - Self.evidenceMax)
    for one in evidence.suffix(Self.evidenceMax) {
      let time = one.time.clock(onTheDayOf: message.at)
      lines.append(
        Line("\(own: time) \(one.text, cap: Shown.lineMax)", style: .log, kind: .evidence))
    }
    add("Seen", lines)
  }

  private mutating func addRule(_ alert: Alert) {
    guard let rule = alert.rule else { return }
    let author: Shown = alert.ruleAuthor.map { " · Rule by \(own: $0)" } ?? ""
    add("Rule", [Line("\(own: rule, cap: 120)\(author)")])
  }

  private mutating func addClock(_ alert: Alert) {
    guard let expires = alert.expires, alert.status.isOpen else { return }
    let unless: Shown = alert.origin == .automatic ? ", unless it is seen again" : ""
    add("Ends", [Line("\(own: expires.minuteUTC)\(unless)")])
  }

  private mutating func addAnswers(_ message: Message) {
    add("Answer", message.answers.map { Line($0, style: .command) })
  }
}

extension Message {
  /// The commands with which a reader answers, ready to be copied.
  var answers: [Shown] {
    let id = Shown(own: alert.id, cap: 40)
    guard reason != .test else { return [] }
    guard reason != .digest else { return ["tocsin alert list"] }
    guard alert.status.isOpen, reason != .allClear else { return ["tocsin alert show \(id)"] }
    let close: Shown = "tocsin alert close \(id) REASON \"...\""
    return alert.status == .acknowledged ? [close] : ["tocsin alert ack \(id)", close]
  }

  /// One sentence of fact; empty when nothing is known but what people wrote.
  fileprivate var fact: Shown {
    guard alert.origin == .automatic, alert.count > 0 else { return "" }
    let times: Shown = alert.count == 1 ? "Seen once" : "Seen \(alert.count) times"
    let host: Shown = alert.host.map { " on \($0)" } ?? ""
    return "\(times)\(host)\(group)\(span)."
  }

  private var group: Shown {
    guard !alert.group.isEmpty else { return "" }
    let shown = alert.group.prefix(4).map(\.shown).joined(separator: ", ")
    let more: Shown = alert.group.count > 4 ? ", \(alert.group.count - 4) more" : ""
    return " (\(shown)\(more))"
  }

  private var span: Shown {
    guard let last = alert.lastSeen else { return "" }
    guard let first = alert.firstSeen, first < last else { return ", at \(own: last.secondUTC)" }
    return ", from \(own: first.secondUTC) to \(own: last.secondUTC)"
  }
}

extension Message.RiskLine {
  var band: Severity { Severity(likelihood: likelihood, impact: impact) }

  /// `Title (id), 2 x 5 = 10 high, owner Operations`.
  fileprivate var sentence: Shown {
    """
    \(own: title, cap: 120) (\(own: id, cap: 60)), \(likelihood) x \(impact) = \
    \(likelihood * impact) \(own: band.rawValue), owner \(own: owner, cap: 80)
    """
  }
}

extension Alert.Step {
  fileprivate var sentence: Shown {
    let who: Shown? = by.map { "\(own: $0, cap: 80)" }
    let until: Shown? = within.map { "within \(own: $0, cap: 40)" }
    let both = [who, until].compactMap { $0 }.joined(separator: ", ")
    let what = Shown(own: text, cap: Shown.lineMax)
    return both.text.isEmpty ? what : "\(what) (\(both))"
  }
}

extension Finding.Field {
  /// `name=value`; a value named like a secret is masked.
  var shown: Shown {
    // The name may be a stranger's as well: keys of JSON lines become fields.
    let label = Shown(Untrusted(name), cap: 60)
    guard !namesSecret(name) else { return "\(label)=\(own: secretMask)" }
    return "\(label)=\(value)"
  }
}

extension Finding.Place {
  fileprivate var shown: Shown {
    let file: Shown = path.map { " \(Untrusted($0), cap: 160)" } ?? ""
    let number: Shown = line.map { " line \($0)" } ?? ""
    return "Source \(own: source, cap: 60)\(file)\(number)"
  }
}
