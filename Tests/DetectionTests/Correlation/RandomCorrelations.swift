import Detection
import Records

/// Correlations of every kind and streams of lines, drawn at random.
struct RandomCorrelations {
  var random: SplitMix

  /// A few that may hear one another, some of which cannot be honoured.
  mutating func rules() -> [CorrelationRule] {
    var rules: [CorrelationRule] = []
    for number in 0..<Int.random(in: 2...6, using: &random) {
      rules.append(rule("c\(number)", hearing: rules))
    }
    return rules
  }

  private mutating func rule(
    _ identity: String, hearing others: [CorrelationRule]
  ) -> CorrelationRule {
    let kind = pick(CorrelationRule.Kind.allCases)
    let groupBy = pick([[], ["src_ip"], ["src_ip"], ["src_ip", "User"], ["who"]])
    let fitting = others.filter { other in
      groupBy.allSatisfy { other.groupBy.contains($0) }
    }.map(\.identity)
    var list = (WindowLab.baseRules + fitting).shuffled(using: &random)
    list = Array(list.prefix(Int.random(in: 1...3, using: &random)))
    if kind == .temporalOrdered, chance(4) { list.append(list[0]) }
    let isWorded = kind.rawValue.hasPrefix("temporal") && Set(list).count == list.count && chance(2)
    let fields = ["src_ip": "addr", "who": "src_ip"]
    return correlation(
      identity, kind, list, by: groupBy,
      isWorded || kind.rawValue.hasPrefix("temporal") && chance(2) ? [] : bounds(kind),
      words: isWorded ? words(list) : nil, fields: measured(kind),
      percentile: kind == .valuePercentile ? pick([0, 25, 50, 90, 100]) : nil,
      seconds: Int.random(in: 1...40, using: &random),
      aliases: groupBy.first.map { name in
        name == "who" || chance(3)
          ? list.flatMap { rule in
            others.contains { $0.identity == rule }
              ? [] : alias(name, [rule: fields[name] ?? name])
          } : []
      } ?? [])
  }

  private mutating func measured(_ kind: CorrelationRule.Kind) -> [String] {
    switch kind {
    case .eventCount, .temporal, .temporalOrdered: []
    case .valueCount: pick([["User"], ["port"], ["User", "port"], ["src_ip"]])
    default: ["port"]
    }
  }

  private mutating func bounds(_ kind: CorrelationRule.Kind) -> [CorrelationRule.Bound] {
    let values: [Double] =
      switch kind {
      case .valueSum: [0, 3.5, 8, 20]
      case .valueAverage, .valuePercentile, .valueMedian: [-1, 1.75, 2, 4.1]
      case .temporal, .temporalOrdered: [1, 1.5, 2]
      default: [1, 2, 3, 2.5]
      }
    let value = pick(values)
    if chance(4) {
      return [.init(pick([.gt, .gte]), value), .init(pick([.lt, .lte]), value + 2)]
    }
    if chance(2) { return [.init(pick([.gt, .gte]), value)] }
    return [.init(pick(CorrelationRule.Comparison.allCases), value)]
  }

  private mutating func words(_ names: [String]) -> String {
    var text = ""
    for (place, name) in names.enumerated() {
      if place > 0 { text += chance(2) ? " and " : " or " }
      text += chance(4) ? "not \(name)" : name
    }
    if names.count == 3, chance(3) { text = "\(names[0]) and (\(names[1]) or \(names[2]))" }
    return chance(8) ? "not (\(text))" : text
  }

  /// Lines of one source and what is known of the others meanwhile.
  struct Run {
    var lines: [WindowLab.Line]
    var ceiling: Int64?
    var tick: Int64?
  }

  mutating func runs(lines: Int) -> [Run] {
    var clock: Int64 = 1_760_000_000_000_000
    var runs: [Run] = []
    let isAlone = chance(2)
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let ahead = Int64.random(in: -20_000_000...40_000_000, using: &random)
      let ceiling = isAlone ? nil : clock + ahead
      let some = (0..<lines / 4 + 1).map { _ in line(&clock) }
      let tick = clock + Int64.random(in: -50_000_000...80_000_000, using: &random)
      runs.append(Run(lines: some, ceiling: ceiling, tick: isAlone || chance(2) ? nil : tick))
    }
    return runs
  }

  private mutating func line(_ clock: inout Int64) -> WindowLab.Line {
    if !chance(4) { clock += Int64.random(in: 0...5, using: &random) * 1_000_000 }
    if chance(60) { clock += 70_000_000 }
    if chance(200) { clock -= 4_000_000_000 }
    let late = chance(4) ? Int64.random(in: 0...50, using: &random) * 1_000_000 : 0
    let address = "192.0.2.\(Int.random(in: 1...2, using: &random))"
    var values = ["src_ip": address, "addr": address]
    if !chance(4) { values["User"] = "u\(Int.random(in: 0..<3, using: &random))" }
    if !chance(6) { values["port"] = pick(["1", "2.25", "-3", "1e1", "x", "4", "0.5"]) }
    if chance(12) { values["src_ip"] = nil }
    return WindowLab.Line(
      rule: pick(WindowLab.baseRules), time: clock - late, values: values)
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &random)]
  }

  private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }
}
