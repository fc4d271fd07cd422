import CHyperscan
import Records

/// Where Hyperscan's callback notes what it found: line by line, each literal once a line.
///
/// Bare memory that the callback is handed the address of; `LiteralScan` owns it.
@unsafe struct HitCollector: BitwiseCopyable {
  struct Hit: BitwiseCopyable {
    var line: UInt32
    var literal: UInt32
  }

  var lines: UnsafePointer<Chunk.Line>
  var lineCount: Int
  /// The line of the last hit: hits come in the order of their ends, or nearly.
  var current: Int
  var isOrdered: Bool
  var bytes: UnsafePointer<UInt8>
  /// Where in the chunk the scan began whose hits are noted.
  var scanStart: UInt32
  var literalBytes: UnsafePointer<UInt32>
  /// Literals from here on begin with a backslash or a percent sign and hide values.
  var hidingStart: UInt32
  /// Literals from here on are openings.
  var openingStart: UInt32
  /// By literal: the line it was last found in, plus `stampBase`.
  var seen: UnsafeMutablePointer<UInt64>
  var stampBase: UInt64
  var hits: UnsafeMutablePointer<Hit>
  var count: Int
  var capacity: Int
}

/// Finds the line of a hit and notes it, unless this literal was noted for this line before.
nonisolated let collectHit: match_event_handler = { literal, _, end, _, context in
  guard let context = unsafe context else { return 1 }
  let collector = unsafe context.assumingMemoryBound(to: HitCollector.self)
  let start = unsafe collector.pointee.scanStart
  unsafe note(literal, end: start &+ UInt32(truncatingIfNeeded: end), in: collector)
  return 0
}

@inline(__always)
private func note(
  _ literal: UInt32, end: UInt32, in collector: UnsafeMutablePointer<HitCollector>
) {
  var line = unsafe collector.pointee.current
  let count = unsafe collector.pointee.lineCount
  let lines = unsafe collector.pointee.lines
  while line < count, unsafe lines[line].end < end { line += 1 }
  while line > 0, unsafe lines[line - 1].end >= end {
    line -= 1
    unsafe collector.pointee.isOrdered = false
  }
  guard line < count else { return }
  unsafe collector.pointee.current = line
  // It ends in this line or between lines; it counts when it also begins in it.
  let length = unsafe collector.pointee.literalBytes[Int(literal)]
  guard end >= length, unsafe end - length >= lines[line].start else { return }
  let stamp = unsafe collector.pointee.stampBase &+ UInt64(line)
  guard unsafe collector.pointee.seen[Int(literal)] != stamp else { return }
  if unsafe literal >= collector.pointee.hidingStart,
    unsafe literal < collector.pointee.openingStart,
    unsafe isEscaped(end - length, from: lines[line].start, collector.pointee.bytes)
  {
    return
  }
  unsafe collector.pointee.seen[Int(literal)] = stamp
  let place = unsafe collector.pointee.count
  if unsafe place == collector.pointee.capacity { unsafe grow(collector) }
  unsafe collector.pointee.hits[place] = HitCollector.Hit(line: UInt32(line), literal: literal)
  unsafe collector.pointee.count = place + 1
}

/// True for a backslash that another one before it makes an ordinary character: `C:\\users`.
@inline(__always)
private func isEscaped(_ start: UInt32, from first: UInt32, _ bytes: UnsafePointer<UInt8>) -> Bool {
  guard unsafe bytes[Int(start)] == 0x5c else { return false }
  var index = start
  while index > first, unsafe bytes[Int(index) - 1] == 0x5c { index -= 1 }
  return (start - index) & 1 == 1
}

private func grow(_ collector: UnsafeMutablePointer<HitCollector>) {
  let capacity = unsafe collector.pointee.capacity
  let memory = UnsafeMutablePointer<HitCollector.Hit>.allocate(capacity: capacity * 2)
  unsafe memory.update(from: collector.pointee.hits, count: capacity)
  unsafe collector.pointee.hits.deallocate()
  unsafe collector.pointee.hits = memory
  unsafe collector.pointee.capacity = capacity * 2
}
