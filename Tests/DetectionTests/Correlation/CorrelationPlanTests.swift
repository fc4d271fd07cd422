import Detection
import Records
import Testing

/// What a plan refuses, what it hears, and what becomes of lines it cannot use.
@Suite struct CorrelationPlanTests {
  struct Refusal: Sendable, CustomTestStringConvertible {
    var claim: String
    var rules: [CorrelationRule]
    var codes: [String]
    var testDescription: String { claim }
  }

  static let refusals = [
    Refusal(claim: "a sound one is taken", rules: [counting("a", ["bad"])], codes: []),
    Refusal(claim: "an unknown rule", rules: [counting("a", ["bda"])], codes: ["TOC016"]),
    Refusal(claim: "no rule at all", rules: [counting("a", [])], codes: ["TOC016"]),
    Refusal(claim: "no condition", rules: [counting("a", ["bad"], [])], codes: ["TOC016"]),
    Refusal(claim: "no timespan", rules: [counting("a", ["bad"], seconds: 0)], codes: ["TOC016"]),
    Refusal(
      claim: "an upper bound is tested when the window ends",
      rules: [counting("a", ["bad"], [.init(.lt, 3)])], codes: []),
    Refusal(
      claim: "so is an exact count", rules: [counting("a", ["bad"], [.init(.eq, 3)])], codes: []),
    Refusal(
      claim: "a count that no window has", rules: [counting("a", ["bad"], [.init(.lt, 1)])],
      codes: ["TOC016"]),
    Refusal(
      claim: "a fraction that is no count", rules: [counting("a", ["bad"], [.init(.eq, 1.5)])],
      codes: ["TOC016"]),
    Refusal(
      claim: "more rules than are listed",
      rules: [correlation("a", .temporal, ["bad", "good"], [.init(.gte, 3)])], codes: ["TOC016"]),
    Refusal(
      claim: "a value without a field",
      rules: [correlation("a", .valueCount, ["bad"], [.init(.gte, 3)])], codes: ["TOC016"]),
    Refusal(
      claim: "a percentile that is not named",
      rules: [correlation("a", .valuePercentile, ["bad"], [.init(.lt, 3)], fields: ["port"])],
      codes: ["TOC018"]),
    Refusal(
      claim: "numbers that exclude one another",
      rules: [
        correlation("a", .valueSum, ["bad"], [.init(.gt, 3), .init(.lt, 2)], fields: ["port"])
      ], codes: ["TOC016"]),
    Refusal(
      claim: "words that name another rule",
      rules: [correlation("a", .temporal, ["bad"], words: "bad and good")], codes: ["TOC016"]),
    Refusal(
      claim: "words that can never hold",
      rules: [correlation("a", .temporal, ["bad"], words: "bad and not bad")], codes: ["TOC016"]),
    Refusal(
      claim: "words that only lines of other rules satisfy",
      rules: [correlation("a", .temporal, ["bad"], words: "not bad")], codes: ["TOC016"]),
    Refusal(
      claim: "words that do not parse",
      rules: [correlation("a", .temporal, ["bad"], words: "bad and")], codes: ["TOC015"]),
    Refusal(
      claim: "words alone name the rules",
      rules: [correlation("a", .temporalOrdered, [], words: "bad and (good or odd)")], codes: []),
    Refusal(
      claim: "an alias of a rule that is not heard",
      rules: [
        counting("a", ["bad"], by: ["who"], aliases: alias("who", ["bad": "x", "odd": "y"]))
      ],
      codes: ["TOC016"]),
    Refusal(
      claim: "a field that the child does not group by",
      rules: [
        counting("a", ["bad"]),
        correlation("b", .valueCount, ["a"], [.init(.gte, 2)], fields: ["User"]),
      ], codes: ["TOC016"]),
    Refusal(
      claim: "a range that is empty",
      rules: [counting("a", ["bad"], [.init(.gt, 3), .init(.lt, 4)])], codes: ["TOC016"]),
    Refusal(
      claim: "a count above the limit", rules: [counting("a", ["bad"], [.init(.gte, 10_000)])],
      codes: ["TOC018"]),
    Refusal(
      claim: "a number that is none", rules: [counting("a", ["bad"], [.init(.gte, .nan)])],
      codes: ["TOC016"]),
    Refusal(
      claim: "a cycle, said once for each of it",
      rules: [counting("a", ["b"]), counting("b", ["a", "bad"])], codes: ["TOC014", "TOC014"]),
    Refusal(
      claim: "who listens to a refused one is refused",
      rules: [counting("a", ["bda"]), counting("b", ["a"]), counting("c", ["bad"])],
      codes: ["TOC016", "TOC016"]),
    Refusal(
      claim: "a group that the child does not have",
      rules: [counting("a", ["bad"]), counting("b", ["a"], by: ["User"])], codes: ["TOC016"]),
    Refusal(
      claim: "ten deep is followed",
      rules: (0..<10).map { counting("c\($0)", [$0 == 0 ? "bad" : "c\($0 - 1)"]) }, codes: []),
    Refusal(
      claim: "eleven deep is not",
      rules: (0..<11).map { counting("c\($0)", [$0 == 0 ? "bad" : "c\($0 - 1)"]) },
      codes: ["TOC018"]),
    Refusal(
      claim: "an ordered list that is too long",
      rules: [ordered("a", Array(repeating: "bad", count: 33))], codes: ["TOC018"]),
  ]

