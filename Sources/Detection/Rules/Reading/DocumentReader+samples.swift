import Records

/// The `tests` key: samples that `check` runs.
extension DocumentReader {
  private static let keys = ["hit", "miss", "injection", "feed", "fires", "fields", "source"]

  mutating func samples(_ root: MarkedNode) -> [RuleSample] {
    guard let node = root["tests"] else { return [] }
    guard let items = node.items else {
      note("TOC003", node.mark, "\"tests\" is a list of samples")
      return []
    }
    return items.compactMap { sample($0) }
  }

  private mutating func sample(_ node: MarkedNode) -> RuleSample? {
    guard let pairs = node.pairs else {
      note("TOC003", node.mark, "a sample is a mapping")
      return nil
    }
    refuseUnknown(pairs, among: Self.keys)
    let kinds = RuleSample.Kind.allCases.filter { node[$0.rawValue] != nil }
    guard kinds.count == 1, let kind = kinds.first, let content = node[kind.rawValue] else {
      note(
        "TOC003", node.mark,
        "a sample has exactly one of \"hit\", \"miss\", \"injection\" and \"feed\"")
      return nil
    }
    let fires = node["fires"].flatMap { wholeNumber($0, "fires") }
    if kind == .feed, node["fires"] == nil {
      note("TOC003", node.mark, "a sample with \"feed\" says how often it \"fires\"")
    }
    return RuleSample(
      kind: kind, feed: kind == .feed ? feed(content) : line(content),
      fires: fires ?? (kind == .hit || kind == .injection ? 1 : 0), fields: fields(node),
      source: source(node), mark: node.mark)
  }

  private mutating func line(_ node: MarkedNode) -> [RuleSample.Feed] {
    guard let scalar = node.scalar, scalar.kind == .string else {
      note("TOC003", node.mark, "a sample's line is text")
      return []
    }
    return [.init(line: scalar.text, times: 1, every: .zero)]
  }

  private mutating func feed(_ node: MarkedNode) -> [RuleSample.Feed] {
    guard let items = node.items, !items.isEmpty else {
      note("TOC003", node.mark, "\"feed\" is a list of lines")
      return []
    }
    var lines = 0
    return items.compactMap { item in
      refuseUnknown(item.pairs ?? [], among: ["line", "repeat", "every"])
      guard let text = item["line"]?.scalar else {
        note("TOC003", item.mark, "each entry of \"feed\" has a \"line\"")
        return nil
      }
      let times = item["repeat"].map { wholeNumber($0, "repeat") ?? 1 } ?? 1
      lines += times
      if lines > RuleSample.linesMax {
        note("TOC003", item.mark, "a sample has at most \(RuleSample.linesMax) lines")
        return nil
      }
      return .init(line: text.text, times: times, every: every(item))
    }
  }

  private mutating func every(_ item: MarkedNode) -> Duration {
    guard let node = item["every"] else { return .zero }
    guard let scalar = node.scalar, let span = timespan(scalar.text) else {
      note("TOC006", node.mark, "\"every\" is a number and one of s, m, h, d")
      return .zero
    }
    return span
  }

  private mutating func fields(_ node: MarkedNode) -> [String: String] {
    guard let wanted = node["fields"] else { return [:] }
    var fields: [String: String] = [:]
    for pair in wanted.pairs ?? [] { fields[pair.key.text] = pair.value.scalar?.text }
    if fields.isEmpty || fields.count != wanted.pairs?.count {
      note("TOC003", wanted.mark, "\"fields\" is a mapping of names to texts")
    }
    return fields
  }

  private mutating func source(_ node: MarkedNode) -> Marked<String>? {
    guard let source = node["source"] else { return nil }
    if let scalar = source.scalar { return Marked(scalar.text, at: scalar.mark) }
    note("TOC003", source.mark, "\"source\" is the id of a source")
    return nil
  }

  private mutating func wholeNumber(_ node: MarkedNode, _ key: String) -> Int? {
    if let text = node.scalar?.text, let number = Int(text), number >= 0 { return number }
    note("TOC003", node.mark, "\"\(key)\" is a whole number, 0 or more")
    return nil
  }

  private mutating func refuseUnknown(_ pairs: [MarkedNode.Pair], among keys: [String]) {
    for pair in pairs where !keys.contains(pair.key.text) {
      let near = NearestName.to(pair.key.text, among: keys)
      note(
        "TOC002", pair.key.mark, "no field named \"\(pair.key.text)\"",
        hint: near.map { "did you mean '\($0)'?" })
    }
  }
}

/// Three hundred years: beyond it microseconds would not fit into 64 bits with a date.
private let timespanSecondsMax: Int64 = 300 * 31_556_952

/// A count and a unit with nothing between, as Sigma writes a `timespan`; nil when it is none.
///
/// `M` is a month of 2,629,746 s and `y` a year of 31,556,952 s, as in pySigma.
func timespan(_ text: String) -> Duration? {
  let units: [Character: Int64] = [
    "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "M": 2_629_746, "y": 31_556_952,
  ]
  guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
    count >= 0, count <= 1_000_000, count * unit <= timespanSecondsMax
  else { return nil }
  return .seconds(count * unit)
}
