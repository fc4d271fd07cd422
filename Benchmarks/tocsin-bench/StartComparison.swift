import Detection
import Glibc
import Records
import Sentinel

/// How long a start takes with an empty cache and with a filled one, and what memory it leaves.
///
/// Each start is a process of its own that reads configuration and rules as every command does,
/// makes the scanners of a syslog source and of JSON events, and lets a line match as a control.
/// Judged by CPU seconds of all cores, like every figure here; the clock runs from spawning to the
/// end of the process and shows what a busy machine makes of it. Files are in the page cache in
/// both cases.
struct StartComparison {
  var runs: Int
  var folder: String

  func run(publicRules: String?) throws {
    print("start: from the spawned process to its end, scanners ready")
    print(
      Column.text("", 34), Column.number("clock s", 9), Column.number("CPU s", 9),
      Column.number("anon MB", 9), Column.number("peak MB", 9))
    try compare("shipped rules", nil, anonymousMax: 16)
    if let publicRules {
      try compare("and all public rules", publicRules, anonymousMax: 100)
    } else {
      print("  all public rules: skipped, no public rules in ../shared/data/sigma")
    }
    print("")
  }

  private func compare(_ what: String, _ rules: String?, anonymousMax: Double) throws {
    let state = folder + "/state"
    defer { Self.empty(state) }
    guard unsafe mkdir(state, 0o700) == 0 else { throw BenchmarkError("no folder for the state") }
    let cold = try least(
      of: (0..<runs).map { _ in
        Self.empty(state + "/cache")
        return try once(state, rules)
      })
    let warm = try least(of: (0..<runs).map { _ in try once(state, rules) })
    show(what + ", nothing cached", cold)
    show(what + ", from the cache", warm)
    guard !cold.said.hasPrefix("cached"), warm.said.hasPrefix("cached") else {
      throw BenchmarkError("the cache was not used as it should be")
    }
    print("  " + warm.said)
    Column.ratio("CPU s with nothing cached", cold.cost.seconds, reach: 5, isMost: true)
    Column.ratio("CPU s from the cache", warm.cost.seconds, reach: 0.5, isMost: true)
    Column.ratio("MB anonymous", warm.anonymous, reach: anonymousMax, isMost: true)
  }

  private struct Start {
    var clock: Double
    var cost: Cost
    /// MB after the start.
    var anonymous: Double
    var said: String
  }

  private func least(of starts: [Start]) throws -> Start {
    guard let best = starts.min(by: { $0.cost.seconds < $1.cost.seconds }) else {
      throw BenchmarkError("no run")
    }
    return best
  }

  private func show(_ what: String, _ start: Start) {
    print(
      Column.text("  " + what, 34), Column.number(Column.decimal(start.clock, 3), 9),
      Column.number(Column.decimal(start.cost.seconds, 3), 9),
      Column.number(Column.decimal(start.anonymous, 1), 9),
      Column.number("\(start.cost.peakBytes >> 20)", 9))
  }

  private func once(_ state: String, _ rules: String?) throws -> Start {
    let begin = ContinuousClock.now
    let cost = Cost.measure(
      program: "/proc/self/exe",
      ["--start-in", state] + (rules.map { ["--start-rules", $0] } ?? []))
    let clock = (ContinuousClock.now - begin) / .seconds(1)
    guard let cost, let report = Self.read(state + "/report"),
      let kilobytes = report.split(separator: " ").first.flatMap({ Double($0) })
    else { throw BenchmarkError("a start failed") }
    return Start(
      clock: clock, cost: cost, anonymous: kilobytes / 1024,
      said: report.split(separator: " ").dropFirst().joined(separator: " "))
  }

  private static func read(_ path: String) -> String? {
    guard let file = unsafe fopen(path, "r") else { return nil }
    defer { unsafe fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard unsafe fgets(&line, 256, file) != nil else { return nil }
    return String(
      decoding: line.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  static func empty(_ folder: String) {
    if let entries = unsafe opendir(folder) {
      while let entry = unsafe readdir(entries) {
        let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { name in
          unsafe String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name == "." || name == ".." { continue }
        if unsafe unlink(folder + "/" + name) != 0 { empty(folder + "/" + name) }
      }
      unsafe closedir(entries)
    }
    unsafe rmdir(folder)
  }
}

/// The process that is measured.
extension StartComparison {
  /// One start; what it came to is left in `report`.
  static func start(in folder: String, moreRules: String?) throws {
    let places = Places(
      config: "config", rules: ["rules"] + (moreRules.map { [$0] } ?? []), state: folder,
      environment: [:])
    let loaded = Loaded.read(places, now: .now())
    let rules = loaded.ruleSet
    var matches = 0
    for (binding, line) in controls where moreRules != nil || binding.format != .json {
      matches += try rules.matches(in: [Array(line.utf8)], binding: binding).joined().count
    }
    guard matches > 0 else { throw BenchmarkError("no rule matched the control") }
    let report =
      "\(Cost.memory("RssAnon:") >> 10) \(rules.isFromCache ? "cached" : "compiled"): "
      + "\(rules.summaries.count) rules, \(matches) matched the control lines\n"
    guard let file = unsafe fopen(folder + "/report", "w") else {
      throw BenchmarkError("no report can be written")
    }
    unsafe fputs(report, file)
    unsafe fclose(file)
  }

  private static let controls = [
    (
      RuleRun.login,
      "May 11 06:00:01 web sshd[100]: Invalid user admin from 203.0.113.9 port 40000"
    ),
    (
      SourceBinding(id: "all", format: .json),
      #"{"Image":"C:\\Windows\\System32\\whoami.exe","CommandLine":"whoami /priv","EventID":1}"#
    ),
  ]
}
