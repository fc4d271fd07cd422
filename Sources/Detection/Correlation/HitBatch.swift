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
    (withoutTime, withoutField, withoutValue, watermark) = (0, 0, 0, nil)
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
    keys += [0, 0]
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

/// A group's values as bytes: for each one its length (16 bits, little-endian) and itself.
///
/// Lengths instead of separators, because a value may hold any byte.
enum GroupKey {
  /// A number of 16 bits at a place kept free for it.
  static func setCount(_ count: Int, at place: Int, in bytes: inout [UInt8]) {
    bytes[place] = UInt8(truncatingIfNeeded: count)
    bytes[place + 1] = UInt8(truncatingIfNeeded: count >> 8)
  }

  static func count(at place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    unsafe Int(bytes[place]) | Int(bytes[place + 1]) << 8
  }

  static func append(_ word: UInt64, to bytes: inout [UInt8]) {
    for shift: UInt64 in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  static func word(at place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<8 { word |= unsafe UInt64(bytes[place + index]) << UInt64(8 * index) }
    return word
  }

  static func append(_ value: UnsafeBufferPointer<UInt8>, to key: inout [UInt8]) {
    let kept =
      value.count <= HitBatch.keyValueBytesMax
      ? value.count : HitBatch.keyValueBytesMax - digestBytes
    let count = kept == value.count ? kept : HitBatch.keyValueBytesMax
    key.append(UInt8(truncatingIfNeeded: count))
    key.append(UInt8(truncatingIfNeeded: count >> 8))
    unsafe key.append(contentsOf: UnsafeBufferPointer(rebasing: value[..<kept]))
    if kept < value.count { unsafe appendDigest(of: value, to: &key) }
  }

  /// The ranges of the values in `key`, without their lengths.
  static func values(in key: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
    var offset = 0
    while offset + 2 <= key.count {
      let count = unsafe Int(key[offset]) | Int(key[offset + 1]) << 8
      let end = min(offset + 2 + count, key.count)
      body(offset + 2..<end)
      offset = end
    }
  }

  /// Differs from run to run: strangers choose the keys and must not choose the collisions.
  static func hash(_ key: UnsafeBufferPointer<UInt8>) -> Int {
    var hasher = Hasher()
    unsafe hasher.combine(bytes: UnsafeRawBufferPointer(key))
    return hasher.finalize()
  }

  /// The hash of a key's bytes, made one correlation's own.
  ///
  /// Known numbers suffice for that, since nobody knows what they are added to.
  static func hash(_ keyHash: Int, for correlation: Int32) -> Int {
    keyHash ^ (Int(correlation) &+ 1) &* 0x1e37_79b9_7f4a_7c15
  }

  static func hash(_ correlation: Int32, _ key: UnsafeBufferPointer<UInt8>) -> Int {
    unsafe hash(hash(key), for: correlation)
  }

  /// One correlation's hash of a key as another's.
  static func hash(_ hash: Int, from correlation: Int32, to other: Int32) -> Int {
    Self.hash(Self.hash(hash, for: correlation), for: other)
  }

  /// `~` and 16 hex digits.
  private static let digestBytes = 17

  private static func appendDigest(of value: UnsafeBufferPointer<UInt8>, to key: inout [UInt8]) {
    let digest = unsafe fnv1a(value)
    key.append(UInt8(ascii: "~"))
    for shift in stride(from: 60, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: digest >> UInt64(shift)) & 15
      key.append(digit < 10 ? 48 + digit : 87 + digit)
    }
  }

  /// FNV-1a, 64 bits: the same in every run, since keys are kept.
  static func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return digest
  }
}
