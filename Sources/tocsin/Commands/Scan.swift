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
        tocsin scan --stats /var/log/auth.log*      what each rule cost, the dearest first

      Several files are read at once and reported in the order they are named.
      Exit 0: nothing was found. 1: something was. 2: part of the input could not be read.
      """)

  @Argument(help: "Files to read; - is standard input.")
  var files: [String] = ["-"]

  @OptionGroup var places: PlaceOptions
  @OptionGroup var output: JSONOption
  @OptionGroup var origin: LineOrigin

  @Flag(help: "Also show the hits that only feed correlations.")
  var hits = false

  @Flag(help: "Say at the end how many lines were read, and what each rule met, hit and took.")
  var stats = false

  @Option(help: "Files read at once; as many as there are processors when it is not given.")
  var jobs: Int?

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1 on") }
  }

  func run() throws {
    let screen = Screen.standard
    let request = try request()
    let loaded = try prepared()
    let result = ScanRun(loaded: loaded, request: request).run(files, voice(screen))
    screen.endProgress()
    if stats { show(ScanStatistics(result, loaded), screen) }
    if stats || !output.json { screen.say(result.summary) }
    if result.isPartial { try ExitStatus.failed.leave() }
    if result.findings > 0 { try ExitStatus.found.leave() }
  }

  private func voice(_ screen: Screen) -> ScanVoice {
    ScanVoice(
      isJSON: output.json, usesColour: screen.usesColour,
      write: {
        screen.endProgress()
        screen.write($0)
      },
      progress: { screen.progress($0) },
      say: { screen.say($0) })
  }

  private func show(_ statistics: ScanStatistics, _ screen: Screen) {
    guard !output.json else { return screen.write(statistics.json) }
    if !statistics.cells.isEmpty { screen.table(ScanStatistics.heading, statistics.cells) }
  }

  private func request() throws -> ScanRequest {
    var request = ScanRequest(showsHits: hits)
    request.format = try origin.knownFormat
    request.logsources = try origin.logsources
    request.measuresRules = stats
    request.jobs = jobs
    return request
  }

  private func prepared() throws -> Loaded {
    let loaded = Loaded.read(places.places, now: .now())
    if !loaded.diagnostics.isEmpty { Screen.standard.say(loaded.text()) }
    guard !loaded.hasConfigurationErrors else {
      throw Failure("the configuration is wrong", hint: "tocsin check", status: .badConfiguration)
    }
    return loaded
  }
}

/// What lines are, for commands that are handed some.
struct LineOrigin: ParsableArguments {
  @Option(
    help: """
      auto, journal, syslog, auditd, json, combined, squid or raw; guessed from the first lines.
      """)
  var format: String?

  @Option(help: "What the lines are, such as product=linux,service=sshd; may be repeated.")
  var logsource: [String] = []

  var knownFormat: SourceDeclaration.Format? {
    get throws {
      try format.map { name in
        guard let known = SourceDeclaration.Format(rawValue: name) else {
          throw ValidationError("no format is called '\(name)'")
        }
        return known
      }
    }
  }

  var logsources: [Logsource] {
    get throws {
      try logsource.map { text in
        guard let logsource = Logsource(flag: text) else {
          throw ValidationError("'\(text)' is no log source; write product=linux,service=sshd")
        }
        return logsource
      }
    }
  }
}
