import Detection

/// One log, our run and the yardsticks over it, as a table.
struct Comparison {
  var name: String
  var lines: Int
  var bytes: Int
  var path: String
  var folder: String
  var runs: Int

  func run(_ rules: RuleRun, isAttack: Bool) throws {
    print("\(name): \(lines) lines, \(bytes) bytes")
    Column.showHeads()
    let literals = try rules.ruleSet.literals(for: rules.binding)
    let bare = try BareScan(literals, rules.ruleSet.spellings(for: rules.binding))
    var (found, counted, hits) = (RuleRun.Found(), 0, 0)
    // Ours and the yardsticks in turn, so that a noisy minute is shared.
    var (ours, scan, search) = ([Cost](), [Cost](), [Cost]())
    for _ in 0..<runs {
      ours.append(try Cost.measure { found = try rules.run(over: path) })
      scan.append(try Cost.measure { hits = try Yardsticks.scan(path, for: bare) })
      search.append(try Cost.measure { counted = try Yardsticks.countLines(in: path) })
    }
    guard counted == lines, found.lines == lines, hits > 0, found.counted > 0 else {
      throw BenchmarkError("\(name): nothing was found, so nothing was measured")
    }
    let (mine, other) = (Cost.least(ours), Cost.least(scan))
    show("shipped rules, to findings", mine, lines, bytes)
    show("bare Hyperscan, \(literals.count) literals", other, lines, bytes)
    show("read and memchr", Cost.least(search), lines, bytes)
    print(
      "  \(found.candidates) lines decoded, \(found.matches) matches, \(found.findings) findings "
        + "that stand for \(found.counted), \(found.alerts) alerts; \(hits) hits of literals")
    if isAttack, name == "attacks" {
      try compareTools(mine)
    } else if !isAttack {
      ratio("of the bare scan", other.seconds / mine.seconds, reach: 0.6)
      ratio("GB/s", Double(bytes) / mine.seconds / 1e9, reach: 1)
    }
    print("")
  }

  private func compareTools(_ ours: Cost) throws {
    let tools = try OtherTools(log: path, folder: folder, lines: lines)
    let perLine = ours.seconds / Double(lines)
    if let cost = tools.fail2banRegex(runs: runs) {
      show("fail2ban-regex sshd, \(tools.lines) lines", cost, tools.lines, nil)
      ratio("times fail2ban-regex", cost.seconds / Double(tools.lines) / perLine, reach: 100)
    } else {
      print("  fail2ban-regex: not installed")
    }
    if let cost = try tools.sec(runs: runs) {
      show("SEC, ten rules, \(tools.lines) lines", cost, tools.lines, nil)
      ratio("times SEC", cost.seconds / Double(tools.lines) / perLine, reach: 20)
    } else {
      print("  SEC: not installed")
    }
  }

  private func show(_ what: String, _ cost: Cost, _ lines: Int, _ bytes: Int?) {
    Column.show(what, cost, lines, bytes)
  }

  private func ratio(_ what: String, _ value: Double, reach: Double) {
    Column.ratio(what, value, reach: reach)
  }
}

/// Text in columns, without Foundation.
enum Column {
  static func showHeads() {
    print(
      text("", 34), number("CPU s", 9), number("lines/s", 12), number("MB/s", 8),
      number("MB peak", 8))
  }

  static func show(_ what: String, _ cost: Cost, _ lines: Int, _ bytes: Int?) {
    let seconds = max(cost.seconds, 0.000_001)
    print(
      text("  " + what, 34), number(decimal(seconds, 3), 9),
      number("\(Int(Double(lines) / seconds))", 12),
      number(bytes.map { "\(Int(Double($0) / seconds / 1e6))" } ?? "", 8),
      number("\(cost.peakBytes >> 20)", 8))
  }

  static func ratio(_ what: String, _ value: Double, reach: Double, isMost: Bool = false) {
    let verdict = (isMost ? value <= reach : value >= reach) ? "reached" : "MISSED"
    print("  \(decimal(value, 2)) \(what) (reach \(decimal(reach, 1))): \(verdict)")
  }

  static func text(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  static func number(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  static func decimal(_ value: Double, _ digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((value * Double(scale)).rounded())
    var rest = String(scaled % scale)
    rest = String(repeating: "0", count: digits - rest.count) + rest
    return "\(scaled / scale).\(rest)"
  }
}
