import Foundation
import TestKit
import Testing

/// `docs/walk.md` as a test follows it: its blocks in their order, put into a place of its own.
///
/// A block is fenced as YAML or JSON and begins with a comment that names its file. A file that
/// comes again gets the block at its end.
final class WalkPage {
  let text: String
  let box: Sandbox
  private var blocks: [(file: String, text: String)]

  /// The shipped `config/` and `rules/`, whole, but for the places of logs: they are in the sandbox,
  /// and the journal of the machine is left alone.
  init() throws {
    let path = Checkout.folder + "/docs/walk.md"
    text = try String(contentsOfFile: path, encoding: .utf8)
    let rules = try FileManager.default.contentsOfDirectory(atPath: Checkout.folder + "/rules")
    box = try Sandbox(rules: rules, whole: true)
    try FileManager.default.copyItem(
      atPath: Checkout.folder + "/config/mappings", toPath: box.config + "/mappings")
    let fence = /```(?:yaml|json)\n# ([^\n]+)\n(.*?)```/.dotMatchesNewlines()
    blocks = text.matches(of: fence).map { (String($0.1), String($0.2)) }
    let shipped = try String(
      contentsOfFile: Checkout.folder + "/config/tocsin.yaml", encoding: .utf8)
    let lines = shipped.components(separatedBy: "\n").filter { !$0.contains("- journal:") }
    try box.configure(here(lines.joined(separator: "\n")))
  }

  /// Whether every block was taken.
  var isDone: Bool { blocks.isEmpty }

  /// Puts the next block of the page, which must be one of `file`, to the end of that file.
  func take(_ file: String) throws {
    let block = try #require(blocks.first)
    try #require(block.file == file)
    blocks.removeFirst()
    let path = file.hasPrefix("/") ? here(file) : box.folder.file(file)
    let old = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let name = String(path.dropFirst(box.folder.path.count + 1))
    if file.hasPrefix("/var/log/") {
      // One write, as a logger does; what happens in a log happens now.
      try LogFile(path: path).append(Data(now(block.text).utf8))
    } else {
      try box.folder.write(old + here(block.text), to: name)
    }
  }

  /// Text of the page with the folders of the machine in the sandbox.
  func here(_ text: String) -> String {
    text.replacing("/var/log/", with: box.folder.file("logs/"))
      .replacing("/etc/backup/", with: box.folder.file("backup/"))
  }

  private func now(_ lines: String) -> String {
    lines.replacing(/"time":"[^"]*"/, with: #""time":"\#(Samples.stamp())""#)
  }

  /// A line that the page shows, whatever the width of its columns.
  func shows(_ line: String) -> Bool { Self.narrow(text).contains(Self.narrow(line)) }

  private static func narrow(_ text: String) -> String {
    text.replacing(/[ ]+/, with: " ")
  }
}
