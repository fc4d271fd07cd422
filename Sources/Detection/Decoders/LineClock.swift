import Records

/// Reads the times of one source's lines.
///
/// It remembers the last date it worked out, because thousands of lines share one, and the newest
/// time it gave, because a time without a year needs it.
struct LineClock {
  /// A time and where it ended in the line; `instant` is nil when the digits name no moment.
  struct Reading {
    var instant: Instant?
    var end: Int
  }

  private let zoneSeconds: Int
  private var datedKey = 0
  private var datedDays = 0
  private var yearlessKey = -1
  private var yearlessLimitDay = 0
  private var yearlessDays = 0
  private var newest: Int64?

  init(zoneSeconds: Int) { self.zoneSeconds = zoneSeconds }

  /// Reads `2026-05-11T06:20:01.104511+00:00` (RFC 3339).
  ///
  /// Also with a space, without fraction or zone, as dpkg and PostgreSQL write it. Nil when it is
  /// not written so.
  mutating func dated(_ text: Span<UInt8>, at start: Int, separator: UInt8 = 0x2d) -> Reading? {
    guard text.count >= start + 19, text[start + 4] == separator, text[start + 7] == separator,
      text[start + 10] == UInt8(ascii: "T") || text[start + 10] == UInt8(ascii: " ")
    else { return nil }
    let century = twoDigits(text, start)
    let year = twoDigits(text, start + 2)
    let month = twoDigits(text, start + 5)
    let day = twoDigits(text, start + 8)
    guard century >= 0, year >= 0, month >= 0, day >= 0,
      let second = clock(text, at: start + 11)
    else { return nil }
    var end = start + 19
    let micro = fraction(text, &end)
    let offset = zone(text, &end) ?? zoneSeconds
    guard second >= 0, let days = days(century * 100 + year, month, day) else {
      return Reading(instant: nil, end: end)
    }
    let seconds = days * 86_400 + second - offset
    return Reading(instant: Instant(microseconds: Int64(seconds) * 1_000_000 + micro), end: end)
  }

  /// Reads `May 11 06:20:01` (RFC 3164), day padded with a space, perhaps with a fraction.
  ///
  /// The year is the latest that puts the line at most a day after `reference`; a time that would
  /// so fall more than half a year behind the newest one read is of the year after.
  mutating func yearless(
    _ text: Span<UInt8>, at start: Int, reference: Instant
  ) -> Reading? {
    guard text.count >= start + 15, text[start + 3] == UInt8(ascii: " "),
      let month = monthNumber(text, start)
    else { return nil }
    let tens = text[start + 4] == UInt8(ascii: " ") ? 0 : digit(text[start + 4])
    let ones = digit(text[start + 5])
    guard tens >= 0, ones >= 0, text[start + 6] == UInt8(ascii: " "),
      let second = clock(text, at: start + 7)
    else { return nil }
    var end = start + 15
    let micro = fraction(text, &end)
    guard second >= 0,
      let instant = place(month, tens * 10 + ones, second, micro, reference: reference)
    else { return Reading(instant: nil, end: end) }
    return Reading(instant: instant, end: end)
  }

  /// Reads `11/May/2026:06:14:09 +0000`, the time of web access logs.
  mutating func access(_ text: Span<UInt8>, at start: Int) -> Reading? {
    guard text.count >= start + 26, text[start + 2] == UInt8(ascii: "/"),
      text[start + 6] == UInt8(ascii: "/"), text[start + 11] == UInt8(ascii: ":"),
      text[start + 20] == UInt8(ascii: " "), let month = monthNumber(text, start + 3)
    else { return nil }
    let (day, century, year) = (
      twoDigits(text, start), twoDigits(text, start + 7), twoDigits(text, start + 9)
    )
    var end = start + 21
    guard day >= 0, century >= 0, year >= 0, let second = clock(text, at: start + 12),
      let offset = zone(text, &end)
    else { return nil }
    guard second >= 0, let days = days(century * 100 + year, month, day) else {
      return Reading(instant: nil, end: end)
    }
    return Reading(instant: Instant(seconds: Int64(days * 86_400 + second - offset)), end: end)
  }

