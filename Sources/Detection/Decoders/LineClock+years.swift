import Records

/// Times without a year.
extension LineClock {
  private static let day: Int64 = 86_400_000_000

  mutating func place(
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
