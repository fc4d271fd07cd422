import ArgumentParser
import Records
import Sentinel

/// `tocsin drill`: rings the bell for practice, or helps people to talk a case through.
struct DrillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill", abstract: "Ring the bell for practice, or talk a case through.",
    discussion: """
      EXAMPLES
        tocsin drill                          the sentinel's own practice line, to the receiver
        tocsin drill drill-web-secret         a declared drill, through the log of its source
        tocsin drill --model host-compromise  the steps of a model, to be talked through
        tocsin drill --model host-compromise --done "An hour; nobody knew the console." --failed isolate

      Exit 0: it was told, or kept. 2: it was lost.
      """)

  @Argument(help: "The id of a declared drill, or of a test that is talked through.")
  var test: String?
  @Option(help: "An incident or request model to talk through.") var model: String?
  @Option(help: "It was talked through, and this came of it.") var done: String?
  @Option(help: "A step that would not have worked; may be repeated.") var failed: [String] = []
  @OptionGroup var places: PlaceOptions
  @OptionGroup var output: JSONOption

  func validate() throws {
    if test != nil, model != nil { throw ValidationError("name a test or a model, not both") }
    if !failed.isEmpty, done == nil { throw ValidationError("--failed goes with --done") }
    if done != nil, test == nil, model == nil {
      throw ValidationError("--done needs a test or --model")
    }
  }

  func run() throws {
    let desk = try openDesk(places.places)
    if let model { return try talkThrough(.model(model), desk) }
    guard let test else { return try ringOwn(desk) }
    if desk.isTabletop(test) { return try talkThrough(.test(test), desk) }
    if done != nil {
      throw Failure(
        "no table-top drill is named \"\(test)\"",
        hint: "a drill through a log says itself how it went")
    }
    let report = try desk.drill(test)
    output.json ? Screen.standard.write(report.json) : Screen.standard.write(report.text)
    try (report.passed ? ExitStatus.done : .failed).leave()
  }

  private func talkThrough(_ rehearsed: Rehearsed, _ desk: Desk) throws {
    let screen = Screen.standard
    if let done {
      let report = try desk.record(rehearsed, note: done, failed: failed)
      return output.json ? screen.write(report.json) : screen.write(report.text)
    }
    let rehearsal = try desk.rehearsal(of: rehearsed)
    output.json ? screen.write(rehearsal.json) : screen.write(rehearsal.text)
  }

  private func ringOwn(_ desk: Desk) throws {
    let drill = try desk.drill()
    output.json ? Screen.standard.write(drill.json) : Screen.standard.write(drill.text)
    if !drill.isHeard { try ExitStatus.failed.leave() }
  }
}
