import Foundation
import Glibc
import TestKit

/// A place where the real program runs: folders of its own for config, rules, state and logs.
///
/// `config/` is made of the shipped audiences, baselines and decoders, copied, and of a `tocsin.yaml` that the
/// test writes; a whole one has the shipped risks, models and prepared alerts as well. `rules/` is
/// made of the shipped folders that the test names.
final class Sandbox: Sendable {
  let folder: TemporaryFolder
  var config: String { folder.file("config") }
  var rules: String { folder.file("rules") }
  var state: String { folder.file("state") }

  /// Every flag that says where things are.
  var places: [String] { ["--config", config, "--rules", rules, "--state", state] }

  init(rules shipped: [String] = [], whole isWhole: Bool = false) throws {
    folder = try TemporaryFolder()
    let register = [
      "controls", "models", "policies", "references", "risks", "targets", "threats", "waivers.yaml",
    ]
    let parts = ["audiences", "baselines", "decoders"] + (isWhole ? register : [])
    for part in parts { try Self.copy("config/" + part, to: folder.file("config/" + part)) }
    for part in shipped { try Self.copy("rules/" + part, to: folder.file("rules/" + part)) }
    if !isWhole, shipped.contains("tocsin") {
      try folder.write(Self.ownRisks, to: "config/own-risks.yaml")
    }
    try folder.write("", to: "rules/.here")
    try folder.write("", to: "logs/.here")
  }

  /// Those that the rules about Tocsin itself are tied to.
  private static let ownRisks = """
    risks:
      - {id: sentinel-impaired, title: The sentinel is impaired, owner: operations, likelihood: 2, impact: 4}
      - {id: control-failing, title: A control does not hold, owner: operations, likelihood: 2, impact: 4}
      - {id: log-cleared, title: A log is cleared, owner: operations, likelihood: 2, impact: 4}
      - {id: log-silent, title: A log is silent, owner: operations, likelihood: 2, impact: 4}

    """

  private static func copy(_ part: String, to target: String) throws {
    let parent = (target as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: Checkout.folder + "/" + part, toPath: target)
  }

  /// Writes `tocsin.yaml`.
  func configure(_ yaml: String) throws { try folder.write(yaml, to: "config/tocsin.yaml") }

  func rule(_ yaml: String, _ name: String = "own.yml") throws {
    try folder.write(yaml, to: "rules/" + name)
  }

  func log(_ name: String) -> LogFile { LogFile(path: folder.file("logs/" + name)) }

  /// Writes a secret as the sentinel wants it; returns its path.
  func secret(_ text: String, _ name: String, mode: Int = 0o600) throws -> String {
    let path = try folder.write(text + "\n", to: "secrets/" + name)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  /// Runs a command to its end.
  func run(
    _ arguments: String..., input: Data = Data(), within seconds: Double = 120
  ) throws -> Outcome {
    try run(arguments, input: input, within: seconds)
  }

  func run(
    _ arguments: [String], input: Data = Data(), within seconds: Double = 120
  ) throws -> Outcome {
    let program = try start(arguments, input: input)
    let ending = program.end(within: seconds)
    return Outcome(program: program, ending: ending)
  }

  /// Runs a command with `--json` and reads its answer.
  func json(_ arguments: String...) throws -> JSON {
    let outcome = try run(arguments + ["--json"])
    do {
      return try JSON(outcome.output)
    } catch {
      throw NoJSON(arguments: arguments, outcome: outcome.description)
    }
  }

  struct NoJSON: Error {
    var arguments: [String]
    var outcome: String
  }

  /// Starts a command; the places are added to what is given.
  ///
  /// `obeyingRights`: modes of files bind it also where the tests run as root, because the two
  /// capabilities that pass them over are taken away.
  func start(
    _ arguments: [String], input: Data = Data(), obeyingRights: Bool = false
  ) throws -> Program {
    let needsPlaces = arguments.first.map { $0 != "explain" } ?? false
    // Colours and state folders of whoever runs the tests stay outside.
    let environment = [
      "NO_COLOR": "", "STATE_DIRECTORY": "", "TZ": "UTC", "XDG_CACHE_HOME": folder.file("caches"),
    ]
    let bound = ["/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    let words = (obeyingRights && geteuid() == 0 ? bound : []) + [try Checkout.program.get()]
    return try Program(
      words[0], Array(words.dropFirst()) + arguments + (needsPlaces ? places : []), input: input,
      in: folder.path, environment: environment)
  }

  /// Starts the sentinel and waits until it says that it watches.
  func watch(drill: Bool = false, obeyingRights: Bool = false) throws -> Program {
    let program = try start(
      ["watch"] + (drill ? [] : ["--no-drill"]), obeyingRights: obeyingRights)
    _ = eventually(within: 60) {
      program.errors.contains("tocsin watches") || !program.running
    }
    guard program.running else { throw NotWatching(errors: program.errors) }
    return program
  }

  struct NotWatching: Error { var errors: String }

  /// All alerts, open and ended, the newest first.
  func alerts() throws -> [JSON] {
    try json("alert", "list", "--all", "--limit", "10000").list
  }

  /// Everything in the outbox, delivered or not.
  func outbox() throws -> [JSON] {
    try json("outbox", "list", "--all", "--limit", "10000").list
  }
}

/// How a command ended, and what it said.
struct Outcome: CustomStringConvertible {
  var status: Int32?
  var output: String
  var errors: String

  init(program: Program, ending: Program.Ending?) {
    if case .exit(let status)? = ending { self.status = status }
    (output, errors) = (program.output, program.errors)
  }

  var description: String {
    "status \(status.map(String.init) ?? "none")\n--- output\n\(output)\n--- errors\n\(errors)"
  }
}

/// A log that a test writes.
struct LogFile {
  let path: String

  /// Appends whole lines with one `write`, as a logger does.
  func append(_ lines: [String]) throws {
    try append(Data((lines.joined(separator: "\n") + "\n").utf8))
  }

  func append(_ line: String) throws { try append([line]) }

  func append(_ bytes: Data) throws {
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: bytes)
  }
}
