import ArgumentParser
import Records
import Sentinel

/// `tocsin silence …`: a person's reason not to tell, always with an end.
struct SilenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "silence", abstract: "Hold messages back for a time, with a reason.",
    subcommands: [Add.self, List.self, End.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Silence alerts of rules or risks.",
      discussion: """
        EXAMPLE
          tocsin silence add --rule ssh_password_guessing --where src_ip=198.51.100.0/24 \\
            --for 2h --why "Booked test of the front door"

        Alerts are still kept and counted; when it ends, what it held back is told once.
        """)

    @Option(help: "A rule's id or name; may be repeated.") var rule: [String] = []
    @Option(help: "A risk's id; may be repeated.") var risk: [String] = []
    @Option(name: .customLong("where"), help: "field=value; an address may be a network.")
    var matching: [String] = []
    @Option(name: .customLong("for"), help: "How long: 90s, 15m, 12h or 7d.") var span: String
    @Option(help: "Why, in a sentence.") var why: String
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let (values, length) = (try pairs(matching), try duration(span))
      let result = try openDesk(places.places).addSilence(
        rules: rule, risks: risk, matching: values, span: length, why: why)
      try AlertCommand.report(result, json: output.json)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List silences that hold now.",
      discussion: """
        EXAMPLES
          tocsin silence list
        """)

    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let rows = try openDesk(places.places).silences()
      let screen = Screen.standard
      guard !output.json else { return screen.write(.array(rows.map(\.json))) }
      guard !rows.isEmpty else { return screen.write("no silences") }
      screen.table(["ID", "UNTIL", "BY", "HOLDS", "WHY"], rows.map(\.cells))
    }
  }

  struct End: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a silence now.",
      discussion: """
        EXAMPLES
          tocsin silence end 3
        """)

    @Argument(help: "The silence's id.") var id: String
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try AlertCommand.report(try openDesk(places.places).endSilence(id), json: output.json)
    }
  }
}
