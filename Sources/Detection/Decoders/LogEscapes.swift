/// Escapes that web servers write into their logs, and percent-encoding.
enum LogEscapes {
  /// Undoes `\xHH` (nginx, Apache) and `\"`, `\\`, `\n`, `\t` (Apache) once, into `bytes`; false,
  /// with `bytes` left alone, when there is no backslash.
  static func undo(_ text: Span<UInt8>, _ range: Range<Int>, into bytes: inout [UInt8]) -> Bool {
    var at = range.lowerBound
    while at < range.upperBound, text[at] != UInt8(ascii: "\\") { at += 1 }
    guard at < range.upperBound else { return false }
    copy(text, range.lowerBound..<at, into: &bytes)
    while at < range.upperBound {
      guard text[at] == UInt8(ascii: "\\"), at + 1 < range.upperBound else {
        bytes.append(text[at])
        at += 1
        continue
      }
      at += one(text, at + 1, range.upperBound, into: &bytes)
    }
    return true
  }

  /// Writes what the escape after a backslash means; its length with the backslash.
  private static func one(
    _ text: Span<UInt8>, _ at: Int, _ end: Int, into bytes: inout [UInt8]
  ) -> Int {
    switch text[at] {
    case UInt8(ascii: "x"):
      guard at + 2 < end, let high = hexDigit(text[at + 1]), let low = hexDigit(text[at + 2])
      else { break }
      bytes.append(high << 4 | low)
      return 4
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      bytes.append(text[at])
      return 2
    case UInt8(ascii: "n"):
      bytes.append(10)
      return 2
    case UInt8(ascii: "r"):
      bytes.append(13)
      return 2
    case UInt8(ascii: "t"):
      bytes.append(9)
      return 2
    default: break
    }
    bytes.append(UInt8(ascii: "\\"))
    return 1
  }

  static func copy(_ text: Span<UInt8>, _ range: Range<Int>, into bytes: inout [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    for index in range { bytes.append(text[index]) }
  }

  static func holdsPercent(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where text[index] == UInt8(ascii: "%") { return true }
    return false
  }

  /// Undoes `%HH` once, in place; what is no such escape stays.
  static func undoPercent(_ bytes: inout [UInt8]) {
    var (from, to) = (0, 0)
    while from < bytes.count {
      if bytes[from] == UInt8(ascii: "%"), from + 2 < bytes.count,
        let high = hexDigit(bytes[from + 1]), let low = hexDigit(bytes[from + 2])
      {
        bytes[to] = high << 4 | low
        from += 3
      } else {
        bytes[to] = bytes[from]
        from += 1
      }
      to += 1
    }
    bytes.removeLast(bytes.count - to)
  }
}
