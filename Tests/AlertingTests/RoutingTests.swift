import Alerting
import Records
import Testing

/// Who is told, in which voice, and how much of it.
@Suite struct RoutingTests {
  private func told(_ lab: AlertingLab, _ rule: String = "ssh_guessing") -> [String] {
    lab.absorb(AlertingLab.finding(rule))?.notifications.map(\.receiver) ?? []
  }

  @Test func withoutAnythingTheTerminalIsTold() {
    #expect(told(AlertingLab()) == ["terminal"])
  }

  @Test func receiversThatNobodyRoutesToAreToldAll() {
    let lab = AlertingLab()
    lab.receiver("pager")
    lab.receiver("chat")
    #expect(told(lab) == ["chat", "pager"])
  }

  @Test func withoutRoutesEveryAutomaticAudienceIsToldThatWantsIt() {
    let lab = AlertingLab()
    for id in ["chat", "pager", "mail", "board"] { lab.receiver(id) }
    lab.audience("on-call", ["chat"])
    lab.audience("night", ["pager"], minSeverity: .critical)
    lab.audience("users", ["mail"], .plain)
    lab.audience("later", ["board"], states: [.foreseen])
    #expect(told(lab) == ["chat"])
  }

  @Test func theFirstRouteWinsUnlessItContinues() {
    let lab = AlertingLab()
    for id in ["a", "b", "c", "d"] { lab.receiver(id) }
    lab.route(.init(severity: [.low]), to: ["d"])
    lab.route(.init(risks: [Marked("guessing", at: .none)]), to: ["a"], continues: true)
    lab.route(.init(severity: [.high, .critical]), to: ["b", "a"])
    lab.route(to: ["c"])
    #expect(told(lab) == ["a", "b"])
    lab.rule("else", .medium, ["credential"])
    #expect(told(lab, "else") == ["c"])
  }

  @Test func routesMatchRulesByIdAndName() {
    for name in ["ssh_guessing", "ssh_guessing_name", "other"] {
      let lab = AlertingLab()
      lab.receiver("chat")
      lab.route(.init(rules: [name]), to: ["chat"])
      #expect(told(lab) == (name == "other" ? [] : ["chat"]))
    }
  }

  @Test func anAlertThatNobodyWantsIsKept() throws {
    let lab = AlertingLab()
    lab.receiver("chat")
    lab.route(.init(severity: [.critical]), to: ["chat"])
    let change = try #require(lab.absorb(AlertingLab.finding()))
    #expect(change.isNew && change.notifications.isEmpty && change.journal.count == 1)
  }

  @Test func aRouteToAnAudienceAsksTheAudience() {
    let lab = AlertingLab()
    for id in ["a", "b", "c"] { lab.receiver(id) }
    lab.audience("users", ["a"], .plain)
    lab.audience("night", ["b"], minSeverity: .critical)
    lab.audience("on-call", ["c"])
    lab.route(to: ["users", "night", "on-call", "gone", "terminal"])
    #expect(told(lab) == ["c", "terminal"])
  }

  @Test func aReceiverHasAFloorOfItsOwn() {
    let lab = AlertingLab()
    lab.receiver("pager", minSeverity: .critical)
    lab.receiver("chat", minSeverity: .high)
    lab.route(to: ["pager", "chat"])
    #expect(told(lab) == ["chat"])
  }

  @Test func aReceiverOfTwoAudiencesIsToldOnceAndTechnically() {
    let lab = AlertingLab()
    lab.receiver("chat", maxTLP: .red)
    lab.audience("owners", ["chat"], .plain, isAutomatic: true, maxTLP: .red)
    lab.audience("zeta", ["chat", "chat"], maxTLP: .amber)
    let change = lab.absorb(AlertingLab.finding())
    #expect(change?.notifications.map(\.message.voice) == [.technical])
    #expect(change.map { lab.register.destinations(of: $0.alert).map(\.clearance) } == [.amber])
  }

