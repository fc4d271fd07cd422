package import Records

/// The lines of a chunk that windows may yet ask for, copied: for a scan whose windows come later.
///
/// It lends a chunk with the same numbers of lines, in which all others are empty.
package struct KeptLines: Sendable {
  private var bytes: [UInt8] = []
  private var lines: [Chunk.Line] = []
  private var source = ""
  private var path: String?
  private var firstLine = 0
  private var arrival = Instant(seconds: 0)
  private var end = ReadPosition(source: "", file: "", path: "")

  package init() {}

  /// Keeps the lines of `chunk` that `batch` heard for windows, in place of those that were kept.
  package mutating func keep(_ chunk: borrowing Chunk, heardBy batch: borrowing HitBatch) {
    (source, path, firstLine) = (chunk.source, chunk.path, chunk.firstLine)
    (arrival, end) = (chunk.arrival, chunk.end)
    bytes.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    guard !batch.hits.isEmpty else { return }
    let count = unsafe chunk.lines.count
    lines.append(contentsOf: repeatElement(Chunk.Line(start: 0, end: 0), count: count))
    var last = -1
    for hit in batch.hits where Int(hit.line) != last && Int(hit.line) < count {
      last = Int(hit.line)
      guard lines[last].end == lines[last].start else { continue }
      let start = UInt32(bytes.count)
      unsafe bytes.append(contentsOf: ChunkScanner.bytes(of: last, in: chunk))
      lines[last] = Chunk.Line(start: start, end: UInt32(bytes.count))
    }
    bytes.append(contentsOf: repeatElement(0, count: Chunk.paddingBytes))
  }

  /// About what it holds in memory.
  package var bytesHeld: Int { bytes.count + lines.count * 8 }

  package func withChunk<Result>(_ body: (borrowing Chunk) throws -> Result) rethrows -> Result {
    try unsafe bytes.withUnsafeBufferPointer { bytes in
      try unsafe lines.withUnsafeBufferPointer { lines in
        let whole = unsafe UnsafeBufferPointer(rebasing: bytes.dropLast(Chunk.paddingBytes))
        return try body(
          unsafe Chunk(
            source: source, path: path, firstLine: firstLine, bytes: whole, lines: lines,
            arrival: arrival, end: end))
      }
    }
  }
}

extension HitBatch {
  /// About what it holds in memory.
  package var bytesHeld: Int { plain.count * 8 + hits.count * 48 + keys.count }
}
