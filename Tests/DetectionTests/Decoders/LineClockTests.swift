import Detection
import Records
import Testing

@Suite struct LineClockTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var claim: String
    var lines: [String]
    var reference: String
    var times: [String?]
    var zoneSeconds = 0
    var testDescription: String { claim }
  }

  static let examples = [
    Example(
      claim: "the latest year that is not in the future",
      lines: ["May 11 06:20:01", "May 12 06:20:00", "Dec 31 23:59:59"],
      reference: "2026-05-11T06:20:00Z",
      times: ["2026-05-11T06:20:01Z", "2026-05-12T06:20:00Z", "2025-12-31T23:59:59Z"]),
    Example(
      claim: "more than a day ahead is last year's, when nothing newer was read",
      lines: ["May 12 06:20:01"], reference: "2026-05-11T06:20:00Z",
      times: ["2025-05-12T06:20:01Z"]),
    Example(
      claim: "never back by most of a year",
      lines: ["May 11 06:20:00", "May 12 06:20:01"], reference: "2026-05-11T06:20:00Z",
      times: ["2026-05-11T06:20:00Z", "2026-05-12T06:20:01Z"]),
    Example(
      claim: "across New Year", lines: ["Dec 31 23:59:59", "Jan  1 00:00:01", "Dec 31 23:59:58"],
      reference: "2026-01-01T00:00:05Z",
      times: ["2025-12-31T23:59:59Z", "2026-01-01T00:00:01Z", "2025-12-31T23:59:58Z"]),
    Example(
      claim: "New Year's Eve read on New Year's Eve", lines: ["Jan  1 00:00:01"],
      reference: "2025-12-31T23:59:00Z", times: ["2026-01-01T00:00:01Z"]),
    Example(
      claim: "29 February forces a leap year", lines: ["Feb 29 12:00:00"],
      reference: "2026-05-11T00:00:00Z", times: ["2024-02-29T12:00:00Z"]),
    Example(
      claim: "29 February past a century that has none", lines: ["Feb 29 12:00:00"],
      reference: "2103-05-11T00:00:00Z", times: ["2096-02-29T12:00:00Z"]),
    Example(
      claim: "the zone counts before the year",
      lines: ["Jan  1 00:30:00"], reference: "2025-12-30T23:45:00Z",
      times: ["2025-12-31T23:30:00Z"], zoneSeconds: 3600),
    Example(
      claim: "times that name no moment",
      lines: [
        "Feb 30 12:00:00", "May 11 24:00:00", "May 11 06:60:00", "May 11 06:20:60",
        "2026-02-29T06:20:01Z", "2026-13-01T06:20:01Z", "2026-05-11T06:20:60Z",
      ], reference: "2026-05-11T00:00:00Z", times: [nil, nil, nil, nil, nil, nil, nil]),
    Example(
      claim: "an hour padded with a blank, as MariaDB writes it",
      lines: ["2026-05-11  6:20:01", "2026-05-11 16:20:01"], reference: "2026-05-11T18:00:00Z",
      times: ["2026-05-11T06:20:01Z", "2026-05-11T16:20:01Z"]),
    Example(
      claim: "zones in all forms",
      lines: [
        "2026-05-11T06:20:01+05:30", "2026-05-11T06:20:01-0800", "2026-05-11T06:20:01+02",
        "2026-05-11T06:20:01Z", "2026-05-11T06:20:01",
      ], reference: "2026-05-11T00:00:00Z",
      times: [
        "2026-05-11T00:50:01Z", "2026-05-11T14:20:01Z", "2026-05-11T04:20:01Z",
        "2026-05-11T06:20:01Z", "2026-05-11T06:20:01Z",
      ]),
    Example(
      claim: "a fraction below microseconds is cut",
      lines: ["2026-05-11T06:20:01.1234567899Z"], reference: "2026-05-11T00:00:00Z",
      times: ["2026-05-11T06:20:01.123456Z"]),
    Example(
      claim: "before 1970", lines: ["1969-12-31T23:59:59Z"],
      reference: "2026-05-11T00:00:00Z", times: ["1969-12-31T23:59:59Z"]),
  ]

  @Test(arguments: examples)
  func aTimeIsRead(_ example: Example) throws {
    let readings = Reading.all(
      example.lines.map { Array("\($0) h p: x".utf8) }, as: .syslog, by: Shipped.decoders.set,
      names: Shipped.decoders.names, zoneSeconds: example.zoneSeconds,
      reference: try #require(Instant(rfc3339: example.reference)))
    for (reading, time) in zip(readings, example.times) {
      #expect(reading.time == time.flatMap { Instant(rfc3339: $0) })
      #expect(reading.fields["program"] == "p")
    }
    #expect(readings.last?.counts.badTimes == example.times.count { $0 == nil })
  }

  /// The last date is remembered; a wrong memory would show between neighbours.
  @Test func everyDayOfThreeYearsIsRight() throws {
    let reference = try #require(Instant(rfc3339: "2026-12-31T00:00:00Z"))
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    var lines: [[UInt8]] = []
    var expected: [Instant] = []
    for day in 0..<365 {
      let at = Instant(seconds: Int64(20_454 + day) * 86_400 + 3_600)
      let date = CalendarDate(daysSinceEpoch: 20_454 + day)
      let padded = date.day < 10 ? " \(date.day)" : "\(date.day)"
      lines.append(Array("\(months[date.month - 1]) \(padded) 01:00:00 h p: x".utf8))
      lines.append(Array("\(at.rfc3339()) h p: x".utf8))
      expected += [at, at]
    }
    let readings = Reading.all(
      lines, as: .syslog, by: Shipped.decoders.set, names: Shipped.decoders.names,
      reference: reference)
    #expect(readings.map(\.time) == expected)
  }
}
