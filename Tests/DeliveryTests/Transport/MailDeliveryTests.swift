import Delivery
import Dispatch
import Foundation
import Records
import Testing
import TestKit

/// What becomes of a mail, with real relays.
@Suite struct MailDeliveryTests {
  private static func authority() throws -> String { try TestAuthority.one.get().authority }

  @Test func mailGoesOutEncryptedAndLoggedIn() throws {
    let server = try MailServer.start(.full)
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let relay = Trial.relay(server.port, caFile: try Self.authority())
    let text = "Subject: one\r\n\r\n.\r\n..two\r\n\u{1b}]0;x \u{202e} <!channel>\r\n"
    let receipt = try courier.deliver(Trial.mail(to: "ops@example.test", text: text), to: relay)
    #expect(receipt.class == .delivered, "\(receipt.words)")
    #expect(receipt.code == 250)
    let mail = try #require(server.seen("kind", "mail").first)
    #expect(mail["tls"] as? Bool == true)
    #expect(mail["login"] as? Bool == true)
    #expect(mail["hello"] as? String == "sentinel.test")
    #expect(mail["sender"] as? String == "tocsin@host.test")
    #expect(mail["to"] as? [String] == ["ops@example.test"])
    #expect(mail["text"] as? String == text)
  }

  struct Fate: Sendable, CustomTestStringConvertible {
    var to: String
    var `class`: Receipt.Class
    var code: Int
    var testDescription: String { "\(to) is \(`class`.rawValue)" }
  }

  static let fates = [
    Fate(to: "refused", class: .poison, code: 550),
    Fate(to: "later", class: .retryBackoff, code: 451),
    Fate(to: "closing", class: .retryBackoff, code: 421),
    Fate(to: "poison", class: .poison, code: 554),
    Fate(to: "large", class: .shrinkOnce, code: 552),
    Fate(to: "busy", class: .retryBackoff, code: 451),
  ]

  @Test func eachRecipientHasAResultOfItsOwn() throws {
    let server = try MailServer.start(.full)
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let relay = Trial.relay(server.port, caFile: try Self.authority())
    for fate in Self.fates {
      let bad = try courier.deliver(Trial.mail(to: "\(fate.to)@example.test"), to: relay)
      #expect(bad.class == fate.class, "\(fate): \(bad.words)")
      #expect(bad.code == fate.code)
      let good = try courier.deliver(Trial.mail(to: "good-\(fate.to)@example.test"), to: relay)
      #expect(good.class == .delivered, "\(good.words)")
    }
    #expect(server.seen("kind", "mail").count == Self.fates.count)
  }

  @Test func theConnectionIsKept() throws {
    let server = try MailServer.start(.full)
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let relay = Trial.relay(server.port, caFile: try Self.authority())
    for number in 0..<5 {
      let receipt = try courier.deliver(Trial.mail(to: "n\(number)@example.test"), to: relay)
      #expect(receipt.class == .delivered, "\(receipt.words)")
    }
    let sessions = server.seen("kind", "mail").compactMap { $0["session"] as? Int }
    #expect(sessions.count == 5)
    #expect(Set(sessions).count == 1)
  }

  @Test func anotherAuthorityMeansAnotherConnection() throws {
    let server = try MailServer.start(.full)
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let good = try courier.deliver(
      Trial.mail(to: "a@example.test"), to: Trial.relay(server.port, caFile: Self.authority()))
    #expect(good.class == .delivered)
    for file in [try TestAuthority.stranger.get().authority, nil] {
      let bad = try courier.deliver(
        Trial.mail(to: "b@example.test"), to: Trial.relay(server.port, caFile: file))
      #expect(bad.class == .tls, "\(bad.words)")
    }
    #expect(server.seen("kind", "mail").count == 1)
  }

