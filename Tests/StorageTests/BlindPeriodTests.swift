import Records
import Storage
import Testing

/// When a risk was blind is kept, by changes alone.
@Suite struct BlindPeriodTests {
  private static let start = Example.start

  private static func at(_ seconds: Int) -> Instant { start + .seconds(seconds) }

  private func periods(_ scene: Scene) throws -> [BlindPeriod] {
    try scene.read { try $0.blindPeriods(since: Self.at(-1000)) }
  }

  @Test func aPeriodIsClosedWhenTheRiskIsSeenAgain() throws {
    let scene = try Scene()
    try scene.commit { try $0.note(blind: ["a": "no log", "b": "silent"], at: Self.at(0)) }
    // Another reason for the same blindness is no new period.
    try scene.commit { try $0.note(blind: ["a": "other", "b": "silent"], at: Self.at(10)) }
    try scene.commit { try $0.note(blind: ["b": "silent"], at: Self.at(20)) }
    #expect(
      try periods(scene) == [
        BlindPeriod(risk: "a", began: Self.at(0), ended: Self.at(20), why: "no log"),
        BlindPeriod(risk: "b", began: Self.at(0), why: "silent"),
      ])
  }

  @Test func anOpenPeriodSurvivesARestart() throws {
    let scene = try Scene()
    try scene.commit { try $0.note(blind: ["a": "no log"], at: Self.at(0)) }
    let again = try Store(folder: scene.state)
    try again.commit { try $0.note(blind: [:], at: Self.at(30)) }
    let found = try again.read { try $0.blindPeriods(since: Self.at(-1000)) }
    #expect(found == [BlindPeriod(risk: "a", began: Self.at(0), ended: Self.at(30), why: "no log")])
  }

  @Test func anAbsenceCountsOnceForARiskThatWasBlindAlready() throws {
    let scene = try Scene()
    try scene.commit { try $0.note(blind: ["a": "no log"], at: Self.at(0)) }
    try scene.commit {
      try $0.note(absenceFrom: Self.at(100), to: Self.at(700), risks: ["a", "b"], why: "down")
    }
    let time = try scene.read { try $0.blindTime(since: Self.at(0), until: Self.at(1000)) }
    #expect(time == ["a": .seconds(1000), "b": .seconds(600)])
  }

  @Test func onlyTheTimeAskedForCounts() throws {
    let scene = try Scene()
    try scene.commit { try $0.note(blind: ["a": "no log"], at: Self.at(0)) }
    try scene.commit { try $0.note(blind: [:], at: Self.at(100)) }
    #expect(
      try scene.read { try $0.blindTime(since: Self.at(60), until: Self.at(1000)) }
        == ["a": .seconds(40)])
    #expect(try scene.read { try $0.blindTime(since: Self.at(100), until: Self.at(1000)) }.isEmpty)
  }

  /// The moment when a sentinel lived last is known to the minute only, and clocks are set back.
  @Test func periodsOfARiskDoNotOverlap() throws {
    let scene = try Scene()
    try scene.commit { try $0.note(blind: ["a": "no log"], at: Self.at(0)) }
    try scene.commit { try $0.note(blind: [:], at: Self.at(100)) }
    try scene.commit {
      try $0.note(absenceFrom: Self.at(60), to: Self.at(700), risks: ["a", "b"], why: "down")
    }
    // An absence that lies within what is known is none.
    try scene.commit {
      try $0.note(absenceFrom: Self.at(200), to: Self.at(600), risks: ["a"], why: "again")
    }
    try scene.commit { try $0.note(blind: ["a": "no log"], at: Self.at(690)) }
    #expect(
      try periods(scene) == [
        BlindPeriod(risk: "a", began: Self.at(0), ended: Self.at(100), why: "no log"),
        BlindPeriod(risk: "a", began: Self.at(100), ended: Self.at(700), why: "down"),
        BlindPeriod(risk: "a", began: Self.at(700), why: "no log"),
        BlindPeriod(risk: "b", began: Self.at(60), ended: Self.at(700), why: "down"),
      ])
  }

  @Test func oneRiskCanBeAskedFor() throws {
    let scene = try Scene()
    try scene.commit { try $0.note(blind: ["a": "no log", "b": "silent"], at: Self.at(0)) }
    let found = try scene.read { try $0.blindPeriods(of: "b", since: Self.at(-1000)) }
    #expect(found == [BlindPeriod(risk: "b", began: Self.at(0), why: "silent")])
  }

  @Test func oldPeriodsAreLetGoAndOpenOnesStay() throws {
    let scene = try Scene()
    try scene.commit { try $0.note(blind: ["a": "no log", "b": "silent"], at: Self.at(0)) }
    try scene.commit { try $0.note(blind: ["b": "silent"], at: Self.at(100)) }
    var limits = Limits()
    limits.retainAlerts = .seconds(3600)
    try scene.store.prune(limits, at: Self.at(3600 + 100))
    #expect(try periods(scene).map(\.risk) == ["a", "b"])
    #expect(try scene.store.prune(limits, at: Self.at(3600 + 101)).blindPeriods == 1)
    #expect(try periods(scene) == [BlindPeriod(risk: "b", began: Self.at(0), why: "silent")])
  }
}
