/// One thread's search for the literals of a `GramPlan`, a line at a time.
@safe struct GramScan: ~Copyable {
  /// Bytes of a line looked through at once.
  private static let blockBytes = 1024

  private let plan: GramPlan
  private let tables: Pointers
  /// By literal and by clause: the line it was last seen in.
  private let literalStamps: UnsafeMutablePointer<UInt32>
  private let clauseStamps: UnsafeMutablePointer<UInt32>
  /// By side set: the line it was last asked for in, and in the lowest bit the answer.
  private let sideStamps: UnsafeMutablePointer<UInt32>
  /// Names a line; the lowest bit is never set.
  private var stamp: UInt32 = 0
  /// Places of a block whose gram's bit is set.
  private let places: UnsafeMutablePointer<UInt32>
  /// Clauses seen in this line that trigger rules.
  private var primed = GrowingTable<UInt32>()

  init(_ plan: GramPlan) {
    self.plan = plan
    unsafe tables = Pointers(plan)
    unsafe literalStamps = .allocate(capacity: plan.literalCount + 1)
    unsafe literalStamps.initialize(repeating: 0, count: plan.literalCount + 1)
    unsafe clauseStamps = .allocate(capacity: plan.clauseCount)
    unsafe clauseStamps.initialize(repeating: 0, count: plan.clauseCount)
    unsafe sideStamps = .allocate(capacity: plan.sideCount)
    unsafe sideStamps.initialize(repeating: 0, count: plan.sideCount)
    unsafe places = .allocate(capacity: Self.blockBytes)
  }

  deinit {
    unsafe literalStamps.deallocate()
    unsafe clauseStamps.deallocate()
    unsafe sideStamps.deallocate()
    unsafe places.deallocate()
  }

  /// Forgets what was seen.
  mutating func begin() {
    stamp &+= 2
    if stamp == 0 {
      unsafe literalStamps.update(repeating: 0, count: plan.literalCount)
      unsafe clauseStamps.update(repeating: 0, count: plan.clauseCount)
      unsafe sideStamps.update(repeating: 0, count: plan.sideCount)
      stamp = 2
    }
    primed.removeAll()
  }

  /// Lets the evaluation settle tests by what was seen in this line.
  mutating func tellSeen(to tables: inout ProgramTables) {
    guard !mayHaveMadeFields else { return }
    unsafe tables.stepLiterals = plan.stepLiterals.base
    unsafe tables.literalStamps = UnsafePointer(literalStamps)
    unsafe tables.stamp = stamp
  }

  /// True when the line may have fields without their names: then nothing but triggers is sure.
  private var mayHaveMadeFields: Bool { unsafe clauseStamps[0] == stamp }

  /// Notes what stands in `text`, beside what was seen since `begin`.
  mutating func look(through text: UnsafeBufferPointer<UInt8>, _ traits: LineTraits) {
    if traits.isBeyondASCII, unsafe literalStamps[0] != stamp {
      unsafe literalStamps[0] = stamp
      see(0)
    }
    guard let base = text.baseAddress, text.count >= GramTables.bytes else { return }
    let end = text.count - GramTables.bytes + 1
    var start = 0
    while start < end {
      let stop = min(start + Self.blockBytes, end)
      let count = unsafe mark(base, from: start, to: stop)
      for index in 0..<count {
        unsafe compare(base, at: Int(places[index]), count: text.count)
      }
      start = stop
    }
  }

  /// Notes the literal shorter than a gram that the scan beside this one found.
  mutating func see(short index: Int) {
    let literal = unsafe Int(tables.shortLiterals[index])
    guard unsafe literalStamps[literal] != stamp else { return }
    unsafe literalStamps[literal] = stamp
    see(literal)
  }

  /// For lines in which any of them may be hidden.
  mutating func seeAllShort() {
    for index in 0..<plan.shortLiterals.count { see(short: index) }
  }

