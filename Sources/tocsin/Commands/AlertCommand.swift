import ArgumentParser
import Records
import Sentinel

/// `tocsin alert …`: alerts issued by hand, and everything people do with alerts.
struct AlertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alert", abstract: "Issue, list, acknowledge and close alerts.",
    subcommands: [
      Issue.self, Update.self, Cancel.self, Acknowledge.self, Close.self, List.self, Show.self,
    ])

  /// What a change answers: the alert, and what became of its messages.
  static func report(_ result: DeskResult, json: Bool) throws {
    let screen = Screen.standard
    if json {
      screen.write(result.json)
    } else {
      screen.write(result.text)
    }
    if let problem = result.problem { throw Failure(problem.clause, hint: problem.hint) }
  }
}

extension AlertCommand {
  struct Issue: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Warn people of a known threat.",
      discussion: """
        EXAMPLES
          tocsin alert issue phishing-wave
          tocsin alert issue urgent-package-flaw --set package=openssl --set fixed=3.0.15 --set port=443
          tocsin alert issue --title "False invoices" --to users \\
            --recognise "They come by post and carry a QR code." --precautions "Do not scan it."

        Prepared alerts stand in config/threats; without one, --title, --recognise, --precautions
        and --to are needed.
        """)

    @Argument(help: "A prepared alert's id.")
    var threat: String?

    @Option(name: .customLong("set"), help: "A value that the prepared alert asks for: name=value.")
    var values: [String] = []

    @Option(help: "Headline.") var title: String?
    @Option(help: "How to recognise the attack, in plain words.") var recognise: String?
    @Option(help: "What to do, in plain words.") var precautions: String?
    @Option(help: "Audience or receiver; may be repeated.") var to: [String] = []
    @Option(help: "low, medium, high or critical.") var severity: Severity?
    @Option(help: "warning, notice or all-clear.") var kind: Alert.Kind?
    @Option(help: "clear, green, amber, amber+strict or red.") var tlp: TLP?
    @Option(help: "When it ends, such as 12h or 7d.") var expires: String?
    @OptionGroup var places: AlertPlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let draft = AlertDraft(
        threat: threat, values: try pairs(values), title: title, recognise: recognise,
        precautions: precautions, to: to, severity: severity, state: places.alertState, kind: kind,
        tlp: tlp,
        expiresAfter: try expires.map(duration))
      try AlertCommand.report(try openDesk(places.places).issue(draft), json: output.json)
    }
  }

  struct Update: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Change an alert and tell those who got it.",
      discussion: """
        EXAMPLES
          tocsin alert update SA-2026-0007 --recognise "They also come by text message."
          tocsin alert update SA-2026-0007 --state over "The sender was blocked."
        """)

    @Argument(help: "The alert's id.") var id: String
    @Argument(help: "Why, in a sentence.") var note: String?
    @Option(help: "How to recognise the attack.") var recognise: String?
    @Option(help: "What to do.") var precautions: String?
    @Option(help: "low, medium, high or critical.") var severity: Severity?
    @OptionGroup var places: AlertPlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let amendment = AlertAmendment(
        state: places.alertState, severity: severity, recognise: recognise,
        precautions: precautions,
        note: note)
      try AlertCommand.report(
        try openDesk(places.places).update(id, amendment), json: output.json)
    }
  }

  struct Cancel: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take an alert back: it should not have been issued.",
      discussion: """
        EXAMPLES
          tocsin alert cancel SA-2026-0042 "Sent to the wrong audience."
        """)

    @Argument(help: "The alert's id.") var id: String
    @Argument(help: "Why, in a sentence.") var note: String
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try AlertCommand.report(try openDesk(places.places).cancel(id, note: note), json: output.json)
    }
  }

  struct Acknowledge: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ack", abstract: "Say that somebody is on it.",
      discussion: """
        EXAMPLES
          tocsin alert ack SA-2026-0042
          tocsin alert ack SA-2026-0042 "Looking at web-1 now."
        """)

    @Argument(help: "The alert's id.") var id: String
    @Argument(help: "A note for the others.") var note: String?
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try AlertCommand.report(
        try openDesk(places.places).acknowledge(id, note: note), json: output.json)
    }
  }

  struct Close: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End an alert with a reason.",
      discussion: """
        EXAMPLE
          tocsin alert close SA-2026-0042 legitimate "It was Mira; she had forgotten her key."

        Reasons: real, real-no-harm, policy-breach, legitimate, false-alarm, duplicate, test, unknown.
        """)

    @Argument(help: "The alert's id.") var id: String
    @Argument(help: "The reason's word.") var reason: Alert.CloseReason
    @Argument(help: "A note for the record.") var note: String?
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      try AlertCommand.report(
        try openDesk(places.places).close(id, reason: reason, note: note), json: output.json)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List alerts, the newest first.",
      discussion: """
        EXAMPLES
          tocsin alert list
          tocsin alert list --all --severity high
        """)

    @Flag(help: "Also those that have ended.") var all = false
    @Option(help: "At least this severity.") var severity: Severity?
    @Option(help: "At most so many.") var limit = 50
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let alerts = try openLists(places.places).alerts(
        all: all, severity: severity, limit: limit)
      let screen = Screen.standard
      guard !output.json else { return screen.write(.array(try alerts.map(AlertText.json))) }
      guard !alerts.isEmpty else { return screen.write(all ? "no alerts" : "no open alerts") }
      screen.table(AlertText.heading, alerts.map(AlertText.row))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show an alert with its story: revisions, messages, answers.",
      discussion: """
        EXAMPLES
          tocsin alert show SA-2026-0042
        """)

    @Argument(help: "The alert's id.") var id: String
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
      let story = try openDesk(places.places).story(of: id)
      let screen = Screen.standard
      output.json ? screen.write(try story.json) : screen.write(story.text)
    }
  }
}

extension Severity: ExpressibleByArgument {}
extension TLP: ExpressibleByArgument {}
extension Alert.Kind: ExpressibleByArgument {}
extension Alert.State: ExpressibleByArgument {}
extension Alert.CloseReason: ExpressibleByArgument {}
