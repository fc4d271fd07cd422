import Records
import Storage
import Testing

@Suite struct LinesTests {
  private func position(_ file: String, offset: Int64 = 10) -> ReadPosition {
    ReadPosition(
      source: "auth", file: file, path: "/var/log/auth.log", device: .max, inode: 1 << 63,
      birth: -1, headLength: 64, headHash: .max - 1, offset: offset, tailLength: 64,
      tailHash: 0x8000_0000_0000_0001, line: 3, cursor: nil)
  }

  @Test func positionsComeBackWithAllTheirBits() throws {
    let scene = try Scene()
    var journal = position("journal")
    journal.cursor = "s=ab;i=1"
    #expect(try scene.read { try $0.isFirstRun() })
    try scene.commit { try $0.save(positions: []) }
    #expect(try scene.read { try $0.isFirstRun() })
    try scene.commit { try $0.save(positions: [position("a"), journal]) }
    let again = try Store(folder: scene.state)
    #expect(try again.read { try $0.positions() } == [position("a"), journal])
    #expect(try !again.read { try $0.isFirstRun() })
  }

  @Test func aFinishedFileIsForgotten() throws {
    let scene = try Scene()
    var finished = position("a")
    finished.isFinished = true
    try scene.commit { try $0.save(positions: [position("a"), position("b")]) }
    try scene.commit { try $0.save(positions: [position("b", offset: 20), finished]) }
    #expect(try scene.read { try $0.positions() } == [position("b", offset: 20)])
    #expect(try !scene.read { try $0.isFirstRun() })
  }

  @Test(arguments: Example.hostile)
  func hostileNamesComeBackUnchanged(_ text: String) throws {
    let scene = try Scene()
    let position = ReadPosition(source: text, file: text, path: text, cursor: text)
    let window = WindowRow(correlation: text, group: Array(text.utf8), state: [0, 255])
    try scene.commit { ledger throws in
      try ledger.save(positions: [position])
      try ledger.save(windows: [window])
    }
    #expect(try scene.read { try $0.positions() } == [position])
    #expect(try scene.read { try $0.windowRows() } == [window])
  }

  @Test func piecesOfEventsAreKeptBySourceAndForgottenWhenEmpty() throws {
    let scene = try Scene()
    let rows = [[0, 255], [0], []].map {
      AssemblyRow(source: "audit", key: $0, state: [1] + $0)
    }
    let other = AssemblyRow(source: "other", key: [0], state: [9])
    try scene.commit { try $0.save(assemblies: rows + [other]) }
    #expect(try scene.read { try $0.assemblyRows(of: "audit") } == rows.reversed())
    var changed = rows
    changed[0].state = []
    changed[1].state = [7]
    try scene.commit { try $0.save(assemblies: changed) }
    let again = try Store(folder: scene.state)
    #expect(try again.read { try $0.assemblyRows(of: "audit") } == [changed[2], changed[1]])
    #expect(try again.read { try $0.assemblyRows(of: "other") } == [other])
  }

  @Test func sightingsAreKeptBySourceAndForgottenWhenEmpty() throws {
    let scene = try Scene()
    let rows = [[0, 1], [0, 255]].map { SightingRow(source: "auth", key: $0, state: [1] + $0) }
    let other = SightingRow(source: "other", key: [0, 1], state: [9])
    try scene.commit { try $0.save(sightings: rows + [other]) }
    #expect(try scene.read { try $0.sightings(of: "auth") } == rows)
    var changed = rows
    changed[0].state = []
    changed[1].state = [7]
    try scene.commit { try $0.save(sightings: changed) }
    let again = try Store(folder: scene.state)
    #expect(try again.read { try $0.sightings(of: "auth") } == [changed[1]])
    #expect(try again.read { try $0.sightings(of: "other") } == [other])
  }

  @Test func anEmptyWindowIsForgotten() throws {
    let scene = try Scene()
    let group: [UInt8] = [0, 0xff, 0, 1]
    try scene.commit { ledger throws in
      try ledger.save(windows: [
        WindowRow(correlation: "c", group: group, state: [1]),
        WindowRow(correlation: "c", group: [], state: [2]),
      ])
      try ledger.save(windows: [WindowRow(correlation: "c", group: group, state: [3])])
    }
    #expect(
      try Set(scene.read { try $0.windowRows() }.map(\.state)) == [[2], [3]])
    try scene.commit {
      try $0.save(windows: [WindowRow(correlation: "c", group: group, state: [])])
    }
    #expect(try scene.read { try $0.windowRows() }.map(\.group) == [[]])
  }

  @Test func anArrivalStaysUntilItIsPassed() throws {
    let scene = try Scene()
    let first = Arrival(source: "auth", file: "a", ends: 10, at: Example.start)
    let second = Arrival(source: "auth", file: "a", ends: 20, at: Example.start + .seconds(1))
    try scene.commit { ledger throws in
      try ledger.note(first)
      try ledger.note(second)
      try ledger.note(Arrival(source: "auth", file: "a", ends: 10, at: Example.start + .seconds(9)))
    }
    #expect(try scene.read { try $0.arrivals() } == [first, second])
    try scene.commit { try $0.save(positions: [position("a", offset: 10)]) }
    #expect(try scene.read { try $0.arrivals() } == [second])
  }

  @Test func silencesHoldFromTheirStartToTheirEnd() throws {
    let scene = try Scene()
    let silence = Silence(
      id: "SI-1", rules: ["ssh-guessing"], matching: ["src_ip": "203.0.113.0/24"],
      why: Example.hostile.joined(), by: "mira", from: Example.start,
      until: Example.start + .seconds(60))
    try scene.commit { try $0.save(silence) }
    let held = try [-1, 0, 59, 60].map { seconds in
      try scene.read {
        try $0.silences(activeAt: Example.start + .seconds(seconds)) == [silence]
      }
    }
    #expect(held == [false, true, true, false])
    var ended = silence
    ended.until = Example.start + .seconds(5)
    try scene.commit { try $0.save(ended) }
    #expect(try scene.read { try $0.silences() } == [ended])
    #expect(try scene.read { try $0.silence("SI-1") } == ended)
    #expect(try scene.commit { try $0.nextSilenceNumber() } == 1)
    #expect(try scene.commit { try $0.nextSilenceNumber() } == 2)
  }
}
