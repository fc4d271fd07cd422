import CLinux
import Records

extension SourceDeclaration {
  /// Whether a file is one that this source reads, by its path (fnmatch(3), FNM_PATHNAME).
  func reads(_ path: String) -> Bool {
    read.contains { place in
      guard case .file(let pattern) = place else { return false }
      return unsafe fnmatch(pattern, path, FNM_PATHNAME) == 0
    }
  }
}
