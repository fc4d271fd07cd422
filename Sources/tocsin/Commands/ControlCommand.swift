import ArgumentParser
import Records
import Sentinel

/// `tocsin control …`: what keeps risks low, and whether it does so now.
struct ControlCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "control", abstract: "See how controls stand, and look at them now.",
    discussion: """
      EXAMPLES
        tocsin control list
        tocsin control verify sshd-keys-only
        tocsin control accept suid-list-known "The list of the installation."
      """,
    subcommands: [List.self, Verify.self, Accept.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List controls: declared, verified, failing, stale.",
      discussion: """
        EXAMPLES
          tocsin control list
          tocsin control list --json

        Exit 1: an active control is failing, stale or was never looked at.
        """)

    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let rows = try openDesk(places.places).controls()
      let screen = Screen.standard
      if output.json {
        screen.write(.array(rows.map(\.json)))
      } else if rows.isEmpty {
        screen.write("no controls are declared")
      } else {
        screen.table(ControlRow.heading, rows.map(\.cells))
      }
      if rows.contains(where: \.needsAttention) { try ExitStatus.found.leave() }
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run the checks of controls now, and keep a report of each.",
      discussion: """
        EXAMPLES
          tocsin control verify
          tocsin control verify sshd-keys-only

        Without ids, every active control that a command verifies. Commands run only where
        tocsin.yaml says `commands: {verify: true}`: without a shell, as whoever calls this, from
        files and folders that only root can write. Exit 1: a check failed.
        """)

    @Argument(help: "Ids of controls.") var ids: [String] = []
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let reports = try openDesk(places.places).verify(ids)
      let screen = Screen.standard
      if output.json {
        screen.write(.array(reports.map(\.json)))
      } else {
        screen.write(
          reports.isEmpty
            ? "no active control is verified by a command"
            : reports.map(\.text).joined(separator: "\n"))
      }
      if reports.contains(where: { !$0.passed }) { try ExitStatus.found.leave() }
    }
  }

  struct Accept: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a control's last answer for right, or say what a person saw.",
      discussion: """
        EXAMPLES
          tocsin control accept sshd-keys-only "The new cipher is meant."
        """)

    @Argument(help: "The control's id.") var id: String
    @Argument(help: "What was seen; needed where a person looks.") var note: String?
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let report = try openDesk(places.places).accept(id, note: note)
      output.json ? Screen.standard.write(report.json) : Screen.standard.write(report.text)
    }
  }
}
