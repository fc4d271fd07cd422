import Detection
import Records
import Testing

/// What is kept of baselines: bounded, without text, and the same after kills.
@Suite struct SightingTests {
  typealias Visit = BaselineLab.Visit

  @Test(arguments: 0..<20)
  func neitherChunksNorKillsChangeAnything(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let names = ["mira", "otto", "ida", "eve", "a at b", ""]
    let lines = (0..<300).map { number in
      Visit(
        Double(number) / 4, names[dice.below(names.count)], "198.51.\(dice.below(9)).7"
      ).line
    }
    let lab = BaselineLab()
    var whole = try BaselineLab.House(lab)
    let expected = whole.read(lines, at: 100)
    #expect(expected.count { !$0.isEmpty } > 5)
    var house = try BaselineLab.House(lab)
    var found: [[String]] = []
    while found.count < lines.count {
      let part = lines[found.count..<min(found.count + 1 + dice.below(40), lines.count)]
      found += house.read(Array(part), at: 100)
      if dice.below(3) == 0 { try house.kill() }
    }
    #expect(found == expected)
    // When forgotten rows are let go depends on the kills; the others are the same.
    let both = house.kept.filter { whole.kept[$0.key] != nil }
    #expect(!both.isEmpty && both.allSatisfy { whole.kept[$0.key] == $0.value })
  }

  @Test func keptRowsHoldNoText() throws {
    var house = try BaselineLab.House(BaselineLab())
    _ = house.hear([Visit(0, "miramiramira")])
    let bytes = house.kept.values.flatMap { $0.key + $0.state }
    #expect(house.kept.count == 2)
    #expect(!String(decoding: bytes, as: UTF8.self).contains("mira"))
    #expect(!String(decoding: bytes, as: UTF8.self).contains("192.0.2"))
  }

  @Test func anotherKeyLearnsAnewAndForgetsTheOld() throws {
    var house = try BaselineLab.House(BaselineLab())
    _ = house.hear([Visit(0, "mira"), Visit(11, "otto")])
    let other = BaselineLab(baselines: [BaselineLab.baseline(key: ["User"])])
    try house.replace(other)
    let found = house.hear([Visit(12, "eve"), Visit(21, "ida"), Visit(22, "new"), Visit(22, "eve")])
    #expect(found == [false, false, true, false])
    // When it began, and three names; nothing of what was before.
    #expect(house.kept.count == 4)
  }

  @Test func anotherTimeToLearnGoesOn() throws {
    var house = try BaselineLab.House(BaselineLab())
    _ = house.hear([Visit(0, "mira")])
    try house.replace(BaselineLab(baselines: [BaselineLab.baseline(learn: 2)]))
    #expect(house.hear([Visit(3, "mira"), Visit(3, "otto")]) == [false, true])
  }

  @Test func aBaselineThatIsGoneIsForgotten() throws {
    var house = try BaselineLab.House(BaselineLab())
    _ = house.hear([Visit(0, "mira")])
    try house.replace(BaselineLab(baselines: []))
    _ = house.hear([Visit(1, "mira")])
    #expect(house.kept == [:])
  }

  /// One more than is kept: a sixteenth is let go, those not seen for longest.
  @Test func tooManyLetTheStalestGo() throws {
    var house = try BaselineLab.House(BaselineLab())
    let crowd = (0..<20_000).map { Visit($0 < 10_000 ? 0 : 1, "u\($0)").line }
    _ = house.read(crowd, at: 1)
    #expect(house.scanner.sightingsEvicted == 0)
    let found = house.hear([
      Visit(11, "one"), Visit(11, "u19999"), Visit(11, "u10000"), Visit(11, "one"),
    ])
    #expect(found == [true, false, false, false])
    #expect(house.scanner.sightingsEvicted == 1_250)
    #expect(house.kept.count == 20_001 - 1_250 + 1)
    let again = house.read((0..<10_000).map { Visit(12, "u\($0)").line }, at: 12)
    #expect(again.count { !$0.isEmpty } >= 1_250)
  }
}
