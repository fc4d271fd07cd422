/// What the register and the loaded rules say about each other: risks that nothing watches, rules
/// that nobody hears, rules for logs that are not here.
package enum RegisterChecks {
  /// `rules` as they were read, not yet tied; the diagnostics of tying are among the results.
  ///
  /// Rules of public files (those that name no risk themselves) are told in one note a folder and
  /// never counted, unless `each` asks for every one.
  package static func run(
    configuration: Configuration, rules: [RuleSummary], each: Bool = false
  ) -> [Diagnostic] {
    let ties = Ties.tie(rules, to: configuration)
    let own = Set(rules.filter { !$0.risks.isEmpty }.map(\.id))
    var run = Run(configuration: configuration, diagnostics: ties.diagnostics)
    run.checkRisks(ties.rules)
    run.checkNames(rules)
    for rule in ties.rules { run.check(rule, isOwn: own.contains(rule.id)) }
    return DiagnosticOrder.sorted(run.diagnostics + run.quiet(each: each))
  }

  /// TOC122 for a top-level key of a Sigma file that looks like one of ours; nil for other keys.
  package static func resemblance(of key: String, at mark: Mark) -> Diagnostic? {
    let ours = ["risks", "tests"]
    guard !ours.contains(key), !sigmaKeys.contains(key),
      let nearest = NearestName.to(key, among: ours)
    else { return nil }
    return Diagnostic(
      "TOC122", at: mark, "key \"\(key)\" means nothing, and resembles \"\(nearest)\"",
      hint: "did you mean '\(nearest)'?", weight: .warning)
  }

  /// Keys of the Sigma specification that are as near to ours as a slip of the finger.
  private static let sigmaKeys = ["rules", "tags", "status", "title", "fields"]
}

private struct Run {
  let configuration: Configuration
  var diagnostics: [Diagnostic]
  /// Code and folder → places of public rules.
  private var quietly: [Quiet: [RuleSummary]] = [:]
  private let served: [Logsource]
  /// Thousands of rules have some dozen log sources.
  private var idle: [Logsource: Bool] = [:]

  private struct Quiet: Hashable {
    var code: String
    var folder: String
  }

  /// What audit records are joined to, beside being events of their own.
  private static let joined = ["process_creation", "file_event", "network_connection"].map {
    Logsource(category: $0, product: "linux")
  }

  init(configuration: Configuration, diagnostics: [Diagnostic]) {
    self.configuration = configuration
    self.diagnostics = diagnostics
    served =
      configuration.sources.flatMap(\.logsource) + configuration.decoders.flatMap(\.logsource)
      + configuration.mappings.filter { !$0.sources.isEmpty }.flatMap(\.clauses)
      .flatMap(\.logsource)
      + (configuration.sources.contains { $0.format == .audit } ? Self.joined : [])
  }

  mutating func checkRisks(_ rules: [RuleSummary]) {
    let watched = Set(rules.flatMap(\.risks))
    for risk in configuration.risks.values where !watched.contains(risk.id) && risk.isToBeWatched {
      warn(
        "TOC101", risk.place, "risk \"\(risk.id)\" is watched by no rule",
        hint: "name it in a rule's 'risks:', or take public rules with 'detections:'")
    }
  }

  mutating func checkNames(_ rules: [RuleSummary]) {
    let known = Set(rules.map(\.id) + rules.compactMap(\.name))
    for name in configuration.ruleNames where !known.contains(name.value) {
      let nearest = NearestName.to(name.value, among: known)
      diagnostics.append(
        Diagnostic(
          "TOC005", at: name.mark, "rule \"\(name.value)\" is not loaded",
          hint: nearest.map { "did you mean '\($0)'?" } ?? "give its id or name"))
    }
  }

  mutating func check(_ rule: RuleSummary, isOwn: Bool) {
    if !rule.risks.isEmpty,
      rule.risks.allSatisfy({ configuration.risks[$0]?.status == .closed })
    {
      warn(
        "TOC110", rule.mark, "rule \"\(rule.title)\" is tied to closed risks only",
        hint: "reopen the risk, or tie the rule to another")
    }
    if isIdle(rule) {
      note(
        "TOC111", rule, isOwn, "no source here serves the logs of rule \"\(rule.title)\"",
        hint: "it is idle until a source has 'logsource: \(rule.logsource.shown)'")
    }
    if rule.risks.isEmpty, !rule.feedsOnly, rule.level != .informational {
      note(
        "TOC121", rule, false, "rule \"\(rule.title)\" is tied to no risk",
        hint: "it raises no alert in 'watch': name it in a risk's 'detections:'")
    }
  }

  /// Correlations have no log source of their own, and Tocsin's own happenings need no source.
  private mutating func isIdle(_ rule: RuleSummary) -> Bool {
    guard rule.logsource != Logsource(), rule.logsource.product != "tocsin" else { return false }
    if let known = idle[rule.logsource] { return known }
    let isIdle = !served.contains { $0.serves(rule.logsource) }
    idle[rule.logsource] = isIdle
    return isIdle
  }

  private mutating func note(
    _ code: String, _ rule: RuleSummary, _ isOwn: Bool, _ clause: String, hint: String
  ) {
    if isOwn { return warn(code, rule.mark, clause, hint: hint) }
    let path = rule.mark.path
    let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? path
    quietly[Quiet(code: code, folder: folder), default: []].append(rule)
  }

  func quiet(each: Bool) -> [Diagnostic] {
    quietly.flatMap { key, rules -> [Diagnostic] in
      let idle = key.code == "TOC111"
      if each {
        return rules.map {
          Diagnostic(
            key.code, at: $0.mark,
            idle
              ? "no source here serves the logs of rule \"\($0.title)\""
              : "rule \"\($0.title)\" is tied to no risk", weight: .note)
        }
      }
      let count = rules.count == 1 ? "1 rule" : "\(rules.count) rules"
      return [
        Diagnostic(
          key.code, at: Mark(path: key.folder, line: 1, column: 1),
          idle ? "\(count) for logs that no source here serves" : "\(count) tied to no risk",
          hint: "--verbose names each", weight: .note)
      ]
    }
  }

  private mutating func warn(_ code: String, _ mark: Mark, _ clause: String, hint: String) {
    diagnostics.append(Diagnostic(code, at: mark, clause, hint: hint, weight: .warning))
  }
}

extension Risk {
  /// True for a risk that is to be mitigated, or for which nothing was decided.
  package var isToBeWatched: Bool {
    let isDecided = [.accepted, .avoided, .transferred, .closed].contains(status)
    return !isDecided && (response == nil || response == .mitigate)
  }
}

extension Logsource {
  /// As it stands in a file: `{product: linux, service: sshd}`.
  package var shown: String {
    let parts = [("category", category), ("product", product), ("service", service)]
    return "{"
      + parts.compactMap { key, value in value.map { "\(key): \($0)" } }
      .joined(separator: ", ") + "}"
  }
}
