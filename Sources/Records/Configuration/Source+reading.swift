/// Sources and decoders as they stand in a file (list keys `sources` and `decoders`).
extension SourceDeclaration {
  init(_ map: MapReader) {
    let id = map.identifier(.source)
    self.init(
      id: id,
      title: map.text("title", .required) ?? "",
      read: map.items("read", .required).compactMap { Place($0, map.notes) },
      readsAll: map.flag("read_all", default: false),
      format: map.choice("format") ?? .auto,
      logsource: map.logsources("logsource", .required),
      from: map.choice("from") ?? .end,
      quietAfter: map.duration("quiet_after"),
      isRequired: map.flag("required", default: false),
      place: map.mark)
    if map.has("read"), read.isEmpty, map.node("read")?.items?.isEmpty == true {
      map.refuse(map.place(of: "read"), "\"read\" is empty", hint: "- file: /var/log/auth.log")
    }
    map.leave("heartbeat")
    map.finish()
  }
}

extension SourceDeclaration.Place {
  init?(_ node: MarkedNode, _ notes: ReadingNotes) {
    if node.scalar?.text == "stdin" {
      self = .standardInput
      return
    }
    guard case .mapping = node else {
      notes.report(
        "TOC003", at: node.mark, "a place to read is a mapping, not \(node.shape)",
        hint: "file: /var/log/auth.log, or journal: {identifier: [sshd]}, or stdin")
      return nil
    }
    guard let map = MapReader(node, as: "place to read", notes) else { return nil }
    let file = map.text("file")
    let journal = map.map("journal").map(SourceDeclaration.JournalMatch.init)
    map.finish()
    if let journal, file == nil {
      self = .journal(journal)
    } else if let file, journal == nil {
      self = .file(file)
    } else {
      let count = file == nil ? "neither" : "both"
      map.refuse(
        map.mark, "a place to read holds \(count) of \"file\" and \"journal\"",
        hint: "it holds one of them")
      return nil
    }
  }
}

extension SourceDeclaration.JournalMatch {
  init(_ map: MapReader) {
    self.init(
      unit: map.texts("unit"),
      identifier: map.texts("identifier"),
      facility: map.markedTexts("facility").filter { Self.isFacility($0, map) }.map(\.value),
      uid: map.items("uid").compactMap { map.integer($0, "uid", in: 0...4_294_967_294) })
    map.finish()
  }

  /// Names of syslog(3), in the order of their numbers.
  private static let facilities = [
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv",
    "ftp", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
  ]

  private static func isFacility(_ name: Marked<String>, _ map: MapReader) -> Bool {
    if facilities.contains(name.value) || Int(name.value).map((0...23).contains) == true {
      return true
    }
    let nearest = NearestName.to(name.value, among: facilities)
    map.refuse(
      name.mark, "no syslog facility is named \"\(name.value)\"",
      hint: nearest.map { "did you mean '\($0)'?" }
        ?? "one of: " + facilities.joined(separator: ", "))
    return false
  }
}

extension DecoderDeclaration {
  init(_ map: MapReader) {
    let id = map.identifier(.decoder)
    self.init(
      id: id,
      program: map.texts("program", .required),
      logsource: map.logsources("logsource", .required),
      shapes: map.maps("shapes", as: "shape", .required).map(Shape.init),
      place: map.mark)
    map.finish()
  }
}

extension DecoderDeclaration.Shape {
  init(_ map: MapReader) {
    let names = map.map("names")
    self.init(
      action: map.text("action", .required) ?? "",
      starts: map.literal("starts"),
      contains: map.literal("contains"),
      pattern: map.markedText("pattern"),
      split: map.map("split").map(DecoderDeclaration.Split.init),
      names: names.map(Self.table) ?? [:],
      stranger: map.texts("stranger"),
      place: map.mark)
    names?.finish()
    map.finish()
    if starts == nil, contains == nil {
      map.refuse(
        map.mark, "shape has neither \"starts\" nor \"contains\"",
        hint: "a literal that is tried before the pattern: starts: 'Failed '")
    }
    if pattern != nil, split != nil {
      map.refuse(map.mark, "shape has both \"pattern\" and \"split\"", hint: "keep one")
    }
  }

  private static func table(_ map: MapReader) -> [String: String] {
    var names: [String: String] = [:]
    for key in map.keys { names[key.text] = map.text(key.text, .required) }
    return names
  }
}

extension DecoderDeclaration.Split {
  init(_ map: MapReader) {
    self.init(by: map.literal("by", .required) ?? " ", fields: map.texts("fields", .required))
    map.finish()
  }
}

extension MapReader {
  /// Text whose blanks count, such as the `: ` between two fields.
  func literal(_ key: String, _ need: Need = .optional) -> String? {
    guard let node = node(key, need) else { return nil }
    guard let scalar = node.scalar, [.string, .integer, .float].contains(scalar.kind) else {
      refuse(node.mark, "\"\(key)\" must be text, not \(node.shape)")
      return nil
    }
    if scalar.text.isEmpty { refuse(node.mark, "\"\(key)\" is empty") }
    return scalar.text.isEmpty ? nil : scalar.text
  }
}
