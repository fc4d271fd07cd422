import ArgumentParser
import Records
import Sentinel

/// `tocsin receiver …`: the places that alerts go to.
struct ReceiverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "receiver", abstract: "List receivers and try them.",
    subcommands: [List.self, Test.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List receivers with what they owe and how they are.",
      discussion: """
        EXAMPLES
          tocsin receiver list
          tocsin receiver list --json
        """)

    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let rows = try openDesk(places.places).receivers()
      let screen = Screen.standard
      guard !output.json else { return screen.write(.array(rows.map(\.json))) }
      screen.table(
        ["RECEIVER", "KIND", "CLEARANCE", "WAITING", "DEAD", "STATE"], rows.map(\.cells))
    }
  }

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send a marked test message, or show its exact bytes.",
      discussion: """
        EXAMPLES
          tocsin receiver test ops-chat
          tocsin receiver test ops-mail --dry-run
        """)

    @Argument(help: "The receiver's id.") var id: String
    @Flag(help: "Print the exact bytes and send nothing.") var dryRun = false
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let desk = try openDesk(places.places)
      let screen = Screen.standard
      if dryRun { return screen.write(try desk.testBytes(for: id)) }
      let result = try desk.testReceiver(id)
      output.json ? screen.write(result.json) : screen.write(result.text)
      if !result.isDelivered { try ExitStatus.failed.leave() }
    }
  }
}

/// `tocsin route test`: where an alert would go, without sending it.
struct RouteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "route", abstract: "Try the routes.", subcommands: [Test.self])

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say which receivers an alert would reach.",
      discussion: """
        EXAMPLES
          tocsin route test --severity high --risk web-secrets-served
          tocsin route test --rule ssh_password_guessing
        """)

    @Option(help: "low, medium, high or critical.") var severity: Severity?
    @Option(help: "A risk's id; may be repeated.") var risk: [String] = []
    @Option(help: "A rule's id or name.") var rule: String?
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let reached = try openDesk(places.places).routeTest(
        severity: severity, risks: risk, rule: rule)
      let screen = Screen.standard
      output.json ? screen.write(reached.json) : screen.write(reached.text)
    }
  }
}
