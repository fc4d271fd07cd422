import Foundation
import Records
import TestKit
import Testing
import Watching

@Suite struct StandardInputReaderTests {
  private let pipe = Pipe()

  private func reader() throws -> StandardInputReader {
    try StandardInputReader(
      source: "stdin", descriptor: pipe.fileHandleForReading.fileDescriptor, now: clock,
      report: { _ in })
  }

  private func take(_ reader: StandardInputReader, _ lines: inout [String]) throws -> WatchOutcome {
    try reader.withNextChunk(waitingAtMost: .seconds(10)) { chunk in
      let count = unsafe chunk.lines.count
      for at in 0..<count {
        let line = unsafe chunk.lines[at]
        let bytes = unsafe chunk.bytes[Int(line.start)..<Int(line.end)]
        lines.append(unsafe String(decoding: bytes, as: UTF8.self))
      }
    }
  }

  @Test func linesComeAsTheyAreWritten() throws {
    let reader = try reader()
    var lines: [String] = []
    pipe.fileHandleForWriting.write(Data("one\ntw".utf8))
    #expect(try take(reader, &lines) == .chunk)
    #expect(lines == ["one"])
    pipe.fileHandleForWriting.write(Data("o\nthree".utf8))
    #expect(try take(reader, &lines) == .chunk)
    try pipe.fileHandleForWriting.close()
    #expect(try take(reader, &lines) == .chunk)
    #expect(try take(reader, &lines) == .ended)
    #expect(lines == ["one", "two", "three"])
    #expect(reader.status[0].linesRead == 3)
  }

  @Test func canBeStoppedFromAnotherThread() throws {
    let reader = try reader()
    let bell = reader.bell
    Thread { bell.stop() }.start()
    var lines: [String] = []
    #expect(try take(reader, &lines) == .ended)
  }

  @Test func givesUpWaitingInTime() throws {
    #expect(try reader().withNextChunk(waitingAtMost: .milliseconds(5)) { _ in } == .idle)
  }
}
