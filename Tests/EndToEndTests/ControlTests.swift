import Foundation
import Testing
import TestKit

/// Controls through the real program: commands that answer, hang, flood and fork.
@Suite struct ControlTests {
  /// A control whose command is a shell's work: the shell itself is root's file.
  private static func control(_ id: String, _ script: String, _ expect: String) -> String {
    """
      - id: \(id)
        title: T
        owner: operations
        kind: detective
        state: active
        verify: {method: test, command: [/bin/sh, -c, '\(script)'], expect: \(expect), every: 1h, timeout: 2s}

    """
  }

  private static func box(_ controls: String, allowed: Bool = true) throws -> Sandbox {
    let box = try Sandbox()
    try box.configure(
      "receivers: [{id: terminal, kind: terminal}]\ncommands: {verify: \(allowed)}\ncontrols:\n"
        + controls)
    return box
  }

  private static let rows: [(script: String, expect: String, passes: Bool, says: String)] = [
    ("echo yes", "{exit: 0, stdout_has: 'yes'}", true, "it does"),
    ("echo no; exit 3", "{exit: 0, stdout_has: 'yes'}", false, "exit 3"),
    ("echo no", "{stdout_lacks: ['no', never]}", false, "it does"),
    ("true", "{stdout_empty: true}", true, "nothing"),
    ("echo a", "{stdout_empty: true}", false, "2 bytes"),
    ("kill -9 $$", "{exit: 0}", false, "ended by signal 9"),
    ("sleep 60", "{exit: 0}", false, "its time was up"),
    ("yes", "{exit: 0}", false, "it wrote more than 65536 bytes"),
    // A child that holds the pipe open is not waited for, and does not stay.
    ("sleep 61 & echo yes", "{stdout_has: 'yes'}", true, "it does"),
    // No input, and an environment of two names beside what the shell sets itself.
    ("cat; env | grep -c =", "{stdout_has: '3'}", true, "it does"),
  ]

  @Test(arguments: rows)
  func aCommandIsHeldToWhatItMustAnswer(
    _ row: (script: String, expect: String, passes: Bool, says: String)
  ) throws {
    let box = try Self.box(Self.control("c", row.script, row.expect))
    let began = ContinuousClock.now
    let outcome = try box.run("control", "verify", "c", within: 30)
    #expect(outcome.status == (row.passes ? 0 : 1), "\(outcome)")
    #expect(outcome.output.contains(row.says), "\(outcome)")
    #expect(ContinuousClock.now - began < .seconds(25))
    let listed = try box.run("control", "list")
    #expect(listed.status == (row.passes ? 0 : 1), "\(listed)")
    #expect(listed.output.contains(row.passes ? "verified" : "failing"), "\(listed)")
    for child in ["sleep 60", "sleep 61"] where row.script.contains(child) {
      #expect(!(try Self.isRunning(child)), "a child stayed")
    }
  }

  private static func isRunning(_ command: String) throws -> Bool {
    let names = try FileManager.default.contentsOfDirectory(atPath: "/proc")
    return names.filter { Int($0) != nil }.contains { name in
      let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") ?? Data()
      let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      return words.joined(separator: " ") == command
    }
  }

  @Test func commandsRunOnlyWhereTheyAreAllowed() throws {
    let box = try Self.box(Self.control("c", "true", "{exit: 0}"), allowed: false)
    let outcome = try box.run("control", "verify")
    #expect(outcome.status == 2, "\(outcome)")
    #expect(outcome.errors.contains("commands: {verify: true}"), "\(outcome)")
  }

  @Test func aProgramThatOthersCanWriteIsNotRun() throws {
    let box = try Sandbox()
    let program = try box.folder.write("#!/bin/sh\ntouch \(box.folder.file("ran"))\n", to: "check")
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: program)
    try box.configure(
      """
      receivers: [{id: terminal, kind: terminal}]
      commands: {verify: true}
      controls:
        - {id: c, title: T, owner: operations, kind: detective, state: active, verify: {method: test, command: [\(program)], expect: {exit: 0}, every: 1h}}
      """)
    let outcome = try box.run("control", "verify", "c")
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.output.contains("may be written by others than root"), "\(outcome)")
    #expect(!FileManager.default.fileExists(atPath: box.folder.file("ran")))
  }

  @Test func anAnswerIsAcceptedAndItsChangeSeen() throws {
    let box = try Sandbox()
    let list = box.folder.file("list")
    try box.folder.write("b\na\n", to: "list")
    try box.configure(
      "receivers: [{id: terminal, kind: terminal}]\ncommands: {verify: true}\ncontrols:\n"
        + Self.control("known", "cat \(list)", "{stdout_unchanged: true}")
        + "  - {id: asked, title: T, owner: operations, kind: detective, state: active, verify: {method: interview, every: 30d}}\n"
    )
    let nothing = try box.run("control", "accept", "known")
    #expect(nothing.status == 2 && nothing.errors.contains("no answer to accept"), "\(nothing)")
    let first = try box.run("control", "verify", "known")
    #expect(first.status == 1 && first.output.contains("nothing was accepted yet"), "\(first)")
    #expect(try box.run("control", "accept", "known").status == 0)
    // The order of the lines says nothing.
    try box.folder.write("a\nb\n", to: "list")
    #expect(try box.run("control", "verify", "known").status == 0)
    try box.folder.write("a\nb\nc\n", to: "list")
    let changed = try box.run("control", "verify", "known")
    #expect(changed.status == 1 && changed.output.contains("it has changed"), "\(changed)")
    let person = try box.run("control", "verify", "asked")
    #expect(person.status == 2 && person.errors.contains("verified by a person"), "\(person)")
    #expect(try box.run("control", "accept", "asked").status == 2)
    #expect(try box.run("control", "accept", "asked", "All of them knew.").status == 0)
    let rows = try box.json("control", "list").list
    #expect(rows.map { $0["state"].text } == ["verified", "failing"], "\(rows)")
    let unknown = try box.run("control", "verify", "knwon")
    #expect(unknown.errors.contains("did you mean 'known'?"), "\(unknown)")
  }
}
