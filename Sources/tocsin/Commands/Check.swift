import ArgumentParser
import Records
import Sentinel

/// `tocsin check`: everything that can be wrong before it runs, rule tests included.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check the register, the rules and their tests.",
    discussion: """
      EXAMPLES
        tocsin check
        tocsin check --config ./config --rules ./rules --strict
        tocsin check --format sarif > tocsin.sarif     for a code host or an editor

      Exit 0: clean. 1: something was found (warnings count with --strict). 2: could not be checked.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, sarif
  }

  @OptionGroup var places: PlaceOptions
  @OptionGroup var output: JSONOption

  @Option(help: "How to answer: text, json or sarif (2.1.0).")
  var format = Format.text

  @Flag(help: "Warnings count as errors.")
  var strict = false

  @Flag(help: "Say nothing when all is well.")
  var quiet = false

  @Flag(help: "Show every mistake, not only the first twenty.")
  var verbose = false

  func run() throws {
    let report = CheckReport.make(places.places, now: .now(), each: verbose)
    let screen = Screen.standard
    switch output.json ? .json : format {
    case .json: screen.write(report.json)
    case .sarif: screen.write(report.sarif(version: Tocsin.configuration.version))
    case .text:
      let text = report.text(all: verbose)
      if !text.isEmpty { screen.say(text) }
      if !quiet || report.hasErrors { screen.write(report.summary) }
    }
    let isFound = report.hasErrors || strict && report.hasWarnings
    try (report.couldNotRun ? ExitStatus.failed : isFound ? .found : .done).leave()
  }
}
