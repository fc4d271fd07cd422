/// The values of a JSON line for keywords: they look for text wherever it stands, also in values
/// whose names no rule knows, and an escape may hide it.
extension Event {
  /// One value: a run of the line, or of `unescaped`.
  struct Leaf: BitwiseCopyable {
    var isMade: Bool
    var start: UInt32
    var count: UInt32
  }

  /// Notes the values of a structured line in which a backslash stands; with `all`, every value.
  ///
  /// A value without escapes stands in the line as it is; only an expression, which may ask where it
  /// begins, must look at it by itself.
  mutating func noteLeaves(all: Bool) {
    guard !areLeavesNoted else { return }
    areLeavesNoted = true
    guard isStructured, all || holdsEscape else { return }
    var index = 0
    while unsafe index < line.count {
      let byte = unsafe line[index]
      if byte == UInt8(ascii: "\"") {
        index = noteString(from: index + 1, all: all)
      } else if all, Self.beginsScalar(byte) {
        index = noteScalar(from: index)
      } else {
        index += 1
      }
    }
  }

  private var holdsEscape: Bool {
    unsafe ByteSearch.place(of: 0x5c, in: line, line.indices) < line.count
  }

  private static func beginsScalar(_ byte: UInt8) -> Bool {
    byte == 0x2d || byte &- 0x30 < 10 || byte &- 0x61 < 26
  }

  private static func endsScalar(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x2c || byte == 0x5d || byte == 0x7d
  }

  /// A number, `true` or `false`; returns where reading goes on.
  private mutating func noteScalar(from start: Int) -> Int {
    var end = start
    while unsafe end < line.count, unsafe !Self.endsScalar(line[end]) { end += 1 }
    let isNull = unsafe end == start + 4 && line[start] == UInt8(ascii: "n")
    if !isNull { note(start..<end, isMade: false) }
    return end
  }

  /// Notes a string that begins at `start`, unless it is a name; returns where reading goes on.
  private mutating func noteString(from start: Int, all: Bool) -> Int {
    let before = unescaped.count
    // Nothing grows by it.
    unsafe unescaped.reserve(line.count - start)
    let made = unsafe unescaped.base + before
    var (index, count, hasEscape) = (start, 0, false)
    while unsafe index < line.count {
      let byte = unsafe line[index]
      if byte == UInt8(ascii: "\"") { break }
      if byte == 0x5c, unsafe index + 1 < line.count {
        if !hasEscape {
          (hasEscape, count) = (true, index - start)
          for place in 0..<count { unsafe made[place] = line[start + place] }
        }
        unsafe unescape(at: &index, to: made, &count)
      } else if hasEscape {
        unsafe made[count] = byte
        (index, count) = (index + 1, count + 1)
      } else {
        // A backslash that ends the line is a character.
        index = unsafe ByteSearch.place(
          of: 0x5c, or: UInt8(ascii: "\""), in: line, min(index + 1, line.count)..<line.count)
      }
    }
    unescaped.take(count)
    if isName(endingAt: index) {
      unescaped.shrink(to: before)
    } else if hasEscape {
      note(before..<unescaped.count, isMade: true)
    } else if all {
      note(start..<index, isMade: false)
    }
    return index + 1
  }

  private func isName(endingAt end: Int) -> Bool {
    var index = end + 1
    while unsafe index < line.count, unsafe line[index] == 0x20 || line[index] == 0x09 {
      index += 1
    }
    return unsafe index < line.count && line[index] == UInt8(ascii: ":")
  }

  private mutating func note(_ range: Range<Int>, isMade: Bool) {
    leaves.append(
      Leaf(
        isMade: isMade, start: UInt32(truncatingIfNeeded: range.lowerBound),
        count: UInt32(truncatingIfNeeded: range.count)))
  }

