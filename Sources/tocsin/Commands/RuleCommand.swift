import ArgumentParser
import Records
import Sentinel

/// `tocsin rule …`: what we look for.
struct RuleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rule", abstract: "List, show, test and explain rules.",
    subcommands: [List.self, Show.self, Test.self, RuleExplain.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List rules with their risks and log sources, and whether they can fire here.",
      discussion: """
        EXAMPLES
          tocsin rule list
          tocsin rule list --json

        FIRES says whether a source of this host gives what the rule needs: yes; waits, for a log
        that cannot be read yet; no log, where no source serves its log source; no field, where
        nothing gives a field it tests. 'tocsin risk coverage' says what to switch on.
        """)

    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let rows = try loadedOrFail(places.places).ruleRows()
      let screen = Screen.standard
      guard !output.json else { return screen.write(.array(rows.map(\.json))) }
      screen.table(["RULE", "LEVEL", "LOG SOURCE", "FIRES", "RISKS", "TITLE"], rows.map(\.cells))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show one rule in words: its condition, risks, literals and cost.",
      discussion: """
        EXAMPLES
          tocsin rule show ssh_password_guessing
          tocsin rule show nginx_scanner --measure /var/log/nginx/access.log
        """)

    @Argument(help: "The rule's id or name.") var id: String
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption
    @OptionGroup var origin: LineOrigin

    @Option(help: "Also run the rules over a file, and say what this one met, hit and took.")
    var measure: [String] = []

    func run() throws {
      let screen = Screen.standard
      let loaded = try loadedOrFail(places.places)
      var measured: RulePage.Measured?
      if !measure.isEmpty {
        var request = ScanRequest(showsHits: false)
        request.format = try origin.knownFormat
        request.logsources = try origin.logsources
        measured = try loaded.measure(id, over: measure, request) { screen.say($0) }
      }
      let page = try RulePage(id, in: loaded, measured: measured)
      output.json ? screen.write(page.json) : screen.write(page.text)
    }
  }

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run the tests that stand in the rules.",
      discussion: """
        EXAMPLES
          tocsin rule test                            all of them
          tocsin rule test ssh_password_guessing      each test of one rule

        Exit 0: all passed. 1: one failed. 2: no such rule, or it has no tests.
        """)

    @Argument(help: "Ids or names; all when none is given.") var ids: [String] = []
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let report = try loadedOrFail(places.places).testRules(ids)
      let screen = Screen.standard
      output.json ? screen.write(report.json) : screen.write(report.text)
      if report.failed > 0 { try ExitStatus.found.leave() }
      if !report.untested.isEmpty { try ExitStatus.failed.leave() }
    }
  }
}

/// `tocsin risk …`: what can happen, and which rules would notice.
struct RiskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "risk", abstract: "List the register and what watches it.",
    subcommands: [List.self, Show.self, Coverage.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List risks with their band and the rules tied to them.",
      discussion: """
        EXAMPLES
          tocsin risk list
          tocsin risk list --json
        """)

    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let rows = try registerOrFail(places.places).rows
      let screen = Screen.standard
      guard !output.json else { return screen.write(.array(rows.map(\.json))) }
      screen.table(
        ["RISK", "BAND", "L×I", "RULES", "MODEL", "WATCHED", "TITLE"], rows.map(\.cells))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show one risk: its rules, the steps of its model, and when nobody watched it.",
      discussion: """
        EXAMPLES
          tocsin risk show ssh-password-guessing
        """)

    @Argument(help: "The risk's id.") var id: String
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      guard let page = try registerOrFail(places.places).page(id) else {
        throw Failure("no risk is called \"\(id)\"", hint: "tocsin risk list")
      }
      output.json ? Screen.standard.write(page.json) : Screen.standard.write(page.text)
    }
  }
}

extension RiskCommand {
  struct Coverage: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say how far each risk is watched on this host, and what to switch on.",
      discussion: """
        LEVEL: 0 none, no rule tied to the risk can fire here; 1 written, one can; 2 tested, its own
        tests pass as well; 3 listening, the running sentinel has heard its source, which has not
        fallen silent; 4 proved, a drill of it was told; 5 seen true, an alert of it was closed as real within a year. A risk has the
        highest level of its rules. RULES: how many of those tied to it can fire.

        EXAMPLES
          tocsin risk coverage
          tocsin risk coverage --rules ./rules --rules ./public --json
        """)

    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let report = try coverageOrFail(places.places)
      let screen = Screen.standard
      guard !output.json else { return screen.write(report.json) }
      screen.table(["RISK", "BAND", "LEVEL", "RULES", "WEAKEST LINK"], report.rows.map(\.cells))
      screen.write("")
      screen.write("\(report.canFire) of \(report.rules) rules can fire here")
      for line in report.stepLines { screen.write(line) }
    }
  }
}

/// The configuration and the rules, or a failure that shows what is wrong.
func loadedOrFail(_ places: Places) throws -> Loaded {
  let loaded = Loaded.read(places, now: .now())
  guard !loaded.hasConfigurationErrors else {
    Screen.standard.say(loaded.text())
    throw Failure("the configuration is wrong", hint: "tocsin check", status: .badConfiguration)
  }
  return loaded
}
