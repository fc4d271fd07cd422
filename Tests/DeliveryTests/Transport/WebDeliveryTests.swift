import Delivery
import Foundation
import Records
import Testing
import TestKit

/// What becomes of a post, with a real server that behaves well and badly.
@Suite struct WebDeliveryTests {
  struct Answer: Sendable, CustomTestStringConvertible {
    var kind: Receiver.Kind
    var path: String
    var `class`: Receipt.Class
    var code: Int?
    var wait: Duration?
    var isSecret = true
    var query: String?
    var testDescription: String { "\(kind.rawValue) \(path) is \(`class`.rawValue)" }
  }

  static let answers = [
    Answer(kind: .webhook, path: "fine", class: .delivered, code: 200),
    Answer(kind: .webhook, path: "accepted", class: .delivered, code: 202),
    Answer(kind: .webhook, path: "big", class: .delivered, code: 200),
    Answer(kind: .slack, path: "ok", class: .delivered, code: 200),
    Answer(kind: .slack, path: "ok-newline", class: .delivered, code: 200),
    Answer(kind: .slack, path: "not-ok", class: .retryBackoff, code: 200),
    Answer(kind: .slack, path: "big", class: .unknown, code: 200),
    Answer(kind: .slack, path: "invalid-blocks", class: .shrinkOnce, code: 400),
    Answer(kind: .slack, path: "invalid-token", class: .parkAuth, code: 400),
    Answer(kind: .discord, path: "discord", class: .delivered, code: 200, query: "wait=true"),
    Answer(kind: .discord, path: "discord", class: .retryBackoff, code: 204),
    Answer(
      kind: .discord, path: "429-json", class: .retryAt, code: 429, wait: .seconds(1)),
    Answer(kind: .teams, path: "accepted", class: .delivered, code: 202),
    Answer(kind: .teams, path: "teams-429", class: .retryAt, code: 200),
    Answer(kind: .webhook, path: "429", class: .retryAt, code: 429, wait: .seconds(7)),
    Answer(kind: .webhook, path: "429-past", class: .retryAt, code: 429, wait: .seconds(1)),
    Answer(kind: .webhook, path: "429-silent", class: .retryAt, code: 429),
    Answer(kind: .slack, path: "503-hint", class: .retryAt, code: 503, wait: .seconds(21_600)),
    Answer(kind: .slack, path: "503", class: .retryBackoff, code: 503),
    Answer(kind: .slack, path: "500", class: .retryBackoff, code: 500),
    Answer(kind: .webhook, path: "400", class: .poison, code: 400),
    Answer(kind: .webhook, path: "401", class: .parkAuth, code: 401),
    Answer(kind: .webhook, path: "404", class: .disable, code: 404),
    Answer(kind: .webhook, path: "404", class: .poison, code: 404, isSecret: false),
    Answer(kind: .webhook, path: "410", class: .disable, code: 410, isSecret: false),
    Answer(kind: .teams, path: "413", class: .shrinkOnce, code: 413),
    Answer(kind: .webhook, path: "302", class: .poison, code: 302),
    Answer(kind: .webhook, path: "garbage", class: .retryBackoff),
    Answer(kind: .webhook, path: "nothing", class: .retryBackoff),
    Answer(kind: .slack, path: "half", class: .unknown, code: 200),
  ]

  @Test(arguments: answers)
  func anAnswerBecomesAClass(_ answer: Answer) throws {
    let server = try WebServer.shared.get()
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let path = "/\(answer.path)/T000/B000/\(answer.kind)secretsecret"
    // These three are bare paths to the server.
    let bare = ["garbage", "nothing", "half"].contains(answer.path)
    let receiver = Trial.hook(
      "http://127.0.0.1:\(server.port)\(bare ? "/" + answer.path : path)", kind: answer.kind,
      isSecret: answer.isSecret)
    let receipt = try courier.deliver(Trial.body(query: answer.query), to: receiver)
    #expect(receipt.class == answer.class, "\(receipt.words)")
    #expect(receipt.code == answer.code)
    #expect(receipt.wait == answer.wait)
    #expect(receipt.words.hasPrefix("receiver 'ops': "))
    #expect(!receipt.words.contains("secretsecret"))
    #expect(receipt.at >= Trial.start)
  }

  @Test func theBodyAndItsHeadersArriveAsTheyAre() throws {
    let server = try WebServer.start()
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let text = "{\"text\":\"\u{1b}]0;x <!channel> \u{202e} é \\r\\n\"}"
    let receipt = try courier.deliver(
      Trial.body(text, query: "wait=true"),
      to: Trial.hook("http://127.0.0.1:\(server.port)/fine?sig=a%2Fb"))
    #expect(receipt.class == .delivered)
    let seen = try #require(server.seen("path", "/fine").first)
    #expect(seen["body"] as? String == text)
    #expect(seen["query"] as? String == "sig=a%2Fb&wait=true")
    #expect(seen["method"] as? String == "POST")
    let headers = try #require(seen["headers"] as? [String: String])
    #expect(headers["content-type"] == "application/json")
    #expect(headers["expect"] == nil)
  }

  @Test func aSignatureVerifiesWithAnotherImplementation() throws {
    let server = try WebServer.shared.get()
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let url = "http://127.0.0.1:\(server.port)/signed"
    let key = try #require(StandardWebhooks.decodeSecret(WebServer.secret))
    let good = try courier.deliver(Trial.body(), to: Trial.hook(url, key: key))
    #expect(good.class == .delivered)
    let bad = try courier.deliver(Trial.body(), to: Trial.hook(url, key: key.reversed()))
    #expect(bad.class == .parkAuth)
  }

