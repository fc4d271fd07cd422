import Foundation
import Records
import Sentinel
import Testing

/// Since when a source cannot be believed, and when that is over.
@Suite struct ImpairmentsTests {
  private typealias Look = Impairments.Look
  private typealias Turn = Impairments.Turn

  private static let start = Instant(seconds: 1_795_000_000)
  private static let began = start.rfc3339()
  private static let hour = 3600

  private static func at(_ seconds: Int) -> Instant { start + .seconds(seconds) }

  private static func mended(_ action: Happening.Action) -> Turn {
    Turn(mended: [.init(source: "auth", action: action)])
  }

  /// What a restart leaves of it.
  private static func restarted(_ impairments: Impairments) throws -> Impairments {
    try JSONDecoder().decode(Impairments.self, from: try JSONEncoder().encode(impairments))
  }

  // MARK: Losses

  struct Loss: Sendable, CustomTestStringConvertible {
    var claim: String
    /// When a line was read last, in seconds after the loss; nil: none in this run.
    var line: Int?
    var at: Int
    var isOver: Bool
    var testDescription: String { claim }
  }

  static let losses = [
    Loss(claim: "not a minute after it", line: 30, at: 60, isOver: false),
    Loss(claim: "not an hour after it", line: 3590, at: 3600, isOver: false),
    Loss(claim: "65 minutes after it, with a line since", line: 10, at: 3900, isOver: true),
    Loss(claim: "not while no line came since", line: -10, at: 9000, isOver: false),
    Loss(claim: "not while no line is known of", line: nil, at: 9000, isOver: false),
  ]

  @Test(arguments: losses)
  func lostLinesBlindForAnHourAndALineMore(_ loss: Loss) {
    for action in [Happening.Action.gap, .truncated, .suppressed, .dropped, .auditlost] {
      var known = Impairments()
      #expect(known.note(action, ["auth"], at: Self.start) == true)
      let look = Look(lastLines: loss.line.map(Self.at))
      let turn = known.judge(["auth": look], at: Self.at(loss.at))
      #expect(turn == (loss.isOver ? Self.mended(action) : Turn()), "\(action)")
      #expect(known.reasons.isEmpty == loss.isOver, "\(action)")
    }
  }

  @Test func aLossThatGoesOnBeginsItsTimeAnewAndKeepsItsBeginning() {
    var known = Impairments()
    known.note(.gap, ["auth"], at: Self.start)
    let look = Look(lastLines: Self.at(10))
    _ = known.judge(["auth": look], at: Self.at(20))
    known.note(.gap, ["auth"], at: Self.at(Self.hour))
    // The line of before is no proof of now.
    #expect(known.judge(["auth": look], at: Self.at(Self.hour + 3900)) == Turn())
    #expect(known.reasons["auth"]?.contains("first at \(Self.began)") == true)
    let spoke = Look(lastLines: Self.at(Self.hour + 5))
    #expect(known.judge(["auth": spoke], at: Self.at(Self.hour + 3899)) == Turn())
    #expect(known.judge(["auth": spoke], at: Self.at(Self.hour + 3900)) == Self.mended(.gap))
  }

  /// After a restart nobody remembers lines; a healthy log that is quiet must not stay blind.
  @Test func aRestartForgetsNeitherALossNorTheLineAfterIt() throws {
    var known = Impairments()
    known.note(.gap, ["auth"], at: Self.start)
    _ = known.judge(["auth": Look(lastLines: Self.at(10))], at: Self.at(20))
    known = try Self.restarted(known)
    #expect(known.judge(["auth": Look()], at: Self.at(600)) == Turn())
    #expect(known.reasons.keys.sorted() == ["auth"])
    #expect(known.judge(["auth": Look()], at: Self.at(3900)) == Self.mended(.gap))
  }

  // MARK: Rights

  @Test func lostRightsAreOverWhenItCanBeReadAndOweNoLine() throws {
    var known = Impairments()
    #expect(known.note(.unreadable, ["auth"], at: Self.start) == true)
    #expect(known.reasons == ["auth": "unreadable since \(Self.began)"])
    #expect(known.has(.unreadable, "auth") && !known.has(.gap, "auth"))
    let closed = Look(isUnreadable: true)
    #expect(known.judge(["auth": closed], at: Self.at(300)) == Turn())
    // The same word again changes nothing.
    known.note(.unreadable, ["auth"], at: Self.at(400))
    #expect(known.reasons == ["auth": "unreadable since \(Self.began)"])
    known = try Self.restarted(known)
    #expect(known.judge(["auth": closed], at: Self.at(500)) == Turn())
    #expect(known.judge(["auth": Look()], at: Self.at(505)) == Self.mended(.unreadable))
    #expect(known == Impairments())
  }