  @Test(arguments: refusals)
  func mistakesAreTold(_ refusal: Refusal) {
    let lab = WindowLab(refusal.rules)
    #expect(lab.diagnostics.map(\.code) == refusal.codes)
    #expect(lab.diagnostics.allSatisfy { $0.mark.line > 0 && !$0.clause.hasSuffix(".") })
    let refused = refusal.rules.indices.filter { !lab.plan.isUsable($0) }
    #expect(refused.count == refusal.codes.count)
  }

  @Test func onlyRulesThatAreNamedAreHeard() {
    let lab = WindowLab([counting("a", ["good"]), counting("b", ["odd", "unknown"])])
    #expect(!lab.plan.isFed(by: 0))
    #expect(lab.plan.isFed(by: 1))
    #expect(!lab.plan.isFed(by: 2))
    #expect(!lab.plan.isFed(by: 99))
  }

  @Test func linesWithoutTimeOrFieldAreCountedAndOpenNothing() {
    var lab = WindowLab([counting("a", ["bad"], [.init(.gte, 1)])])
    lab.feed([
      .init(rule: "bad", time: nil, values: ["src_ip": "192.0.2.1"]),
      .init(rule: "bad", time: 5, values: ["User": "x"]),
    ])
    #expect(lab.firings.isEmpty)
    #expect(lab.windows.groupCount == 0)
    #expect(lab.windows.counters.withoutTime == 1)
    #expect(lab.windows.counters.withoutField == 1)
  }

  @Test func whatIsNoNumberIsCountedAndNotMeasured() {
    var lab = WindowLab([
      correlation("a", .valueSum, ["bad"], [.init(.gte, 5)], fields: ["port"])
    ])
    for value in ["4", "nan", "inf", "0x10", "", " 5", "5 MB", "1e300", "1"] {
      lab.feed([.init(rule: "bad", time: 1, values: ["src_ip": "x", "port": value])])
      lab.restart()
    }
    #expect(lab.fired.map(\.count) == [2])
    lab.feed([.init(rule: "bad", time: 1, values: ["src_ip": "x"])])
    #expect(lab.windows.counters.withoutValue == 1)
  }

