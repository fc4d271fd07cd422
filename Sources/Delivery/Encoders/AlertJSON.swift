import Records

/// One alert and what is said of it, as a JSON object that keeps its limits.
package struct AlertJSON {
  var message: Message
  /// Log text and steps are for the technical voice only.
  private var isTechnical: Bool { message.voice == .technical }

  static let risksMax = 10
  static let valuesMax = 16
  static let rowsMax = 20
  static let groupMax = 8
  /// Of one value that programs compare, in UTF-16 units.
  static let valueMax = 300

  init(_ message: Message) { self.message = message }

  /// Everything there is: evidence lines and fields, then paragraphs, then steps.
  var whole: Allowance {
    Allowance(
      evidence: isTechnical ? min(alert.evidence.count, Finding.evidenceMax) + fieldsMax : 0,
      descriptions: paragraphs.count,
      steps: isTechnical ? alert.steps.count : 0)
  }

  private var alert: Alert { message.alert }

  private var paragraphs: [String?] { [alert.plain, alert.recognise, alert.precautions] }

  func value(_ allowance: Allowance) -> JSONValue {
    .object(identity + what + happening(allowance) + words(allowance) + life + [leftOut(allowance)])
  }

  private var identity: [JSONValue.Member] {
    [
      .init("id", ownJSON(alert.id)),
      .init("revision", .number(alert.revision)),
      .init("reason", .string(message.reason.rawValue)),
      .init("kind", .string(alert.kind.rawValue)),
      .init("origin", .string(alert.origin.rawValue)),
      .init("exercise", .bool(alert.isExercise)),
      .init("sentinel", ownJSON(message.sentinel)),
      .init("voice", .string(message.voice.rawValue)),
      .init("instead_of", ownJSON(message.insteadOf)),
    ]
  }

  private var what: [JSONValue.Member] {
    [
      .init("title", ownJSON(alert.title)),
      .init("headline", ownJSON(message.headline)),
      .init("severity", .string(alert.severity.rawValue)),
      .init("certainty", .string(alert.certainty.rawValue)),
      .init("state", .string(alert.state.rawValue)),
      .init("status", .string(alert.status.rawValue)),
      .init("tlp", .string(alert.tlp.rawValue)),
      .init("rule", ownJSON(alert.rule)),
      .init("rule_author", ownJSON(alert.ruleAuthor)),
      .init("threat", ownJSON(alert.threat)),
      .init("model", ownJSON(alert.model)),
    ]
  }

  private func happening(_ allowance: Allowance) -> [JSONValue.Member] {
    let isTold = isTechnical && !allowance.isBare
    return [
      .init("host", isTold ? alert.host.map(strangerJSON) ?? .null : .null),
      .init("group", .array(alert.group.prefix(keptGroup(allowance)).map(\.json))),
      .init("count", .number(alert.count)),
      .init("first_seen", momentJSON(alert.firstSeen)),
      .init("last_seen", momentJSON(alert.lastSeen)),
      .init("place", isTold ? alert.place?.json ?? .null : .null),
      .init("fields", .array(alert.fields.prefix(keptFields(allowance)).map(\.json))),
      .init("evidence", .array(alert.evidence.suffix(keptLines(allowance)).map(\.json))),
      .init("text", keptLines(allowance) > 0 || isTold && alert.evidence.isEmpty ? text : .null),
      .init("digest", message.digest?.json ?? .null),
    ]
  }

  private var fieldsMax: Int { isTechnical ? min(alert.fields.count, Self.valuesMax) : 0 }

  private var text: JSONValue {
    alert.text.map { .string(Shown($0, cap: Shown.lineMax).text) } ?? .null
  }

  /// Fields outlast lines: they are what programs compare.
  private func keptFields(_ allowance: Allowance) -> Int {
    min(allowance.evidence, fieldsMax)
  }

  private func keptLines(_ allowance: Allowance) -> Int {
    max(0, allowance.evidence - fieldsMax)
  }

  private func words(_ allowance: Allowance) -> [JSONValue.Member] {
    let kept = Array(paragraphs.prefix(allowance.descriptions))
    let texts = kept.map { ownJSON($0, cap: Shown.paragraphMax) }
    let risks = message.risks.prefix(keptRisks(allowance))
    return [
      .init("risks", .array(risks.map(\.json))),
      .init("plain", texts.isEmpty ? .null : texts[0]),
      .init("recognise", texts.count > 1 ? texts[1] : .null),
      .init("precautions", texts.count > 2 ? texts[2] : .null),
      .init("steps", .array(alert.steps.prefix(allowance.steps).map(\.json))),
      .init("answers", .array(message.answers.map { .string($0.text) })),
    ]
  }

  private var life: [JSONValue.Member] {
    [
      .init("audiences", .array(alert.audiences.prefix(Self.valuesMax).map { ownJSON($0) })),
      .init("issued", alert.issued.json),
      .init("revised", alert.revised?.json ?? .null),
      .init("acknowledged", alert.acknowledged?.json ?? .null),
      .init("closed", alert.closed?.json ?? .null),
      .init("close_reason", alert.closeReason.map { .string($0.rawValue) } ?? .null),
      .init("expires", momentJSON(alert.expires)),
      .init("follows", ownJSON(alert.follows)),
    ]
  }

  /// How many of each are missing here for want of room.
  private func leftOut(_ allowance: Allowance) -> JSONValue.Member {
    let lines = isTechnical ? alert.evidence.count - keptLines(allowance) : 0
    let fields = isTechnical ? alert.fields.count - keptFields(allowance) : 0
    return .init(
      "left_out",
      [
        "evidence": .number(lines),
        "fields": .number(fields),
        "descriptions": .number(missingParagraphs(allowance)),
        "steps": .number(isTechnical ? alert.steps.count - allowance.steps : 0),
        "risks": .number(message.risks.count - keptRisks(allowance)),
        "group": .number(isTechnical ? alert.group.count - keptGroup(allowance) : 0),
      ])
  }

  private func missingParagraphs(_ allowance: Allowance) -> Int {
    paragraphs.dropFirst(allowance.descriptions).count { $0 != nil }
  }

  private func keptRisks(_ allowance: Allowance) -> Int {
    min(message.risks.count, allowance.isBare ? 1 : Self.risksMax)
  }

  private func keptGroup(_ allowance: Allowance) -> Int {
    isTechnical && !allowance.isBare ? min(alert.group.count, Self.groupMax) : 0
  }
}
