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
    var (index, hasEscape) = (start, false)
    while unsafe index < line.count {
      let stop = unsafe ByteSearch.place(
        of: 0x5c, or: UInt8(ascii: "\""), in: line, index..<line.count)
      // A backslash that ends the line is a character.
      let isEscape = unsafe stop + 1 < line.count && line[stop] == 0x5c
      let end = unsafe !isEscape && stop + 1 == line.count && line[stop] == 0x5c ? stop + 1 : stop
      if hasEscape || isEscape { keep(index..<end) }
      index = end
      guard isEscape else { break }
      hasEscape = true
      index = unescape(at: stop + 1)
    }
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
    var index = 0
    while unsafe index < line.count {
      let stop = unsafe ByteSearch.place(of: 0x5c, or: 0x5c, in: line, index..<line.count)
      guard unsafe stop + 1 < line.count else { return unsafe keep(index..<line.count) }
      keep(index..<stop)
      index = unescape(at: stop + 1)
      let made = unescaped[unescaped.count - 1]
      guard made == 0x5c || made == 0x22 else { continue }
      unescaped.shrink(to: unescaped.count - 1)
      unescaped.append(0x5c)
      unescaped.append(made)
    }
  }

  /// Adds a value that the line writes in another way, for keywords.
  mutating func noteHidden(_ value: Span<UInt8>) {
    let start = unescaped.count
    unsafe value.withUnsafeBufferPointer { unsafe unescaped.append(contentsOf: $0) }
    note(start..<unescaped.count, isMade: true)
  }

  /// Adds a run of the line to `unescaped`.
  ///
  /// Between escapes they are short, and a call to copy a few bytes costs more than the bytes.
  @inline(__always)
  private mutating func keep(_ run: Range<Int>) {
    if run.count > 16 {
      unsafe unescaped.append(contentsOf: UnsafeBufferPointer(rebasing: line[run]))
    } else {
      for index in run { unsafe unescaped.append(line[index]) }
    }
  }

  /// Takes one escape whose letter stands at `index`; returns where reading goes on.
  private mutating func unescape(at index: Int) -> Int {
    let letter = unsafe line[index]
    switch letter {
    case UInt8(ascii: "n"): unescaped.append(0x0a)
    case UInt8(ascii: "t"): unescaped.append(0x09)
    case UInt8(ascii: "r"): unescaped.append(0x0d)
    case UInt8(ascii: "b"): unescaped.append(0x08)
    case UInt8(ascii: "f"): unescaped.append(0x0c)
    case UInt8(ascii: "u"):
      if let (scalar, end) = scalar(at: index + 1) {
        append(scalar)
        return end
      }
      unescaped.append(letter)
    default: unescaped.append(letter)
    }
    return index + 1
  }

  /// In UTF-8, by hand: a text made for each of ten thousand characters is a millisecond.
  private mutating func append(_ scalar: Unicode.Scalar) {
    let value = scalar.value
    if value < 0x80 { return unescaped.append(UInt8(truncatingIfNeeded: value)) }
    if value < 0x800 {
      unescaped.append(UInt8(truncatingIfNeeded: 0xc0 | value >> 6))
    } else if value < 0x1_0000 {
      unescaped.append(UInt8(truncatingIfNeeded: 0xe0 | value >> 12))
      unescaped.append(UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3f))
    } else {
      unescaped.append(UInt8(truncatingIfNeeded: 0xf0 | value >> 18))
      unescaped.append(UInt8(truncatingIfNeeded: 0x80 | value >> 12 & 0x3f))
      unescaped.append(UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3f))
    }
    unescaped.append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3f))
  }

  /// Reads the digits of `\uXXXX`, and of its second half where it is a surrogate.
  private func scalar(at index: Int) -> (Unicode.Scalar, Int)? {
    guard let first = unit(at: index) else { return nil }
    if let scalar = Unicode.Scalar(first) { return (scalar, index + 4) }
    guard unsafe index + 6 < line.count, unsafe line[index + 4] == 0x5c,
      unsafe line[index + 5] == UInt8(ascii: "u"), first < 0xdc00,
      let second = unit(at: index + 6), second >= 0xdc00, second < 0xe000,
      let scalar = Unicode.Scalar(0x1_0000 + (first - 0xd800) << 10 + (second - 0xdc00))
    else { return nil }
    return (scalar, index + 10)
  }

  private func unit(at index: Int) -> UInt32? {
    guard unsafe index + 4 <= line.count else { return nil }
    var value: UInt32 = 0
    for offset in 0..<4 {
      let byte = unsafe lowercased(line[index + offset])
      switch byte {
      case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
      case 0x61...0x66: value = value << 4 | UInt32(byte - 0x61 + 10)
      default: return nil
      }
    }
    return value
  }
}
