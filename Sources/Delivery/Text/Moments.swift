import Records

/// Moments as messages and mail headers write them, always in UTC.
extension Instant {
  /// `2026-11-21 06:24 UTC`.
  var minuteUTC: String {
    let text = rfc3339()
    return String(text.prefix(10)) + " " + text.dropFirst(11).prefix(5) + " UTC"
  }

  /// `2026-11-21 06:24:51 UTC`.
  var secondUTC: String { String(rfc3339().prefix(10)) + " " + clockUTC + " UTC" }

  /// `06:24:51` on the day of `other`, otherwise with its date in front.
  func clock(onTheDayOf other: Instant) -> String {
    let date = rfc3339().prefix(10)
    return date == other.rfc3339().prefix(10) ? clockUTC : String(date) + " " + clockUTC
  }

  /// `Sat, 21 Nov 2026 06:24:51 +0000` (RFC 5322 §3.3).
  var mailDate: String {
    let seconds = microseconds / 1_000_000 - (microseconds % 1_000_000 < 0 ? 1 : 0)
    let day = Int(seconds / 86_400 - (seconds % 86_400 < 0 ? 1 : 0))
    let date = CalendarDate(daysSinceEpoch: day)
    let weekday = Self.weekdays[((day + 4) % 7 + 7) % 7]
    let number = date.day < 10 ? "0\(date.day)" : "\(date.day)"
    return "\(weekday), \(number) \(Self.months[date.month - 1]) \(rfc3339().prefix(4)) "
      + clockUTC + " +0000"
  }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
