import Detection
import Records
import Watching

/// Rules and decoders, run as the sentinel and `tocsin scan` run them: file, chunks, literal scan,
/// decoding, windows, findings.
struct RuleRun {
  /// What came out: a run that finds nothing measures nothing.
  struct Found {
    var lines = 0
    var candidates = 0
    var decoded = 0
    var evaluated = 0
    var matches = 0
    /// Lines that some rule matched.
    var matchedLines = 0
    var overBudget = 0
    /// Matches that findings stand for.
    var counted = 0
    var findings = 0
    /// Different (rule, host, group): as many alerts would be open.
    var alerts = 0
  }

  let ruleSet: RuleSet
  private let limits: Limits
  var binding: SourceBinding

  /// Where sshd's lines are.
  static let login = SourceBinding(
    id: "auth", format: .syslog,
    logsource: [
      Logsource(product: "linux", service: "auth"), Logsource(product: "linux", service: "syslog"),
    ])

  /// Compiles the shipped `config/` and `rules/` of the folder one stands in, and more rules.
  ///
  /// A shipped file with a mistake is an error; of `more` the rules that compile are taken.
  init(binding: SourceBinding = Self.login, shipped: Bool = true, more: String? = nil) throws {
    self.binding = binding
    let (configFiles, _) = FolderReader.read("config", extensions: ["yaml", "yml"])
    let (ruleFiles, _) = FolderReader.read("rules", extensions: ["yaml", "yml"])
    guard !configFiles.isEmpty, !ruleFiles.isEmpty else {
      throw BenchmarkError("no config/ or rules/ here: run it in the project's folder")
    }
    let (configuration, mistakes) = ConfigurationReader.read(
      files: configFiles, today: nil)
    let further = more.map { FolderReader.read($0, extensions: ["yaml", "yml"]).0 } ?? []
    let (ruleSet, told) = RuleSet.compile(
      files: (shipped ? ruleFiles : []) + further, configuration: configuration)
    let own = Set((configFiles + ruleFiles).map(\.path))
    if let first = (mistakes + told).first(where: {
      $0.weight == .error && own.contains($0.mark.path)
    }) {
      throw BenchmarkError("the shipped files have a mistake: \(first.clause)")
    }
    self.ruleSet = ruleSet
    limits = configuration.limits
  }

  /// Reads the file to its end; every finding is made and looked at.
  func run(over path: String) throws -> Found {
    let input = try FileScan(path: path, source: binding.id, now: { Self.arrival })
    var scanner = try ruleSet.scanner(for: binding)
    var windows = Windows(plan: ruleSet.plan, limits: limits)
    var batch = HitBatch()
    var found = Found()
    var groups: Set<Int> = []
    while try input.withNextChunk({ chunk in
      batch.reset()
      scanner.scan(chunk, into: &batch)
      found.matchedLines += Self.lines(in: batch)
      let firings = windows.absorb(batch)
      for finding in scanner.findings(of: batch, firings, in: chunk) {
        found.findings += 1
        found.counted += finding.count
        groups.insert(Self.key(of: finding))
      }
    }) {}
    (found.lines, found.alerts) = (scanner.counters.lines, groups.count)
    (found.candidates, found.matches) = (scanner.counters.candidates, scanner.counters.matched)
    found.evaluated = scanner.counters.evaluated
    (found.decoded, found.overBudget) = (scanner.counters.decoded, scanner.counters.overBudget)
    return found
  }

  private static func lines(in batch: borrowing HitBatch) -> Int {
    var (count, last) = (0, Int32(-1))
    for hit in batch.plain where hit.line != last { (count, last) = (count + 1, hit.line) }
    return count
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
