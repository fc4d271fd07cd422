import Glibc

/// A log that is the same in every run: written by us from a seed, a line at a time, into a file.
///
/// What stands in it decides the figures, so the shares are here in plain sight. Two kinds: one
/// heavy with attacks on SSH, one in which hardly a line holds a literal of any rule.
struct GeneratedLog {
  /// How times and hosts are written.
  enum Form: String {
    /// `May 11 06:20:01 web1 sshd[4117]: …` (RFC 3164)
    case traditional
    /// `2026-05-11T06:20:01.104511+00:00 web1 sshd[4117]: …` (RFC 3339)
    case dated
  }

  enum Kind {
    case attacks, plain
  }

  var kind: Kind
  var form: Form
  var lines: Int

  /// Bytes gathered before they are written.
  private static let writeBytes = 1 << 20

  /// Writes the log to `path` and returns its size in bytes.
  func write(to path: String) throws -> Int {
    let output = try LogFile(path)
    var line = LineText(form: form)
    var lines = TrafficLines(kind: kind)
    for _ in 0..<self.lines {
      lines.next(&line)
      if line.bytes.count >= Self.writeBytes { try output.write(&line.bytes) }
    }
    try output.write(&line.bytes)
    return output.size
  }
}

/// A file being written.
final class LogFile {
  private let descriptor: Int32
  private(set) var size = 0

  init(_ path: String) throws {
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw BenchmarkError("\(path) cannot be written") }
  }

  deinit { close(descriptor) }

  /// Writes the bytes and empties them.
  func write(_ bytes: inout [UInt8]) throws {
    let count = bytes.count
    var done = 0
    while done < count {
      let written = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress.map { unsafe $0 + done }, count - done)
      }
      guard written > 0 else { throw BenchmarkError("the log cannot be written: disk full?") }
      done += written
    }
    bytes.removeAll(keepingCapacity: true)
    size += count
  }
}

/// Lines under construction: times, hosts, texts and line ends.
struct LineText {
  let form: GeneratedLog.Form
  var bytes: [UInt8] = []
  /// Microseconds since the log's first midnight, which is that of 11 May 2026.
  var time: Int64 = 6 * 3600 * 1_000_000

  init(form: GeneratedLog.Form) { self.form = form }

  /// Begins a line `gap` microseconds after the former one.
  mutating func begin(after gap: Int64, program: String, pid: Int?) {
    time += gap
    appendTime()
    append(" web1 ")
    append(program)
    if let pid {
      append("[")
      append(pid)
      append("]")
    }
    append(": ")
  }

  mutating func appendTime() {
    let (second, micro) = (Int(time / 1_000_000), Int(time % 1_000_000))
    // Four weeks hold more than two million lines; then the log's calendar begins again.
    let day = 1 + (second / 86_400 + 10) % 28
    let clock = [second / 3600 % 24, second / 60 % 60, second % 60]
    switch form {
    case .traditional:
      append(day < 10 ? "May  " : "May ")
      append(day)
      append(" ")
      append(clock)
    case .dated:
      append("2026-05-")
      append(day, digits: 2)
      append("T")
      append(clock)
      append(".")
      append(micro, digits: 6)
      append("+00:00")
    }
  }

  mutating func append(_ text: String) { bytes += text.utf8 }

  mutating func append(_ number: Int, digits: Int = 1) {
    var (divisor, width) = (1, 1)
    while number / divisor >= 10 || width < digits { (divisor, width) = (divisor * 10, width + 1) }
    while divisor > 0 {
      bytes.append(UInt8(48 + number / divisor % 10))
      divisor /= 10
    }
  }

  private mutating func append(_ clock: [Int]) {
    for (index, part) in clock.enumerated() {
      if index > 0 { append(":") }
      append(part, digits: 2)
    }
  }

  mutating func end() { bytes.append(10) }
}
