import Glibc
package import Records

/// Lines from standard input, or any other descriptor that ends.
///
/// There is nothing to resume after a restart: what was read is gone from the pipe. The pipe is the
/// back-pressure: whoever writes into it waits while nothing is read. Used by one thread at a time;
/// `wake`, `stop` and `status` are for all.
package final class StandardInputReader: @unchecked Sendable {
  private let source: String
  private let input: Int32
  private let now: () -> Instant
  private let notices: Notices
  private let board: StatusBoard
  private let buffer = LineBuffer()
  private var long: LongLine?
  private var line = 0
  private var bytesPassed: Int64 = 0
  private var hasEnded = false
  /// Wakes or stops the reader, from any thread.
  package let bell: Bell

  package init(
    source: String, descriptor: Int32 = STDIN_FILENO, now: @escaping () -> Instant,
    report: @escaping (Happening) -> Void
  ) throws {
    self.source = source
    self.now = now
    input = descriptor
    notices = Notices(now: now, report: report)
    board = StatusBoard(sources: [source])
    bell = try Bell()
  }

  package var status: [SourceStatus] { board.all }
  package func wake() { bell.wake() }
  package func stop() { bell.stop() }

  /// Lends the next chunk; `.ended` after the last line, which needs no line end.
  package func withNextChunk(
    waitingAtMost wait: Duration, _ body: (borrowing Chunk) throws -> Void
  ) throws -> WatchOutcome {
    let deadline = Monotonic.now + wait
    while !bell.isStopped {
      let cut = buffer.cut(&long, isLast: hasEnded)
      bytesPassed += Int64(cut.passed)
      if cut.lines > 0 {
        try lend(cut, body)
        return .chunk
      }
      if hasEnded { return .ended }
      if cut.passed > 0 { continue }
      guard bell.wait(for: input, until: deadline) else {
        if !bell.isStopped { return .idle }
        continue
      }
      try fill()
    }
    return .ended
  }

  private func fill() throws {
    let input = self.input
    var code: Int32 = 0
    let filled = unsafe buffer.fill { room in
      let count = unsafe read(input, room.baseAddress, room.count)
      if count < 0 { code = errno }
      return max(count, 0)
    }
    if code != 0, code != EINTR, code != EAGAIN {
      throw SystemError(place: "standard input", call: "read", code: code)
    }
    if filled == 0, code == 0 { hasEnded = true }
    if line == 0, bytesPassed == 0, long == nil {
      bytesPassed += Int64(buffer.skipFront(isFirstByte: true).mark)
    }
  }

  private func lend(_ cut: LineBuffer.Cut, _ body: (borrowing Chunk) throws -> Void) throws {
    let firstLine = line + 1
    line += cut.lines
    note(cut)
    let end = ReadPosition(
      source: source, file: "stdin", path: "-", offset: bytesPassed, line: line)
    try unsafe buffer.withLines(of: cut) { bytes, lines in
      let chunk = unsafe Chunk(
        source: source, path: nil, firstLine: firstLine, bytes: bytes, lines: lines,
        arrival: now(), end: end)
      try body(chunk)
    }
  }

  private func note(_ cut: LineBuffer.Cut) {
    board.change(0) {
      $0.linesRead += cut.lines
      $0.bytesRead += Int64(cut.passed)
      $0.linesCut += cut.missing > 0 ? 1 : 0
      $0.lastLines = now()
    }
    guard cut.missing > 0 else { return }
    notices.tellHourly(
      .truncated, source,
      "a line of more than 64 KiB was cut: its first 60 and last 4 KiB were read")
  }
}