  @Test func aListThatIsLackedByAnAliasIsWarnedOf() {
    let lab = WindowLab([
      counting("a", ["bad", "odd"], by: ["who"], aliases: alias("who", ["bad": "x"])),
      counting("b", ["bad"], aliases: alias("who", ["bad": "x"])),
    ])
    #expect(lab.plan.isUsable(0) && lab.plan.isUsable(1))
    #expect(lab.diagnostics.map(\.weight) == [.warning, .warning])
  }

  @Test func aGroupHoldsABoundedNumberOfEntriesAndSaysSo() {
    var lab = WindowLab([
      correlation("sum", .valueSum, ["bad"], [.init(.gte, 1e9)], fields: ["port"], seconds: 900),
      correlation(
        "half", .valuePercentile, ["bad"], [.init(.gte, 20_000)], fields: ["port"], percentile: 50,
        seconds: 900),
      correlation("few", .eventCount, ["bad"], [.init(.lt, 9000)], seconds: 900),
    ])
    let lines = (0..<11_000).map { number in
      WindowLab.Line(
        rule: "bad", time: Int64(number), values: ["src_ip": "x", "port": "\(number % 7)"])
    }
    lab.feed(Array(lines[..<10_500]))
    lab.restart()
    lab.feed(Array(lines[10_500...]))
    lab.end()
    #expect(lab.firings.isEmpty)
    #expect(lab.windows.counters.overfull == 3 * 500)
  }

  @Test(arguments: [
    "\u{1b}]0;x", "<!channel>", "@everyone", "a\r\nb", "a\0b", "\u{202e}cod", "",
    String(repeating: "é", count: 30_000),
  ])
  func hostileValuesAreGroupsOfTheirOwn(_ value: String) {
    var lab = WindowLab([counting("a", ["bad"], by: ["src_ip", "User"], [.init(.gte, 2)])])
    let other = value + "x"
    for (source, user) in [(value, other), (other, value), (value, other)] {
      lab.feed([.init(rule: "bad", time: 5, values: ["src_ip": source, "User": user])])
      lab.restart()
    }
    #expect(lab.firings.count == 1)
    #expect(lab.windows.groupCount == 2)
    let shown = lab.fired[0].group[0]
    #expect(value.utf8.count > 256 ? shown.utf8.count <= 260 : shown == value)
    #expect(lab.kept.values.allSatisfy { $0.group.count <= 2 * 258 && $0.state.count < 40 })
  }

  @Test func longValuesThatBeginAlikeAreToldApart() {
    var lab = WindowLab([counting("a", ["bad"], [.init(.gte, 2)])])
    let start = String(repeating: "a", count: 5000)
    lab.feed(["1", "2", "3"].map { .init(rule: "bad", time: 1, values: ["src_ip": start + $0]) })
    #expect(lab.firings.isEmpty)
    #expect(lab.windows.groupCount == 3)
  }

  @Test func aStateThatNobodyUnderstandsIsForgotten() {
    var lab = WindowLab([counting("a", ["bad"])])
    lab.feed([.init(rule: "bad", time: 1, values: ["src_ip": "x"])])
    lab.keep()
    let row = lab.windows.rows()[0]
    var rows = [row, row, row, row]
    rows[0].correlation = "gone"
    rows[1].state[0] = 200
    rows[2].state.removeLast()
    rows[3].state[1] ^= 1
    for number in rows.indices { rows[number].group.append(UInt8(number)) }
    var windows = Windows(plan: lab.plan, limits: Limits())
    windows.restore(rows)
    #expect(windows.groupCount == 0)
    #expect(windows.counters.unknownStates == 4)
    #expect(windows.takeChanges().map(\.state) == [[], [], [], []])
  }

  @Test func everyPrefixOfAStateIsRefusedAndNoByteMakesItCrash() {
    for rule in Self.everyMethod { try? tryStates(of: rule) }
  }

