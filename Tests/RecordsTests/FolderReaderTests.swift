import Foundation
import Records
import TestKit
import Testing

@Suite struct FolderReaderTests {
  private func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  private func read(_ folder: TemporaryFolder, _ name: String = "") -> ([String], [String]) {
    let path = name.isEmpty ? folder.path : folder.file(name)
    let (files, diagnostics) = FolderReader.read(path, extensions: ["yaml", "yml"])
    let short = { (path: String) in path.replacingOccurrences(of: folder.path, with: "") }
    return (
      files.map { short($0.path) },
      diagnostics.map {
        "\(short($0.mark.path)):\($0.mark.line):\($0.mark.column) \($0.code) \(short($0.clause))"
      }
    )
  }

  @Test func filesComeSortedWithoutHiddenOnes() throws {
    let folder = try TemporaryFolder()
    for name in [
      "b/z.yaml", "b/a.yml", "a.yaml", ".hidden.yaml", ".git/x.yaml", "notes.txt", "a/x/y.yml",
    ] {
      try folder.write("k: 1\n", to: name)
    }
    let (files, diagnostics) = read(folder)
    #expect(files == ["/a.yaml", "/a/x/y.yml", "/b/a.yml", "/b/z.yaml"])
    #expect(diagnostics == [])
    #expect(read(folder, "notes.txt").0 == ["/notes.txt"])
  }

  @Test func linksAreFollowedAndLoopsAreNot() throws {
    let folder = try TemporaryFolder()
    try folder.write("k: 1\n", to: "real/a.yaml")
    try folder.write("k: 1\n", to: "in/b.yaml")
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: folder.file("in/loop"), withDestinationPath: folder.path)
    try manager.createSymbolicLink(
      atPath: folder.file("in/c.yaml"), withDestinationPath: folder.file("real/a.yaml"))
    try manager.createSymbolicLink(
      atPath: folder.file("in/gone.yaml"), withDestinationPath: "nowhere")
    let (files, diagnostics) = read(folder, "in")
    #expect(files == ["/in/b.yaml", "/in/c.yaml", "/in/loop/real/a.yaml"])
    #expect(diagnostics == ["/in/gone.yaml:1:1 TOC001 cannot be read: its target does not exist"])
  }

  @Test func whatCannotBeReadIsToldAndTheRestIsRead() throws {
    let folder = try TemporaryFolder()
    try folder.write("k: 1\n", to: "a.yaml")
    try write(Array("k: ä\nü: ".utf8) + [0xFF, 0x0A], to: folder.file("latin.yaml"))
    try write(Array("k: x".utf8) + [0xC3], to: folder.file("short.yaml"))
    try write(Array(repeating: 0x61, count: (1 << 20) + 1), to: folder.file("large.yaml"))
    _ = unsafe mkfifo(folder.file("pipe.yaml"), 0o600)
    let (files, diagnostics) = read(folder)
    #expect(files == ["/a.yaml"])
    #expect(
      Set(diagnostics) == [
        "/large.yaml:1:1 TOC001 file is larger than 1 MiB",
        "/latin.yaml:2:4 TOC001 file is not UTF-8", "/short.yaml:1:5 TOC001 file is not UTF-8",
      ])
    #expect(read(folder, "none").1 == ["/none:1:1 TOC001 cannot be read: no such file or folder"])
    #expect(read(folder, "pipe.yaml").1 == ["/pipe.yaml:1:1 TOC001 is neither a file nor a folder"])
  }

  @Test func filesThatEverybodyMayWriteAreErrors() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("k: 1\n", to: "open.yaml")
    _ = unsafe chmod(path, 0o666)
    let (files, diagnostics) = read(folder)
    #expect(files == ["/open.yaml"])
    #expect(diagnostics == ["/open.yaml:1:1 TOC021 everybody on this host may write it"])
    _ = unsafe chmod(path, 0o664)
    #expect(read(folder).1 == [])
    _ = unsafe chmod(folder.path, 0o777)
    #expect(read(folder).1 == [":1:1 TOC021 everybody on this host may write it"])
    _ = unsafe chmod(folder.path, 0o1777)
    #expect(read(folder).1 == [])
  }
}
