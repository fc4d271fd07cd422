import Detection
import Records
import Testing

/// Windows against the plain model, over random streams cut and restarted at random.
@Suite struct WindowsTests {
  static let rules = [
    ordered("guessed", ["guessing", "good"], seconds: 30),
    counting("guessing", ["bad"]),
    counting("few", ["bad", "odd"], [.init(.gte, 2), .init(.lt, 4)], seconds: 7),
    correlation("names", .valueCount, ["bad", "odd"], [.init(.gte, 2)], fields: ["User"]),
    correlation("both", .temporal, ["bad", "odd", "guessing"], [.init(.gte, 2)], seconds: 6),
    correlation("alone", .temporal, ["bad", "good"], words: "bad and not good", seconds: 5),
    correlation("seldom", .eventCount, ["few"], [.init(.gte, 2)], seconds: 50),
    counting("any", ["odd"], by: [], [.init(.gt, 0.5)], seconds: 3),
    ordered("thrice", ["bad", "odd", "bad"], by: ["src_ip", "User"], seconds: 20),
    counting("again", ["guessed"], [.init(.gte, 2)], seconds: 60),
    counting(
      "aliased", ["good", "guessing"], by: ["who"], [.init(.gte, 4)], seconds: 40,
      aliases: alias("who", ["good": "addr", "guessing": "src_ip"])),
  ]

  static func stream(_ random: inout some RandomNumberGenerator, lines: Int) -> [WindowLab.Line] {
    var clock: Int64 = 1_760_000_000_000_000
    return (0..<lines).map { _ in
      clock += Int64.random(in: 0...3_000_000, using: &random)
      if Int.random(in: 0..<200, using: &random) == 0 { clock += 60_000_000 }
      if Int.random(in: 0..<400, using: &random) == 0 { clock -= 4_000_000_000 }
      let isLate = Int.random(in: 0..<5, using: &random) == 0
      let late = isLate ? Int64.random(in: 0...40_000_000, using: &random) : 0
      let address = "192.0.2.\(Int.random(in: 1...3, using: &random))"
      var values = ["src_ip": address, "addr": address]
      if Bool.random(using: &random) {
        values["User"] = "u\(Int.random(in: 0..<2, using: &random))"
      }
      let rule = WindowLab.baseRules[Int.random(in: 0..<3, using: &random)]
      return WindowLab.Line(rule: rule, time: clock - late, values: values)
    }
  }

  @Test(arguments: 0..<12)
  func firingsAreThoseOfTheModel(seed: UInt64) {
    var random = SplitMix(seed)
    let lines = Self.stream(&random, lines: 1200)
    var lab = WindowLab(Self.rules)
    var model = WindowModel(Self.rules, lateness: lab.limits.lateness.microseconds)
    for (number, line) in lines.enumerated() {
      model.hear(line.rule, at: line.time ?? 0, line.values, line: number)
    }
    lab.feed(lines)
    lab.end()
    model.end()
    #expect(lab.diagnostics.isEmpty)
    #expect(lab.told == model.fired.joined)
    #expect(lab.fired.contains { $0.correlation == "again" })
    #expect(lab.fired.contains { !$0.isRising })
  }

  /// Each stream has its own correlations of all kinds, chained at random, lines that are late, lack
  /// fields or have equal times, other sources that come and go, chunks and kills.
  @Test(arguments: 0..<20)
  func anyCorrelationOverAnyStreamIsThatOfTheModel(batch: UInt64) {
    var fired: Set<String> = []
    for seed in 0..<150 {
      var made = RandomCorrelations(random: SplitMix(batch &* 1000 &+ UInt64(seed)))
      let all = made.rules()
      var limits = Limits()
      limits.lateness = .seconds(Int.random(in: 0...20, using: &made.random))
      let trial = WindowLab(all, limits: limits)
      let rules = all.indices.filter { trial.plan.isUsable($0) }.map { all[$0] }
      var lab = WindowLab(rules, limits: limits)
      var model = WindowModel(rules, lateness: limits.lateness.microseconds)
      var number = 0
      for run in made.runs(lines: 44) {
        model.ceiling = run.ceiling ?? .max
        for line in run.lines {
          if let time = line.time { model.hear(line.rule, at: time, line.values, line: number) }
          number += 1
        }
        feed(run, to: &lab, &made.random)
        if let tick = run.tick {
          model.tick(tick)
          lab.tick(tick)
        }
      }
      model.end()
      lab.end()
      fired.formUnion(
        lab.firings.map { "\(rules[$0.correlation].kind) \($0.line < 0)" })
      let isSame = lab.told == model.fired.joined
      let difference = isSame ? "" : Self.difference(lab.told, model.fired.joined, rules)
      #expect(isSame, "seed \(batch):\(seed) \(difference)")
    }
    // Each kind at each line and at the end of windows; sums and their like are seldom both.
    #expect(fired.count >= 14, "\(fired.sorted())")
  }

