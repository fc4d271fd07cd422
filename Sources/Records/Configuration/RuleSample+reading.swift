/// Samples in a test of kind `unit`: the same keys as in a rule's own `tests`.
extension RuleSample {
  /// Nil, and told, when it is not exactly one of a hit, a miss, an injection and a feed.
  init?(_ map: MapReader) {
    let kinds = Kind.allCases.filter { map.has($0.rawValue) }
    guard kinds.count == 1, let kind = kinds.first else {
      map.refuse(
        map.mark, "a sample has exactly one of \"hit\", \"miss\", \"injection\" and \"feed\"",
        hint: "hit: a line that the rule must notice")
      return nil
    }
    let isFiring = kind == .hit || kind == .injection
    self.init(
      kind: kind,
      feed: kind == .feed
        ? Self.feed(map)
        : Self.line(map, kind.rawValue).map { [Feed(line: $0, times: 1, every: .zero)] } ?? [],
      fires: map.integer("fires", in: 0...Self.linesMax, kind == .feed ? .required : .optional)
        ?? (isFiring ? 1 : 0),
      fields: Self.fields(map),
      source: map.reference("source", to: .source),
      mark: map.mark)
    map.finish()
  }

  private static func feed(_ map: MapReader) -> [Feed] {
    let feed = map.maps("feed", as: "line").map { item in
      defer { item.finish() }
      return Feed(
        line: line(item, "line") ?? "",
        times: item.integer("repeat", in: 1...linesMax) ?? 1,
        every: item.duration("every") ?? .zero)
    }
    if feed.reduce(0, { $0 + $1.times }) > linesMax {
      map.refuse(map.place(of: "feed"), "a sample has at most \(linesMax) lines")
    }
    return feed
  }

  /// A line of a log as it is: it may hold what no other text may, such as a terminal's escapes.
  private static func line(_ map: MapReader, _ key: String) -> String? {
    guard let node = map.node(key, .required) else { return nil }
    if let scalar = node.scalar, scalar.kind == .string { return scalar.text }
    map.refuse(
      node.mark, "\"\(key)\" must be a line, not \(node.shape)",
      hint: node.scalar.map { "put it in quotes: '\($0.text)'" })
    return nil
  }

  private static func fields(_ map: MapReader) -> [String: String] {
    guard let wanted = map.map("fields") else { return [:] }
    var fields: [String: String] = [:]
    for key in wanted.keys { fields[key.text] = wanted.text(key.text) }
    return fields
  }
}