  @Test func aRedirectIsNotFollowed() throws {
    let server = try WebServer.start()
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let receipt = try courier.deliver(
      Trial.body(), to: Trial.hook("http://127.0.0.1:\(server.port)/302"))
    #expect(receipt.class == .poison)
    #expect(server.seen().count == 1)
  }

  /// In a process of its own, because the environment belongs to all tests.
  @Test func theEnvironmentsProxyIsIgnored() async throws {
    let port = try WebServer.shared.get().port
    await #expect(processExitsWith: .success) { [port = port as Int] in
      for name in ["http_proxy", "all_proxy"] { unsafe setenv(name, "http://127.0.0.1:1/", 1) }
      let receipt = try Trial.courier().deliver(
        Trial.body(), to: Trial.hook("http://127.0.0.1:\(port)/fine"))
      #expect(receipt.class == .delivered, "\(receipt.words)")
    }
  }

  @Test(arguments: ["\r\nX-Evil: 1", "a\nb", "a\u{0}b"])
  func aHeaderCannotBeginAnother(_ value: String) throws {
    let server = try WebServer.start()
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let payload = Payload.http(HTTPPayload(headers: [.init("X-A", value)], body: [1]))
    let receipt = try courier.deliver(
      payload, to: Trial.hook("http://127.0.0.1:\(server.port)/fine"))
    #expect(receipt.class == .local)
    #expect(server.seen().isEmpty)
  }

  @Test func aSlowServerIsGivenUpInTime() throws {
    let server = try WebServer.shared.get()
    let courier = try Trial.courier(timeouts: Timeouts(total: .milliseconds(300)))
    defer { courier.stop(within: .seconds(1)) }
    let receipt = try courier.deliver(
      Trial.body(), to: Trial.hook("http://127.0.0.1:\(server.port)/slow"))
    #expect(receipt.class == .retryBackoff)
    #expect(receipt.curl == 28)
  }

  @Test func whatWaitsForOthersTooLongIsGivenBack() throws {
    let server = try WebServer.shared.get()
    let times = Timeouts(total: .milliseconds(500), queue: .milliseconds(100))
    let courier = try Trial.courier(timeouts: times)
    defer { courier.stop(within: .seconds(1)) }
    let handed = Handed<Receipt>()
    for _ in 0..<12 {
      courier.send(
        Trial.body(), to: Trial.hook("http://127.0.0.1:\(server.port)/slow"), key: "k",
        at: Trial.start
      ) { handed.take($0) }
    }
    #expect(handed.count(12))
    #expect(handed.all.count { $0.curl == 28 } == HTTPTransport.lanesMax)
    #expect(handed.all.count { $0.words.contains("took too long") } == 8)
    #expect(handed.all.allSatisfy { $0.class == .retryBackoff })
  }

  @Test func nobodyListening() throws {
    let courier = try Trial.courier()
    defer { courier.stop(within: .seconds(1)) }
    let receipt = try courier.deliver(Trial.body(), to: Trial.hook("http://127.0.0.1:1/x"))
    #expect(receipt.class == .retryBackoff)
    #expect(receipt.curl == 7)
    #expect(receipt.code == nil)
  }

  @Test func twoHundredAtOnceArriveOverFourConnections() throws {
    let server = try WebServer.start()
    let courier = try Trial.courier(timeouts: Timeouts(total: .seconds(60)))
    defer { courier.stop(within: .seconds(1)) }
    let handed = Handed<Receipt>()
    let receiver = Trial.hook("http://127.0.0.1:\(server.port)/fine")
    for number in 0..<200 {
      courier.send(
        Trial.body("{\"n\":\(number)}"), to: receiver, key: "k", at: Trial.start
      ) { handed.take($0) }
    }
    #expect(handed.count(200))
    #expect(handed.all.allSatisfy { $0.class == .delivered })
    let seen = server.seen("path", "/fine")
    #expect(Set(seen.compactMap { $0["body"] as? String }).count == 200)
    #expect(Set(seen.compactMap { $0["connection"] as? Int }).count <= HTTPTransport.lanesMax)
  }

  @Test func aSlowReceiverHoldsUpNobodyElse() throws {
    let server = try WebServer.shared.get()
    let courier = try Trial.courier()
    defer { courier.stop(within: .zero) }
    let slow = Handed<Receipt>()
    for _ in 0..<20 {
      courier.send(
        Trial.body(), to: Trial.hook("http://127.0.0.1:\(server.port)/slow", id: "slow"), key: "k",
        at: Trial.start
      ) { slow.take($0) }
    }
    let receipt = try courier.deliver(
      Trial.body(), to: Trial.hook("http://127.0.0.1:\(server.port)/fine", id: "quick"))
    #expect(receipt.class == .delivered)
    #expect(slow.all.isEmpty)
    // And the end of the process answers all of them.
    courier.stop(within: .milliseconds(10))
    #expect(slow.all.count == 20)
    #expect(slow.all.allSatisfy { $0.class == .retryBackoff && $0.words.contains("stopped") })
    let late = try courier.deliver(
      Trial.body(), to: Trial.hook("http://127.0.0.1:\(server.port)/fine"))
    #expect(late.class == .retryBackoff)
  }
}
