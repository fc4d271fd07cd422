import Detection
import Records
import Watching

/// The shipped rules and decoders, run as the sentinel and `tocsin scan` run them: file, chunks,
/// literal scan, decoding, windows, findings.
struct ShippedRules {
  /// What came out: a run that finds nothing measures nothing.
  struct Found {
    var lines = 0
    var candidates = 0
    var matches = 0
    /// Matches that findings stand for.
    var counted = 0
    var findings = 0
    /// Different (rule, host, group): as many alerts would be open.
    var alerts = 0
  }

  let ruleSet: RuleSet
  private let limits: Limits
  let binding = SourceBinding(
    id: "auth", format: .syslog,
    logsource: [
      Logsource(product: "linux", service: "auth"), Logsource(product: "linux", service: "syslog"),
    ])

  /// Compiles `rules/` and `config/` of the folder one stands in.
  init(config: String, rules: String) throws {
    let (configFiles, _) = FolderReader.read(config, extensions: ["yaml", "yml"])
    let (ruleFiles, _) = FolderReader.read(rules, extensions: ["yaml", "yml"])
    guard !configFiles.isEmpty, !ruleFiles.isEmpty else {
      throw BenchmarkError("no \(config)/ or \(rules)/ here: run it in the project's folder")
    }
    let (configuration, mistakes) = ConfigurationReader.read(
      files: configFiles, today: CalendarDate(year: 2026, month: 5, day: 11))
    let (ruleSet, told) = RuleSet.compile(files: ruleFiles, configuration: configuration)
    if let first = (mistakes + told).first(where: { $0.weight == .error }) {
      throw BenchmarkError("the shipped files have a mistake: \(first.clause)")
    }
    self.ruleSet = ruleSet
    limits = configuration.limits
  }

  /// Reads the file to its end; every finding is made and looked at.
  func run(over path: String) throws -> Found {
    let input = try FileScan(path: path, source: "auth", now: { Self.arrival })
    var scanner = try ruleSet.scanner(for: binding)
    var windows = Windows(plan: ruleSet.plan, limits: limits)
    var batch = HitBatch()
    var found = Found()
    var groups: Set<Int> = []
    while try input.withNextChunk({ chunk in
      batch.reset()
      scanner.scan(chunk, into: &batch)
      let firings = windows.absorb(batch)
      for finding in scanner.findings(of: batch, firings, in: chunk) {
        found.findings += 1
        found.counted += finding.count
        groups.insert(Self.key(of: finding))
      }
    }) {}
    (found.lines, found.alerts) = (scanner.counters.lines, groups.count)
    (found.candidates, found.matches) = (scanner.counters.candidates, scanner.counters.matched)
    return found
  }

  /// After the log's last line, so that lines without a year are of its year.
  private static let arrival = Instant(seconds: 1_780_272_000)

  private static func key(of finding: Finding) -> Int {
    var hasher = Hasher()
    hasher.combine(finding.rule)
    hasher.combine(finding.host)
    hasher.combine(finding.group)
    return hasher.finalize()
  }
}
