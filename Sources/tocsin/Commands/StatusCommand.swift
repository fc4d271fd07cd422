import ArgumentParser
import Records
import Sentinel

/// `tocsin status`: how the sentinel is, what it watches, and what is owed.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say how the sentinel is.",
    discussion: "Exit 0: it runs. 2: no sentinel runs on this state folder.")

  @OptionGroup var places: PlaceOptions
  @OptionGroup var output: JSONOption

  func run() throws {
    let status = try openDesk(places.places).status()
    output.json ? Screen.standard.write(status.json) : Screen.standard.write(status.text)
    if !status.isRunning { try ExitStatus.failed.leave() }
  }
}

/// `tocsin drill`: rings the bell for practice, from a log line to the receiver.
struct DrillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill", abstract: "Ring the bell for practice and follow it to the receiver.",
    discussion: """
      EXAMPLES
        tocsin drill                     the sentinel's own practice line
        tocsin drill drill-web-secret    a declared drill, through the log of its source

      Exit 0: it was told. 2: it was lost.
      """)

  @Argument(help: "A declared drill's id; without one, the sentinel's own line.")
  var test: String?
  @OptionGroup var places: PlaceOptions
  @OptionGroup var output: JSONOption

  func run() throws {
    if let test {
      let report = try openDesk(places.places).drill(test)
      output.json ? Screen.standard.write(report.json) : Screen.standard.write(report.text)
      return try (report.passed ? ExitStatus.done : .failed).leave()
    }
    let drill = try openDesk(places.places).drill()
    output.json ? Screen.standard.write(drill.json) : Screen.standard.write(drill.text)
    if !drill.isHeard { try ExitStatus.failed.leave() }
  }
}
