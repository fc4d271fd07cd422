import CGrams

/// One thread's search for the literals of a `GramPlan`, a line at a time.
@safe struct GramScan: ~Copyable {
  /// Bytes of a line looked through at once.
  static let blockBytes = 1024
  static let windowBytes = MemoryLayout<UInt64>.size

  private let plan: GramPlan
  let tables: Pointers
  /// By literal and by clause: the line it was last seen in.
  let literalStamps: UnsafeMutablePointer<UInt32>
  private let clauseStamps: UnsafeMutablePointer<UInt32>
  /// By side set: the line it was last asked for in, and in the lowest bit the answer.
  private let sideStamps: UnsafeMutablePointer<UInt32>
  /// Names a line; the lowest bit is never set.
  private(set) var stamp: UInt32 = 0
  /// Places of a block whose gram's bit is set.
  let places: UnsafeMutablePointer<UInt32>
  /// Entries whose window stands in the line.
  let suspects: UnsafeMutablePointer<Suspect>
  /// Clauses seen in this line that trigger rules.
  private var primed = GrowingTable<UInt32>()
  /// Literals go to `recorded` instead of being noted.
  var isRecording = false
  var recorded = GrowingTable<UInt32>()
  /// By literal, the record it is in; records are numbered from 1.
  let recordedIn: UnsafeMutablePointer<UInt32>
  var recordNumber: UInt32 = 0
  /// What stands in names and in values that came before; see `GramScan+values.swift`.
  var memo = ValueMemo()
  /// Values of the line that `memo` does not hold, one after the other.
  var unread = GrowingTable<UInt8>()

  init(_ plan: GramPlan) {
    self.plan = plan
    unsafe tables = Pointers(plan)
    unsafe literalStamps = .allocate(capacity: plan.literalCount + 1)
    unsafe literalStamps.initialize(repeating: 0, count: plan.literalCount + 1)
    unsafe clauseStamps = .allocate(capacity: plan.clauseCount)
    unsafe clauseStamps.initialize(repeating: 0, count: plan.clauseCount)
    unsafe sideStamps = .allocate(capacity: plan.sideCount)
    unsafe sideStamps.initialize(repeating: 0, count: plan.sideCount)
    unsafe recordedIn = .allocate(capacity: plan.literalCount + 1)
    unsafe recordedIn.initialize(repeating: 0, count: plan.literalCount + 1)
    unsafe places = .allocate(capacity: Self.blockBytes + 1)
    unsafe suspects = .allocate(capacity: Self.blockBytes + plan.tables.entriesOfOneGram)
  }

  deinit {
    unsafe literalStamps.deallocate()
    unsafe clauseStamps.deallocate()
    unsafe sideStamps.deallocate()
    unsafe recordedIn.deallocate()
    unsafe places.deallocate()
    unsafe suspects.deallocate()
  }

  /// Forgets what was seen.
  mutating func begin() {
    stamp &+= 2
    if stamp == 0 {
      unsafe literalStamps.update(repeating: 0, count: plan.literalCount)
      unsafe clauseStamps.update(repeating: 0, count: plan.clauseCount)
      unsafe sideStamps.update(repeating: 0, count: plan.sideCount)
      memo.forgetStamps()
      stamp = 2
    }
    primed.removeAll()
  }

  /// Begins to count records again.
  mutating func forgetRecords() {
    unsafe recordedIn.update(repeating: 0, count: plan.literalCount + 1)
    recordNumber = 1
  }

  /// Lets the evaluation settle tests by what was seen in this line.
  mutating func tellSeen(to tables: inout ProgramTables) {
    guard !mayHaveMadeFields else { return }
    unsafe tables.stepLiterals = plan.stepLiterals.base
    unsafe tables.literalStamps = UnsafePointer(literalStamps)
    unsafe tables.stamp = stamp
  }

  /// Keywords stand in values of names that no rule knows as well.
  var readsAllValues: Bool { plan.hasKeywords }

  /// True when the line may have fields without their names: then nothing but triggers is sure.
  private var mayHaveMadeFields: Bool { unsafe clauseStamps[0] == stamp }

