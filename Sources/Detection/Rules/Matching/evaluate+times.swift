import Records

/// Parts of a time as it stands in a value, in the zone it is written in.

/// Compares one part of `2026-11-21T19:04…`; a value that is no such time does not match.
func matchesTimePart(
  _ step: Step, _ operand: NumberOperand, _ value: UnsafeBufferPointer<UInt8>
) -> Bool {
  guard let part = Expression.TimePart(rawValue: step.option),
    let number = unsafe timePart(part, of: value)
  else { return false }
  return operand.comparison.holds(Double(number), operand.value)
}

private func timePart(
  _ part: Expression.TimePart, of value: UnsafeBufferPointer<UInt8>
) -> Int? {
  guard let year = unsafe digits(value, 0, 4), let month = unsafe digits(value, 5, 2),
    let day = unsafe digits(value, 8, 2), unsafe value[4] == 0x2d, unsafe value[7] == 0x2d
  else { return nil }
  let date = CalendarDate(year: year, month: month, day: day)
  guard date.exists else { return nil }
  switch part {
  case .year: return year
  case .month: return month
  case .day: return day
  case .week: return isoWeek(of: date)
  case .hour: return unsafe clock(value)?.hour
  case .minute: return unsafe clock(value)?.minute
  }
}

private func clock(_ value: UnsafeBufferPointer<UInt8>) -> (hour: Int, minute: Int)? {
  guard value.count >= 16 else { return nil }
  let separator = unsafe value[10]
  guard separator == 0x54 || separator == 0x20 || separator == 0x74, unsafe value[13] == 0x3a,
    let hour = unsafe digits(value, 11, 2), let minute = unsafe digits(value, 14, 2), hour < 24,
    minute < 60
  else { return nil }
  return (hour, minute)
}

private func digits(
  _ value: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int
) -> Int? {
  guard start + count <= value.count else { return nil }
  var number = 0
  for index in start..<start + count {
    let byte = unsafe value[index]
    guard byte &- 0x30 < 10 else { return nil }
    number = number * 10 + Int(byte - 0x30)
  }
  return number
}

/// The week that holds the date's Thursday, counted from the year's first (ISO 8601).
private func isoWeek(of date: CalendarDate) -> Int {
  // 1970-01-01 was a Thursday: day 0 is number 3 of a week that begins on Monday.
  let day = date.daysSinceEpoch
  let weekday = ((day + 3) % 7 + 7) % 7
  let thursday = day - weekday + 3
  let year = CalendarDate(daysSinceEpoch: thursday).year
  let first = CalendarDate(year: year, month: 1, day: 1).daysSinceEpoch
  return (thursday - first) / 7 + 1
}
