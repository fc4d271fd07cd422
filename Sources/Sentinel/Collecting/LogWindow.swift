import Detection
import Records

/// The lines of a log around one of them, as far as they stand in the file now.
///
/// Lines are taken from the nearest to the farthest, until one is outside of the window's time or
/// the limits are met; those without a time of their own belong to their neighbours. Whatever is
/// missing is said.
struct LogWindow {
  /// Lines of one piece.
  static let linesMax = 1000

  var window: OwedEvidence.Window
  var tail: LogTail
  private var decoder: LineClockReader

  init(
    _ window: OwedEvidence.Window, in tail: LogTail, _ ruleSet: RuleSet, _ binding: SourceBinding
  ) {
    self.window = window
    self.tail = tail
    decoder = LineClockReader(ruleSet, binding, modified: tail.modified)
  }

  /// What is kept, in the order of the file, and what is to be said of it.
  func piece() -> (bytes: [UInt8], note: String) {
    guard let (place, isFound) = anchor() else {
      return ([], "the line is not in the file any more, and no line is as old; rotated away?")
    }
    let isBefore = window.side == .before
    let (taken, end) = take(
      isBefore ? Array((0...place).reversed()) : Array((place + 1)..<tail.lines.count))
    var bytes: [UInt8] = []
    for line in taken.sorted() {
      if !bytes.isEmpty { bytes.append(UInt8(ascii: "\n")) }
      bytes += tail.bytes[tail.lines[line]]
    }
    var notes = [taken.count == 1 ? "1 line" : "\(taken.count) lines"]
    if !isFound { notes.append("the line itself was not found, its time was") }
    notes += missing(end, taken)
    return (bytes, notes.joined(separator: "; "))
  }

  /// Why no more was taken.
  private enum End { case time, limit, file }

  private func take(_ places: [Int]) -> ([Int], End) {
    var (taken, size): ([Int], Int) = ([], 0)
    for place in places {
      if let time = time(of: place), isOutside(time) { return (taken, .time) }
      // Mended, a broken byte is three.
      let line = String(decoding: tail.bytes[tail.lines[place]], as: UTF8.self)
      size += line.utf8.count + 1
      guard taken.count < Self.linesMax, size <= IncidentEvidence.bytesMax else {
        return (taken, .limit)
      }
      taken.append(place)
    }
    return (taken, .file)
  }

  private func isOutside(_ time: Instant) -> Bool {
    switch window.side {
    case .before: time < window.at - window.span
    case .after: time > window.at + window.span
    }
  }

  private func missing(_ end: End, _ taken: [Int]) -> [String] {
    switch (end, window.side) {
    case (.time, _): return []
    case (.limit, _):
      return [
        "more lines are in the window than are kept (\(Self.linesMax) lines, "
          + "\(IncidentEvidence.bytesMax) bytes)"
      ]
    case (.file, .after): return ["as far as it was written when it was collected"]
    case (.file, .before):
      guard tail.isWhole else {
        return ["only the last \(LogTail.bytesMax >> 20) MiB were looked at"]
      }
      let first = tail.lines.indices.first { time(of: $0) != nil }.flatMap { time(of: $0) }
      let begins = first?.rfc3339() ?? "an unknown time"
      return ["the file begins at \(begins): what was rotated away before is missing"]
    }
  }

  /// The line itself, the last of equal ones; else the last that is not younger.
  private func anchor() -> (place: Int, isFound: Bool)? {
    let text = window.line?.encoded { Array($0.utf8) } ?? []
    let isCut = text.count > Untrusted.bytesMax
    let wanted = isCut ? Array(text.prefix(Untrusted.bytesMax)) : text
    let found = tail.lines.indices.last { place in
      let line = tail.lines[place]
      guard !wanted.isEmpty, isCut ? line.count >= wanted.count : line.count == wanted.count
      else { return false }
      return tail.bytes[line].starts(with: wanted)
    }
    if let found { return (found, true) }
    let older = tail.lines.indices.last { place in
      time(of: place).map { $0 <= window.at } ?? false
    }
    return older.map { ($0, false) }
  }

  private func time(of place: Int) -> Instant? {
    decoder.time(of: tail.bytes[tail.lines[place]])
  }
}

/// Reads the times of a source's lines, as the sentinel does.
final class LineClockReader {
  private var decoder: LineDecoder
  private var event: Event
  private let modified: Instant

  init(_ ruleSet: RuleSet, _ binding: SourceBinding, modified: Instant) {
    decoder = LineDecoder(set: ruleSet.decoders, names: ruleSet.names, binding: binding)
    event = Event(fieldCount: ruleSet.names.count)
    self.modified = modified
  }

  /// Nil for a line without a time of its own.
  func time(of line: ArraySlice<UInt8>) -> Instant? {
    unsafe line.withUnsafeBufferPointer { bytes in
      unsafe decoder.decode(
        bytes, side: UnsafeBufferPointer(start: nil, count: 0), sideTime: nil, arrival: modified,
        reference: modified, into: &event)
    }
    return event.time
  }
}