  /// Makes `unescaped` of a structured line that holds a backslash, once; others stay without.
  ///
  /// A backslash stays written twice and a quote behind one, as literals of values hold them.
  mutating func unescapeLine() {
    guard !isUnescaped else { return }
    isUnescaped = true
    guard isStructured, holdsEscape else { return }
    unsafe unescaped.reserve(line.count)
    let made = unsafe unescaped.base + unescaped.count
    var (index, count) = (0, 0)
    while unsafe index < line.count {
      let byte = unsafe line[index]
      guard byte == 0x5c, unsafe index + 1 < line.count else {
        unsafe made[count] = byte
        (index, count) = (index + 1, count + 1)
        continue
      }
      unsafe unescape(at: &index, to: made, &count)
      let last = unsafe made[count - 1]
      guard last == 0x5c || last == 0x22 else { continue }
      unsafe made[count - 1] = 0x5c
      unsafe made[count] = last
      count += 1
    }
    unescaped.take(count)
  }

  /// Adds a value that the line writes in another way, for keywords.
  mutating func noteHidden(_ value: Span<UInt8>) {
    let start = unescaped.count
    unsafe value.withUnsafeBufferPointer { unsafe unescaped.append(contentsOf: $0) }
    note(start..<unescaped.count, isMade: true)
  }

  /// Writes what the escape at `index` stands for, behind the `count` bytes of `made`, and goes on
  /// behind both.
  @inline(__always)
  private func unescape(
    at index: inout Int, to made: UnsafeMutablePointer<UInt8>, _ count: inout Int
  ) {
    let letter = unsafe line[index + 1]
    if letter == UInt8(ascii: "u"), let (scalar, end) = scalar(at: index + 2) {
      unsafe write(scalar, to: made, &count)
      index = end
      return
    }
    unsafe made[count] =
      switch letter {
      case UInt8(ascii: "n"): 0x0a
      case UInt8(ascii: "t"): 0x09
      case UInt8(ascii: "r"): 0x0d
      case UInt8(ascii: "b"): 0x08
      case UInt8(ascii: "f"): 0x0c
      default: letter
      }
    (index, count) = (index + 2, count + 1)
  }

  /// In UTF-8, by hand: a text made for each of ten thousand characters is a millisecond.
  @inline(__always)
  private func write(
    _ scalar: UInt32, to made: UnsafeMutablePointer<UInt8>, _ count: inout Int
  ) {
    if scalar < 0x80 {
      unsafe made[count] = UInt8(truncatingIfNeeded: scalar)
      count += 1
      return
    }
    let length = scalar < 0x800 ? 2 : scalar < 0x1_0000 ? 3 : 4
    let lead: UInt32 = length == 2 ? 0xc0 : length == 3 ? 0xe0 : 0xf0
    unsafe made[count] = UInt8(truncatingIfNeeded: lead | scalar >> UInt32(6 * (length - 1)))
    for place in 1..<length {
      let bits = scalar >> UInt32(6 * (length - 1 - place))
      unsafe made[count + place] = UInt8(truncatingIfNeeded: 0x80 | bits & 0x3f)
    }
    count += length
  }

  /// Reads the digits of `\uXXXX`, and of its second half where it is a surrogate; nil for half a
  /// character.
  @inline(__always)
  private func scalar(at index: Int) -> (UInt32, Int)? {
    guard let first = unit(at: index) else { return nil }
    if first < 0xd800 || first >= 0xe000 { return (first, index + 4) }
    guard unsafe index + 6 < line.count, unsafe line[index + 4] == 0x5c,
      unsafe line[index + 5] == UInt8(ascii: "u"), first < 0xdc00,
      let second = unit(at: index + 6), second >= 0xdc00, second < 0xe000
    else { return nil }
    return (0x1_0000 + (first - 0xd800) << 10 + (second - 0xdc00), index + 10)
  }

  @inline(__always)
  private func unit(at index: Int) -> UInt32? {
    guard unsafe index + 4 <= line.count, let first = unsafe hexDigit(line[index]),
      let second = unsafe hexDigit(line[index + 1]), let third = unsafe hexDigit(line[index + 2]),
      let fourth = unsafe hexDigit(line[index + 3])
    else { return nil }
    return UInt32(first) << 12 | UInt32(second) << 8 | UInt32(third) << 4 | UInt32(fourth)
  }
}
