import Alerting
import Records

/// A small town to be warned: risks, a model, audiences, receivers, and what was stored.
final class AlertingLab {
  static let start = Instant(seconds: 1_760_000_000)
  static let hostile = [
    "\u{1b}]0;x", "<!channel>", "@everyone", "a\r\nb", "a\0b", "\u{202e}cod",
    String(repeating: "A", count: 60_000), "$(reboot)", "`reboot`", "'; reboot; '", "-rf", "a b",
    "http://evil.example.com", "../../etc", "|", "=", "%7c", "{{User}}", "",
  ]

  var configuration = Configuration() { didSet { made = nil } }
  var rules: [RuleSummary] = [] { didSet { made = nil } }
  private var made: Register?
  var nextNumber = 0
  /// By key, as storage finds them.
  var open: [String: Alert] = [:]
  var ended: [String: Alert] = [:]
  var silences: [Silence] = []
  var notifications: [Notification] = []
  var journal: [JournalEntry] = []

  init() {
    configuration.roles["operations"] = Role(id: "operations", title: "Server operations")
    configuration.models["lock-out"] = IncidentModel(
      id: "lock-out", title: "Somebody is in", roles: ["lead": Marked("on-call", at: .none)],
      steps: [
        .init(
          id: "ask", stage: .identification, text: "Phone {{User}}.", by: "lead",
          within: .seconds(900)),
        .init(
          id: "lock", stage: .containment, text: "Lock {{User}} from {{src_ip}}.",
          by: "operations", command: ["/usr/sbin/usermod", "-L", "--", "{{User}}"],
          danger: "the owner cannot log in"),
        .init(
          id: "say", stage: .lessons, text: "Write it down.",
          command: ["/bin/echo", "it's {{src_ip}} & more"]),
      ])
    risk("guessing", impact: 4, model: "lock-out")
    risk("credential", impact: 5)
    risk("nuisance", impact: 2)
    configuration.risks["guessing"]?.plain = "Strangers try passwords."
    configuration.risks["guessing"]?.owner = Marked("operations", at: .none)
    rule("ssh_guessing", .high, ["guessing"])
  }

  func risk(_ id: String, impact: Int, model: String? = nil) {
    configuration.risks[id] = Risk(
      id: id, title: id, likelihood: 3, impact: impact,
      model: model.map { Marked($0, at: .none) })
  }

  func rule(_ id: String, _ level: Level?, _ risks: [String], feedsOnly: Bool = false) {
    rules.removeAll { $0.id == id }
    rules.append(
      RuleSummary(
        id: id, name: id + "_name", title: "Title of \(id)", author: "A. Author", level: level,
        risks: risks, feedsOnly: feedsOnly))
  }

  func receiver(
    _ id: String, _ kind: Receiver.Kind = .slack, maxTLP: TLP = .amber,
    minSeverity: Severity? = nil, to: [String] = []
  ) {
    configuration.receivers[id] = Receiver(
      id: id, kind: kind,
      mail: to.isEmpty ? nil : .init(relay: "smtp://relay.example.org:587", from: "a@b", to: to),
      maxTLP: maxTLP, minSeverity: minSeverity)
  }

  func audience(
    _ id: String, _ receivers: [String], _ voice: Message.Voice = .technical,
    states: Set<Alert.State> = Set(Alert.State.allCases), minSeverity: Severity = .low,
    isAutomatic: Bool? = nil, maxTLP: TLP = .amber, roles: [String] = []
  ) {
    configuration.audiences[id] = Audience(
      id: id, title: "The \(id)", voice: voice, receivers: receivers, roles: roles, states: states,
      minSeverity: minSeverity, isAutomatic: isAutomatic, maxTLP: maxTLP)
  }

  func route(
    _ match: Route.Match = .init(), to: [String], continues: Bool = false
  ) {
    configuration.routes.append(
      Route(match: match, to: to.map { Marked($0, at: .none) }, continues: continues))
  }

  var register: Register {
    let register =
      made
      ?? Register(
        configuration: configuration, rules: rules, instance: "0123abcd", sentinelHost: "web-1")
    made = register
    return register
  }

  static func finding(
    _ rule: String = "ssh_guessing", from address: String = "192.0.2.7", user: String = "mira",
    host: String? = "web-1", at time: Instant = start, count: Int = 1, isExercise: Bool = false
  ) -> Finding {
    Finding(
      rule: rule, host: host.map { Untrusted($0) },
      group: [.init(name: "src_ip", value: Untrusted(address))], time: time,
      place: .init(source: "auth", path: "/var/log/auth.log", line: 7), count: count,
      fields: [.init(name: "User", value: Untrusted(user))],
      text: Untrusted("Failed password for \(user) from \(address)"), isExercise: isExercise)
  }

  /// Absorbs a finding and stores what it changed.
  @discardableResult
  func absorb(
    _ finding: Finding, at now: Instant = start, excluding: Set<String> = []
  ) -> Change? {
    let key = register.alertKey(of: finding)
    var number = nextNumber
    let change = register.absorb(
      finding, open: open[key], previous: ended[key], silences: silences, excluding: excluding,
      newID: {
        number += 1; return id(number)
      }, now: now)
    nextNumber = number
    if let change { store(change) }
    return change
  }

  func store(_ change: Change) {
    notifications += change.notifications
    journal += change.journal
    guard let key = change.alert.key else { return }
    if change.alert.status.isOpen {
      open[key] = change.alert
    } else {
      open[key] = nil
      ended[key] = change.alert
    }
  }

  /// What the sentinel does once a minute.
  func expire(at now: Instant) {
    for alert in open.values.sorted(by: { $0.id < $1.id }) {
      if let change = register.expire(alert, told: [], now: now) { store(change) }
    }
  }

  private func id(_ number: Int) -> String { "SA-2026-\(number)" }
}

extension Instant {
  static func + (instant: Instant, seconds: Int) -> Instant { instant + .seconds(seconds) }
}

extension Untrusted {
  var text: String { encoded { $0 } }
}
