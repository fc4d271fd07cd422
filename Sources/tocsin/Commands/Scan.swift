import ArgumentParser
import Records
import Sentinel

/// `tocsin scan`: the rules over files or standard input, in event time.
struct Scan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the rules over files or standard input.",
    discussion: """
      EXAMPLES
        tocsin scan /var/log/auth.log
        zcat old.gz | tocsin scan --json -
        tocsin scan --logsource category=webserver --format combined access.log

      Exit 0: nothing was found. 1: something was. 2: part of the input could not be read.
      """)

  @Argument(help: "Files to read; - is standard input.")
  var files: [String] = ["-"]

  @OptionGroup var places: PlaceOptions
  @OptionGroup var output: JSONOption

  @Option(help: "auto, journal, syslog, json, combined or raw; guessed from the first lines.")
  var format: String?

  @Option(help: "What the lines are, such as product=linux,service=sshd; may be repeated.")
  var logsource: [String] = []

  @Flag(help: "Also show the hits that only feed correlations.")
  var hits = false

  @Flag(help: "Say at the end how many lines were read and matched.")
  var stats = false

  func run() throws {
    let screen = Screen.standard
    let request = try request()
    let scan = try prepared(request)
    let result = scan.run(
      files, finding: { show($0, screen) },
      progress: { if screen.messagesAreSeen { screen.progress($0) } },
      say: { screen.say($0) })
    screen.endProgress()
    if stats || !output.json { screen.say(result.summary) }
    if result.isPartial { try ExitStatus.failed.leave() }
    if result.findings > 0 { try ExitStatus.found.leave() }
  }

  private func show(_ finding: ScanFinding, _ screen: Screen) {
    screen.endProgress()
    output.json ? screen.write(finding.json) : screen.write(finding.text(colour: screen.usesColour))
  }

  private func request() throws -> ScanRequest {
    var request = ScanRequest(showsHits: hits)
    if let format {
      guard let known = SourceDeclaration.Format(rawValue: format) else {
        throw ValidationError("no format is called '\(format)'")
      }
      request.format = known
    }
    request.logsources = try logsource.map { text in
      guard let logsource = Logsource(flag: text) else {
        throw ValidationError("'\(text)' is no log source; write product=linux,service=sshd")
      }
      return logsource
    }
    return request
  }

  private func prepared(_ request: ScanRequest) throws -> ScanRun {
    let loaded = Loaded.read(places.places, now: .now())
    if !loaded.diagnostics.isEmpty { Screen.standard.say(loaded.text()) }
    guard !loaded.hasConfigurationErrors else {
      throw Failure("the configuration is wrong", hint: "tocsin check", status: .badConfiguration)
    }
    return ScanRun(loaded: loaded, request: request)
  }
}
