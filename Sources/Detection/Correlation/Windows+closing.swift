package import Records

/// Conditions that are known only when a window ends: `lt`, `lte`, `eq`, `neq`, ranges, `not`.
///
/// Such a window opens with the first line of its group that no window holds, covers
/// [t, t + timespan), and is tested once, when the time of all sources has passed its end by the
/// lateness. Until then lines may come in any order; a line older than what has been tested is
/// late, dropped and counted, so that no window is ever tested twice. Every window that holds is an
/// edge of its own.
///
/// Cells of a group: pairs of time and what is measured, in order of time.
extension Windows {
  /// When a group's first window is due.
  struct Deadline: BitwiseCopyable, Sendable {
    var at: Int64
    var group: Int32
  }

  /// Keeps a match for the window's end.
  mutating func collect(
    _ heard: Heard, _ key: UnsafeBufferPointer<UInt8>, _ watch: CorrelationPlan.Watch,
    _ note: [UInt8]
  ) {
    guard mark == .min || heard.time >= mark &- slack[Int(heard.correlation)] else {
      counters.late += 1
      return
    }
    let index = unsafe find(heard, key) ?? make(heard, key)
    guard Int(groups[index].count) < CorrelationPlan.timesMax else {
      counters.overfull += 1
      return
    }
    if groups[index].count == 0 {
      if groups[index].firing >= 0 { emptied -= 1 } else { groups[index].firing = takeNotes() }
      groups[index].last = heard.time
    }
    groups[index].last = max(groups[index].last, heard.time)
    let first = groups[index].count == 0 ? Int64.max : cells[groups[index].block]
    insertPair(heard.time, payload(of: heard, watch), into: index)
    held += 1
    if heard.time < first { push(Deadline(at: deadline(of: index, watch), group: Int32(index))) }
    if !note.isEmpty { keep(note, of: index, watch) }
    markChanged(index)
  }

  private func payload(of heard: Heard, _ watch: CorrelationPlan.Watch) -> Int64 {
    watch.measure.hasValue ? Int64(bitPattern: heard.value) : Int64(heard.mask)
  }

  private func deadline(of index: Int, _ watch: CorrelationPlan.Watch) -> Int64 {
    let end = cells[groups[index].block] &+ watch.timespan
    return end &+ slack[Int(groups[index].correlation)]
  }

  /// Tests the windows that have ended by `reached`, less the lateness.
  ///
  /// No source will bring an older line. For times when nothing is read; `absorb` does it for every
  /// line.
  package mutating func close(upTo reached: Instant) -> [Firing] {
    guard plan.closesWindows else { return [] }
    var cascade = Cascade(firingsBefore: firingsBefore)
    close(upTo: reached.microseconds, &cascade)
    return firings(of: cascade)
  }

  /// Tests every window that is left: the input has ended.
  package mutating func closeAll() -> [Firing] {
    var cascade = Cascade(firingsBefore: firingsBefore)
    closeDue(.max, &cascade)
    return firings(of: cascade)
  }

  /// A clock goes forward, unless it was set back.
  static func advanced(_ clock: Int64, to time: Int64) -> Int64 {
    clock != .min && time < clock &- stepBack ? time : max(clock, time)
  }

  mutating func close(upTo reached: Int64, _ cascade: inout Cascade) {
    // The beginning of time: nobody knows yet how far some source has come.
    guard reached != .min else { return }
    let former = mark
    mark = Self.advanced(mark, to: reached)
    guard mark != former else { return }
    areClocksChanged = true
    closeDue(mark, &cascade)
  }

  private mutating func closeDue(_ limit: Int64, _ cascade: inout Cascade) {
    while let top = deadlines.first, top.at <= limit {
      popDeadline()
      let index = Int(top.group)
      let watch = plan.watches[Int(groups[index].correlation)]
      // A line that came before the first one has put the window elsewhere.
      guard groups[index].count > 0, deadline(of: index, watch) == top.at else { continue }
      closeWindow(of: index, watch, &cascade)
      if cascade.hasChildren { climb(&cascade, line: -1) }
    }
    if emptied > 1024, emptied * 2 > groups.count { dropEmpty() }
  }

