import Foundation
import Glibc
import TestKit
import Testing

/// A shop with a risk and a tested rule, whose sentinel tells a hook everything.
struct WatchedShop {
  let hook: Hook
  let box: Sandbox
  var log: LogFile { box.log("shop.log") }

  init() throws {
    hook = try Hook()
    box = try Sandbox(rules: ["tocsin"])
    let key = try box.secret(Hook.secret, "key")
    let url = try box.secret(hook.url("/webhook/desk"), "desk")
    try box.configure(
      Samples.shopSource(box.log("shop.log").path) + Samples.shopRisk
        + "routes: [{to: [desk]}]\nreceivers:\n"
        + Samples.receiver("desk", "webhook", urlFile: url, secretFile: key))
    try box.rule(
      Samples.shopRule() + "tests:\n    - hit: '{\"action\":\"breakin\"}'\n"
        + "    - miss: '{\"action\":\"sale\"}'\n")
    try log.append(Array(repeating: "{}", count: 10))
  }

  // MARK: What is known of its risk

  private func coverage() throws -> JSON {
    try box.json("risk", "coverage")["risks"].list.first { $0["id"].text == "shop-break-in" }
      ?? .null
  }

  var level: Int? { try? coverage()["level"].int }

  func becomes(level: Int) -> Bool { eventually(within: 90) { self.level == level } }

  func weakest() throws -> String { try coverage()["weakest"].text ?? "" }

  func periods() throws -> [JSON] {
    try box.json("risk", "show", "shop-break-in")["blind_times"]["periods"].list
  }

  // MARK: What was told

  var types: [String] { hook.requests("/webhook/desk").compactMap { $0.json["type"].text } }

  /// The details of what happened to the sentinel, as the desk got them.
  var details: [String] {
    hook.requests("/webhook/desk").flatMap { $0.json["data"]["fields"].list }
      .filter { $0["name"].text == "Detail" }.compactMap { $0["value"].text }
  }

  func isTold(_ words: String) -> Bool {
    eventually { details.contains { $0.contains(words) } }
  }

  // MARK: What befalls it

  func rotateAway() throws {
    guard unsafe rename(log.path, log.path + ".1") == 0 else {
      throw CocoaError(.fileWriteUnknown)
    }
  }

  /// Also takes away what the killed one wrote of itself, so that the next one's can be waited for.
  func kill(_ sentinel: Program) throws {
    #expect(sentinel.stop(by: SIGKILL) == .signal(SIGKILL))
    try? FileManager.default.removeItem(atPath: box.state + "/status.json")
  }

  func waitForStatus() throws {
    #expect(eventually { FileManager.default.fileExists(atPath: box.state + "/status.json") })
  }

  /// How many files of its log stand in the database with a place to go on from.
  func placeCount() throws -> Int? {
    let script = """
      import sqlite3, sys
      base = sqlite3.connect(sys.argv[1])
      query = "SELECT count(*) FROM positions WHERE source = 'shop' AND file <> 'source'"
      print(base.execute(query).fetchone()[0])
      """
    let program = try Program("/usr/bin/python3", ["-c", script, box.state + "/tocsin.db"])
    #expect(program.end() == .exit(0), "\(program.errors)")
    return Int(program.output.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  /// Moves everything that is kept of times into the past, while no sentinel runs.
  func letPass(minutes: Int) throws {
    let script = """
      import json, sqlite3, sys
      span = int(sys.argv[2]) * 60 * 1000000
      base = sqlite3.connect(sys.argv[1])
      base.execute("UPDATE facts SET value = value - ? WHERE name = 'last_alive'", (span,))
      base.execute("UPDATE blind_periods SET began = began - ?, ended = ended - ?", (span, span))
      kept = base.execute("SELECT value FROM facts WHERE name = 'source_impairments'").fetchone()
      if kept:
          known = json.loads(kept[0])
          for marks in known["marks"].values():
              for mark in marks.values():
                  mark["since"] -= span
                  mark["last"] -= span
          base.execute("UPDATE facts SET value = ? WHERE name = 'source_impairments'",
                       (json.dumps(known),))
      base.commit()
      base.close()
      """
    let program = try Program(
      "/usr/bin/python3", ["-c", script, box.state + "/tocsin.db", String(minutes)])
    #expect(program.end() == .exit(0), "\(program.errors)")
  }
}