  @Test func aWrongPasswordParksTheRelay() throws {
    let server = try MailServer.start(.full)
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let relay = Trial.relay(server.port, password: "wrong horse", caFile: try Self.authority())
    let receipt = try courier.deliver(Trial.mail(to: "a@example.test"), to: relay)
    #expect(receipt.class == .parkAuth, "\(receipt.words)")
    #expect(receipt.code == 535)
    #expect(!receipt.words.contains("horse"))
  }

  /// libcurl alone would send it, and say that all is well.
  @Test func mailIsNotSentWithoutTheLoginThatWasAskedFor() throws {
    let server = try MailServer.start(.noLogin)
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let relay = Trial.relay(server.port, caFile: try Self.authority())
    let receipt = try courier.deliver(Trial.mail(to: "a@example.test"), to: relay)
    #expect(receipt.class == .parkAuth, "\(receipt.words)")
    #expect(receipt.words.contains("no login"))
    #expect(server.seen().isEmpty)
    let open = Trial.relay(server.port, user: nil, caFile: try Self.authority())
    #expect(try courier.deliver(Trial.mail(to: "a@example.test"), to: open).class == .delivered)
  }

  @Test(arguments: ["250 relay", "250-relay\\n250-AUTHENTIC yes\\n250 HELP", "250-AUTH\\n250 HELP"])
  func aGreetingWithoutLoginEndsTheSession(_ greeting: String) throws {
    let server = try MailServer.scripted(["220 hi", greeting, "250 ok", "250 ok", "354 go on"])
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let receipt = try courier.deliver(
      Trial.mail(to: "a@example.test"), to: Trial.relay(server.port, tls: .none))
    #expect(receipt.class == .parkAuth, "\(receipt.words)")
    #expect(!server.seen().contains { ($0["command"] as? String ?? "").hasPrefix("MAIL") })
  }

  @Test func aRelayWithoutSTARTTLSGetsNothing() throws {
    let server = try MailServer.start(.noTLS)
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let receipt = try courier.deliver(
      Trial.mail(to: "a@example.test"), to: Trial.relay(server.port))
    #expect(receipt.class == .tls, "\(receipt.words)")
    #expect(receipt.curl == 64)
    #expect(server.seen().isEmpty)
    let plain = Trial.relay(server.port, tls: .none)
    #expect(try courier.deliver(Trial.mail(to: "a@example.test"), to: plain).class == .delivered)
  }

  @Test func withoutTLSOnlyThisHostIsSpokenTo() throws {
    let resolver = NameResolver { _ in [NetAddress("10.255.255.1")].compactMap { $0 } }
    let courier = try Trial.courier(resolver: resolver)
    defer { courier.stop(within: .seconds(1)) }
    let relay = Trial.relay(25, tls: .none, host: "relay.example.test")
    let receipt = try courier.deliver(Trial.mail(to: "a@example.test"), to: relay)
    #expect(receipt.class == .local, "\(receipt.words)")
  }

  @Test func tlsFromTheFirstByte() throws {
    let server = try MailServer.start(.implicit)
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    for scheme in ["smtp", "smtps"] {
      let relay = Trial.relay(
        server.port, tls: .implicit, caFile: try Self.authority(), scheme: scheme)
      let receipt = try courier.deliver(Trial.mail(to: "a@example.test"), to: relay)
      #expect(receipt.class == .delivered, "\(scheme): \(receipt.words)")
    }
    #expect(server.seen("kind", "mail").allSatisfy { $0["login"] as? Bool == true })
  }

  struct Session: Sendable, CustomTestStringConvertible {
    var claim: String
    var lines: [String]
    var closes = false
    var `class`: Receipt.Class
    var testDescription: String { claim }
  }