  /// Adds each rule all of whose clauses were seen; one with several ways maybe twice.
  mutating func collectRules(into rules: inout GrowingTable<UInt32>) {
    let asksAll = !mayHaveMadeFields
    for index in 0..<primed.count {
      let clause = Int(primed[index])
      let end = unsafe Int(tables.clauseStarts[clause + 1])
      for place in unsafe Int(tables.clauseStarts[clause])..<end {
        let trigger = unsafe tables.triggers[place]
        guard asksAll else {
          rules.append(trigger.rule)
          continue
        }
        if trigger.second == 0
          || (sees(side: trigger.second) && (trigger.third == 0 || sees(side: trigger.third)))
        {
          rules.append(trigger.rule)
        }
      }
    }
  }

  /// True when a literal of the set was seen; asked once a line.
  @inline(__always)
  private func sees(side: UInt32) -> Bool {
    let side = Int(side)
    let known = unsafe sideStamps[side]
    if known & ~1 == stamp { return known & 1 == 1 }
    var isSeen = false
    let end = unsafe Int(tables.sideStarts[side + 1])
    for place in unsafe Int(tables.sideStarts[side])..<end
    where unsafe literalStamps[Int(tables.sideLiterals[place])] == stamp {
      isSeen = true
      break
    }
    unsafe sideStamps[side] = stamp | (isSeen ? 1 : 0)
    return isSeen
  }

  /// Forgets what sets were asked for: more may have been seen.
  mutating func forgetSides() {
    unsafe sideStamps.update(repeating: 0, count: plan.sideCount)
  }
}

extension GramScan {
  /// The tables as bare addresses; the plan keeps them alive.
  @unsafe private struct Pointers: BitwiseCopyable {
    var shift: UInt32
    var bits: UnsafePointer<UInt64>
    var ranks: UnsafePointer<UInt32>
    var starts: UnsafePointer<UInt32>
    var entries: UnsafePointer<GramTables.Entry>
    var texts: UnsafePointer<UInt8>
    var masks: UnsafePointer<UInt8>
    var literalStarts: UnsafePointer<UInt32>
    var literalClauses: UnsafePointer<UInt32>
    var clauseStarts: UnsafePointer<UInt32>
    var triggers: UnsafePointer<GramPlan.Trigger>
    var sideStarts: UnsafePointer<UInt32>
    var sideLiterals: UnsafePointer<UInt32>
    var shortLiterals: UnsafePointer<UInt32>

    init(_ plan: GramPlan) {
      let tables = plan.tables
      unsafe shift = UInt32(32 - tables.hashBits)
      unsafe bits = tables.bits.base
      unsafe ranks = tables.ranks.base
      unsafe starts = tables.starts.base
      unsafe entries = tables.entries.base
      unsafe texts = tables.texts.base
      unsafe masks = tables.masks.base
      unsafe literalStarts = plan.literalStarts.base
      unsafe literalClauses = plan.literalClauses.base
      unsafe clauseStarts = plan.clauseStarts.base
      unsafe triggers = plan.triggers.base
      unsafe sideStarts = plan.sideStarts.base
      unsafe sideLiterals = plan.sideLiterals.base
      unsafe shortLiterals = plan.shortLiterals.base
    }
  }

  /// Fills `places`; without a branch, since which grams are known cannot be foreseen.
  private func mark(_ base: UnsafePointer<UInt8>, from start: Int, to stop: Int) -> Int {
    let raw = unsafe UnsafeRawPointer(base)
    let (bits, places) = unsafe (tables.bits, self.places)
    let shift = unsafe tables.shift
    var (index, found) = (start, 0)
    // Eight bytes hold five grams.
    while index + 5 <= stop {
      let word = unsafe raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let eight = word | 0x2020_2020_2020_2020
      for offset in 0..<5 {
        let gram = UInt32(truncatingIfNeeded: eight &>> UInt64(8 &* offset))
        let hash = (gram &* 0x9e37_79b1) &>> shift
        unsafe places[found] = UInt32(truncatingIfNeeded: index &+ offset)
        found &+= unsafe Int(
          truncatingIfNeeded: (bits[Int(hash &>> 6)] &>> UInt64(hash & 63)) & 1)
      }
      index &+= 5
    }
    while index < stop {
      let four = unsafe raw.loadUnaligned(fromByteOffset: index, as: UInt32.self)
      let hash = ((four | 0x2020_2020) &* 0x9e37_79b1) &>> shift
      unsafe places[found] = UInt32(truncatingIfNeeded: index)
      found &+= unsafe Int(
        truncatingIfNeeded: (bits[Int(hash &>> 6)] &>> UInt64(hash & 63)) & 1)
      index &+= 1
    }
    return found
  }

