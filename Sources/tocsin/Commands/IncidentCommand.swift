import ArgumentParser
import Records
import Sentinel

/// `tocsin incident …`: incidents as checklists that people tick off.
struct IncidentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "incident", abstract: "Work on incidents: steps, notes, how it ended.",
    discussion: """
      EXAMPLES
        tocsin incident list
        tocsin incident show INC-2026-0007
        tocsin incident step INC-2026-0007 ask-owner "It was not Mira."
        tocsin incident resolve INC-2026-0007 "The account has a new key."
        tocsin incident close INC-2026-0007 real
      """,
    subcommands: [
      List.self, Show.self, Open.self, Step.self, Clock.self, Note.self, Assign.self, Resolve.self,
      Close.self,
    ])

  static func report(_ result: IncidentResult, json: Bool) throws {
    let screen = Screen.standard
    json ? screen.write(result.json) : screen.write(result.text)
    if let problem = result.problem { throw Failure(problem.clause, hint: problem.hint) }
  }

  static func list(isRequest: Bool, all: Bool, limit: Int, _ places: Places, json: Bool) throws {
    let incidents = try openLists(places).incidents(isRequest: isRequest, all: all, limit: limit)
    let screen = Screen.standard
    guard !json else {
      return screen.write(.array(incidents.map { IncidentStory.json($0) }))
    }
    let word = isRequest ? "requests" : "incidents"
    guard !incidents.isEmpty else { return screen.write(all ? "no \(word)" : "no open \(word)") }
    screen.table(IncidentStory.heading, incidents.map(IncidentStory.row))
  }

  static func show(_ id: String, _ places: Places, json: Bool) throws {
    let story = try openDesk(places).incidentStory(of: id)
    let screen = Screen.standard
    json ? screen.write(story.json) : screen.write(story.text)
  }
}

extension IncidentCommand {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List incidents that are not closed, the worst first.",
      discussion: """
        EXAMPLES
          tocsin incident list
          tocsin incident list --all --json
        """)

    @Flag(help: "Also those that were closed, the newest first.") var all = false
    @Option(help: "At most so many.") var limit = 50
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try IncidentCommand.list(
        isRequest: false, all: all, limit: limit, places.places, json: output.json)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show an incident: its steps with the values filled in, evidence, timeline.",
      discussion: """
        EXAMPLES
          tocsin incident show INC-2026-0007
        """)

    @Argument(help: "The incident's id.") var id: String
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws { try IncidentCommand.show(id, places.places, json: output.json) }
  }

  struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open an incident for an alert that opened none.",
      discussion: """
        EXAMPLES
          tocsin incident open SA-2026-0042
          tocsin incident open SA-2026-0042 --model host-compromise

        An alert of the same thing joins the incident that is there.
        """)

    @Argument(help: "The alert's id.") var alert: String
    @Option(help: "An incident model; by default the alert's.") var model: String?
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try IncidentCommand.report(
        try openDesk(places.places).openIncident(model: model, alert: alert), json: output.json)
    }
  }

  struct Step: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tick a step off, or skip it.",
      discussion: """
        EXAMPLES
          tocsin incident step INC-2026-0007 lock "Locked, and told her by phone."
          tocsin incident step INC-2026-0007 block --skip "The address is our own proxy."

        The first step that is ticked takes the incident up and acknowledges its alerts.
        """)

    @Argument(help: "The incident's id.") var id: String
    @Argument(help: "The step's id.") var step: String
    @Argument(help: "A note for the record.") var note: String?
    @Flag(help: "It was not done; the note says why.") var skip = false
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try IncidentCommand.report(
        try openDesk(places.places).work(
          id, isRequest: false, .tick(step, skips: skip, note: note)), json: output.json)
    }
  }

  struct Note: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write something down.",
      discussion: """
        EXAMPLES
          tocsin incident note INC-2026-0007 "Mira was on the train; it was not her."
        """)

    @Argument(help: "The incident's id.") var id: String
    @Argument(help: "What was seen or done.") var text: String
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try IncidentCommand.report(
        try openDesk(places.places).work(id, isRequest: false, .note(text)), json: output.json)
    }
  }

  struct Assign: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say who works on it; who answers for it stays.",
      discussion: """
        EXAMPLES
          tocsin incident assign INC-2026-0007 mira
        """)

    @Argument(help: "The incident's id.") var id: String
    @Argument(help: "A role or a person.") var to: String
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try IncidentCommand.report(
        try openDesk(places.places).work(id, isRequest: false, .assign(to)), json: output.json)
    }
  }

  struct Resolve: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say that it is over, and how it ended.",
      discussion: """
        EXAMPLES
          tocsin incident resolve INC-2026-0007 "Locked, renewed, and quiet since noon."

        A further alert of the same thing opens a resolved incident again; `close` ends it.
        """)

    @Argument(help: "The incident's id.") var id: String
    @Argument(help: "How it ended, in a sentence.") var resolution: String
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try IncidentCommand.report(
        try openDesk(places.places).work(id, isRequest: false, .resolve(resolution)),
        json: output.json)
    }
  }

  struct Close: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End an incident for a reason; its alerts are closed with it.",
      discussion: """
        EXAMPLE
          tocsin incident close INC-2026-0007 real "A guessed password; keys only from now on."

        The model says which reasons there are, and which steps must be done first.
        """)

    @Argument(help: "The incident's id.") var id: String
    @Argument(help: "The reason's word.") var reason: String
    @Argument(help: "A note for the record.") var note: String?
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try IncidentCommand.report(
        try openDesk(places.places).work(id, isRequest: false, .close(reason, note: note)),
        json: output.json)
    }
  }
}
