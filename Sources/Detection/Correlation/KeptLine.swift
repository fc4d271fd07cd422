import Records

/// What is shown of a line long after it was read: of windows that are tested when they end.
///
/// As bytes it is 8 of the time, 4 of the line's number, then four runs with their lengths: host,
/// text, source, path. Lengths have 16 bits, little-endian like the rest.
struct KeptLine: Sendable, Equatable {
  var time: Instant
  var host: Untrusted?
  var place: Finding.Place
  var text: Untrusted

  /// A long line is told by its beginning: there may be ten of them in each of many groups.
  static let textBytesMax = 512
  private static let nameBytesMax = 256

  /// Host and text of an event's line; the batch knows the rest.
  static func append(_ event: borrowing Event, to bytes: inout [UInt8]) {
    let host = bytes.count
    bytes += [0, 0]
    _ = unsafe event.withBytes(of: Envelope.host.number) {
      unsafe bytes.append(contentsOf: $0.prefix(nameBytesMax))
    }
    GroupKey.setCount(bytes.count - host - 2, at: host, in: &bytes)
    let text = unsafe event.line.prefix(textBytesMax)
    let start = bytes.count
    bytes += [0, 0]
    unsafe bytes.append(contentsOf: text)
    GroupKey.setCount(bytes.count - start - 2, at: start, in: &bytes)
  }

  /// The whole of it, from what `append` wrote at `start`.
  static func note(
    at start: Int, of hit: HitBatch.Hit, in batch: HitBatch, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> [UInt8] {
    var note: [UInt8] = []
    note.reserveCapacity(128)
    GroupKey.append(UInt64(bitPattern: hit.time), to: &note)
    // An event that lines were joined to has no line of its own.
    let isLine = batch.firstLine > 0 && Int(hit.line) < batch.lineCount
    let line = isLine ? batch.firstLine + Int(hit.line) : 0
    for shift in stride(from: 0, to: 32, by: 8) {
      note.append(UInt8(truncatingIfNeeded: line >> shift))
    }
    var end = start
    for _ in 0..<2 { end += unsafe 2 + GroupKey.count(at: end, in: bytes) }
    unsafe note.append(contentsOf: bytes[start..<end])
    for name in [batch.source, batch.path ?? ""] {
      let kept = Array(name.utf8.prefix(1024))
      note += [UInt8(truncatingIfNeeded: kept.count), UInt8(truncatingIfNeeded: kept.count >> 8)]
      note += kept
    }
    return note
  }

  static func time(of note: [UInt8]) -> Int64 {
    unsafe note.withUnsafeBufferPointer { Int64(bitPattern: unsafe GroupKey.word(at: 0, in: $0)) }
  }

  /// Bytes of one note at most.
  static let noteBytesMax = 12 + 8 + nameBytesMax + textBytesMax + 2 * 1024

  /// Nil for bytes that are no such note.
  init?(_ note: [UInt8]) {
    guard note.count >= 12 else { return nil }
    time = Instant(microseconds: Self.time(of: note))
    let line = (0..<4).reduce(0) { $0 | Int(note[8 + $1]) << (8 * $1) }
    var runs: [ArraySlice<UInt8>] = []
    var at = 12
    while at + 2 <= note.count, runs.count < 4 {
      let end = at + 2 + Int(note[at]) + Int(note[at + 1]) << 8
      guard end <= note.count else { return nil }
      runs.append(note[at + 2..<end])
      at = end
    }
    guard runs.count == 4, at == note.count else { return nil }
    host = runs[0].isEmpty ? nil : Untrusted(runs[0])
    text = Untrusted(runs[1])
    place = Finding.Place(
      source: String(decoding: runs[2], as: UTF8.self),
      path: runs[3].isEmpty ? nil : String(decoding: runs[3], as: UTF8.self),
      line: line == 0 ? nil : line)
  }
}
