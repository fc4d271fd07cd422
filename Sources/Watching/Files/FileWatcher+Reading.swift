import CLinux
import Records

/// From bytes in files to chunks.
extension FileWatcher {
  private enum Step {
    /// Whole lines were found.
    case lines(LineBuffer.Cut)
    /// There is nothing more for now.
    case end
    /// The content is not what was read before.
    case replaced
    /// There are older generations to read first.
    case changed
  }

  /// Lends lines of the next trail that has some; trails take turns, a chunk each.
  func lendLines(_ body: (borrowing Chunk) throws -> Void) throws -> Bool {
    while !ready.isEmpty, announcements.isEmpty {
      let trail = ready.removeFirst()
      trail.isReady = false
      let lent = try lend(from: trail, body)
      makeReady(trail)
      if lent { return true }
    }
    return false
  }

  /// Older generations come first; a newer one waits until they were read to their end once.
  private func lend(from trail: Trail, _ body: (borrowing Chunk) throws -> Void) throws -> Bool {
    for file in trail.files {
      switch file.mayHaveMore ? next(of: file, trail) : .end {
      case .lines(let cut):
        try lend(cut, of: file, trail, body)
        return true
      case .replaced:
        replaced(file, of: trail)
        return false
      case .changed: return false
      case .end: if !file.isCaughtUp { return false }
      }
    }
    return false
  }

  private func lend(
    _ cut: LineBuffer.Cut, of file: LogFile, _ trail: Trail,
    _ body: (borrowing Chunk) throws -> Void
  ) throws {
    let source = sources[trail.source].source
    let firstLine = file.line < 0 ? 0 : file.line - cut.lines + 1
    let end = file.position(of: source)
    let arrival = now()
    note(cut, of: file, trail, arrival)
    try unsafe buffer(of: file).withLines(of: cut) { bytes, lines in
      let chunk = unsafe Chunk(
        source: source, path: file.path, firstLine: firstLine, bytes: bytes, lines: lines,
        arrival: arrival, end: end)
      try body(chunk)
    }
  }

  private func note(_ cut: LineBuffer.Cut, of file: LogFile, _ trail: Trail, _ arrival: Instant) {
    board.change(trail.source) {
      $0.linesRead += cut.lines
      $0.bytesRead += Int64(cut.passed)
      $0.linesCut += cut.missing > 0 ? 1 : 0
      $0.lastLines = arrival
    }
    guard cut.missing > 0 else { return }
    notices.tellHourly(
      .truncated, sources[trail.source].source,
      """
      \(file.path): a line of more than 64 KiB was cut: its first 60 and last 4 KiB were read, \
      \(cut.missing) bytes between them were not
      """)
  }

  private func buffer(of file: LogFile) -> LineBuffer {
    if case .compressed(_, let own) = file.content { own } else { buffer }
  }

  private func next(of file: LogFile, _ trail: Trail) -> Step {
    do throws(SystemError) {
      let step = try step(of: file, trail)
      file.isUnreadable = false
      return step
    } catch {
      // The position stays; the next look tries again.
      file.isUnreadable = true
      unreadable(trail, error)
      file.mayHaveMore = false
      return .end
    }
  }

  private func step(of file: LogFile, _ trail: Trail) throws(SystemError) -> Step {
    switch file.content {
    case .closed:
      file.mayHaveMore = false
      return .end
    case .compressed(let stream, let own): return next(of: file, in: stream, own, trail)
    case .plain(let descriptor):
      let facts = try FileFacts(of: descriptor)
      guard facts.size >= file.scanned, file.headHolds(in: descriptor) else { return .replaced }
      // Nothing of it was read that could tell whether it was copied and emptied meanwhile.
      if file.isLive, file.offset == 0, facts.size > 0, takeUnreadCopies(before: file, trail) {
        return .changed
      }
      return try next(of: file, in: descriptor, trail)
    }
  }
}

// MARK: - Plain files

extension FileWatcher {
  private func next(
    of file: LogFile, in descriptor: Descriptor, _ trail: Trail
  ) throws(SystemError) -> Step {
    while true {
      if file.isAtFront { skipHole(file, descriptor, trail) }
      let from = file.scanned - Int64(file.tail.count)
      let (holds, filled) = try fill(after: file.tail, from: descriptor, at: from)
      guard holds else { return .replaced }
      skipFront(file, buffer, trail)
      let cut = cutLines(of: file, buffer, isLast: file.isClosing && filled < LineBuffer.dataBytes)
      if cut.lines > 0 { return .lines(cut) }
      if filled < LineBuffer.dataBytes {
        end(file)
        return .end
      }
    }
  }

  private func fill(
    after tail: [UInt8], from descriptor: Descriptor, at offset: Int64
  ) throws(SystemError) -> (holds: Bool, filled: Int) {
    do {
      return try unsafe buffer.fill(after: tail) { room in
        guard let start = room.baseAddress else { return 0 }
        return try unsafe descriptor.read(room.count, at: offset, into: start)
      }
    } catch let error as SystemError {
      throw error
    } catch {
      throw SystemError(place: "", call: "read", code: EIO)
    }
  }

  /// Read to the end for now; a file that is being closed is let go.
  private func end(_ file: LogFile) {
    file.mayHaveMore = false
    file.isCaughtUp = true
    if file.isClosing { close(file) }
  }

  private func skipHole(_ file: LogFile, _ descriptor: Descriptor, _ trail: Trail) {
    let data = linux_first_data(descriptor.number, file.scanned)
    guard data > file.scanned else { return }
    countNuls(Int(data - file.scanned), trail)
    let count = min(data, Int64(LineBuffer.tailBytes))
    file.skip(data - file.scanned, tail: descriptor.bytes(Int(count), at: data - count))
  }

  private func skipFront(_ file: LogFile, _ buffer: LineBuffer, _ trail: Trail) {
    guard file.isAtFront, file.long == nil else { return }
    let (nuls, mark) = buffer.skipFront(isFirstByte: file.scanned == 0)
    guard nuls + mark > 0 else { return }
    countNuls(nuls, trail)
    let passed = Int64(nuls + mark)
    file.skip(passed, tail: buffer.tail(atMost: file.scanned + passed))
  }

  private func countNuls(_ count: Int, _ trail: Trail) {
    board.change(trail.source) { $0.nulBytesSkipped += count }
  }

  private func cutLines(of file: LogFile, _ buffer: LineBuffer, isLast: Bool) -> LineBuffer.Cut {
    let cut = buffer.cut(&file.long, isLast: isLast)
    if cut.passed > 0 {
      let tail = buffer.tail(atMost: file.scanned + Int64(cut.passed))
      file.pass(cut, tail: tail, hashKey: hashKey)
    }
    return cut
  }
}

// MARK: - Compressed files

extension FileWatcher {
  private func next(
    of file: LogFile, in stream: GzipStream, _ own: LineBuffer, _ trail: Trail
  ) -> Step {
    while true {
      let filled: Int
      do {
        filled = try unsafe own.fill { try unsafe stream.read(into: $0) }
      } catch {
        notices.tell(
          .gap, sources[trail.source].source,
          """
          \(file.path) is damaged after \(stream.output) decompressed bytes; what follows there \
          was not read. Try: gzip -t \(file.path)
          """)
        filled = 0
      }
      skipFront(file, own, trail)
      let cut = cutLines(of: file, own, isLast: filled == 0)
      if cut.lines > 0 { return .lines(cut) }
      if filled == 0 {
        close(file)
        return .end
      }
    }
  }

  /// Lets a file go that was read to its end for good.
  func close(_ file: LogFile) {
    release(file)
    file.close()
  }
}
