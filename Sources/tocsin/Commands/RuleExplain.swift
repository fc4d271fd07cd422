import ArgumentParser
import Glibc
import Records
import Sentinel

/// `tocsin rule explain`: why rules did or did not match a line.
struct RuleExplain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say why each rule did or did not match a line.",
    discussion: """
      EXAMPLES
        tocsin rule explain 'May 11 06:20:01 web1 sshd[41]: Failed password for root from 192.0.2.7 port 50812 ssh2'
        tail -n 20 /var/log/auth.log | tocsin rule explain -
        tocsin rule explain --rule ssh_password_guessing --all - < lines.log

      Shows the rules that match or come near, the nearest first. Windows count from what the
      sentinel has kept in --state where that is there, else from the lines given.
      Exit 0: it was explained, whatever came of it. 2: it could not be.
      """)

  /// Lines that are explained in one run; more are for `scan`.
  private static let linesMax = 1000

  @Argument(help: "The line as it stands in the log; - reads lines from standard input.")
  var line: String = "-"

  @OptionGroup var places: PlaceOptions
  @OptionGroup var output: JSONOption
  @OptionGroup var origin: LineOrigin

  @Option(help: "The declared source that the line would come from.")
  var source: String?

  @Option(help: "Only this rule or correlation, by id or name; may be repeated.")
  var rule: [String] = []

  @Flag(help: "Every rule, with its reason.")
  var all = false

  func run() throws {
    var request = ExplainRequest(lines: try lines())
    request.format = try origin.knownFormat
    request.logsources = try origin.logsources
    request.source = source
    request.rules = rule
    request.showsAll = all
    let loaded = try loadedOrFail(places.places)
    let explanation = try RuleExplanation.make(loaded, places.places, request, now: .now())
    let screen = Screen.standard
    output.json
      ? screen.write(explanation.json) : screen.write(explanation.text(colour: screen.usesColour))
  }

  private func lines() throws -> [[UInt8]] {
    let bytes = try line == "-" ? Self.standardInput() : Array(line.utf8)
    let lines = bytes.split(separator: 0x0a).map { line in
      Array(line.last == 0x0d ? line.dropLast() : line)
    }
    guard !lines.isEmpty else { throw Failure("there is no line to explain") }
    guard lines.count <= Self.linesMax else {
      throw Failure(
        "\(lines.count) lines are too many to explain",
        hint: "at most \(Self.linesMax); tocsin scan")
    }
    return lines
  }

  /// All of it, as far as a person's question goes.
  private static func standardInput() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= inputMax {
      let count = unsafe read(STDIN_FILENO, &room, room.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure("standard input cannot be read") }
      if count == 0 { return bytes }
      bytes += room[..<count]
    }
    throw Failure("standard input holds too much to explain", hint: "tocsin scan -")
  }

  /// Bytes of standard input: a thousand lines of 64 KiB would be no question.
  private static let inputMax = 16 << 20
}