  static let everyMethod = [
    ordered("a", ["bad", "good"]), counting("a", ["bad"]),
    correlation("a", .temporal, ["bad", "good"]),
    correlation("a", .valueCount, ["bad"], [.init(.gte, 3)], fields: ["port"]),
    correlation("a", .valueSum, ["bad"], [.init(.gte, 100)], fields: ["port"]),
    correlation(
      "a", .valuePercentile, ["bad"], [.init(.gte, 100)], fields: ["port"], percentile: 9),
    correlation("a", .valueAverage, ["bad"], [.init(.lt, 100)], fields: ["port"]),
    correlation("a", .temporalOrdered, ["bad", "good"], words: "bad and not good"),
  ]

  private func tryStates(of rule: CorrelationRule) throws {
    var lab = WindowLab([rule])
    lab.feed(
      (0..<Int64(5)).map {
        .init(rule: "bad", time: $0, values: ["src_ip": "x", "port": String($0)])
      })
    let row = try #require(lab.windows.rows().first { $0.correlation == "a" })
    for count in row.state.indices {
      var windows = Windows(plan: lab.plan, limits: Limits())
      windows.restore([
        WindowRow(correlation: "a", group: row.group, state: Array(row.state[..<count]))
      ])
      #expect(windows.groupCount == 0)
    }
    var random = SplitMix(3)
    for _ in 0..<2000 {
      var state = row.state
      state[Int.random(in: 5..<state.count, using: &random)] = .random(in: 0...255, using: &random)
      var windows = Windows(plan: lab.plan, limits: Limits())
      windows.restore([WindowRow(correlation: "a", group: row.group, state: state)])
      var batch = HitBatch()
      var event = Event(fieldCount: lab.names.count)
      event.time = Instant(microseconds: 9)
      for name in ["src_ip", "port"] {
        if let field = lab.names.number(of: name) { event.set(field, making: "5") }
      }
      lab.plan.note(rule: 0, line: 0, event: event, into: &batch)
      #expect(windows.absorb(batch).count + windows.closeAll().count <= 2)
      windows.restore(windows.rows())
    }
  }

  @Test func groupsWhoseWindowHasEndedAreForgottenAndSaid() {
    var lab = WindowLab([counting("a", ["bad"])])
    lab.feed([
      .init(rule: "bad", time: 0, values: ["src_ip": "x"]),
      .init(rule: "bad", time: 100_000_000, values: ["src_ip": "y"]),
    ])
    lab.keep()
    lab.windows.forget(before: Instant(microseconds: 60_000_000))
    #expect(lab.windows.groupCount == 1)
    lab.keep()
    #expect(lab.kept.count == 1)
  }

  @Test func aRisingEdgeNamesTheLinesOfItsChunk() {
    let lab = WindowLab([counting("a", ["bad"])])
    var (batch, windows) = (HitBatch(), lab.windows)
    var event = Event(fieldCount: lab.names.count)
    for (line, address) in ["x", "y", "x", "x", "x"].enumerated() {
      unsafe event.begin(line: UnsafeBufferPointer(start: nil, count: 0))
      event.time = Instant(microseconds: 1)
      if let field = lab.names.number(of: "src_ip") { event.set(field, making: address) }
      lab.plan.note(rule: 0, line: line * 10, event: event, into: &batch)
    }
    let firings = windows.absorb(batch)
    #expect(firings.map(\.lines) == [[0, 20, 30], [40]])
    #expect(firings.map(\.count) == [3, 1])
    batch.reset()
    #expect(batch.isEmpty)
    #expect(windows.absorb(batch).isEmpty)
  }

  @Test func aClockThatWasSetBackDoesNotBlindAGroup() {
    var lab = WindowLab([counting("a", ["bad"])])
    let future: Int64 = 9_000_000_000_000_000
    let times = [future, 1_000_000, 2_000_000, 3_000_000]
    lab.feed(times.map { .init(rule: "bad", time: $0, values: ["src_ip": "x"]) })
    #expect(lab.firings.map(\.count) == [3])
    #expect(lab.windows.counters.steppedBack == 1)
  }
}
