import Alerting
import Foundation
import Records
import Testing

/// The times of incidents, over simulated weeks.
@Suite struct TimerTests {
  /// Monday 5 October 2026, 08:00 UTC.
  private static let monday = Instant(seconds: 1_791_187_200)
  private static let office = ServiceHours.weekly(
    .init(days: [1, 2, 3, 4, 5], from: 8 * 60, to: 18 * 60, zone: "UTC"))
  private static let law = "law/early warning"

  private static func lab(_ hours: ServiceHours = .always, escalates: Bool = true) -> AlertingLab {
    let lab = AlertingLab()
    for id in ["ops", "boss", "owners", "law"] { lab.receiver(id, .webhook) }
    lab.audience("on-call", ["ops"])
    lab.audience("chiefs", ["boss"], isAutomatic: false)
    lab.audience("owners", ["owners"], .plain)
    lab.audience("lawyers", ["law"], isAutomatic: false)
    lab.configuration.audiences["lawyers"]?.roles = ["compliance"]
    lab.configuration.models["lock-out"]?.opensOnRisks = [Marked("guessing", at: .none)]
    lab.configuration.models["lock-out"]?.opening = .automatic
    lab.configuration.models["lock-out"]?.closeReasons = ["real", "false-alarm"]
    lab.configuration.models["lock-out"]?.legal = [Marked("law", at: .none)]
    lab.configuration.references["law"] = Reference(
      id: "law", title: "Law", kind: .law, owner: "compliance",
      clocks: [
        .init(name: "early warning", within: .seconds(24 * 3600)),
        .init(name: "notification", within: .seconds(72 * 3600)),
        .init(name: "report", within: .seconds(30 * 86_400), after: "notification"),
      ])
    lab.configuration.targets = [
      Target(
        id: "fast", title: "Fast", acknowledge: .seconds(1200), contain: .seconds(4 * 3600),
        resolve: .seconds(2 * 86_400), hours: hours,
        escalate: escalates
          ? [
            .init(after: .seconds(1200), to: Marked("chiefs", at: .none)),
            .init(after: .seconds(7200), to: Marked("owners", at: .none)),
          ] : [])
    ]
    return lab
  }

  private static func raised(
    _ lab: AlertingLab, at moment: Instant = monday
  ) throws -> (incident: Incident, alert: Alert) {
    let change = try #require(lab.absorb(AlertingLab.finding(at: moment), at: moment))
    let model = try #require(lab.register.modelOpened(by: change))
    let raised = lab.register.raise(model, for: change.alert, id: "INC-2026-0001", now: moment)
    let timed = lab.register.timed(raised, by: change.alert, east: { _, _ in 0 }, now: moment)
    return (timed.incident, change.alert)
  }

  /// Somebody is told at a minute; `what` are the timers that had run out.
  struct Told: Equatable {
    var minute: Int
    var receivers: [String]
    var what: [String]
  }

  /// What the sentinel does, here at given minutes of simulated time.
  ///
  /// After each telling the incident is written and read again, as after a restart.
  private static func live(
    _ lab: AlertingLab, _ start: (incident: Incident, alert: Alert),
    minutes: [Int], _ deed: (inout Incident, Int, Instant) throws -> Void = { _, _, _ in }
  ) throws -> (told: [Told], incident: Incident) {
    var (incident, alert) = start
    var told: [Told] = []
    var escalated: Set<String> = []
    for minute in minutes {
      let moment = monday + .seconds(minute * 60)
      try deed(&incident, minute, moment)
      let ended = lab.register.runOut(incident, alert: alert, escalated: escalated, now: moment)
      guard let ended else { continue }
      let before = Set(incident.timers.filter { $0.told != nil }.map(\.id))
      let written = try JSONEncoder().encode(ended.incident.incident)
      incident = try JSONDecoder().decode(Incident.self, from: written)
      #expect(incident == ended.incident.incident)
      alert = try #require(ended.told).alert
      let owed = try #require(ended.told).notifications
      #expect(owed.allSatisfy { $0.reason == .overdue && $0.revision == alert.revision })
      escalated.formUnion(owed.map(\.receiver))
      let what = incident.timers.filter { $0.told != nil }.map(\.id)
      told.append(
        Told(
          minute: minute, receivers: owed.map(\.receiver).sorted(),
          what: what.filter { !before.contains($0) }))
    }
    return (told, incident)
  }

