/// The tests that are more than a comparison of bytes.

/// A pattern with several wildcards, by walking it with one point to return to.
///
/// The last `*` may take one character more whenever what follows it fails: at most the product of
/// both lengths, and paid for in `work`.
func matchesParts(
  _ step: Step, _ tables: ProgramTables, _ value: UnsafeBufferPointer<UInt8>, _ work: inout Int
) -> Bool {
  let parts = unsafe UnsafeBufferPointer(
    start: tables.parts + Int(step.start), count: Int(step.count))
  guard let base = value.baseAddress else {
    return unsafe parts.allSatisfy { $0.kind == .anyRun }
  }
  var (part, at, starPart, starAt) = (0, 0, -1, 0)
  while true {
    if part == parts.count {
      if at == value.count { return true }
    } else {
      switch unsafe parts[part].kind {
      case .anyRun:
        (starPart, starAt, part) = (part, at, part + 1)
        if part == parts.count { return true }
        continue
      case .anyOne where at < value.count:
        at += unsafe scalar(in: base, at: at, end: value.count).1
        part += 1
        continue
      case .bytes:
        let length = unsafe lengthOfPart(parts[part], step, tables, value, from: at)
        if length >= 0 {
          at += length
          part += 1
          continue
        }
      case .anyOne: break
      }
    }
    work &-= 1
    guard starPart >= 0, starAt < value.count, work >= 0 else { return false }
    starAt += unsafe scalar(in: base, at: starAt, end: value.count).1
    part = starPart + 1
    if unsafe part < parts.count && parts[part].kind == .bytes {
      let places = unsafe vainPlaces(parts[part], step, tables, value, from: starAt)
      work &-= places
      if work < 0 { return false }
      starAt += places
    }
    at = starAt
  }
}

/// How many characters from `index` on surely do not begin the part: what is ASCII is passed eight
/// bytes at a time, and paid for as if it were walked.
@inline(__always)
private func vainPlaces(
  _ part: PatternPart, _ step: Step, _ tables: ProgramTables, _ value: UnsafeBufferPointer<UInt8>,
  from index: Int
) -> Int {
  guard step.option & Step.unicode == 0, part.count > 0, let base = value.baseAddress else {
    return 0
  }
  let literal = unsafe tables.pool[Int(part.start)]
  // A letter's other case differs in one bit.
  let isLetter = step.option & Step.cased == 0 && literal &- 0x61 < 26
  let mask = ByteSearch.spread(isLetter ? 0x20 : 0)
  let wanted = ByteSearch.spread(literal)
  let raw = unsafe UnsafeRawPointer(base)
  var at = index
  while at &+ 8 <= value.count {
    let word = unsafe raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
    let found = ByteSearch.zeros((word | mask) ^ wanted) | (word & 0x8080_8080_8080_8080)
    if found != 0 { return at &+ found.trailingZeroBitCount &>> 3 &- index }
    at &+= 8
  }
  return at &- index
}

@inline(__always)
private func lengthOfPart(
  _ part: PatternPart, _ step: Step, _ tables: ProgramTables, _ value: UnsafeBufferPointer<UInt8>,
  from index: Int
) -> Int {
  let literal = unsafe tables.pool + Int(part.start)
  let count = Int(part.count)
  if step.option & Step.unicode != 0 {
    return unsafe lengthFolded(
      value, from: index, UnsafeBufferPointer(start: literal, count: count))
  }
  guard let base = value.baseAddress, index + count <= value.count else { return -1 }
  let isEqual =
    unsafe step.option & Step.cased == 0
    ? equalsFolded(base + index, literal, count) : equalsExactly(base + index, literal, count)
  return isEqual ? count : -1
}

/// Two fields as texts, without regard to case; any value of the other field will do.
func matchesField(
  _ step: Step, _ value: UnsafeBufferPointer<UInt8>, _ event: borrowing Event, _ work: inout Int
) -> Bool {
  var slot = event.slot(of: UInt16(truncatingIfNeeded: step.start))
  while true {
    if slot.kind != .absent, slot.kind != .null {
      let other = unsafe event.bytes(of: slot)
      work &-= value.count
      if unsafe matchesText(value, other, shape: step.option) { return true }
    }
    guard let following = event.following(slot), work >= 0 else { return false }
    slot = following
  }
}

