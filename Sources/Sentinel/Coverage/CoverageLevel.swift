import Detection
import Records

/// How far a rule, and so its risk, is proved to be watched: each level holds the ones below it.
enum CoverageLevel: Int, Comparable, CustomStringConvertible {
  case none = 0
  /// It can fire on what can be read here.
  case written
  /// Its own tests pass.
  case tested
  /// The running sentinel has heard a source of it, which has not fallen silent.
  case listening
  /// A drill went in at the log and came out at a receiver.
  case proved
  /// An alert of it was closed as true within a year, and it listens now.
  case seenTrue

  static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  var description: String {
    switch self {
    case .none: "none"
    case .written: "written"
    case .tested: "tested"
    case .listening: "listening"
    case .proved: "proved"
    case .seenTrue: "seen true"
    }
  }
}

/// The level of each rule, from what it could do and what has happened.
struct LevelJudge {
  let coverage: Coverage
  let standing: Standing
  /// Rules of which a test fails.
  let failed: Set<String>
  /// Rule → which kinds of tests it has.
  let kinds: [String: Set<RuleSample.Kind>]

  func level(of rule: String) -> CoverageLevel {
    guard case .firing(let sources) = coverage.readiness[rule] else { return .none }
    guard !failed.contains(rule), !(kinds[rule] ?? []).isEmpty else { return .written }
    guard sources.contains(where: standing.heard.contains) else { return .tested }
    if standing.trueAlarms[rule] != nil { return .seenTrue }
    return standing.proved[rule] != nil ? .proved : .listening
  }

  /// What is to be mended first, of a risk that is not blind.
  func weakestLink(
    _ able: [RuleSummary], _ tied: [RuleSummary], _ level: CoverageLevel
  ) -> String {
    if level < .tested, able.count == tied.count { return "no test of its rules passes" }
    if level == .tested {
      guard standing.isRunning else { return "no sentinel runs" }
      let sources = able.flatMap { rule -> [String] in
        if case .firing(let sources) = coverage.readiness[rule.id] { sources } else { [] }
      }
      return "nothing was heard yet of " + Set(sources).sorted().joined(separator: ", ")
    }
    if able.count < tied.count {
      return "\(counted(tied.count - able.count, "rule")) cannot fire here"
    }
    return level < .proved ? "no drill has proved it" : "-"
  }
}
