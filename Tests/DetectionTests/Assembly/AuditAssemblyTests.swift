import Detection
import Foundation
import Records
import Testing

/// Events from records: the same as a plain reading gives, however the log is cut and whenever the
/// reader is killed.
@Suite struct AuditAssemblyTests {
  private static let rules = RuleBench(
    """
    title: Any process
    id: process
    logsource: {product: linux, category: process_creation}
    detection: {s: {Image|contains: /}, condition: s}
    ---
    title: Any file
    id: file
    logsource: {product: linux, category: file_event}
    detection: {s: {TargetFilename|contains: /}, condition: s}
    ---
    title: Any connection
    id: network
    logsource: {product: linux, category: network_connection}
    detection: {s: {Initiated: true}, condition: s}
    ---
    title: A call
    id: record
    logsource: {product: linux, service: auditd}
    detection: {s: {type: SYSCALL, SYSCALL: execve}, condition: s}
    """
  ).rules

  private static let binding = SourceBinding(id: "audit", format: .audit)

  /// The event's JSON as Foundation reads it.
  private static func fields(_ text: [UInt8]) throws -> [String: String] {
    let object = try JSONSerialization.jsonObject(with: Data(text)) as? [String: Any]
    // Times and numbers are compared as they are written.
    var time = ""
    if let range = String(decoding: text, as: UTF8.self).firstRange(of: /"time":[0-9.]+/) {
      time = String(String(decoding: text, as: UTF8.self)[range].dropFirst(7))
    }
    var fields = (object ?? [:]).mapValues { value in
      if let list = value as? [String] { return list.joined(separator: ",") }
      if let number = value as? NSNumber, isBoolean(number) {
        return number.boolValue ? "true" : "false"
      }
      return "\(value)"
    }
    fields["time"] = time
    return fields
  }

  private static func isBoolean(_ number: NSNumber) -> Bool {
    unsafe String(cString: number.objCType) == "c"
  }

  private struct Run {
    var events: [NaiveAudit.Event] = []
    var hits: [String] = []
  }

  /// The events of a story, cut into chunks, with a new reader wherever `kills` says so.
  private static func run(
    _ lines: [String], cut: () -> Int, kills: () -> Bool
  ) throws -> Run {
    var scanner = try rules.scanner(for: binding)
    var kept: [[UInt8]: AssemblyRow] = [:]
    var (run, first) = (Run(), 0)
    let note = { (scanner: borrowing ChunkScanner, batch: HitBatch, chunk: borrowing Chunk) in
      for event in scanner.assembledEvents {
        run.events.append(
          NaiveAudit.Event(
            category: event.category, fields: try fields(event.text),
            completedBy: first + event.completedBy))
      }
      for hit in batch.plain {
        run.hits.append("\(first + scanner.line(ofHit: Int(hit.line), in: chunk)) \(hit.rule)")
      }
    }
    while first < lines.count {
      let part = Array(lines[first..<min(first + cut(), lines.count)])
      var batch = HitBatch()
      try TestChunk(part).lend { chunk in
        scanner.scan(chunk, into: &batch)
        try note(scanner, batch, chunk)
      }
      for row in scanner.takeAssemblyChanges() {
        kept[row.key] = row.state.isEmpty ? nil : row
      }
      first += part.count
      if kills() {
        scanner = try rules.scanner(for: binding)
        scanner.restore(Array(kept.values))
      }
    }
    first = max(0, lines.count - 1)
    var batch = HitBatch()
    try Chunk.withEnd(source: "audit", path: nil, arrival: Instant(seconds: 0)) { chunk in
      scanner.scan(chunk, into: &batch)
      try note(scanner, batch, chunk)
    }
    return run
  }

  @Test(arguments: 0..<60)
  func eventsAreThoseOfAPlainReading(_ seed: UInt64) throws {
    let story = AuditStory(seed: seed, events: 120)
    let lines = story.records.map(\.line)
    let whole = try Self.run(lines, cut: { lines.count }, kills: { false })
    let naive = NaiveAudit.events(of: story)
    #expect(naive.count > 20)
    #expect(whole.events.count == naive.count)
    for (found, meant) in zip(whole.events, naive) {
      #expect(found == meant)
      guard found == meant else { break }
    }
  }

  @Test(arguments: 0..<40)
  func neitherChunksNorKillsChangeAnything(_ seed: UInt64) throws {
    let lines = AuditStory(seed: seed &+ 1000, events: 150).records.map(\.line)
    let whole = try Self.run(lines, cut: { lines.count }, kills: { false })
    #expect(whole.hits.count > 20)
    for most in [1, 3, 17] {
      var random = Dice(seed: Int(truncatingIfNeeded: seed))
      let parts = try Self.run(
        lines, cut: { 1 + random.below(most) }, kills: { random.below(5) == 0 })
      #expect(parts.events == whole.events)
      #expect(parts.hits == whole.hits)
    }
  }

  @Test(arguments: 0..<20)
  func theScanFindsWhatDecodingFinds(_ seed: UInt64) throws {
    let lines = AuditStory(seed: seed &+ 2000, events: 150).records.map { Array($0.line.utf8) }
    #expect(try Self.rules.differences(lines: lines, binding: Self.binding) == [])
    #expect(try Self.rules.matches(in: lines, binding: Self.binding).contains { !$0.isEmpty })
  }
}
