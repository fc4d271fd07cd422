package import Records

/// What is kept of windows between two runs.
///
/// A state is a version byte, four bytes that stand for the correlation's definition, then numbers
/// of variable length (LEB128): the latest time, and what its kind needs. Times are written as
/// distances from the latest.
extension Windows {
  private static let version: UInt8 = 1

  /// The groups that changed since the last call, to be written in the transaction that carries
  /// the positions of the lines they have heard.
  ///
  /// They are to be applied in order: a group that was forgotten and made anew comes twice.
  package mutating func takeChanges() -> [WindowRow] {
    var rows = forgotten
    rows.reserveCapacity(rows.count + changed.count)
    for index in changed {
      groups[Int(index)].isChanged = false
      rows.append(row(of: Int(index), state(of: Int(index))))
    }
    forgotten = []
    changed.removeAll(keepingCapacity: true)
    return rows
  }

  /// Every group, for windows that are made anew with another plan.
  package func rows() -> [WindowRow] { groups.indices.map { row(of: $0, state(of: $0)) } }

  /// Takes back what was kept.
  ///
  /// A state of a correlation that is gone, or means something else now, is forgotten, and is
  /// among the next changes as such.
  package mutating func restore(_ rows: [WindowRow]) {
    var numbers: [String: Int] = [:]
    for (number, watch) in plan.watches.enumerated() where watch.isUsable {
      numbers[plan.identities[number]] = number
    }
    for row in rows {
      guard let number = numbers[row.correlation], restore(row, number) else {
        counters.unknownStates += 1
        forgotten.append(WindowRow(correlation: row.correlation, group: row.group, state: []))
        continue
      }
    }
  }

  private func state(of index: Int) -> [UInt8] {
    let group = groups[index]
    let watch = plan.watches[Int(group.correlation)]
    var writer = StateWriter(version: Self.version, fingerprint: watch.fingerprint)
    writer.add(signed: group.last)
    writer.add(UInt64(group.count))
    if watch.isOrdered {
      addSteps(of: group, watch.steps, to: &writer)
    } else {
      addTimes(of: group, to: &writer)
    }
    return writer.bytes
  }

  /// Newest first, each as its distance from the one after it.
  private func addTimes(of group: Group, to writer: inout StateWriter) {
    var later = group.last
    for place in (0..<Int(group.count)).reversed() {
      let time = cells[group.block + (Int(group.head) + place) & (Int(group.room) - 1)]
      writer.add(time, before: later)
      later = time
    }
  }

  private func addSteps(of group: Group, _ steps: Int, to writer: inout StateWriter) {
    let first = group.block + 1 + 2 * steps
    for cell in group.block..<first { writer.add(cells[cell], before: group.last) }
    for entry in 0..<Int(group.count) {
      writer.add(cells[first + 2 * entry], before: group.last)
      writer.add(UInt64(cells[first + 2 * entry + 1]))
    }
  }

  private mutating func restore(_ row: WindowRow, _ number: Int) -> Bool {
    let watch = plan.watches[number]
    guard
      var reader = StateReader(row.state, version: Self.version, fingerprint: watch.fingerprint),
      let last = reader.signed(), let count = reader.number(), count > 0
    else { return false }
    guard let numbers = reader.cells(watch, Int(clamping: count), last: last) else { return false }
    unsafe row.group.withUnsafeBufferPointer { key in
      let heard = unsafe Heard(
        correlation: Int32(number), mask: 0, time: last,
        hash: GroupKey.hash(Int32(number), key))
      let index = unsafe find(heard, key) ?? make(heard, key)
      held += Int(count) - Int(groups[index].count)
      while Int(groups[index].room) < numbers.count { growBlock(of: index) }
      for (place, number) in numbers.enumerated() { cells[groups[index].block + place] = number }
      (groups[index].count, groups[index].head) = (Int32(count), 0)
      groups[index].last = last
    }
    return true
  }
}

private struct StateWriter {
  private(set) var bytes: [UInt8]

  init(version: UInt8, fingerprint: UInt32) {
    bytes = []
    bytes.reserveCapacity(64)
    bytes.append(version)
    for shift: UInt32 in [0, 8, 16, 24] {
      bytes.append(UInt8(truncatingIfNeeded: fingerprint >> shift))
    }
  }

  mutating func add(_ number: UInt64) {
    var rest = number
    while rest > 127 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Zigzag, so that times before 1970 stay short.
  mutating func add(signed number: Int64) {
    add(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
  }

  /// A time as its distance from `last`, plus 1; 0 for `Windows.never`.
  mutating func add(_ time: Int64, before last: Int64) {
    add(time == Windows.never ? 0 : UInt64(bitPattern: last &- time) &+ 1)
  }
}

private struct StateReader {
  private var rest: ArraySlice<UInt8>

  init?(_ bytes: [UInt8], version: UInt8, fingerprint: UInt32) {
    guard bytes.count > 5, bytes[0] == version,
      (0..<4).allSatisfy({ bytes[1 + $0] == UInt8(truncatingIfNeeded: fingerprint >> (8 * $0)) })
    else { return nil }
    rest = bytes[5...]
  }

  mutating func number() -> UInt64? {
    var (value, shift) = (UInt64(0), UInt64(0))
    while let byte = rest.popFirst(), shift < 64 {
      value |= UInt64(byte & 127) << shift
      if byte < 128 { return value }
      shift += 7
    }
    return nil
  }

  mutating func signed() -> Int64? {
    number().map { Int64(bitPattern: ($0 >> 1) ^ (0 &- ($0 & 1))) }
  }

  mutating func time(before last: Int64) -> Int64? {
    number().map { $0 == 0 ? Windows.never : last &- Int64(bitPattern: $0 &- 1) }
  }

  /// A group's cells as they stand in memory; nil when bytes are missing, left over or too many.
  mutating func cells(_ watch: CorrelationPlan.Watch, _ count: Int, last: Int64) -> [Int64]? {
    guard count <= (watch.isOrdered ? Windows.entriesMax : watch.timesMax) else { return nil }
    let cells = watch.isOrdered ? steps(watch.steps, count, last) : times(count, last)
    return rest.isEmpty ? cells : nil
  }

  private mutating func times(_ count: Int, _ last: Int64) -> [Int64]? {
    var (times, later): ([Int64], Int64) = ([], last)
    for _ in 0..<count {
      guard let time = time(before: later) else { return nil }
      times.append(time)
      later = time
    }
    return times.reversed()
  }

  private mutating func steps(_ steps: Int, _ count: Int, _ last: Int64) -> [Int64]? {
    var cells: [Int64] = []
    for _ in 0..<1 + 2 * steps {
      guard let time = time(before: last) else { return nil }
      cells.append(time)
    }
    for _ in 0..<count {
      guard let time = time(before: last), let mask = number(), mask <= UInt32.max else {
        return nil
      }
      cells += [time, Int64(mask)]
    }
    return cells
  }
}
