import Foundation
import Records
import TestKit
import Testing
import Watching

/// Bytes of a file, and the lines they are.
@Suite struct FileScanTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func scan(_ path: String) throws -> (lines: [[UInt8]], scan: FileScan, firsts: [Int]) {
    let scan = try FileScan(path: path, source: "scan", now: clock)
    var lines: [[UInt8]] = []
    var firsts: [Int] = []
    while try scan.withNextChunk({ chunk in
      firsts.append(chunk.firstLine)
      let count = unsafe chunk.lines.count
      for at in 0..<count {
        let line = unsafe chunk.lines[at]
        lines.append(unsafe Array(chunk.bytes[Int(line.start)..<Int(line.end)]))
      }
      // What vector code may read behind the bytes.
      if let start = unsafe chunk.bytes.baseAddress {
        for at in 0..<Chunk.paddingBytes { _ = unsafe (start + chunk.bytes.count + at).pointee }
      }
      #expect(chunk.end.line == lines.count)
    }) {}
    return (lines, scan, firsts)
  }

  private func lines(of bytes: [UInt8]) throws -> [String] {
    let path = folder.file("some.log")
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return try scan(path).lines.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(arguments: [
    ("", []),
    ("\n", [""]),
    ("one", ["one"]),
    ("one\n", ["one"]),
    ("one\n\ntwo\n", ["one", "", "two"]),
    ("one\r\ntwo\r\r\nthree\r", ["one", "two\r", "three"]),
    ("\r\n", [""]),
    ("\u{FEFF}one\n\u{FEFF}two\n", ["one", "\u{FEFF}two"]),
    ("\0\0\0one\0\ntwo\n", ["one\0", "two"]),
    (
      "\u{1b}]0;x\u{7}<!channel> @everyone \u{202E}\n",
      ["\u{1b}]0;x\u{7}<!channel> @everyone \u{202E}"]
    ),
  ]) func linesAre(text: String, expected: [String]) throws {
    #expect(try lines(of: Array(text.utf8)) == expected)
  }

  @Test func invalidEncodingIsKeptByteForByte() throws {
    let bytes: [UInt8] = [0xFF, 0xFE, 0xC3, 0x28, 0x00, 0xED, 0xA0, 0x80]
    let path = folder.file("bad.log")
    try Data(bytes + [10] + bytes).write(to: URL(fileURLWithPath: path))
    #expect(try scan(path).lines == [bytes, bytes])
  }

  /// Every length around the limit, alone and between neighbours, ended by a newline or by CRLF.
  @Test(arguments: [65_534, 65_535, 65_536, 65_537, 65_538, 262_143, 262_144, 262_145, 700_000])
  func longLinesAreCut(count: Int) throws {
    let head = [UInt8](repeating: 97, count: count - 3) + Array("end".utf8)
    for ending in ["\n", "\r\n", ""] {
      let path = folder.file("long.log")
      var data = Data("before\n".utf8) + Data(head) + Data(ending.utf8)
      if !ending.isEmpty { data += Data("after\n".utf8) }
      try data.write(to: URL(fileURLWithPath: path))
      let (lines, scan, _) = try scan(path)
      #expect(lines.count == (ending.isEmpty ? 2 : 3))
      #expect(lines[0] == Array("before".utf8))
      if !ending.isEmpty { #expect(lines[2] == Array("after".utf8)) }
      guard count > 65_536 else {
        #expect(lines[1] == head)
        #expect(scan.linesCut == 0)
        continue
      }
      let mark = Array(" …[\(count - 65_536) bytes cut]… ".utf8)
      #expect(lines[1] == head.prefix(61_440) + mark + head.suffix(4096))
      #expect(scan.linesCut == 1)
    }
  }

  @Test func aLineOfTenMegabytesIsReadInConstantMemory() throws {
    let path = folder.file("huge.log")
    try Data([UInt8](repeating: 120, count: 10 << 20) + Array("\nafter\n".utf8))
      .write(to: URL(fileURLWithPath: path))
    let (lines, scan, _) = try scan(path)
    #expect(lines.count == 2)
    #expect(lines[0].count < 66_000)
    #expect(lines[1] == Array("after".utf8))
    #expect(scan.bytesDone == scan.bytesTotal)
  }

  /// Many lines of every small length, over several buffers.
  @Test func linesSpanBuffers() throws {
    var expected: [[UInt8]] = []
    var data = Data()
    for number in 0..<30_000 {
      let line = [UInt8](repeating: UInt8(33 + number % 90), count: number % 129)
      expected.append(line)
      data += Data(line) + Data([10])
    }
    let path = folder.file("many.log")
    try data.write(to: URL(fileURLWithPath: path))
    let (lines, _, firsts) = try scan(path)
    #expect(lines == expected)
    #expect(firsts.first == 1)
    #expect(firsts.count > 5)
  }

  @Test func emptyLinesFillTheTable() throws {
    let path = folder.file("empty.log")
    try Data([UInt8](repeating: 10, count: 200_000)).write(to: URL(fileURLWithPath: path))
    #expect(try scan(path).lines.count == 200_000)
  }

  @Test func compressedFilesAreReadThrough() throws {
    let first = try folder.write("one\ntwo\n", to: "a.log")
    let second = try folder.write("three\nfour", to: "b.log")
    gzip(first)
    gzip(second)
    let both =
      try Data(contentsOf: URL(fileURLWithPath: first + ".gz"))
      + Data(contentsOf: URL(fileURLWithPath: second + ".gz"))
    let path = folder.file("both.gz")
    try both.write(to: URL(fileURLWithPath: path))
    let (lines, scan, _) = try scan(path)
    #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["one", "two", "three", "four"])
    #expect(scan.bytesDone == scan.bytesTotal)
  }

  @Test func aCutOffCompressedFileIsReadAsFarAsItGoes() throws {
    var text = ""
    for number in 0..<20_000 { text += "line \(number &* 2_654_435_761)\n" }
    let path = try folder.write(text, to: "a.log")
    gzip(path)
    let whole = try Data(contentsOf: URL(fileURLWithPath: path + ".gz"))
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: path))
    let scan = try FileScan(path: path, source: "scan", now: clock)
    var count = 0
    let error = #expect(throws: SystemError.self) {
      while try scan.withNextChunk({ count += unsafe $0.lines.count }) {}
    }
    #expect(count > 1000)
    #expect(error?.place == path)
    #expect(error?.hint?.contains("gzip -t") == true)
  }

  @Test func whatCannotBeReadSaysWhy() throws {
    let missing = folder.file("missing.log")
    let error = #expect(throws: SystemError.self) {
      _ = try FileScan(path: missing, source: "scan", now: clock)
    }
    #expect(error?.description == "\(missing): open: No such file or directory")
    #expect(throws: SystemError.self) {
      _ = try FileScan(path: folder.path, source: "scan", now: clock)
    }
  }
}
