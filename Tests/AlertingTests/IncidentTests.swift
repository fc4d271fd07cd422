import Alerting
import Records
import Testing

/// Incidents: which alert opens one, which joins, and what people may do with it.
@Suite struct IncidentTests {
  private static func lab(_ opening: IncidentModel.Opening = .automatic) -> AlertingLab {
    let lab = AlertingLab()
    lab.configuration.models["lock-out"]?.opensOnRisks = [Marked("guessing", at: .none)]
    lab.configuration.models["lock-out"]?.opening = opening
    lab.configuration.models["lock-out"]?.closeNeeds = ["ask"]
    lab.configuration.models["lock-out"]?.closeReasons = ["real", "legitimate", "false-alarm"]
    lab.configuration.models["lock-out"]?.category = "account"
    lab.configuration.risks["guessing"] = Risk(
      id: "guessing", title: "Passwords are guessed", impact: 4,
      model: Marked("lock-out", at: .none))
    lab.rules = [
      RuleSummary(id: "ssh_guessing", title: "Guessed", level: .high, risks: ["guessing"])
    ]
    return lab
  }

  private static func raised(_ lab: AlertingLab) throws -> Incident {
    let change = try #require(lab.absorb(AlertingLab.finding()))
    let model = try #require(lab.register.modelOpened(by: change))
    return lab.register.raise(
      model, for: change.alert, id: "INC-2026-0001", now: AlertingLab.start
    ).incident
  }