private func matchesText(
  _ value: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>, shape: UInt8
) -> Bool {
  let startsOnly =
    shape == Expression.FieldShape.equals.rawValue
    || shape == Expression.FieldShape.startsWith.rawValue
  let mustEnd =
    shape == Expression.FieldShape.equals.rawValue
    || shape == Expression.FieldShape.endsWith.rawValue
  guard let base = value.baseAddress else { return other.isEmpty }
  var at = 0
  while true {
    let length = unsafe lengthFolded(value, from: at, other)
    if length >= 0, !mustEnd || at + length == value.count { return true }
    guard !startsOnly, at < value.count else { return false }
    at += unsafe scalar(in: base, at: at, end: value.count).1
  }
}

/// A number equals a number, or a text that is its canonical decimal form.
///
/// Both are compared as digits, so that nothing is rounded. A number that is written with an exponent
/// equals by its text only (decision: otherwise no scan for its digits could find it).
func matchesNumber(
  _ operand: NumberOperand, _ tables: ProgramTables, _ value: UnsafeBufferPointer<UInt8>,
  _ kind: Event.Kind
) -> Bool {
  guard operand.comparison == .eq else {
    guard let number = unsafe decimal(value) else { return false }
    return operand.comparison.holds(number, operand.value)
  }
  guard let base = value.baseAddress else { return false }
  let text = unsafe tables.pool + Int(operand.start)
  let digits = unsafe kind == .number ? canonicalDigits(of: value) : 0..<value.count
  return unsafe digits.count == Int(operand.count)
    && equalsExactly(base + digits.lowerBound, text, digits.count)
}

/// A JSON number without the zeros that end its fraction, and without the sign of a zero.
func canonicalDigits(of value: UnsafeBufferPointer<UInt8>) -> Range<Int> {
  var (start, end) = (0, value.count)
  if unsafe value.contains(UInt8(ascii: ".")),
    unsafe !value.contains(where: { lowercased($0) == UInt8(ascii: "e") })
  {
    while end > 1, unsafe value[end - 1] == UInt8(ascii: "0") { end -= 1 }
    if unsafe value[end - 1] == UInt8(ascii: ".") { end -= 1 }
  }
  if end == 2, unsafe value[0] == UInt8(ascii: "-"), unsafe value[1] == UInt8(ascii: "0") {
    start = 1
  }
  return start..<end
}

/// Reads `-12.50` and `1e3`, whole; nil for everything else.
func decimal(_ value: UnsafeBufferPointer<UInt8>) -> Double? {
  var (index, mantissa, scale, digits) = (0, 0.0, 0, 0)
  let isNegative = unsafe value.first == UInt8(ascii: "-")
  if isNegative { index = 1 }
  var isFraction = false
  while index < value.count {
    let byte = unsafe value[index]
    if byte &- 0x30 < 10 {
      mantissa = mantissa * 10 + Double(byte - 0x30)
      digits += 1
      scale -= isFraction ? 1 : 0
    } else if byte == UInt8(ascii: "."), !isFraction, digits > 0 {
      isFraction = true
    } else {
      break
    }
    index += 1
  }
  guard digits > 0, unsafe value[index - 1] != UInt8(ascii: ".") else { return nil }
  if index < value.count {
    guard let exponent = unsafe exponent(value, from: index) else { return nil }
    scale += exponent
  }
  let number = scaled(mantissa, by: scale)
  return isNegative ? -number : number
}

/// Reads `e-12`; nil unless it ends the value.
private func exponent(_ value: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
  guard unsafe lowercased(value[start]) == UInt8(ascii: "e") else { return nil }
  var index = start + 1
  var isNegative = false
  if index < value.count, unsafe value[index] == 0x2d || value[index] == 0x2b {
    isNegative = unsafe value[index] == 0x2d
    index += 1
  }
  var (exponent, digits) = (0, 0)
  while index < value.count {
    let byte = unsafe value[index]
    guard byte &- 0x30 < 10, exponent < 1000 else { return nil }
    exponent = exponent * 10 + Int(byte - 0x30)
    (digits, index) = (digits + 1, index + 1)
  }
  return digits == 0 ? nil : isNegative ? -exponent : exponent
}

/// One division or multiplication by a power that is exact up to 10²².
private func scaled(_ mantissa: Double, by power: Int) -> Double {
  guard mantissa != 0 else { return 0 }
  var factor = 1.0
  for _ in 0..<min(power.magnitude, 400) { factor *= 10 }
  return power < 0 ? mantissa / factor : mantissa * factor
}
