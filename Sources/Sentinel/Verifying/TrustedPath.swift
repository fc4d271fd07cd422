import Glibc

/// Whether a program may be run from the configuration: only what root alone could have put there.
enum TrustedPath {
  /// Nil when the file and every folder above it belong to root and nobody else may write them;
  /// else why not, as a clause.
  static func whyNot(_ path: String) -> String? {
    guard path.hasPrefix("/") else { return "\(path) is not an absolute path" }
    guard let real = unsafe realpath(path, nil) else { return "\(path) is not there" }
    defer { unsafe free(real) }
    let resolved = unsafe String(cString: real)
    var part = ""
    for name in [""] + resolved.split(separator: "/").map(String.init) {
      part += name.isEmpty ? "/" : (part == "/" ? "" : "/") + name
      if let why = whyNot(part: part) { return why }
    }
    if unsafe access(resolved, X_OK) != 0 { return "\(path) cannot be run" }
    return nil
  }

  private static func whyNot(part: String) -> String? {
    var facts = stat()
    guard unsafe stat(part, &facts) == 0 else { return "\(part) is not there" }
    guard facts.st_uid == 0 else { return "\(part) does not belong to root" }
    let groupWrites = facts.st_mode & 0o020 != 0 && facts.st_gid != 0
    guard facts.st_mode & 0o002 == 0, !groupWrites else {
      return "\(part) may be written by others than root"
    }
    return nil
  }
}
