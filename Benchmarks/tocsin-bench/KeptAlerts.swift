import Records
import Storage

/// A database as it is after a busy year: most alerts have ended, some hundred are open, and there
/// are incidents.
struct KeptAlerts {
  var alerts: Int
  var incidents = 2000
  /// One alert in so many is open; and one incident in so many is live.
  private static let openOneIn = 200
  private static let liveOneIn = 20
  /// Alerts of one transaction.
  private static let batch = 1000
  private static let start = Instant(seconds: 1_767_225_600)

  func write(into folder: String) throws {
    let store = try Store(folder: folder)
    for first in stride(from: 1, through: alerts, by: Self.batch) {
      try store.commit { ledger throws in
        for number in first..<min(alerts + 1, first + Self.batch) {
          try ledger.save(alert(number), newRevision: true)
        }
      }
    }
    for first in stride(from: 1, through: incidents, by: Self.batch) {
      try store.commit { ledger throws in
        for number in first..<min(incidents + 1, first + Self.batch) {
          try ledger.save(incident(number), host: "harbour")
        }
      }
    }
  }

  private func alert(_ number: Int) -> Alert {
    let now = Self.start + .seconds(300 * number)
    let text = Untrusted(
      "May 11 06:00:01 harbour sshd[\(number)]: Failed password for root from 203.0.113.7 port 40000"
    )
    let isOpen = number % Self.openOneIn == 0
    return Alert(
      id: "SA-2026-\(number)", origin: .automatic, title: "Thing number \(number) happened",
      severity: Severity.allCases[number % Severity.allCases.count],
      status: isOpen ? .issued : .closed, risks: ["risk-\(number % 1000)"],
      rule: "rule_\(number % 1000)", key: "rule_\(number)|harbour", host: Untrusted("harbour"),
      group: [Finding.Field(name: "src_ip", value: Untrusted("203.0.113.7"))],
      fields: [Finding.Field(name: "User", value: Untrusted("root"))], text: text,
      evidence: [Finding.Evidence(time: now, text: text)],
      place: Finding.Place(source: "auth", path: "/var/log/auth.log", line: number), count: 12,
      firstSeen: now, lastSeen: now, plain: "Somebody tries passwords.",
      recognise: "Many wrong passwords from one address.",
      precautions: "Look at the host before anything else.",
      steps: [Alert.Step(id: "look", stage: "identification", text: "Look.")],
      issued: Alert.Deed(by: "tocsin", at: now),
      closed: isOpen ? nil : Alert.Deed(by: "ruth", at: now + .seconds(3600)),
      closeReason: isOpen ? nil : (number % 10 == 1 ? .real : .falseAlarm),
      expires: isOpen ? now + .seconds(86_400) : nil, lastHeard: now)
  }

  private func incident(_ number: Int) -> Incident {
    let now = Self.start + .seconds(15_000 * number)
    var incident = Incident(
      id: "INC-2026-\(number)", model: "model-\(number % 100)",
      title: "Model number \(number % 100)",
      priority: Severity.allCases[number % Severity.allCases.count],
      risks: ["risk-\(number % 1000)"], host: Untrusted("harbour"),
      steps: (1...8).map { step in
        Incident.Step(
          Alert.Step(id: "step-\(step)", stage: "identification", text: "Look at thing \(step)."))
      }, raised: Alert.Deed(by: "tocsin", at: now))
    incident.timeline = (1...20).map {
      Incident.Entry(at: now + .seconds(60 * $0), who: "ruth", what: "alert SA-2026-\($0) joined")
    }
    guard number % Self.liveOneIn != 0 else { return incident }
    incident.status = .closed
    incident.closed = Alert.Deed(by: "ruth", at: now + .seconds(86_400))
    incident.closeReason = "real"
    return incident
  }
}
