import Alerting
import Records
import Testing

/// From findings to alerts: which, how severe, when told.
@Suite struct AbsorbTests {
  let start = AlertingLab.start

  struct Ranking: Sendable, CustomTestStringConvertible {
    var claim: String
    var level: Level?
    var risks: [String]
    var feedsOnly = false
    var severity: Severity?
    var testDescription: String { claim }
  }

  static let rankings = [
    Ranking(claim: "the weaker sign decides", level: .low, risks: ["credential"], severity: .low),
    Ranking(
      claim: "the smaller cost decides", level: .critical, risks: ["guessing"],
      severity: .high),
    Ranking(
      claim: "without a level the cost does", level: nil, risks: ["credential"],
      severity: .critical),
    Ranking(
      claim: "the worst risk counts", level: .critical, risks: ["nuisance", "credential"],
      severity: .critical),
    Ranking(claim: "informational never alerts", level: .informational, risks: ["credential"]),
    Ranking(
      claim: "what feeds only never alerts", level: .high, risks: ["credential"],
      feedsOnly: true),
    Ranking(claim: "no risk, no alert", level: .high, risks: []),
    Ranking(claim: "an unknown risk is none", level: .high, risks: ["gone"]),
    Ranking(claim: "a closed risk is none", level: .high, risks: ["closed"]),
    Ranking(
      claim: "a closed risk beside an open one", level: .critical,
      risks: ["closed", "nuisance"], severity: .low),
  ]

  @Test(arguments: rankings)
  func severityIsTheLowerOfCostAndSign(_ row: Ranking) {
    let lab = AlertingLab()
    lab.risk("closed", impact: 5)
    lab.configuration.risks["closed"]?.status = .closed
    lab.rule("r", row.level, row.risks, feedsOnly: row.feedsOnly)
    #expect(lab.absorb(AlertingLab.finding("r"))?.alert.severity == row.severity)
  }

  @Test func anUnknownRuleAlertsNobody() {
    let lab = AlertingLab()
    #expect(lab.absorb(AlertingLab.finding("nobody")) == nil)
    #expect(lab.nextNumber == 0)
  }

  @Test func theFirstFindingOpensAnAlertThatSaysEverything() throws {
    let lab = AlertingLab()
    let change = try #require(lab.absorb(AlertingLab.finding(), at: start + 5))
    let alert = change.alert
    #expect(change.isNew && change.isRevision)
    #expect(alert.id == "SA-2026-1" && alert.revision == 1 && alert.origin == .automatic)
    #expect(alert.status == .issued && alert.state == .underWay && alert.certainty == .observed)
    #expect(alert.title == "Title of ssh_guessing" && alert.ruleAuthor == "A. Author")
    #expect(alert.count == 1 && alert.toldCount == 1)
    #expect(alert.firstSeen == start && alert.lastSeen == start && alert.lastHeard == start + 5)
    #expect(alert.expires == start + 5 + 86_400)
    #expect(alert.plain == "Strangers try passwords." && alert.model == "lock-out")
    #expect(alert.recognise == "Title of ssh_guessing (src_ip 192.0.2.7, User mira)")
    #expect(alert.precautions == "Lock mira from 192.0.2.7.")
    #expect(alert.evidence.map(\.text.text) == ["Failed password for mira from 192.0.2.7"])
    #expect(change.journal.map(\.action) == ["opened"])
    #expect(change.notifications.map(\.receiver) == ["terminal"])
    let message = try #require(change.notifications.first?.message)
    #expect(message.risks.map(\.owner) == ["Server operations"])
    #expect(message.headline == "[HIGH] Title of ssh_guessing")
    #expect(message.sentinel == "web-1" && message.reason == .opened)
  }

  @Test func peopleAreToldAtEachPowerOfTen() {
    let lab = AlertingLab()
    var told: [Int] = []
    for number in 0..<1200 {
      let change = lab.absorb(AlertingLab.finding(at: start + number), at: start + number)
      if change?.isRevision == true { told.append(change?.alert.count ?? 0) }
      #expect(change?.isRevision == true || change?.journal.isEmpty == true)
    }
    #expect(told == [1, 10, 100, 1000])
    #expect(lab.notifications.map(\.revision) == [1, 2, 3, 4])
    #expect(lab.open.values.first?.count == 1200)
    #expect(lab.open.values.first?.evidence.count == Finding.evidenceMax)
    #expect(Set(lab.notifications.map(\.key)).count == 4)
  }

