import FoundationEssentials
import Records
import Storage

/// What has happened, as far as coverage depends on it.
///
/// Files say what could fire; only a running sentinel and its database say what is heard, what was
/// proved and what was seen true.
struct Standing: Sendable {
  /// Sources that were heard and are not silent; empty while no sentinel runs.
  var heard: Set<String> = []
  var silent: Set<String> = []
  /// Source → what is wrong with it.
  var impaired: [String: String] = [:]
  var isRunning = false
  /// Rule → when an alert of it was last closed as true.
  var trueAlarms: [String: Instant] = [:]

  /// Rule → until when a drill that was heard proves it.
  var proved: [String: Instant] = [:]

  /// A true alarm proves a rule for a year.
  static let trueFor = Duration.seconds(365 * 86_400)

  /// A drill without a schedule proves its rule for a month.
  static let provedFor = Duration.seconds(30 * 86_400)

  /// Nothing happened, or nobody knows.
  static let unknown = Standing()

  init() {}

  init(
    snapshot: StatusSnapshot?, trueAlarms: [String: Instant], proved: [String: Instant] = [:]
  ) {
    self.proved = proved
    isRunning = snapshot != nil
    heard = Set(snapshot?.heard ?? [])
    silent = Set(snapshot?.silent ?? [])
    impaired = snapshot?.impaired ?? [:]
    if isRunning { heard.formUnion([OwnSources.happenings, DrillLine.source]) }
    self.trueAlarms = trueAlarms
  }
}

extension Desk {
  /// How far each risk is watched, with what has happened so far.
  package func coverage() throws -> CoverageReport {
    let now = Instant.now()
    let (alarms, drills) = try naming {
      try store.read {
        (try $0.trueAlarms(since: now - Standing.trueFor), try $0.lastReports(.drill))
      }
    }
    var proved: [String: Instant] = [:]
    for report in drills.values where report.passed {
      let every = loaded.configuration.drills[report.subject]?.every
      let end = report.ended + (every.map { $0 * 2 } ?? Standing.provedFor)
      if end > now, let rule = report.rule { proved[rule] = end }
    }
    return loaded.coverage(
      Standing(snapshot: runningSnapshot, trueAlarms: alarms, proved: proved))
  }

  /// What the running sentinel wrote of itself; nil where none runs.
  var runningSnapshot: StatusSnapshot? {
    guard isSentinelRunning,
      let said = try? Data(contentsOf: URL(filePath: places.state + "/status.json"))
    else { return nil }
    return try? JSONDecoder().decode(StatusSnapshot.self, from: said)
  }

  /// Coverage from files and, where there is a database, from what happened.
  package static func coverage(_ places: Places, screen: WatchStyle) throws -> CoverageReport {
    if Store.exists(in: places.state) {
      return try Desk(places: places, screen: screen).coverage()
    }
    let loaded = Loaded.read(places, now: .now())
    guard !loaded.hasConfigurationErrors else {
      screen.say(loaded.text())
      throw DeskProblem("the configuration is wrong", hint: "tocsin check", isConfiguration: true)
    }
    return loaded.coverage()
  }
}
