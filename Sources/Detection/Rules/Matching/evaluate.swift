import CHyperscan

/// Running a rule's program on one line: free functions over bare tables, for speed.

/// Units of work that one rule may spend on one line: a step is one, and each 32 bytes looked
/// through are one.
///
/// The longest public rule (4,432 alternatives) spends 40,000 on a line of 200 bytes; 2¹⁸ are about
/// five milliseconds.
let workMax = 1 << 18

/// Whether the rule that begins at `entry` matches; `work` is what is left, below zero when the
/// rule was given up.
func matches(
  _ entry: UInt32, _ tables: ProgramTables, _ event: borrowing Event, work: inout Int
) -> Bool {
  var next = entry
  while next < Step.reject {
    let step = unsafe tables.steps[Int(next)]
    work &-= 1
    if work < 0 { return false }
    if unsafe tables.settlesFalse(next) {
      next = step.onFalse
      continue
    }
    next = unsafe holds(step, tables, event, &work) ? step.onTrue : step.onFalse
  }
  return next == Step.accept && work >= 0
}

/// A field with several values satisfies a test when any of them does.
@inline(__always)
private func holds(
  _ step: Step, _ tables: ProgramTables, _ event: borrowing Event, _ work: inout Int
) -> Bool {
  guard step.field != Expression.Test.wholeLine else {
    return unsafe lineHolds(step, tables, event, &work)
  }
  var slot = event.slot(of: step.field)
  if step.kind == .exists { return slot.kind != .absent }
  if step.kind == .null { return slot.kind == .absent || slot.kind == .null }
  if step.kind == .contains, slot.next < 0 {
    return unsafe oneValueContains(step, tables, event.bytes(of: slot), slot.kind, &work)
  }
  while true {
    if slot.kind != .absent, slot.kind != .null {
      let bytes = unsafe event.bytes(of: slot)
      if step.kind == .field {
        if unsafe matchesField(step, bytes, event, &work) { return true }
      } else if unsafe valueHolds(step, tables, bytes, slot.kind, &work) {
        return true
      }
    }
    guard let following = event.following(slot) else { return false }
    slot = following
  }
}

/// Most texts are refused by what is known of the value.
private func oneValueContains(
  _ step: Step, _ tables: ProgramTables, _ value: UnsafeBufferPointer<UInt8>, _ kind: Event.Kind,
  _ work: inout Int
) -> Bool {
  guard kind != .absent, kind != .null else { return false }
  work &-= value.count >> 5
  if let signatures = unsafe tables.signatures, step.count > 1,
    unsafe !signatures.mayHold(
      tables.pool + Int(step.start), Int(step.count), in: step.field, value)
  {
    return false
  }
  return unsafe containsText(step, tables, value)
}

/// Keywords: the line as it was written, and the values that stand otherwise in it.
private func lineHolds(
  _ step: Step, _ tables: ProgramTables, _ event: borrowing Event, _ work: inout Int
) -> Bool {
  if unsafe valueHolds(step, tables, event.line, .text, &work) { return true }
  for index in 0..<event.leaves.count {
    let leaf = event.leaves[index]
    guard leaf.isMade || step.kind == .expression else { continue }
    work &-= 1
    let base = unsafe leaf.isMade ? UnsafePointer(event.unescaped.base) : event.line.baseAddress
    let value = unsafe UnsafeBufferPointer(
      start: base.map { unsafe $0 + Int(leaf.start) }, count: Int(leaf.count))
    if unsafe valueHolds(step, tables, value, .text, &work) { return true }
  }
  return false
}

/// One test on the bytes of one value.
private func valueHolds(
  _ step: Step, _ tables: ProgramTables, _ value: UnsafeBufferPointer<UInt8>, _ kind: Event.Kind,
  _ work: inout Int
) -> Bool {
  let count = Int(step.count)
  switch step.kind {
  case .equals:
    return unsafe value.count == count && textHolds(step, tables, value, at: 0)
  case .startsWith:
    return unsafe value.count >= count && textHolds(step, tables, value, at: 0)
  case .endsWith:
    return unsafe value.count >= count && textHolds(step, tables, value, at: value.count - count)
  case .contains:
    work &-= value.count >> 5
    return unsafe containsText(step, tables, value)
  case .present: return true
  case .parts: return unsafe matchesParts(step, tables, value, &work)
  case .number: return unsafe matchesNumber(tables.numbers[Int(step.start)], tables, value, kind)
  case .network:
    guard let address = unsafe parseAddress(value) else { return false }
    return unsafe tables.networks[Int(step.start)].holds(address)
  case .expression:
    work &-= value.count >> 3
    return unsafe matchesExpression(step, tables, value)
  case .timePart: return unsafe matchesTimePart(step, tables.numbers[Int(step.start)], value)
  case .null, .exists, .field: return false
  }
}