  /// How many matches one finding stands for depends on the chunks that were read.
  @Test(arguments: [1, 8, 9, 10, 98, 99, 100, 989, 5000], [1, 7, 10])
  func manyMatchesAtOnceEndLikeOneByOne(count: Int, first: Int) throws {
    let (oneByOne, atOnce) = (AlertingLab(), AlertingLab())
    for lab in [oneByOne, atOnce] { lab.absorb(AlertingLab.finding(count: first)) }
    for _ in 0..<count { oneByOne.absorb(AlertingLab.finding()) }
    atOnce.absorb(AlertingLab.finding(count: count))
    let (one, other) = (
      try #require(oneByOne.open.values.first), try #require(atOnce.open.values.first)
    )
    #expect(one.count == other.count)
    #expect(one.revision == other.revision)
    #expect(one.toldCount == other.toldCount)
    #expect(atOnce.notifications.count <= 2)
    #expect(atOnce.notifications.last?.revision == oneByOne.notifications.last?.revision)
  }

  @Test func aWindowCountsForAllItsLines() {
    let lab = AlertingLab()
    lab.absorb(AlertingLab.finding(count: 10))
    for _ in 0..<89 { lab.absorb(AlertingLab.finding()) }
    #expect(lab.notifications.count == 1)
    lab.absorb(AlertingLab.finding())
    #expect(lab.notifications.count == 2)
    #expect(lab.open.values.first?.count == 100)
  }

  @Test func anAcknowledgedAlertStillGrowsAndRises() throws {
    let lab = AlertingLab()
    let opened = try #require(lab.absorb(AlertingLab.finding()))
    lab.store(
      try lab.register.acknowledge(opened.alert, by: "ruth", told: ["terminal"], now: start + 1))
    for _ in 0..<9 { lab.absorb(AlertingLab.finding(), at: start + 2) }
    let alert = try #require(lab.open.values.first)
    #expect(alert.status == .acknowledged && alert.revision == 3 && alert.count == 10)
    #expect(lab.notifications.map(\.reason) == [.opened, .acknowledged, .revised])
  }

  @Test func risingSeverityTellsAtOnceAndFallingNever() {
    let lab = AlertingLab()
    lab.absorb(AlertingLab.finding())
    lab.configuration.risks["guessing"]?.impact = 5
    lab.rule("ssh_guessing", .critical, ["guessing"])
    let risen = lab.absorb(AlertingLab.finding())
    #expect(risen?.alert.severity == .critical && risen?.alert.revision == 2)
    lab.rule("ssh_guessing", .low, ["guessing"])
    let fallen = lab.absorb(AlertingLab.finding())
    #expect(fallen?.alert.severity == .critical && fallen?.isRevision == false)
    #expect(lab.journal.map(\.action) == ["opened", "revised"])
  }

  @Test func oneAlertForEachRuleHostAndGroup() {
    let lab = AlertingLab()
    lab.rule("other", .high, ["guessing"])
    for finding in [
      AlertingLab.finding(), AlertingLab.finding(user: "root"),
      AlertingLab.finding(from: "192.0.2.8"), AlertingLab.finding("other"),
      AlertingLab.finding(host: "web-2"), AlertingLab.finding(host: nil),
      AlertingLab.finding(isExercise: true),
    ] { lab.absorb(finding) }
    #expect(lab.open.count == 5)
  }

