import Foundation
import TestKit

/// Lines, rules and declarations that several tests use; all invented here.
enum Samples {
  /// Now, or `seconds` ago, as syslog writes it.
  static func stamp(ago seconds: Double = 0) -> String {
    let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    return Date(timeIntervalSinceNow: -seconds).formatted(format)
  }

  static func failedPassword(
    for user: String = "root", from address: String, ago seconds: Double = 0
  ) -> String {
    "\(stamp(ago: seconds)) web1 sshd[4117]: Failed password for \(user) from \(address) "
      + "port 50812 ssh2"
  }

  /// Ten of them, the last now: as many as `ssh_password_guessing` counts.
  static func guessing(from address: String, for user: String = "root") -> [String] {
    (0..<10).map { failedPassword(for: user, from: address, ago: Double(9 - $0)) }
  }

  static func authSource(_ path: String, from place: String = "start") -> String {
    """
    sources:
      - id: auth
        title: Logins
        read: [{file: '\(path)'}]
        from: \(place)
        logsource:
          - {product: linux, service: auth}
          - {product: linux, service: sshd}

    """
  }

  /// A shop that writes JSON lines.
  static func shopSource(_ path: String, from place: String = "start") -> String {
    """
    sources:
      - id: shop
        title: The shop
        read: [{file: '\(path)'}]
        format: json
        from: \(place)
        logsource: [{product: shop}]

    """
  }

  /// The risk that the shop's rules are tied to; its impact makes every level count in full.
  static let shopRisk = """
    risks:
      - {id: shop-break-in, title: Somebody breaks into the shop, owner: operations, likelihood: 2, impact: 5, group_by: [src_ip]}

    """

  static let breakInRule = "0b4b1f0e-26e5-4a3f-9a59-5e8a3f1b7c01"

  /// A break-in at the shop; one alert for each address.
  static func shopRule(
    id: String = breakInRule, name: String = "shop_break_in", level: String = "high",
    action: String = "breakin", author: String? = nil
  ) -> String {
    """
    title: Break-in at the shop (\(action))
    id: \(id)
    name: \(name)
    status: test
    \(author.map { "author: \($0)" } ?? "description: Somebody broke in.")
    logsource: {product: shop}
    detection:
        selection: {action: \(action)}
        condition: selection
    level: \(level)
    risks: [shop-break-in]

    """
  }

  static func breakIn(from address: String, action: String = "breakin", note: String = "x")
    -> String
  {
    #"{"time":"\#(stamp())","action":"\#(action)","src_ip":"\#(address)","note":"\#(note)"}"#
  }

  /// A receiver of any chat kind, or a signed webhook.
  static func receiver(
    _ id: String, _ kind: String, urlFile: String, secretFile: String? = nil, more: String = ""
  ) -> String {
    let signing = secretFile.map { ", secret_file: '\($0)'" } ?? ""
    return
      "  - {id: \(id), kind: \(kind), url_file: '\(urlFile)', internal: true\(signing)\(more)}\n"
  }
}

/// A shop whose alerts go to one receiver at a hook of its own.
struct Shop {
  let box: Sandbox
  let hook: Hook
  let log: LogFile
  let path: String

  /// `more` are further members of the receiver, `rest` further YAML.
  init(
    kind: String = "webhook", level: String = "high", rules: [String] = ["tocsin"],
    more: String = "", receivers: String = "", limits: String = ""
  ) throws {
    box = try Sandbox(rules: rules)
    hook = try Hook()
    log = box.log("shop.log")
    path = "/\(kind)/ops"
    let url = try box.secret(hook.url(path), "ops")
    let key = kind == "webhook" ? try box.secret(Hook.secret, "ops-key") : nil
    try log.append(Data())
    try box.configure(
      Samples.shopSource(log.path) + Samples.shopRisk
        + "receivers:\n  - {id: terminal, kind: terminal}\n"
        + Samples.receiver("ops", kind, urlFile: url, secretFile: key, more: more) + receivers
        + "routes:\n  - {match: {rules: [shop_break_in]}, to: [ops]}\n  - {to: [terminal]}\n"
        + limits)
    try box.rule(Samples.shopRule(level: level))
  }
}
