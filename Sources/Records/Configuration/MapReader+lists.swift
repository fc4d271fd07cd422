/// Lists and mappings inside a mapping, references and commands.
extension MapReader {
  /// The items; one text without brackets is a list of one.
  func items(_ key: String, _ need: Need = .optional) -> [MarkedNode] {
    guard let node = node(key, need) else { return [] }
    switch node {
    case .sequence(let items, _): return items
    case .scalar: return [node]
    case .mapping:
      refuse(
        node.mark, "\"\(key)\" must be a list, not a mapping", hint: "begin each item with '- '")
      return []
    }
  }

  func markedTexts(_ key: String, _ need: Need = .optional) -> [Marked<String>] {
    items(key, need).compactMap { text($0, key) }
  }

  func texts(_ key: String, _ need: Need = .optional) -> [String] {
    markedTexts(key, need).map(\.value)
  }

  func choices<Choice: RawRepresentable & CaseIterable>(
    _ key: String, as type: Choice.Type = Choice.self
  ) -> [Choice] where Choice.RawValue == String {
    items(key).compactMap { choice($0, key) }
  }

  func map(_ key: String, _ need: Need = .optional) -> MapReader? {
    node(key, need).flatMap { MapReader($0, as: "\"\(key)\"", notes) }
  }

  /// One reader an item; `subject` is what one of them is called.
  func maps(_ key: String, as subject: String, _ need: Need = .optional) -> [MapReader] {
    items(key, need).compactMap { MapReader($0, as: subject, notes) }
  }

  /// The id of a record of one of these kinds, which is looked up when all has been read.
  func reference(
    _ key: String, to kinds: RecordKind..., need: Need = .optional
  ) -> Marked<String>? {
    guard let name = markedText(key, need) else { return nil }
    notes.refer(to: kinds, name)
    return name
  }

  func references(
    _ key: String, to kinds: RecordKind..., need: Need = .optional
  ) -> [Marked<String>] {
    let names = markedTexts(key, need)
    for name in names { notes.refer(to: kinds, name) }
    return names
  }

  /// Ids or names of rules, which are looked up once rules are loaded.
  func rules(_ key: String) -> [Marked<String>] {
    let names = markedTexts(key)
    notes.refer(toRules: names)
    return names
  }

  /// An argument vector, its first part an absolute path; mistakes are TOC010.
  func command(_ key: String) -> [String] {
    guard let node = node(key) else { return [] }
    guard case .sequence(let items, _) = node else {
      let words = node.scalar?.text.split(separator: " ").joined(separator: ", ")
      refuse(
        node.mark, "\"\(key)\" must be a list of arguments, not \(node.shape)",
        hint: "no shell runs it: \(key): [\(words ?? "/usr/bin/ss, -tnp")]", code: "TOC010")
      return []
    }
    let arguments = items.compactMap { argument($0, key) }
    guard let program = arguments.first else {
      refuse(node.mark, "\"\(key)\" is empty", code: "TOC010")
      return []
    }
    if !program.value.hasPrefix("/") {
      refuse(
        program.mark, "command \"\(program.value)\" is not an absolute path",
        hint: "write where it is, such as /usr/bin/\(program.value)", code: "TOC010")
    }
    for part in arguments { Template(part).check(notes) }
    return arguments.map(\.value)
  }

  private func argument(_ node: MarkedNode, _ key: String) -> Marked<String>? {
    guard let scalar = node.scalar else {
      refuse(
        node.mark, "an argument of \"\(key)\" must be text, not \(node.shape)",
        code: "TOC010")
      return nil
    }
    if scalar.text.unicodeScalars.contains(where: { $0.isUnsafeToShow }) {
      refuse(
        node.mark, "an argument of \"\(key)\" holds a control character", code: "TOC010")
    }
    return Marked(scalar.text, at: scalar.mark)
  }

  func logsources(_ key: String, _ need: Need = .optional) -> [Logsource] {
    let readers = node(key, need).map { node -> [MapReader] in
      let items = node.items ?? [node]
      return items.compactMap { MapReader($0, as: "logsource", notes) }
    }
    return (readers ?? []).map(Logsource.init)
  }
}

extension Logsource {
  init(_ map: MapReader) {
    self.init(
      category: map.text("category"), product: map.text("product"), service: map.text("service"))
    if self == Logsource() {
      map.refuse(map.mark, "logsource names nothing", hint: "product: linux, service: sshd")
    }
    map.finish()
  }
}
