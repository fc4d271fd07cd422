import ArgumentParser
import Records
import Sentinel

/// `tocsin journal …`: the journal of decisions, and the proof that nobody changed it.
struct JournalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal", abstract: "Read the journal of decisions, and prove it.",
    discussion: """
      EXAMPLES
        tocsin journal list SA-2026-0001
        tocsin journal verify
        tocsin journal verify --head 214:6fc0a1b2c3d4e5f6     a head that was noted elsewhere
      """,
    subcommands: [List.self, Verify.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List entries, the newest first.",
      discussion: """
        EXAMPLES
          tocsin journal list
          tocsin journal list SA-2026-0042 --limit 20
        """)

    @Argument(help: "Id of an alert, incident, silence, control or receiver.") var id: String?
    @Option(help: "Entries at most.") var limit = 50
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let entries = try openDesk(places.places).journal(about: id, limit: limit)
      let screen = Screen.standard
      if output.json {
        screen.write(.array(entries.map(\.json)))
      } else if entries.isEmpty {
        screen.write("no entries")
      } else {
        screen.table(JournalEntry.heading, entries.map(\.cells))
      }
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prove that no entry was edited, removed, put in or cut off.",
      discussion: """
        EXAMPLES
          tocsin journal verify
          tocsin journal verify --head 1204:ff4d11d04dff6ec4

        Entries are chained under journal.key, and the last one is kept in journal.head; both lie in
        the state folder, outside the database. A head that was noted on another host, from `tocsin
        status` or a report of a test, proves that the whole folder was not put back either.

        Exit 1: something was changed.
        """)

    @Option(help: ArgumentHelp("A head that was noted.", valueName: "number:digits"))
    var head: [String] = []
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let report = try openDesk(places.places).verifyJournal(heads: head)
      output.json ? Screen.standard.write(report.json) : Screen.standard.write(report.text)
      if !report.isWhole { try ExitStatus.found.leave() }
    }
  }
}
