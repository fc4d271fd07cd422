import Detection
import Glibc
import Records

/// What one hostile line costs, with the shipped rules and with the public ones.
struct HostileRun {
  var folder: String
  var runs: Int
  /// A line among others of its kind: their share of fixed costs is nothing.
  private static let repeats = 64
  /// Seconds that one line may take.
  private static let secondsMax = 0.001

  init(folder: String, runs: Int) { (self.folder, self.runs) = (folder, runs) }

  func run(publicRules: String?) throws {
    let shipped = try RuleRun()
    let all = try publicRules.map { try RuleRun(more: $0) }
    print(
      "hostile: milliseconds a line, beside a bare scan for the same literals; * spent its work")
    print(
      Column.text("", 38), Column.number("KiB", 5), Column.number("shipped", 9),
      Column.number("scan", 9), Column.number("public", 9), Column.number("scan", 9))
    let runs = [shipped, all].compactMap(\.self)
    for bytes in [HostileLine.usual, HostileLine.longest] {
      let lines = HostileLine.all(bytes)
      let slow = try lines.count { try isSlow($0, runs) }
      print("  \(slow) of \(lines.count) above 1 ms\n")
    }
  }

  private func isSlow(_ hostile: HostileLine, _ runs: [RuleRun]) throws -> Bool {
    let path = folder + "/hostile.log"
    try Self.write(hostile, to: path)
    let costs = try runs.map { try measure($0, hostile, path) }
    let isSlow = costs.contains { $0.ours > Self.secondsMax }
    print(
      Column.text("  " + hostile.name, 38), Column.number("\(hostile.line.count >> 10)", 5),
      costs.map {
        Column.number(Column.decimal($0.ours * 1000, 3) + ($0.isSpent ? "*" : ""), 9) + " "
          + Column.number(Column.decimal($0.scan * 1000, 3), 9)
      }.joined(separator: " "), isSlow ? " MISSED" : "")
    return isSlow
  }

  private struct Costs {
    var ours: Double
    var scan: Double
    var isSpent: Bool
  }

  private func measure(_ rules: RuleRun, _ hostile: HostileLine, _ path: String) throws -> Costs {
    var rules = rules
    rules.binding = SourceBinding(
      id: "hostile", format: hostile.format, logsource: Self.logsource(of: hostile.format))
    let literals = try rules.ruleSet.literals(for: rules.binding)
    let bare = try BareScan(literals, rules.ruleSet.spellings(for: rules.binding))
    var (found, hits) = (RuleRun.Found(), 0)
    var (ours, scan) = ([Cost](), [Cost]())
    for _ in 0..<runs {
      ours.append(try Cost.measure { found = try rules.run(over: path) })
      scan.append(try Cost.measure { hits += try Yardsticks.scan(path, for: bare) })
    }
    guard found.lines == Self.repeats else {
      throw BenchmarkError("hostile: \(found.lines) lines were read of \(Self.repeats)")
    }
    return Costs(
      ours: Cost.least(ours).seconds / Double(Self.repeats),
      scan: Cost.least(scan).seconds / Double(Self.repeats), isSpent: found.overBudget > 0)
  }

  /// What sources of that format usually serve; JSON without one serves every rule.
  private static func logsource(of format: SourceDeclaration.Format) -> [Logsource] {
    switch format {
    case .syslog: RuleRun.login.logsource
    case .combined: [Logsource(category: "webserver")]
    default: []
    }
  }

  private static func write(_ hostile: HostileLine, to path: String) throws {
    guard let file = unsafe fopen(path, "w") else { throw BenchmarkError("cannot write \(path)") }
    defer { unsafe fclose(file) }
    let bytes = hostile.line + [10]
    for _ in 0..<repeats { unsafe fwrite(bytes, 1, bytes.count, file) }
  }
}
