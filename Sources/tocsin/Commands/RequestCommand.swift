import ArgumentParser
import Records
import Sentinel

/// `tocsin request …`: what people ask for again and again, each by its model.
struct RequestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request", abstract: "Start and work on requests, such as letting an address in.",
    discussion: """
      EXAMPLES
        tocsin request start unban-address --set address=192.0.2.7 --set why="The new office"
        tocsin request approve RQ-2026-0003
        tocsin request step RQ-2026-0003 lift
        tocsin request close RQ-2026-0003 done
      """,
    subcommands: [
      Start.self, List.self, Show.self, Approve.self, Step.self, Note.self, Close.self,
    ])
}

extension RequestCommand {
  struct Start: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Start a request; its model says what it asks for.",
      discussion: """
        EXAMPLES
          tocsin request start unban-address --set address=192.0.2.7 --set why="The new office"
        """)

    @Argument(help: "The request model's id.") var model: String
    @Option(name: .customLong("set"), help: "An answer: name=value; may be repeated.")
    var values: [String] = []
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let answers = try pairs(values)
      try IncidentCommand.report(
        try openDesk(places.places).startRequest(model, values: answers), json: output.json)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List requests that are not closed.",
      discussion: """
        EXAMPLES
          tocsin request list
          tocsin request list --all
        """)

    @Flag(help: "Also those that were closed.") var all = false
    @Option(help: "At most so many.") var limit = 50
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try IncidentCommand.list(
        isRequest: true, all: all, limit: limit, places.places, json: output.json)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a request with its steps.",
      discussion: """
        EXAMPLES
          tocsin request show RQ-2026-0003
        """)

    @Argument(help: "The request's id.") var id: String
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws { try IncidentCommand.show(id, places.places, json: output.json) }
  }

  struct Approve: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say that it may be done.",
      discussion: """
        EXAMPLES
          tocsin request approve RQ-2026-0003 "She phoned from her desk."
        """)

    @Argument(help: "The request's id.") var id: String
    @Argument(help: "A note for the record.") var note: String?
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try IncidentCommand.report(
        try openDesk(places.places).work(id, isRequest: true, .approve(note: note)),
        json: output.json)
    }
  }

  struct Step: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tick a step off, or skip it.",
      discussion: """
        EXAMPLES
          tocsin request step RQ-2026-0003 lift
          tocsin request step RQ-2026-0003 route "It was never blocked by hand." --skip
        """)

    @Argument(help: "The request's id.") var id: String
    @Argument(help: "The step's id.") var step: String
    @Argument(help: "A note for the record.") var note: String?
    @Flag(help: "It was not done; the note says why.") var skip = false
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try IncidentCommand.report(
        try openDesk(places.places).work(
          id, isRequest: true, .tick(step, skips: skip, note: note)), json: output.json)
    }
  }

  struct Note: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write something down.",
      discussion: """
        EXAMPLES
          tocsin request note RQ-2026-0003 "The address belongs to the branch office."
        """)

    @Argument(help: "The request's id.") var id: String
    @Argument(help: "What was seen or done.") var text: String
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try IncidentCommand.report(
        try openDesk(places.places).work(id, isRequest: true, .note(text)), json: output.json)
    }
  }

  struct Close: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a request: done or refused.",
      discussion: """
        EXAMPLES
          tocsin request close RQ-2026-0003 done
          tocsin request close RQ-2026-0003 refused "Nobody knows the address."
        """)

    @Argument(help: "The request's id.") var id: String
    @Argument(help: "The reason's word: done or refused.") var reason: String
    @Argument(help: "A note for the record.") var note: String?
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try IncidentCommand.report(
        try openDesk(places.places).work(id, isRequest: true, .close(reason, note: note)),
        json: output.json)
    }
  }
}