  @Test func lostRightsAreSeenWithoutAWord() {
    var known = Impairments()
    #expect(known.judge(["auth": Look(isUnreadable: true)], at: Self.start) == Turn())
    #expect(known.reasons == ["auth": "unreadable since \(Self.began)"])
  }

  /// Its alert may not be there yet to be taken back.
  @Test func whatLastedForMomentsIsOverALittleLater() {
    var known = Impairments()
    known.note(.unreadable, ["auth"], at: Self.start)
    #expect(known.judge(["auth": Look()], at: Self.at(1)) == Turn())
    #expect(known.judge(["auth": Look()], at: Self.at(10)) == Self.mended(.unreadable))
  }

  @Test func whatIsHealthyAndQuietIsNeverMarked() throws {
    var known = Impairments()
    for second in stride(from: 0, to: 10_000, by: 500) {
      #expect(known.judge(["auth": Look()], at: Self.at(second)) == Turn())
      known = try Self.restarted(known)
    }
    #expect(known == Impairments())
  }

  // MARK: Files that go away

  @Test func aFileThatIsGoneForAMinuteIsToldOnceAndBackWithItsNextLine() throws {
    var known = Impairments()
    let gone = Look(isGone: true, lastLines: Self.at(-5))
    #expect(known.judge(["auth": gone], at: Self.at(0)) == Turn())
    #expect(known.judge(["auth": gone], at: Self.at(60)) == Turn())
    // Rotated away for a moment: nothing.
    #expect(known.reasons.isEmpty)
    #expect(known.judge(["auth": gone], at: Self.at(61)) == Turn(lostFile: ["auth"]))
    #expect(known.reasons == ["auth": "without a file since \(Self.began)"])
    #expect(known.judge(["auth": gone], at: Self.at(300)) == Turn())
    known = try Self.restarted(known)
    #expect(known.judge(["auth": Look()], at: Self.at(305)) == Turn())
    let spoke = Look(lastLines: Self.at(306))
    #expect(known.judge(["auth": spoke], at: Self.at(310)) == Self.mended(.nofile))
    #expect(known == Impairments())
  }

  @Test func aFileThatIsBackWithinAMinuteWasNotGone() {
    var known = Impairments()
    _ = known.judge(["auth": Look(isGone: true)], at: Self.at(0))
    #expect(known.judge(["auth": Look()], at: Self.at(55)) == Turn())
    #expect(known == Impairments())
    // The minute begins anew.
    #expect(known.judge(["auth": Look(isGone: true)], at: Self.at(70)) == Turn())
    #expect(known.judge(["auth": Look(isGone: true)], at: Self.at(120)) == Turn())
  }

  // MARK: Several things at once

  @Test func eachThingIsOverByItself() {
    var known = Impairments()
    known.note(.gap, ["auth"], at: Self.at(0))
    known.note(.unreadable, ["auth"], at: Self.at(100))
    #expect(known.reasons["auth"]?.hasPrefix("not read whole: lines were lost") == true)
    let open = Look(lastLines: Self.at(200))
    #expect(known.judge(["auth": open], at: Self.at(205)) == Self.mended(.unreadable))
    #expect(known.reasons.keys.sorted() == ["auth"])
    #expect(known.judge(["auth": open], at: Self.at(3900)) == Self.mended(.gap))
  }

  @Test func anotherFormatIsOverWhenItIsSaid() {
    var known = Impairments()
    #expect(known.note(.undecoded, ["auth"], at: Self.start) == true)
    #expect(known.judge(["auth": Look(lastLines: Self.at(9000))], at: Self.at(9001)) == Turn())
    #expect(known.reasons == ["auth": "not understood since \(Self.began)"])
    known.end(.undecoded, "auth")
    #expect(known == Impairments())
  }

  @Test func whatImpairsNoSourceIsNotNoted() {
    var known = Impairments()
    for action in Happening.Action.allCases {
      let impairs: Set<Happening.Action> = [
        .gap, .truncated, .suppressed, .dropped, .auditlost, .undecoded, .unreadable,
      ]
      var one = known
      #expect(one.note(action, ["auth"], at: Self.start) == impairs.contains(action))
    }
    #expect(known.note(.gap, [], at: Self.start) == false)
    #expect(known == Impairments())
  }

  @Test func whatIsNotDeclaredAnyMoreIsForgottenAndWhatIsNotLookedAtStays() {
    var known = Impairments()
    known.note(.unreadable, ["auth", "mail"], at: Self.start)
    #expect(known.judge([:], at: Self.at(1000)) == Turn())
    #expect(known.reasons.keys.sorted() == ["auth", "mail"])
    known.keep(only: ["mail"])
    #expect(known.reasons.keys.sorted() == ["mail"])
  }
}
