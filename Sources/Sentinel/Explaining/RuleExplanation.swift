import Alerting
import Detection
package import Records
import Storage

/// What `rule explain` is asked.
package struct ExplainRequest: Sendable {
  package var lines: [[UInt8]]
  /// Nil: guessed from the lines.
  package var format: SourceDeclaration.Format?
  package var logsources: [Logsource] = []
  /// A declared source that the lines would come from.
  package var source: String?
  /// Ids or names of rules; empty: those that come near.
  package var rules: [String] = []
  package var showsAll = false

  package init(lines: [[UInt8]]) { self.lines = lines }
}

/// Why each rule did or did not match some lines, and what would have come of it.
package struct RuleExplanation: Sendable {
  /// One line with what it would raise.
  struct Line: Sendable {
    var number: Int
    var answer: LineAnswer
    var prospects: [Prospect]
  }

  /// An alert that a finding would raise.
  struct Prospect: Sendable {
    var finding: Finding
    /// Nil: the rule raises none by itself.
    var alert: Alert?
    var model: String?
    /// The open alert that it would be added to.
    var addsTo: String?
    var silence: Silence?
    var receivers: [String] = []
    /// Why it raises none.
    var why: String?
  }

  let lines: [Line]
  /// Where the lines are said to come from, and what the windows began with.
  let notes: [String]
  let loaded: Loaded
  let showsAll: Bool

  /// Asks about the lines, one after another; throws `DeskProblem`.
  package static func make(
    _ loaded: Loaded, _ places: Places, _ request: ExplainRequest, now: Instant
  ) throws -> RuleExplanation {
    let asking = try Asking(loaded, places, request, now: now)
    var lines: [Line] = []
    for (number, line) in request.lines.enumerated() {
      lines.append(try asking.ask(line, number: number + 1))
    }
    return RuleExplanation(
      lines: lines, notes: asking.notes, loaded: loaded,
      showsAll: request.showsAll || !request.rules.isEmpty)
  }
}

/// The way from lines to explanations.
private final class Asking {
  private var inquiry: LineInquiry
  private let loaded: Loaded
  private let scope: LineInquiry.Scope
  private let state: KeptState
  private let register: Register
  private let now: Instant
  private(set) var notes: [String] = []

  init(_ loaded: Loaded, _ places: Places, _ request: ExplainRequest, now: Instant) throws {
    self.loaded = loaded
    self.now = now
    let asked = try request.rules.map { try loaded.ruleNamed($0) }
    let origin = try loaded.origin(of: request, asked)
    notes.append(origin.words)
    state = KeptState(of: places, now: now)
    if let note = state.note { notes.append(note) }
    register = loaded.register(instance: "explained")
    var windows = Windows(
      plan: loaded.ruleSet.plan, limits: loaded.configuration.limits, valueKey: state.valueKey)
    windows.restore(state.windows)
    let reader = RuleReader(
      loaded.ruleSet, configuration: loaded.configuration, files: loaded.ruleFiles)
    let heard = asked.flatMap { loaded.ruleSet.plainRules(behind: $0) }
    scope =
      request.showsAll ? .all : asked.isEmpty ? .near : .only(Set(heard.map(\.id)))
    inquiry = try LineInquiry(
      reader, binding: origin.binding, windows: windows, reference: now)
  }

  func ask(_ line: [UInt8], number: Int) throws -> RuleExplanation.Line {
    let answer = try inquiry.ask(line, arrival: now, scope)
    var prospects: [RuleExplanation.Prospect] = []
    for finding in answer.findings { prospects.append(try prospect(of: finding)) }
    return RuleExplanation.Line(number: number, answer: answer, prospects: prospects)
  }

