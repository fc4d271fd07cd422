import Detection
import FoundationEssentials
import Records
import Watching

/// One file on its way through a scanner of its own; used by one thread.
final class ScannedFile {
  private let path: String
  private let run: ScanRun
  private let input: FileScan
  private var box: ScannerBox?
  private var hasEnded = false

  /// Throws a `SystemError` when it cannot be opened.
  init(_ path: String, of run: ScanRun) throws {
    self.path = path
    self.run = run
    input = try FileScan(path: path, source: "scan", now: { .now() })
  }

  /// Lends the next chunk and the scanner; false after the last.
  ///
  /// Lines that are joined into events may wait for others that will not come, so a last chunk says
  /// that none does.
  func next(_ body: (borrowing Chunk, inout ChunkScanner) throws -> Void) throws -> Bool {
    let isRead = try input.withNextChunk { chunk in
      let box = try box ?? ScannerBox(makeScanner(for: chunk))
      self.box = box
      try body(chunk, &box.scanner)
    }
    guard !isRead, !hasEnded, let box, box.scanner.assemblyCounters != nil else { return isRead }
    hasEnded = true
    try Chunk.withEnd(source: "scan", path: path, arrival: .now()) {
      try body($0, &box.scanner)
    }
    return true
  }

  var counters: ChunkScanner.Counters { box?.scanner.counters ?? ChunkScanner.Counters() }

  /// By id; empty unless rules are measured.
  var measured: [String: RuleMeter.Row] {
    box?.scanner.meter.map { run.loaded.ruleSet.rows(of: $0) } ?? [:]
  }

  /// How much of it was read, of how much; nil where that is not known.
  var share: (done: Int64, total: Int64)? {
    input.bytesTotal.flatMap { $0 > 0 ? (min(input.bytesDone, $0), $0) : nil }
  }

  /// How far it is, for a person who waits.
  var bar: String {
    guard let share else { return "\(path): \(input.bytesDone >> 20) MB" }
    return path + " " + progressBar(share.done, of: share.total)
  }

  /// The envelope is guessed from the first chunk, unless the file is a declared source's.
  private func makeScanner(for chunk: borrowing Chunk) throws -> ChunkScanner {
    let declared = run.loaded.configuration.sources.first { $0.reads(absolute(path)) }
    let guess = unsafe FormatGuess.guess(
      UnsafeBufferPointer(rebasing: chunk.bytes.prefix(FormatGuess.bytesMax)))
    let stated = declared.flatMap { $0.format == .auto ? nil : $0.format }
    let format = run.request.format ?? stated ?? guess
    let logsource =
      !run.request.logsources.isEmpty
      ? run.request.logsources : declared?.logsource ?? format.usualLogsource
    let binding = SourceBinding(
      id: declared?.id ?? "scan", format: format, logsource: logsource,
      zoneSeconds: Zone.secondsEast)
    var scanner = try run.scanner(for: binding, file: path)
    if run.request.measuresRules { scanner.measure() }
    return scanner
  }
}

extension ScanRun {
  func scanner(for binding: SourceBinding, file: String) throws -> ChunkScanner {
    var scanner = try loaded.ruleSet.scanner(for: binding)
    scanner.reference = modified(file)
    scanner.tellsFeeds = request.showsHits
    // Files are read in parallel and in any order: what they say of the past depends on that.
    scanner.history = .none
    return scanner
  }

  private func modified(_ file: String) -> Instant? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file)
    guard let date = attributes?[.modificationDate] as? Date else { return nil }
    return Instant(microseconds: Int64(date.timeIntervalSince1970 * 1_000_000))
  }
}

/// Twenty blocks and a percentage.
func progressBar(_ done: Int64, of total: Int64) -> String {
  let blocks = Int(done * 20 / total)
  return String(repeating: "█", count: blocks) + String(repeating: "░", count: 20 - blocks)
    + " \(done * 100 / total) %"
}

extension SourceDeclaration.Format {
  /// What lines of a format are when nobody says; JSON meets every rule whose fields it has.
  var usualLogsource: [Logsource] {
    switch self {
    case .json: []
    case .combined: [Logsource(category: "webserver")]
    case .squid: [Logsource(category: "proxy")]
    // Whole events serve their categories beside it.
    case .audit: [Logsource(product: "linux", service: "auditd")]
    default:
      [
        Logsource(product: "linux", service: "syslog"),
        Logsource(product: "linux", service: "auth"),
      ]
    }
  }
}
