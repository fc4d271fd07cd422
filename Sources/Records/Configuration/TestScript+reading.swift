/// Tests as they stand in a file (list key `tests`), by their kind.
extension TestScript {
  private enum Kind: String, CaseIterable { case unit, drill, verify, tabletop }

  /// Nil, and told, when the kind is missing or unknown: nobody knows which fields belong there.
  init?(_ map: MapReader) {
    let id = map.identifier(.test)
    guard let kind = map.choice("kind", .required, as: Kind.self) else { return nil }
    switch kind {
    case .drill: self = .drill(DrillScript(map, id: id))
    case .unit: self = .unit(UnitScript(map, id: id))
    case .verify: self = .verify(VerifyScript(map, id: id))
    case .tabletop: self = .tabletop(TabletopScript(map, id: id))
    }
  }

  var id: String {
    switch self {
    case .drill(let script): script.id
    case .unit(let script): script.id
    case .verify(let script): script.id
    case .tabletop(let script): script.id
    }
  }
}

/// What a test proves (`proves`), each name looked up when all has been read.
struct Proof {
  var controls: [Marked<String>] = []
  var models: [Marked<String>] = []

  init(_ map: MapReader?) {
    guard let map else { return }
    _ = map.references("risks", to: .risk)
    _ = map.rules("rules")
    controls = map.references("controls", to: .control)
    models = map.references("models", to: .model)
    map.finish()
  }
}

extension UnitScript {
  init(_ map: MapReader, id: String) {
    _ = Proof(map.map("proves"))
    let rule = map.markedText("rule", .required)
    if let rule { map.notes.refer(toRules: [rule]) }
    self.init(
      id: id,
      title: map.text("title", .required) ?? "",
      rule: rule ?? Marked("", at: map.mark),
      samples: map.maps("samples", as: "sample", .required).compactMap(RuleSample.init),
      place: map.mark)
    _ = map.reference("owner", to: .role, .audience)
    // Samples run whenever rules are checked.
    map.leave("every")
    if map.items("samples").isEmpty, map.has("samples") {
      map.refuse(
        map.place(of: "samples"), "a test of kind \"unit\" has no sample",
        hint: "samples: [{hit: …}, {miss: …}]")
    }
    map.finish()
  }
}

extension VerifyScript {
  init(_ map: MapReader, id: String) {
    let proof = Proof(map.map("proves", .required))
    self.init(
      id: id,
      title: map.text("title", .required) ?? "",
      controls: proof.controls,
      every: map.duration("every"),
      owner: map.reference("owner", to: .role, .audience)?.value,
      place: map.mark)
    if controls.isEmpty, map.has("proves") {
      map.refuse(
        map.place(of: "proves"), "a test of kind \"verify\" names no control",
        hint: "proves: {controls: […]}")
    }
    if let every, every < .seconds(60) {
      map.refuse(map.place(of: "every"), "\"every\" must be at least 1m", code: "TOC006")
    }
    map.finish()
  }
}

extension TabletopScript {
  init(_ map: MapReader, id: String) {
    let proof = Proof(map.map("proves", .required))
    self.init(
      id: id,
      title: map.text("title", .required) ?? "",
      models: proof.models,
      steps: map.texts("steps", .required),
      every: map.duration("every"),
      owner: map.reference("owner", to: .role, .audience)?.value,
      place: map.mark)
    if models.isEmpty, map.has("proves") {
      map.refuse(
        map.place(of: "proves"), "a test of kind \"tabletop\" names no model",
        hint: "proves: {models: […]}")
    }
    map.finish()
  }
}