  @Test func anAlertWithoutFindingsExpiresAndTheNextNamesIt() throws {
    let lab = AlertingLab()
    lab.configuration.risks["guessing"]?.expiresAfter = .seconds(3600)
    let opened = try #require(lab.absorb(AlertingLab.finding()))
    lab.absorb(AlertingLab.finding(), at: start + 3000)
    let second = try #require(lab.open.values.first)
    #expect(lab.register.expire(second, told: [], now: start + 6599) == nil)
    let ended = try #require(
      lab.register.expire(second, told: ["terminal"], now: start + 6600))
    #expect(ended.alert.status == .expired && ended.alert.closeReason == .expired)
    #expect(ended.alert.revision == 2 && ended.notifications.map(\.reason) == [.expired])
    lab.store(ended)
    let next = try #require(lab.absorb(AlertingLab.finding(), at: start + 9000))
    #expect(next.isNew && next.alert.follows == opened.alert.id && next.alert.count == 1)
    #expect(lab.register.expire(ended.alert, told: [], now: start + 99_999) == nil)
  }

  @Test func aFindingForAnEndedAlertIsNeverTakenIntoIt() throws {
    let lab = AlertingLab()
    let opened = try #require(lab.absorb(AlertingLab.finding()))
    let closed = try lab.register.close(
      opened.alert, reason: .legitimate, by: "ruth", told: [], now: start + 1)
    let next = lab.register.absorb(
      AlertingLab.finding(), open: closed.alert, previous: closed.alert,
      newID: { "SA-2026-2" }, now: start + 2)
    #expect(next?.alert.id == "SA-2026-2" && next?.alert.follows == opened.alert.id)
  }

  @Test func drillsAreToldEachTimeOnTheTerminalAndNowhereElse() throws {
    let lab = AlertingLab()
    lab.receiver("chat")
    lab.audience("on-call", ["chat"])
    lab.silences = [
      Silence(id: "all", why: "x", by: "y", from: start, until: start + 9999)
    ]
    let first = try #require(lab.absorb(AlertingLab.finding(isExercise: true)))
    let second = try #require(lab.absorb(AlertingLab.finding(isExercise: true), at: start + 9))
    #expect(first.notifications.map(\.receiver) == ["terminal"])
    #expect(second.notifications.map(\.receiver) == ["terminal"] && second.alert.revision == 2)
    #expect(first.notifications[0].message.headline.hasPrefix("[EXERCISE] [HIGH]"))
    lab.receiver("screen", .terminal)
    let third = try #require(lab.absorb(AlertingLab.finding(isExercise: true)))
    #expect(third.notifications.map(\.receiver) == ["screen"])
    #expect(lab.register.expire(third.alert, told: [], now: start + 700) != nil)
  }

  @Test func theFailingReceiverIsNotToldOfItsOwnFailure() {
    let lab = AlertingLab()
    lab.receiver("chat")
    lab.receiver("pager")
    let change = lab.absorb(AlertingLab.finding(), excluding: ["chat"])
    #expect(change?.notifications.map(\.receiver) == ["pager"])
  }

  @Test func horizonsFollowTheSeverity() {
    let lab = AlertingLab()
    lab.rule("low", .low, ["nuisance"])
    lab.absorb(AlertingLab.finding("low"))
    lab.absorb(AlertingLab.finding())
    #expect(lab.notifications.map(\.horizon) == [start + 12 * 3600, start + 48 * 3600])
  }

  @Test func whatNewIDThrowsIsThrown() {
    struct Full: Error {}
    let lab = AlertingLab()
    #expect(throws: Full.self) {
      try lab.register.absorb(
        AlertingLab.finding(), open: nil, newID: { throw Full() }, now: start)
    }
  }

  /// Attacks in waves, a person who acknowledges and closes, and the clock: a year in a moment.
  @Test func aYearLeavesNothingOpenAndCountsEveryFinding() throws {
    let lab = AlertingLab()
    var (now, absorbed) = (start, 0)
    for day in 0..<365 {
      for hour in 0..<24 {
        now = start + (day * 86_400 + hour * 3600)
        lab.expire(at: now)
        guard day % 7 < 3 else { continue }
        for number in 0..<(hour / 4 + 1) {
          absorbed += 1
          lab.absorb(
            AlertingLab.finding(from: "192.0.2.\(day % 5)", at: now + number), at: now + number)
        }
        if hour == 12, day % 2 == 0, let alert = lab.open.values.first, alert.status == .issued {
          lab.store(try lab.register.acknowledge(alert, by: "ruth", told: [], now: now + 40))
        }
        if hour == 20, day % 5 == 0, let alert = lab.open.values.first {
          lab.store(
            try lab.register.close(alert, reason: .realNoHarm, by: "ruth", told: [], now: now + 41))
        }
      }
    }
    lab.expire(at: now + 3 * 86_400)
    #expect(lab.open.isEmpty)
    let last = Dictionary(grouping: lab.notifications, by: \.alert).count
    #expect(last == lab.nextNumber && last > 100)
    #expect(lab.journal.filter { $0.action == "opened" }.count == lab.nextNumber)
    let endings = lab.journal.filter { ["expired", "closed"].contains($0.action) }
    #expect(endings.count == lab.nextNumber)
    // Every day of attacks counts 84 findings; messages stay few.
    #expect(absorbed > 10_000 && lab.notifications.count < 5 * lab.nextNumber)
    #expect(Set(lab.notifications.map(\.key)).count == lab.notifications.count)
  }
}
