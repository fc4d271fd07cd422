import Alerting
import Foundation
import Records
import Testing

/// What strangers wrote may stand in our sentences and commands only when it has a harmless shape.
@Suite struct StepTests {
  struct Value: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var isFilled: Bool
    var testDescription: String { "\(name) \(text.prefix(30).debugDescription): \(isFilled)" }
  }

  static let values =
    [
      ("User", "mira"), ("User", "_apt"), ("User", "web01$"), ("User", "www-data"),
      ("User", String(repeating: "a", count: 32)), ("pid", "4117"), ("src_ip", "198.51.100.40"),
      ("src_ip", "2001:db8::1"), ("src_ip", "::"), ("src_ip", "::ffff:192.0.2.1"),
      ("src_ip", "1:2:3:4:5:6:7:8"), ("c-ip", "192.0.2.7"), ("User", "default"),
      ("UNIT", "ssh.service"), ("Unit", "getty@tty1.service"),
      ("unit", #"dev-disk-by\x2duuid.device"#), ("host", "lib-web-1.example.org"),
      ("Computer", "WIN7"),
    ].map { Value(name: $0.0, text: $0.1, isFilled: true) }
    + [
      ("User", "Mira"), ("User", "mira;reboot"), ("User", "mi ra"), ("User", "-r"), ("User", "$"),
      ("User", String(repeating: "a", count: 33)), ("User", "a$b"), ("User", "ａdmin"),
      ("src_ip", "198.51.100.400"), ("src_ip", "198.51.100.04"), ("src_ip", "1.2.3"),
      ("src_ip", "1.2.3.4 "), ("src_ip", "fe80::1%eth0"), ("src_ip", "1::2::3"),
      ("src_ip", ":1:2:3:4:5:6:7"), ("src_ip", "1:2:3:4:5:6:7:8:9"), ("src_ip", "12345::"),
      ("src_ip", "1:2:3:4:5:6:7::8:9"), ("src_ip", "default"), ("c-ip", "all"), ("dst_ip", "4117"),
      ("DestinationIp", "mira"), ("ip", "any"), ("User", "ssh.service"),
      ("User", "evil.example.com"),
      ("unit", "evil.example.com"), ("unit", "-x.service"), ("unit", ".service"),
      ("unit", "a b.service"), ("host", "-web"), ("host", "web..1"), ("host", "we b"),
      ("pid", "-1"), ("pid", "1e3"), ("pid", String(repeating: "1", count: 21)),
    ].map { Value(name: $0.0, text: $0.1, isFilled: false) }
    + AlertingLab.hostile.map { Value(name: "User", text: $0, isFilled: false) }

  @Test(arguments: values)
  func onlyHarmlessShapesAreFilledIn(_ value: Value) throws {
    let step = try #require(
      Self.steps(
        [
          .init(
            id: "a", stage: .containment, text: "Look at {{\(value.name)}}!",
            command: ["/bin/look", "--", "{{\(value.name)}}"], danger: "{{\(value.name)}} stops")
        ],
        [.init(name: value.name, value: Untrusted(value.text))],
        host: value.name == "host" ? value.text : "web-1"
      ).first)
    if value.isFilled {
      #expect(step.text == "Look at \(value.text)!" && step.danger == "\(value.text) stops")
      #expect(step.command != nil && step.doubtful.isEmpty)
    } else {
      #expect(step.text == "Look at ‹\(value.name)›!" && step.danger == "‹\(value.name)› stops")
      #expect(step.command == nil)
      #expect(step.doubtful == [.init(name: value.name, value: Untrusted(value.text))])
    }
  }

  @Test func whatIsMissingIsNamedAndNotDoubted() throws {
    let step = try #require(
      Self.steps(
        [
          .init(
            id: "a", stage: .recovery, text: "Ask {{nobody}}, {{open",
            command: ["/bin/x", "{{nobody}}"])
        ], []
      ).first)
    #expect(step.text == "Ask ‹nobody›, {{open" && step.command == nil && step.doubtful.isEmpty)
  }

  @Test func rolesBecomeTitlesAndSpansStayShort() throws {
    let lab = AlertingLab()
    lab.audience("on-call", ["terminal"])
    let steps = try #require(lab.absorb(AlertingLab.finding())).alert.steps
    #expect(steps.map(\.by) == ["The on-call", "Server operations", nil])
    #expect(steps.map(\.within) == ["15m", nil, nil])
    #expect(steps.map(\.stage) == ["identification", "containment", "lessons"])
    #expect(steps[1].command == "/usr/sbin/usermod -L -- mira")
    #expect(steps[1].danger == "the owner cannot log in")
  }

  static let arguments: [[String]] = [
    ["/bin/echo", "it's", "a \"b\" $HOME `id` \\ ; & | > < ( ) * ? [ ] # ~ = %"],
    ["/bin/x", "", " ", "'", "''", "a'b'c", "!x", "~root", "X=1", "-n", "{a,b}", "a\tb"],
    ["/bin/y", "line\nbreak", "é‹›", "\u{1b}[2J"],
  ]

  /// The shell itself is asked what the printed line means.
  @Test(arguments: arguments)
  func aPrintedCommandMeansItsArguments(_ arguments: [String]) throws {
    let step = try #require(
      Self.steps([.init(id: "a", stage: .recovery, text: "x", command: arguments)], []).first)
    let line = try #require(step.command)
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", "printf '%s\\0' \(line)"]
    let output = Pipe()
    shell.standardOutput = output
    try shell.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    shell.waitUntilExit()
    let words = bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
    #expect(words.map { String(decoding: $0, as: UTF8.self) } == arguments)
  }

  @Test func aModelThatWasWithdrawnShowsNoSteps() {
    let lab = AlertingLab()
    lab.configuration.models["lock-out"]?.status = .withdrawn
    #expect(lab.absorb(AlertingLab.finding())?.alert.steps.isEmpty == true)
    lab.configuration.models["other"] = IncidentModel(
      id: "other", title: "Other", opensOnRules: [Marked("ssh_guessing_name", at: .none)],
      steps: [.init(id: "a", stage: .containment, text: "Do it.")])
    let change = lab.absorb(AlertingLab.finding(from: "192.0.2.9"))
    #expect(change?.alert.model == "other" && change?.alert.precautions == "Do it.")
  }

  private static func steps(
    _ steps: [IncidentModel.Step], _ fields: [Finding.Field], host: String = "web-1"
  ) -> [Alert.Step] {
    let lab = AlertingLab()
    lab.configuration.models["lock-out"]?.steps = steps
    var finding = AlertingLab.finding(host: host)
    finding.group = []
    finding.fields = fields
    return lab.absorb(finding)?.alert.steps ?? []
  }
}