  /// Notes what stands in `text`, beside what was seen since `begin`.
  mutating func look(through text: UnsafeBufferPointer<UInt8>, _ traits: LineTraits) {
    note(traits)
    unsafe look(through: text)
  }

  mutating func note(_ traits: LineTraits) {
    if traits.isBeyondASCII { note(0) }
  }

  mutating func look(through text: UnsafeBufferPointer<UInt8>) {
    if unsafe tables.hasShorts { unsafe lookForShorts(in: text) }
    if text.count >= Self.windowBytes {
      unsafe lookForGrams(in: text)
    } else {
      // Windows are read whole, so what is shorter than one is looked at with room behind it.
      unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.windowBytes) { room in
        unsafe room.initialize(repeating: 0)
        for index in text.indices { unsafe room[index] = text[index] }
        unsafe lookForGrams(in: UnsafeBufferPointer(room))
      }
    }
  }

  private mutating func lookForGrams(in text: UnsafeBufferPointer<UInt8>) {
    guard let base = text.baseAddress else { return }
    let end = text.count - GramTables.bytes + 1
    var start = 0
    while start < end {
      let stop = min(start + Self.blockBytes, end)
      let count = unsafe tocsin_mark_grams(tables.bits, tables.shift, base, start, stop, places)
      unsafe compare(base, places: count, textCount: text.count)
      start = stop
    }
  }

  /// Notes a literal that the scan beside this one found.
  mutating func see(beside index: Int) {
    note(unsafe Int(tables.besideLiterals[index]))
  }

  /// Notes a literal that stands in the line.
  @inline(__always)
  mutating func note(_ literal: Int) {
    guard unsafe literalStamps[literal] != stamp else { return }
    unsafe literalStamps[literal] = stamp
    see(literal)
  }

  /// For lines in which any of them may be hidden.
  mutating func seeAllBeside() {
    for index in 0..<plan.besideLiterals.count { see(beside: index) }
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
  @unsafe struct Pointers: BitwiseCopyable {
    var shift: UInt32
    /// From a hash to its slot.
    var slotShift: UInt32
    var slotMask: Int
    var bits: UnsafePointer<UInt64>
    var slots: UnsafePointer<GramTables.Slot>
    var entries: UnsafePointer<GramTables.Entry>
    var texts: UnsafePointer<UInt8>
    var masks: UnsafePointer<UInt8>
    var literalStarts: UnsafePointer<UInt32>
    var literalClauses: UnsafePointer<UInt32>
    var clauseStarts: UnsafePointer<UInt32>
    var triggers: UnsafePointer<GramPlan.Trigger>
    var sideStarts: UnsafePointer<UInt32>
    var sideLiterals: UnsafePointer<UInt32>
    var besideLiterals: UnsafePointer<UInt32>
    var hasShorts: Bool
    var pairBits: UnsafePointer<UInt64>
    var nibbles: UnsafePointer<UInt8>
    var shortSlots: UnsafePointer<ShortTables.Slot>
    var shortSlotMask: Int
    var shorts: UnsafePointer<ShortTables.Entry>

    init(_ plan: GramPlan) {
      let tables = plan.tables
      unsafe shift = UInt32(32 - tables.hashBits)
      unsafe slotShift = UInt32(tables.hashBits - tables.slotBits)
      unsafe slotMask = tables.slots.count - 1
      unsafe bits = tables.bits.base
      unsafe slots = tables.slots.base
      unsafe entries = tables.entries.base
      unsafe texts = tables.texts.base
      unsafe masks = tables.masks.base
      unsafe literalStarts = plan.literalStarts.base
      unsafe literalClauses = plan.literalClauses.base
      unsafe clauseStarts = plan.clauseStarts.base
      unsafe triggers = plan.triggers.base
      unsafe sideStarts = plan.sideStarts.base
      unsafe sideLiterals = plan.sideLiterals.base
      unsafe besideLiterals = plan.besideLiterals.base
      unsafe hasShorts = !plan.shorts.isEmpty
      unsafe pairBits = plan.shorts.bits.base
      unsafe nibbles = plan.shorts.nibbles.base
      unsafe shortSlots = plan.shorts.slots.base
      unsafe shortSlotMask = plan.shorts.slots.count - 1
      unsafe shorts = plan.shorts.entries.base
    }
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