  @Test func aNewAlertRaisesAnIncidentWithItsStepsAndEvidence() throws {
    let lab = Self.lab()
    let change = try #require(lab.absorb(AlertingLab.finding()))
    let model = try #require(lab.register.modelOpened(by: change))
    let raised = lab.register.raise(
      model, for: change.alert, id: "INC-2026-0001", now: AlertingLab.start)
    let incident = raised.incident
    #expect(raised.isNew && raised.alerts == [change.alert.id])
    #expect(raised.marks == ["src_ip=192.0.2.7"])
    #expect(incident.status == .raised && incident.priority == change.alert.severity)
    #expect(incident.steps.map(\.step) == change.alert.steps)
    #expect(incident.steps.first?.step.text == "Phone mira.")
    #expect(incident.steps.first?.due == AlertingLab.start + 900)
    #expect(raised.evidence.map(\.what) == ["lines of \(change.alert.id)"])
    #expect(
      raised.evidence.first?.digest
        == SHA256.hex(of: "Failed password for mira from 192.0.2.7".utf8))
    #expect(raised.journal.map(\.action) == ["raised"])
    // Only the first finding opens; a further one of the same alert does not.
    let more = try #require(lab.absorb(AlertingLab.finding()))
    #expect(lab.register.modelOpened(by: more) == nil)
  }

  @Test func drillsAndSilencedAlertsOpenNothing() throws {
    let lab = Self.lab()
    let drill = try #require(lab.absorb(AlertingLab.finding(isExercise: true)))
    #expect(lab.register.modelOpened(by: drill) == nil)
    lab.silences = [
      Silence(
        id: "test", rules: ["ssh_guessing"], why: "booked", by: "boss", from: AlertingLab.start,
        until: AlertingLab.start + 3600)
    ]
    let silenced = try #require(lab.absorb(AlertingLab.finding(from: "192.0.2.8")))
    #expect(silenced.alert.silence == "test")
    #expect(lab.register.modelOpened(by: silenced) == nil)
  }

  @Test(arguments: [
    (IncidentModel.Opening.automatic, true, true), (.onAck, false, true), (.byHand, false, false),
  ])
  func theModelSaysWhen(_ row: (how: IncidentModel.Opening, atOnce: Bool, onAck: Bool)) throws {
    let lab = Self.lab(row.how)
    let change = try #require(lab.absorb(AlertingLab.finding()))
    #expect((lab.register.modelOpened(by: change) != nil) == row.atOnce)
    let seen = try lab.register.acknowledge(
      change.alert, by: "mira", told: [], now: AlertingLab.start)
    // An automatic one was opened by the alert itself; its acknowledgement opens no second.
    #expect((lab.register.modelOpened(by: seen) != nil) == (row.onAck && row.how == .onAck))
  }

  @Test func aModelOpensForItsRulesToo() throws {
    let lab = Self.lab()
    lab.configuration.models["lock-out"]?.opensOnRisks = []
    let before = try #require(lab.absorb(AlertingLab.finding()))
    #expect(lab.register.modelOpened(by: before) == nil)
    lab.configuration.models["lock-out"]?.opensOnRules = [Marked("ssh_guessing", at: .none)]
    let change = try #require(lab.absorb(AlertingLab.finding(from: "192.0.2.9")))
    #expect(lab.register.modelOpened(by: change)?.id == "lock-out")
  }

  @Test func anAlertThatJoinsRaisesThePriorityAndOpensAgain() throws {
    let lab = Self.lab()
    var incident = try Self.raised(lab)
    incident = try lab.register.resolve(
      incident, resolution: "Locked.", by: "mira", now: AlertingLab.start + 60
    ).incident
    #expect(incident.status == .resolved && incident.resolved?.by == "mira")
    var alert = try #require(lab.absorb(AlertingLab.finding(from: "192.0.2.8"))).alert
    alert.severity = .critical
    let joined = lab.register.join(incident, alert, now: AlertingLab.start + 120)
    #expect(joined.incident.status == .open && joined.incident.resolved == nil)
    #expect(joined.incident.priority == .critical && joined.incident.alertCount == 2)
    #expect(joined.journal.map(\.action) == ["reopened"])
  }

  @Test func theFirstDeedTakesItUpAndTheLastContainmentStepContainsIt() throws {
    let lab = Self.lab()
    var incident = try Self.raised(lab)
    incident = try lab.register.tick(
      incident, step: "ask", note: "It was not her.", by: "mira", now: AlertingLab.start + 60
    ).incident
    #expect(incident.status == .open && incident.assignee == "mira")
    #expect(incident.contained == nil)
    incident = try lab.register.tick(
      incident, step: "lock", skips: true, note: "she is on holiday", by: "joel",
      now: AlertingLab.start + 90
    ).incident
    #expect(incident.contained == AlertingLab.start + 90)
    #expect(incident.steps[1].isSkipped && !incident.steps[1].isDone)
    #expect(
      incident.timeline.suffix(2).map(\.what)
        == ["did ask: It was not her.", "skipped lock: she is on holiday"])
  }

  @Test func whatCannotBeDoneIsSaid() throws {
    let (lab, start) = (Self.lab(), AlertingLab.start)
    let register = lab.register
    let incident = try Self.raised(lab)
    let ticked = try register.tick(incident, step: "ask", by: "mira", now: start).incident
    let closed = try register.close(ticked, reason: "real", by: "mira", now: start).incident
    let cases: [(String, () throws -> IncidentChange)] = [
      (
        "INC-2026-0001 has no step \"aks\"",
        { try register.tick(incident, step: "aks", by: "joel", now: start) }
      ),
      (
        "step \"ask\" was done by mira at \(start.rfc3339())",
        { try register.tick(ticked, step: "ask", by: "joel", now: start) }
      ),
      (
        "a skipped step says why",
        { try register.tick(incident, step: "ask", skips: true, by: "joel", now: start) }
      ),
      ("the note is empty", { try register.note(incident, " \n", by: "joel", now: start) }),
      (
        "INC-2026-0001 cannot be closed as \"boredom\"",
        { try register.close(ticked, reason: "boredom", by: "joel", now: start) }
      ),
      (
        "INC-2026-0001 is not to be closed before: ask",
        { try register.close(incident, reason: "real", by: "joel", now: start) }
      ),
      (
        "INC-2026-0001 was closed as real by mira",
        { try register.close(closed, reason: "legitimate", by: "joel", now: start) }
      ),
    ]
    for (clause, deed) in cases {
      let mistake = #expect(throws: AlertingMistake.self) { try deed() }
      #expect(mistake?.clause == clause)
    }
    // A false alarm needs no steps.
    let nothing = try register.close(incident, reason: "false-alarm", by: "joel", now: start)
    #expect(nothing.incident.status == .closed)
  }

  @Test func aTimelineThatIsFullSaysSoOnce() throws {
    let lab = Self.lab()
    var incident = try Self.raised(lab)
    for number in 0..<Incident.timelineMax + 50 {
      incident = try lab.register.note(
        incident, "note \(number)", by: "mira", now: AlertingLab.start
      ).incident
    }
    #expect(incident.timeline.count == Incident.timelineMax)
    #expect(incident.timeline.last?.what == "the timeline is full")
  }

  /// What a model says now changes nothing in what is under way.
  @Test func aModelThatIsRemovedLeavesItsIncidentsWhole() throws {
    let lab = Self.lab()
    var incident = try Self.raised(lab)
    lab.configuration.models = [:]
    lab.configuration.risks = [:]
    incident = try lab.register.tick(
      incident, step: "ask", by: "mira", now: AlertingLab.start
    ).incident
    let closed = try lab.register.close(
      incident, reason: "real", by: "mira", now: AlertingLab.start)
    #expect(closed.incident.status == .closed)
  }
}