  private static let week = Array(0..<7 * 1440)

  @Test func eachIsToldOnceToTheNextAudience() throws {
    let lab = Self.lab()
    let start = try Self.raised(lab)
    #expect(start.incident.timers.map(\.id).prefix(3) == ["contain", "resolve", Self.law])
    let (told, incident) = try Self.live(lab, start, minutes: Self.week)
    #expect(
      told == [
        Told(minute: 240, receivers: ["boss"], what: ["contain"]),
        Told(minute: 1440, receivers: ["law", "owners"], what: [Self.law]),
        // Nobody is left: the last audience again.
        Told(minute: 2880, receivers: ["owners"], what: ["resolve"]),
        Told(minute: 4320, receivers: ["law", "owners"], what: ["law/notification"]),
      ])
    #expect(incident.timeline.filter { $0.what.hasPrefix("not in time: ") }.count == 4)
  }

  /// A target keeps its hours, the law does not.
  @Test func hoursAreTheTargetsAndTheLawRunsAroundTheClock() throws {
    let lab = Self.lab(Self.office)
    let evening = Self.monday + .seconds(9 * 3600)
    let (incident, _) = try Self.raised(lab, at: evening)
    // An hour on Monday, three on Tuesday; 48 h of service are Monday's one hour, forty from Tuesday
    // to Friday, and seven on the next Monday.
    let minutes: [Int64?] = [1620, 10_500, 1980, 4860, nil]
    let due = minutes.map { minute in minute.map { Self.monday + .seconds($0 * 60) } }
    #expect(incident.timers.map(\.due) == due)
  }

  @Test func aDeedInTimeStopsIt() throws {
    let lab = Self.lab()
    let start = try Self.raised(lab)
    let register = lab.register
    let (told, incident) = try Self.live(lab, start, minutes: Self.week) { incident, minute, now in
      if minute == 239 {
        incident = try register.tick(incident, step: "lock", by: "mira", now: now).incident
      }
      if minute == 1000 {
        incident = try register.meet(
          incident, clock: "early warning", note: "Nr. 118", by: "mira", now: now
        ).incident
      }
      if minute == 2000 {
        incident = try register.resolve(incident, resolution: "Locked.", by: "joel", now: now)
          .incident
      }
    }
    #expect(told == [Told(minute: 4320, receivers: ["boss", "law"], what: ["law/notification"])])
    let states = incident.timers.map { $0.state(at: Self.monday + .seconds(7 * 86_400)) }
    #expect(states == [.met, .met, .met, .overdue, .waiting])
    #expect(incident.timers[2].met?.note == "Nr. 118")
  }

  /// Back, forth by a year, and back again: told once each, whatever the clock says.
  @Test func aClockThatJumpsRepeatsNothingAndLosesNothing() throws {
    let lab = Self.lab()
    let start = try Self.raised(lab)
    let jumps = [0, 239, -5000, 240, 100, 240, 525_600, 0, 240, 3000, 525_600]
    let (told, incident) = try Self.live(lab, start, minutes: jumps)
    #expect(told.map(\.minute) == [240, 525_600])
    #expect(told.flatMap(\.what).count == 4)
    #expect(incident.timers.filter { $0.rings != nil }.isEmpty)
  }

  /// After three days without a sentinel one message names all that has passed.
  @Test func whatRanOutMeanwhileIsToldAtOnce() throws {
    let lab = Self.lab()
    let start = try Self.raised(lab)
    let (told, _) = try Self.live(lab, start, minutes: [0, 4400, 4401])
    #expect(told.count == 1 && told[0].what.count == 4)
    #expect(told[0].receivers == ["boss", "law"])
  }

  @Test func whereNobodyIsNamedThoseHearWhoHearOfTheAlert() throws {
    let lab = Self.lab(escalates: false)
    lab.configuration.audiences["lawyers"]?.roles = []
    let start = try Self.raised(lab)
    let (told, _) = try Self.live(lab, start, minutes: [240])
    #expect(told.map(\.receivers) == [["ops"]])
  }

  @Test func aClockThatFollowsBeginsWhenTheFormerIsMet() throws {
    let lab = Self.lab()
    let start = Self.monday
    var (incident, _) = try Self.raised(lab)
    let early = #expect(throws: AlertingMistake.self) {
      try lab.register.meet(incident, clock: "report", by: "mira", now: start)
    }
    #expect(early?.clause == "clock \"law/report\" begins when \"notification\" is met")
    let met = start + .seconds(3600)
    incident = try lab.register.meet(incident, clock: "notification", by: "mira", now: met).incident
    #expect(incident.status == .open)
    #expect(incident.timers[4].due == met + .seconds(30 * 86_400))
    let again = #expect(throws: AlertingMistake.self) {
      try lab.register.meet(incident, clock: "law/notification", by: "joel", now: met)
    }
    #expect(again?.clause == "clock \"law/notification\" was met by mira at \(met.rfc3339())")
  }

  @Test func whatIsNotOwedSaysWhyAndTakesItsFollowersAlong() throws {
    let lab = Self.lab()
    var (incident, _) = try Self.raised(lab)
    #expect(throws: AlertingMistake.self) {
      try lab.register.meet(
        incident, clock: "notification", skips: true, by: "mira", now: Self.monday)
    }
    incident = try lab.register.meet(
      incident, clock: "notification", skips: true, note: "Nobody was harmed.", by: "mira",
      now: Self.monday
    ).incident
    #expect(incident.timers[3...].allSatisfy { $0.state(at: Self.monday) == .stopped })
  }

  /// The law is owed for what happened, also when the work is done.
  @Test(arguments: [("real", 2), ("false-alarm", 0)])
  func closingStopsTheLawOnlyWhenNothingHappened(_ row: (reason: String, told: Int)) throws {
    let lab = Self.lab()
    let start = try Self.raised(lab)
    let register = lab.register
    let (told, incident) = try Self.live(lab, start, minutes: Self.week) { incident, minute, now in
      guard minute == 10 else { return }
      incident = try register.close(incident, reason: row.reason, by: "mira", now: now).incident
    }
    #expect(told.count == row.told)
    guard row.told > 0 else { return }
    // It can still be said that it was done, too late.
    let late = Self.monday + .seconds(8 * 86_400)
    let met = try register.meet(incident, clock: Self.law, by: "mira", now: late).incident
    #expect(met.timers[2].state(at: late) == .late && met.status == .closed)
  }

  @Test func aRelapseHasItsWholeTimeAgain() throws {
    let lab = Self.lab()
    var (incident, _) = try Self.raised(lab)
    let later = Self.monday + .seconds(86_400)
    incident = try lab.register.resolve(
      incident, resolution: "Over.", by: "mira", now: Self.monday + .seconds(60)
    ).incident
    let alert = try #require(lab.absorb(AlertingLab.finding(from: "192.0.2.8"), at: later)).alert
    let joined = lab.register.join(incident, alert, now: later)
    let timed = lab.register.timed(joined, by: alert, east: { _, _ in 0 }, now: later).incident
    #expect(timed.timers[1].met == nil && timed.timers[1].due == later + .seconds(2 * 86_400))
    #expect(timed.timers[0].met?.by == "mira")
  }

  @Test func lessThanAQuarterIsNear() throws {
    let (incident, _) = try Self.raised(Self.lab())
    let contain = incident.timers[0]
    let states = [0, 180, 181, 239, 240].map { contain.state(at: Self.monday + .seconds($0 * 60)) }
    #expect(states == [.running, .running, .near, .near, .overdue])
  }
}