  private mutating func closeWindow(
    of index: Int, _ watch: CorrelationPlan.Watch, _ cascade: inout Cascade
  ) {
    let group = groups[index]
    let end = cells[group.block] &+ watch.timespan
    var count = 0
    while count < Int(group.count), cells[group.block + 2 * count] < end { count += 1 }
    let latest = cells[group.block + 2 * (count - 1)]
    let told = countIfHolding(index, first: count, watch)
    let kept = takeNotes(of: index, before: end)
    removePairs(0..<count, of: index)
    held -= count
    markChanged(index)
    if groups[index].count > 0 {
      push(Deadline(at: deadline(of: index, watch), group: Int32(index)))
    } else {
      emptied += 1
    }
    guard let told else { return }
    let key = key(of: index)
    unsafe key.withUnsafeBufferPointer { key in
      let heard = Heard(
        correlation: group.correlation, mask: 0, time: latest, hash: group.hash)
      if watch.linkStart < watch.linkEnd {
        unsafe cascade.addChild(
          watch.linkStart..<watch.linkEnd, latest, heard, key, note: kept.last ?? [])
      }
      guard watch.isTold || tellsFeeds else { return }
      let firing = unsafe cascade.add(
        group.correlation, key, count: told, isRising: true, -1, latest)
      cascade.addNotes(kept, firing: firing)
    }
  }
}

/// The windows that end next, as a binary heap.
///
/// A group may stand in it several times; only the entry of its first window counts.
extension Windows {
  private mutating func push(_ deadline: Deadline) {
    deadlines.append(deadline)
    var place = deadlines.count - 1
    while place > 0, isSooner(deadlines[place], deadlines[(place - 1) / 2]) {
      deadlines.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  private mutating func popDeadline() {
    deadlines.swapAt(0, deadlines.count - 1)
    deadlines.removeLast()
    var place = 0
    while true {
      var soonest = place
      for child in [2 * place + 1, 2 * place + 2] where child < deadlines.count {
        if isSooner(deadlines[child], deadlines[soonest]) { soonest = child }
      }
      if soonest == place { return }
      deadlines.swapAt(place, soonest)
      place = soonest
    }
  }

  /// Ties by correlation and key, so that every run tells them in the same order.
  private func isSooner(_ left: Deadline, _ right: Deadline) -> Bool {
    if left.at != right.at { return left.at < right.at }
    let (one, other) = (Int(left.group), Int(right.group))
    if one == other { return false }
    if groups[one].correlation != groups[other].correlation {
      return groups[one].correlation < groups[other].correlation
    }
    return key(of: one).lexicographicallyPrecedes(key(of: other))
  }

  /// After groups have moved.
  mutating func rebuildDeadlines() {
    deadlines.removeAll(keepingCapacity: true)
    for index in groups.indices where groups[index].count > 0 {
      let watch = plan.watches[Int(groups[index].correlation)]
      guard watch.method == .closing else { continue }
      push(Deadline(at: deadline(of: index, watch), group: Int32(index)))
    }
  }
}

/// What is kept of lines: ten of the window that ends next, ten of what comes after it.
extension Windows {
  /// Bytes kept of lines by all groups together; beyond it the stalest groups go.
  static let noteBytesMax = 32 << 20

  mutating func takeNotes() -> Int {
    if let place = freeNotes.popLast() { return place }
    notes.append([])
    return notes.count - 1
  }

  mutating func giveBackNotes(_ place: Int) {
    for note in notes[place] { noteBytes -= note.count }
    notes[place] = []
    freeNotes.append(place)
  }

  mutating func keep(_ note: [UInt8], of index: Int, _ watch: CorrelationPlan.Watch) {
    let place = groups[index].firing
    let time = KeptLine.time(of: note)
    let at = notes[place].lastIndex { KeptLine.time(of: $0) <= time }.map { $0 + 1 } ?? 0
    notes[place].insert(note, at: at)
    noteBytes += note.count
    let end = cells[groups[index].block] &+ watch.timespan
    let first = notes[place].prefix { KeptLine.time(of: $0) < end }.count
    let (from, count) = time < end ? (0, first) : (first, notes[place].count - first)
    if count > Finding.evidenceMax { noteBytes -= notes[place].remove(at: from).count }
  }

  private mutating func takeNotes(of index: Int, before end: Int64) -> [[UInt8]] {
    let place = groups[index].firing
    let taken = notes[place].prefix { KeptLine.time(of: $0) < end }
    notes[place].removeFirst(taken.count)
    for note in taken { noteBytes -= note.count }
    return Array(taken.suffix(Finding.evidenceMax))
  }
}
