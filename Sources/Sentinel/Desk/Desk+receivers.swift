import Alerting
import Delivery
import FoundationEssentials
package import Records
import Storage

/// What trying a receiver came to.
package struct ReceiverTest: Sendable {
  var receiver: String
  var receipts: [(recipient: String?, receipt: Receipt)]

  package var isDelivered: Bool { receipts.allSatisfy { $0.receipt.class == .delivered } }

  package var text: String {
    receipts.map { recipient, receipt in
      let to = receiver + (recipient.map { " (\($0))" } ?? "")
      let code = receipt.code.map { ", code \($0)" } ?? ""
      return "\(to): \(receipt.class.rawValue)\(code): \(OneLine.of(receipt.detail))"
    }.joined(separator: "\n")
  }

  package var json: JSONValue {
    .array(
      receipts.map { recipient, receipt in
        .present([
          "receiver": .string(receiver), "recipient": recipient.map { .string($0) },
          "class": .string(receipt.class.rawValue), "code": receipt.code.map { .number($0) },
          "detail": .string(OneLine.of(receipt.detail)),
        ])
      })
  }
}

/// Where an alert would go.
package struct RouteTest: Sendable {
  var destinations: [Destination]

  package var text: String {
    guard !destinations.isEmpty else {
      return "nobody: it would be kept, and listed by tocsin alert list"
    }
    return destinations.map {
      "\($0.receiver.id)  (\($0.receiver.kind.rawValue), \($0.voice.rawValue) voice, up to \($0.clearance.label))"
    }.joined(separator: "\n")
  }

  package var json: JSONValue {
    .array(
      destinations.map {
        [
          "receiver": .string($0.receiver.id), "kind": .string($0.receiver.kind.rawValue),
          "voice": .string($0.voice.rawValue), "clearance": .string($0.clearance.rawValue),
        ]
      })
  }
}

/// Receivers and routes at the desk.
extension Desk {
  package func receivers() throws -> [ReceiverRow] {
    let (open, parked) = try naming {
      try store.read { reading in
        (
          try reading.notifications(
            NotificationFilter(states: [.waiting, .sending, .parked, .dead], limit: 10_000)),
          try reading.parkedReceivers()
        )
      }
    }
    return register.reachableReceivers.map { receiver in
      let own = open.filter { $0.receiver == receiver.id }
      let why = parked.first { $0.receiver == receiver.id }?.why
      return ReceiverRow(
        receiver: receiver, waiting: own.count { $0.state != .dead },
        dead: own.count { $0.state == .dead },
        state: why.map { "stopped: \($0)" } ?? secretTrouble(receiver) ?? "ready")
    }
  }

  private func secretTrouble(_ receiver: Receiver) -> String? {
    do {
      _ = try ready(receiver)
      return nil
    } catch {
      return error.clause
    }
  }

  private func ready(_ receiver: Receiver) throws(SecretError) -> ReadyReceiver {
    try ReadyReceiver(
      reading: receiver,
      credentials: ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"])
  }

  private func usable(_ receiver: Receiver) throws(DeskProblem) -> ReadyReceiver {
    do {
      return try ready(receiver)
    } catch {
      let place = error.path.map { $0 + ": " } ?? ""
      throw DeskProblem("receiver '\(receiver.id)': \(place)\(error.clause)", hint: error.hint)
    }
  }

  private func receiver(_ id: String) throws -> Receiver {
    guard let receiver = register.receiver(id) else {
      let known = loaded.configuration.receivers.keys.sorted().joined(separator: ", ")
      throw DeskProblem("no receiver is called \"\(id)\"", hint: "there are: \(known)")
    }
    return receiver
  }

  /// A marked message that says nothing but that it arrived.
  private func testMessage(at now: Instant) -> Message {
    let alert = Alert(
      id: "SA-\(now.calendarYear)-TEST", kind: .notice, origin: .manual, isExercise: true,
      title: "Test of this receiver", severity: .low, tlp: .clear,
      plain: "This is a test. Nothing has happened.", issued: .init(by: who, at: now),
      lastHeard: now)
    return Message(
      reason: .test, voice: .technical, alert: alert, risks: [], sentinel: Host.name, at: now)
  }

  private func payloads(
    _ receiver: Receiver, at now: Instant
  ) throws -> [(recipient: String?, key: String, payload: Payload)] {
    let message = testMessage(at: now)
    let recipients: [String?] = receiver.kind == .mail ? receiver.mail?.to ?? [] : [nil]
    return try recipients.enumerated().map { number, recipient in
      let name = "\(store.instance)_test_\(now.microseconds)_\(receiver.id)_\(number + 1)"
      let key = name.replacing(".", with: "~")
      return (recipient, key, try payload(message, key, receiver, recipient))
    }
  }

  private func payload(
    _ message: Message, _ key: String, _ receiver: Receiver, _ recipient: String?
  ) throws(DeskProblem) -> Payload {
    do {
      return try MessageEncoder.encode(
        message, key: key, for: receiver, recipient: recipient, instance: store.instance,
        terminal: style.terminal)
    } catch {
      throw DeskProblem("receiver '\(receiver.id)': \(error.clause)", hint: error.hint)
    }
  }

  /// The exact bytes that a test would send, as text.
  package func testBytes(for id: String) throws -> String {
    let receiver = try receiver(id)
    let now = Instant.now()
    let key = (try? ready(receiver))?.signingKey
    return try payloads(receiver, at: now).map { recipient, name, payload in
      switch payload {
      case .http(var http):
        if let key {
          http.headers += StandardWebhooks.headers(
            id: name, timestamp: now, body: http.body, key: key)
        }
        let headers = http.headers.map { "\($0.name): \($0.value)" }
        return (headers + ["", String(decoding: http.body, as: UTF8.self)]).joined(separator: "\n")
      case .mail(let mail):
        return "MAIL FROM:<\(mail.from)>\nRCPT TO:<\(mail.to)>\n"
          + String(decoding: mail.message, as: UTF8.self)
      case .terminal(let text): return text
      }
    }.joined(separator: "\n")
  }

  /// Sends a test and waits for the answer.
  package func testReceiver(_ id: String) throws -> ReceiverTest {
    let receiver = try receiver(id)
    let usable = try usable(receiver)
    let write = style.write
    guard
      let courier = Courier(
        host: Host.name,
        terminal: {
          write($0); return true
        })
    else {
      throw DeskProblem("libcurl could not be started")
    }
    let now = Instant.now()
    let answers = Answers()
    let sent = try payloads(receiver, at: now)
    for (recipient, key, payload) in sent {
      courier.send(payload, to: usable, key: key, at: now) { answers.add(recipient, $0) }
    }
    answers.wait(for: sent.count)
    courier.stop(within: .seconds(1))
    return ReceiverTest(receiver: id, receipts: answers.all)
  }

  package func routeTest(severity: Severity?, risks: [String], rule: String?) throws -> RouteTest {
    let now = Instant.now()
    let summary = rule.flatMap { register.rule($0) }
    if let rule, summary == nil {
      throw DeskProblem("no rule is called \"\(rule)\"", hint: "tocsin rule list")
    }
    let alert = Alert(
      id: "SA-\(now.calendarYear)-TEST", origin: .automatic, title: "Route test",
      severity: severity ?? summary?.level?.severity ?? .medium,
      risks: risks.isEmpty ? summary?.risks ?? [] : risks, rule: summary?.id,
      issued: .init(by: who, at: now), lastHeard: now)
    return RouteTest(destinations: register.destinations(of: alert))
  }
}
