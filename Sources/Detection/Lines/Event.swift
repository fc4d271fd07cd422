package import Records

/// One line's fields by number, as offsets into the line or into bytes that a decoder made.
///
/// It is reused for every line of a scanner: setting and forgetting fields allocates nothing once
/// its tables have grown. It borrows the line: nothing in it outlives the chunk.
@safe package struct Event: ~Copyable {
  /// What a field holds.
  package enum Kind: UInt8, BitwiseCopyable, Sendable {
    case absent, null, text, number, boolean
  }

  /// One value: a run of bytes in the line, or in `made`.
  struct Slot: BitwiseCopyable {
    var kind: Kind
    var isMade: Bool
    var start: UInt32
    var count: UInt32
    /// Index in `overflow` of the next value of the same field; -1 for none.
    var next: Int32
  }

  /// The line as it was written.
  package private(set) var line: UnsafeBufferPointer<UInt8>
  /// By the line's own clock; nil when it has none that can be read.
  package var time: Instant?
  /// The decoder that understood the message: 0 for none, else its index plus one.
  package var decoder: UInt16 = 0

  private var slots: [Slot]
  private var touched: [UInt16] = []
  private var overflow: [Slot] = []
  private var made: [UInt8] = []

  private static let absent = Slot(kind: .absent, isMade: false, start: 0, count: 0, next: -1)

  /// - Parameter fieldCount: how many numbers `FieldNames` has given out.
  package init(fieldCount: Int) {
    unsafe line = UnsafeBufferPointer(start: nil, count: 0)
    slots = Array(repeating: Self.absent, count: fieldCount)
  }

  /// Forgets the former line and begins with `line`, which must outlive the use of this event.
  package mutating func begin(line: UnsafeBufferPointer<UInt8>) {
    unsafe self.line = line
    for number in touched { slots[Int(number)] = Self.absent }
    touched.removeAll(keepingCapacity: true)
    overflow.removeAll(keepingCapacity: true)
    made.removeAll(keepingCapacity: true)
    time = nil
    decoder = 0
  }

  /// Gives a field a value that stands in the line; replaces a former one.
  package mutating func set(_ field: UInt16, _ range: Range<Int>, kind: Kind = .text) {
    store(
      Slot(
        kind: kind, isMade: false, start: UInt32(range.lowerBound), count: UInt32(range.count),
        next: -1), in: field)
  }

  /// Gives a field a value that stands nowhere in the line.
  package mutating func set(
    _ field: UInt16, making bytes: UnsafeBufferPointer<UInt8>, kind: Kind = .text
  ) {
    let start = UInt32(made.count)
    unsafe made.append(contentsOf: bytes)
    store(
      Slot(kind: kind, isMade: true, start: start, count: UInt32(bytes.count), next: -1),
      in: field)
  }

  /// The same for literals and computed texts; not for the hot path of every line.
  package mutating func set(_ field: UInt16, making text: String, kind: Kind = .text) {
    var text = text
    text.withUTF8 { unsafe set(field, making: $0, kind: kind) }
  }

  /// Gives a field an explicit null.
  package mutating func setNull(_ field: UInt16) {
    store(Slot(kind: .null, isMade: false, start: 0, count: 0, next: -1), in: field)
  }

  /// Adds one more value to a field (JSON arrays); the first one when it had none.
  package mutating func append(
    _ field: UInt16, making bytes: UnsafeBufferPointer<UInt8>, kind: Kind = .text
  ) {
    guard slots[Int(field)].kind != .absent else {
      unsafe set(field, making: bytes, kind: kind)
      return
    }
    let start = UInt32(made.count)
    unsafe made.append(contentsOf: bytes)
    overflow.append(
      Slot(
        kind: kind, isMade: true, start: start, count: UInt32(bytes.count),
        next: slots[Int(field)].next))
    slots[Int(field)].next = Int32(overflow.count - 1)
  }

  package func kind(of field: UInt16) -> Kind { slots[Int(field)].kind }

  package func has(_ field: UInt16) -> Bool { slots[Int(field)].kind != .absent }

  /// Lends the first value's bytes; nil when the field is absent or null.
  package func withBytes<Result>(
    of field: UInt16, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result? {
    unsafe withBytes(of: slots[Int(field)], body)
  }

  /// True when `test` holds for any value of the field; false when absent or null.
  package func anyValue(
    of field: UInt16, _ test: (UnsafeBufferPointer<UInt8>, Kind) -> Bool
  ) -> Bool {
    var slot = slots[Int(field)]
    while true {
      if unsafe withBytes(of: slot, { unsafe test($0, slot.kind) }) == true { return true }
      guard slot.next >= 0 else { return false }
      slot = overflow[Int(slot.next)]
    }
  }

  /// The fields that have a value, in the order in which they were first set.
  package var presentFields: [UInt16] { touched.filter { has($0) } }

  private mutating func store(_ slot: Slot, in field: UInt16) {
    if slots[Int(field)].kind == .absent { touched.append(field) }
    slots[Int(field)] = slot
  }

  private func withBytes<Result>(
    of slot: Slot, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result? {
    guard slot.kind != .absent, slot.kind != .null else { return nil }
    let range = Int(slot.start)..<Int(slot.start) + Int(slot.count)
    if slot.isMade {
      return unsafe made.withUnsafeBufferPointer { unsafe body(.init(rebasing: $0[range])) }
    }
    return unsafe body(.init(rebasing: line[range]))
  }
}
