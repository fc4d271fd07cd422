import Records
import Sentinel
import Testing

/// When what comes round is due.
@Suite struct ScheduleTests {
  private static let now = Instant(seconds: 1_795_000_000)
  private let schedule = Schedule(last: [
    "old": now - .seconds(86_400 * 9), "fresh": now - .seconds(59), "ripe": now - .seconds(60),
  ])

  @Test(arguments: [("old", true), ("fresh", false), ("ripe", true), ("never", true)])
  func aThingIsDueOnceItsTimeHasPassed(_ row: (subject: String, isDue: Bool)) {
    #expect(
      schedule.isDue(row.subject, every: .seconds(60), at: Self.now) == row.isDue, "\(row)")
  }

  @Test func whatWasNeverDoneHasNoDay() {
    #expect(schedule.due("never", every: .seconds(60)) == nil)
    #expect(schedule.due("fresh", every: .seconds(60)) == Self.now + .seconds(1))
  }
}
