import Records

/// Which log source an event serves by what it says: the clauses of mappings, flat.
///
/// The first clause all of whose conditions hold is taken. Walking it counts no references, so that
/// a line which is none of them costs a few comparisons.
struct ClauseTable: Sendable {
  private struct Condition: BitwiseCopyable, Sendable {
    /// For `Event.decoder`.
    var row: UInt16
    var field: UInt16
    /// Where its alternatives begin in `values`, and how many there are; none: any value will do.
    var firstValue: UInt32
    var valueCount: UInt32
    /// The last condition of its clause.
    var ends: Bool
  }

  private var conditions: [Condition] = []
  private var values: [PoolRange] = []
  private var pool: [UInt8] = []

  mutating func add(
    _ clause: MappingDeclaration.Clause, row: UInt16, _ names: inout FieldNames
  ) {
    for (index, condition) in clause.when.enumerated() {
      let isAny = condition.values.contains("*")
      conditions.append(
        Condition(
          row: row, field: names.number(for: condition.field), firstValue: UInt32(values.count),
          valueCount: isAny ? 0 : UInt32(condition.values.count),
          ends: index == clause.when.count - 1))
      guard !isAny else { continue }
      for value in condition.values {
        let bytes = asciiLowercased(Array(value.utf8))
        values.append(PoolRange(start: UInt32(pool.count), count: UInt32(bytes.count)))
        pool += bytes
      }
    }
  }

  /// Clauses to be asked after those that are here.
  mutating func add(_ others: ClauseTable) {
    let (firstValue, firstByte) = (UInt32(values.count), UInt32(pool.count))
    for condition in others.conditions {
      conditions.append(condition)
      conditions[conditions.count - 1].firstValue += firstValue
    }
    values += others.values.map { PoolRange(start: $0.start + firstByte, count: $0.count) }
    pool += others.pool
  }

  var isEmpty: Bool { conditions.isEmpty }

  /// The number of what the event serves; 0 when no clause holds.
  func row(of event: borrowing Event) -> UInt16 {
    var holds = true
    for index in conditions.indices {
      let condition = conditions[index]
      if holds { holds = isMet(condition, event) }
      guard condition.ends else { continue }
      if holds { return condition.row }
      holds = true
    }
    return 0
  }

  private func isMet(_ condition: Condition, _ event: borrowing Event) -> Bool {
    guard event.has(condition.field) else { return false }
    if condition.valueCount == 0 { return true }
    return unsafe event.anyValue(of: condition.field) { bytes, _ in
      for index in condition.firstValue..<condition.firstValue + condition.valueCount {
        if unsafe equals(bytes, values[Int(index)]) { return true }
      }
      return false
    }
  }

  private func equals(_ bytes: UnsafeBufferPointer<UInt8>, _ value: PoolRange) -> Bool {
    guard bytes.count == Int(value.count) else { return false }
    for offset in 0..<bytes.count
    where unsafe lowercased(bytes[offset]) != pool[Int(value.start) + offset] { return false }
    return true
  }
}