  static let sessions = [
    Session(claim: "a relay too busy to greet", lines: ["421 4.3.2 busy"], class: .retryBackoff),
    Session(claim: "a relay that is none", lines: ["hello there"], class: .retryBackoff),
    Session(
      claim: "a sender who is not liked",
      lines: ["220 hi", "250 relay", "550 5.7.1 not you"], class: .poison),
    Session(
      claim: "a relay that wants a login",
      lines: ["220 hi", "250 relay", "530 5.7.0 Authentication required"], class: .parkAuth),
    Session(
      claim: "a connection closed before the message", lines: ["220 hi", "250 relay"],
      closes: true, class: .retryBackoff),
    Session(
      claim: "no word on a message that was sent",
      lines: ["220 hi", "250 relay", "250 ok", "250 ok", "354 go on"], class: .unknown),
    Session(
      claim: "a relay that says nothing", lines: [""], class: .retryBackoff),
  ]

  @Test(arguments: sessions)
  func aBadRelayBecomesAClass(_ session: Session) throws {
    let server = try MailServer.scripted(session.lines, closes: session.closes)
    let courier = try Trial.courier(
      timeouts: Timeouts(connect: .seconds(2), total: .seconds(2), stall: .seconds(2)))
    defer { courier.stop(within: .seconds(1)) }
    let relay = Trial.relay(server.port, tls: .none, user: nil)
    let receipt = try courier.deliver(Trial.mail(to: "a@example.test"), to: relay)
    #expect(receipt.class == session.class, "\(receipt.words)")
  }

  @Test(arguments: [
    "a@example.test>\r\nRCPT TO:<b@evil.test", "a b@example.test", "<a@example.test>",
    "a@example.test\r\nDATA", "a\u{0}@example.test", "@example.test", "a@", "a",
    String(repeating: "a", count: 65) + "@example.test",
  ])
  func anAddressCannotHoldACommand(_ address: String) throws {
    let server = try MailServer.scripted(["220 hi", "250 relay", "250 ok"])
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let relay = Trial.relay(server.port, tls: .none, user: nil)
    let receipt = try courier.deliver(Trial.mail(to: address), to: relay)
    #expect(receipt.class == .local)
    #expect(server.seen().isEmpty)
  }

  /// A relay that had enough of a kept connection is not out of order.
  @Test(arguments: [["421 4.4.2 idle for too long"], []])
  func aKeptConnectionThatEndedIsMadeAnew(_ farewell: [String]) throws {
    let server = try MailServer.scripted(
      ["220 hi", "250 relay", "250 ok", "250 ok", "354 go on", "250 taken"] + farewell,
      closes: true)
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let relay = Trial.relay(server.port, tls: .none, user: nil)
    for name in ["a", "b", "c"] {
      let receipt = try courier.deliver(Trial.mail(to: "\(name)@example.test"), to: relay)
      #expect(receipt.class == .delivered, "\(receipt.words)")
    }
    #expect(server.seen("command", "EHLO sentinel.test").count == 3)
  }

  @Test func aNameThatHangsDoesNotHoldUpTheEnd() throws {
    let gate = DispatchSemaphore(value: 0)
    defer { gate.signal() }
    let resolver = NameResolver { _ in
      gate.wait()
      return []
    }
    let courier = try Trial.courier(resolver: resolver)
    let handed = Handed<Receipt>()
    courier.send(
      Trial.mail(to: "a@example.test"), to: Trial.relay(25, host: "stuck.example.test"), key: "k",
      at: Trial.start
    ) { handed.take($0) }
    courier.stop(within: .zero)
    #expect(handed.all.map(\.class) == [.retryBackoff])
  }

  @Test func stoppingGivesASilentRelayUp() throws {
    let server = try MailServer.scripted(["220 hi", "250 relay", "250 ok", "250 ok", "354 go on"])
    let courier = try Trial.courier()
    let handed = Handed<Receipt>()
    for number in 0..<3 {
      courier.send(
        Trial.mail(to: "n\(number)@example.test"),
        to: Trial.relay(server.port, tls: .none, user: nil), key: "k", at: Trial.start
      ) { handed.take($0) }
    }
    #expect(eventually { server.seen("command", "DATA").count == 1 })
    courier.stop(within: .milliseconds(50))
    #expect(handed.count(3))
    #expect(handed.all.allSatisfy { $0.class == .retryBackoff && $0.words.contains("stopped") })
  }
}
