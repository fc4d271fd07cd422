/// Escapes that web servers write into their logs, and percent-encoding.
///
/// Undone in place behind one copy, as nothing grows by it: a line may be one escape after the other.
enum LogEscapes {
  /// Undoes `\xHH` (nginx, Apache) and `\"`, `\\`, `\n`, `\t` (Apache) once, into `bytes`; false,
  /// with `bytes` left alone, when there is no backslash.
  static func undo(_ text: Span<UInt8>, _ range: Range<Int>, into bytes: inout [UInt8]) -> Bool {
    let first = ByteSearch.place(of: UInt8(ascii: "\\"), in: text, range)
    guard first < range.upperBound else { return false }
    copy(text, range, into: &bytes)
    var made = bytes.mutableSpan
    let count = undo(&made, from: first - range.lowerBound)
    bytes.removeLast(bytes.count - count)
    return true
  }

  /// Returns how many bytes are left.
  private static func undo(_ bytes: inout MutableSpan<UInt8>, from first: Int) -> Int {
    let end = bytes.count
    var (from, to) = (first, first)
    while from < end {
      let byte = bytes[from]
      if byte == UInt8(ascii: "\\"), from + 1 < end, let letter = meaning(of: bytes[from + 1]) {
        bytes[to] = letter
        from += 2
      } else if byte == UInt8(ascii: "\\"), from + 3 < end, bytes[from + 1] == UInt8(ascii: "x"),
        let high = hexDigit(bytes[from + 2]), let low = hexDigit(bytes[from + 3])
      {
        bytes[to] = high << 4 | low
        from += 4
      } else {
        bytes[to] = byte
        from += 1
      }
      to += 1
    }
    return to
  }

  /// What a single letter after a backslash stands for.
  private static func meaning(of letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): letter
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "t"): 9
    default: nil
    }
  }

  static func copy(_ text: Span<UInt8>, _ range: Range<Int>, into bytes: inout [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    unsafe text.extracting(range).withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
  }

  static func holdsPercent(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    ByteSearch.place(of: UInt8(ascii: "%"), in: text, range) < range.upperBound
  }

  /// Undoes `%HH` once, in place; what is no such escape stays.
  static func undoPercent(_ bytes: inout [UInt8]) {
    let first = ByteSearch.place(of: UInt8(ascii: "%"), in: bytes.span, bytes.indices)
    guard first < bytes.count else { return }
    var made = bytes.mutableSpan
    let count = undoPercent(&made, from: first)
    bytes.removeLast(bytes.count - count)
  }

  /// Returns how many bytes are left.
  private static func undoPercent(_ bytes: inout MutableSpan<UInt8>, from first: Int) -> Int {
    let end = bytes.count
    var (from, to) = (first, first)
    while from < end {
      let byte = bytes[from]
      if byte == UInt8(ascii: "%"), from + 2 < end, let high = hexDigit(bytes[from + 1]),
        let low = hexDigit(bytes[from + 2])
      {
        bytes[to] = high << 4 | low
        from += 3
      } else {
        bytes[to] = byte
        from += 1
      }
      to += 1
    }
    return to
  }
}