/// Requests: what is asked for, answered and done.
@Suite struct RequestTests {
  private static func lab() -> AlertingLab {
    let lab = AlertingLab()
    lab.configuration.models["unban"] = IncidentModel(
      id: "unban", title: "Let an address in again", kind: .request,
      roles: ["lead": Marked("operations", at: .none)],
      steps: [
        .init(
          id: "lift", stage: .recovery, text: "Lift the ban of {{address}}.",
          command: ["/usr/bin/fail2ban-client", "unban", "{{address}}"])
      ], closeNeeds: ["lift"], closeReasons: ["done", "refused"],
      ask: [
        .init(name: "address", type: .ip, prompt: "Which address?"),
        .init(name: "why", prompt: "Why?"),
      ])
    return lab
  }

  private static func start(_ values: [String: String]) throws -> IncidentChange {
    try lab().register.start(
      request: "unban", values: values, by: "mira", newID: { "RQ-2026-0001" },
      now: AlertingLab.start)
  }

  @Test func answersFillTheSteps() throws {
    let request = try Self.start(["address": "192.0.2.7", "why": "The new office"]).incident
    #expect(request.isRequest && request.status == .raised && request.id == "RQ-2026-0001")
    #expect(request.steps[0].step.text == "Lift the ban of 192.0.2.7.")
    #expect(request.steps[0].step.command == "/usr/bin/fail2ban-client unban 192.0.2.7")
    let register = Self.lab().register
    let approved = try register.approve(request, by: "boss", now: AlertingLab.start).incident
    #expect(approved.status == .approved)
    #expect(throws: AlertingMistake.self) {
      try register.approve(approved, by: "boss", now: AlertingLab.start)
    }
    let done = try register.tick(approved, step: "lift", by: "joel", now: AlertingLab.start)
    let closed = try register.close(
      done.incident, reason: "done", by: "joel", now: AlertingLab.start)
    #expect(closed.incident.status == .closed)
    let refused = try register.close(
      request, reason: "refused", by: "boss", now: AlertingLab.start)
    #expect(refused.incident.status == .refused)
  }

  @Test(
    arguments: [
      ([:], "\"unban\" asks for \"address\": Which address?"),
      (["address": "192.0.2.7; reboot", "why": "x"], "\"address\" is no ip"),
      (["address": "default", "why": "x"], "\"address\" is no ip"),
      (["address": "192.0.2.7"], "\"unban\" asks for \"why\": Why?"),
      (["address": "192.0.2.7", "why": "x", "who": "y"], "\"unban\" does not ask for \"who\""),
    ] as [([String: String], String)])
  func aWrongAnswerIsNamed(_ values: [String: String], _ clause: String) {
    let mistake = #expect(throws: AlertingMistake.self) { try Self.start(values) }
    #expect(mistake?.clause == clause)
  }
}