  /// The first firing that only one of both knows.
  private static func difference(
    _ engine: [WindowModel.Fired], _ model: [WindowModel.Fired], _ rules: [CorrelationRule]
  ) -> String {
    let extra = engine.first { !model.contains($0) }
    let missed = model.first { !engine.contains($0) }
    let all = rules.map {
      """
      \($0.identity) \($0.kind) \($0.rules.map(\.value)) \($0.groupBy) \($0.condition) \
      \($0.words?.value ?? "") \($0.fields) \($0.timespan)
      """
    }
    return "engine: \(String(describing: extra))\nmodel: \(String(describing: missed))\n"
      + all.joined(separator: "\n")
  }

  private func feed(
    _ run: RandomCorrelations.Run, to lab: inout WindowLab, _ random: inout SplitMix
  ) {
    var rest = run.lines[...]
    while !rest.isEmpty {
      let count = min(rest.count, Int.random(in: 1...9, using: &random))
      lab.feed(Array(rest.prefix(count)), upTo: run.ceiling)
      rest.removeFirst(count)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: lab.restart()
      case 1: lab.keep()
      default: break
      }
    }
  }

  @Test(arguments: 0..<6)
  func lineByLineNothingIsJoined(seed: UInt64) {
    var random = SplitMix(seed &+ 2000)
    let lines = Self.stream(&random, lines: 600)
    // Without the two that hear both a rule and a correlation: those may hear one line twice.
    let twice = ["aliased", "guessed", "both", "seldom"]
    let rules = Self.rules.filter { !twice.contains($0.identity) }
    var lab = WindowLab(rules)
    var model = WindowModel(rules, lateness: lab.limits.lateness.microseconds)
    for (number, line) in lines.enumerated() {
      model.hear(line.rule, at: line.time ?? 0, line.values, line: number)
      lab.feed([line])
    }
    model.end()
    lab.end()
    let order = { (fired: [WindowModel.Fired]) in
      fired.sorted {
        ($0.line, $0.correlation, $0.count, $0.time, $0.group.description)
          < ($1.line, $1.correlation, $1.count, $1.time, $1.group.description)
      }
    }
    #expect(order(lab.fired) == order(model.fired))
  }

  @Test(arguments: 0..<12)
  func chunksAndRestartsChangeNothing(seed: UInt64) {
    var random = SplitMix(seed &+ 1000)
    let lines = Self.stream(&random, lines: 900)
    var whole = WindowLab(Self.rules)
    whole.feed(lines)
    var cut = WindowLab(Self.rules)
    var rest = lines[...]
    while !rest.isEmpty {
      let count = min(rest.count, Int.random(in: 1...40, using: &random))
      cut.feed(Array(rest.prefix(count)))
      rest.removeFirst(count)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: cut.restart()
      case 1: cut.keep()
      default: break
      }
    }
    whole.end()
    cut.restart()
    cut.end()
    #expect(cut.told == whole.told)
  }

  @Test func anOverfullGroupStillSurvivesRestartsBetweenAnyTwoLines() {
    var random = SplitMix(7)
    var limits = Limits()
    limits.lateness = .seconds(600)
    let rules = [ordered("thrice", ["bad", "odd", "bad"], by: [], seconds: 900)]
    let lines = (0..<400).map { number in
      WindowLab.Line(
        rule: WindowLab.baseRules[Int.random(in: 0..<3, using: &random)],
        time: Int64(number) * 500_000 - Int64.random(in: 0...90_000_000, using: &random),
        values: [:])
    }
    var whole = WindowLab(rules, limits: limits)
    whole.feed(lines)
    var cut = WindowLab(rules, limits: limits)
    for line in lines {
      cut.feed([line])
      cut.restart()
    }
    #expect(cut.told == whole.told)
    #expect(whole.windows.counters.late > 0)
  }

  @Test func aFloodMakesOneFiringABatchAndLosesNoCount() {
    var lab = WindowLab([counting("guessing", ["bad"], seconds: 400)])
    let flood = (0..<1000).map { number in
      WindowLab.Line(rule: "bad", time: Int64(number) * 1000, values: ["src_ip": "192.0.2.1"])
    }
    lab.feed(flood)
    #expect(lab.fired.map(\.count) == [3, 997])
    #expect(lab.fired.map(\.line) == [2, 999])
    lab.feed(flood)
    #expect(lab.fired.map(\.count) == [3, 997, 1000])
  }

  @Test func evictionIsTheSameAfterARestart() {
    var limits = Limits()
    limits.windowGroups = 50
    let lines = (0..<3000).map { number in
      WindowLab.Line(
        rule: "bad", time: Int64(number / 7) * 1_000_000,
        values: ["src_ip": "198.51.100.\(number * number % 251)"])
    }
    let rules = [counting("guessing", ["bad"], seconds: 400)]
    var whole = WindowLab(rules, limits: limits)
    whole.feed(lines)
    var cut = WindowLab(rules, limits: limits)
    for line in lines {
      cut.feed([line])
      cut.restart()
    }
    #expect(whole.windows.counters.evicted > 0)
    #expect(whole.windows.groupCount <= 50)
    #expect(cut.told == whole.told)
    whole.keep()
    #expect(whole.kept.count == whole.windows.groupCount)
  }
}

/// Random numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
