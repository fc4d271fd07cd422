import Delivery
import Dispatch
import Foundation
import Records
import Testing
import TestKit

/// Where a post may not go, and whom it may not trust.
@Suite struct WebGuardTests {
  private static func server() throws -> PythonServer {
    let authority = try TestAuthority.one.get()
    return try WebServer.start(certificate: authority.certificate, key: authority.key)
  }

  /// A name that is anything a test wants.
  private static let loopback = NameResolver { _ in [NetAddress("127.0.0.1")].compactMap { $0 } }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var url: String
    var isInternal: Bool
    var testDescription: String { "\(url) is refused" }
  }

  static let refusals = [
    Refusal(url: "file:///etc/passwd", isInternal: true),
    Refusal(url: "ftp://127.0.0.1/x", isInternal: true),
    Refusal(url: "gopher://127.0.0.1/x", isInternal: true),
    Refusal(url: "http://example.test/x", isInternal: false),
    Refusal(url: "https://127.0.0.1/x", isInternal: false),
    Refusal(url: "https://[::1]/x", isInternal: false),
    Refusal(url: "https://169.254.169.254/latest", isInternal: false),
    Refusal(url: "https://2130706433/x", isInternal: false),
    Refusal(url: "https://[::ffff:10.0.0.1]/x", isInternal: false),
    Refusal(url: "https://hook.example.test/x", isInternal: false),
    Refusal(url: "", isInternal: true),
    Refusal(url: "https://a b/", isInternal: true),
  ]

  @Test(arguments: refusals)
  func itIsNeverConnectedTo(_ refusal: Refusal) throws {
    let courier = try Trial.courier(resolver: Self.loopback)
    defer { courier.stop(within: .seconds(1)) }
    let receipt = try courier.deliver(
      Trial.body(), to: Trial.hook(refusal.url, isInternal: refusal.isInternal))
    #expect(receipt.class == .local, "\(receipt.words)")
    #expect(!receipt.words.contains("passwd"))
  }

  @Test func theRightAuthorityIsTrusted() throws {
    let server = try Self.server()
    let courier = try Trial.courier(resolver: Self.loopback)
    defer { courier.stop(within: .seconds(1)) }
    let file = try TestAuthority.one.get().authority
    for host in ["127.0.0.1", "hook.example.test"] {
      let receipt = try courier.deliver(
        Trial.body(), to: Trial.hook("https://\(host):\(server.port)/fine", caFile: file))
      #expect(receipt.class == .delivered, "\(receipt.words)")
    }
  }

  @Test func aStrangersCertificateIsAPossibleInterception() throws {
    let server = try Self.server()
    let courier = try Trial.courier(resolver: Self.loopback)
    defer { courier.stop(within: .seconds(1)) }
    let right = try TestAuthority.one.get().authority
    let wrong = try TestAuthority.stranger.get().authority
    for (host, file) in [
      ("127.0.0.1", wrong), ("127.0.0.1", nil), ("other.example.test", right),
    ] {
      let receipt = try courier.deliver(
        Trial.body(),
        to: Trial.hook("https://\(host):\(server.port)/fine", caFile: file))
      #expect(receipt.class == .tls, "\(host): \(receipt.words)")
      #expect(receipt.curl == 60)
    }
    #expect(server.seen("path", "/fine").isEmpty)
  }

  @Test func aMissingAuthorityFileIsAMistakeOfOurs() throws {
    let server = try Self.server()
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let receipt = try courier.deliver(
      Trial.body(),
      to: Trial.hook("https://127.0.0.1:\(server.port)/fine", caFile: "/nowhere/ca.pem"))
    #expect(receipt.class == .local, "\(receipt.words)")
  }

  /// The first look, when a socket is opened, never sees a connection that stands already.
  @Test func aConnectionLeftOpenByAnotherReceiverIsNotUsed() throws {
    let server = try Self.server()
    let courier = try Trial.courier(resolver: Self.loopback)
    defer { courier.stop(within: .seconds(1)) }
    let file = try TestAuthority.one.get().authority
    let url = "https://hook.example.test:\(server.port)/fine"
    let inside = try courier.deliver(
      Trial.body(), to: Trial.hook(url, id: "inside", isInternal: true, caFile: file))
    #expect(inside.class == .delivered)
    let outside = try courier.deliver(
      Trial.body(), to: Trial.hook(url, id: "outside", isInternal: false, caFile: file))
    #expect(outside.class == .local, "\(outside.words)")
    #expect(server.seen("path", "/fine").count == 1)
  }

  @Test func aNameThatHangsStallsItsOwnReceiverOnly() throws {
    let gate = DispatchSemaphore(value: 0)
    let resolver = NameResolver { name in
      if name == "stuck.example.test" { gate.wait() }
      return [NetAddress("127.0.0.1")].compactMap { $0 }
    }
    defer { gate.signal() }
    let server = try WebServer.shared.get()
    let courier = try Trial.courier(
      timeouts: Timeouts(connect: .milliseconds(700)), resolver: resolver)
    let stuck = Handed<Receipt>()
    courier.send(
      Trial.body(), to: Trial.hook("http://stuck.example.test:\(server.port)/fine", id: "stuck"),
      key: "k", at: Trial.start
    ) { stuck.take($0) }
    let receipt = try courier.deliver(
      Trial.body(), to: Trial.hook("http://quick.example.test:\(server.port)/fine", id: "quick"))
    #expect(receipt.class == .delivered, "\(receipt.words)")
    let late = try #require(stuck.first())
    #expect(late.class == .retryBackoff)
    #expect(late.curl == 28)
    courier.stop(within: .seconds(1))
  }

  @Test func theSystemsOwnNamesAreFound() throws {
    let server = try WebServer.shared.get()
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    for _ in 0..<2 {
      let receipt = try courier.deliver(
        Trial.body(), to: Trial.hook("http://LocalHost:\(server.port)/fine"))
      #expect(receipt.class == .delivered, "\(receipt.words)")
    }
    #expect(!NameResolver.system("localhost").isEmpty)
    #expect(NameResolver.system("no-such-name.invalid").isEmpty)
  }

  @Test func aNameThatDoesNotExistIsTriedAgain() throws {
    let courier = try Trial.courier(resolver: NameResolver { _ in [] })
    defer { courier.stop(within: .seconds(1)) }
    let receipt = try courier.deliver(Trial.body(), to: Trial.hook("https://none.example.test/x"))
    #expect(receipt.class == .retryBackoff)
    #expect(receipt.curl == 6)
  }
}
