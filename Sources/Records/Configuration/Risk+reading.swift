/// A row of the register as it stands in a file (list key `risks`).
extension Risk {
  init(_ map: MapReader) {
    let id = map.identifier(.risk)
    self.init(
      id: id,
      title: map.text("title", .required) ?? "",
      owner: map.reference("owner", to: .role, .audience, need: .required)
        ?? Marked("", at: map.mark),
      likelihood: map.integer("likelihood", in: 1...5, .required) ?? 1,
      impact: map.integer("impact", in: 1...5, .required) ?? 1,
      plain: map.plain("plain"),
      status: map.choice("status") ?? .assessed,
      response: map.choice("response"),
      threat: map.text("threat"),
      vulnerability: map.text("vulnerability"),
      controls: map.references("controls", to: .control),
      residual: map.map("residual").map(Rating.init),
      acceptance: map.map("accept").flatMap(Acceptance.init),
      model: map.reference("model", to: .model),
      attack: Self.techniques(map),
      references: map.references("references", to: .reference),
      groupBy: map.texts("group_by"),
      recognise: map.plain("recognise"),
      precautions: map.plain("precautions"),
      blindSpots: map.text("blind_spots"),
      reviewBy: map.date("review_by"),
      detections: map.map("detections").map(Detections.init) ?? Detections(),
      expiresAfter: map.duration("expires_after") ?? map.notes.limits.alertExpiresAfter,
      place: map.mark)
    map.readWaivers()
    map.leave("assets")
    map.finish()
  }

  /// Ids of the form `T1552` or `T1552.001`; others are TOC008, retired ones TOC123.
  private static func techniques(_ map: MapReader) -> [Marked<String>] {
    let ids = map.markedTexts("attack")
    for id in ids {
      guard AttackTechnique.isIdentifier(id.value) else {
        map.refuse(
          id.mark, "\"\(id.value)\" is no ATT&CK technique", hint: "such as T1110 or T1110.001",
          code: "TOC008")
        continue
      }
      guard let successor = AttackTechnique.successors[id.value] else { continue }
      map.notes.report(
        "TOC123", at: id.mark, "ATT&CK technique \"\(id.value)\" is retired",
        hint: "write \(successor)", weight: .warning)
    }
    return ids
  }
}

extension Risk.Rating {
  init(_ map: MapReader) {
    self.init(
      likelihood: map.integer("likelihood", in: 1...5, .required) ?? 1,
      impact: map.integer("impact", in: 1...5, .required) ?? 1)
    map.finish()
  }
}

extension Risk.Acceptance {
  init?(_ map: MapReader) {
    let by = map.reference("by", to: .role, need: .required)
    let on = map.date("on", .required)
    let until = map.date("until", .required)
    let why = map.text("why", .required)
    map.finish()
    guard let by, let on, let until, let why else { return nil }
    self.init(by: by.value, on: on, until: until, why: why)
  }
}

extension Risk.Detections {
  init(_ map: MapReader) {
    self.init(
      rules: map.markedTexts("rules"),
      tags: map.markedTexts("tags").filter { Self.isTechnique($0, map) },
      logsource: map.node("logsource").flatMap { MapReader($0, as: "logsource", map.notes) }
        .map(Logsource.init))
    map.finish()
    if rules.isEmpty, tags.isEmpty, logsource != nil || !map.has("tags") {
      map.refuse(
        map.mark, "detections name no rule and no technique",
        hint: "a log source alone ties every rule of it: add 'tags' or 'rules'", code: "TOC020")
    }
  }

  /// Tactics are refused as too wide: `attack.persistence` would tie a tenth of all rules.
  private static func isTechnique(_ tag: Marked<String>, _ map: MapReader) -> Bool {
    if AttackTechnique(tag: tag.value) != nil { return true }
    let isNumbered =
      tag.value.lowercased().hasPrefix("attack.t")
      && tag.value.dropFirst(8).first?.isNumber == true
    map.refuse(
      tag.mark,
      isNumbered
        ? "\"\(tag.value)\" is no ATT&CK technique" : "tag \"\(tag.value)\" is too wide for a tie",
      hint: "name a technique, such as attack.t1110", code: isNumbered ? "TOC008" : "TOC020")
    return false
  }
}
