import Records

/// Lines in memory, lent as a chunk: for samples and comparisons.
struct LentLines {
  private var bytes: [UInt8] = []
  private var lines: [Chunk.Line] = []
  var source: String
  var arrival: Instant

  init(_ texts: [[UInt8]], source: String, arrival: Instant) {
    self.source = source
    self.arrival = arrival
    for text in texts {
      lines.append(
        Chunk.Line(start: UInt32(bytes.count), end: UInt32(bytes.count + text.count)))
      bytes += text + [0x0a]
    }
    bytes += Array(repeating: 0, count: Chunk.paddingBytes)
  }

  func withChunk<Result>(_ body: (borrowing Chunk) throws -> Result) rethrows -> Result {
    try unsafe bytes.withUnsafeBufferPointer { bytes in
      try unsafe lines.withUnsafeBufferPointer { lines in
        let whole = unsafe UnsafeBufferPointer(rebasing: bytes.dropLast(Chunk.paddingBytes))
        return try body(
          unsafe Chunk(
            source: source, path: nil, firstLine: 1, bytes: whole, lines: lines, arrival: arrival,
            end: ReadPosition(source: source, file: "", path: "")))
      }
    }
  }
}
