import Foundation
import Testing
import TestKit

/// An application of one's own, as `docs/own-application.md` says, and rules of others.
@Suite struct OwnApplicationTests {
  private static let refund = """
    title: Refund above the limit
    id: 5b0a1c8e-5a53-4e8e-9a0e-6d0f0c2b7a11
    logsource: {product: shop}
    detection: {big: {action: refund, amount|gt: 500}, condition: big}
    level: high
    risks: [refund-fraud]

    """
  private static let risk =
    "risks: [{id: refund-fraud, title: Refunds are abused, owner: operations, likelihood: 2, impact: 4}]\n"

  @Test func jsonLinesAndARuleRaiseAnAlert() throws {
    let box = try Sandbox()
    let log = box.log("shop.log")
    try log.append(Data())
    try box.configure(Samples.shopSource(log.path) + Self.risk)
    try box.rule(
      Self.refund + """
        tests:
          - hit: '{"time":"2026-05-11T06:20:01Z","action":"refund","amount":900,"user":"joel"}'
          - miss: '{"time":"2026-05-11T06:20:01Z","action":"refund","amount":20,"user":"joel"}'

        """)
    let check = try box.run("check")
    #expect(check.output.contains("2 of 2 rule tests passed"), "\(check)")
    let sentinel = try box.watch()
    try log.append(#"{"time":"\#(Samples.stamp())","action":"refund","amount":20,"user":"joel"}"#)
    try log.append(#"{"time":"\#(Samples.stamp())","action":"refund","amount":900,"user":"joel"}"#)
    #expect(
      eventually(within: 60) { sentinel.output.contains("Refund above the limit") },
      "\(sentinel.errors)")
    let alerts = try box.alerts()
    #expect(alerts.count == 1, "\(alerts)")
    #expect(alerts.first?["count"].int == 1)
    #expect(sentinel.stop() == .exit(0))
  }

  @Test func plainTextAndADecoderRecordRaiseAnAlert() throws {
    let box = try Sandbox()
    let log = box.log("shop.log")
    try log.append(Data())
    try box.configure(
      """
      sources:
        - {id: shop, title: The shop, read: [{file: '\(log.path)'}], logsource: [{product: shop}]}
      decoders:
        - id: shop
          program: [shop]
          logsource: [{product: shop}]
          shapes: [{action: refund, starts: 'refund ', pattern: '^refund of (?<amount>[0-9]+) by (?<User>\\S+)$'}]

      """ + Self.risk)
    try box.rule(Self.refund.replacing("action: refund", with: "Action: refund"))
    let check = try box.run("check")
    #expect(check.status == 0, "\(check)")
    let sentinel = try box.watch()
    try log.append([
      "\(Samples.stamp()) web1 shop[7]: refund of 20 by joel",
      "\(Samples.stamp()) web1 shop[7]: refund of 900 by joel",
      "\(Samples.stamp()) web1 other[7]: refund of 900 by joel",
    ])
    #expect(
      eventually(within: 60) { sentinel.output.contains("Refund above the limit") },
      "\(sentinel.errors)")
    #expect(sentinel.stop() == .exit(0))
    let alerts = try box.alerts()
    #expect(alerts.map { $0["count"].int } == [1], "\(alerts)")
    let names = (alerts.first?["fields"].list ?? []).compactMap { $0["name"].text }
    #expect(names.contains("amount") && names.contains("User"), "\(alerts)")
  }

  /// A rule that somebody else wrote, byte for byte, and a line of ours that it is about.
  static let publicRule = "rules/rules/linux/builtin/sshd/lnx_sshd_susp_ssh.yml"

  private static var publicRules: String? {
    let named = ProcessInfo.processInfo.environment["TOCSIN_SHARED_DATA"]
    let folders = [named, Checkout.folder + "/../shared/data"]
    return folders.compactMap { $0.map { $0 + "/sigma/" + publicRule } }
      .first { FileManager.default.isReadableFile(atPath: $0) }
  }

  @Test(.enabled(if: publicRules != nil, "the public Sigma rules are not beside this checkout"))
  func aPublicRuleIsTiedFromTheRiskAndNamesItsAuthor() throws {
    let path = try #require(Self.publicRules)
    let rule = try String(contentsOfFile: path, encoding: .utf8)
    try Self.expectAuthor(
      of: rule, "Florian Roth (Nextron Systems)", "Suspicious OpenSSH Daemon Error")
  }

  /// The same with a rule of our own in that form, wherever the public ones are not.
  @Test func aRuleOfSomebodyElseIsTiedFromTheRiskAndNamesItsAuthor() throws {
    try Self.expectAuthor(
      of: """
        title: Daemon in trouble
        id: e76b413a-83d0-4b94-8e4c-85db4a5b8bdc
        status: test
        author: Somebody Else
        tags: [attack.initial-access, attack.t1190]
        logsource:
            product: linux
            service: sshd
        detection:
            keywords:
                - 'error in libcrypto'
                - 'Corrupted MAC on input'
            condition: keywords
        level: medium

        """, "Somebody Else", "Daemon in trouble")
  }

  private static func expectAuthor(of rule: String, _ author: String, _ title: String) throws {
    let box = try Sandbox()
    let log = box.log("auth.log")
    try log.append(Data())
    try box.configure(
      Samples.authSource(log.path) + """
        risks:
          - id: daemon-trouble
            title: The daemon is attacked
            owner: operations
            likelihood: 2
            impact: 4
            detections: {rules: [e76b413a-83d0-4b94-8e4c-85db4a5b8bdc]}

        """)
    try box.rule(rule, "public.yml")
    let sentinel = try box.watch()
    try log.append("\(Samples.stamp()) web1 sshd[4117]: error: Corrupted MAC on input.")
    #expect(eventually(within: 60) { sentinel.output.contains(title) }, "\(sentinel.errors)")
    #expect(sentinel.stop() == .exit(0))
    let id = try #require(try box.alerts().first?["id"].text)
    let story = try box.json("alert", "show", id)
    #expect(story["alert"]["rule_author"].text == author, "\(story)")
    #expect(try box.run("alert", "show", id).output.contains("by " + author))
  }
}
