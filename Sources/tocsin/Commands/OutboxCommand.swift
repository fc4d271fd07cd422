import ArgumentParser
import Records
import Sentinel

/// `tocsin outbox …`: what is owed, what could not be delivered, and what to do about it.
struct OutboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox", abstract: "List, retry and drop notifications.",
    subcommands: [List.self, Retry.self, Drop.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List notifications that are owed, parked or dead.",
      discussion: """
        EXAMPLES
          tocsin outbox list
          tocsin outbox list --receiver ops-chat --all
        """)

    @Flag(help: "Also those that were delivered or superseded.") var all = false
    @Option(help: "Only this receiver's.") var receiver: String?
    @Option(help: "At most so many.") var limit = 100
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let rows = try openDesk(places.places).outbox(
        all: all, receiver: receiver, limit: limit)
      let screen = Screen.standard
      guard !output.json else { return screen.write(.array(rows.map(\.json))) }
      guard !rows.isEmpty else { return screen.write("nothing is owed") }
      screen.table(
        ["ID", "ALERT", "REV", "RECEIVER", "STATE", "TRIES", "NEXT", "LAST ANSWER"],
        rows.map(\.cells))
    }
  }

  struct Retry: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Try dead or parked notifications again, under the same key.",
      discussion: """
        EXAMPLES
          tocsin outbox retry 17 18
          tocsin outbox retry --receiver ops-chat
        """)

    @Argument(help: "Numbers from outbox list.") var ids: [Int64] = []
    @Option(help: "All of this receiver, which is let go on as well.") var receiver: String?
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func validate() throws {
      if ids.isEmpty && receiver == nil {
        throw ValidationError("say which: numbers, or --receiver")
      }
    }

    func run() throws {
      try AlertCommand.report(
        try openDesk(places.places).retry(ids, receiver: receiver), json: output.json)
    }
  }

  struct Drop: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give notifications up, with a reason for the record.",
      discussion: """
        EXAMPLES
          tocsin outbox drop 17 18 --reason "The channel is gone."
        """)

    @Argument(help: "Numbers from outbox list.") var ids: [Int64]
    @Option(help: "Why.") var reason: String
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try AlertCommand.report(
        try openDesk(places.places).drop(ids, reason: reason), json: output.json)
    }
  }
}
