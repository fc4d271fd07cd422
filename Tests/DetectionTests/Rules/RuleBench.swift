import Detection
import Records

/// Rules written in a test, and lines to try them on.
struct RuleBench {
  let rules: RuleSet
  let diagnostics: [Diagnostic]
  /// Where lines come from unless a test says otherwise: JSON, so that every kind of value is there.
  var binding = SourceBinding(
    id: "bench", format: .json, logsource: [Logsource(category: "bench")])

  init(_ yaml: String, configuration: Configuration = Configuration()) {
    let file = SourceFile(path: "bench.yml", text: yaml)
    (rules, diagnostics) = RuleSet.compile(files: [file], configuration: configuration)
  }

  /// A rule of one item, such as `F|contains: abc`.
  init(item: String, configuration: Configuration = Configuration()) {
    self.init(
      """
      title: One item
      id: one
      logsource: {category: bench}
      detection:
        selection:
          \(item)
        condition: selection
      """, configuration: configuration)
  }

  /// A rule with a condition over several search identifiers.
  init(detection: String, configuration: Configuration = Configuration()) {
    let lines = detection.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    self.init(
      "title: Several\nid: one\nlogsource: {category: bench}\ndetection:\n" + lines,
      configuration: configuration)
  }

  /// Ids of the rules that match a line, after both ways have agreed.
  func matches(_ line: String) throws -> [String] {
    try matches(Array(line.utf8))
  }

  func matches(_ line: [UInt8]) throws -> [String] {
    let quick = try rules.matches(in: [line], binding: binding)
    let thorough = try rules.matches(in: [line], binding: binding, isExhaustive: true)
    guard quick == thorough else { throw WaysDiffer(scanned: quick, decoded: thorough) }
    return quick[0]
  }

  struct WaysDiffer: Error {
    var scanned: [[String]]
    var decoded: [[String]]
  }
}
