import Detection
import Records
import Testing

/// Lines written to make a reader slow: steps are counted, time is not.
@Suite struct HostileLineTests {
  struct Line: Sendable, CustomTestStringConvertible {
    var name: String
    var format: SourceDeclaration.Format
    var bytes: [UInt8]
    var testDescription: String { name }

    init(
      _ name: String, _ format: SourceDeclaration.Format, _ head: String, _ part: String,
      _ tail: String = "", bytes: Int = 65_000
    ) {
      (self.name, self.format) = (name, format)
      let count = (bytes - head.utf8.count - tail.utf8.count) / part.utf8.count
      self.bytes = Array((head + String(repeating: part, count: count) + tail).utf8)
    }
  }

  private static let login = "May 11 06:20:01 h sshd[1]: "
  private static let request = "192.0.2.1 - - [11/May/2026:06:20:01 +0000] \"GET /"
  private static let answer = " HTTP/1.1\" 200 5 \"-\" \"-\""

  static let lines: [Line] = [
    Line("8 KiB of spaces", .syslog, login, " ", bytes: 8192),
    Line("spaces before nothing", .syslog, login + "Failed password for", " ", "x"),
    Line("from again and again", .syslog, login + "Failed password for ", "x from y "),
    Line(
      "addresses again and again", .syslog, login, "Failed password for a from 192.0.2.1 port 1 "),
    Line("invalid user without an end", .syslog, login + "Invalid user ", "from "),
    Line("semicolons", .syslog, "May 11 06:20:01 h sudo: ", "u : TTY=x ; PWD=/ ; "),
    Line("sources", .syslog, "May 11 06:20:01 h kernel: [UFW BLOCK] ", "SRC=1.2.3.4 "),
    Line("%25", .combined, request, "%25", answer),
    Line("%2525", .combined, request + "?q=", "%2525", answer),
    Line("\\x", .combined, request, "\\x5c", answer),
    Line("quotes that never close", .combined, request + " HTTP/1.1\" 200 5 \"-\" \"", "\\\""),
    Line("times", .combined, "192.0.2.1 - ", "[11/May/2026:06:20:01 +0000] "),
    Line("arrays in arrays", .json, "{\"a\":", "["),
    Line("objects in objects", .json, "", "{\"a\":"),
    Line("a million commas", .json, "{\"a\":[", ",", "]}", bytes: 1_000_000),
    Line("a million numbers", .json, "{\"a\":[0", ",1", "]}", bytes: 1_000_000),
    Line("one name again and again", .json, "{\"b\":1", ",\"a\":1", "}"),
    Line(
      "a long name before many fields", .json,
      "{\"" + String(repeating: "n", count: 40_000) + "\":{\"a\":1", ",\"b\":2", "}}"),
    Line("backslashes", .json, "{\"F\":\"", "\\\\", "\"}"),
    Line("escapes by number", .json, "{\"F\":\"", "\\u0061", "\"}"),
  ]

  /// A rule of each dear kind, that no such line matches, and that reaches into its text.
  private static let rules = """
    title: x
    id: parts
    logsource: {category: bench}
    detection: {s: {F|contains: 'a*a*a*zq', message|contains: ' * * * zq'}, k: ['zq*% * *\\x'], condition: s or k}
    ---
    title: x
    id: expression
    logsource: {category: bench}
    detection: {s: {F|re: '(a+)+$|zq.*zq'}, t: {cs-uri-decoded|contains: '%%%zq'}, condition: s and t}
    ---
    title: x
    id: absent
    logsource: {category: bench}
    detection: {s: {F|contains: [' ', a]}, condition: not s and not 1 of t*, t1: {G: null}}
    """

  /// One rule on one line may spend 2¹⁸ units, and what its last step took beyond them.
  @Test(arguments: lines)
  func aHostileLineStaysWithinABoundedNumberOfSteps(_ line: Line) throws {
    var configuration = Configuration()
    configuration.decoders = Shipped.decoders.declarations
    let bench = RuleBench(Self.rules, configuration: configuration)
    #expect(bench.diagnostics.filter { $0.weight == .error } == [])
    let binding = SourceBinding(
      id: "bench", format: line.format, logsource: [Logsource(category: "bench")])
    var scanner = try bench.rules.scanner(for: binding)
    scanner.isExhaustive = true
    var batch = HitBatch()
    TestChunk(bytes: [line.bytes]).lend { scanner.scan($0, into: &batch) }
    #expect(scanner.counters.lines == 1)
    // What is watched is cut at 64 KiB; a million bytes may spend a rule's work, and no more.
    #expect(line.bytes.count > 65_536 || scanner.counters.overBudget == 0)
    #expect(scanner.counters.work > 0 && scanner.counters.work < 1_200_000)
  }
}
