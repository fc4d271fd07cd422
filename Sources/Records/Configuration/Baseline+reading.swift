/// Baselines as they stand in a file (list key `baselines`).
extension BaselineDeclaration {
  init(_ map: MapReader) {
    let id = map.identifier(.baseline)
    let logsource = map.node("logsource", .required)
      .flatMap { MapReader($0, as: "logsource", map.notes) }
    let conditions = map.map("when", .required)
    let key = map.markedTexts("key", .required)
    let sets = map.markedText("sets", .required)
    self.init(
      id: id,
      logsource: logsource.map { Logsource($0) } ?? Logsource(),
      when: conditions.map(Self.conditions) ?? [],
      key: key.map(\.value),
      learn: map.duration("learn") ?? Self.learnDefault,
      forget: map.duration("forget") ?? Self.forgetDefault,
      sets: sets ?? Marked("", at: map.mark),
      place: map.mark)
    map.finish()
    if let conditions, conditions.keys.isEmpty {
      map.refuse(
        map.place(of: "when"), "\"when\" has no condition", hint: "when: {Action: login_ok}")
    }
    checkKey(key, map)
    if let sets { checkName(sets, map) }
    if forget < learn {
      map.refuse(
        map.place(of: "forget"), "\"forget\" is shorter than \"learn\"",
        hint: "what was learned first would be forgotten before it counts")
    }
  }

  private static func conditions(_ map: MapReader) -> [MarkedNode.Pair] {
    map.keys.compactMap { key in
      guard let value = map.node(key.text, .required) else { return nil }
      if key.text.contains("|") {
        map.refuse(
          key.mark, "a condition of \"when\" takes no modifier",
          hint: "a value, or a list of which one must fit")
        return nil
      }
      let values = value.items ?? [value]
      if let wrong = values.first(where: { $0.scalar == nil }) {
        map.refuse(
          wrong.mark, "\"\(key.text)\" must be a value or a list of values, not \(wrong.shape)")
        return nil
      }
      if values.isEmpty {
        map.refuse(value.mark, "\"\(key.text)\" is an empty list")
        return nil
      }
      return MarkedNode.Pair(key: key, value: value)
    }
  }

  private func checkKey(_ key: [Marked<String>], _ map: MapReader) {
    if key.isEmpty, map.has("key") {
      map.refuse(
        map.place(of: "key"), "\"key\" names no field", hint: "key: [User, src_net]")
    }
    for (place, name) in key.enumerated()
    where key.prefix(place).contains(where: { $0.value == name.value }) {
      map.refuse(name.mark, "\"key\" names \"\(name.value)\" twice")
    }
  }

  private func checkName(_ name: Marked<String>, _ map: MapReader) {
    let bytes = name.value.utf8
    let isWord = bytes.allSatisfy {
      (65...90).contains($0) || (97...122).contains($0) || (48...57).contains($0) || $0 == 95
    }
    if !isWord || !(bytes.first.map { $0 > 57 } ?? false) {
      map.refuse(
        name.mark, "\"\(name.value)\" is no name for a field",
        hint: "letters, digits and '_', a letter first: NewForUser")
    } else if key.contains(name.value) || when.contains(where: { $0.key.text == name.value }) {
      map.refuse(
        name.mark, "the baseline reads the field that it sets, \"\(name.value)\"",
        hint: "give 'sets' a name that no event has: NewForUser")
    }
  }
}
