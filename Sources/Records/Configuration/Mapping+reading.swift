/// Mappings as they stand in a file (list key `mappings`).
extension MappingDeclaration {
  init(_ map: MapReader) {
    let id = map.identifier(.mapping)
    let names = map.map("fields")
    self.init(
      id: id,
      title: map.text("title"),
      format: map.choice("format") ?? .json,
      sources: map.references("sources", to: .source).map(\.value),
      program: map.texts("program"),
      fields: names.map(Self.fields) ?? [],
      clauses: map.maps("logsources", as: "entry of \"logsources\"").map(Clause.init),
      place: map.mark)
    names?.finish()
    map.finish()
    if !map.has("fields"), !map.has("logsources") {
      map.refuse(
        map.mark, "mapping has neither \"fields\" nor \"logsources\"",
        hint: "fields: {process.executable: Image}")
    }
  }

  private static func fields(_ map: MapReader) -> [Field] {
    map.keys.map { key in
      let to = map.markedTexts(key.text, .required)
      for name in to where name.value == key.text {
        map.refuse(name.mark, "field \"\(key.text)\" is mapped to itself", hint: "leave it out")
      }
      return Field(from: key.text, to: to.map(\.value), place: key.mark)
    }
  }
}

extension MappingDeclaration.Clause {
  init(_ map: MapReader) {
    let conditions = map.map("when", .required)
    self.init(
      when: conditions.map(Self.conditions) ?? [],
      logsource: map.logsources("logsource", .required),
      place: map.mark)
    conditions?.finish()
    map.finish()
    if let conditions, conditions.keys.isEmpty {
      map.refuse(map.mark, "\"when\" has no condition", hint: "when: {EventID: 1}")
    }
  }

  private static func conditions(_ map: MapReader) -> [Condition] {
    map.keys.map { Condition(field: $0.text, values: map.texts($0.text, .required)) }
  }
}
