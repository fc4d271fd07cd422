import Foundation
import Records
import TestKit
import Testing
import Watching

/// Journal files are made by the system's own program from entries written here.
private let remote = "/lib/systemd/systemd-journal-remote"

/// One entry in the journal export format: fields with bytes for values.
private func entry(_ number: Int, _ fields: [(String, [UInt8])]) -> Data {
  var data = Data()
  let time = 1_780_000_000_000_000 + number * 1000
  data += Data("__REALTIME_TIMESTAMP=\(time)\n__MONOTONIC_TIMESTAMP=\(number * 1000)\n".utf8)
  data += Data("_BOOT_ID=0123456789abcdef0123456789abcdef\n".utf8)
  for (name, value) in fields {
    data += Data((name + "\n").utf8)
    unsafe withUnsafeBytes(of: UInt64(value.count).littleEndian) {
      unsafe data.append(contentsOf: $0)
    }
    data += Data(value) + Data("\n".utf8)
  }
  return data + Data("\n".utf8)
}

private func text(_ fields: (String, String)...) -> [(String, [UInt8])] {
  fields.map { ($0.0, Array($0.1.utf8)) }
}

private func login(_ number: Int) -> Data {
  entry(
    number,
    text(
      ("MESSAGE", "login \(number)"), ("SYSLOG_IDENTIFIER", "sshd"), ("_PID", "41"),
      ("_UID", "0"), ("_SYSTEMD_UNIT", "ssh.service")))
}

private final class JournalFolder {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func add(_ name: String, _ entries: [Data]) throws {
    let source = folder.file(name + ".export")
    try entries.reduce(Data(), +).write(to: URL(fileURLWithPath: source))
    let status = run(remote, ["-o", folder.file(name + ".journal"), source])
    try #require(status == 0)
  }
}

private final class JournalTaker {
  struct Line: Equatable {
    var source: String
    var text: String
    var bytes: [UInt8]
    var fields: [String: [UInt8]]
    var time: Int64
  }

  var lines: [Line] = []
  var positions: [[ReadPosition]] = [[]]
  var counts = [0]
  let reader: JournalReader

  init(
    _ folder: JournalFolder, _ sources: [WatchedJournal], positions: [ReadPosition] = []
  ) throws {
    self.positions = [positions]
    let box = Box()
    reader = try JournalReader(
      sources: sources, positions: positions, folder: folder.folder.path, now: clock,
      report: { box.happenings.append($0) })
    self.box = box
  }

  final class Box { var happenings: [Happening] = [] }
  let box: Box

  func drain() throws {
    while try reader.withNextChunk(waitingAtMost: .zero, { absorb($0) }) == .chunk {}
  }

  func absorb(_ chunk: borrowing Chunk) {
    let count = unsafe chunk.lines.count
    for at in 0..<count {
      let line = unsafe chunk.lines[at]
      let side = unsafe chunk.sides[at]
      let bytes = unsafe Array(chunk.bytes[Int(line.start)..<Int(line.end)])
      let sideBytes = unsafe Array(chunk.sideBytes[Int(side.start)..<Int(side.end)])
      lines.append(
        Line(
          source: chunk.source, text: String(decoding: bytes, as: UTF8.self), bytes: bytes,
          fields: Self.fields(sideBytes), time: side.time))
    }
    let kept = (positions.last ?? []).filter {
      $0.source != chunk.end.source || $0.file != chunk.end.file
    }
    positions.append(kept + [chunk.end])
    counts.append(lines.count)
  }

  static func fields(_ bytes: [UInt8]) -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    var rest = bytes[...]
    func length() -> Int {
      defer { rest = rest.dropFirst(4) }
      return rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    while !rest.isEmpty {
      let (name, value) = (length(), length())
      found[String(decoding: rest.prefix(name), as: UTF8.self)] = Array(
        rest.dropFirst(name).prefix(value))
      rest = rest.dropFirst(name + value)
    }
    return found
  }
}

private let everything = [
  WatchedJournal(source: "all", match: SourceDeclaration.JournalMatch(), from: .start)
]

@Suite(
  .enabled(if: FileManager.default.fileExists(atPath: remote), "systemd-journal-remote is absent"))
struct JournalTests {
  private let folder: JournalFolder

  init() throws { folder = try JournalFolder() }

