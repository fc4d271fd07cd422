/// Instants as people and protocols write them (RFC 3339), always in UTC when written by us.
extension Instant {
  /// `2026-11-21T19:00:00Z`, with milliseconds only where they are asked for.
  package func rfc3339(milliseconds: Bool = false) -> String {
    let (day, second, micro) = parts
    let date = CalendarDate(daysSinceEpoch: day)
    let clock = [second / 3600, second / 60 % 60, second % 60].map { pad($0, 2) }
    let fraction = milliseconds ? "." + pad(micro / 1000, 3) : ""
    return pad(date.year, 4) + "-" + pad(date.month, 2) + "-" + pad(date.day, 2) + "T"
      + clock.joined(separator: ":") + fraction + "Z"
  }

  /// `06:24:51`, for sentences that name the day elsewhere.
  package var clockUTC: String {
    let (_, second, _) = parts
    return [second / 3600, second / 60 % 60, second % 60].map { pad($0, 2) }
      .joined(separator: ":")
  }

  package var calendarYear: Int { CalendarDate(daysSinceEpoch: parts.day).year }

  /// Reads `2026-11-21T19:00:00.123456+01:00`; nil unless date, time and zone are all there.
  package init?(rfc3339 text: String) {
    var reader = DigitReader(Array(text.utf8))
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2),
      reader.take("-"), let day = reader.number(2), reader.take("T") || reader.take(" "),
      let hour = reader.number(2), reader.take(":"), let minute = reader.number(2),
      reader.take(":"), let second = reader.number(2)
    else { return nil }
    let date = CalendarDate(year: year, month: month, day: day)
    guard date.exists, hour < 24, minute < 60, second <= 60 else { return nil }
    let micro = reader.take(".") ? reader.fraction() : 0
    guard let micro, let offset = reader.zoneSeconds(), reader.isAtEnd else { return nil }
    let seconds = date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second - offset
    self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(micro))
  }

  private var parts: (day: Int, second: Int, micro: Int) {
    let (seconds, micro) = Self.floorDivide(microseconds, by: 1_000_000)
    let (day, second) = Self.floorDivide(seconds, by: 86_400)
    return (Int(day), Int(second), Int(micro))
  }

  private static func floorDivide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

private func pad(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// Fixed-width decimal fields, read from the left.
private struct DigitReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let first = rest.first, first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func number(_ width: Int) -> Int? {
    guard rest.count >= width else { return nil }
    var value = 0
    for byte in rest.prefix(width) {
      guard byte >= 48, byte <= 57 else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    rest.removeFirst(width)
    return value
  }

  /// The digits after a decimal point, as microseconds; what lies below is dropped.
  mutating func fraction() -> Int? {
    var (value, digits) = (0, 0)
    while let byte = rest.first, byte >= 48, byte <= 57 {
      if digits < 6 { value = value * 10 + Int(byte - 48) }
      digits += 1
      rest.removeFirst()
    }
    guard digits > 0 else { return nil }
    for _ in 0..<max(0, 6 - digits) { value *= 10 }
    return value
  }

  /// `Z`, `+01:00` or `-0730`, as seconds east of Greenwich.
  mutating func zoneSeconds() -> Int? {
    if take("Z") || take("z") { return 0 }
    let sign = take("+") ? 1 : take("-") ? -1 : 0
    guard sign != 0, let hours = number(2) else { return nil }
    _ = take(":")
    guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}
