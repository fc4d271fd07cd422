/// Rules that are found by the fields of an event instead of literals.
///
/// What passes may be too much, never too little: values are told apart by their hashes alone.
final class FieldGates: Sendable {
  /// What is asked of one field.
  struct Field: BitwiseCopyable, Sendable {
    /// In `rules`: those that want the field, whatever its value.
    var start: UInt32 = 0
    var end: UInt32 = 0
    var hasValues = false
  }

  /// A value of some field, by its hash; 0 for an empty slot.
  struct Value: BitwiseCopyable, Sendable {
    var hash: UInt64 = 0
    var start: UInt32 = 0
    var end: UInt32 = 0
  }

  /// By number.
  let fields: FixedTable<Field>
  /// Open addressing; a power of two of slots, at least twice as many as there are values.
  let values: FixedTable<Value>
  let rules: FixedTable<UInt32>

  init(_ rulesOfKeys: [FieldGate.Key: [UInt32]]) {
    var fields = Array(repeating: Field(), count: 1 + Int(rulesOfKeys.keys.map(\.field).max() ?? 0))
    var size = 16
    while size < 2 * rulesOfKeys.count { size *= 2 }
    var values = Array(repeating: Value(), count: size)
    var rules: [UInt32] = []
    for (key, wanted) in rulesOfKeys.sorted(by: { $0.key < $1.key }) {
      let start = UInt32(rules.count)
      rules += wanted
      let end = UInt32(rules.count)
      guard let value = key.value else {
        (fields[Int(key.field)].start, fields[Int(key.field)].end) = (start, end)
        continue
      }
      fields[Int(key.field)].hasValues = true
      let hash = unsafe value.withUnsafeBufferPointer { unsafe Self.hash(key.field, $0) }
      var place = Int(truncatingIfNeeded: hash) & (size - 1)
      while values[place].hash != 0 { place = (place + 1) & (size - 1) }
      values[place] = Value(hash: hash, start: start, end: end)
    }
    self.fields = FixedTable(fields)
    self.values = FixedTable(values)
    self.rules = FixedTable(rules)
  }

  /// One whose tables are there.
  init(
    fields: consuming FixedTable<Field>, values: consuming FixedTable<Value>,
    rules: consuming FixedTable<UInt32>
  ) {
    self.fields = fields
    self.values = values
    self.rules = rules
  }

  /// Adds each rule that the event may match; one that asks for several fields maybe twice.
  func collect(of event: borrowing Event, into found: inout GrowingTable<UInt32>) {
    event.forEachPresentField { number in
      guard Int(number) < fields.count else { return }
      let field = unsafe fields.base[Int(number)]
      add(field.start, field.end, to: &found)
      if field.hasValues { collect(of: number, event, into: &found) }
    }
  }

  private func collect(
    of number: UInt16, _ event: borrowing Event, into found: inout GrowingTable<UInt32>
  ) {
    var slot = event.slot(of: number)
    while true {
      if slot.kind != .absent, slot.kind != .null {
        let value = unsafe event.bytes(of: slot)
        unsafe look(for: value, in: number, &found)
        // `5.0` equals 5.
        let digits = unsafe slot.kind == .number ? canonicalDigits(of: value) : value.indices
        if digits.count < value.count {
          unsafe look(for: .init(rebasing: value[digits]), in: number, &found)
        }
      }
      guard let following = event.following(slot) else { return }
      slot = following
    }
  }

  private func look(
    for value: UnsafeBufferPointer<UInt8>, in field: UInt16, _ found: inout GrowingTable<UInt32>
  ) {
    guard value.count <= FieldGate.valueBytesMax else { return }
    let hash = unsafe Self.hash(field, value)
    var place = Int(truncatingIfNeeded: hash) & (values.count &- 1)
    while true {
      let entry = unsafe values.base[place]
      if entry.hash == 0 { return }
      if entry.hash == hash { add(entry.start, entry.end, to: &found) }
      place = (place &+ 1) & (values.count &- 1)
    }
  }

  @inline(__always)
  private func add(_ start: UInt32, _ end: UInt32, to found: inout GrowingTable<UInt32>) {
    for index in start..<end { found.append(unsafe rules.base[Int(index)]) }
  }

  /// Never 0; letters are folded.
  private static func hash(_ field: UInt16, _ value: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let folded = unsafe GroupKey.fnv1a(value.lazy.map { lowercased($0) })
    let hash = folded &+ UInt64(field) &* 0x9e37_79b9_7f4a_7c15
    return max(1, hash ^ hash >> 32)
  }
}

extension FieldGate.Key: Comparable {
  static func < (left: FieldGate.Key, right: FieldGate.Key) -> Bool {
    if left.field != right.field { return left.field < right.field }
    guard let one = left.value, let other = right.value else {
      return left.value == nil && right.value != nil
    }
    return one.lexicographicallyPrecedes(other)
  }
}
