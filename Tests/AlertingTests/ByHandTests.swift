import Alerting
import Records
import Testing

/// Alerts that people issue, change and end.
@Suite struct ByHandTests {
  let start = AlertingLab.start

  private func lab() -> AlertingLab {
    let lab = AlertingLab()
    lab.receiver("staff", .mail, maxTLP: .clear, to: ["all@example.org"])
    lab.receiver("chat")
    lab.receiver("board")
    lab.audience("users", ["staff"], .plain, states: [.underWay, .over], maxTLP: .clear)
    lab.audience("on-call", ["chat"])
    lab.configuration.threats["letters"] = Threat(
      id: "letters", title: "False letters of {{sender}}", severity: .medium,
      audience: [Marked("users", at: .none)], recognise: "They come from {{sender}}.",
      precautions: "Throw them away.", model: Marked("lock-out", at: .none),
      fill: ["sender"], tlp: .clear, expiresAfter: .seconds(86_400))
    return lab
  }

  private func draft(_ change: (inout Draft) -> Void = { _ in }) -> Draft {
    var draft = Draft(
      title: "Strange calls", state: .underWay, severity: .high, tlp: .clear,
      audiences: ["users"], recognise: "They ask for a code.", precautions: "Give none.")
    change(&draft)
    return draft
  }

  private func issue(_ lab: AlertingLab, _ draft: Draft) throws -> Change {
    try lab.register.issue(draft, by: "ruth", newID: { "SA-2026-9" }, now: start)
  }

  @Test func aPreparedAlertIsFilledAndSent() throws {
    let change = try lab().register.issue(
      threat: "letters", values: ["sender": "the\u{202e} bank\u{7}"], by: "ruth",
      newID: { "SA-2026-9" }, now: start)
    let alert = change.alert
    #expect(alert.title == "False letters of the  bank" && alert.threat == "letters")
    #expect(alert.recognise == "They come from the  bank ." && alert.origin == .manual)
    #expect(alert.expires == start + 86_400 && alert.issued.by == "ruth")
    #expect(alert.steps.count == 3 && alert.model == "lock-out" && alert.key == nil)
    #expect(change.notifications.map(\.recipient) == ["all@example.org"])
    #expect(change.notifications.first?.message.voice == .plain)
    #expect(change.journal.map(\.who) == ["ruth"])
  }

  @Test func valuesGivenByHandEnterACommandOnlyWhenTheyValidate() throws {
    let lab = lab()
    lab.configuration.threats["letters"]?.fill = ["User", "src_ip"]
    let change = try lab.register.issue(
      threat: "letters", values: ["User": "x; reboot", "src_ip": "192.0.2.1"], by: "ruth",
      newID: { "SA-2026-9" }, now: start)
    #expect(change.alert.steps[1].command == nil)
    #expect(change.alert.steps[1].text == "Lock ‹User› from 192.0.2.1.")
    #expect(change.alert.steps[1].doubtful.map(\.name) == ["User"])
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var claim: String
    var change: @Sendable (inout Draft) -> Void
    var testDescription: String { claim }
  }

  static let refusals: [Refusal] = [
    .init(claim: "no title") { $0.title = " \r\n\t " },
    .init(claim: "a title that is too long") { $0.title = String(repeating: "é", count: 101) },
    .init(claim: "a warning without signs") { $0.recognise = nil },
    .init(claim: "a warning with invisible signs") { $0.recognise = "\u{200b}\u{202e}" },
    .init(claim: "a warning without precautions") { $0.precautions = "" },
    .init(claim: "a text that is too long") { $0.plain = String(repeating: "x", count: 60_000) },
    .init(claim: "over, but no all-clear") { $0.state = .over },
    .init(claim: "an all-clear that is not over") { $0.kind = .allClear },
    .init(claim: "an end in the past") { $0.expires = AlertingLab.start },
    .init(claim: "an unknown audience") { $0.audiences = ["usres"] },
    .init(claim: "an unknown receiver") { $0.receivers = ["gone"] },
    .init(claim: "an unknown risk") { $0.risks = ["gone"] },
    .init(claim: "an unknown model") { $0.model = "gone" },
  ]

  @Test(arguments: refusals)
  func aDraftThatSaysTooLittleIsRefused(_ refusal: Refusal) {
    #expect(throws: AlertingMistake.self) { try issue(lab(), draft(refusal.change)) }
  }

