// Parts of times as they stand in lines; callers have checked that the bytes are there.

/// Reads `06:20:01` as seconds of the day; -1 for digits that are no time, nil for other bytes.
///
/// MariaDB pads the hour with a blank (`2026-05-11  6:20:01`). Second 60 is no moment here: RFC 5424
/// forbids it, and others repeat it as 59.
func secondOfDay(_ text: Span<UInt8>, at start: Int) -> Int? {
  guard text[start + 2] == UInt8(ascii: ":"), text[start + 5] == UInt8(ascii: ":") else {
    return nil
  }
  let (hour, minute, second) = (
    text[start] == UInt8(ascii: " ") ? digit(text[start + 1]) : twoDigits(text, start),
    twoDigits(text, start + 3), twoDigits(text, start + 6)
  )
  guard hour >= 0, minute >= 0, second >= 0 else { return nil }
  return hour < 24 && minute < 60 && second < 60 ? hour * 3600 + minute * 60 + second : -1
}

/// Steps over `.104511` or `,104`; microseconds, what lies below them dropped.
func fraction(_ text: Span<UInt8>, _ end: inout Int) -> Int64 {
  guard end + 1 < text.count, text[end] == UInt8(ascii: ".") || text[end] == UInt8(ascii: ","),
    digit(text[end + 1]) >= 0
  else { return 0 }
  end += 1
  var (value, scale): (Int64, Int64) = (0, 100_000)
  while end < text.count {
    let next = digit(text[end])
    if next < 0 { break }
    value += Int64(next) * scale
    scale /= 10
    end += 1
  }
  return value
}

/// Steps over `Z`, ` UTC`, `+01:00`, `+0100` or `+01`; seconds east of Greenwich.
func zone(_ text: Span<UInt8>, _ end: inout Int) -> Int? {
  guard end < text.count else { return nil }
  switch text[end] {
  case UInt8(ascii: "Z"), UInt8(ascii: "z"):
    end += 1
    return 0
  case UInt8(ascii: " "):
    guard end + 3 < text.count, text[end + 1] == UInt8(ascii: "U"),
      text[end + 2] == UInt8(ascii: "T"), text[end + 3] == UInt8(ascii: "C")
    else { return nil }
    end += 4
    return 0
  case UInt8(ascii: "+"), UInt8(ascii: "-"): return numericZone(text, &end)
  default: return nil
  }
}

private func numericZone(_ text: Span<UInt8>, _ end: inout Int) -> Int? {
  guard end + 2 < text.count else { return nil }
  let hours = twoDigits(text, end + 1)
  guard (0..<24).contains(hours) else { return nil }
  let sign = text[end] == UInt8(ascii: "-") ? -1 : 1
  end += 3
  let colon = end < text.count && text[end] == UInt8(ascii: ":") ? 1 : 0
  guard end + colon + 1 < text.count else { return sign * hours * 3600 }
  let minutes = twoDigits(text, end + colon)
  guard (0..<60).contains(minutes) else { return sign * hours * 3600 }
  end += colon + 2
  return sign * (hours * 3600 + minutes * 60)
}

/// 0 to 9, or -1.
@inline(__always)
func digit(_ byte: UInt8) -> Int {
  let value = Int(byte) - 48
  return value >= 0 && value <= 9 ? value : -1
}

/// 0 to 99, or negative when these are not two digits.
@inline(__always)
func twoDigits(_ text: Span<UInt8>, _ at: Int) -> Int {
  let (tens, ones) = (digit(text[at]), digit(text[at + 1]))
  return tens < 0 || ones < 0 ? -1 : tens * 10 + ones
}

/// 1 to 12 for an English three-letter month.
func monthNumber(_ text: Span<UInt8>, _ at: Int) -> Int? {
  let key = UInt32(text[at]) << 16 | UInt32(text[at + 1]) << 8 | UInt32(text[at + 2])
  switch key {
  case 0x4a616e: return 1
  case 0x466562: return 2
  case 0x4d6172: return 3
  case 0x417072: return 4
  case 0x4d6179: return 5
  case 0x4a756e: return 6
  case 0x4a756c: return 7
  case 0x417567: return 8
  case 0x536570: return 9
  case 0x4f6374: return 10
  case 0x4e6f76: return 11
  case 0x446563: return 12
  default: return nil
  }
}
