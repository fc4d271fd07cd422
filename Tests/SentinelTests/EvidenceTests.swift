import Foundation
import Records
import Sentinel
import TestKit
import Testing

/// What is kept of a log around a line, and of what a model's commands say.
@Suite struct EvidenceTests {
  /// 11 May 2026, 06:20:00 UTC.
  private static let start = Instant(seconds: 1_778_480_400)
  private static let folderConfiguration = """
    sources:
      - id: auth
        title: Logins
        read: [{file: /nowhere/auth.log}]
        format: syslog
        logsource: [{product: linux, service: auth}]

    """

  private static func collector(
    _ folder: TemporaryFolder, allowed: Bool = true
  ) throws -> EvidenceCollector {
    try folder.write(
      folderConfiguration + "commands: {evidence: \(allowed)}\n", to: "config/tocsin.yaml")
    try folder.write("", to: "rules/.here")
    let places = Places(
      config: folder.file("config"), rules: [folder.file("rules")], state: folder.file("state"),
      environment: [:])
    let loaded = Loaded.read(places, now: start)
    #expect(!loaded.hasConfigurationErrors, "\(loaded.diagnostics)")
    return EvidenceCollector(loaded: loaded)
  }

  /// Line `number` is written so many seconds after the start.
  private static func line(_ number: Int, _ text: String = "x") -> String {
    "\((start + .seconds(number)).rfc3339()) web1 sshd[7]: line \(number) \(text)"
  }

  private static func owed(
    _ side: OwedEvidence.Window.Side, _ path: String?, around number: Int, seconds: Int,
    line text: String? = nil
  ) -> OwedEvidence {
    OwedEvidence(
      what: "the log",
      work: .window(
        .init(
          side, source: "auth", path: path, line: Untrusted(text ?? line(number)),
          at: start + .seconds(number), span: .seconds(seconds))), due: start)
  }

  private static func lines(_ piece: IncidentEvidence) -> [String] {
    piece.text.encoded { $0.split(separator: "\n").map(String.init) }
  }

  @Test func bothSidesEndAtTheWindowsTime() throws {
    let folder = try TemporaryFolder()
    let all = (0..<100).map { Self.line($0) }
    let path = try folder.write(all.joined(separator: "\n") + "\n", to: "auth.log")
    let collector = try Self.collector(folder)
    let before = collector.piece(
      of: Self.owed(.before, path, around: 50, seconds: 10), at: Self.start)
    #expect(Self.lines(before) == Array(all[40...50]))
    #expect(before.digest == SHA256.hex(of: all[40...50].joined(separator: "\n").utf8))
    #expect(before.note == "\(path): 11 lines")
    let after = collector.piece(
      of: Self.owed(.after, path, around: 50, seconds: 10), at: Self.start)
    #expect(Self.lines(after) == Array(all[51...60]))
  }

  /// What belongs to no time goes with its neighbours; what is not a whole line is not taken.
  @Test func linesWithoutATimeAreTakenAndAHalfLineIsNot() throws {
    let folder = try TemporaryFolder()
    let text = [Self.line(0), Self.line(50), "  at frame 1", Self.line(60), Self.line(61)]
    let path = try folder.write(text.joined(separator: "\n") + "\nhalf", to: "auth.log")
    let collector = try Self.collector(folder)
    let before = collector.piece(
      of: Self.owed(.before, path, around: 60, seconds: 10), at: Self.start)
    #expect(Self.lines(before) == Array(text[1...3]))
    let after = collector.piece(
      of: Self.owed(.after, path, around: 60, seconds: 10), at: Self.start)
    #expect(Self.lines(after) == [text[4]])
    #expect(after.note.contains("as far as it was written"))
  }

