import Foundation
import Glibc
import Storage
import TestKit
import Testing

/// Entries are believed when they are whole, ours and closed to others; else they are not there.
@Suite struct CacheFolderTests {
  private static let key = String(repeating: "0123456789abcdef", count: 4)
  private static let name = key + ".rules"
  private static let content = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

  /// A folder with one entry.
  private struct Lab {
    let folder: TemporaryFolder
    let cache: CacheFolder
    var file: String { cache.path + "/" + CacheFolderTests.name }

    init() throws {
      folder = try TemporaryFolder()
      cache = CacheFolder(path: folder.file("above/cache"))
      cache.write(CacheFolderTests.name, CacheFolderTests.content)
    }

    var read: [UInt8]? { cache.read(CacheFolderTests.name) }

    func replace(_ bytes: [UInt8]) throws {
      let handle = try #require(FileHandle(forWritingAtPath: file))
      try handle.truncate(atOffset: 0)
      try handle.write(contentsOf: Data(bytes))
      try handle.close()
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    let lab = try Lab()
    #expect(lab.read == Self.content)
    #expect(lab.cache.read(Self.key + ".other") == nil)
    lab.cache.write(Self.name, [1, 2, 3])
    #expect(lab.read == [1, 2, 3])
    let names = try FileManager.default.contentsOfDirectory(atPath: lab.cache.path)
    #expect(names == [Self.name])
    var facts = stat()
    #expect(unsafe stat(lab.file, &facts) == 0)
    #expect(facts.st_mode & 0o7777 == 0o600)
    #expect(unsafe stat(lab.cache.path, &facts) == 0)
    #expect(facts.st_mode & 0o7777 == 0o700)
  }

