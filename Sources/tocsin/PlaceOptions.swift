import ArgumentParser
import FoundationEssentials
import Records
import Sentinel

/// The three flags that every command understands.
struct PlaceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Folder of the register and of tocsin.yaml.", valueName: "dir"))
  var config: String?

  @Option(
    help: ArgumentHelp("Folder or file of rules; may be given several times.", valueName: "path"))
  var rules: [String] = []

  @Option(help: ArgumentHelp("Folder of the database.", valueName: "dir"))
  var state: String?

  var places: Places {
    Places(
      config: config, rules: rules, state: state,
      environment: ProcessInfo.processInfo.environment)
  }
}

/// The same for commands in which `--state` also names an alert's state, as the process calls it.
///
/// `foreseen`, `under-way` and `over` are states; whatever else is given is the folder.
struct AlertPlaceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Folder of the register and of tocsin.yaml.", valueName: "dir"))
  var config: String?

  @Option(help: ArgumentHelp("Folder or file of rules.", valueName: "path"))
  var rules: [String] = []

  @Option(
    help: ArgumentHelp(
      "The alert's state (foreseen, under-way, over), or the folder of the database.",
      valueName: "state|dir"))
  var state: [String] = []

  var alertState: Alert.State? { state.compactMap(Alert.State.init(rawValue:)).last }

  var places: Places {
    Places(
      config: config, rules: rules, state: state.last { Alert.State(rawValue: $0) == nil },
      environment: ProcessInfo.processInfo.environment)
  }
}

/// The flag that turns a command's answer into JSON.
struct JSONOption: ParsableArguments {
  @Flag(help: "Answer as JSON.")
  var json = false
}
