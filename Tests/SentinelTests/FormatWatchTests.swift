import Foundation
import Sentinel
import Testing

/// When a source counts as not understood any more.
@Suite struct FormatWatchTests {
  private typealias Verdict = FormatWatch.Verdict

  private static func watch(_ judgements: [(Int, Int)]) -> FormatWatch {
    var watch = FormatWatch()
    for (decoded, refused) in judgements {
      watch.note("shop", decoded: decoded, refused: refused)
      _ = watch.judge()
    }
    return watch
  }

  private static func isUndecoded(_ watch: FormatWatch) -> Bool {
    watch.books["shop"]?.isUndecoded ?? false
  }

  struct Example: Sendable, CustomTestStringConvertible {
    var claim: String
    var refusedBefore: Int?
    var refused: Int
    var isUndecoded: Bool
    var testDescription: String { claim }
  }

  static let examples = [
    Example(claim: "nothing is refused", refusedBefore: 0, refused: 0, isUndecoded: false),
    Example(claim: "some lines are", refusedBefore: 0, refused: 49, isUndecoded: false),
    Example(claim: "half of them are", refusedBefore: 0, refused: 50, isUndecoded: true),
    Example(claim: "as many as ever", refusedBefore: 60, refused: 60, isUndecoded: false),
    Example(claim: "nearly all instead of most", refusedBefore: 60, refused: 85, isUndecoded: true),
    Example(claim: "half at the very first", refusedBefore: nil, refused: 50, isUndecoded: false),
    Example(claim: "all at the very first", refusedBefore: nil, refused: 100, isUndecoded: true),
  ]

  @Test(arguments: examples)
  func aSourceIsHeldAgainstItsOwnHabits(_ example: Example) {
    let before = example.refusedBefore.map { refused in (0..<5).map { _ in (100, refused) } } ?? []
    var watch = Self.watch(before)
    #expect(!Self.isUndecoded(watch))
    watch.note("shop", decoded: 100, refused: example.refused)
    let verdict = Verdict(
      source: "shop", isUndecoded: true, decoded: 100, refused: example.refused)
    #expect(watch.judge() == (example.isUndecoded ? [verdict] : []))
    #expect(Self.isUndecoded(watch) == example.isUndecoded)
  }

  @Test func fewLinesSayNothingAndAddUp() {
    var watch = FormatWatch()
    for _ in 0..<(FormatWatch.sampleMin - 1) {
      watch.note("shop", decoded: 1, refused: 1)
      #expect(watch.judge().isEmpty)
    }
    watch.note("shop", decoded: 1, refused: 1)
    #expect(
      watch.judge() == [Verdict(source: "shop", isUndecoded: true, decoded: 20, refused: 20)])
    // It is said once.
    watch.note("shop", decoded: 20, refused: 20)
    #expect(watch.judge().isEmpty)
    #expect(Self.isUndecoded(watch))
  }

  @Test func itIsUnderstoodAgainWhenItsLinesAre() {
    var watch = Self.watch([(100, 0), (100, 100)])
    #expect(Self.isUndecoded(watch))
    watch.note("shop", decoded: 20, refused: 0)
    #expect(
      watch.judge() == [Verdict(source: "shop", isUndecoded: false, decoded: 20, refused: 0)])
  }

  /// What is not understood must not become a habit.
  @Test func anAttackerCannotTeachItThatNothingIsUnderstood() {
    let watch = Self.watch([(100, 0)] + (0..<50).map { _ in (100, 100) })
    #expect(Self.isUndecoded(watch))
  }

  @Test func aRestartForgetsNothing() throws {
    let watch = Self.watch([(100, 0), (100, 100), (5, 5)])
    let again = try JSONDecoder().decode(FormatWatch.self, from: try JSONEncoder().encode(watch))
    #expect(again == watch)
  }

  @Test func whatIsNotDeclaredAnyMoreIsForgotten() {
    var watch = Self.watch([(100, 0)])
    watch.keep(only: ["auth"])
    #expect(watch == FormatWatch())
  }
}
