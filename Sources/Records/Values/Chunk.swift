/// A run of whole lines read together from one file or journal, lent for the time of one call.
///
/// The bytes belong to the reader and are used again after the call: whoever needs more than that
/// copies. Lines are found through tables, never by looking for newlines: a journal's entry is one
/// line whatever bytes it holds.
@safe package struct Chunk: ~Copyable {
  /// One line as offsets into `bytes`, without its line end.
  package struct Line: BitwiseCopyable, Sendable {
    package var start: UInt32
    package var end: UInt32

    package init(start: UInt32, end: UInt32) {
      self.start = start
      self.end = end
    }
  }

  /// What a journal says beside its message: fields of one entry as a range of `sideBytes`.
  ///
  /// There, each field is a 32-bit little-endian length of the name, one of the value, the name,
  /// the value. Values are binary.
  package struct Side: BitwiseCopyable, Sendable {
    package var start: UInt32
    package var end: UInt32
    /// When it happened, by the journal's trusted clock, in microseconds since 1970.
    package var time: Int64

    package init(start: UInt32, end: UInt32, time: Int64) {
      self.start = start
      self.end = end
      self.time = time
    }
  }

  /// Bytes that may be read past the end of `bytes`, whatever they hold: vector code needs them.
  package static let paddingBytes = 64

  /// The source's id, as declared.
  package let source: String
  /// The file that is being read, for messages; nil for the journal and standard input.
  package let path: String?
  /// Number of the first line, counting from 1; 0 where lines are not numbered.
  package let firstLine: Int
  package let bytes: UnsafeBufferPointer<UInt8>
  package let lines: UnsafeBufferPointer<Line>
  package let sideBytes: UnsafeBufferPointer<UInt8>
  /// Empty for files; one for each line for the journal.
  package let sides: UnsafeBufferPointer<Side>
  /// When it was read.
  package let arrival: Instant
  /// True when no line will follow; its one line is empty and stands for none.
  package let isEnd: Bool
  /// Where the next chunk begins: what is committed with the findings of this one.
  package let end: ReadPosition

  /// Lends `bytes`, which are followed by `paddingBytes` readable bytes.
  package init(
    source: String, path: String?, firstLine: Int, bytes: UnsafeBufferPointer<UInt8>,
    lines: UnsafeBufferPointer<Line>,
    sideBytes: UnsafeBufferPointer<UInt8> = unsafe .init(start: nil, count: 0),
    sides: UnsafeBufferPointer<Side> = unsafe .init(start: nil, count: 0),
    arrival: Instant, end: ReadPosition, isEnd: Bool = false
  ) {
    self.source = source
    self.path = path
    self.firstLine = firstLine
    unsafe self.bytes = bytes
    unsafe self.lines = lines
    unsafe self.sideBytes = sideBytes
    unsafe self.sides = sides
    self.arrival = arrival
    self.end = end
    self.isEnd = isEnd
  }

  /// Lends the chunk that says that no line will follow.
  package static func withEnd<Result>(
    source: String, path: String?, arrival: Instant, _ body: (borrowing Chunk) throws -> Result
  ) rethrows -> Result {
    let bytes = [UInt8](repeating: 0, count: paddingBytes)
    let end = ReadPosition(source: source, file: "", path: path ?? "", isFinished: true)
    return try unsafe bytes.withUnsafeBufferPointer { bytes in
      try unsafe [Line(start: 0, end: 0)].withUnsafeBufferPointer { lines in
        try body(
          unsafe Chunk(
            source: source, path: path, firstLine: 0,
            bytes: UnsafeBufferPointer(rebasing: bytes[..<0]), lines: lines, arrival: arrival,
            end: end, isEnd: true))
      }
    }
  }
}
