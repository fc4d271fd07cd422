import Alerting
import Records
import Testing

/// A silence holds messages back, counts on, and is summed up once.
@Suite struct SilenceTests {
  let start = AlertingLab.start

  struct Claim: Sendable, CustomTestStringConvertible {
    var claim: String
    var rules: [String] = []
    var risks: [String] = []
    var matching: [String: String] = [:]
    var isHeld: Bool
    var testDescription: String { claim }
  }

  static let claims = [
    Claim(claim: "without conditions, everything", isHeld: true),
    Claim(claim: "a rule by its id", rules: ["x", "ssh_guessing"], isHeld: true),
    Claim(claim: "a rule by its name", rules: ["ssh_guessing_name"], isHeld: true),
    Claim(claim: "another rule", rules: ["x"], isHeld: false),
    Claim(claim: "a risk", risks: ["guessing"], isHeld: true),
    Claim(claim: "another risk", risks: ["credential"], isHeld: false),
    Claim(claim: "both must hold", rules: ["ssh_guessing"], risks: ["credential"], isHeld: false),
    Claim(claim: "a network", matching: ["src_ip": "192.0.2.0/29"], isHeld: true),
    Claim(claim: "the network beside it", matching: ["src_ip": "192.0.2.8/29"], isHeld: false),
    Claim(claim: "all addresses", matching: ["src_ip": "0.0.0.0/0"], isHeld: true),
    Claim(claim: "an address", matching: ["src_ip": "192.0.2.7"], isHeld: true),
    Claim(
      claim: "the address in its long form", matching: ["src_ip": "::ffff:192.0.2.7"],
      isHeld: true),
    Claim(claim: "another address", matching: ["src_ip": "192.0.2.70"], isHeld: false),
    Claim(claim: "a mask that is none", matching: ["src_ip": "192.0.2.0/33"], isHeld: false),
    Claim(claim: "a text", matching: ["User": "mira"], isHeld: true),
    Claim(claim: "a text in another case", matching: ["User": "Mira"], isHeld: false),
    Claim(claim: "a pattern", matching: ["User": "m*r*"], isHeld: true),
    Claim(claim: "a pattern for its end", matching: ["User": "*ra"], isHeld: true),
    Claim(claim: "a pattern that does not fit", matching: ["User": "m*x"], isHeld: false),
    Claim(claim: "stars alone", matching: ["User": "**"], isHeld: true),
    Claim(claim: "a field that is not there", matching: ["TargetUser": "*"], isHeld: false),
    Claim(claim: "the host", matching: ["host": "web-*"], isHeld: true),
    Claim(
      claim: "all fields must hold", matching: ["User": "mira", "src_ip": "1.1.1.1"],
      isHeld: false),
  ]

  private func silence(_ id: String = "s", _ claim: Claim? = nil, hours: Int = 1) -> Silence {
    Silence(
      id: id, rules: claim?.rules ?? [], risks: claim?.risks ?? [],
      matching: claim?.matching ?? [:], why: "booked test", by: "ruth", from: start,
      until: start + hours * 3600)
  }

  @Test(arguments: claims)
  func aSilenceCoversWhatItNames(_ claim: Claim) {
    let lab = AlertingLab()
    lab.silences = [silence("s", claim)]
    let change = lab.absorb(AlertingLab.finding())
    #expect(change?.alert.silence == (claim.isHeld ? "s" : nil))
    #expect(change?.notifications.isEmpty == claim.isHeld)
    #expect(change?.isNew == true)
  }

  @Test(arguments: [(-1, false), (0, true), (3599, true), (3600, false)])
  func itHoldsFromItsStartToBeforeItsEnd(_ second: Int, _ isHeld: Bool) {
    let lab = AlertingLab()
    lab.silences = [silence()]
    let change = lab.absorb(AlertingLab.finding(), at: start + second)
    #expect((change?.alert.silence != nil) == isHeld)
  }

