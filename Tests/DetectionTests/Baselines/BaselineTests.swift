import Detection
import Records
import Testing

/// What is new is told once, after the learning time, and what was not seen for long is new again.
@Suite struct BaselineTests {
  typealias Visit = BaselineLab.Visit

  private func hear(_ visits: [Visit]) throws -> [Bool] {
    var house = try BaselineLab.House(BaselineLab())
    return house.hear(visits)
  }

  @Test func theLearningTimeTellsNothing() throws {
    let found = try hear([
      Visit(0, "mira"), Visit(5, "otto"), Visit(9.9, "ida"), Visit(10, "new"), Visit(10.1, "new"),
      Visit(11, "mira"), Visit(11, "ida"), Visit(11, "mira", "198.51.100.1"),
    ])
    #expect(found == [false, false, false, true, false, false, false, true])
  }

  @Test func aNetworkIsOneWhicheverItsAddress() throws {
    #expect(
      try hear([Visit(0, "mira", "192.0.2.1"), Visit(12, "mira", "192.0.2.77")]) == [false, false])
  }

  @Test func everySightingKeepsACombinationKnown() throws {
    let found = try hear([
      Visit(0, "mira"), Visit(29, "mira"), Visit(58, "mira"), Visit(89, "mira"), Visit(90, "mira"),
    ])
    #expect(found == [false, false, false, true, false])
  }

  @Test func aLateLineMakesNothingOlder() throws {
    let found = try hear([
      Visit(0, "mira"), Visit(25, "mira"), Visit(1, "mira", arrival: 26),
      // Written while learning, read later: no news.
      Visit(9, "otto", arrival: 26), Visit(26, "otto"), Visit(54, "mira"),
    ])
    #expect(found == [false, false, false, false, false, false])
  }

  @Test func aLineFromTheFutureForgetsNobody() throws {
    let found = try hear([
      Visit(0, "mira"), Visit(4000, "otto", arrival: 12), Visit(12, "mira"),
      Visit(41, "otto"), Visit(43, "mira"),
    ])
    #expect(found == [false, true, false, false, true])
  }

  /// Nor may its time be so far off that spans of it do not fit.
  @Test func aLineFromLongBeforeStopsNothing() throws {
    var house = try BaselineLab.House(BaselineLab())
    let ancient = "0001-01-01T00:00:00+00:00 home door: opened otto at 192.0.2.1"
    #expect(house.read([ancient, ancient], at: 1) == [[], []])
    #expect(house.hear([Visit(1, "mira"), Visit(1, "mira")]) == [true, false])
  }

  /// The machine woke with a clock far ahead, which was put right afterwards.
  @Test func aClockThatJumpsBackBeginsToLearnAnew() throws {
    let found = try hear([
      Visit(3000, "mira"), Visit(1, "otto"), Visit(2, "ida"), Visit(12, "eve"), Visit(12, "mira"),
      Visit(13, "otto"),
    ])
    #expect(found == [false, false, false, true, false, false])
  }

  @Test func theFieldIsFalseForWhatIsKnownAndAbsentWithoutTheKey() throws {
    let lab = BaselineLab(
      [
        BaselineLab.rule("new", "Action: opened, NewHere: true"),
        BaselineLab.rule("known", "Action: opened, NewHere: false"),
        BaselineLab.rule("unasked", "Action: [opened, closed], NewHere: null"),
      ].joined(separator: "\n---\n"))
    var house = try BaselineLab.House(lab)
    let lines = [
      Visit(0, "mira").line, Visit(20, "mira").line, Visit(20, "otto").line,
      "\(BaselineLab.moment(20).rfc3339()) home door: opened mira",
      "\(BaselineLab.moment(20).rfc3339()) home door: closed mira",
    ]
    #expect(
      house.read(lines, at: 20) == [["known"], ["known"], ["new"], ["unasked"], ["unasked"]])
  }

  @Test func findingsShowTheField() throws {
    let lab = BaselineLab()
    var scanner = try lab.rules.scanner(for: BaselineLab.binding)
    scanner.history = .fresh
    var batch = HitBatch()
    let shown = TestChunk([Visit(0, "mira").line, Visit(0, "mira").line]).lend { chunk in
      scanner.scan(chunk, into: &batch)
      return scanner.findings(of: batch, [], in: chunk).map { finding in
        finding.fields.first { $0.name == "NewHere" }?.value.encoded { $0 }
      }
    }
    #expect(shown == ["true"])
  }

  @Test func aScannedFileHasNoPast() throws {
    let lab = BaselineLab()
    var scanner = try lab.rules.scanner(for: BaselineLab.binding)
    scanner.history = .none
    var batch = HitBatch()
    TestChunk([Visit(0, "mira").line]).lend { scanner.scan($0, into: &batch) }
    #expect(batch.plain.isEmpty)
    #expect(scanner.takeSightingChanges() == [])
  }
}
