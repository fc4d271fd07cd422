import Records

/// Entries read together, which become one chunk for each source that has some.
///
/// All sources share one journal and one cursor, so a batch is given out in parts. Each part but the
/// last carries the cursors of both ends of the batch: after a kill between two parts the batch is read
/// again, and the sources that had their part pass it over.
struct JournalBatch {
  /// Entries of one batch; a restart reads at most so many again.
  static let entriesMax = 4096
  /// Bytes of lines and of side fields after which a batch is given out.
  static let lineBytesMax = 256 * 1024
  static let sideBytesMax = 1024 * 1024

  struct Entry {
    var source: Int
    var line: Range<Int>
    var side: Range<Int>
    var time: Int64
  }

  private(set) var entries: [Entry] = []
  private(set) var lineBytes: [UInt8] = []
  private(set) var sideBytes: [UInt8] = []
  /// Bytes cut out of lines, by source.
  private(set) var missing: [Int: Int] = [:]

  var isFull: Bool {
    entries.count >= Self.entriesMax || lineBytes.count >= Self.lineBytesMax
      || sideBytes.count >= Self.sideBytesMax
  }

  var sources: [Int] { Array(Set(entries.map(\.source))).sorted() }

  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    lineBytes.removeAll(keepingCapacity: true)
    sideBytes.removeAll(keepingCapacity: true)
    missing = [:]
  }

  mutating func add(_ fields: JournalFields, received: Int64, source: Int) {
    let (line, side) = (lineBytes.count, sideBytes.count)
    let cut = fields.appendLine(to: &lineBytes)
    if cut > 0 { missing[source, default: 0] += cut }
    sideBytes += fields.side
    entries.append(
      Entry(
        source: source, line: line..<lineBytes.count, side: side..<sideBytes.count,
        time: fields.time(received: received)))
  }

  /// The entries of one source, put together as a chunk has them.
  func part(of source: Int, into part: inout Part) {
    part.removeAll()
    for entry in entries where entry.source == source {
      let (line, side) = (part.bytes.count, part.sideBytes.count)
      part.bytes += lineBytes[entry.line]
      part.sideBytes += sideBytes[entry.side]
      part.lines.append(Chunk.Line(start: UInt32(line), end: UInt32(part.bytes.count)))
      part.sides.append(
        Chunk.Side(start: UInt32(side), end: UInt32(part.sideBytes.count), time: entry.time))
      // No line's own: it only keeps two lines from looking like one.
      part.bytes.append(UInt8(ascii: "\n"))
    }
    part.byteCount = part.bytes.count
    part.bytes += [UInt8](repeating: 0, count: Chunk.paddingBytes)
  }

  struct Part {
    var bytes: [UInt8] = []
    /// Without the padding.
    var byteCount = 0
    var sideBytes: [UInt8] = []
    var lines: [Chunk.Line] = []
    var sides: [Chunk.Side] = []

    mutating func removeAll() {
      bytes.removeAll(keepingCapacity: true)
      sideBytes.removeAll(keepingCapacity: true)
      lines.removeAll(keepingCapacity: true)
      sides.removeAll(keepingCapacity: true)
      byteCount = 0
    }
  }
}
