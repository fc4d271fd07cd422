import Records
import Sentinel
import Testing

/// When a source counts as silent: by what it declares, or by its own habits.
@Suite struct SilenceWatchTests {
  static let start = Instant(seconds: 1_795_000_000)
  static let day = 86_400

  /// Judges at `at` seconds with the last line at `line` seconds; both from the start.
  private static func judge(
    _ watch: inout SilenceWatch, at: Int, line: Int?, declared: Duration? = nil, since: Int = 0
  ) -> SilenceWatch.Turn {
    watch.judge(
      lines: line.map { ["auth": start + .seconds($0)] } ?? [:],
      declared: declared.map { ["auth": $0] } ?? [:], since: start + .seconds(since),
      at: start + .seconds(at))
  }

  @Test func aDeclaredTimeIsHeldAtOnce() {
    var watch = SilenceWatch()
    #expect(Self.judge(&watch, at: 0, line: 0, declared: .seconds(60)) == .init())
    #expect(Self.judge(&watch, at: 60, line: 0, declared: .seconds(60)) == .init())
    let fell = Self.judge(&watch, at: 61, line: 0, declared: .seconds(60))
    #expect(fell == .init(fellSilent: ["auth"]))
    #expect(watch.silent == ["auth": Self.start])
    #expect(watch.heard.isEmpty)
    // It is said once.
    #expect(Self.judge(&watch, at: 90, line: 0, declared: .seconds(60)) == .init())
    let again = Self.judge(&watch, at: 100, line: 99, declared: .seconds(60))
    #expect(again == .init(spokeAgain: ["auth"]))
    #expect(watch.silent.isEmpty)
  }

  @Test func whatWasNeverHeardIsNotSilent() {
    var watch = SilenceWatch()
    #expect(Self.judge(&watch, at: 9_999_999, line: nil, declared: .seconds(60)) == .init())
  }

  /// A week is learned; then twice the longest pause, and at least a quarter of an hour.
  @Test(arguments: [(60, 900), (3600, 7200)])
  func habitsAreLearnedForAWeek(_ pause: Int, _ limit: Int) {
    var watch = SilenceWatch()
    var time = 0
    while time < 7 * Self.day {
      #expect(Self.judge(&watch, at: time, line: time) == .init())
      time += pause
    }
    let last = time - pause
    #expect(Self.judge(&watch, at: last + limit, line: last) == .init())
    let fell = Self.judge(&watch, at: last + limit + 1, line: last)
    #expect(fell == .init(fellSilent: ["auth"]))
  }

  @Test func aWeekIsNotJudgedBeforeItIsOver() {
    var watch = SilenceWatch()
    _ = Self.judge(&watch, at: 0, line: 0)
    _ = Self.judge(&watch, at: 10, line: 10)
    #expect(Self.judge(&watch, at: 6 * Self.day, line: 10) == .init())
  }

  /// Days of old habits are forgotten after a week.
  @Test func anOldPauseIsForgotten() {
    var watch = SilenceWatch()
    _ = Self.judge(&watch, at: 0, line: 0)
    _ = Self.judge(&watch, at: Self.day, line: Self.day)
    for time in stride(from: Self.day, to: 10 * Self.day, by: 600) {
      _ = Self.judge(&watch, at: time, line: time)
    }
    let last = 10 * Self.day - 600
    #expect(
      Self.judge(&watch, at: last + 1201, line: last) == .init(fellSilent: ["auth"]))
  }

  /// The sentinel's own absence is nobody's silence.
  @Test func theSentinelsAbsenceIsNoPause() {
    var watch = SilenceWatch()
    _ = Self.judge(&watch, at: 0, line: 0, declared: .seconds(60))
    let restarted = Self.judge(&watch, at: 7210, line: 0, declared: .seconds(60), since: 7200)
    #expect(restarted == .init())
    let fell = Self.judge(&watch, at: 7261, line: 0, declared: .seconds(60), since: 7200)
    #expect(fell == .init(fellSilent: ["auth"]))
  }

  @Test func aSourceThatIsNotDeclaredAnyMoreIsForgotten() {
    var watch = SilenceWatch()
    _ = Self.judge(&watch, at: 0, line: 0)
    watch.keep(only: ["other"])
    #expect(watch.books.isEmpty)
  }
}
