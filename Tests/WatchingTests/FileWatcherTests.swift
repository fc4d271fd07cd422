import Foundation
import Records
import Synchronization
import TestKit
import Testing
import Watching

/// Which files are read, from where, and what is said when one cannot be.
@Suite struct FileWatcherTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  // MARK: Where a file is begun

  @Test func aNewSourceBeginsAtTheEndOrTheStart() throws {
    let path = try folder.write("old 1\nold 2\nhalf", to: "a.log")
    let atEnd = Reader(path, from: .end)
    try atEnd.start()
    try atEnd.drain()
    #expect(atEnd.lines.isEmpty)
    let writer = Writer(path)
    writer.append(" a line\nnew\n")
    #expect(try atEnd.wait { atEnd.lines.count == 2 })
    #expect(atEnd.lines.map(\.text) == ["half a line", "new"])
    #expect(atEnd.lines.map(\.number) == [3, 4])
    let atStart = Reader(path, from: .start)
    try atStart.start()
    try atStart.drain()
    #expect(atStart.lines.map(\.text) == ["old 1", "old 2", "half a line", "new"])
  }

  @Test func aFileThatAppearsLaterIsReadFromItsStart() throws {
    let reader = Reader(folder.file("late/*/app-?.log"), from: .end)
    try reader.start()
    try reader.drain()
    #expect(reader.happenings.map(\.action) == [.nofile])
    #expect(reader.watcher?.status[0].missing == [folder.file("late/*/app-?.log")])
    try folder.write("one\n", to: "late/x/app-1.log")
    try folder.write("other\n", to: "late/x/app-10.log")
    #expect(try reader.wait { reader.lines.count == 1 })
    reader.stop()
    try folder.write("two\n", to: "late/y/app-2.log")
    try reader.start()
    #expect(try reader.wait { reader.lines.count == 2 })
    #expect(reader.lines.map(\.text) == ["one", "two"])
  }

  @Test func rotatedNamesAreNoLogsOfTheirOwn() throws {
    for name in ["app.log", "app.log.1", "app.log-20260601", "app.log.2.gz", "app.log.old"] {
      try folder.write("in \(name)\n", to: name)
    }
    try folder.write("in worker\n", to: "app.log-2")
    let reader = Reader(folder.file("app.log*"))
    try reader.start()
    try reader.drain()
    #expect(Set(reader.lines.map(\.text)) == ["in app.log", "in worker"])
  }

  // MARK: Once per file

  @Test func aFileIsReadOnceWhateverNamesLeadToIt() throws {
    let path = try folder.write("one\n", to: "app.log")
    makeLink(folder.file("link.log"), to: path)
    try FileManager.default.linkItem(atPath: path, toPath: folder.file("hard.log"))
    let reader = Reader([
      WatchedFiles(source: "first", patterns: [path, folder.file("*.log")], from: .start),
      WatchedFiles(source: "second", patterns: [folder.file("a*.log")], from: .start),
    ])
    try reader.start()
    try reader.drain()
    Writer(path).append("two\n")
    #expect(try reader.wait { reader.lines.count == 2 })
    for _ in 0..<8 { _ = try reader.take(.milliseconds(20)) }
    #expect(reader.lines.map(\.text) == ["one", "two"])
    #expect(Set(reader.lines.map(\.source)) == ["first"])
  }

  @Test func aFileRenamedToAnotherWatchedNameGoesOn() throws {
    let path = try folder.write("one\n", to: "a.log")
    let reader = Reader(folder.file("*.log"))
    try reader.start()
    try reader.drain()
    moveFile(path, folder.file("b.log"))
    Writer(folder.file("b.log")).append("two\n")
    #expect(try reader.wait { reader.lines.count == 2 })
    reader.stop()
    try reader.start()
    Writer(folder.file("b.log")).append("three\n")
    #expect(try reader.wait { reader.lines.count == 3 })
    for _ in 0..<8 { _ = try reader.take(.milliseconds(20)) }
    #expect(reader.lines.map(\.text) == ["one", "two", "three"])
  }

  // MARK: Trouble

  @Test func permissionLostAndRestored() throws {
    let path = try folder.write("one\n", to: "app.log")
    let denied = Mutex(false)
    let reader = Reader(path)
    let real = reader.calls.open
    reader.calls.open = { path in denied.withLock { $0 } ? -EACCES : real(path) }
    try reader.start()
    try reader.drain()
    reader.stop()
    denied.withLock { $0 = true }
    Writer(path).append("two\n")
    try reader.start()
    try reader.drain()
    #expect(reader.happenings.map(\.action) == [.unreadable])
    #expect(reader.happenings[0].detail.contains("group '"))
    #expect(reader.watcher?.status[0].unreadable.count == 1)
    for _ in 0..<8 { _ = try reader.take(.milliseconds(20)) }
    #expect(reader.happenings.count == 1)
    denied.withLock { $0 = false }
    #expect(try reader.wait { reader.lines.count == 2 })
    #expect(reader.lines.map(\.text) == ["one", "two"])
    #expect(try reader.wait { reader.watcher?.status[0].unreadable.isEmpty == true })
  }

  /// The old file stays open and says nothing more: it is the new one that counts.
  @Test func aNewFileThatCannotBeOpenedIsUnreadableUntilItCan() throws {
    let path = try folder.write("one\n", to: "app.log")
    let denied = Mutex(false)
    let reader = Reader(path)
    let real = reader.calls.open
    reader.calls.open = { path in denied.withLock { $0 } ? -EACCES : real(path) }
    try reader.start()
    try reader.drain()
    #expect(reader.watcher?.status[0].unreadable == [])
    denied.withLock { $0 = true }
    try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
    try folder.write("two\n", to: "app.log")
    #expect(try reader.wait { !reader.happenings.isEmpty })
    #expect(reader.happenings.map(\.action) == [.unreadable])
    #expect(reader.watcher?.status[0].unreadable == [(path as NSString).standardizingPath])
    #expect(reader.watcher?.status[0].filesOpen == 1)
    denied.withLock { $0 = false }
    #expect(try reader.wait { reader.lines.count == 2 })
    #expect(try reader.wait { reader.watcher?.status[0].unreadable.isEmpty == true })
    #expect(reader.lines.map(\.text) == ["one", "two"])
  }

  @Test func aQuietFileIsReadableAfterEachStart() throws {
    let path = try folder.write("one\n", to: "app.log")
    let reader = Reader(path)
    for _ in 0..<3 {
      try reader.start()
      #expect(reader.watcher?.status[0].unreadable == [])
      try reader.drain()
      for _ in 0..<8 { _ = try reader.take(.milliseconds(20)) }
      #expect(reader.watcher?.status[0].unreadable == [])
      reader.stop()
    }
    #expect(reader.happenings.isEmpty)
  }

  @Test func whatAnUnreadableFileHeldAtTheFirstStartIsOld() throws {
    let path = try folder.write("old\n", to: "app.log")
    let denied = Mutex(true)
    let reader = Reader(path, from: .end)
    let real = reader.calls.open
    reader.calls.open = { path in denied.withLock { $0 } ? -EACCES : real(path) }
    try reader.start()
    try reader.drain()
    reader.kill()
    Writer(path).append("new\n")
    try reader.start()
    denied.withLock { $0 = false }
    #expect(try reader.wait { !reader.lines.isEmpty })
    #expect(reader.lines.map(\.text) == ["new"])
  }

  @Test func withoutInotifyFilesArePolled() throws {
    let path = try folder.write("one\n", to: "app.log")
    let reader = Reader(path)
    reader.calls.addWatch = { _, _, _ in -ENOSPC }
    try reader.start()
    try reader.drain()
    let writer = Writer(path)
    writer.append("two\n")
    #expect(try reader.wait { reader.lines.count == 2 })
    writer.append("three\n")
    #expect(try reader.wait { reader.lines.count == 3 })
    #expect(reader.happenings.map(\.action) == [.overbudget])
    #expect(reader.happenings[0].detail.contains("max_user_watches"))
    #expect(reader.watcher?.status[0].isPolled == true)
  }

  @Test func anEmptiedFileWithoutACopyIsAGap() throws {
    let path = folder.file("app.log")
    let writer = Writer(path)
    let reader = Reader(path)
    writer.append(50)
    try reader.start()
    try reader.drain()
    truncateFile(path)
    writer.append(5)
    #expect(try reader.wait { reader.numbers.count == 55 })
    #expect(reader.happenings.map(\.action) == [.gap])
  }

  @Test func aVanishedFileIsReadToItsEndAndItsDiskSpaceFreed() throws {
    let path = folder.file("app.log")
    let writer = Writer(path)
    let reader = Reader(path)
    writer.append(50)
    try reader.start()
    try reader.drain()
    writer.append(5)
    removeFile(path)
    writer.append(5)
    writer.append("line 000061 without an end")
    #expect(try reader.wait { reader.watcher?.status[0].filesOpen == 0 })
    #expect(reader.numbers == Array(1...61))
  }

  // MARK: Lines

  /// Ten good lines after each of the things that break readers.
  @Test func hostileLinesHideNothingAfterThem() throws {
    let path = folder.file("app.log")
    let writer = Writer(path)
    let reader = Reader(path)
    try reader.start()
    try reader.drain()
    let hostile: [[UInt8]] = [
      Array("a\0b\n".utf8), [0xFF, 0xFE, 0xC3, 0x28, 10],
      [UInt8](repeating: 120, count: 10 << 20) + [10], Array("with return\r\n".utf8),
      [UInt8](repeating: 0, count: 4096) + [10],
      Array("\u{1b}]0;x\u{7}<!channel> @everyone \u{202E}\n".utf8),
    ]
    for bytes in hostile {
      writer.append(bytes)
      writer.append(10)
      try reader.drain()
    }
    writer.append("one half ")
    try reader.drain()
    writer.append("and the other\n")
    writer.append(10)
    #expect(try reader.wait { reader.numbers.count == 70 })
    #expect(reader.numbers == Array(1...70))
    #expect(reader.lines.count == 77)
    #expect(reader.lines.map(\.number) == Array(1...77))
    #expect(reader.lines.contains { $0.text == "one half and the other" })
    #expect(reader.lines.contains { $0.text == "with return" })
    #expect(reader.lines.map(\.bytes.count).max() ?? 0 < 66_000)
    #expect(reader.happenings.map(\.action) == [.truncated])
    #expect(reader.watcher?.status[0].linesCut == 1)
  }

  @Test func aLongLineInPiecesIsOneLine() throws {
    let path = folder.file("app.log")
    let writer = Writer(path)
    let reader = Reader(path)
    try reader.start()
    for at in 0..<12 {
      writer.append([UInt8](repeating: UInt8(65 + at), count: 100_000))
      try reader.drain()
    }
    writer.append("END\n")
    writer.append(3)
    #expect(try reader.wait { reader.numbers.count == 3 })
    #expect(reader.lines.count == 4)
    #expect(reader.lines[0].text.hasPrefix("AAAA"))
    #expect(reader.lines[0].text.hasSuffix("LLLEND"))
    #expect(reader.lines[0].text.contains("[1134467 bytes cut]"))
  }

  /// A writer without O_APPEND goes on at its old offset after the file was emptied.
  @Test func aHoleInFrontIsSkipped() throws {
    let path = folder.file("app.log")
    let reader = Reader(path)
    let writer = Writer(path, mode: O_WRONLY | O_CREAT)
    writer.append(2000)
    try reader.start()
    try reader.drain()
    truncateFile(path)
    writer.append(1)
    #expect(try reader.wait { reader.numbers.last == 2001 })
    #expect(reader.lines.last?.number == 1)
    #expect(reader.watcher?.status[0].nulBytesSkipped ?? 0 >= 50_000)
  }

  @Test func canBeWokenAndStoppedFromAnotherThread() throws {
    let reader = Reader(folder.file("a.log"))
    reader.waits.reconcile = .seconds(60)
    try reader.start()
    try reader.drain()
    let bell = try #require(reader.watcher?.bell)
    Thread { bell.wake() }.start()
    #expect(try reader.take(.seconds(30)) == .idle)
    Thread { bell.stop() }.start()
    #expect(try reader.take(.seconds(30)) == .ended)
    #expect(try reader.take(.seconds(30)) == .ended)
  }
}
