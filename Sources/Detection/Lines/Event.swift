package import Records

/// One line's fields by number, as offsets into the line or into bytes that a decoder made.
///
/// It is reused for every line of a scanner: setting and forgetting fields allocates nothing once
/// its tables have grown. It borrows the line: nothing in it outlives the chunk. Its tables are
/// memory of its own rather than arrays, because a line costs a hundred nanoseconds and a check for
/// uniqueness at every field would be a tenth of that.
@safe package struct Event: ~Copyable {
  /// What a field holds.
  package enum Kind: UInt8, BitwiseCopyable, Sendable {
    case absent, null, text, number, boolean
  }

  /// One value: a run of bytes in the line, or in the bytes made.
  struct Slot: BitwiseCopyable {
    var kind: Kind
    var isMade: Bool
    var start: UInt32
    var count: UInt32
    /// Index in the overflow of the next value of the same field; -1 for none.
    var next: Int32
  }

  /// The line as it was written.
  package private(set) var line: UnsafeBufferPointer<UInt8>
  /// By the line's own clock; nil when it has none that can be read.
  package var time: Instant?
  /// The decoder that understood the message: 0 for none, else its index plus one.
  package var decoder: UInt16 = 0
  /// True where the line is an encoding of its fields (JSON): what an escape hides in it is then
  /// looked for by keywords as well.
  package var isStructured = false

  /// One slot for each number that `FieldNames` has given out.
  let slots: UnsafeMutablePointer<Slot>
  let fieldCount: Int
  private let touched: UnsafeMutablePointer<UInt16>
  private var touchedCount = 0
  private var overflow = GrowingTable<Slot>()
  private var made = GrowingTable<UInt8>()
  /// The line without its escapes, empty where it has none; then `leaves` whose escapes were undone.
  var unescaped = GrowingTable<UInt8>()
  var leaves = GrowingTable<Leaf>()
  /// `unescaped` was made for this line.
  var isUnescaped = false
  /// `leaves` were noted for this line.
  var areLeavesNoted = false

  private static let absent = Slot(kind: .absent, isMade: false, start: 0, count: 0, next: -1)

  /// - Parameter fieldCount: how many numbers `FieldNames` has given out.
  package init(fieldCount: Int) {
    unsafe line = UnsafeBufferPointer(start: nil, count: 0)
    self.fieldCount = fieldCount
    unsafe slots = .allocate(capacity: max(1, fieldCount))
    unsafe slots.initialize(repeating: Self.absent, count: max(1, fieldCount))
    unsafe touched = .allocate(capacity: max(1, fieldCount))
  }

  deinit {
    unsafe slots.deallocate()
    unsafe touched.deallocate()
  }

  /// Forgets the former line and begins with `line`, which must outlive the use of this event.
  package mutating func begin(line: UnsafeBufferPointer<UInt8>) {
    unsafe self.line = line
    for index in 0..<touchedCount { unsafe slots[Int(touched[index])] = Self.absent }
    touchedCount = 0
    overflow.removeAll()
    made.removeAll()
    unescaped.removeAll()
    leaves.removeAll()
    isUnescaped = false
    areLeavesNoted = false
    time = nil
    decoder = 0
    isStructured = false
  }

  /// Gives a field a value that stands in the line; replaces a former one.
  package mutating func set(_ field: UInt16, _ range: Range<Int>, kind: Kind = .text) {
    store(
      Slot(
        kind: kind, isMade: false, start: UInt32(truncatingIfNeeded: range.lowerBound),
        count: UInt32(truncatingIfNeeded: range.count), next: -1), in: field)
  }

  /// Gives a field a value that stands nowhere in the line.
  package mutating func set(
    _ field: UInt16, making bytes: UnsafeBufferPointer<UInt8>, kind: Kind = .text
  ) {
    unsafe store(make(bytes, kind: kind), in: field)
  }

  /// The same with bytes that `write` puts to where they stay; it returns their count, at most `room`.
  @inline(__always)
  mutating func set(
    _ field: UInt16, room: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int
  ) {
    made.reserve(room)
    let start = made.count
    let count = unsafe write(made.base + start)
    made.take(count)
    store(Self.slot(kept: start..<start + count, .text), in: field)
  }

  /// The same for literals and computed texts; not for the hot path of every line.
  package mutating func set(_ field: UInt16, making text: String, kind: Kind = .text) {
    var text = text
    text.withUTF8 { unsafe set(field, making: $0, kind: kind) }
  }

  /// Gives a field the values of another one, kinds included; replaces a former one.
  mutating func copy(_ field: UInt16, to other: UInt16) { store(slot(of: field), in: other) }

  /// Gives a field a part of another one's first value; `range` counts from its first byte.
  mutating func set(_ field: UInt16, partOf other: UInt16, _ range: Range<Int>) {
    var slot = slot(of: other)
    precondition(range.lowerBound >= 0 && range.upperBound <= Int(slot.count), "beyond the value")
    slot.start += UInt32(truncatingIfNeeded: range.lowerBound)
    slot.count = UInt32(truncatingIfNeeded: range.count)
    slot.kind = .text
    slot.next = -1
    store(slot, in: field)
  }

  /// Gives a field an explicit null.
  package mutating func setNull(_ field: UInt16) {
    store(Slot(kind: .null, isMade: false, start: 0, count: 0, next: -1), in: field)
  }

  /// Keeps bytes that hold the values of several fields; returns where they begin.
  mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let start = made.count
    unsafe made.append(contentsOf: bytes)
    return start
  }

  /// Gives a field a value that stands in what was kept.
  mutating func set(_ field: UInt16, kept range: Range<Int>, kind: Kind) {
    store(Self.slot(kept: range, kind), in: field)
  }

  /// Adds one more value to a field (JSON arrays); the first one when it had none.
  package mutating func append(
    _ field: UInt16, making bytes: UnsafeBufferPointer<UInt8>, kind: Kind = .text
  ) {
    let start = unsafe keep(bytes)
    append(field, kept: start..<start + bytes.count, kind: kind)
  }

  mutating func append(_ field: UInt16, kept range: Range<Int>, kind: Kind) {
    var slot = Self.slot(kept: range, kind)
    guard has(field) else { return store(slot, in: field) }
    unsafe slot.next = slots[Int(field)].next
    overflow.append(slot)
    unsafe slots[Int(field)].next = Int32(overflow.count - 1)
  }

  package func kind(of field: UInt16) -> Kind { slot(of: field).kind }

  package func has(_ field: UInt16) -> Bool { slot(of: field).kind != .absent }

  /// The fields that have a value, in the order in which they were first set.
  package var presentFields: [UInt16] {
    (0..<touchedCount).map { unsafe touched[$0] }.filter { has($0) }
  }

  /// Names each field that has a value, in the order in which they were first set.
  func forEachPresentField(_ body: (UInt16) -> Void) {
    for index in 0..<touchedCount {
      let field = unsafe touched[index]
      if has(field) { body(field) }
    }
  }

  private mutating func store(_ slot: Slot, in field: UInt16) {
    precondition(Int(field) < fieldCount, "a field without a number")
    if unsafe slots[Int(field)].kind == .absent {
      unsafe touched[touchedCount] = field
      touchedCount += 1
    }
    unsafe slots[Int(field)] = slot
  }

  private mutating func make(_ bytes: UnsafeBufferPointer<UInt8>, kind: Kind) -> Slot {
    let start = unsafe keep(bytes)
    return Self.slot(kept: start..<start + bytes.count, kind)
  }

  private static func slot(kept range: Range<Int>, _ kind: Kind) -> Slot {
    Slot(
      kind: kind, isMade: true, start: UInt32(truncatingIfNeeded: range.lowerBound),
      count: UInt32(truncatingIfNeeded: range.count), next: -1)
  }
}

