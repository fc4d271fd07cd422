import Records

/// One match: the group takes it, a firing is made or added to, and parents hear what holds.
extension Windows {
  /// Takes one match in; true when it made a rising edge that is told.
  @inline(__always)
  mutating func hear(
    _ heard: Heard, _ key: UnsafeBufferPointer<UInt8>, _ cascade: inout Cascade, line: Int32,
    _ note: [UInt8]
  ) -> Bool {
    let watch = plan.watches[Int(heard.correlation)]
    guard watch.isUsable else { return false }
    counters.heard += 1
    if held >= Self.timesMax || noteBytes >= Self.noteBytesMax { evict() }
    if watch.method == .closing {
      unsafe collect(heard, key, watch, note)
      return false
    }
    let group = unsafe find(heard, key) ?? make(heard, key)
    let before = groups[group].count
    let outcome = take(heard, in: group, watch)
    held += Int(groups[group].count - before)
    guard case .holding(let isRising, let count) = outcome else { return false }
    if watch.linkStart < watch.linkEnd {
      unsafe cascade.addChild(
        watch.linkStart..<watch.linkEnd, groups[group].last, heard, key, note: note)
    }
    guard watch.isTold || tellsFeeds else { return false }
    unsafe tell(group, key, isRising ? count : nil, line, note, &cascade)
    return isRising && line >= 0
  }

  @inline(__always)
  private mutating func take(
    _ heard: Heard, in group: Int, _ watch: CorrelationPlan.Watch
  ) -> Outcome {
    switch watch.method {
    case .count: count(heard.time, in: group, watch)
    case .ordered: follow(heard.time, heard.mask, in: group, watch)
    case .temporal: meet(heard.time, heard.mask, in: group, watch)
    case .distinct: tellApart(heard.time, heard.value, in: group, watch)
    case .numbers: measure(heard.time, heard.value, in: group, watch)
    case .refused, .closing: .ignored
    }
  }

  /// Makes a firing, or adds to the one that this batch made when nothing rose since; `edge` is
  /// the window's count on a rising edge.
  private mutating func tell(
    _ group: Int, _ key: UnsafeBufferPointer<UInt8>, _ edge: Int?, _ line: Int32, _ note: [UInt8],
    _ cascade: inout Cascade
  ) {
    let (last, correlation) = (groups[group].last, groups[group].correlation)
    let number: Int
    if edge == nil, groups[group].firing >= firingsBefore {
      number = groups[group].firing
      cascade.count(line, last, firing: number)
    } else {
      number = unsafe cascade.add(
        correlation, key, count: edge ?? 1, isRising: edge != nil, line, last)
      groups[group].firing = edge == nil ? number : -1
    }
    if line < 0 { cascade.addNotes(note.isEmpty ? [] : [note], firing: number) }
  }

  /// Lets parents hear what just held, then theirs.
  mutating func climb(_ cascade: inout Cascade, line: Int32) {
    var (key, measured): ([UInt8], [UInt8]) = ([], [])
    swap(&key, &climbed)
    defer { swap(&key, &climbed) }
    while let child = cascade.next() {
      for number in child.links {
        let link = plan.links[number]
        var heard = Heard(correlation: link.parent, mask: link.mask, time: child.time, hash: 0)
        if link.valueCount > 0 {
          choose(link.valueStart, link.valueCount, cascade.key(of: child), into: &measured)
          guard let value = value(chosen: measured, of: link.parent) else {
            counters.withoutValue += 1
            continue
          }
          heard.value = value
        }
        if link.takesAll {
          key.removeAll(keepingCapacity: true)
          key.append(contentsOf: cascade.key(of: child))
        } else {
          choose(link.pickStart, link.pickCount, cascade.key(of: child), into: &key)
        }
        unsafe key.withUnsafeBufferPointer { key in
          heard.hash =
            link.takesAll
            ? GroupKey.hash(child.hash, from: child.correlation, to: link.parent)
            : unsafe GroupKey.hash(link.parent, key)
          _ = unsafe hear(heard, key, &cascade, line: line, cascade.note(of: child))
        }
      }
    }
    cascade.forgetChildren()
  }

  /// Nil for a text where a number is measured.
  private func value(chosen: [UInt8], of parent: Int32) -> UInt64? {
    unsafe chosen.withUnsafeBufferPointer { bytes in
      guard plan.watches[Int(parent)].measure.isNumeric else {
        return unsafe value(bytes, of: parent)
      }
      return unsafe MeasuredNumber.read(.init(rebasing: bytes.dropFirst(2)))?.bitPattern
    }
  }

  private func choose(
    _ start: Int32, _ count: Int32, _ key: ArraySlice<UInt8>, into chosen: inout [UInt8]
  ) {
    chosen.removeAll(keepingCapacity: true)
    unsafe key.withUnsafeBufferPointer { bytes in
      var values: [Range<Int>] = []
      unsafe GroupKey.values(in: bytes) { values.append($0) }
      for pick in plan.picks[Int(start)..<Int(start + count)] where pick < values.count {
        unsafe GroupKey.append(.init(rebasing: bytes[values[pick]]), to: &chosen)
      }
    }
  }
}