  @Test func eachRecipientOfAMailIsARowWithAKeyOfItsOwn() {
    let lab = AlertingLab()
    lab.receiver("ops.mail", .mail, to: ["ops@example.org", "night@example.org"])
    lab.receiver("empty", .mail)
    lab.route(to: ["ops.mail", "empty", "terminal"])
    let rows = lab.absorb(AlertingLab.finding())?.notifications ?? []
    #expect(
      rows.map(\.key) == [
        "0123abcd_SA-2026-1_1_ops~mail_1", "0123abcd_SA-2026-1_1_ops~mail_2",
        "0123abcd_SA-2026-1_1_terminal",
      ])
    #expect(rows.map(\.recipient) == ["ops@example.org", "night@example.org", nil])
    #expect(rows.allSatisfy { $0.state == .waiting && $0.nextAttempt == $0.created })
  }

  @Test func withoutClearanceOnlyTheHeadlineIsTold() throws {
    let lab = AlertingLab()
    lab.receiver("board", maxTLP: .green)
    lab.receiver("chat")
    lab.audience("on-call", ["chat", "board"])
    let change = try #require(lab.absorb(AlertingLab.finding()))
    let board = try #require(change.notifications.first { $0.receiver == "board" }).message
    let chat = try #require(change.notifications.first { $0.receiver == "chat" }).message
    #expect(chat.alert == change.alert && chat.risks.count == 1)
    #expect(board.headline == chat.headline && board.alert.id == chat.alert.id)
    #expect(board.risks.isEmpty && board.voice == .plain && board.sentinel == "web-1")
    #expect(board.alert.plain?.contains("TLP:AMBER") == true)
    var bare = board.alert
    bare.plain = nil
    let shown = String(describing: bare)
    for word in ["mira", "192.0.2.7", "auth.log", "usermod", "A. Author"] {
      #expect(!shown.contains(word))
    }
    #expect(bare.group.isEmpty && bare.fields.isEmpty && bare.text == nil && bare.host == nil)
    #expect(bare.evidence.isEmpty && bare.steps.isEmpty && bare.place == nil && bare.key == nil)
  }

  /// A control's owner is told of its failing, also where nothing is routed there.
  @Test func whoAnswersForAControlIsToldThatItDoesNotHold() throws {
    func told(by product: String, action: String, subject: String = "keys") -> [String] {
      let lab = AlertingLab()
      for id in ["chat", "owners", "night", "mail"] { lab.receiver(id) }
      lab.audience("on-call", ["chat"])
      lab.audience("owners", ["owners"], .plain, isAutomatic: false, roles: ["keeper"])
      lab.audience(
        "night", ["night"], minSeverity: .critical, isAutomatic: false, roles: ["keeper"])
      lab.audience("users", ["mail"], .plain, isAutomatic: false)
      lab.route(to: ["on-call"])
      lab.configuration.controls["keys"] = Control(
        id: "keys", title: "Keys", owner: "keeper", kind: .preventive, state: .active)
      lab.rules.append(
        RuleSummary(
          id: "own", title: "Own", level: .high, logsource: Logsource(product: product),
          risks: ["guessing"]))
      var finding = AlertingLab.finding("own")
      finding.fields = [
        .init(name: "Action", value: Untrusted(action)),
        .init(name: "SourceId", value: Untrusted(subject)),
      ]
      return lab.absorb(finding)?.notifications.map(\.receiver) ?? []
    }
    #expect(told(by: "tocsin", action: "control_failing") == ["chat", "owners"])
    #expect(told(by: "tocsin", action: "drill_lost") == ["chat"])
    #expect(told(by: "tocsin", action: "control_failing", subject: "gone") == ["chat"])
    // A line of another log that says the same is a line.
    #expect(told(by: "shop", action: "control_failing") == ["chat"])
  }

  @Test func theAllClearReachesTheOwnerInTheSameVoice() throws {
    let lab = AlertingLab()
    lab.receiver("owners")
    lab.audience("owners", ["owners"], .plain, isAutomatic: false)
    lab.route(.init(severity: [.low]), to: ["owners"])
    var alert = try #require(lab.absorb(AlertingLab.finding())).alert
    alert.audiences = ["owners"]
    let change = try lab.register.allClear(
      alert, by: "tocsin", told: ["owners"], now: AlertingLab.start)
    #expect(change.notifications.map(\.message.voice) == [.plain])
  }
}