/// Reading values: by closures for everybody, by slots for the evaluation.
extension Event {
  /// Lends the first value's bytes; nil when the field is absent or null.
  package func withBytes<Result>(
    of field: UInt16, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result? {
    let slot = slot(of: field)
    guard slot.kind != .absent, slot.kind != .null else { return nil }
    return unsafe body(bytes(of: slot))
  }

  /// True when `test` holds for any value of the field; false when absent or null.
  package func anyValue(
    of field: UInt16, _ test: (UnsafeBufferPointer<UInt8>, Kind) -> Bool
  ) -> Bool {
    var slot = slot(of: field)
    while true {
      if slot.kind != .absent, slot.kind != .null, unsafe test(bytes(of: slot), slot.kind) {
        return true
      }
      guard let next = following(slot) else { return false }
      slot = next
    }
  }

  @inline(__always)
  func slot(of field: UInt16) -> Slot {
    precondition(Int(field) < fieldCount, "a field without a number")
    return unsafe slots[Int(field)]
  }

  /// The next value of the same field.
  @inline(__always)
  func following(_ slot: Slot) -> Slot? { slot.next < 0 ? nil : overflow[Int(slot.next)] }

  /// The value's bytes; they live until the next change of the event.
  @inline(__always)
  func bytes(of slot: Slot) -> UnsafeBufferPointer<UInt8> {
    let base = unsafe slot.isMade ? UnsafePointer(made.base) : line.baseAddress
    return unsafe UnsafeBufferPointer(
      start: base.map { unsafe $0 + Int(slot.start) }, count: Int(slot.count))
  }
}
