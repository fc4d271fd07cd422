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
        : map.text(kind.rawValue).map { [Feed(line: $0, times: 1, every: .zero)] } ?? [],
      fires: map.integer("fires", in: 0...linesMax, kind == .feed ? .required : .optional)
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
        line: item.text("line", .required) ?? "",
        times: item.integer("repeat", in: 1...linesMax) ?? 1,
        every: item.duration("every") ?? .zero)
    }
    if feed.reduce(0, { $0 + $1.times }) > linesMax {
      map.refuse(map.place(of: "feed"), "a sample has at most \(linesMax) lines")
    }
    return feed
  }

  private static func fields(_ map: MapReader) -> [String: String] {
    guard let wanted = map.map("fields") else { return [:] }
    var fields: [String: String] = [:]
    for key in wanted.keys { fields[key.text] = wanted.text(key.text) }
    return fields
  }
}
