import ArgumentParser
import Sentinel

/// `tocsin watch`: the sentinel itself.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Watch this machine until it is told to stop.",
    discussion: """
      EXAMPLES
        tocsin watch
        tocsin watch --config ./config --rules ./rules --state /tmp/tocsin

      TERM or INT stops it in order, HUP reads config and rules again.
      Exit 0: stopped. 2: could not watch. 78: the configuration is wrong.
      """)

  @OptionGroup var places: PlaceOptions

  @Flag(help: "Do not ring the drill at the start.")
  var noDrill = false

  func run() throws {
    let screen = Screen.standard
    let style = WatchStyle(
      isTerminal: screen.isTerminal, usesColour: screen.usesColour, ringsDrill: !noDrill,
      write: { screen.write($0) }, say: { screen.say($0) })
    switch RunningSentinel.run(places.places, style: style) {
    case .stopped: return
    case .badConfiguration: try ExitStatus.badConfiguration.leave()
    case .failed(let clause, let hint): throw Failure(clause, hint: hint)
    }
  }
}
