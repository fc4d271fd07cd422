import Glibc
import Records

/// The end of a log file as it is on the disk now, in whole lines.
///
/// Read for evidence: a few megabytes at most, because what is asked for is near the end, and by
/// `pread`, so that the watcher's own reading is not touched.
struct LogTail {
  /// Bytes that are looked at: an hour of a busy log.
  static let bytesMax = 8 << 20

  /// Each without its newline; ranges of `bytes`.
  var lines: [Range<Int>] = []
  var bytes: [UInt8] = []
  /// False when more stands before it in the file than was read.
  var isWhole = true
  /// When the file was last written to: years of times that have none follow from it.
  var modified = Instant(microseconds: 0)

  /// Nil, with the reason, for what cannot be read: gone, forbidden, compressed, no regular file.
  static func read(_ path: String) -> (tail: LogTail?, why: String) {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      return (nil, unsafe String(cString: strerror(errno)).lowercased())
    }
    defer { close(file) }
    var facts = stat()
    guard unsafe fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      return (nil, "no regular file")
    }
    let start = max(0, Int(facts.st_size) - bytesMax)
    var tail = LogTail()
    tail.bytes = content(of: file, from: start, count: Int(facts.st_size) - start)
    tail.isWhole = start == 0
    tail.modified = Instant(
      microseconds: Int64(facts.st_mtim.tv_sec) * 1_000_000 + Int64(facts.st_mtim.tv_nsec) / 1000)
    if start == 0, tail.bytes.starts(with: [0x1f, 0x8b]) { return (nil, "it is compressed") }
    tail.split()
    return (tail, "")
  }

  private static func content(of file: Int32, from start: Int, count: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { space, filled in
      while filled < count {
        let part = unsafe pread(
          file, space.baseAddress.map { unsafe $0 + filled }, count - filled, start + filled)
        guard part > 0 else { return }
        filled += part
      }
    }
  }

  /// What begins in the middle of a line, or has no newline yet, is no line.
  private mutating func split() {
    var start = isWhole ? 0 : nil as Int?
    for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
      if let start { lines.append(start..<index) }
      start = index + 1
    }
  }
}
