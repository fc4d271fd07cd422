import Detection
import Records
import Testing

/// The engine against a naive reading of the specification, on rules and events made by chance.
@Suite struct EvaluationTests {
  @Test(arguments: 1...16)
  func theEngineAgreesWithTheSpecification(seed: Int) throws {
    var generated = GeneratedSigma(seed: UInt64(seed))
    var rules: [NaiveSigma.Rule] = []
    for _ in 0..<40 { rules.append(generated.rule()) }
    let text = rules.enumerated().map { GeneratedSigma.yaml($0.element, id: "r\($0.offset)") }
    let bench = RuleBench(text.joined(separator: "\n---\n"))
    try #require(bench.diagnostics.filter { $0.weight == .error } == [])
    var (events, lines): ([NaiveSigma.Event], [[UInt8]]) = ([], [])
    for _ in 0..<60 {
      let event = generated.event()
      events.append(event)
      lines.append(Array(generated.json(event).utf8))
    }
    let scanned = try bench.rules.matches(in: lines, binding: bench.binding)
    let decoded = try bench.rules.matches(in: lines, binding: bench.binding, isExhaustive: true)
    for (index, event) in events.enumerated() {
      let line = String(decoding: lines[index], as: UTF8.self)
      let wanted = rules.indices.filter { NaiveSigma.matches(rules[$0], event, line: line) }
        .map { "r\($0)" }
      for rule in Set(wanted).symmetricDifference(decoded[index]).sorted() {
        let number = Int(rule.dropFirst()) ?? 0
        Issue.record("\(wanted.contains(rule) ? "missed" : "made up"): \(line)\n\(text[number])")
      }
      #expect(scanned[index] == decoded[index], "\(line)")
    }
  }
}
