import Records
import Storage
import Testing

/// In which order incidents and requests are listed, and which.
@Suite struct IncidentListTests {
  private static func incident(
    _ number: Int, _ priority: Severity, _ status: Incident.Status, isRequest: Bool = false
  ) -> Incident {
    let prefix = isRequest ? "RQ" : "INC"
    var incident = Incident(
      id: "\(prefix)-2026-\(number)", isRequest: isRequest, model: "account-attack",
      title: "Somebody is after an account", priority: priority, steps: [],
      raised: Alert.Deed(by: "tocsin", at: Example.start + .seconds(number)))
    incident.status = status
    return incident
  }

  private static let kept = [
    incident(1, .medium, .open), incident(2, .critical, .closed), incident(3, .high, .raised),
    incident(4, .critical, .resolved), incident(5, .high, .open), incident(6, .low, .closed),
    incident(7, .critical, .open, isRequest: true),
  ]

  private func list(
    _ scene: Scene, isRequest: Bool = false, liveOnly: Bool, limit: Int = 100
  ) throws -> [String] {
    try scene.read {
      try $0.incidents(isRequest: isRequest, liveOnly: liveOnly, limit: limit).map(\.id)
    }
  }

  private func scene() throws -> Scene {
    let scene = try Scene()
    try scene.commit { ledger throws in
      for incident in Self.kept { try ledger.save(incident, host: "harbour") }
    }
    return scene
  }

  @Test func liveOnesComeTheWorstFirstAndOfTheseTheNewest() throws {
    let scene = try scene()
    #expect(
      try list(scene, liveOnly: true) == ["INC-2026-4", "INC-2026-5", "INC-2026-3", "INC-2026-1"])
    #expect(try list(scene, liveOnly: true, limit: 2) == ["INC-2026-4", "INC-2026-5"])
  }

  @Test func allComeTheNewestFirst() throws {
    let scene = try scene()
    #expect(
      try list(scene, liveOnly: false) == (1...6).reversed().map { "INC-2026-\($0)" })
    #expect(try list(scene, liveOnly: false, limit: 1) == ["INC-2026-6"])
  }

  @Test func requestsAreListedByThemselves() throws {
    let scene = try scene()
    #expect(try list(scene, isRequest: true, liveOnly: true) == ["RQ-2026-7"])
    #expect(try list(scene, isRequest: true, liveOnly: false) == ["RQ-2026-7"])
  }
}
