import Detection
import FoundationEssentials
package import Records
import Watching

/// What a scan is asked beside its files.
package struct ScanRequest: Sendable {
  /// Nil: guessed for each file.
  package var format: SourceDeclaration.Format?
  /// Empty: of the declared source that reads the file, else by its format.
  package var logsources: [Logsource] = []
  package var showsHits: Bool

  package init(showsHits: Bool) { self.showsHits = showsHits }
}

/// What a scan came to.
package struct ScanResult: Sendable {
  package var findings = 0
  package var lines = 0
  package var candidates = 0
  package var matched = 0
  package var files = 0
  /// Part of the input could not be read.
  package var isPartial = false

  package var summary: String {
    let matches = matched == 1 ? "1 match of a rule" : "\(matched) matches of rules"
    return "\(counted(findings, "finding")) in \(counted(lines, "line")) of "
      + "\(counted(files, "file")); \(candidates) decoded, \(matches)"
  }
}

/// The rules over whole files, one after the other, in event time: what the sentinel would find.
package struct ScanRun: Sendable {
  private let loaded: Loaded
  private let request: ScanRequest

  package init(loaded: Loaded, request: ScanRequest) {
    self.loaded = loaded
    self.request = request
  }

  /// Scans the files in their order; what cannot be read is said, and the rest is scanned.
  package func run(
    _ files: [String], finding show: (ScanFinding) -> Void, progress: (String) -> Void,
    say: (String) -> Void
  ) -> ScanResult {
    var result = ScanResult()
    var windows = Windows(plan: loaded.ruleSet.plan, limits: loaded.configuration.limits)
    windows.tellsFeeds = request.showsHits
    for file in files {
      do {
        try scan(file, &windows, &result, show, progress)
        result.files += 1
      } catch {
        result.isPartial = true
        say("tocsin: \(error)")
      }
    }
    return result
  }

  private func scan(
    _ file: String, _ windows: inout Windows, _ result: inout ScanResult,
    _ show: (ScanFinding) -> Void, _ progress: (String) -> Void
  ) throws {
    let input = try FileScan(path: file, source: "scan", now: { .now() })
    var made: ScannerBox?
    var batch = HitBatch()
    var shown = ContinuousClock.now
    defer { if let made { result.add(made.scanner.counters) } }
    while try input.withNextChunk({ chunk in
      let box = try made ?? ScannerBox(makeScanner(for: file, chunk))
      made = box
      batch.reset()
      box.scanner.scan(chunk, into: &batch)
      // A condition that goes on holding adds to what was found; it is no further finding.
      let firings = windows.absorb(batch).filter(\.isRising)
      for finding in box.scanner.findings(of: batch, firings, in: chunk) {
        show(ScanFinding(finding, file: file, rule: rule(finding.rule)))
        result.findings += 1
      }
    }) {
      if ContinuousClock.now - shown > .milliseconds(100) {
        shown = .now
        progress(bar(file, input))
      }
    }
  }

  private func rule(_ id: String) -> RuleSummary? {
    loaded.ruleSet.summaries.first { $0.id == id }
  }

  /// The envelope is guessed from the first chunk, unless the file is a declared source's.
  private func makeScanner(for file: String, _ chunk: borrowing Chunk) throws -> ChunkScanner {
    let declared = loaded.configuration.sources.first { $0.reads(absolute(file)) }
    let guess = unsafe FormatGuess.guess(
      UnsafeBufferPointer(rebasing: chunk.bytes.prefix(FormatGuess.bytesMax)))
    let stated = declared.flatMap { $0.format == .auto ? nil : $0.format }
    let format = request.format ?? stated ?? guess
    let logsource =
      !request.logsources.isEmpty
      ? request.logsources : declared?.logsource ?? format.usualLogsource
    let binding = SourceBinding(
      id: declared?.id ?? "scan", format: format, logsource: logsource,
      zoneSeconds: Zone.secondsEast)
    var scanner = try loaded.ruleSet.scanner(for: binding)
    scanner.reference = modified(file)
    scanner.tellsFeeds = request.showsHits
    return scanner
  }

  private func modified(_ file: String) -> Instant? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file)
    guard let date = attributes?[.modificationDate] as? Date else { return nil }
    return Instant(microseconds: Int64(date.timeIntervalSince1970 * 1_000_000))
  }

  private func bar(_ file: String, _ input: FileScan) -> String {
    guard let total = input.bytesTotal, total > 0 else {
      return "\(file): \(input.bytesDone >> 20) MB"
    }
    let share = min(20, Int(input.bytesDone * 20 / total))
    let bar = String(repeating: "█", count: share) + String(repeating: "░", count: 20 - share)
    return "\(file) \(bar) \(input.bytesDone * 100 / total) %"
  }
}

extension ScanResult {
  fileprivate mutating func add(_ counters: ChunkScanner.Counters) {
    lines += counters.lines
    candidates += counters.decoded
    matched += counters.matched
  }
}

extension SourceDeclaration.Format {
  /// What lines of a format are when nobody says; JSON meets every rule whose fields it has.
  fileprivate var usualLogsource: [Logsource] {
    switch self {
    case .json: []
    case .combined: [Logsource(category: "webserver")]
    case .squid: [Logsource(category: "proxy")]
    default:
      [
        Logsource(product: "linux", service: "syslog"),
        Logsource(product: "linux", service: "auth"),
      ]
    }
  }
}
