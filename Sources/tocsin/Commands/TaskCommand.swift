import ArgumentParser
import Records
import Sentinel

/// `tocsin task …`: what people are to do again and again, and when.
struct TaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task", abstract: "See what is to be done by people, and say that it was done.",
    discussion: """
      EXAMPLES
        tocsin task list
        tocsin task list --owner operations --within 7d
        tocsin task done sshd-keys-only/1 "Two old keys were taken out."
      """,
    subcommands: [List.self, Done.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List tasks, the most urgent first.",
      discussion: """
        EXAMPLES
          tocsin task list
          tocsin task list --owner operations --within 14d

        Upkeep of controls, controls that a person looks at, models and cases to be talked through,
        and records to be reviewed. Exit 1: something is due.
        """)

    @Option(help: "Only of this role or audience.") var owner: String?
    @Option(help: "How far ahead.") var within = "30d"
    @Flag(help: "Whenever they are due.") var all = false
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let rows = try openDesk(places.places).tasks(
        owner: owner, within: all ? nil : try duration(within))
      let screen = Screen.standard
      if output.json {
        screen.write(.array(rows.map(\.json)))
      } else if rows.isEmpty {
        screen.write(all ? "no tasks" : "nothing is due within \(within)")
      } else {
        screen.table(TaskRow.heading, rows.map(\.cells))
      }
      if rows.contains(where: \.isDue) { try ExitStatus.found.leave() }
    }
  }

  struct Done: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say that a task was done; it is due again after its time.",
      discussion: """
        EXAMPLES
          tocsin task done clock-in-sync/1
          tocsin task done clock-in-sync/1 "All five hosts name ntp.example.org."
        """)

    @Argument(help: "The task's id.") var id: String
    @Argument(help: "What was seen or done; needed where a control was looked at.")
    var note: String?
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let report = try openDesk(places.places).done(id, note: note)
      output.json ? Screen.standard.write(report.json) : Screen.standard.write(report.text)
    }
  }
}
