package import Records

/// What is kept of windows between two runs: for each group its latest time and what its kind
/// needs, in `StateCoding`'s form, times as distances from the latest.
///
/// Rows without a correlation are clocks: how far a source had come (its id after `=`), and, without
/// a group, how far windows had been tested.
extension Windows {
  private static let version: UInt8 = 1

  /// The groups that changed since the last call, to be written in the transaction that carries
  /// the positions of the lines they have heard.
  ///
  /// They are to be applied in order: a group that was forgotten and made anew comes twice.
  package mutating func takeChanges() -> [WindowRow] {
    var rows = forgotten
    rows.reserveCapacity(rows.count + changed.count + clocks.count + 1)
    if areClocksChanged { rows += clockRows }
    for index in changed {
      groups[Int(index)].isChanged = false
      rows.append(row(of: Int(index), state(of: Int(index))))
    }
    forgotten = []
    changed.removeAll(keepingCapacity: true)
    areClocksChanged = false
    return rows
  }

  /// Every group, for windows that are made anew with another plan.
  package func rows() -> [WindowRow] {
    (mark == .min ? [] : clockRows)
      + groups.indices.filter { groups[$0].count > 0 }.map { row(of: $0, state(of: $0)) }
  }

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
      if row.correlation.isEmpty {
        if plan.closesWindows, restoreClock(row) { continue }
      } else if let number = numbers[row.correlation], restore(row, number) {
        continue
      } else {
        counters.unknownStates += 1
      }
      forgotten.append(WindowRow(correlation: row.correlation, group: row.group, state: []))
    }
  }

  private var clockRows: [WindowRow] {
    let marks: [([UInt8], Int64)] =
      [([], mark)]
      + clocks.sorted { $0.key < $1.key }.map { (Array("=\($0.key)".utf8), $0.value) }
    return marks.map { group, time in
      var writer = StateWriter(version: Self.version, fingerprint: 0)
      writer.add(signed: time)
      return WindowRow(correlation: "", group: group, state: writer.bytes)
    }
  }

  private mutating func restoreClock(_ row: WindowRow) -> Bool {
    guard var reader = StateReader(row.state, version: Self.version, fingerprint: 0),
      let time = reader.signed(), reader.isAtEnd
    else { return false }
    if row.group.isEmpty {
      mark = time
    } else {
      clocks[String(decoding: row.group.dropFirst(), as: UTF8.self)] = time
    }
    return true
  }

  /// Empty for a group whose window was tested: it is forgotten.
  private func state(of index: Int) -> [UInt8] {
    let group = groups[index]
    guard group.count > 0 else { return [] }
    let watch = plan.watches[Int(group.correlation)]
    var writer = StateWriter(version: Self.version, fingerprint: watch.fingerprint)
    writer.add(signed: group.last)
    writer.add(UInt64(group.count))
    switch watch.method {
    case .refused: break
    case .count: addTimes(of: group, to: &writer)
    case .ordered: addSteps(of: group, watch.starts, to: &writer)
    case .temporal:
      for place in 0..<watch.places { writer.add(cells[group.block + place], before: group.last) }
    case .distinct: addPairs(of: group, from: group.block, to: &writer)
    case .numbers: addPairs(of: group, from: firstNumber(of: index), to: &writer)
    case .closing:
      addPairs(of: group, from: group.block, to: &writer)
      writer.add(UInt64(notes[group.firing].count))
      for note in notes[group.firing] { writer.add(note) }
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
    addPairs(of: group, from: first, to: &writer)
  }

  private func addPairs(of group: Group, from first: Int, to writer: inout StateWriter) {
    for entry in 0..<Int(group.count) {
      writer.add(cells[first + 2 * entry], before: group.last)
      writer.add(UInt64(bitPattern: cells[first + 2 * entry + 1]))
    }
  }

  private mutating func restore(_ row: WindowRow, _ number: Int) -> Bool {
    let watch = plan.watches[number]
    guard
      var reader = StateReader(row.state, version: Self.version, fingerprint: watch.fingerprint),
      let last = reader.signed(), let count = reader.number(), count > 0,
      let kept = reader.kept(watch, Int(clamping: count), last: last)
    else { return false }
    unsafe row.group.withUnsafeBufferPointer { key in
      let heard = unsafe Heard(
        correlation: Int32(number), mask: 0, time: last,
        hash: GroupKey.hash(Int32(number), key))
      let index = unsafe find(heard, key) ?? make(heard, key)
      held += Int(count) - Int(groups[index].count)
      groups[index].last = last
      groups[index].head = 0
      if watch.method == .numbers {
        restoreNumbers(kept.cells, of: index, watch)
      } else {
        while Int(groups[index].room) < kept.cells.count { growBlock(of: index) }
        for (place, cell) in kept.cells.enumerated() { cells[groups[index].block + place] = cell }
        groups[index].count = Int32(count)
      }
      restoreRest(of: index, watch, kept.notes)
    }
    return true
  }

  private mutating func restoreNumbers(
    _ pairs: [Int64], of index: Int, _ watch: CorrelationPlan.Watch
  ) {
    groups[index].count = 0
    clearNumbers(of: index)
    for pair in stride(from: 0, to: pairs.count, by: 2) {
      addNumber(pairs[pair], Self.number(pairs[pair + 1]), to: index, watch)
    }
    groups[index].isHolding = holds(numberMeasure(of: index, watch), watch)
  }

  private mutating func restoreRest(
    of index: Int, _ watch: CorrelationPlan.Watch, _ kept: [[UInt8]]
  ) {
    if watch.method == .temporal { groups[index].isHolding = holds(present(index, watch), watch) }
    guard watch.method == .closing else { return }
    if groups[index].firing >= 0 { giveBackNotes(groups[index].firing) }
    groups[index].firing = takeNotes()
    notes[groups[index].firing] = kept
    for note in kept { noteBytes += note.count }
    rebuildDeadlines()
  }
}

