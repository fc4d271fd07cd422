import Foundation
import Glibc

/// A log with a writer that appends and rotates, as a daemon and logrotate do together.
struct RotatedLog: ~Copyable {
  private let path: String
  private var descriptor: Int32
  /// Older files: `path.1` is the newest of them.
  private var siblings = 0

  struct Failed: Error {
    var call: String
    var number: Int32
  }

  init(_ path: String) throws {
    self.path = path
    descriptor = -1
    descriptor = try Self.open(path)
  }

  deinit { close(descriptor) }

  private static func open(_ path: String) throws -> Int32 {
    let number = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard number >= 0 else { throw Failed(call: "open", number: errno) }
    return number
  }

  /// Appends lines with one `write`.
  func append(_ lines: ArraySlice<String>) throws {
    guard !lines.isEmpty else { return }
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    let written = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
    }
    guard written == bytes.count else { throw Failed(call: "write", number: errno) }
  }

  /// Renames, writes late lines through the old descriptor, and only then creates the new file.
  mutating func rotate(late lines: ArraySlice<String>) throws {
    try shift()
    guard unsafe rename(path, path + ".1") == 0 else {
      throw Failed(call: "rename", number: errno)
    }
    try append(lines)
    let new = try Self.open(path)
    close(descriptor)
    descriptor = new
  }

  /// Copies what is there and empties the file.
  mutating func copyAndTruncate() throws {
    try shift()
    try FileManager.default.copyItem(atPath: path, toPath: path + ".1")
    guard ftruncate(descriptor, 0) == 0 else { throw Failed(call: "ftruncate", number: errno) }
  }

  private mutating func shift() throws {
    for number in stride(from: siblings, to: 0, by: -1) {
      guard unsafe rename("\(path).\(number)", "\(path).\(number + 1)") == 0 else {
        throw Failed(call: "rename", number: errno)
      }
    }
    siblings += 1
  }
}