  /// Compares the literals behind the gram at `place`.
  @inline(__always)
  private mutating func compare(_ base: UnsafePointer<UInt8>, at place: Int, count: Int) {
    let raw = unsafe UnsafeRawPointer(base)
    let four = unsafe raw.loadUnaligned(fromByteOffset: place, as: UInt32.self) | 0x2020_2020
    let hash = unsafe (four &* 0x9e37_79b1) &>> tables.shift
    let word = unsafe tables.bits[Int(hash &>> 6)] & ((1 &<< UInt64(hash & 63)) &- 1)
    let rank = unsafe Int(tables.ranks[Int(hash &>> 6)]) &+ word.nonzeroBitCount
    let end = unsafe Int(tables.starts[rank &+ 1])
    var index = unsafe Int(tables.starts[rank])
    while index < end {
      let entry = unsafe tables.entries[index]
      index &+= 1
      let start = place &- Int(entry.offset)
      guard entry.gram == four, start >= 0, start &+ Int(entry.count) <= count,
        unsafe literalStamps[Int(entry.literal)] != stamp,
        unsafe isWritten(entry, base + start)
      else { continue }
      unsafe literalStamps[Int(entry.literal)] = stamp
      see(Int(entry.literal))
    }
  }

  /// Eight bytes at a time, the last ones again.
  @inline(__always)
  private func isWritten(_ entry: GramTables.Entry, _ text: UnsafePointer<UInt8>) -> Bool {
    let count = Int(entry.count)
    let text = unsafe UnsafeRawPointer(text)
    let literal = unsafe UnsafeRawPointer(tables.texts + Int(entry.start))
    let mask = unsafe UnsafeRawPointer(tables.masks + Int(entry.start))
    if count < 8 {
      return unsafe four(text, mask, 0) == four(literal, 0)
        && four(text, mask, count - 4) == four(literal, count - 4)
    }
    var index = 0
    while index &+ 8 < count {
      if unsafe eight(text, mask, index) != eight(literal, index) { return false }
      index &+= 8
    }
    return unsafe eight(text, mask, count - 8) == eight(literal, count - 8)
  }

  @inline(__always)
  private func eight(_ text: UnsafeRawPointer, _ index: Int) -> UInt64 {
    unsafe text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
  }

  @inline(__always)
  private func eight(_ text: UnsafeRawPointer, _ mask: UnsafeRawPointer, _ index: Int) -> UInt64 {
    unsafe eight(text, index) | eight(mask, index)
  }

  @inline(__always)
  private func four(_ text: UnsafeRawPointer, _ index: Int) -> UInt32 {
    unsafe text.loadUnaligned(fromByteOffset: index, as: UInt32.self)
  }

  @inline(__always)
  private func four(_ text: UnsafeRawPointer, _ mask: UnsafeRawPointer, _ index: Int) -> UInt32 {
    unsafe four(text, index) | four(mask, index)
  }

  /// Notes a literal's clauses; a clause with triggers is primed once.
  private mutating func see(_ literal: Int) {
    let end = unsafe Int(tables.literalStarts[literal &+ 1])
    for place in unsafe Int(tables.literalStarts[literal])..<end {
      let clause = unsafe Int(tables.literalClauses[place])
      guard unsafe clauseStamps[clause] != stamp else { continue }
      unsafe clauseStamps[clause] = stamp
      if clause != 0 { primed.append(UInt32(truncatingIfNeeded: clause)) }
    }
  }
}