extension StateReader {
  /// A group's cells as they stand in memory, and what is kept of its lines; nil when bytes are
  /// missing, left over or too many.
  fileprivate mutating func kept(
    _ watch: CorrelationPlan.Watch, _ count: Int, last: Int64
  ) -> (cells: [Int64], notes: [[UInt8]])? {
    var cells: [Int64]?
    var kept: [[UInt8]]? = []
    switch watch.method {
    case .refused: return nil
    case .count where count <= watch.timesMax: cells = times(count, last)
    case .ordered where count <= Windows.entriesMax:
      cells = steps(watch.starts, count, last)
    case .temporal where count <= watch.places: cells = places(watch.places, last)
    case .distinct where count <= watch.timesMax: cells = pairs(count, last)
    case .numbers where count <= watch.timesMax: cells = numbers(pairs(count, last))
    case .closing where count <= CorrelationPlan.timesMax:
      cells = watch.measure.isNumeric ? numbers(pairs(count, last)) : pairs(count, last)
      kept = notes()
    default: return nil
    }
    guard let cells, let kept, isAtEnd else { return nil }
    return (cells, kept)
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

  private mutating func places(_ count: Int, _ last: Int64) -> [Int64]? {
    var times: [Int64] = []
    for _ in 0..<count {
      guard let time = time(before: last) else { return nil }
      times.append(time)
    }
    return times
  }

  private mutating func steps(_ steps: Int, _ count: Int, _ last: Int64) -> [Int64]? {
    guard let starts = places(1 + 2 * steps, last), let pairs = pairs(count, last) else {
      return nil
    }
    return starts + pairs
  }

  private mutating func pairs(_ count: Int, _ last: Int64) -> [Int64]? {
    var cells: [Int64] = []
    for _ in 0..<count {
      guard let time = time(before: last), let other = number() else { return nil }
      cells += [time, Int64(bitPattern: other)]
    }
    return cells
  }

  /// Nil when one of them is none that is measured.
  private func numbers(_ pairs: [Int64]?) -> [Int64]? {
    guard let pairs else { return nil }
    let areMeasured = stride(from: 1, to: pairs.count, by: 2).allSatisfy {
      MeasuredNumber.isMeasured(Windows.number(pairs[$0]))
    }
    return areMeasured ? pairs : nil
  }

  private mutating func notes() -> [[UInt8]]? {
    guard let count = number(), count <= 2 * UInt64(Finding.evidenceMax) + 2 else { return nil }
    var notes: [[UInt8]] = []
    for _ in 0..<count {
      guard let note = run(atMost: KeptLine.noteBytesMax), KeptLine(note) != nil else { return nil }
      notes.append(note)
    }
    return notes
  }
}
