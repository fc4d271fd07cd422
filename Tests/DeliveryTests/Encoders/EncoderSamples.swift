import Delivery
import Foundation
import Records
import Testing

/// Messages, receivers and readers of payloads that all tests of encoders use.
enum EncoderSamples {
  static let start = instant("2026-11-21T06:20:00Z")
  static let at = instant("2026-11-21T06:24:51Z")

  static func instant(_ text: String) -> Instant {
    Instant(rfc3339: text) ?? Instant(seconds: 0)
  }

  static func receiver(_ kind: Receiver.Kind, maxTLP: TLP = .amber) -> Receiver {
    Receiver(
      id: "ops-\(kind.rawValue)", kind: kind,
      mail: kind == .mail
        ? Receiver.Mail(
          relay: "smtp://relay.example.org:587", tls: .required, user: nil, password: nil,
          from: "tocsin@web1.example.org", to: ["ops@example.org"]) : nil,
      maxTLP: maxTLP)
  }

  static func field(_ name: String, _ value: String) -> Finding.Field {
    Finding.Field(name: name, value: Untrusted(value))
  }

  static let risk = Message.RiskLine(
    id: "ssh-credential-used", title: "A stranger signs in over SSH",
    plain: "Somebody may use an account that is not theirs.", likelihood: 2, impact: 5,
    owner: "Server operations")

  static let steps = [
    Alert.Step(
      id: "ask", stage: "identification", text: "Phone mira: was it her?", by: "On call",
      within: "15m"),
    Alert.Step(
      id: "lock", stage: "containment", text: "Lock the account mira.", by: "On call",
      within: "30m", command: "usermod -L -- mira", danger: "the owner cannot log in either",
      doubtful: [field("src_ip", "198.51.100.40; reboot")]),
  ]

  static func alert(origin: Alert.Origin = .automatic) -> Alert {
    var alert = Alert(
      id: "SA-2026-0042", origin: origin, title: "SSH login after many wrong passwords",
      severity: .high, risks: ["ssh-credential-used"],
      issued: Alert.Deed(by: origin == .manual ? "ruth" : "tocsin", at: start), lastHeard: at)
    guard origin == .automatic else {
      alert.recognise = "A letter with a QR code."
      alert.precautions = "Do not scan it.\nHand it to the desk."
      alert.expires = instant("2026-12-05T06:20:00Z")
      alert.tlp = .clear
      return alert
    }
    alert.rule = "3f1c2a58-0d5e-4b2c-9f61-2f7f0f4d1c11"
    alert.ruleAuthor = "Anna Author"
    alert.host = Untrusted("lib-web-1")
    alert.group = [field("src_ip", "198.51.100.40")]
    alert.fields = [field("src_ip", "198.51.100.40"), field("User", "mira")]
    alert.count = 15
    alert.firstSeen = start
    alert.lastSeen = at
    alert.place = Finding.Place(source: "auth", path: "/var/log/auth.log", line: 210)
    alert.evidence = [
      Finding.Evidence(time: start, text: Untrusted("Failed password for mira")),
      Finding.Evidence(time: at, text: Untrusted("Accepted password for mira")),
    ]
    alert.text = Untrusted("Accepted password for mira")
    alert.steps = steps
    return alert
  }

  static func message(
    _ reason: Message.Reason = .opened, voice: Message.Voice = .technical,
    origin: Alert.Origin = .automatic
  ) -> Message {
    Message(
      reason: reason, voice: voice, alert: alert(origin: origin),
      risks: origin == .automatic ? [risk] : [], sentinel: "lib-web-1", at: at)
  }

  static func encode(
    _ message: Message, _ kind: Receiver.Kind, maxTLP: TLP = .amber,
    rendering: Rendering = .full, key: String = "7f3a_SA-2026-0042_1_ops",
    terminal: TerminalStyle = TerminalStyle(isTerminal: true, usesColour: false, width: 100)
  ) throws -> Payload {
    try MessageEncoder.encode(
      message, key: key, for: receiver(kind, maxTLP: maxTLP),
      recipient: kind == .mail ? "ops@example.org" : nil, rendering: rendering,
      instance: "7f3a91c2", terminal: terminal)
  }

  /// The payload's bytes, whatever it is.
  static func bytes(_ payload: Payload) -> [UInt8] {
    switch payload {
    case .http(let http): http.body
    case .mail(let mail): mail.message
    case .terminal(let text): Array(text.utf8)
    }
  }

  static func json(_ payload: Payload) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(bytes(payload)))
    return try #require(object as? [String: Any])
  }

  static func json(_ text: String) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(object as? [String: Any])
  }

  static func text(_ payload: Payload) -> String { String(decoding: bytes(payload), as: UTF8.self) }

  /// All strings of a JSON value, with keys left out.
  static func strings(_ value: Any) -> [String] {
    switch value {
    case let text as String: [text]
    case let object as [String: Any]: object.values.flatMap(strings)
    case let array as [Any]: array.flatMap(strings)
    default: []
    }
  }
}
