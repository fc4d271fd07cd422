/// Prepared alerts as they stand in a file (list key `threats`).
extension Threat {
  init(_ map: MapReader) {
    let id = map.identifier(.threat)
    self.init(
      id: id,
      title: map.text("title", .required) ?? "",
      kind: map.choice("kind", .required) ?? .warning,
      state: map.choice("state", .required) ?? .foreseen,
      severity: map.choice("severity", .required) ?? .low,
      certainty: map.choice("certainty", .required) ?? .possible,
      audience: map.references("audience", to: .audience, need: .required),
      recognise: map.plain("recognise", .required) ?? "",
      precautions: map.plain("precautions", .required) ?? "",
      plain: map.plain("plain"),
      risks: map.references("risks", to: .risk),
      model: map.reference("model", to: .model),
      fill: map.texts("fill"),
      tlp: map.choice("tlp", .required) ?? .clear,
      expiresAfter: map.duration("expires_after", .required) ?? .seconds(86_400),
      place: map.mark)
    for key in ["title", "recognise", "precautions", "plain"] {
      guard let node = map.node(key), let scalar = node.scalar else { continue }
      Template(Marked(scalar.text, at: scalar.mark)).check(map.notes, known: fill)
    }
    map.leave("references")
    map.finish()
  }
}
