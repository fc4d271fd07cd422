import Glibc
import Records
import Synchronization

/// What happens to Tocsin itself, as lines of a log in the state folder.
///
/// The file is a source like any other: what the sentinel notices about itself is read, matched,
/// stored and delivered the same way, and survives a kill the same way.
final class SelfLog: Sendable {
  /// Bytes after which the file begins anew; the reader finishes the old one first.
  ///
  /// A happening is some 200 bytes, so this is five thousand of them.
  static let bytesMax = 1 << 20

  /// The same happening about the same subject is written once in this time.
  static let repeatAfter = Duration.seconds(3600)

  let path: String
  private let told = Mutex<[String: Instant]>([:])

  init(folder: String, name: String = "self.log") { path = folder + "/" + name }

  /// Appends one line; says nothing when the disk is full, because then the database says it.
  ///
  /// `repeats`: it is written although the same was written a short time ago.
  func append(_ happening: Happening, extra: [JSONValue.Member] = [], repeats: Bool = false) {
    guard repeats || isNew(happening) else { return }
    let line = JSONValue.object(
      [
        .init("time", .string(happening.time.rfc3339(milliseconds: true))),
        .init("Action", .string(happening.action.rawValue)),
        .init("SourceId", .string(happening.subject)),
        .init("Detail", .string(happening.detail)),
      ] + extra)
    write(line.compact + "\n")
  }

  private func isNew(_ happening: Happening) -> Bool {
    guard happening.action != .drill else { return true }
    let name = happening.action.rawValue + "\u{1F}" + happening.subject
    return told.withLock { told in
      if let before = told[name], happening.time - before < Self.repeatAfter { return false }
      told[name] = happening.time
      return true
    }
  }

  private func write(_ line: String) {
    rotateWhenLong()
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    let bytes = Array(line.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
  }

  private func rotateWhenLong() {
    var found = stat()
    guard unsafe stat(path, &found) == 0, found.st_size > Self.bytesMax else { return }
    unsafe rename(path, path + ".1")
  }
}
