import Glibc

/// The files below a folder that people wrote, as text.
///
/// Names that begin with a dot are skipped, so that editors' and git's files mean nothing. Symbolic
/// links are followed, each real folder once. What cannot be read is a diagnostic with its path, and
/// the rest is read. By system calls, because Foundation takes ten times as long for thousands of
/// files, which is most of a start from the cache.
package enum FolderReader {
  /// Files of one folder tree; the public rule corpus has 3,800.
  package static let filesMax = 50_000

  /// Files whose names end in one of `extensions` (`["yaml", "yml"]`), sorted by path.
  ///
  /// `path` may also name one file, which is read whatever its ending. Paths are shown as they are
  /// made from `path`.
  package static func read(
    _ path: String, extensions: [String]
  ) -> ([SourceFile], [Diagnostic]) {
    var walk = Walk(extensions: extensions.map { "." + $0 })
    walk.enter(path, isNamed: true)
    let files = walk.files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return (files, walk.diagnostics)
  }
}

private struct Walk {
  let extensions: [String]
  var files: [SourceFile] = []
  var diagnostics: [Diagnostic] = []
  private var entered: Set<Identity> = []

  private struct Identity: Hashable {
    var device: UInt
    var inode: UInt
  }

  init(extensions: [String]) { self.extensions = extensions }

  mutating func enter(_ path: String, isNamed: Bool = false) {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0 else {
      let number = errno
      guard !Self.isLink(path) else {
        return refuse(path, "cannot be read: its target does not exist", hint: nil)
      }
      return refuse(path, "cannot be read: \(Self.reason(number))", hint: Self.hint(number))
    }
    checkOthers(facts, path)
    switch facts.st_mode & S_IFMT {
    case S_IFDIR:
      let identity = Identity(device: UInt(facts.st_dev), inode: UInt(facts.st_ino))
      if entered.insert(identity).inserted { list(path) }
    case S_IFREG: if isNamed || isWanted(path) { read(path, bytes: Int(facts.st_size)) }
    default: if isNamed { refuse(path, "is neither a file nor a folder", hint: nil) }
    }
  }

  private mutating func list(_ path: String) {
    guard let folder = unsafe opendir(path) else {
      let number = errno
      return refuse(path, "cannot be listed: \(Self.reason(number))", hint: Self.hint(number))
    }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { name in
        unsafe String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    unsafe closedir(folder)
    for name in names.sorted() {
      let inner = path.hasSuffix("/") ? path + name : path + "/" + name
      if isWanted(inner) || Self.isFolder(inner) { enter(inner) }
    }
  }

  private func isWanted(_ path: String) -> Bool { extensions.contains { path.hasSuffix($0) } }

  private static func isFolder(_ path: String) -> Bool {
    var facts = stat()
    return unsafe stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
  }

  private static func isLink(_ path: String) -> Bool {
    var facts = stat()
    return unsafe lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK
  }

  private mutating func read(_ path: String, bytes size: Int) {
    guard files.count < FolderReader.filesMax else {
      return refuse(path, "more than \(FolderReader.filesMax) files", hint: nil)
    }
    if size > YAMLReader.fileBytesMax {
      diagnostics.append(YAMLReader.tooLarge(at: Mark(path: path, line: 1, column: 1)))
      return
    }
    guard let bytes = Self.content(of: path, expected: size) else {
      return refuse(path, "cannot be read: permission denied", hint: Self.readableHint)
    }
    if let text = String(validating: bytes, as: UTF8.self) {
      files.append(SourceFile(path: path, text: text))
    } else {
      diagnostics.append(Self.notText(bytes, path))
    }
  }

  /// At most one byte more than a file may have; a file that grows meanwhile is read as it is.
  private static func content(of path: String, expected: Int) -> [UInt8]? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var room = expected + 1
    while bytes.count <= YAMLReader.fileBytesMax {
      let part = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        count = unsafe max(0, Glibc.read(file, buffer.baseAddress, room))
      }
      if part.isEmpty { return bytes }
      if bytes.isEmpty { bytes = part } else { bytes += part }
      room = 4096
    }
    return Array(bytes.prefix(YAMLReader.fileBytesMax + 1))
  }

  /// Names the first byte that is no UTF-8.
  private static func notText(_ bytes: [UInt8], _ path: String) -> Diagnostic {
    var (low, high) = (0, bytes.count)
    while low < high {
      let middle = (low + high + 1) / 2
      if isText(bytes[..<middle]) { low = middle } else { high = middle - 1 }
    }
    while String(validating: bytes[..<low], as: UTF8.self) == nil { low -= 1 }
    let lines = TextLines(String(decoding: bytes[..<low], as: UTF8.self)).lines
    let mark = Mark(
      path: path, line: lines.count, column: (lines.last?.unicodeScalars.count ?? 0) + 1)
    return Diagnostic("TOC001", at: mark, "file is not UTF-8", hint: "save it as UTF-8")
  }

  /// True also where only the last character is incomplete, so that it holds for every prefix.
  private static func isText(_ bytes: ArraySlice<UInt8>) -> Bool {
    (0...3).contains { String(validating: bytes.dropLast($0), as: UTF8.self) != nil }
  }

  private mutating func checkOthers(_ facts: stat, _ path: String) {
    let isSticky = facts.st_mode & S_ISVTX != 0 && facts.st_mode & S_IFMT == S_IFDIR
    guard facts.st_mode & S_IWOTH != 0, !isSticky else { return }
    diagnostics.append(
      Diagnostic(
        "TOC021", at: Mark(path: path, line: 1, column: 1), "everybody on this host may write it",
        hint: "chmod o-w \(path)"))
  }

  private mutating func refuse(_ path: String, _ clause: String, hint: String?) {
    let mark = Mark(path: path, line: 1, column: 1)
    diagnostics.append(Diagnostic("TOC001", at: mark, clause, hint: hint))
  }

  private static let readableHint = "let the sentinel's user read it"

  private static func reason(_ number: Int32) -> String {
    switch number {
    case ENOENT: "no such file or folder"
    case EACCES, EPERM: "permission denied"
    default: "the system refused"
    }
  }

  private static func hint(_ number: Int32) -> String? {
    number == EACCES || number == EPERM ? readableHint : nil
  }
}
