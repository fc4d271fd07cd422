import Glibc

/// Measures how fast lines become findings, as ratios beside yardsticks of the same run.
///
/// `tocsin-bench [--lines N] [--runs N] [--only LOG] [--profile]`. Figures are CPU seconds, the
/// least of the runs: what other programs do meanwhile can only add to them; `cores` alone is also
/// measured by the clock on the wall. The logs of events and
/// `plain-all` want the public Sigma rules in `../shared/data/sigma`, or in `TOCSIN_SHARED_DATA`.
@main struct Benchmark {
  var lines = 1_000_000
  var runs = 3
  var only: String?
  /// Nothing but the product's own run, again and again: what `perf record` is to see.
  var isProfile = false
  /// Nothing but one start with the state in this folder, for `StartComparison`.
  private var startFolder: String?
  private var startRules: String?
  /// Nothing but one deed with the register in this folder, for `RegisterComparison`.
  private var registerFolder: String?
  private var registerDeed: String?

  static func main() {
    do {
      let benchmark = try Benchmark(Array(CommandLine.arguments.dropFirst()))
      try benchmark.run()
    } catch {
      say("tocsin-bench: \(error)\n")
      exit(2)
    }
  }

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "--lines": lines = try Self.number(after: word, &rest)
      case "--runs": runs = try Self.number(after: word, &rest)
      case "--only": only = rest.popFirst()
      case "--profile": isProfile = true
      case "--start-in": startFolder = rest.popFirst()
      case "--start-rules": startRules = rest.popFirst()
      case "--register-in": registerFolder = rest.popFirst()
      case "--register-does": registerDeed = rest.popFirst()
      default:
        throw BenchmarkError(
          "unknown word \"\(word)\"; it takes --lines N, --runs N, "
            + "--only \(Self.logs.joined(separator: "|")), --profile")
      }
    }
  }

  private static func number(after word: String, _ rest: inout ArraySlice<String>) throws -> Int {
    guard let text = rest.popFirst(), let number = Int(text), number > 0 else {
      throw BenchmarkError("\(word) takes a number")
    }
    return number
  }

  private static let logs = [
    "attacks", "attacks-dated", "plain", "cores", "plain-all", "starts-few", "starts-many",
    "events-few", "events-many", "hostile", "start", "register",
  ]

  private func run() throws {
    if let startFolder {
      return try StartComparison.start(in: startFolder, moreRules: startRules)
    }
    if let registerFolder, let registerDeed {
      return try RegisterComparison.perform(registerDeed, in: registerFolder)
    }
    if let only, !Self.logs.contains(only) { throw BenchmarkError("no log named \"\(only)\"") }
    let folder = try Self.temporaryFolder()
    defer { Self.remove(folder) }
    if only == nil || only == "start" {
      try StartComparison(runs: runs, folder: folder).run(publicRules: Self.publicRules)
    }
    if only == nil || only == "register" {
      try RegisterComparison(runs: runs, folder: folder).run()
    }
    if only == "start" || only == "register" { return }
    try runShipped(in: folder)
    if only == nil || only == "cores" {
      try CoreComparison(lines: lines * 2, folder: folder, runs: runs).run()
    }
    if only == nil || only == "hostile" {
      try HostileRun(folder: folder, runs: runs).run(publicRules: Self.publicRules)
    }
    let wanted = Self.logs[4..<9].filter { only == nil || only == $0 }
    guard !wanted.isEmpty else { return }
    guard let publicRules = Self.publicRules else {
      print("\(wanted.joined(separator: ", ")): skipped, no public rules in ../shared/data/sigma")
      return
    }
    try runPublic(publicRules, in: folder)
  }

  private func runShipped(in folder: String) throws {
    let rules = try RuleRun()
    let logs = [
      ("attacks", GeneratedLog(kind: .attacks, form: .traditional, lines: lines)),
      ("attacks-dated", GeneratedLog(kind: .attacks, form: .dated, lines: lines)),
      ("plain", GeneratedLog(kind: .plain, form: .traditional, lines: lines)),
    ]
    for (name, log) in logs where only == nil || only == name {
      let path = folder + "/\(name).log"
      defer { unsafe unlink(path) }
      let bytes = try log.write(to: path)
      let comparison = Comparison(
        name: name, lines: lines, bytes: bytes, path: path, folder: folder, runs: runs)
      if isProfile {
        for _ in 0..<runs { _ = try rules.run(over: path) }
      } else {
        try comparison.run(rules, isAttack: log.kind == .attacks)
      }
    }
  }

  /// Every public rule: over a plain log beside the shipped ones, and over events.
  private func runPublic(_ rules: String, in folder: String) throws {
    let path = folder + "/public.log"
    defer { unsafe unlink(path) }
    if only == nil || only == "plain-all" {
      let bytes = try GeneratedLog(kind: .plain, form: .traditional, lines: lines).write(to: path)
      let comparison = RuleComparison(lines: lines, bytes: bytes, path: path, runs: runs)
      try comparison.runPlain(few: RuleRun(), all: RuleRun(more: rules), isProfile: isProfile)
    }
    let starts = try RuleComparison.starts(rules)
    let (nearly, all) = (RuleComparison.nearlyAll(starts), RuleComparison.all(starts))
    let logs = [
      ("starts-few", EventLog.Kind.few, false, [starts], 0.2),
      ("starts-many", .many, false, [starts], 0.08),
      ("events-few", .few, true, [nearly], 0.2),
      ("events-many", .many, true, [nearly, all], 0.08),
    ]
    for (name, kind, isMixed, runs, reach) in logs where only == nil || only == name {
      let count = max(1000, lines / 5)
      let bytes = try EventLog(kind: kind, isMixed: isMixed, lines: count).write(to: path)
      let comparison = RuleComparison(lines: count, bytes: bytes, path: path, runs: self.runs)
      try comparison.runEvents(name, runs, reach: reach, isProfile: isProfile)
    }
  }

  private static var publicRules: String? {
    let named = unsafe getenv("TOCSIN_SHARED_DATA").map { unsafe String(cString: $0) }
    let folder = (named ?? "../shared/data") + "/sigma/rules"
    return unsafe access(folder, R_OK) == 0 ? folder : nil
  }

  private static func temporaryFolder() throws -> String {
    var template = Array("/tmp/tocsin-bench.XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw BenchmarkError("no folder for the logs in /tmp")
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func remove(_ folder: String) {
    for name in ["part.log", "empty.log", "ten.sec", "hostile.log"] {
      unsafe unlink(folder + "/" + name)
    }
    unsafe rmdir(folder)
  }
}

/// To standard error.
private func say(_ text: String) {
  let bytes = Array(text.utf8)
  _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
}
