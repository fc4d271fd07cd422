import Records
import TestKit
import Testing
import Watching

/// Whatever rotation does, each numbered line arrives once.
@Suite struct RotationTests {
  let folder: TemporaryFolder
  let writer: Writer
  let reader: Reader

  init() throws {
    folder = try TemporaryFolder()
    writer = Writer(folder.file("app.log"))
    reader = Reader(folder.file("app.log"))
    writer.append(100)
    try reader.start()
    try reader.drain()
  }

  private func expectAll(gaps: Int = 0) throws {
    let done = try reader.wait { reader.numbers.count >= writer.count }
    #expect(done, "\(reader.numbers.count) of \(writer.count) lines")
    // Something twice would come now.
    for _ in 0..<8 { _ = try reader.take(.milliseconds(20)) }
    #expect(reader.numbers.sorted() == Array(1...writer.count))
    #expect(reader.happened(.gap) == gaps, "\(reader.happenings)")
  }

  @Test func renamedWhileRunning() throws {
    for _ in 0..<5 {
      writer.append(500)
      try reader.drain()
      writer.rotate()
    }
    writer.append(200)
    try expectAll()
    #expect(writer.count == 2850)
  }

  @Test func copiedAndTruncatedWhileRunning() throws {
    for _ in 0..<5 {
      writer.append(500)
      try reader.drain()
      try writer.copyAndTruncate()
      try reader.drain()
    }
    writer.append(200)
    try expectAll()
  }

  @Test func truncatedAndGrownPastItsOldSize() throws {
    writer.append(100)
    try reader.drain()
    try writer.copyAndTruncate()
    writer.append(400)
    try reader.drain()
    writer.append(50)
    try expectAll()
  }

  @Test func truncatedBeforeItWasReadToItsEnd() throws {
    writer.append(100)
    try writer.copyAndTruncate()
    writer.append(400)
    try expectAll()
  }

  @Test(arguments: [false, true]) func rotatedTwiceWhileStopped(compressing: Bool) throws {
    reader.stop()
    for _ in 0..<2 {
      writer.append(300)
      writer.rotate(compressing: compressing)
    }
    writer.append(300)
    try reader.start()
    writer.append(50)
    try expectAll()
    #expect(writer.count == 1070)
  }

  @Test func rotatedFourTimesWhileStoppedAndCompressed() throws {
    reader.stop()
    for _ in 0..<4 {
      writer.append(300)
      writer.rotate(compressing: true)
    }
    writer.append(300)
    try reader.start()
    try expectAll()
  }

  /// What is compressed otherwise than by gzip is not read as it is, but said.
  @Test func rotatedAndCompressedByAnotherProgram() throws {
    reader.stop()
    for _ in 0..<2 {
      writer.append(10)
      writer.rotate(late: 0)
    }
    writer.append(10)
    moveFile(writer.path + ".1", writer.path + ".1.xz")
    try reader.start()
    #expect(try reader.wait { reader.numbers.last == 130 })
    #expect(reader.numbers == Array(1...110) + Array(121...130))
    #expect(reader.happenings.map(\.action) == [.gap])
  }

  @Test func rotatedToDatedNamesWhileStopped() throws {
    reader.stop()
    for date in ["20260601", "20260602", "20260603"] {
      writer.append(300)
      moveFile(writer.path, writer.path + "-" + date)
      writer.append(10)
      writer.reopen()
      if date == "20260602" { gzip(writer.path + "-20260601") }
    }
    writer.append(300)
    try reader.start()
    try expectAll()
  }

  @Test func copiedAndTruncatedTwiceWhileStopped() throws {
    reader.stop()
    for _ in 0..<2 {
      writer.append(300)
      try writer.copyAndTruncate()
    }
    writer.append(20)
    try reader.start()
    try expectAll()
  }

  @Test func grownWhileStopped() throws {
    reader.stop()
    writer.append(300)
    try reader.start()
    writer.append(50)
    try expectAll()
  }

  @Test func removedAndCreatedAgainWhileStopped() throws {
    reader.stop()
    removeFile(writer.path)
    writer.reopen()
    writer.append(400)
    try reader.start()
    writer.append(50)
    try expectAll(gaps: 1)
  }

  @Test func removedAndCreatedAgainWhileRunning() throws {
    writer.append(30)
    removeFile(writer.path)
    writer.append(10)
    writer.reopen()
    writer.append(400)
    try reader.drain()
    writer.append(50)
    try expectAll()
  }

  @Test func rotatedEightTimesAtOnce() throws {
    for _ in 0..<8 {
      writer.append(50)
      writer.rotate(late: 0)
    }
    writer.append(50)
    try expectAll()
  }

  @Test func linkTargetRotated() throws {
    reader.stop()
    let link = folder.file("link.log")
    makeLink(link, to: writer.path)
    let linked = Reader(link)
    try linked.start()
    try linked.drain()
    for _ in 0..<3 {
      writer.append(50)
      writer.rotate()
    }
    writer.append(50)
    #expect(try linked.wait { linked.numbers.count >= writer.count })
    #expect(linked.numbers.sorted() == Array(1...writer.count))
  }

  @Test func linkTurnedToAnotherFile() throws {
    let link = folder.file("current")
    makeLink(link, to: folder.file("app.log"))
    let linked = Reader(link)
    try linked.start()
    try linked.drain()
    writer.append(20)
    let other = try folder.write("line 000121 other\n", to: "other.log")
    removeFile(link)
    makeLink(link, to: other)
    #expect(try linked.wait { linked.numbers.count >= 121 })
    #expect(linked.numbers.sorted() == Array(1...121))
  }

  /// A line written in two halves, with a restart between them, is one line.
  @Test func halfALineAcrossARestart() throws {
    writer.append("line 000101 first ")
    try reader.drain()
    reader.kill()
    try reader.start()
    try reader.drain()
    #expect(reader.numbers.count == 100)
    writer.append("half\n")
    #expect(try reader.wait { reader.numbers.count == 101 })
    #expect(reader.lines.last?.text == "line 000101 first half")
    #expect(reader.lines.last?.number == 101)
  }

  @Test func lastLineWithoutItsEndOfARotatedFile() throws {
    writer.append("line 000101 no end")
    moveFile(writer.path, writer.path + ".1")
    writer.reopen()
    writer.append("line 000102 next\n")
    #expect(try reader.wait { reader.numbers.count == 102 })
    #expect(reader.numbers.sorted() == Array(1...102))
  }

  /// All that is left of a rotated file in the database is nothing.
  @Test func finishedFilesAreGivenUp() throws {
    for _ in 0..<4 {
      writer.append(50)
      writer.rotate()
    }
    writer.append(50)
    #expect(try reader.wait { reader.numbers.count == writer.count && reader.positions.count == 2 })
  }
}
