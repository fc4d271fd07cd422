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

  let zoneSeconds: Int
  private var datedKey = 0
  private var datedDays = 0
  var yearlessKey = -1
  var yearlessLimitDay = 0
  var yearlessDays = 0
  var newest: Int64?

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
      let second = secondOfDay(text, at: start + 11)
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
      let second = secondOfDay(text, at: start + 7)
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
    guard day >= 0, century >= 0, year >= 0, let second = secondOfDay(text, at: start + 12),
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
      let month = monthNumber(text, start + 4), let second = secondOfDay(text, at: start + 11)
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
