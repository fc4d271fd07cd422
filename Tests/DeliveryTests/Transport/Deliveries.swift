import Delivery
import Records

/// Attempts of these tests: a receiver and a payload in, a receipt out.
enum Trial {
  static let start = Instant(seconds: 1_795_000_000)

  /// Short enough for a test that waits for the end of patience, long enough for a busy machine.
  static let patience = Timeouts(
    connect: .seconds(10), total: .seconds(20), stall: .seconds(20))

  static func courier(
    timeouts: Timeouts = patience, resolver: NameResolver = NameResolver()
  ) throws -> Courier {
    guard
      let courier = Courier(
        host: "sentinel.test", resolver: resolver, timeouts: timeouts, terminal: { _ in true })
    else { throw NoCourier() }
    return courier
  }

  struct NoCourier: Error {}
  struct NoReceipt: Error {}

  static func hook(
    _ url: String, kind: Receiver.Kind = .webhook, id: String = "ops", isInternal: Bool = true,
    caFile: String? = nil, key: [UInt8]? = nil, isSecret: Bool = true
  ) -> ReadyReceiver {
    let receiver = Receiver(
      id: id, kind: kind, urlSecret: isSecret ? .file("/x") : nil, caFile: caFile,
      isInternal: isInternal)
    return ReadyReceiver(receiver: receiver, url: url, signingKey: key)
  }

  static func body(_ text: String = #"{"text":"hello"}"#, query: String? = nil) -> Payload {
    .http(
      HTTPPayload(
        headers: [.init("Content-Type", "application/json")], body: Array(text.utf8), query: query))
  }

  static func relay(
    _ port: Int, tls: Receiver.MailTLS = .required, user: String? = MailServer.user,
    password: String? = MailServer.password, caFile: String? = nil, scheme: String = "smtp",
    host: String = "127.0.0.1"
  ) -> ReadyReceiver {
    let mail = Receiver.Mail(
      relay: "\(scheme)://\(host):\(port)", tls: tls, user: user, password: .file("/x"),
      from: "tocsin@host.test", to: ["ops@example.test"])
    let receiver = Receiver(id: "ops-mail", kind: .mail, mail: mail, caFile: caFile)
    return ReadyReceiver(receiver: receiver, password: user == nil ? nil : password)
  }

  static func mail(to: String, text: String = "Subject: hello\r\n\r\nhello\r\n") -> Payload {
    .mail(MailPayload(from: "tocsin@host.test", to: to, message: Array(text.utf8)))
  }
}

extension Courier {
  /// Makes one attempt and waits for what became of it.
  func deliver(
    _ payload: Payload, to receiver: ReadyReceiver, key: String = "a_b_1_ops",
    at now: Instant = Trial.start
  ) throws -> Receipt {
    let handed = Handed<Receipt>()
    send(payload, to: receiver, key: key, at: now) { handed.take($0) }
    guard let receipt = handed.first(within: 60) else { throw Trial.NoReceipt() }
    return receipt
  }
}

extension Receipt {
  var words: String { detail.encoded { $0 } }
}
