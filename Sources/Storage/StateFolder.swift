import Glibc

/// The folder the state is in, and the reserve that is kept there for the day the disk is full.
enum StateFolder {
  /// Bytes of the reserve.
  ///
  /// A last commit and the alert about the disk need some dozen pages in the log of changes and
  /// as many in the file; 1 MiB is several of them.
  static let reserveBytes = 1 << 20

  /// Makes the folder, with those above it, closed to others.
  ///
  /// One that is there is closed only while it is empty: whoever names `/tmp` must not lose it.
  static func prepare(_ folder: String) throws(StorageError) {
    switch kind(of: folder) {
    case nil: try make(folder)
    case S_IFDIR: if isEmpty(folder) { _ = unsafe chmod(folder, 0o700) }
    default:
      throw StorageError(
        code: .folder, path: folder, clause: "is not a folder",
        hint: "choose another folder with --state")
    }
    guard unsafe access(folder, W_OK | X_OK) == 0 else { throw failure("access", folder) }
  }

  private static func make(_ folder: String) throws(StorageError) {
    let above = parent(of: folder)
    if !above.isEmpty, kind(of: above) == nil { try make(above) }
    guard unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw failure("mkdir", folder)
    }
  }

  /// Makes a file that only its owner may read, and that SQLite's files beside it take after.
  ///
  /// One that is there is not even opened: closing it would end every lock this process has on it
  /// (fcntl(2)), and SQLite's are of that kind.
  static func makeFile(_ path: String) throws(StorageError) {
    let file = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if file >= 0 {
      close(file)
    } else if errno != EEXIST {
      throw failure("open", path)
    }
  }

  /// `rmdir(2)` would say it too, and take the folder away.
  private static func isEmpty(_ folder: String) -> Bool {
    guard let entries = unsafe opendir(folder) else { return false }
    defer { unsafe closedir(entries) }
    var count = 0
    while unsafe readdir(entries) != nil, count < 3 { count += 1 }
    // `.` and `..` are always there.
    return count <= 2
  }

  /// The file type bits of `stat(2)`; nil when nothing is there.
  static func kind(of path: String) -> mode_t? {
    var found = stat()
    guard unsafe stat(path, &found) == 0 else { return nil }
    return found.st_mode & S_IFMT
  }

  static func size(of path: String) -> Int? {
    var found = stat()
    return unsafe stat(path, &found) == 0 ? Int(found.st_size) : nil
  }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "" }
    return String(path[..<slash])
  }

  /// What `errno` says about a file or folder of ours.
  static func failure(_ call: String, _ path: String) -> StorageError {
    let number = errno
    let code: StorageError.Code =
      switch number {
      case EACCES, EPERM, EROFS: .denied
      case ENOSPC, EDQUOT: .full
      default: .folder
      }
    let said = unsafe String(cString: strerror(number))
    return StorageError(
      code: code, path: path, clause: "\(call): \(said)", hint: StorageError.hint(code, path),
      number: number)
  }

  /// Writes the reserve when it is not there and there is room; silent when there is none.
  ///
  /// `posix_fallocate` takes the blocks; a file of zeros could be stored as a hole.
  static func keepReserve(_ folder: String) {
    let path = folder + "/reserve"
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    defer { Glibc.close(file) }
    if posix_fallocate(file, 0, off_t(reserveBytes)) != 0 { unsafe unlink(path) }
  }

  /// Frees the reserve; false when it was given up before.
  static func giveUpReserve(_ folder: String) -> Bool {
    unsafe unlink(folder + "/reserve") == 0
  }
}
