import ArgumentParser
import Records
import Sentinel

/// `tocsin status`: how the sentinel is, what it watches, and what is owed.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say how the sentinel is.",
    discussion: """
      EXAMPLES
        tocsin status
        tocsin status --json

      Exit 0: it runs. 2: no sentinel runs on this state folder.
      """)

  @OptionGroup var places: PlaceOptions
  @OptionGroup var output: JSONOption

  func run() throws {
    let status = try openDesk(places.places).status()
    output.json ? Screen.standard.write(status.json) : Screen.standard.write(status.text)
    if !status.isRunning { try ExitStatus.failed.leave() }
  }
}
