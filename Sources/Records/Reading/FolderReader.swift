import FoundationEssentials

/// The files below a folder that people wrote, as text.
///
/// Names that begin with a dot are skipped, so that editors' and git's files mean nothing. Symbolic
/// links are followed, each real folder once. What cannot be read is a diagnostic with its path, and
/// the rest is read.
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
    var walk = Walk(extensions: extensions)
    walk.enter(path, isNamed: true)
    let files = walk.files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return (files, walk.diagnostics)
  }
}

private struct Walk {
  var extensions: [String]
  var files: [SourceFile] = []
  var diagnostics: [Diagnostic] = []
  private var entered: Set<String> = []

  init(extensions: [String]) { self.extensions = extensions }

  mutating func enter(_ path: String, isNamed: Bool = false) {
    let real = URL(filePath: path).resolvingSymlinksInPath().path
    let attributes: [FileAttributeKey: Any]
    do {
      attributes = try FileManager.default.attributesOfItem(atPath: real)
    } catch {
      return refuse(path, "cannot be read: \(Self.reason(error))", hint: Self.hint(error))
    }
    if attributes[.type] as? FileAttributeType != .typeSymbolicLink {
      checkOthers(attributes, path)
    }
    switch attributes[.type] as? FileAttributeType {
    case .typeDirectory? where entered.insert(real).inserted: list(path)
    case .typeDirectory?: break
    case .typeRegular? where isNamed || isWanted(path): read(path, real, attributes)
    case .typeRegular?: break
    // Links were followed: what is still one leads nowhere.
    case .typeSymbolicLink?: refuse(path, "cannot be read: its target does not exist", hint: nil)
    default: if isNamed { refuse(path, "is neither a file nor a folder", hint: nil) }
    }
  }

  private mutating func list(_ path: String) {
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: path)
      for name in names.sorted() where !name.hasPrefix(".") {
        let inner = path.hasSuffix("/") ? path + name : path + "/" + name
        if isFolder(inner) || isWanted(inner) { enter(inner) }
      }
    } catch {
      refuse(path, "cannot be listed: \(Self.reason(error))", hint: Self.hint(error))
    }
  }

  private func isFolder(_ path: String) -> Bool {
    var isFolder = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
  }

  private func isWanted(_ path: String) -> Bool {
    extensions.contains { path.hasSuffix("." + $0) }
  }

  private mutating func read(
    _ path: String, _ real: String, _ attributes: [FileAttributeKey: Any]
  ) {
    let start = Mark(path: path, line: 1, column: 1)
    guard files.count < FolderReader.filesMax else {
      return refuse(path, "more than \(FolderReader.filesMax) files", hint: nil)
    }
    if let size = Self.number(attributes[.size]), size > YAMLReader.fileBytesMax {
      diagnostics.append(YAMLReader.tooLarge(at: start))
      return
    }
    guard let data = FileManager.default.contents(atPath: real) else {
      return refuse(path, "cannot be read: permission denied", hint: Self.readableHint)
    }
    let bytes = Array(data.prefix(YAMLReader.fileBytesMax + 1))
    if let text = String(validating: bytes, as: UTF8.self) {
      files.append(SourceFile(path: path, text: text))
    } else {
      diagnostics.append(Self.notText(bytes, path))
    }
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

  private mutating func checkOthers(_ attributes: [FileAttributeKey: Any], _ path: String) {
    guard let bits = Self.number(attributes[.posixPermissions]) else { return }
    let isSticky = bits & 0o1000 != 0 && attributes[.type] as? FileAttributeType == .typeDirectory
    guard bits & 0o002 != 0, !isSticky else { return }
    diagnostics.append(
      Diagnostic(
        "TOC021", at: Mark(path: path, line: 1, column: 1), "everybody on this host may write it",
        hint: "chmod o-w \(path)"))
  }

  /// A number as the small Foundation gives it, or boxed as the large one does once it is linked.
  private static func number(_ value: Any?) -> Int? {
    (value as? UInt).map { Int(clamping: $0) } ?? value as? Int
  }

  private mutating func refuse(_ path: String, _ clause: String, hint: String?) {
    let mark = Mark(path: path, line: 1, column: 1)
    diagnostics.append(Diagnostic("TOC001", at: mark, clause, hint: hint))
  }

  private static let readableHint = "let the sentinel's user read it"

  private static func reason(_ error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case .fileReadNoSuchFile?, .fileNoSuchFile?: "no such file or folder"
    case .fileReadNoPermission?: "permission denied"
    default: "the system refused"
    }
  }

  private static func hint(_ error: any Error) -> String? {
    (error as? CocoaError)?.code == .fileReadNoPermission ? readableHint : nil
  }
}
