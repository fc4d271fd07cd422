package import Records

/// What a scanner of audit records does beside scanning them: joins them into events, and scans
/// those as chunks of their own, a lane for each category that some rule is of.
///
/// In the batch, an event's line is its number after those of the chunk's own lines, so that
/// windows and findings tell them apart. It belongs to one scanner and thread.
final class Assembly {
  private final class Lane {
    let category: AuditCategory
    var scanner: ChunkScanner

    init(_ category: AuditCategory, _ scanner: consuming ChunkScanner) {
      self.category = category
      self.scanner = scanner
    }
  }

  private(set) var assembler: AuditAssembler
  private let source: String
  private var lanes: [Lane] = []

  /// Nil when no rule is of a category that events serve.
  init?(_ rules: RuleSet, source: String) throws {
    var wanted: Set<AuditCategory> = []
    for rule in rules.rules {
      if let category = AuditCategory.serving(rule.logsource) { wanted.insert(category) }
    }
    guard !wanted.isEmpty else { return nil }
    self.source = source
    assembler = AuditAssembler(wanted: wanted)
    for category in AuditCategory.allCases where wanted.contains(category) {
      let scanner = try rules.scanner(for: category, source: source)
      scanner.sightings?.lane = UInt8(category.rawValue + 1)
      lanes.append(Lane(category, scanner))
    }
  }

  var counters: AuditCounters { assembler.counters }

  /// Joins the chunk's lines and scans what became complete; at the end, whatever is open.
  func scan(
    _ chunk: borrowing Chunk, for outer: borrowing ChunkScanner, into batch: inout HitBatch
  ) {
    assembler.events.removeAll()
    let count = unsafe chunk.lines.count
    for line in 0..<count {
      assembler.take(unsafe ChunkScanner.bytes(of: line, in: chunk).span, at: line)
    }
    if chunk.isEnd { assembler.finish(at: 0) }
    guard !assembler.events.made.isEmpty else { return }
    let watermark = batch.watermark
    for lane in lanes {
      lane.scanner.inherit(outer)
      lane.scanner.lineNumbers.removeAll(keepingCapacity: true)
      for (number, made) in assembler.events.made.enumerated() where made.category == lane.category
      {
        lane.scanner.lineNumbers.append(Int32(count + number))
      }
      withChunk(of: lane.category, like: chunk) { lane.scanner.scan($0, into: &batch) }
    }
    batch.watermark = watermark
  }

  /// Where an event stands among the chunk's lines: after the line that completed it.
  func place(of line: Int32, lines: Int) -> Int64 {
    let number = Int(line) - lines
    guard number >= 0 else { return Int64(line) << 32 }
    return Int64(assembler.events.made[number].completion) << 32 | Int64(number + 1)
  }

  /// The line that completed an event.
  func completion(of number: Int) -> Int { Int(assembler.events.made[number].completion) }

  /// Work done in the lanes since the last call, added to `counters`.
  func addWork(to counters: inout ChunkScanner.Counters) {
    for lane in lanes { lane.scanner.giveWork(to: &counters) }
  }

  /// Lends a category's events as a chunk.
  private func withChunk(
    of category: AuditCategory, like outer: borrowing Chunk, _ body: (borrowing Chunk) -> Void
  ) {
    unsafe assembler.events.withText(of: category) { bytes, lines in
      body(
        unsafe Chunk(
          source: outer.source, path: outer.path, firstLine: 0, bytes: bytes, lines: lines,
          arrival: outer.arrival, end: outer.end))
    }
  }
}

/// What is told of events: their fields, and as evidence the records they were made of.
extension Assembly {
  func finding(ofRule rule: Int, event number: Int, _ chunk: borrowing Chunk) -> Finding? {
    let made = assembler.events.made[number]
    guard let lane = lanes.first(where: { $0.category == made.category }) else { return nil }
    var finding: Finding?
    withChunk(of: made.category, like: chunk) {
      finding = lane.scanner.described(rule: rule, line: Int(made.line), $0)
    }
    finding?.text = shown(made)
    finding?.evidence = evidence(of: number, most: Finding.evidenceMax)
    finding?.place = Finding.Place(
      source: chunk.source, path: chunk.path,
      line: chunk.firstLine > 0 ? chunk.firstLine + Int(made.completion) : nil)
    return finding
  }

