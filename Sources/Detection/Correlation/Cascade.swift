import Records

/// The firings of one batch while they are made, and the groups whose parents have yet to hear.
///
/// Plain values beside one run of bytes: texts are made once the batch has been heard.
struct Cascade {
  /// Matches looked back over for evidence: a flood must not make each firing dear.
  private static let lookBackMax = 2048
  /// Kept here: a constant of another room is asked for by a call.
  private let linesMax = Finding.evidenceMax

  /// What a correlation that held tells its parents.
  struct Child: BitwiseCopyable {
    var linkStart: Int
    var linkEnd: Int
    var time: Int64
    var correlation: Int32
    var hash: Int
    var keyStart: Int
    var keyEnd: Int
    /// In `notes`; -1 for none.
    var note: Int

    var links: Range<Int> { linkStart..<linkEnd }
  }

  /// A firing; `keyStart` and `keyEnd` are its group in `keys`.
  struct Told: BitwiseCopyable {
    var count: Int
    var time: Int64
    var keyStart: Int
    var keyEnd: Int
    var correlation: Int32
    var line: Int32
    var lineStart: Int32 = 0
    var lineCount: Int32 = 0
    /// In `notes`, where there is no line.
    var noteStart: Int32 = 0
    var noteCount: Int32 = 0
    var isRising: Bool
  }

  /// The number of the first firing.
  let firingsBefore: Int
  private(set) var told: [Told] = []
  private var keys: [UInt8] = []
  private var lines: [Int] = []
  private var notes: [[UInt8]] = []
  private var children: [Child] = []
  private var childKeys: [UInt8] = []
  private var done = 0

  init(firingsBefore: Int) { self.firingsBefore = firingsBefore }

  /// Makes a firing and returns its number.
  mutating func add(
    _ correlation: Int32, _ key: UnsafeBufferPointer<UInt8>, count: Int, isRising: Bool,
    _ line: Int32, _ time: Int64
  ) -> Int {
    let start = keys.count
    unsafe keys.append(contentsOf: key)
    told.append(
      Told(
        count: count, time: time, keyStart: start, keyEnd: keys.count, correlation: correlation,
        line: line, isRising: isRising))
    return firingsBefore + told.count - 1
  }

  /// One more match for a firing of this batch, which is now of this line.
  mutating func count(_ line: Int32, _ time: Int64, firing: Int) {
    let index = firing - firingsBefore
    told[index].count += 1
    told[index].line = line
    told[index].time = time
  }

  /// Gives a firing without a line what was kept of the lines.
  mutating func addNotes(_ kept: [[UInt8]], firing: Int) {
    told[firing - firingsBefore].noteStart = Int32(notes.count)
    told[firing - firingsBefore].noteCount = Int32(kept.count)
    notes += kept
  }

  func notes(of told: Told) -> [KeptLine] {
    notes[Int(told.noteStart)..<Int(told.noteStart + told.noteCount)].compactMap { KeptLine($0) }
  }

  /// Gives the last firing the lines of this chunk that its group has heard.
  mutating func addLines(of hit: HitBatch.Hit, at index: Int, in batch: HitBatch) {
    let start = lines.count
    lines.append(Int(hit.line))
    let limit = max(0, index - Self.lookBackMax)
    unsafe batch.hits.withUnsafeBufferPointer { hits in
      var at = index
      while at > limit, lines.count - start < linesMax {
        at -= 1
        guard unsafe hits[at].hash == hit.hash else { continue }
        let other = unsafe hits[at]
        if other.correlation == hit.correlation, Int(other.line) != lines.last {
          lines.append(Int(other.line))
        }
      }
    }
    told[told.count - 1].lineStart = Int32(start)
    told[told.count - 1].lineCount = Int32(lines.count - start)
  }

  func key(of told: Told) -> ArraySlice<UInt8> { keys[told.keyStart..<told.keyEnd] }

  /// Oldest first.
  func lines(of told: Told) -> [Int] {
    lines[Int(told.lineStart)..<Int(told.lineStart + told.lineCount)].reversed()
  }
}

extension Cascade {
  var hasChildren: Bool { !children.isEmpty }

  mutating func addChild(
    _ links: Range<Int>, _ time: Int64, _ heard: Windows.Heard, _ key: UnsafeBufferPointer<UInt8>,
    note: [UInt8]
  ) {
    let start = childKeys.count
    if !note.isEmpty { notes.append(note) }
    unsafe childKeys.append(contentsOf: key)
    children.append(
      Child(
        linkStart: links.lowerBound, linkEnd: links.upperBound, time: time,
        correlation: heard.correlation, hash: heard.hash, keyStart: start,
        keyEnd: childKeys.count, note: note.isEmpty ? -1 : notes.count - 1))
  }

  mutating func next() -> Child? {
    guard done < children.count else { return nil }
    done += 1
    return children[done - 1]
  }

  func note(of child: Child) -> [UInt8] { child.note < 0 ? [] : notes[child.note] }

  func key(of child: Child) -> ArraySlice<UInt8> { childKeys[child.keyStart..<child.keyEnd] }

  mutating func forgetChildren() {
    children.removeAll(keepingCapacity: true)
    childKeys.removeAll(keepingCapacity: true)
    done = 0
  }
}