  @Test func anEntryIsOneLineWhateverItHolds() throws {
    let hostile: [UInt8] = Array("first\nsecond\r\n".utf8) + [0, 0x1B, 0x5D, 0xFF, 0xFE, 10]
    try folder.add(
      "a",
      [
        entry(
          1,
          [
            ("MESSAGE", hostile), ("SYSLOG_IDENTIFIER", Array("sshd".utf8)),
            ("SYSLOG_PID", Array("7".utf8)), ("_PID", Array("8".utf8)),
            ("BLOB", [0, 10, 61, 255]),
            ("_SOURCE_REALTIME_TIMESTAMP", Array("1779999999000000".utf8)),
          ]),
        entry(2, text(("MESSAGE", "plain"), ("_COMM", "cron"), ("_PID", "9"))),
        entry(3, text(("MESSAGE", "bare"), ("_UID", "0"))),
      ])
    let taker = try JournalTaker(folder, everything)
    try taker.drain()
    #expect(
      taker.lines.map(\.bytes) == [
        Array("sshd[7]: ".utf8) + hostile, Array("cron[9]: plain".utf8), Array(": bare".utf8),
      ])
    #expect(taker.lines[0].fields["BLOB"] == [0, 10, 61, 255])
    #expect(taker.lines[0].fields["_PID"] == Array("8".utf8))
    #expect(taker.lines[0].fields["MESSAGE"] == nil)
    #expect(
      taker.lines.map(\.time) == [
        1_779_999_999_000_000, 1_780_000_000_002_000, 1_780_000_000_003_000,
      ])
  }

  @Test func goesOnFromItsCursor() throws {
    try folder.add("a", (1...10).map(login))
    let first = try JournalTaker(folder, everything)
    try first.drain()
    #expect(first.lines.count == 10)
    let second = try JournalTaker(folder, everything, positions: first.positions.last ?? [])
    try second.drain()
    #expect(second.lines.isEmpty)
    try folder.add("b", (11...15).map(login))
    #expect(
      try eventually {
        try second.drain(); return second.lines.count == 5
      })
    #expect(second.lines.map(\.text) == (11...15).map { "sshd[41]: login \($0)" })
    #expect(second.box.happenings.isEmpty)
  }

  @Test func beginsAtItsEndWhenNothingIsStored() throws {
    try folder.add("a", (1...10).map(login))
    let all = [WatchedJournal(source: "all", match: SourceDeclaration.JournalMatch())]
    let first = try JournalTaker(folder, all)
    try first.drain()
    #expect(first.lines.isEmpty)
    try folder.add("b", (11...12).map(login))
    let second = try JournalTaker(folder, all, positions: first.positions.last ?? [])
    try second.drain()
    #expect(second.lines.count == 2)
  }

  @Test func saysWhatWasVacuumed() throws {
    try folder.add("a", (1...10).map(login))
    let first = try JournalTaker(folder, everything)
    try first.drain()
    removeFile(folder.folder.file("a.journal"))
    try folder.add("b", (20...22).map(login))
    let second = try JournalTaker(folder, everything, positions: first.positions.last ?? [])
    try second.drain()
    #expect(second.lines.map(\.text) == (20...22).map { "sshd[41]: login \($0)" })
    #expect(second.box.happenings.map(\.action) == [.gap])
  }

  @Test func entriesGoToTheFirstSourceThatFits() throws {
    try folder.add(
      "a",
      [
        login(1),
        entry(2, text(("MESSAGE", "mail"), ("SYSLOG_FACILITY", "2"), ("_UID", "8"))),
        entry(3, text(("MESSAGE", "forged"), ("SYSLOG_IDENTIFIER", "sshd"), ("_UID", "1000"))),
        login(4),
        entry(5, text(("MESSAGE", "mine"), ("_SYSTEMD_UNIT", "tocsin.service"))),
        entry(6, text(("MESSAGE", "mine"), ("SYSLOG_IDENTIFIER", "tocsin"), ("_COMM", "tocsin"))),
        entry(7, text(("MESSAGE", "hides"), ("SYSLOG_IDENTIFIER", "tocsin"), ("_COMM", "logger"))),
      ])
    let sources = [
      WatchedJournal(source: "ssh", match: .init(unit: ["ssh"]), from: .start),
      WatchedJournal(source: "mail", match: .init(facility: ["mail"], uid: [8]), from: .start),
      WatchedJournal(source: "named", match: .init(identifier: ["sshd", "tocsin"]), from: .start),
    ]
    let taker = try JournalTaker(folder, sources)
    try taker.drain()
    let bySource = Dictionary(grouping: taker.lines, by: \.source).mapValues { $0.map(\.text) }
    #expect(
      bySource == [
        "ssh": ["sshd[41]: login 1", "sshd[41]: login 4"], "mail": [": mail"],
        "named": ["sshd: forged", "tocsin: hides"],
      ])
  }

  /// Killed after any chunk and started from what was kept until then, nothing is lost or twice.
  @Test func killedBetweenThePartsOfABatch() throws {
    try folder.add(
      "a",
      (1...40).map { number in
        entry(
          number,
          text(("MESSAGE", "entry \(number)"), ("SYSLOG_IDENTIFIER", "p\(number % 4)")))
      })
    let sources = (0..<3).map {
      WatchedJournal(source: "s\($0)", match: .init(identifier: ["p\($0)"]), from: .start)
    }
    let whole = try JournalTaker(folder, sources)
    try whole.drain()
    #expect(whole.lines.count == 30)
    for at in whole.counts.indices {
      let again = try JournalTaker(folder, sources, positions: whole.positions[at])
      try again.drain()
      let lines = whole.lines.prefix(whole.counts[at]) + again.lines
      #expect(lines.map(\.text).sorted() == whole.lines.map(\.text).sorted(), "after \(at)")
    }
  }

  @Test func aLongEntryIsCut() throws {
    let long = [UInt8](repeating: 65, count: 300_000) + Array("THE END".utf8)
    try folder.add("a", [entry(1, [("MESSAGE", long)]), login(2)])
    let taker = try JournalTaker(folder, everything)
    try taker.drain()
    #expect(taker.lines.count == 2)
    #expect(taker.lines[0].bytes.count < 66_000)
    #expect(taker.reader.status[0].linesCut == 1)
    #expect(taker.box.happenings.map(\.action) == [.truncated])
  }

  @Test func anEmptyFolderIsNoError() throws {
    let taker = try JournalTaker(folder, everything)
    try taker.drain()
    #expect(taker.lines.isEmpty)
    #expect(!JournalReader.canRead(folder: folder.folder.path))
    try folder.add("a", [login(1)])
    #expect(JournalReader.canRead(folder: folder.folder.path))
    let later = try JournalTaker(folder, everything, positions: taker.positions.last ?? [])
    try later.drain()
    #expect(later.lines.count == 1)
  }
}