  private func prospect(of finding: Finding) throws -> RuleExplanation.Prospect {
    var prospect = RuleExplanation.Prospect(finding: finding)
    let open = state.openAlert(register.alertKey(of: finding))
    let change = register.absorb(
      finding, open: open, silences: state.silences(loaded), newID: { "" }, now: now)
    guard let change else {
      prospect.why = loaded.whySilent(finding.rule)
      return prospect
    }
    prospect.alert = change.alert
    prospect.addsTo = open?.id
    prospect.model = change.alert.model.flatMap { loaded.configuration.models[$0]?.title }
    prospect.silence = state.silences(loaded).first { $0.id == change.alert.silence }
    prospect.receivers = Set(change.notifications.map(\.receiver)).sorted()
    return prospect
  }
}

extension Loaded {
  /// The rule or correlation of an id or a name; throws a `DeskProblem` with the nearest one.
  func ruleNamed(_ word: String) throws -> RuleSummary {
    let all = ruleSet.summaries
    if let found = rules.first(where: { $0.id == word || $0.name == word })
      ?? all.first(where: { $0.id == word || $0.name == word })
    {
      return found
    }
    let near = NearestName.to(word, among: all.flatMap { [$0.id] + ($0.name.map { [$0] } ?? []) })
    throw DeskProblem(
      "no rule is called \"\(word)\"",
      hint: near.map { "did you mean '\($0)'?" } ?? "tocsin rule list")
  }

  /// Where the lines of a request are taken to come from.
  fileprivate func origin(
    of request: ExplainRequest, _ asked: [RuleSummary]
  ) throws -> (binding: SourceBinding, words: String) {
    let guess = request.format ?? Self.guess(request.lines)
    if let id = request.source {
      let source = try declaration(id)
      // A line in hand is a line of a file, also where the source prefers the journal.
      let stated = source.format == .journal ? .auto : source.format
      let format = request.format ?? (stated == .auto ? guess : stated)
      let binding = SourceBinding(
        id: id, format: format, logsource: source.logsource, zoneSeconds: Zone.secondsEast)
      return (binding, "read as \(format.rawValue) of source '\(id)', \(binding.served)")
    }
    var logsources = request.logsources
    var words = "as --logsource says"
    if logsources.isEmpty, !asked.isEmpty, guess != .json {
      logsources = asked.flatMap { ruleSet.plainRules(behind: $0) }.map(\.logsource)
      words = "as the rule asks; --logsource or --source says otherwise"
    } else if logsources.isEmpty {
      logsources = guess.usualLogsource
      words = "as nobody said; --logsource or --source says otherwise"
    }
    let binding = SourceBinding(
      id: "explain", format: guess, logsource: logsources, zoneSeconds: Zone.secondsEast)
    return (binding, "read as \(guess.rawValue), \(binding.served) (\(words))")
  }

  private func declaration(_ id: String) throws -> SourceDeclaration {
    let all = configuration.sources
    if let source = all.first(where: { $0.id == id }) { return source }
    let near = NearestName.to(id, among: all.map(\.id))
    throw DeskProblem(
      "no source is called \"\(id)\"",
      hint: near.map { "did you mean '\($0)'?" } ?? "sources are declared in config/")
  }

  private static func guess(_ lines: [[UInt8]]) -> SourceDeclaration.Format {
    let text = Array(lines.joined(separator: [0x0a]))
    return unsafe text.withUnsafeBufferPointer { unsafe FormatGuess.guess($0) }
  }

  /// Why a finding of a rule raises no alert.
  fileprivate func whySilent(_ id: String) -> String {
    guard let rule = rules.first(where: { $0.id == id }) else { return "the rule is not loaded" }
    if rule.level == .informational { return "the rule is informational" }
    if rule.feedsOnly { return "the rule only feeds correlations" }
    return rule.risks.isEmpty
      ? "the rule is tied to no risk" : "no risk that it is tied to is open"
  }
}

extension SourceBinding {
  fileprivate var served: String {
    logsource.isEmpty
      ? "serving every log source" : "serving " + logsource.map(\.words).joined(separator: " and ")
  }
}