  /// The records of an event; the one that is shown alone, where only one is wanted.
  func evidence(of number: Int, most: Int) -> [Finding.Evidence] {
    let made = assembler.events.made[number]
    let time = Instant(microseconds: made.time)
    if most == 1 { return [.init(time: time, text: shown(made))] }
    let records = assembler.events.records[Int(made.recordsStart)..<Int(made.recordsEnd)]
    return records.split(separator: 0x0a).prefix(most).map {
      .init(time: time, text: Untrusted(Array($0)))
    }
  }

  private func shown(_ made: AuditEvents.Made) -> Untrusted {
    Untrusted(Array(assembler.events.records[Int(made.shownStart)..<Int(made.shownEnd)]))
  }

  /// A field of the event of this category that was decoded last, as text, for samples.
  func text(of name: String, in category: AuditCategory) -> String? {
    lanes.first { $0.category == category }?.scanner.text(of: name)
  }
}

/// One event that audit records were joined to.
package struct AssembledEvent: Sendable, Equatable {
  package var category: AuditCategory
  /// One object of JSON, without a line end.
  package var text: [UInt8]
  /// The chunk's line that made it complete.
  package var completedBy: Int
}

extension Assembly {
  /// Those of the chunk scanned last, in the order in which they became complete.
  var events: [AssembledEvent] {
    assembler.events.made.map { made in
      let text = assembler.events.texts[made.category.rawValue]
      let line = text.lines[Int(made.line)]
      return AssembledEvent(
        category: made.category, text: Array(text.bytes[Int(line.start)..<Int(line.end)]),
        completedBy: Int(made.completion))
    }
  }
}

/// State between runs.
extension Assembly {
  func takeChanges() -> [AssemblyRow] { assembler.takeChanges(of: source) }
  func rows() -> [AssemblyRow] { assembler.rows(of: source) }
  func restore(_ rows: [AssemblyRow]) { assembler.restore(rows) }
  var sightings: [Sightings] { lanes.compactMap { $0.scanner.sightings } }
}

/// The same for whoever holds the scanner.
extension ChunkScanner {
  /// What must be kept of lines that are joined, changed since the last call; for most formats
  /// nothing.
  ///
  /// To be written in the transaction that carries the position after the chunk scanned last.
  package mutating func takeAssemblyChanges() -> [AssemblyRow] { assembly?.takeChanges() ?? [] }

  /// All of it, for a scanner that is made anew with other rules.
  package var assemblyRows: [AssemblyRow] { assembly?.rows() ?? [] }

  /// Takes back what was kept; before the first chunk.
  package mutating func restore(_ rows: [AssemblyRow]) { assembly?.restore(rows) }

  /// Events of the chunk scanned last; for explanations, not for the hot path.
  package var assembledEvents: [AssembledEvent] { assembly?.events ?? [] }

  /// What was joined and what was given up; nil where lines are not joined.
  package var assemblyCounters: AuditCounters? { assembly?.counters }

  /// The chunk's line that a hit is of: its own, or the one that completed an event.
  package func line(ofHit line: Int, in chunk: borrowing Chunk) -> Int {
    let count = unsafe chunk.lines.count
    guard line >= count, let assembly else { return line }
    return assembly.completion(of: line - count)
  }

  mutating func assemble(_ chunk: borrowing Chunk, into batch: inout HitBatch) {
    guard let assembly else { return }
    // Its own lines have been scanned: whatever the batch holds is of them.
    let own = batch.mark
    assembly.scan(chunk, for: self, into: &batch)
    // The events were scanned as chunks of their own.
    batch.begin(chunk)
    assembly.addWork(to: &counters)
    guard batch.mark != own else { return }
    let count = unsafe chunk.lines.count
    batch.reorder { assembly.place(of: $0, lines: count) }
  }

  /// Does as the scanner of the records is told.
  mutating func inherit(_ outer: borrowing ChunkScanner) {
    reference = outer.reference
    fixedTime = outer.fixedTime
    tellsFeeds = outer.tellsFeeds
    history = outer.history
    isExhaustive = outer.isExhaustive
  }

  /// Adds its work, without its lines, to those of the scanner it belongs to.
  mutating func giveWork(to outer: inout Counters) {
    outer.candidates += counters.candidates
    outer.decoded += counters.decoded
    outer.matched += counters.matched
    outer.hidden += counters.hidden
    outer.overBudget += counters.overBudget
    counters = Counters()
  }
}
