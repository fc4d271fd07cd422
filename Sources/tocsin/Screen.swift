import Glibc
import Records

/// Where a command writes: results to standard output, messages to standard error.
///
/// Colour and movement only on a terminal, and never with `NO_COLOR`.
struct Screen: Sendable {
  static let standard = Screen()

  let isTerminal = isatty(STDOUT_FILENO) == 1
  let messagesAreSeen = isatty(STDERR_FILENO) == 1
  let usesColour = unsafe getenv("NO_COLOR") == nil && isatty(STDOUT_FILENO) == 1

  /// One line, or several, of the result.
  func write(_ text: String) { put(text + "\n", to: STDOUT_FILENO) }

  func write(_ value: JSONValue) { write(value.compact) }

  /// A message about the work, for a person.
  func say(_ text: String) { put(text + "\n", to: STDERR_FILENO) }

  /// Shows progress in place of the last such line.
  func progress(_ text: String) {
    if messagesAreSeen { put("\r\u{1B}[K" + text, to: STDERR_FILENO) }
  }

  func endProgress() {
    if messagesAreSeen { put("\r\u{1B}[K", to: STDERR_FILENO) }
  }

  /// A table with a heading; columns are as wide as their widest cell.
  func table(_ heading: [String], _ rows: [[String]]) {
    let all = [heading] + rows
    let widths = heading.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    for row in all {
      let cells = row.enumerated().map { index, cell in
        index == row.count - 1 ? cell : cell.padded(to: widths[index])
      }
      write(cells.joined(separator: "  "))
    }
  }

  /// Writes all of it; a reader that went away is silent success.
  private func put(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if written < 0 {
        if errno == EINTR { continue }
        if errno == EPIPE { exit(0) }
        return
      }
      bytes = bytes.dropFirst(written)
    }
  }
}

extension String {
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}

/// A reader that closes its end is seen as an error of `write`, not as a death by signal.
func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }
