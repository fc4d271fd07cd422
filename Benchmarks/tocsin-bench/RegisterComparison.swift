import Glibc
import Records
import Sentinel
import Yams

/// What commands cost with ten thousand risks and a hundred thousand alerts, beside what is the
/// least for the same bytes: parsing them with libyaml, and selecting the same rows with `sqlite3`.
///
/// Each is a process of its own, as a command is, which makes every line of what it would show.
/// Judged by CPU seconds of all cores; the clock shows what a busy machine makes of it. `check` runs
/// with the rules' cache filled, as every time but the first.
struct RegisterComparison {
  var runs: Int
  var folder: String

  static let risks = 10_000
  static let alerts = 100_000

  /// What a process of its own does.
  enum Deed: String {
    case yaml, check
    case riskList = "risk-list"
    case coverage = "risk-coverage"
    case alertList = "alert-list"
    case incidentList = "incident-list"
  }

  func run() throws {
    let place = folder + "/register"
    defer { StartComparison.empty(place) }
    let bytes = try RegisterFiles(risks: Self.risks).write(into: place)
    try KeptAlerts(alerts: Self.alerts).write(into: place + "/state")
    print("register: \(Self.risks) risks in \(bytes) bytes, \(Self.alerts) alerts")
    print(
      Column.text("", 34), Column.number("clock s", 9), Column.number("CPU s", 9),
      Column.number("peak MB", 9))
    _ = try once(.check, place)
    let yaml = try measure(.yaml, "parsed by Yams (libyaml) alone", in: place)
    let check = try measure(.check, "check", in: place)
    let risks = try measure(.riskList, "risk list", in: place)
    let coverage = try measure(.coverage, "risk coverage", in: place)
    let alerts = try measure(.alertList, "alert list", in: place)
    let incidents = try measure(.incidentList, "incident list", in: place)
    Column.ratio("CPU s: check", check, reach: 2, isMost: true)
    Column.ratio("CPU s: risk list", risks, reach: 0.2, isMost: true)
    Column.ratio("CPU s: risk coverage", coverage, reach: 0.2, isMost: true)
    Column.ratio("CPU s: alert list", alerts, reach: 0.2, isMost: true)
    Column.ratio("CPU s: incident list", incidents, reach: 0.2, isMost: true)
    times("check", check, "parsing alone", yaml)
    times("risk list", risks, "parsing alone", yaml)
    times("risk coverage", coverage, "parsing alone", yaml)
    try compareSelects(alerts, incidents, in: place + "/state/tocsin.db")
    print("")
  }

  /// The same rows, bodies and all, by SQLite's own shell.
  private func compareSelects(_ alerts: Double, _ incidents: Double, in database: String) throws {
    let selects = [
      (
        "alert list", alerts,
        "SELECT a.*, b.body FROM alerts a JOIN alert_bodies b ON b.alert = a.number "
          + "WHERE a.is_open = 1 ORDER BY a.number DESC LIMIT 50"
      ),
      (
        "incident list", incidents,
        "SELECT * FROM incidents WHERE is_live = 1 AND is_request = 0 "
          + "ORDER BY priority DESC, number DESC LIMIT 50"
      ),
    ]
    for (name, ours, select) in selects {
      let costs = (0..<runs).compactMap { _ in
        Cost.measure(program: "/usr/bin/sqlite3", ["-readonly", database, select])
      }
      guard costs.count == runs else { return print("  sqlite3: not installed") }
      times(name, ours, "sqlite3's SELECT of the rows", Cost.least(costs).seconds)
    }
  }

  private func times(_ what: String, _ ours: Double, _ other: String, _ theirs: Double) {
    let times = ours / max(theirs, 0.000_1)
    print(
      "  \(what): \(Column.decimal(times, 2)) times \(other) (\(Column.decimal(theirs, 3)) CPU s)")
  }

  /// CPU seconds of the cheapest run.
  private func measure(_ deed: Deed, _ what: String, in place: String) throws -> Double {
    let begin = ContinuousClock.now
    let costs = try (0..<runs).map { _ in try once(deed, place) }
    let clock = (ContinuousClock.now - begin) / .seconds(1) / Double(runs)
    let cost = Cost.least(costs)
    print(
      Column.text("  " + what, 34), Column.number(Column.decimal(clock, 3), 9),
      Column.number(Column.decimal(cost.seconds, 3), 9),
      Column.number("\(cost.peakBytes >> 20)", 9))
    return cost.seconds
  }

  private func once(_ deed: Deed, _ place: String) throws -> Cost {
    let cost = Cost.measure(
      program: "/proc/self/exe", ["--register-in", place, "--register-does", deed.rawValue])
    guard let cost else { throw BenchmarkError("\(deed.rawValue) failed: run it by hand") }
    return cost
  }
}

/// The process that is measured.
extension RegisterComparison {
  /// Does one thing and prints what a command would; throws where it is not all there.
  static func perform(_ word: String, in folder: String) throws {
    guard let deed = Deed(rawValue: word) else { throw BenchmarkError("no deed \"\(word)\"") }
    let places = Places(
      config: folder + "/config", rules: [folder + "/rules"], state: folder + "/state",
      environment: [:])
    switch deed {
    case .yaml: try expect(try parse(places), atLeast: risks)
    case .check:
      let report = CheckReport.make(places, now: .now())
      print(report.text(all: false) + report.summary)
      guard !report.hasErrors, !report.hasWarnings else {
        throw BenchmarkError("the register is not as it should be: \(report.text(all: false))")
      }
    case .riskList: try show(try register(places).riskRows().map(\.cells), atLeast: risks)
    case .coverage:
      let report = try Desk.coverage(places, screen: silent)
      try show(report.rows.map(\.cells), atLeast: risks)
      for line in report.stepLines { print(line) }
    case .alertList:
      let alerts = try KeptLists(places: places).alerts(all: false, severity: nil, limit: 50)
      try show(alerts.map(AlertText.row), atLeast: 50)
    case .incidentList:
      let incidents = try KeptLists(places: places)
        .incidents(isRequest: false, all: false, limit: 50)
      try show(incidents.map(IncidentStory.row), atLeast: 50)
    }
  }

  private static let silent = WatchStyle(
    isTerminal: false, usesColour: false, ringsDrill: false, write: { _ in }, say: { _ in })

  private static func register(_ places: Places) throws -> Loaded {
    let loaded = Loaded.read(places, now: .now())
    guard !loaded.hasConfigurationErrors else { throw BenchmarkError(loaded.text()) }
    return loaded
  }

  private static func show(_ rows: [[String]], atLeast count: Int) throws {
    for row in rows { print(row.joined(separator: "  ")) }
    try expect(rows.count, atLeast: count)
  }

  private static func expect(_ count: Int, atLeast wanted: Int) throws {
    guard count >= wanted else { throw BenchmarkError("\(count) in place of \(wanted)") }
  }

  /// Every file of the register to the parser's own nodes; returns how many records the lists hold.
  private static func parse(_ places: Places) throws -> Int {
    var records = 0
    for folder in [places.config] + places.rules {
      for file in FolderReader.read(folder, extensions: ["yaml", "yml"]).0 {
        let parser = try Parser(yaml: file.text, resolver: .basic, encoding: .utf8)
        while let root = try parser.nextRoot() {
          records += root.mapping?.values.compactMap { $0.sequence?.count }.reduce(0, +) ?? 0
        }
      }
    }
    return records
  }
}
