import CGrams

/// From places where a gram may stand to the literals that do.
extension GramScan {
  /// A literal whose window was found, and where it would begin.
  struct Suspect: BitwiseCopyable {
    var entry: UInt32
    var start: UInt32
  }

  /// Compares the literals behind the grams at the first of `places`.
  mutating func compare(_ base: UnsafePointer<UInt8>, places count: Int, textCount: Int) {
    var found = 0
    for index in 0..<count {
      let place = unsafe Int(places[index])
      let first = unsafe firstEntry(base + place)
      guard first != GramTables.Slot.none else { continue }
      unsafe sift(first, base, at: place, textCount, &found)
      if found >= Self.blockBytes {
        unsafe confirm(base, suspects: found)
        found = 0
      }
    }
    unsafe confirm(base, suspects: found)
  }

  /// The first entry of the gram at `text`; `Slot.none` when only its hash is one of ours.
  @inline(__always)
  private func firstEntry(_ text: UnsafePointer<UInt8>) -> UInt32 {
    let gram = unsafe four(UnsafeRawPointer(text), 0) | 0x2020_2020
    var place = unsafe Int(tocsin_gram_hash(gram, tables.shift) &>> tables.slotShift)
    while true {
      let slot = unsafe tables.slots[place]
      if slot.gram == gram || slot.first == GramTables.Slot.none { return slot.first }
      place = unsafe (place &+ 1) & tables.slotMask
    }
  }

  /// Keeps the entries whose window is there; without a branch for each, as with places.
  @inline(__always)
  private func sift(
    _ first: UInt32, _ base: UnsafePointer<UInt8>, at place: Int, _ textCount: Int,
    _ found: inout Int
  ) {
    var index = first
    while true {
      let entry = unsafe tables.entries + Int(index)
      let start = unsafe place &- Int(entry.pointee.offset)
      let window = unsafe start &+ Int(entry.pointee.windowOffset)
      // What is too near to an end to be read whole is compared byte by byte.
      let readable = min(max(window, 0), textCount &- Self.windowBytes)
      let bytes = unsafe eight(UnsafeRawPointer(base), readable) | entry.pointee.windowMask
      let isLikely = unsafe (bytes == entry.pointee.window ? 1 : 0) | (readable == window ? 0 : 1)
      let isInside =
        unsafe (start >= 0 ? 1 : 0) & (start &+ Int(entry.pointee.count) <= textCount ? 1 : 0)
      unsafe suspects[found] = Suspect(entry: index, start: UInt32(truncatingIfNeeded: start))
      found &+= isLikely & isInside
      if unsafe entry.pointee.isLast { return }
      index &+= 1
    }
  }

  /// Compares what is left in full and notes it.
  private mutating func confirm(_ base: UnsafePointer<UInt8>, suspects count: Int) {
    for index in 0..<count {
      let suspect = unsafe suspects[index]
      let entry = unsafe tables.entries[Int(suspect.entry)]
      if isRecording {
        if unsafe isWritten(entry, base + Int(suspect.start)) { record(entry.literal) }
        continue
      }
      guard unsafe literalStamps[Int(entry.literal)] != stamp,
        unsafe isWritten(entry, base + Int(suspect.start))
      else { continue }
      note(Int(entry.literal))
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
}