  @Test func tocsinItselfIsQuietedByNameOnly() {
    for (silence, isHeld) in [
      (silence(), false),
      (silence("s", Claim(claim: "", matching: ["User": "*"], isHeld: false)), false),
      (silence("s", Claim(claim: "", rules: ["blind"], isHeld: true)), true),
      (silence("s", Claim(claim: "", risks: ["guessing"], isHeld: true)), true),
    ] {
      let lab = AlertingLab()
      lab.rules.append(
        RuleSummary(
          id: "blind", title: "Blind", level: .high, logsource: .init(product: "tocsin"),
          risks: ["guessing"]))
      lab.silences = [silence]
      #expect((lab.absorb(AlertingLab.finding("blind"))?.alert.silence != nil) == isHeld)
    }
  }

  @Test func hostileValuesMatchInBoundedTime() {
    let lab = AlertingLab()
    lab.silences = [
      silence(
        "s",
        Claim(
          claim: "", matching: ["User": String(repeating: "A*", count: 40) + "b"],
          isHeld: false))
    ]
    for user in AlertingLab.hostile {
      #expect(lab.absorb(AlertingLab.finding(user: user))?.alert.silence == nil)
    }
  }

  @Test func whatItHeldBackIsSummedUpOnceForEachReceiver() throws {
    let lab = AlertingLab()
    lab.receiver("chat")
    lab.receiver("mail", .mail, to: ["a@example.org", "b@example.org"])
    lab.route(.init(rules: ["other"]), to: ["chat"])
    lab.route(to: ["chat", "mail"])
    lab.rule("other", .low, ["nuisance"])
    lab.silences = [silence()]
    for number in 1...30 {
      lab.absorb(AlertingLab.finding(from: "192.0.2.\(number)"), at: start + number)
    }
    lab.absorb(AlertingLab.finding("other"), at: start + 31)
    #expect(lab.notifications.isEmpty && lab.open.count == 31)
    let late = lab.absorb(AlertingLab.finding(), at: start + 4000)
    #expect(late?.alert.silence == "s" && late?.notifications.isEmpty == true)

    let ended = lab.register.endSilence(
      silence(), held: Array(lab.open.values), silences: lab.silences, now: start + 4001)
    #expect(ended.alerts.count == 31 && ended.alerts.allSatisfy { $0.silence == nil })
    #expect(ended.notifications.map(\.receiver) == ["chat", "mail", "mail"])
    #expect(Set(ended.notifications.map(\.key)).count == 3)
    #expect(ended.notifications.allSatisfy { $0.reason == .digest && !$0.key.contains(".") })
    #expect(ended.notifications.map(\.message.digest?.alerts) == [31, 30, 30])
    let digest = try #require(ended.notifications.first?.message.digest)
    #expect(digest.silence == "s" && !digest.isClosing)
    #expect(digest.rows.map(\.alerts) == [30, 1] && digest.rows[0].severity == .high)
    #expect(ended.journal.map(\.action) == ["ended"])
    #expect(ended.notifications[0].message.alert.fields.isEmpty)
  }

  @Test func anotherSilenceMayGoOnHolding() {
    let lab = AlertingLab()
    lab.silences = [silence(), silence("longer", hours: 9)]
    let alert = lab.absorb(AlertingLab.finding())?.alert
    #expect(alert?.silence == "longer")
    let ended = lab.register.endSilence(
      silence("longer"), held: alert.map { [$0] } ?? [], silences: lab.silences, now: start + 60)
    #expect(ended.alerts.map(\.silence) == ["s"] && ended.notifications.isEmpty)
  }

  @Test func anAlertToldBeforeGrowsInSilence() {
    let lab = AlertingLab()
    lab.absorb(AlertingLab.finding())
    lab.silences = [silence()]
    for _ in 0..<99 { lab.absorb(AlertingLab.finding(), at: start + 1) }
    #expect(lab.notifications.count == 1)
    #expect(lab.open.values.first?.count == 100 && lab.open.values.first?.revision == 3)
  }
}