@inline(__always)
private func textHolds(
  _ step: Step, _ tables: ProgramTables, _ value: UnsafeBufferPointer<UInt8>, at index: Int
) -> Bool {
  guard let base = value.baseAddress else { return step.count == 0 }
  let literal = unsafe tables.pool + Int(step.start)
  return unsafe step.option & Step.cased == 0
    ? equalsFolded(base + index, literal, Int(step.count))
    : equalsExactly(base + index, literal, Int(step.count))
}

private func containsText(
  _ step: Step, _ tables: ProgramTables, _ value: UnsafeBufferPointer<UInt8>
) -> Bool {
  let count = Int(step.count)
  guard count > 0 else { return true }
  guard value.count >= count, let base = value.baseAddress else { return false }
  let literal = unsafe tables.pool + Int(step.start)
  let isFolded = step.option & Step.cased == 0
  // A letter's other case differs in one bit; folding by it is enough to find candidates.
  let first = unsafe Candidate(literal[0], isFolded: isFolded)
  let last = unsafe Candidate(literal[count - 1], isFolded: isFolded)
  let places = value.count - count + 1
  var index = 0
  while index + 16 <= places {
    let raw = unsafe UnsafeRawPointer(base + index)
    let starts = unsafe raw.loadUnaligned(as: SIMD16<UInt8>.self) | first.mask
    let ends = unsafe raw.loadUnaligned(fromByteOffset: count - 1, as: SIMD16<UInt8>.self)
    let found = (starts .== first.byte) .& ((ends | last.mask) .== last.byte)
    // `any` of a mask is a call; two words compared with zero are not.
    let words = unsafe unsafeBitCast(found, to: SIMD2<UInt64>.self)
    if words[0] | words[1] != 0 {
      for lane in 0..<16 where found[lane] {
        if unsafe textHolds(step, tables, value, at: index + lane) { return true }
      }
    }
    index += 16
  }
  while index < places {
    if unsafe base[index] | first.mask[0] == first.byte[0],
      unsafe textHolds(step, tables, value, at: index)
    {
      return true
    }
    index += 1
  }
  return false
}

/// One byte of a literal, sixteen times, and the bit that its other case may have.
private struct Candidate {
  var byte: SIMD16<UInt8>
  var mask: SIMD16<UInt8>

  @inline(__always)
  init(_ byte: UInt8, isFolded: Bool) {
    self.byte = SIMD16(repeating: byte)
    mask = SIMD16(repeating: isFolded && byte &- 0x61 < 26 ? 0x20 : 0)
  }
}

/// Runs one expression over the value; stops at the first match.
private func matchesExpression(
  _ step: Step, _ tables: ProgramTables, _ value: UnsafeBufferPointer<UInt8>
) -> Bool {
  // A letter beyond ASCII is optional as a whole among characters and by its last byte among bytes.
  if step.option & Step.namesWide == 0,
    unsafe value.count < tables.databases[Int(step.start)].leastBytes
  {
    return false
  }
  let asCharacters =
    (step.count > 0 || step.option & Step.squeezes != 0)
    && (unsafe step.option & Step.namesWide != 0 || holdsWide(value))
    && (unsafe isCharacters(value, ignoresCase: step.option & Step.ignoresCase != 0))
  guard asCharacters else {
    return unsafe finds(tables.databases[Int(step.start)], in: value, tables.scratch)
  }
  if step.count > 0 {
    return unsafe finds(tables.databases[Int(step.count) - 1], in: value, tables.scratch)
  }
  return unsafe finds(
    tables.databases[Int(step.start)], in: tables.squeezed.fill(from: value), tables.scratch)
}

private func finds(
  _ database: ExpressionDatabase, in value: UnsafeBufferPointer<UInt8>, _ scratch: OpaquePointer?
) -> Bool {
  var empty: UInt8 = 0
  return unsafe withUnsafePointer(to: &empty) { empty in
    let base = unsafe value.baseAddress ?? empty
    let bytes = unsafe UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self)
    guard unsafe database.isVectored else {
      return unsafe hs_scan(
        database.handle, bytes, UInt32(value.count), 0, scratch, stopAtMatch, nil)
        == HS_SCAN_TERMINATED
    }
    var part: UnsafePointer<CChar>? = unsafe bytes
    var count = UInt32(value.count)
    return unsafe hs_scan_vector(
      database.handle, &part, &count, 1, 0, scratch, stopAtMatch, nil) == HS_SCAN_TERMINATED
  }
}

nonisolated private let stopAtMatch: match_event_handler = { _, _, _, _, _ in 1 }
