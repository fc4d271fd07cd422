import Alerting
import Records
import Testing

/// Models with made-up values, for people who talk them through.
@Suite struct RehearsalTests {
  @Test func everyValueIsMadeUpAndFitsItsName() throws {
    let lab = AlertingLab()
    let model = IncidentModel(
      id: "in", title: "In", roles: ["lead": Marked("operations", at: .none)],
      steps: [
        .init(
          id: "ask", stage: .identification,
          text: "Ask {{User}} about {{src_ip}} on {{host}} ({{id}}).", by: "lead",
          within: .seconds(900)),
        .init(
          id: "stop", stage: .containment, text: "Stop {{Unit}}, kill {{pid}}.",
          command: ["/usr/bin/systemctl", "stop", "{{Unit}}"], danger: "{{DestinationIp}} is cut"),
      ])
    let steps = lab.register.rehearsal(of: model)
    #expect(
      steps.map(\.text) == [
        "Ask practice about 192.0.2.77 on web-1 (SA-0000-0000).",
        "Stop practice.service, kill 4242.",
      ])
    #expect(steps[0].by == "Server operations" && steps[0].within == "15m")
    #expect(steps[1].command == "/usr/bin/systemctl stop practice.service")
    #expect(steps[1].danger == "192.0.2.77 is cut")
    #expect(steps.allSatisfy { $0.doubtful.isEmpty })
  }

  /// What a request asks for says what its names mean.
  @Test func aRequestsQuestionsSayWhatItsNamesMean() {
    let model = IncidentModel(
      id: "unban", title: "Unban", kind: .request,
      steps: [.init(id: "lift", stage: .recovery, text: "Lift {{address}} for {{why}}.")],
      ask: [
        .init(name: "address", type: .ip, prompt: "Which?"), .init(name: "why", prompt: "Why?"),
      ])
    let steps = AlertingLab().register.rehearsal(of: model)
    #expect(steps.map(\.text) == ["Lift 192.0.2.77 for practice."])
  }

  /// A name that no value fits stays a name: nothing is invented into a command.
  @Test func everyShippedShapeOfNameIsFilled() {
    for name in ["src_ip", "c-ip", "User", "SourceId", "service", "hostname", "auid", "Anything"] {
      let model = IncidentModel(
        id: "m", title: "M",
        steps: [.init(id: "s", stage: .lessons, text: "x", command: ["/bin/echo", "{{\(name)}}"])])
      let step = AlertingLab().register.rehearsal(of: model)[0]
      #expect(step.command?.contains("‹") == false, "\(name): \(step)")
    }
  }
}
