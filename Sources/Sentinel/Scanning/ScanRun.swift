package import Detection
import Glibc
package import Records

/// What a scan is asked beside its files.
package struct ScanRequest: Sendable {
  /// Nil: guessed for each file.
  package var format: SourceDeclaration.Format?
  /// Empty: of the declared source that reads the file, else by its format.
  package var logsources: [Logsource] = []
  package var showsHits: Bool
  /// Counts and times each rule.
  package var measuresRules = false
  /// Files read at once; nil: as many as there are processors.
  package var jobs: Int?

  package init(showsHits: Bool) { self.showsHits = showsHits }
}

/// Where a scan writes: called by one thread at a time, in the order of the files.
package struct ScanVoice: Sendable {
  /// Takes lines of the result, without the last line end.
  package var write: @Sendable (String) -> Void
  package var progress: @Sendable (String) -> Void
  package var say: @Sendable (String) -> Void
  package var isJSON: Bool
  package var usesColour: Bool

  package init(
    isJSON: Bool, usesColour: Bool, write: @escaping @Sendable (String) -> Void,
    progress: @escaping @Sendable (String) -> Void, say: @escaping @Sendable (String) -> Void
  ) {
    (self.isJSON, self.usesColour) = (isJSON, usesColour)
    (self.write, self.progress, self.say) = (write, progress, say)
  }
}

/// What a scan came to.
package struct ScanResult: Sendable {
  package var findings = 0
  package var lines = 0
  /// Lines that held a literal or met a rule without one; all of them were decoded.
  package var candidates = 0
  package var matched = 0
  package var files = 0
  /// Part of the input could not be read.
  package var isPartial = false
  /// By id of the rule; empty unless it was asked for.
  package var rules: [String: RuleMeter.Row] = [:]

  package var summary: String {
    let matches = matched == 1 ? "1 match of a rule" : "\(matched) matches of rules"
    return "\(counted(findings, "finding")) in \(counted(lines, "line")) of "
      + "\(counted(files, "file")); \(candidates) decoded, \(matches)"
  }
}

/// The rules over whole files, in event time: what the sentinel would find.
///
/// Files are read at once by several threads and heard by the windows in their order, so that what
/// comes out does not depend on the number of threads.
package struct ScanRun: Sendable {
  let loaded: Loaded
  let request: ScanRequest
  private let rules: [String: RuleSummary]

  package init(loaded: Loaded, request: ScanRequest) {
    self.loaded = loaded
    self.request = request
    rules = Dictionary(loaded.ruleSet.summaries.map { ($0.id, $0) }) { first, _ in first }
  }

  /// Scans the files; what cannot be read is said, and the rest is scanned.
  package func run(_ files: [String], _ voice: ScanVoice) -> ScanResult {
    let threads = min(request.jobs ?? Self.processors, files.count)
    // Standard input can be read once only.
    guard threads > 1, files.count(where: { $0 == "-" }) < 2 else {
      return runOneByOne(files, voice)
    }
    return ParallelScan(self, files, voice).run(threads: threads)
  }

  private static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  var windows: Windows {
    var windows = Windows(plan: loaded.ruleSet.plan, limits: loaded.configuration.limits)
    windows.tellsFeeds = request.showsHits
    return windows
  }

  private func runOneByOne(_ files: [String], _ voice: ScanVoice) -> ScanResult {
    var result = ScanResult()
    var windows = windows
    for file in files {
      do {
        try scan(file, &windows, &result, voice)
        result.files += 1
      } catch {
        result.isPartial = true
        voice.say("tocsin: \(error)")
      }
    }
    end(&windows, &result, voice)
    return result
  }

  /// Tests the windows that wait for their end, now that the input has ended.
  func end(_ windows: inout Windows, _ result: inout ScanResult, _ voice: ScanVoice) {
    let findings = windows.closeAll().map { loaded.ruleSet.finding(ofEnded: $0) }
    guard !findings.isEmpty else { return }
    result.findings += findings.count
    voice.write(text(of: findings, in: "-", voice))
  }

  private func scan(
    _ file: String, _ windows: inout Windows, _ result: inout ScanResult, _ voice: ScanVoice
  ) throws {
    let input = try ScannedFile(file, of: self)
    var batch = HitBatch()
    var shown = ContinuousClock.now
    defer { result.add(input) }
    while try input.next({ chunk, scanner in
      batch.reset()
      scanner.scan(chunk, into: &batch)
      // A condition that goes on holding adds to what was found; it is no further finding.
      let firings = windows.absorb(batch).filter(\.isRising)
      let findings = scanner.findings(of: batch, firings, in: chunk)
      guard !findings.isEmpty else { return }
      result.findings += findings.count
      voice.write(text(of: findings, in: file, voice))
    }) {
      guard ContinuousClock.now - shown > .milliseconds(100) else { continue }
      shown = .now
      voice.progress(input.bar)
    }
  }

  /// Findings as they are printed: one line of JSON each, or two of text.
  func text(of findings: [Finding], in file: String, _ voice: ScanVoice) -> String {
    var lines: [UInt8] = []
    for finding in findings {
      if !lines.isEmpty { lines.append(UInt8(ascii: "\n")) }
      // A window may end with lines of an earlier file.
      let place = finding.place.path ?? file
      let shown = ScanFinding(finding, file: place, rule: rules[finding.rule])
      if voice.isJSON {
        shown.json.append(to: &lines)
      } else {
        lines += shown.text(colour: voice.usesColour).utf8
      }
    }
    return String(decoding: lines, as: UTF8.self)
  }
}

extension ScanResult {
  /// Adds what a file's scanner counted.
  mutating func add(_ input: ScannedFile) {
    let counters = input.counters
    lines += counters.lines
    candidates += counters.candidates
    matched += counters.matched
    for (id, row) in input.measured { rules[id, default: RuleMeter.Row()] += row }
  }
}
