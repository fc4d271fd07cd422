import Records
import Testing

/// Service time: only the hours in which somebody is there count.
@Suite struct ServiceHoursTests {
  /// Monday 5 October 2026, 08:00 UTC.
  static let monday = Instant(seconds: 1_791_187_200)
  static let office = ServiceHours.weekly(
    .init(days: [1, 2, 3, 4, 5], from: 8 * 60, to: 18 * 60, zone: "UTC"))

  static let rows: [(start: Int, span: Int, moment: Int)] = [
    (0, 20, 20),
    // Before it opens, and on the evening before.
    (-60, 20, 20), (9 * 60 + 50, 20, 24 * 60 + 10),
    // Friday evening goes on on Monday.
    (4 * 1440 + 9 * 60 + 50, 20, 7 * 1440 + 10), (5 * 1440, 20, 7 * 1440 + 20),
    // To the very minute of closing.
    (0, 600, 600), (0, 601, 1440 + 1), (0, 3000, 4 * 1440 + 600),
  ]

  @Test(arguments: rows)
  func onlyOpenMinutesCount(_ row: (start: Int, span: Int, moment: Int)) {
    let moment = Self.office.moment(
      after: Self.monday + .seconds(row.start * 60), span: .seconds(row.span * 60),
      east: { _, _ in 0 })
    #expect(moment - Self.monday == .seconds(row.moment * 60))
  }

  @Test func alwaysIsAnyMinute() {
    let moment = ServiceHours.always.moment(
      after: Self.monday, span: .seconds(90), east: { _, _ in 3600 })
    #expect(moment - Self.monday == .seconds(90))
  }

  /// 08:00 in a zone an hour ahead is 07:00 in Greenwich, before its clocks go back on Sunday.
  @Test func aZoneMovesTheHoursAlsoWhenItsClocksChange() {
    let change = Self.monday + .seconds(6 * 86_400)
    let hours = ServiceHours.weekly(.init(days: [1], from: 480, to: 1080, zone: "There"))
    let east = { (_: String, moment: Instant) in moment < change ? 3600 : 0 }
    let first = hours.moment(
      after: Self.monday - .seconds(7200), span: .seconds(60), east: east)
    #expect(first - Self.monday == .seconds(-3600 + 60))
    let second = hours.moment(
      after: Self.monday + .seconds(86_400), span: .seconds(60), east: east)
    #expect(second - Self.monday == .seconds(7 * 86_400 + 60))
  }

  @Test func daysThatNeverComeEndTheSearch() {
    let never = ServiceHours.weekly(.init(days: [], from: 0, to: 1440, zone: "UTC"))
    let moment = never.moment(after: Self.monday, span: .seconds(60), east: { _, _ in 0 })
    #expect(moment - Self.monday == .seconds(60))
  }
}
