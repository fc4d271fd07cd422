import ArgumentParser
import Records
import Sentinel

/// `tocsin rule …`: what we look for.
struct RuleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rule", abstract: "List rules and run their tests.",
    subcommands: [List.self, Test.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List rules with their risks and log sources.")

    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let rows = try loadedOrFail(places.places).ruleRows()
      let screen = Screen.standard
      guard !output.json else { return screen.write(.array(rows.map(\.json))) }
      screen.table(["RULE", "LEVEL", "LOG SOURCE", "RISKS", "TITLE"], rows.map(\.cells))
    }
  }

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run the tests that stand in the rules.",
      discussion: "Exit 0: all passed. 1: one failed.")

    @Argument(help: "Ids or names; all when none is given.") var ids: [String] = []
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let report = try loadedOrFail(places.places).runRuleTests(ids)
      let screen = Screen.standard
      output.json ? screen.write(report.json) : screen.write(report.text)
      if report.failed > 0 { try ExitStatus.found.leave() }
    }
  }
}

/// `tocsin risk …`: what can happen, and which rules would notice.
struct RiskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "risk", abstract: "List the register and what watches it.",
    subcommands: [List.self, Show.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List risks with their band and the rules tied to them.")

    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let rows = try loadedOrFail(places.places).riskRows()
      let screen = Screen.standard
      guard !output.json else { return screen.write(.array(rows.map(\.json))) }
      screen.table(
        ["RISK", "BAND", "L×I", "RULES", "MODEL", "WATCHED", "TITLE"], rows.map(\.cells))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show one risk with its rules and the steps of its model.")

    @Argument(help: "The risk's id.") var id: String
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      guard let page = try loadedOrFail(places.places).riskPage(id) else {
        throw Failure("no risk is called \"\(id)\"", hint: "tocsin risk list")
      }
      output.json ? Screen.standard.write(page.json) : Screen.standard.write(page.text)
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
