import Foundation
import GRDB
import Records
import Storage
import Testing

/// Times of incidents and owed evidence in the database.
@Suite struct IncidentTimerTests {
  private static func incident(_ id: String = "INC-2026-0001") -> Incident {
    var incident = Incident(
      id: id, model: "m", title: "T", priority: .high, steps: [],
      raised: .init(by: "tocsin", at: Example.start))
    incident.timers = [
      IncidentTimer(
        .contain, origin: "fast", name: "contain", span: .seconds(60), begun: Example.start,
        due: Example.start + .seconds(60)),
      IncidentTimer(.legal, origin: "law", name: "report", span: .seconds(60), after: "warning"),
    ]
    return incident
  }

  @Test func itRingsUntilItIsToldOrMet() throws {
    let scene = try Scene()
    var incident = Self.incident()
    try scene.commit { try $0.save(incident) }
    func ringing(_ seconds: Int) throws -> [String] {
      try scene.read { try $0.ringingIncidents(at: Example.start + .seconds(seconds)) }
    }
    #expect(try ringing(59).isEmpty)
    #expect(try ringing(60) == [incident.id])
    #expect(try scene.read { try $0.incident(incident.id) } == incident)
    incident.timers[0].told = Example.start + .seconds(61)
    try scene.commit { try $0.save(incident) }
    #expect(try ringing(10_000).isEmpty)
    #expect(try scene.read { try $0.timedIncidents().map(\.id) } == [incident.id])
    for index in incident.timers.indices {
      incident.timers[index].met = .init(by: "mira", at: Example.start + .seconds(90))
    }
    try scene.commit { try $0.save(incident) }
    #expect(try scene.read { try $0.timedIncidents() }.isEmpty)
  }

  /// What a former version wrote names no timers.
  @Test func anIncidentOfAFormerVersionHasNone() throws {
    let scene = try Scene()
    var incident = Self.incident()
    incident.timers = []
    try scene.commit { try $0.save(incident) }
    let queue = try DatabaseQueue(path: scene.database)
    let body = try queue.read { try String.fetchOne($0, sql: "SELECT body FROM incidents") }
    #expect(body?.contains("imers") == false)
    #expect(try scene.read { try $0.incident(incident.id)?.timers } == [])
  }

  @Test func whatIsToldOfAClockOutlastsTheAlert() throws {
    let scene = try Scene()
    var alert = Example.alert("SA-2026-0001")
    alert.revision = 2
    let overdue = Example.notification(alert, reason: .overdue)
    alert.revision = 3
    let revised = Example.notification(alert, reason: .revised)
    let states = try scene.commit { ledger throws in
      try ledger.save(alert, newRevision: true)
      try ledger.owe([overdue])
      try ledger.owe([revised])
      try ledger.withdraw(alert: alert.id, why: "it ended", at: Example.start)
      try ledger.save(Self.incident())
      try ledger.link("INC-2026-0001", alerts: [alert.id], marks: [])
      return try ledger.reading.notifications(NotificationFilter(alert: alert.id)).map(\.state)
    }
    #expect(states.sorted { $0.rawValue < $1.rawValue } == [.superseded, .waiting])
    #expect(try scene.read { try $0.receiversEscalated(of: "INC-2026-0001") } == ["chat"])
  }

  @Test func owedEvidenceStandsUntilItIsKeptAndOnlyOnce() throws {
    let scene = try Scene()
    let owed = OwedEvidence(
      what: "w", work: .command(["/bin/ls"]), due: Example.start + .seconds(60))
    try scene.commit { ledger throws in
      try ledger.save(Self.incident())
      try ledger.owe(owed, for: "INC-2026-0001")
    }
    func due(_ seconds: Int) throws -> [(number: Int64, incident: String, owed: OwedEvidence)] {
      try scene.read { try $0.owedEvidence(dueAt: Example.start + .seconds(seconds)) }
    }
    #expect(try due(59).isEmpty)
    // The clock was set back by a day: it is not waited for.
    #expect(try due(-86_400).count == 1)
    let found = try #require(try due(60).first)
    #expect(found.owed == owed && found.incident == "INC-2026-0001")
    let piece = IncidentEvidence(
      what: "w", at: Example.start, bytes: "a\nb".utf8, note: "/bin/ls: exit 0")
    #expect(try scene.commit { try $0.settle(found.number, with: piece, for: found.incident) })
    #expect(try !scene.commit { try $0.settle(found.number, with: piece, for: found.incident) })
    #expect(try scene.read { try $0.evidence(of: "INC-2026-0001") } == [piece])
    #expect(try scene.read { try $0.owedEvidenceCount(of: "INC-2026-0001") } == 0)
  }
}
