import Alerting
import CLinux
package import Detection
import FoundationEssentials
package import Records

/// Configuration and rules as they were read, compiled and tied together, with all that is wrong.
///
/// Nothing here touches anything live: whatever can fail has failed before a running sentinel
/// changes.
package struct Loaded: Sendable {
  package var configuration: Configuration
  package var ruleSet: RuleSet
  /// Rules tied to risks, from either side, without those that name an unknown risk.
  package var rules: [RuleSummary]
  /// Everything that is wrong, sorted by place, with the authors' lines.
  package var diagnostics: [Diagnostic]
  /// What somebody waived, with who and why.
  package var waived: [Diagnostic]
  /// True when `config/` must not be taken.
  ///
  /// A rule that a risk names and that is not loaded blinds
  /// the risk and refuses nothing.
  package var hasConfigurationErrors: Bool
  /// True when there was neither a register nor a rule.
  package var isEmpty: Bool
  /// Text of each rule file, to keep the last good form of one that becomes wrong.
  package var ruleFiles: [SourceFile]
  /// Text of the configuration's files that later checks quote: samples, controls, models.
  package var quotedFiles: [SourceFile]
  /// Places of rule documents that are left out.
  package var leftOut: [Diagnostic]

  /// Reads everything; never throws, because whatever is wrong is a diagnostic.
  package static func read(
    _ places: Places, now: Instant, goodRules: [SourceFile] = []
  ) -> Loaded {
    let today = CalendarDate(of: now)
    let (configFiles, configTrouble) = FolderReader.read(
      places.config, extensions: ["yaml", "yml"])
    let (configuration, mistakes) = ConfigurationReader.read(
      files: configFiles, today: today)
    var ruleFiles: [SourceFile] = []
    var ruleTrouble: [Diagnostic] = []
    for path in places.rules {
      let (files, trouble) = FolderReader.read(path, extensions: ["yaml", "yml"])
      ruleFiles += files
      ruleTrouble += trouble
    }
    // Reading thousands of files takes ten times the memory of what is kept.
    defer { linux_give_back_memory() }
    return Loaded(
      configuration, configFiles, configTrouble + mistakes, ruleFiles, ruleTrouble, goodRules,
      today
    ) {
      RuleSet.compile(
        files: $0, configuration: configuration,
        cache: RuleCache(places, rules: $0, configuration: configFiles))
    }
  }

  private init(
    _ configuration: Configuration, _ configFiles: [SourceFile], _ configMistakes: [Diagnostic],
    _ files: [SourceFile], _ trouble: [Diagnostic], _ good: [SourceFile], _ today: CalendarDate,
    compile: ([SourceFile]) -> (RuleSet, [Diagnostic])
  ) {
    var (ruleFiles, compiled) = (files, compile(files))
    // A document that became wrong keeps its last good form, loudly.
    let broken = Set(compiled.1.filter { $0.weight == .error }.map(\.mark.path))
    let kept = good.filter { broken.contains($0.path) && !files.contains($0) }
    var told = compiled.1
    if !kept.isEmpty {
      let names = Set(kept.map(\.path))
      ruleFiles = files.filter { !names.contains($0.path) } + kept
      ruleFiles.sort { $0.path < $1.path }
      compiled = compile(ruleFiles)
      told = told.map { names.contains($0.mark.path) ? $0.withGoodFormKept : $0 }
    }
    let ties = Ties.tie(compiled.0.summaries, to: configuration)
    self.configuration = configuration
    ruleSet = compiled.0
    rules = ties.rules
    let zones = configuration.targets.compactMap(\.diagnosticOfZone)
    let register = RegisterChecks.run(configuration: configuration, rules: compiled.0.declared)
    // Both may have thousands; the same mistake of a name is told by either.
    let known = Dictionary(grouping: told, by: \.mark.path)
    let checks = zones + register.filter { known[$0.mark.path]?.contains($0) != true }
    let all = configuration.waiving(
      DiagnosticOrder.sorted(configMistakes + trouble + told + checks), today: today)
    diagnostics = Excerpts.attach(to: all.told, from: configFiles + files)
    waived = Excerpts.attach(to: all.waived, from: configFiles + files)
    hasConfigurationErrors = configMistakes.contains { $0.weight == .error }
    isEmpty = configFiles.isEmpty && ruleFiles.isEmpty
    self.ruleFiles = ruleFiles
    let quoted = Set(
      configuration.units.values.map(\.place.path)
        + configuration.controls.values.map(\.place.path)
        + configuration.models.values.map(\.place.path))
    quotedFiles = configFiles.filter { quoted.contains($0.path) }
    leftOut = (told + ties.diagnostics).filter { $0.weight == .error }
  }

  /// What alerts are made by, for the database of that instance.
  func register(instance: String) -> Register {
    Register(
      configuration: configuration, rules: rules, instance: instance, sentinelHost: Host.name)
  }

  /// All diagnostics as a person reads them.
  package func text(all: Bool = false) -> String {
    let limit = all ? Int.max : DiagnosticRenderer.shownMax
    return DiagnosticRenderer.text(diagnostics, showing: limit)
  }
}

extension Diagnostic {
  fileprivate var withGoodFormKept: Diagnostic {
    var copy = self
    copy.hint = [hint, "the file's last good form goes on being used"].compactMap { $0 }
      .joined(separator: "; ")
    return copy
  }
}

extension Target {
  /// Only the system knows which zones there are.
  fileprivate var diagnosticOfZone: Diagnostic? {
    guard case .weekly(let week) = hours, !Zones.exists(week.zone) else { return nil }
    return Diagnostic(
      "TOC006", at: place, "target \"\(id)\" counts in zone \"\(week.zone)\", not known here",
      hint: "a name below /usr/share/zoneinfo such as Europe/Dublin; until then it counts in UTC",
      weight: .warning)
  }
}
