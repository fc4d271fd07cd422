import CLinux
import Glibc

/// A path with `*`, `?` and `[a-z]` in any of its parts, each of which stays within one folder.
struct PathPattern {
  /// Files of one pattern beyond this are left alone and said.
  static let filesMax = 2_000

  /// What expanding a pattern met.
  struct Matches {
    /// Paths of what exists and fits, sorted.
    var paths: [String] = []
    /// Folders on the way, each with the name or pattern that matters in it: where something may
    /// appear that fits.
    var folders: [(path: String, name: String)] = []
    /// Folders that could not be listed, for want of permission.
    var denied: [String] = []
    var isCutShort = false
  }

  let text: String
  private let root: String
  private let parts: [String]

  init(_ text: String) {
    self.text = text
    root = text.hasPrefix("/") ? "/" : "."
    parts = text.split(separator: "/").map(String.init)
  }

  func expand() -> Matches {
    var matches = Matches()
    expand(from: root, part: 0, into: &matches)
    matches.paths.sort()
    return matches
  }

  private func expand(
    from folder: String, part: Int, into matches: inout Matches
  ) {
    guard part < parts.count else { return }
    let name = parts[part]
    let isLast = part == parts.count - 1
    if Self.hasWildcard(name) || isLast || !exists(Folder.join(folder, name)) {
      matches.folders.append((folder, name))
    }
    for entry in entries(of: folder, fitting: name, into: &matches) {
      let path = Folder.join(folder, entry)
      guard isLast else {
        expand(from: path, part: part + 1, into: &matches)
        continue
      }
      guard matches.paths.count < Self.filesMax else {
        matches.isCutShort = true
        return
      }
      matches.paths.append(path)
    }
  }

  private func entries(
    of folder: String, fitting name: String, into matches: inout Matches
  ) -> [String] {
    guard Self.hasWildcard(name) else { return exists(Folder.join(folder, name)) ? [name] : [] }
    do {
      return try Folder.names(in: folder).map(\.name).filter { Self.fits($0, name) }
    } catch {
      if error.code == EACCES { matches.denied.append(folder) }
      return []
    }
  }

  private func exists(_ path: String) -> Bool {
    (try? FileFacts(linkItself: path)) != nil
  }

  /// Whether a path has this shape, be there such a file or not.
  func fits(_ path: String) -> Bool {
    let names = path.split(separator: "/").map(String.init)
    return names.count == parts.count && zip(names, parts).allSatisfy { Self.fits($0, $1) }
  }

  /// Whether the last part names one file: then it is meant, however it looks.
  var isLiteral: Bool { !Self.hasWildcard(parts.last ?? "") }

  static func fits(_ name: String, _ pattern: String) -> Bool {
    unsafe linux_name_fits(pattern, name) != 0
  }

  private static func hasWildcard(_ part: String) -> Bool { part.contains { "*?[".contains($0) } }
}