  @Test func whatWasRotatedAwayIsSaidToBeMissing() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      (40..<60).map { Self.line($0) + "\n" }.joined(), to: "auth.log")
    let collector = try Self.collector(folder)
    let piece = collector.piece(
      of: Self.owed(.before, path, around: 50, seconds: 30), at: Self.start)
    #expect(Self.lines(piece).count == 11)
    #expect(piece.note.contains("begins at \((Self.start + .seconds(40)).rfc3339())"))
    // The line itself is gone: its time is enough to go by.
    let gone = collector.piece(
      of: Self.owed(.after, path, around: 50, seconds: 5, line: "not there"), at: Self.start)
    #expect(Self.lines(gone).count == 5 && gone.note.contains("the line itself was not found"))
    // Rotated away whole.
    let old = collector.piece(of: Self.owed(.before, path, around: 10, seconds: 5), at: Self.start)
    #expect(Self.lines(old).isEmpty && old.note.contains("rotated away?"))
  }

  @Test(arguments: [(2000, 10, 1000), (200, 2000, 32)])
  func linesAndBytesAreLimited(_ row: (count: Int, width: Int, kept: Int)) throws {
    let folder = try TemporaryFolder()
    let filler = String(repeating: "y", count: row.width)
    let all = (0..<row.count).map { Self.line($0 / 100, "\($0) \(filler)") }
    let path = try folder.write(all.joined(separator: "\n") + "\n", to: "auth.log")
    let collector = try Self.collector(folder)
    let last = try #require(all.last)
    let piece = collector.piece(
      of: Self.owed(.before, path, around: row.count / 100, seconds: 3600, line: last),
      at: Self.start)
    let kept = Self.lines(piece)
    #expect(kept.last == last && kept == Array(all.suffix(kept.count)))
    #expect(kept.count <= row.kept && kept.count > row.kept - 5)
    #expect(piece.text.encoded { $0.utf8.count } <= IncidentEvidence.bytesMax)
    #expect(piece.note.contains("more lines are in the window than are kept"))
  }

  /// Bytes that are no UTF-8 grow when they are mended, and stay below the limit.
  @Test func hostileBytesAreKeptMendedAndTheirDigestHolds() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("auth.log")
    let broken = [UInt8](repeating: 0xff, count: 60_000) + [0x0a]
    try Data(broken + Array((Self.line(1) + "\n").utf8)).write(to: URL(fileURLWithPath: path))
    let collector = try Self.collector(folder)
    let piece = collector.piece(
      of: Self.owed(.before, path, around: 1, seconds: 60), at: Self.start)
    #expect(Self.lines(piece) == [Self.line(1)])
    let raw = IncidentEvidence(what: "x", at: Self.start, bytes: broken)
    let again = IncidentEvidence(
      what: "x", at: Self.start, bytes: raw.text.encoded { Array($0.utf8) })
    #expect(again == raw && raw.text.encoded { $0.utf8.count } <= IncidentEvidence.bytesMax)
  }

  @Test func whatCannotBeReadSaysWhy() throws {
    let folder = try TemporaryFolder()
    let collector = try Self.collector(folder)
    let rows: [(path: String?, says: String)] = [
      (folder.file("no.log"), "no such file"), (folder.path, "no regular file"),
      ("/dev/zero", "no regular file"), (nil, "journalctl --utc --since '2026-05-11 06:19:"),
    ]
    for row in rows {
      let piece = collector.piece(
        of: Self.owed(.before, row.path, around: 0, seconds: 10), at: Self.start)
      #expect(piece.text.isEmpty && piece.note.contains(row.says), "\(piece.note)")
    }
  }

  private static func run(_ command: [String], allowed: Bool = true) throws -> IncidentEvidence {
    let collector = try collector(try TemporaryFolder(), allowed: allowed)
    return collector.piece(
      of: OwedEvidence(what: "said", work: .command(command), due: start), at: start)
  }

  @Test func commandsAreHeldShort() throws {
    let said = try Self.run(["/bin/sh", "-c", "echo $((6 * 7)); exit 3"])
    #expect(Self.lines(said) == ["42"] && said.note.hasSuffix("exit 3"))
    #expect(said.digest == SHA256.hex(of: "42\n".utf8))
    let flood = try Self.run(["/bin/sh", "-c", "yes"])
    #expect(flood.text.encoded { $0.utf8.count } == IncidentEvidence.bytesMax)
    #expect(flood.note.contains("it wrote more than"))
    let relative = try Self.run(["echo", "x"])
    #expect(relative.text.isEmpty && relative.note.contains("not an absolute path"))
    // An argument is an argument, whatever stands in it.
    let quoted = try Self.run(["/bin/echo", "$(id); `id` | id"])
    #expect(Self.lines(quoted) == ["$(id); `id` | id"])
  }

  @Test func aProgramThatOthersMayWriteIsNotRun() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("#!/bin/sh\necho ran\n", to: "program")
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: path)
    let piece = try Self.run([path])
    #expect(piece.text.isEmpty && piece.note.contains("not run"), "\(piece.note)")
  }

  @Test func whereTheyAreNotAllowedAnyMoreNoneRuns() throws {
    let piece = try Self.run(["/bin/echo", "x"], allowed: false)
    #expect(piece.text.isEmpty && piece.note.contains("not allowed"))
  }
}
