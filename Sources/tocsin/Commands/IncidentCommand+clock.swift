import ArgumentParser
import Records
import Sentinel

extension IncidentCommand {
  /// `tocsin incident clock …`: what a clock of the law asks for was done.
  struct Clock: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say that what a clock of the law asks for was done, or is not owed.",
      discussion: """
        EXAMPLES
          tocsin incident clock INC-2026-0007 "nis2-art23/early warning" "Reference 118."
          tocsin incident clock INC-2026-0007 gdpr-art33/notification --skip "No personal data."

        `incident show` lists the clocks. They run on when an incident is closed, unless nothing
        had happened; a clock that follows this one begins.
        """)

    @Argument(help: "The incident's id.") var id: String
    @Argument(help: "The clock's name.") var clock: String
    @Argument(help: "A note for the record.") var note: String?
    @Flag(help: "It is not owed; the note says why.") var skip = false
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try IncidentCommand.report(
        try openDesk(places.places).work(
          id, isRequest: false, .meet(clock, skips: skip, note: note)), json: output.json)
    }
  }
}
