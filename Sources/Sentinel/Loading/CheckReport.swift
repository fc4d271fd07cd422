import Detection
package import Records

/// What `check` found: files against themselves and each other, and every rule's own tests.
package struct CheckReport: Sendable {
  package let loaded: Loaded
  package let tests: RuleTestReport
  package let diagnostics: [Diagnostic]

  /// `each`: notes on public rules name every one instead of counting them by folder.
  package static func make(_ places: Places, now: Instant, each: Bool = false) -> CheckReport {
    let loaded = Loaded.read(places, now: now)
    let tests = loaded.runRuleTests([])
    let warnings = loaded.ruleSet.warnings(
      files: loaded.ruleFiles, sources: loaded.configuration.sources, each: each)
    let overdue = loaded.overdue(places, now: now)
    let today = CalendarDate(of: now)
    let late = loaded.configuration.waiving(overdue?.late ?? [], today: today)
    let never = loaded.configuration.waiving(overdue?.never ?? [], today: today)
    let faults = late.told + (each ? never.told : Overdue.summed(never.told))
    let waived = each ? loaded.waived + late.waived + never.waived : []
    let all = DiagnosticOrder.sorted(
      loaded.diagnostics + waived + tests.diagnostics + warnings + faults)
    return CheckReport(
      loaded: loaded, tests: tests,
      diagnostics: Excerpts.attach(to: all, from: loaded.ruleFiles + loaded.quotedFiles))
  }

  package var hasErrors: Bool { diagnostics.contains { $0.weight == .error } }
  package var hasWarnings: Bool { diagnostics.contains { $0.weight == .warning } }
  /// Nothing was there to check.
  package var couldNotRun: Bool {
    loaded.isEmpty
  }

  package func text(all: Bool) -> String {
    let text = DiagnosticRenderer.text(
      diagnostics, showing: all ? Int.max : DiagnosticRenderer.shownMax)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// One line: what was read, and how it is.
  package var summary: String {
    let configuration = loaded.configuration
    let parts = [
      counted(configuration.risks.count, "risk"), counted(configuration.models.count, "model"),
      counted(configuration.controls.count, "control"),
      counted(configuration.threats.count, "prepared alert"),
      counted(configuration.receivers.count, "receiver"),
      counted(loaded.ruleSet.summaries.count, "rule"),
      "\(tests.passed) of \(counted(tests.results.count, "rule test")) passed",
    ]
    let errors = diagnostics.count { $0.weight == .error }
    let warnings = diagnostics.count { $0.weight == .warning }
    let verdict =
      diagnostics.isEmpty
      ? "all is well" : "\(counted(errors, "error")), \(counted(warnings, "warning"))"
    let waived = loaded.waived.isEmpty ? "" : " (\(loaded.waived.count) waived)"
    return parts.joined(separator: ", ") + ": " + verdict + waived
  }

  /// SARIF 2.1.0; what was waived is told as suppressed.
  package func sarif(version: String) -> JSONValue {
    DiagnosticRenderer.sarif(
      diagnostics, waived: loaded.waived, version: version, worked: !couldNotRun)
  }

  package var json: JSONValue {
    [
      "diagnostics": DiagnosticRenderer.json(diagnostics),
      "risks": .number(loaded.configuration.risks.count),
      "models": .number(loaded.configuration.models.count),
      "controls": .number(loaded.configuration.controls.count),
      "waived": DiagnosticRenderer.json(loaded.waived),
      "rules": .number(loaded.ruleSet.summaries.count),
      "from_cache": .bool(loaded.ruleSet.isFromCache),
      "tests": ["passed": .number(tests.passed), "failed": .number(tests.failed)],
    ]
  }
}

/// `1 rule`, `2 rules`.
func counted(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}

extension CalendarDate {
  /// The day of a moment, in UTC.
  init(of now: Instant) {
    self.init(daysSinceEpoch: Int(now.microseconds / 86_400_000_000))
  }
}
