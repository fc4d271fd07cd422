/// When somebody is there to answer: always, or on some days between two times.
package enum ServiceHours: Sendable, Equatable {
  case always
  case weekly(Week)

  package struct Week: Sendable, Equatable {
    /// 1 Monday … 7 Sunday.
    package var days: Set<Int>
    /// Minutes since midnight; `from` is before `to`.
    package var from: Int
    package var to: Int
    /// An IANA name such as `Europe/Dublin`, or `UTC`.
    package var zone: String

    package init(days: Set<Int>, from: Int, to: Int, zone: String) {
      self.days = days
      self.from = from
      self.to = to
      self.zone = zone
    }
  }

  /// The moment at which `span` of service time has passed since `start`.
  ///
  /// `east` gives a zone's seconds east of Greenwich at a moment. Looks a year ahead at most.
  package func moment(
    after start: Instant, span: Duration, east: (String, Instant) -> Int
  ) -> Instant {
    guard case .weekly(let week) = self else { return start + span }
    var left = span
    let first = Self.day(of: start, east(week.zone, start))
    for day in first..<(first + 370) {
      guard week.days.contains(Self.weekday(day)) else { continue }
      let opens = Self.moment(day, week.from, week.zone, east)
      let closes = Self.moment(day, week.to, week.zone, east)
      let begin = max(opens, start)
      guard begin < closes else { continue }
      if closes - begin >= left { return begin + left }
      left -= closes - begin
    }
    return start + span
  }

  /// Days since 1970 on the zone's own calendar.
  private static func day(of moment: Instant, _ east: Int) -> Int {
    let seconds = moment.microseconds / 1_000_000 + Int64(east)
    return Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
  }

  /// 1 January 1970 was a Thursday.
  private static func weekday(_ day: Int) -> Int { ((day + 3) % 7 + 7) % 7 + 1 }

  /// A local time of a day; asked again with the offset it lies in, for days on which clocks change.
  private static func moment(
    _ day: Int, _ minutes: Int, _ zone: String, _ east: (String, Instant) -> Int
  ) -> Instant {
    let local = Int64(day) * 86_400 + Int64(minutes) * 60
    let guess = Instant(seconds: local - Int64(east(zone, Instant(seconds: local))))
    return Instant(seconds: local - Int64(east(zone, guess)))
  }
}