  /// Reads `Mon May 11 06:32:01.551204 2026`, the time of Apache's error log and vsftpd.
  mutating func named(_ text: Span<UInt8>, at start: Int) -> Reading? {
    guard text.count >= start + 24, text[start + 3] == UInt8(ascii: " "),
      text[start + 7] == UInt8(ascii: " "), text[start + 10] == UInt8(ascii: " "),
      let month = monthNumber(text, start + 4), let second = clock(text, at: start + 11)
    else { return nil }
    let tens = text[start + 8] == UInt8(ascii: " ") ? 0 : digit(text[start + 8])
    let ones = digit(text[start + 9])
    var end = start + 19
    let micro = fraction(text, &end)
    guard tens >= 0, ones >= 0, text.count >= end + 5, text[end] == UInt8(ascii: " ") else {
      return nil
    }
    let (century, year) = (twoDigits(text, end + 1), twoDigits(text, end + 3))
    guard century >= 0, year >= 0 else { return nil }
    end += 5
    guard second >= 0, let days = days(century * 100 + year, month, tens * 10 + ones) else {
      return Reading(instant: nil, end: end)
    }
    let seconds = Int64(days * 86_400 + second - zoneSeconds)
    return Reading(instant: Instant(microseconds: seconds * 1_000_000 + micro), end: end)
  }

  private mutating func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    let key = year << 9 | month << 5 | day
    if key == datedKey { return datedDays }
    let date = CalendarDate(year: year, month: month, day: day)
    guard date.exists else { return nil }
    (datedKey, datedDays) = (key, date.daysSinceEpoch)
    return datedDays
  }
}

/// Times without a year.
extension LineClock {
  private static let day: Int64 = 86_400_000_000

  private mutating func place(
    _ month: Int, _ day: Int, _ second: Int, _ micro: Int64, reference: Instant
  ) -> Instant? {
    let limit = reference.microseconds + Self.day + Int64(zoneSeconds) * 1_000_000
    let limitDay = Int(limit / Self.day)
    let key = month << 5 | day
    if key != yearlessKey || limitDay != yearlessLimitDay {
      guard let days = latest(month, day, notAfter: limitDay) else { return nil }
      (yearlessKey, yearlessLimitDay, yearlessDays) = (key, limitDay, days)
    }
    let within = Int64(second) * 1_000_000 + micro
    var local = Int64(yearlessDays) * Self.day + within
    if local > limit, let days = latest(month, day, notAfter: limitDay - 1) {
      local = Int64(days) * Self.day + within
    }
    local = keptInOrder(local, month, day)
    newest = max(newest ?? local, min(local, limit))
    return Instant(microseconds: local - Int64(zoneSeconds) * 1_000_000)
  }

  /// The latest such day up to `limitDay`; for 29 February that is in a leap year.
  private func latest(_ month: Int, _ day: Int, notAfter limitDay: Int) -> Int? {
    let year = CalendarDate(daysSinceEpoch: limitDay).year
    // Leap years are at most eight years apart.
    for candidate in stride(from: year, through: year - 8, by: -1) {
      let date = CalendarDate(year: candidate, month: month, day: day)
      if date.exists, date.daysSinceEpoch <= limitDay { return date.daysSinceEpoch }
    }
    return nil
  }

  /// Never back by most of a year.
  ///
  /// Then the sender's clock is ahead, or the file is longer than a year. A line of December after one of January is a little back and stays so.
  private func keptInOrder(_ local: Int64, _ month: Int, _ day: Int) -> Int64 {
    guard let newest, local < newest - 183 * Self.day else { return local }
    let (days, within) = local.quotientAndRemainder(dividingBy: Self.day)
    let year = CalendarDate(daysSinceEpoch: Int(days)).year + 1
    let date = CalendarDate(year: year, month: month, day: day)
    guard date.exists else { return local }
    return Int64(date.daysSinceEpoch) * Self.day + within
  }
}

/// Reads `06:20:01` as seconds of the day; -1 for digits that are no time, nil for other bytes.
///
/// Second 60 is no moment here: RFC 5424 forbids it, and others repeat it as 59.
private func clock(_ text: Span<UInt8>, at start: Int) -> Int? {
  guard text[start + 2] == UInt8(ascii: ":"), text[start + 5] == UInt8(ascii: ":") else {
    return nil
  }
  let (hour, minute, second) = (
    twoDigits(text, start), twoDigits(text, start + 3), twoDigits(text, start + 6)
  )
  guard hour >= 0, minute >= 0, second >= 0 else { return nil }
  return hour < 24 && minute < 60 && second < 60 ? hour * 3600 + minute * 60 + second : -1
}

/// Steps over `.104511` or `,104`; microseconds, what lies below them dropped.
private func fraction(_ text: Span<UInt8>, _ end: inout Int) -> Int64 {
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
private func zone(_ text: Span<UInt8>, _ end: inout Int) -> Int? {
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
