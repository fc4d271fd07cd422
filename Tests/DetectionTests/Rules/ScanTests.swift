import Detection
import Records
import Testing

/// From chunks to hits: nothing is skipped, nothing is found twice, whatever the bytes.
@Suite struct ScanTests {
  static let keywords = """
    title: Needle
    id: needle
    logsource: {category: bench}
    detection: {k: [needle, 'haystack fork'], condition: k}
    ---
    title: Everything but one
    id: others
    logsource: {category: bench}
    detection: {k: [needle], condition: not k}
    """

  private func bench(_ format: SourceDeclaration.Format = .raw, _ text: String? = nil) -> RuleBench
  {
    var bench = RuleBench(text ?? Self.keywords)
    bench.binding.format = format
    return bench
  }

  static let hostile: [[UInt8]] = [
    Array("\u{1b}]0;x\u{7} NEEDLE".utf8),
    Array("<!channel> @everyone needle\r".utf8),
    [0] + Array("nee\u{0}dle needle".utf8) + [0],
    [0xff, 0xfe] + Array("nEEdle".utf8) + [0xc3],
    Array("\u{202e}needle\u{202c}".utf8),
    Array((String(repeating: "x", count: 60_000) + "needle").utf8),
  ]

  @Test(arguments: hostile)
  func hostileLinesAreFoundLikeOthers(_ line: [UInt8]) throws {
    #expect(try bench().matches(line) == ["needle"])
    #expect(try bench(.auto).matches(line) == ["needle"])
    #expect(try bench(.json).matches(line) == ["needle"])
  }

  @Test func aLiteralAcrossTwoLinesIsNone() throws {
    let lines = ["nee", "dle", "", "haystack", " fork", "needle"].map { Array($0.utf8) }
    let found = try bench().rules.matches(in: lines, binding: bench().binding)
    #expect(found == [["others"], ["others"], ["others"], ["others"], ["others"], ["needle"]])
  }

  @Test func aLineThatHoldsManyLiteralsIsOneHit() throws {
    let line = String(repeating: "needle haystack fork ", count: 200)
    #expect(try bench().matches(line) == ["needle"])
  }

  /// The hits of some lines, cut into chunks of at most `most` lines.
  private func hits(_ lines: [String], most: Int, _ bench: RuleBench) throws -> [String] {
    var scanner = try bench.rules.scanner(for: bench.binding)
    var (hits, first): ([String], Int) = ([], 0)
    while first < lines.count {
      let part = Array(lines[first..<min(first + most, lines.count)])
      var batch = HitBatch()
      TestChunk(part).lend { scanner.scan($0, into: &batch) }
      for hit in batch.plain { hits.append("\(first + Int(hit.line)) \(hit.rule)") }
      first += most
    }
    #expect(scanner.counters.lines == lines.count)
    return hits
  }

  @Test func howLinesAreCutIntoChunksChangesNothing() throws {
    var dice = Dice(seed: 7)
    let words = ["needle", "nee", "dle", "haystack fork", "haystack", ""]
    var lines: [String] = []
    for _ in 0..<300 {
      lines.append(dice.pick(words) + dice.word(4) + dice.pick(words))
    }
    let whole = try hits(lines, most: 300, bench())
    #expect(Set(whole).count == whole.count && whole.count >= 300)
    for most in [1, 2, 7, 64] {
      #expect(try hits(lines, most: most, bench()) == whole)
    }
  }

  @Test func onlyCandidatesAndTheLastLineAreDecoded() throws {
    let text = String(Self.keywords.prefix { $0 != "-" }).split(separator: "---")[0]
    let bench = bench(.syslog, String(text))
    var scanner = try bench.rules.scanner(for: bench.binding)
    var lines = Array(repeating: "2026-05-11T06:20:01+00:00 h p[1]: nothing", count: 50)
    lines[10] = "2026-05-11T06:20:01+00:00 h p[1]: a needle"
    lines[49] = "2026-05-11T06:20:09+00:00 h p[1]: nothing"
    var batch = HitBatch()
    TestChunk(lines).lend { scanner.scan($0, into: &batch) }
    #expect(batch.plain.map(\.line) == [10])
    #expect(scanner.counters.decoded == 2)
    #expect(scanner.counters.candidates == 1)
    #expect(batch.watermark == Instant(rfc3339: "2026-05-11T06:20:09+00:00"))
  }

  @Test func anEscapeThatCouldHideALiteralLetsTheLineMeetEveryRule() throws {
    let bench = RuleBench(item: "F|contains: needle")
    var scanner = try bench.rules.scanner(for: bench.binding)
    let lines = [#"{"F":"n\u0065edle"}"#, #"{"F":"x"}"#, #"{"F":"C:\\upper"}"#, #"{"F":"y"}"#]
    var batch = HitBatch()
    TestChunk(lines).lend { scanner.scan($0, into: &batch) }
    #expect(batch.plain.map(\.line) == [0])
    #expect(scanner.counters.hidden == 1)
  }

  @Test func aRuleThatSpendsItsWorkIsGivenUpAndCounted() throws {
    // Each value walks over all 60,000 characters in vain; twenty of them are not paid for.
    let values = (1...20).map { "'*" + String(repeating: "a*", count: $0) + "b*'" }
    let bench = RuleBench(item: "F: [" + values.joined(separator: ", ") + "]")
    var scanner = try bench.rules.scanner(for: bench.binding)
    let line = #"{"F":""# + String(repeating: "a", count: 60_000) + #"","G":"b"}"#
    var batch = HitBatch()
    TestChunk([line]).lend { scanner.scan($0, into: &batch) }
    #expect(batch.plain == [])
    #expect(scanner.counters.overBudget == 1)
  }

  @Test func anEmptyChunkAndARuleSetWithoutRulesDoNothing() throws {
    let bench = RuleBench("")
    var scanner = try bench.rules.scanner(for: bench.binding)
    var batch = HitBatch()
    TestChunk([]).lend { scanner.scan($0, into: &batch) }
    TestChunk(["needle"]).lend { scanner.scan($0, into: &batch) }
    #expect(batch.isEmpty)
    #expect(scanner.counters.lines == 1)
  }
}

/// Lines lent as a chunk.
struct TestChunk {
  var lines: [[UInt8]]
  var source = "bench"
  var path: String?
  var firstLine = 1
  var arrival = Instant(seconds: 1_778_479_200)

  init(_ lines: [String], path: String? = nil, firstLine: Int = 1) {
    self.init(bytes: lines.map { Array($0.utf8) }, path: path, firstLine: firstLine)
  }

  init(bytes lines: [[UInt8]], path: String? = nil, firstLine: Int = 1) {
    self.lines = lines
    self.path = path
    self.firstLine = firstLine
  }

  func lend<Result>(_ body: (borrowing Chunk) throws -> Result) rethrows -> Result {
    var bytes: [UInt8] = []
    var table: [Chunk.Line] = []
    for line in lines {
      let start = bytes.count
      bytes += line
      table.append(.init(start: UInt32(start), end: UInt32(bytes.count)))
      bytes.append(0x0a)
    }
    let count = bytes.count
    bytes += Array(repeating: 0, count: Chunk.paddingBytes)
    return try unsafe bytes.withUnsafeBufferPointer { bytes in
      try unsafe table.withUnsafeBufferPointer { table in
        try body(
          unsafe Chunk(
            source: source, path: path, firstLine: firstLine,
            bytes: UnsafeBufferPointer(rebasing: bytes[..<count]), lines: table,
            arrival: arrival,
            end: ReadPosition(source: source, file: "f", path: path ?? "")))
      }
    }
  }
}
