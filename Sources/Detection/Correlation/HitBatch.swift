package import Records

/// The matches of one chunk, in the order of its lines, on their way to the windows.
///
/// Scanners fill one each, in parallel and without allocating once it has grown; the windows, which
/// all sources share, read it. It holds no line: a hit names its line by index.
package struct HitBatch: Sendable {
  /// A rule matched a line of the chunk.
  package struct PlainHit: BitwiseCopyable, Sendable, Equatable {
    package var rule: Int32
    /// Index of the line in its chunk.
    package var line: Int32
  }

  /// A match on its way to one correlation, with the bytes of its group.
  struct Hit: BitwiseCopyable, Sendable {
    /// In `keys`: what is measured of the line and what is kept of it; or `noExtra`.
    var extra: UInt32
    var line: Int32
    /// Microseconds since 1970; or `unknownTime`.
    var time: Int64
    var correlation: Int32
    /// The places of the rule in the correlation's list, as bits.
    var mask: UInt32
    var keyStart: UInt32
    var keyCount: UInt32
    var hash: Int
  }

  /// Bytes of one value that go into a group's key; of a longer one the start and a digest.
  ///
  /// Addresses and user names take a tenth of it. An attacker chooses the length, we the memory.
  static let keyValueBytesMax = 256

  /// Hits of rules that are told by themselves; filled by the scanner, not read here.
  package private(set) var plain: [PlainHit] = []
  private(set) var hits: [Hit] = []
  private(set) var keys: [UInt8] = []
  /// Hits whose line has no time; no window hears them unless `setTimes` gives them one.
  package private(set) var withoutTime = 0
  /// Hits that no window heard: their line lacks a field of `group-by`.
  package private(set) var withoutField = 0
  /// Hits that no window heard: what is measured is absent from the line, or is no number.
  package private(set) var withoutValue = 0
  /// Where the chunk's lines stand, for what is kept of them.
  private(set) var source = ""
  private(set) var path: String?
  private(set) var firstLine = 0
  private(set) var lineCount = 0
  /// The count of scans, by the scanner that filled this; 0 for none.
  var scanNumber = 0
  /// The latest time of the chunk's lines, by their own clock; for `Windows.forget(before:)`.
  package var watermark: Instant?

  package init() {}

  /// True when neither a rule nor a correlation has anything in it.
  package var isEmpty: Bool { plain.isEmpty && hits.isEmpty }

  /// Forgets everything and keeps the memory.
  package mutating func reset() {
    plain.removeAll(keepingCapacity: true)
    hits.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
    (withoutTime, withoutField, withoutValue, watermark, scanNumber) = (0, 0, 0, nil, 0)
  }

  /// Notes a match that becomes a finding by itself.
  package mutating func add(rule: Int, line: Int) {
    plain.append(PlainHit(rule: Int32(rule), line: Int32(line)))
  }

  static let noExtra = UInt32.max
  static let unknownTime = Int64.min

  /// How far it is filled.
  struct Mark: Equatable {
    fileprivate var plain: Int
    fileprivate var hits: Int
  }

  var mark: Mark { Mark(plain: plain.count, hits: hits.count) }

  /// Puts everything in the order of its lines' places; of one place as it is.
  mutating func reorder(by place: (Int32) -> Int64) {
    let ranked = plain.enumerated().sorted {
      (place($0.element.line), $0.offset) < (place($1.element.line), $1.offset)
    }
    plain = ranked.map(\.element)
    let heard = hits.enumerated().sorted {
      (place($0.element.line), $0.offset) < (place($1.element.line), $1.offset)
    }
    hits = heard.map(\.element)
  }

  /// Says whose lines come next.
  mutating func begin(_ chunk: borrowing Chunk) {
    if source != chunk.source { source = chunk.source }
    if path != chunk.path { path = chunk.path }
    firstLine = chunk.firstLine
    lineCount = unsafe chunk.lines.count
  }

  /// Gives lines without a time of their own the one that `time` knows for their index.
  package mutating func setTimes(_ time: (Int) -> Instant) {
    guard withoutTime > 0 else { return }
    for index in hits.indices where hits[index].time == Self.unknownTime {
      hits[index].time = time(Int(hits[index].line)).microseconds
    }
    withoutTime = 0
  }

  /// A group in `keys`, with the hash of its bytes alone.
  struct Key: BitwiseCopyable {
    var start: UInt32
    var count: UInt32
    var hash: Int
  }

  /// Keeps the values of `fields` as a group; nil when the line lacks one of them.
  mutating func makeKey(of fields: UnsafeBufferPointer<UInt16>, in event: borrowing Event) -> Key? {
    let start = keys.count
    for index in fields.indices {
      guard appendValue(of: unsafe fields[index], in: event) else {
        keys.removeSubrange(start...)
        return nil
      }
    }
    let hash = unsafe keys.withUnsafeBufferPointer { bytes in
      unsafe GroupKey.hash(.init(rebasing: bytes[start...]))
    }
    return Key(start: UInt32(start), count: UInt32(keys.count - start), hash: hash)
  }

  /// Notes a match for one correlation; without a key it is only counted.
  mutating func add(
    extra: UInt32, line: Int, time: Int64, correlation: Int32, mask: UInt32, _ key: Key?
  ) {
    guard let key else {
      withoutField += 1
      return
    }
    if time == Self.unknownTime { withoutTime += 1 }
    hits.append(
      Hit(
        extra: extra, line: Int32(line), time: time, correlation: correlation, mask: mask,
        keyStart: key.start, keyCount: key.count,
        hash: GroupKey.hash(key.hash, for: correlation)))
  }

  /// Keeps the value of `fields`, and what may be shown of the line; nil when the value is absent
  /// or no number, which is counted.
  mutating func makeExtra(
    measuring fields: UnsafeBufferPointer<UInt16>, isNumeric: Bool, keepingLine: Bool,
    of event: borrowing Event
  ) -> UInt32? {
    let start = keys.count
    keys.append(0)
    keys.append(0)
    for index in fields.indices {
      let isKept =
        isNumeric
        ? appendNumber(of: unsafe fields[index], in: event)
        : appendValue(of: unsafe fields[index], in: event)
      guard isKept else {
        keys.removeSubrange(start...)
        withoutValue += 1
        return nil
      }
    }
    GroupKey.setCount(keys.count - start - 2, at: start, in: &keys)
    if keepingLine { KeptLine.append(event, to: &keys) }
    return UInt32(start)
  }

  private mutating func appendNumber(of field: UInt16, in event: borrowing Event) -> Bool {
    let number = unsafe event.withBytes(of: field) { unsafe MeasuredNumber.read($0) } ?? nil
    guard let number else { return false }
    GroupKey.append(number.bitPattern, to: &keys)
    return true
  }

  private mutating func appendValue(of field: UInt16, in event: borrowing Event) -> Bool {
    unsafe event.withBytes(of: field) { unsafe GroupKey.append($0, to: &keys) } != nil
  }
}
