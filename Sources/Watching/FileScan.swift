import Glibc
package import Records

/// One file from its first byte to its last, for `scan`: plain or gzip, `-` for standard input.
///
/// A file is read as it is now: nothing is waited for, and the last line needs no line end.
package final class FileScan {
  private enum Input {
    case plain(Descriptor)
    case compressed(Descriptor, GzipStream)
    case standard
  }

  private let source: String
  private let path: String
  private let now: () -> Instant
  private var input: Input
  private let buffer = LineBuffer()
  private var long: LongLine?
  private var hasEnded = false
  private var bytesFilled: Int64 = 0
  private var offset: Int64 = 0
  private var line = 0
  /// Bytes of the file, as it is on the disk; nil for standard input.
  package let bytesTotal: Int64?
  /// Lines longer than 64 KiB, of which the middle was cut out.
  package private(set) var linesCut = 0
  /// NUL bytes in front of the first line.
  package private(set) var nulBytesSkipped = 0

  /// Opens the file; throws a `SystemError` that names it when that cannot be.
  package init(path: String, source: String, now: @escaping () -> Instant) throws {
    self.path = path
    self.source = source
    self.now = now
    guard path != "-" else {
      input = .standard
      bytesTotal = nil
      return
    }
    let number = WatchCalls().open(path)
    guard number >= 0 else { throw Self.trouble(path, -number) }
    let descriptor = Descriptor(number)
    let facts = try FileFacts(of: descriptor)
    guard !facts.isFolder else { throw Self.trouble(path, EISDIR) }
    bytesTotal = facts.isRegular ? facts.size : nil
    let isGzip = GzipStream.isGzip(descriptor)
    input = isGzip ? .compressed(descriptor, try GzipStream(descriptor)) : .plain(descriptor)
  }

  private static func trouble(_ path: String, _ code: Int32) -> SystemError {
    let hint =
      code == EACCES
      ? Permission.detail(of: path, SystemError(place: path, call: "open", code: code)) : nil
    return SystemError(place: path, call: "open", code: code, hint: hint)
  }

  /// Bytes of the file that were read, as they are on the disk.
  package var bytesDone: Int64 {
    if case .compressed(_, let stream) = input { stream.compressedBytesRead } else { bytesFilled }
  }

  /// Lends the next chunk; false after the last.
  ///
  /// Throws a `SystemError` when the file cannot be read to its end: everything before that was lent.
  package func withNextChunk(_ body: (borrowing Chunk) throws -> Void) throws -> Bool {
    while true {
      if line == 0, long == nil { skipFront() }
      let cut = buffer.cut(&long, isLast: hasEnded)
      offset += Int64(cut.passed)
      if cut.lines > 0 {
        try lend(cut, body)
        return true
      }
      if hasEnded { return false }
      if cut.passed > 0 { continue }
      try fill()
    }
  }

  private func skipFront() {
    let (nuls, mark) = buffer.skipFront(isFirstByte: offset == 0)
    nulBytesSkipped += nuls
    offset += Int64(nuls + mark)
  }

  private func fill() throws {
    let filled = try unsafe buffer.fill { try unsafe read(into: $0) }
    bytesFilled += Int64(filled)
    if filled == 0 { hasEnded = true }
  }

  private func read(into room: UnsafeMutableRawBufferPointer) throws -> Int {
    switch input {
    case .plain(let descriptor):
      return try unsafe read(from: descriptor.number, into: room)
    case .standard: return try unsafe read(from: STDIN_FILENO, into: room)
    case .compressed(_, let stream):
      do { return try unsafe stream.read(into: room) } catch is GzipStream.Failure {
        throw SystemError(
          place: path, call: "inflate", code: EIO,
          hint:
            "the file is cut off or damaged, or larger than is read of one file: gzip -t \(path)")
      }
    }
  }

  private func read(from number: Int32, into room: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = unsafe Glibc.read(number, room.baseAddress, room.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw SystemError(place: path, call: "read", code: errno) }
    }
  }

  private func lend(_ cut: LineBuffer.Cut, _ body: (borrowing Chunk) throws -> Void) throws {
    let firstLine = line + 1
    line += cut.lines
    linesCut += cut.missing > 0 ? 1 : 0
    let end = ReadPosition(source: source, file: path, path: path, offset: offset, line: line)
    try unsafe buffer.withLines(of: cut) { bytes, lines in
      let chunk = unsafe Chunk(
        source: source, path: path == "-" ? nil : path, firstLine: firstLine, bytes: bytes,
        lines: lines, arrival: now(), end: end)
      try body(chunk)
    }
  }
}