  /// Every length up to the first hundred bytes, then some of all the others.
  @Test func everyTornEntryIsNone() throws {
    let lab = try Lab()
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: lab.file)))
    for count in 0..<whole.count where count < 100 || count % 61 == 0 || count > whole.count - 3 {
      try lab.replace(Array(whole.prefix(count)))
      #expect(lab.read == nil, "\(count) bytes")
    }
    try lab.replace(whole + [0])
    #expect(lab.read == nil)
    try lab.replace(whole)
    #expect(lab.read == Self.content)
  }

  @Test func everyChangedBitIsSeen() throws {
    let lab = try Lab()
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: lab.file)))
    for offset in whole.indices where offset < 60 || offset % 37 == 0 {
      var bytes = whole
      bytes[offset] ^= 1 << UInt8(offset % 8)
      try lab.replace(bytes)
      #expect(lab.read == nil, "byte \(offset)")
    }
  }

  /// An entry is what it is called: another's content under its name is none.
  @Test func aRenamedEntryIsNone() throws {
    let lab = try Lab()
    let other = Self.key + ".plan"
    #expect(unsafe rename(lab.file, lab.cache.path + "/" + other) == 0)
    #expect(lab.cache.read(other) == nil)
  }

  @Test(arguments: [0o644, 0o620, 0o602, 0o666] as [mode_t])
  func anEntryOpenToOthersIsNone(_ mode: mode_t) throws {
    let lab = try Lab()
    #expect(unsafe chmod(lab.file, mode) == 0)
    #expect(lab.read == nil)
    lab.cache.write(Self.name, [9])
    #expect(lab.read == [9])
  }

  @Test(arguments: [0o770, 0o702, 0o1777] as [mode_t])
  func aFolderThatOthersMayWriteIsNotUsed(_ mode: mode_t) throws {
    let lab = try Lab()
    #expect(unsafe chmod(lab.cache.path, mode) == 0)
    #expect(lab.read == nil)
    lab.cache.write(Self.name, [9])
    #expect(unsafe chmod(lab.cache.path, 0o700) == 0)
    #expect(lab.read == Self.content)
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
  func whatBelongsToAnotherIsNotBelieved() throws {
    let lab = try Lab()
    #expect(unsafe chown(lab.file, 12345, 12345) == 0)
    #expect(lab.read == nil)
    #expect(unsafe chown(lab.file, 0, 0) == 0)
    #expect(lab.read == Self.content)
    #expect(unsafe chown(lab.cache.path, 12345, 12345) == 0)
    #expect(lab.read == nil)
    let state = try TemporaryFolder()
    #expect(unsafe chmod(state.path, 0o700) == 0)
    #expect(CacheFolder.choose(state: state.path, user: nil)?.path == state.file("cache"))
    #expect(unsafe chown(state.path, 12345, 12345) == 0)
    #expect(CacheFolder.choose(state: state.path, user: nil) == nil)
    #expect(CacheFolder.choose(state: "/nowhere", user: state.file("cache")) == nil)
  }

  @Test func linksAndOtherKindsAreNoEntries() throws {
    let lab = try Lab()
    let real = lab.folder.file("real")
    #expect(unsafe rename(lab.file, real) == 0)
    #expect(unsafe symlink(real, lab.file) == 0)
    #expect(lab.read == nil)
    lab.cache.write(Self.name, [9])
    #expect(lab.read == [9])
    #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: real))).count > Self.content.count)
    unsafe unlink(lab.file)
    #expect(unsafe mkfifo(lab.file, 0o600) == 0)
    #expect(lab.read == nil)
    unsafe unlink(lab.file)
    #expect(unsafe mkdir(lab.file, 0o700) == 0)
    #expect(lab.read == nil)
    lab.cache.write(Self.name, [9])
    #expect(lab.read == nil)
  }

  /// A file where the folder should be: nothing can be kept, and nothing is told.
  @Test func aFolderThatCannotBeMadeIsNoMatter() throws {
    let folder = try TemporaryFolder()
    try folder.write("x", to: "file")
    let cache = CacheFolder(path: folder.file("file/cache"))
    cache.write(Self.name, Self.content)
    #expect(cache.read(Self.name) == nil)
  }

  @Test func theStateFolderServesWhereItIsClosed() throws {
    let folder = try TemporaryFolder()
    let user = folder.file("home/.cache/tocsin")
    #expect(unsafe chmod(folder.path, 0o700) == 0)
    #expect(CacheFolder.choose(state: folder.path, user: user)?.path == folder.file("cache"))
    #expect(unsafe chmod(folder.path, 0o755) == 0)
    #expect(CacheFolder.choose(state: folder.path, user: user)?.path == user)
    #expect(CacheFolder.choose(state: folder.file("none"), user: user)?.path == user)
    #expect(CacheFolder.choose(state: folder.path, user: nil) == nil)
  }

  /// Whoever comes last wins, and who reads meanwhile sees one of them whole.
  @Test func writersDoNotMeet() throws {
    let lab = try Lab()
    let cache = lab.cache
    let contents = (0..<4).map { writer in Array(repeating: UInt8(writer), count: 200_000) }
    DispatchQueue.concurrentPerform(iterations: 8) { index in
      for _ in 0..<20 {
        if index < 4 {
          cache.write(Self.name, contents[index])
        } else if let bytes = cache.read(Self.name) {
          #expect(bytes == Self.content || contents.contains(bytes))
        }
      }
    }
    #expect(lab.read.map(contents.contains) == true)
    let names = try FileManager.default.contentsOfDirectory(atPath: cache.path)
    #expect(names == [Self.name])
  }

  @Test func whatNobodyUsesGoes() throws {
    let lab = try Lab()
    func touch(_ name: String, daysAgo: Int) {
      let path = lab.cache.path + "/" + name
      if !FileManager.default.fileExists(atPath: path) {
        _ = FileManager.default.createFile(
          atPath: path, contents: Data(), attributes: [.posixPermissions: 0o600])
      }
      let then = timespec(tv_sec: time(nil) - daysAgo * 86_400, tv_nsec: 0)
      unsafe utimensat(AT_FDCWD, path, [then, then], 0)
    }
    touch(Self.name, daysAgo: 40)
    touch("." + Self.name + ".left", daysAgo: 1)
    touch("." + Self.name + ".new", daysAgo: 0)
    touch("notes.txt", daysAgo: 400)
    lab.cache.write(Self.key + ".plan", [1])
    let names = try FileManager.default.contentsOfDirectory(atPath: lab.cache.path).sorted()
    #expect(names == ["." + Self.name + ".new", Self.key + ".plan", "notes.txt"])
  }

  /// The least recently used go first; what was read counts as used.
  @Test func theFolderDoesNotGrowWithoutEnd() throws {
    let lab = try Lab()
    let then = timespec(tv_sec: time(nil) - 1000, tv_nsec: 0)
    unsafe utimensat(AT_FDCWD, lab.file, [then, then], 0)
    for number in 0..<CacheFolder.entriesMax - 1 { lab.cache.write(Self.key + ".\(number)", [1]) }
    let oldest = lab.cache.path + "/" + Self.key + ".7"
    let earlier = timespec(tv_sec: time(nil) - 500, tv_nsec: 0)
    unsafe utimensat(AT_FDCWD, oldest, [earlier, earlier], 0)
    #expect(lab.read == Self.content)
    lab.cache.write(Self.key + ".more", [1])
    #expect(lab.read == Self.content)
    #expect(!FileManager.default.fileExists(atPath: oldest))
    let names = try FileManager.default.contentsOfDirectory(atPath: lab.cache.path)
    #expect(names.count == CacheFolder.entriesMax)
  }
}
