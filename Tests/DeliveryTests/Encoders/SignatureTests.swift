import Delivery
import Records
import Testing

@Suite struct SignatureTests {
  @Test func standardWebhooksOwnExample() throws {
    let key = try #require(
      StandardWebhooks.decodeSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    let headers = StandardWebhooks.headers(
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: Instant(seconds: 1_614_265_330),
      body: Array(#"{"test": 2432232314}"#.utf8), key: key)
    let expected: [HTTPPayload.Header] = [
      .init("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
      .init("webhook-timestamp", "1614265330"),
      .init("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    ]
    #expect(headers.filter { $0.name.hasPrefix("webhook-") } == expected)
  }

  @Test func gitHubsOwnExample() {
    let header = StandardWebhooks.hubSignature(
      body: Array("Hello, World!".utf8), key: Array("It's a Secret to Everybody".utf8))
    #expect(header.name == "X-Hub-Signature-256")
    #expect(
      header.value
        == "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
  }

  @Test(arguments: [
    "", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", "whsec_!!!!",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "whsec_=fKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "whsec_" + String(repeating: "QUJD", count: 22),
  ])
  func whatIsNoSecretIsRefused(_ text: String) {
    #expect(StandardWebhooks.decodeSecret(text) == nil)
  }

  @Test func secretsOf24To64BytesAreTaken() {
    #expect(
      StandardWebhooks.decodeSecret("whsec_" + String(repeating: "QUJD", count: 8))?.count == 24)
    #expect(
      StandardWebhooks.decodeSecret("whsec_" + String(repeating: "QUJD", count: 21) + "QQ==")?.count
        == 64)
  }
}
