import Alerting
import Records
import Testing

/// Nobody answers: the next audience is told, at the times of the target's hours.
@Suite struct EscalationTests {
  /// Monday 5 October 2026, 08:00 UTC.
  private static let monday = Instant(seconds: 1_791_187_200)
  private static let office = ServiceHours.weekly(
    .init(days: [1, 2, 3, 4, 5], from: 8 * 60, to: 18 * 60, zone: "UTC"))

  private static func lab(_ hours: ServiceHours) -> AlertingLab {
    let lab = AlertingLab()
    lab.receiver("ops", .webhook)
    lab.receiver("boss", .webhook)
    lab.receiver("owners", .webhook)
    lab.audience("on-call", ["ops"])
    lab.audience("chiefs", ["boss"], isAutomatic: false)
    lab.audience("owners", ["owners"], .plain)
    lab.configuration.risks["guessing"] = Risk(
      id: "guessing", title: "Guessed", likelihood: 5, impact: 5)
    lab.rules = [
      RuleSummary(id: "ssh_guessing", title: "Guessed", level: .critical, risks: ["guessing"])
    ]
    lab.configuration.targets = [
      Target(
        id: "fast", title: "Fast", severities: [.critical], acknowledge: .seconds(1200),
        hours: hours,
        escalate: [
          .init(after: .seconds(20 * 60), to: Marked("chiefs", at: .none)),
          .init(after: .seconds(24 * 3600), to: Marked("owners", at: .none)),
        ])
    ]
    return lab
  }

  /// What the sentinel does every few seconds, here once a minute for a week; returns who was told
  /// how many minutes after Monday morning.
  private static func live(
    _ lab: AlertingLab, _ alert: Alert, acknowledgedAt minute: Int? = nil
  ) throws -> [Told] {
    var (alert, step) = (alert, 0)
    var due = lab.register.escalationDue(of: alert, step: 0, east: { _, _ in 0 })
    var told: [Told] = []
    for now in 0..<7 * 1440 {
      let moment = monday + .seconds(now * 60)
      if now == minute {
        alert = try lab.register.acknowledge(alert, by: "mira", told: [], now: moment).alert
      }
      guard let time = due, time <= moment else { continue }
      let change = lab.register.escalate(alert, step: step, now: moment)
      for notification in change?.notifications ?? [] {
        told.append(Told(minute: now, receiver: notification.receiver))
        #expect(notification.reason == .escalated)
      }
      alert = change?.alert ?? alert
      step += 1
      due =
        change == nil
        ? nil : lab.register.escalationDue(of: alert, step: step, east: { _, _ in 0 })
    }
    return told
  }

  struct Told: Equatable {
    var minute: Int
    var receiver: String
  }

  static let rows: [(minute: Int, isOffice: Bool, first: Int, second: Int)] = [
    (0, false, 20, 1440), (0, true, 20, 2 * 1440 + 4 * 60),
    // Monday evening: ten minutes then, ten the next morning.
    (590, true, 1440 + 10, 3 * 1440 + 230),
    // Wednesday at noon: a day of service time is Friday at four in the afternoon.
    (2 * 1440 + 240, true, 2 * 1440 + 260, 4 * 1440 + 8 * 60),
  ]

  @Test(arguments: rows)
  func itGoesOnAtTheTimesOfItsHours(
    _ row: (minute: Int, isOffice: Bool, first: Int, second: Int)
  ) throws {
    let lab = Self.lab(row.isOffice ? Self.office : .always)
    let change = try #require(
      lab.absorb(
        AlertingLab.finding(at: Self.monday), at: Self.monday + .seconds(row.minute * 60)))
    #expect(change.alert.severity == .critical)
    let told = try Self.live(lab, change.alert)
    #expect(told.first == Told(minute: row.first, receiver: "boss"))
    #expect(told.count == 2 && told.last?.receiver == "owners")
    #expect(told.last?.minute == row.second)
  }

  @Test func anAnswerStopsIt() throws {
    let lab = Self.lab(.always)
    let change = try #require(
      lab.absorb(AlertingLab.finding(at: Self.monday), at: Self.monday))
    #expect(try Self.live(lab, change.alert, acknowledgedAt: 10).isEmpty)
    #expect(
      try Self.live(lab, change.alert, acknowledgedAt: 60) == [Told(minute: 20, receiver: "boss")])
  }

  @Test func theModelsTargetGoesBeforeTheSeverity() throws {
    let lab = Self.lab(.always)
    let change = try #require(
      lab.absorb(AlertingLab.finding(at: Self.monday), at: Self.monday))
    var alert = change.alert
    #expect(lab.register.target(of: alert)?.id == "fast")
    lab.configuration.targets.append(
      Target(id: "lock", title: "Locks", models: [Marked("lock-out", at: .none)]))
    alert.model = "lock-out"
    #expect(lab.register.target(of: alert)?.id == "lock")
    lab.configuration.targets.append(
      Target(id: "own", title: "Own", severities: [.low], acknowledge: .seconds(60)))
    lab.configuration.models["lock-out"]?.target = Marked("own", at: .none)
    #expect(lab.register.target(of: alert)?.id == "own")
    alert.model = nil
    alert.severity = .low
    #expect(lab.register.target(of: alert)?.id == "own")
    alert.severity = .medium
    #expect(lab.register.target(of: alert) == nil)
  }
}
