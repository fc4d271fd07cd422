import CLinux
import Records

/// The buffer of a reading thread: raw bytes go in, whole lines come out, what is left of the last
/// line stays.
///
/// It is allocated once and holds 256 KiB: beyond that reading gets no faster, and a chunk still fits
/// a processor's second cache. In front of the bytes that are not yet lines stand the last 256 that
/// are: they prove that an offset still means what it meant.
@safe final class LineBuffer {
  static let tailBytes = 256
  static let dataBytes = 256 * 1024
  /// Lines of one chunk: enough for 256 KiB of lines of four bytes; shorter ones make more chunks.
  static let linesMax = 65_536

  /// The whole lines found by one call, lent until the next.
  struct Cut {
    var lines = 0
    /// Raw bytes passed over, with line ends.
    var passed = 0
    /// Bytes left out of the middle of a line that was too long.
    var missing = 0
    fileprivate var start = 0
    fileprivate var isLong = false
  }

  private let bytes: UnsafeMutablePointer<UInt8>
  private let table: UnsafeMutablePointer<Chunk.Line>
  /// Where a line that was too long is put together; empty until there was one.
  private var longBytes: [UInt8] = []
  private var start = LineBuffer.tailBytes
  private var end = LineBuffer.tailBytes

  init() {
    let room = Self.tailBytes + Self.dataBytes + Chunk.paddingBytes
    unsafe bytes = .allocate(capacity: room)
    unsafe bytes.initialize(repeating: 0, count: room)
    unsafe table = .allocate(capacity: Self.linesMax)
  }

  deinit {
    unsafe bytes.deallocate()
    unsafe table.deallocate()
  }

  /// Bytes that are not yet part of a line.
  var pending: Int { end - start }

  /// Forgets everything, for the next file.
  func reset() {
    start = Self.tailBytes
    end = Self.tailBytes
  }

  /// Moves what is pending to the front and reads behind it: `read` is lent the room and says how
  /// many bytes it filled, which is returned.
  func fill(_ read: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows -> Int {
    if start > Self.tailBytes {
      let shift = start - Self.tailBytes
      unsafe memmove(bytes, bytes + shift, end - shift)
      start -= shift
      end -= shift
    }
    let room = Self.tailBytes + Self.dataBytes - end
    let filled = try unsafe read(UnsafeMutableRawBufferPointer(start: bytes + end, count: room))
    end += filled
    return filled
  }

  /// Reads from `tail.count` bytes before the next line on, forgetting what was pending; false when
  /// the bytes before the line are not `tail`: the file's content was replaced.
  func fill(
    after tail: [UInt8], _ read: (UnsafeMutableRawBufferPointer) throws -> Int
  ) rethrows -> (holds: Bool, filled: Int) {
    reset()
    let front = unsafe bytes + (Self.tailBytes - tail.count)
    let room = unsafe UnsafeMutableRawBufferPointer(
      start: front, count: Self.dataBytes + tail.count)
    let filled = try unsafe read(room)
    guard filled >= tail.count, unsafe memcmp(front, tail, tail.count) == 0 else {
      return (false, 0)
    }
    end += filled - tail.count
    return (true, filled - tail.count)
  }

  /// The last bytes, at most 256 and at most `limit`, before the first that is pending.
  func tail(atMost limit: Int64) -> [UInt8] {
    let count = Int(min(limit, Int64(Self.tailBytes)))
    return unsafe Array(UnsafeBufferPointer(start: bytes + (start - count), count: count))
  }

  /// Drops NUL bytes, which a writer without O_APPEND leaves in front after a truncation, and a
  /// byte-order mark when this is the very first byte of the file; says how many of each.
  func skipFront(isFirstByte: Bool) -> (nuls: Int, mark: Int) {
    let first = start
    while start < end, unsafe bytes[start] == 0 { start += 1 }
    let nuls = start - first
    guard isFirstByte, nuls == 0, pending >= 3, unsafe bytes[start] == 0xEF,
      unsafe bytes[start + 1] == 0xBB, unsafe bytes[start + 2] == 0xBF
    else { return (nuls, 0) }
    start += 3
    return (0, 3)
  }
}

extension LineBuffer {
  /// Finds the whole lines at the front of what is pending.
  ///
  /// `long` carries a line that is longer than the buffer from call to call. With `isLast`, what
  /// is left without a line end is a line too.
  func cut(_ long: inout LongLine?, isLast: Bool = false) -> Cut {
    if long == nil {
      let found = cutWhole()
      if found.lines > 0 { return found }
      // One byte more may be a carriage return, which is no part of the line.
      let spare = isLast && !endsWithReturn ? 0 : 1
      if pending <= LongLine.lineBytesMax + spare { return isLast ? cutRest() : Cut() }
      long = LongLine()
    }
    return cutLong(&long, isLast: isLast)
  }

  private func cutWhole() -> Cut {
    var passed = 0
    let lines = unsafe table.withMemoryRebound(to: UInt32.self, capacity: 2 * Self.linesMax) {
      unsafe linux_find_lines(
        bytes + start, pending, $0, Self.linesMax, LongLine.lineBytesMax, &passed)
    }
    defer { start += passed }
    return Cut(lines: lines, passed: passed, start: start)
  }

  private var endsWithReturn: Bool {
    guard pending > 0 else { return false }
    return unsafe bytes[end - 1] == UInt8(ascii: "\r")
  }

  private func cutRest() -> Cut {
    guard pending > 0 else { return Cut() }
    unsafe table[0] = Chunk.Line(start: 0, end: UInt32(pending - (endsWithReturn ? 1 : 0)))
    defer { start = end }
    return Cut(lines: 1, passed: pending, start: start)
  }

  private func cutLong(_ long: inout LongLine?, isLast: Bool) -> Cut {
    let front = unsafe bytes + start
    let found = unsafe memchr(front, 10, pending)
    let count = unsafe found.map { unsafe $0 - UnsafeMutableRawPointer(front) } ?? pending
    unsafe long?.absorb(UnsafeBufferPointer(start: front, count: count))
    let passed = count + (unsafe found == nil ? 0 : 1)
    start += passed
    guard unsafe found != nil || isLast, let whole = long else { return Cut(passed: passed) }
    long = nil
    let (kept, missing) = whole.cut()
    unsafe table[0] = Chunk.Line(start: 0, end: UInt32(kept.count))
    longBytes = kept + [UInt8](repeating: 0, count: Chunk.paddingBytes)
    return Cut(lines: 1, passed: passed, missing: missing, isLong: true)
  }

  /// Lends the bytes and the table of a cut; only the latest one may be asked for.
  func withLines<Result>(
    of cut: Cut,
    _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<Chunk.Line>) throws -> Result
  ) rethrows -> Result {
    let lines = unsafe UnsafeBufferPointer(start: table, count: cut.lines)
    guard cut.isLong else {
      return try unsafe body(
        UnsafeBufferPointer(start: bytes + cut.start, count: cut.passed), lines)
    }
    return try unsafe longBytes.withUnsafeBufferPointer {
      try unsafe body(UnsafeBufferPointer(rebasing: $0.dropLast(Chunk.paddingBytes)), lines)
    }
  }
}