  @Test(
    arguments: [
      ("gone", [:]), ("letters", [:]), ("letters", ["sender": ""]),
      ("letters", ["sender": "x", "sendre": "y"]),
    ] as [(String, [String: String])])
  func aPreparedAlertWantsItsValues(_ threat: String, _ values: [String: String]) {
    #expect(throws: AlertingMistake.self) {
      try lab().register.issue(
        threat: threat, values: values, by: "ruth", newID: { "SA-2026-9" }, now: start)
    }
  }

  @Test func statesReceiversAndRoutesDecideWhoIsTold() throws {
    let lab = lab()
    lab.route(.init(audience: [Marked("users", at: .none)]), to: ["board"])
    lab.route(to: ["chat"])
    #expect(try issue(lab, draft()).notifications.map(\.receiver) == ["staff", "board"])
    let foreseen = try issue(lab, draft { $0.state = .foreseen })
    #expect(foreseen.notifications.map(\.receiver) == ["board"])
    let named = try issue(
      lab,
      draft {
        $0.audiences = []; $0.receivers = ["board"]
      })
    #expect(named.notifications.map(\.receiver) == ["board"])
    let nobody = try issue(lab, draft { $0.audiences = [] })
    #expect(nobody.notifications.map(\.receiver) == ["chat"])
    let drill = try issue(lab, draft { $0.isExercise = true })
    #expect(drill.notifications.map(\.receiver) == ["terminal"])
  }

  @Test func itIsUpdatedAcknowledgedAndCancelledAndEachReachesThem() throws {
    let lab = lab()
    let register = lab.register
    let told = ["staff"]
    var alert = try issue(lab, draft()).alert
    let updated = try register.update(
      alert, Amendment(severity: .critical, precautions: "Hang up."), by: "tomas", note: "worse",
      told: told, now: start + 1)
    alert = updated.alert
    #expect(alert.revision == 2 && alert.severity == .critical && alert.precautions == "Hang up.")
    #expect(alert.recognise == "They ask for a code." && alert.revised?.by == "tomas")
    let seen = try register.acknowledge(alert, by: "ines", told: told, now: start + 2)
    alert = seen.alert
    #expect(alert.status == .acknowledged && alert.acknowledged?.by == "ines")
    let cancelled = try register.cancel(
      alert, by: "ruth", why: "it was a\u{1b}[2J joke", told: told, now: start + 3)
    alert = cancelled.alert
    #expect(alert.status == .cancelled && alert.revision == 4 && !alert.status.isOpen)
    #expect(alert.closed?.note == "it was a [2J joke")
    let changes = [updated, seen, cancelled]
    #expect(changes.map { $0.notifications.map(\.receiver) } == [told, told, told])
    #expect(
      changes.flatMap(\.notifications).map(\.reason) == [.updated, .acknowledged, .cancelled])
    #expect(Set(changes.flatMap(\.notifications).map(\.key)).count == 3)
    #expect(changes.flatMap(\.notifications).allSatisfy { $0.message.voice == .plain })
  }

  @Test func whatIsNotOpenCannotBeChanged() throws {
    let lab = lab()
    let register = lab.register
    let alert = try issue(lab, draft()).alert
    let closed = try register.close(
      alert, reason: .falseAlarm, by: "ruth", note: "a drill", told: [], now: start + 1
    ).alert
    #expect(closed.status == .closed && closed.closeReason == .falseAlarm)
    let deeds: [() throws -> Change] = [
      { try register.acknowledge(closed, by: "x", told: [], now: start) },
      { try register.close(closed, reason: .real, by: "x", told: [], now: start) },
      { try register.cancel(closed, by: "x", why: "y", told: [], now: start) },
      { try register.allClear(closed, by: "x", told: [], now: start) },
      { try register.update(closed, .init(title: "y"), by: "x", told: [], now: start) },
      { try register.cancel(alert, by: "x", why: " ", told: [], now: start) },
      { try register.update(alert, .init(), by: "x", told: [], now: start) },
      { try register.update(alert, .init(state: .foreseen), by: "x", told: [], now: start) },
      { try register.update(alert, .init(audiences: ["z"]), by: "x", told: [], now: start) },
      { try register.update(alert, .init(title: "\n"), by: "x", told: [], now: start) },
      { try register.update(alert, .init(expires: start), by: "x", told: [], now: start) },
      {
        try register.update(
          alert, .init(plain: String(repeating: "x", count: 9999)), by: "x",
          told: [], now: start)
      },
    ]
    for deed in deeds { #expect(throws: AlertingMistake.self) { try deed() } }
    let seen = try register.acknowledge(alert, by: "x", told: [], now: start).alert
    #expect(throws: AlertingMistake.self) {
      try register.acknowledge(seen, by: "y", told: [], now: start)
    }
  }

  @Test func theAllClearReachesWhoWasWarnedAndItsAudiences() throws {
    let lab = lab()
    let alert = try issue(lab, draft { $0.receivers = ["board"] }).alert
    let clear = try lab.register.update(
      alert, .init(state: .over, plain: "All is well."), by: "ruth", told: ["board"],
      now: start + 9)
    #expect(clear.notifications.map(\.receiver) == ["board", "staff"])
    #expect(clear.notifications.allSatisfy { $0.reason == .allClear })
    #expect(clear.alert.kind == .allClear && clear.alert.state == .over)
    #expect(clear.alert.status == .closed && clear.alert.plain == "All is well.")
  }

  @Test func itExpiresAtItsTimeAndWhoWasToldHearsOfIt() throws {
    let lab = lab()
    let alert = try issue(lab, draft { $0.expires = AlertingLab.start + 60 }).alert
    #expect(lab.register.expire(alert, told: ["staff"], now: start + 59) == nil)
    let ended = try #require(lab.register.expire(alert, told: ["staff"], now: start + 60))
    #expect(ended.alert.status == .expired && ended.journal.map(\.who) == ["tocsin"])
    #expect(ended.notifications.map(\.reason) == [.expired])
  }

  @Test func whatIsAboveAnAudiencesClearanceIsAHeadline() throws {
    let change = try issue(
      lab(),
      draft {
        $0.tlp = .green; $0.audiences = ["users", "on-call"]
      })
    let staff = change.notifications.first { $0.receiver == "staff" }?.message.alert
    let chat = change.notifications.first { $0.receiver == "chat" }?.message.alert
    #expect(staff?.recognise == nil && staff?.title == "Strange calls")
    #expect(chat?.recognise == "They ask for a code.")
  }
}
