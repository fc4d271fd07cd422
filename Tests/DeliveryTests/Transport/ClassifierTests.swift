import Delivery
import Records
import Testing

/// The table of receipts, where no server is needed.
@Suite struct ClassifierTests {
  static let now = Instant(seconds: 1_795_000_000)

  static func classifier(_ kind: Receiver.Kind = .webhook) -> Classifier {
    Classifier(receiver: "ops", kind: kind, hasSecretURL: true)
  }

  @Test(arguments: [
    (1, false, Receipt.Class.local), (1, true, .retryBackoff), (3, false, .local),
    (5, false, .retryBackoff), (6, false, .retryBackoff), (7, false, .retryBackoff),
    (8, true, .retryBackoff), (16, true, .retryBackoff), (28, false, .retryBackoff),
    (35, false, .retryBackoff), (42, false, .local), (48, false, .local), (52, true, .retryBackoff),
    (55, true, .retryBackoff), (56, true, .retryBackoff), (58, false, .local), (60, false, .tls),
    (77, false, .local), (83, false, .tls), (90, false, .tls), (91, false, .tls),
    (92, true, .retryBackoff), (9999, false, .retryBackoff),
  ])
  func aResultWithoutAnAnswer(_ curl: Int, _ reached: Bool, _ class: Receipt.Class) {
    let reply = HTTPReply(curl: curl, reachedServer: reached)
    #expect(Self.classifier().receipt(for: reply, at: Self.now).class == `class`)
  }

  @Test(arguments: [18, 28, 52, 56, 92])
  func anAnswerCutShortKeepsItsStatus(_ curl: Int) {
    let classes: [(Int, Receipt.Class)] = [
      (200, .unknown), (204, .unknown), (429, .retryAt), (500, .retryBackoff), (400, .poison),
    ]
    for (status, wanted) in classes {
      let reply = HTTPReply(curl: curl, status: status, reachedServer: true)
      #expect(Self.classifier().receipt(for: reply, at: Self.now).class == wanted)
    }
  }

  @Test(arguments: [
    ("7", 7_000), ("0", 1_000), ("-5", 1_000), ("0.376", 1_000), ("1.5", 1_500),
    ("1e9", 21_600_000),
    ("99999999999999999999", 21_600_000), ("inf", 21_600_000),
    ("Sun, 06 Nov 1994 08:49:37 GMT", 1_000), ("Fri, 31 Dec 2100 23:59:59 GMT", 21_600_000),
  ])
  func aHintIsClamped(_ header: String, _ milliseconds: Int) {
    #expect(RetryHint.wait(header: header, at: Self.now) == .milliseconds(milliseconds))
  }

  @Test(arguments: [
    "", "soon", "nan", "12 o'clock: never", ":", "\u{1b}]0;x\u{7}",
    String(repeating: "9:", count: 90),
  ])
  func aHintThatSaysNothingIsNone(_ header: String) {
    #expect(RetryHint.wait(header: header, at: Self.now) == nil)
  }

  @Test func aDateIsCountedFromTheReply() {
    // 1,795,000,000 is Wed, 18 Nov 2026 13:06:40 GMT.
    let wait = RetryHint.wait(header: "Wed, 18 Nov 2026 13:07:10 GMT", at: Self.now)
    let other = RetryHint.wait(header: "Wednesday, 18-Nov-26 13:07:10 GMT", at: Self.now)
    #expect(wait == other)
    #expect(wait.map { $0 > .seconds(1) && $0 < .seconds(21_600) } == true)
  }

  @Test(arguments: [
    (#"{"retry_after": 1.25}"#, 1250), (#"{"retry_after": "soon"}"#, 9000), ("[1]", 9000),
    (#"{"retry_after": 1e400}"#, 9000), (#"{"retry_after": -3}"#, 1000), ("{", 9000), ("", 9000),
  ])
  func aChatsJSONIsPreferredToItsHeader(_ body: String, _ milliseconds: Int) {
    let reply = HTTPReply(
      status: 429, headers: [.init("retry-after", "9")], body: Array(body.utf8))
    let receipt = Self.classifier(.discord).receipt(for: reply, at: Self.now)
    #expect(receipt.class == .retryAt)
    #expect(receipt.wait == .milliseconds(milliseconds))
  }

  @Test(arguments: [
    (400, "invalid_payload", Receipt.Class.poison), (400, "msg_blocks_too_long", .shrinkOnce),
    (400, #"{"ok":false,"error":"invalid_blocks"}"#, .shrinkOnce),
    (403, "invalid_token", .parkAuth),
    (403, "action_prohibited", .parkAuth), (404, "channel_not_found", .disable),
    (404, "no_service", .disable), (410, "channel_is_archived", .disable),
    (500, "rollup_error", .retryBackoff), (200, "", .retryBackoff), (200, " ok\n", .delivered),
    (200, #"{"ok":false,"error":"no_service"}"#, .disable), (201, "ok", .retryBackoff),
  ])
  func slacksWordsSayMoreThanItsStatus(_ status: Int, _ body: String, _ class: Receipt.Class) {
    let reply = HTTPReply(status: status, body: Array(body.utf8), reachedServer: true)
    #expect(Self.classifier(.slack).receipt(for: reply, at: Self.now).class == `class`)
  }

  @Test(arguments: [
    (8, 421, "421 4.3.2 busy", Receipt.Class.retryBackoff), (8, 451, "451 later", .retryBackoff),
    (8, 554, "554 5.6.0 no", .poison), (55, 552, "552 5.3.4 big", .shrinkOnce),
    (55, 554, "554 5.3.4 big", .shrinkOnce), (55, 550, "550 5.7.1 no", .poison),
    (55, 550, "550 5.7.30 Basic authentication is not supported", .parkAuth),
    (67, 535, "535 5.7.8 no", .parkAuth), (67, 454, "454 4.7.0 later", .retryBackoff),
    (55, 530, "530 5.7.0 first", .parkAuth), (64, 250, "250 HELP", .tls), (60, 220, "220 go", .tls),
    (28, 250, "250 ok", .retryBackoff), (7, 0, "", .retryBackoff), (0, 250, "250 ok", .delivered),
  ])
  func aRelaysCodeDecides(_ curl: Int, _ code: Int, _ text: String, _ class: Receipt.Class) {
    let reply = MailReply(curl: curl, code: code == 0 ? nil : code, text: Array(text.utf8))
    #expect(Self.classifier(.mail).receipt(for: reply, at: Self.now).class == `class`)
  }

  @Test func secretsAreTakenOutOfWhatWasAnswered() {
    let url =
      "https://hooks.example.test/services/T0000/B0000/verysecretverysecret?sig=alsosecretsig"
    let classifier = Classifier(
      receiver: "ops", kind: .slack, hasSecretURL: true,
      redaction: ReplyRedaction(url: url, password: "correct horse"))
    // The secret begins before the cut and would end after it.
    for padding in [0, 380, 395, 400, 410, 415, 420, 425, 430, 470] {
      let text =
        String(repeating: "é", count: padding / 2)
        + "<p>/services/T0000/B0000/verysecretverysecret?sig=alsosecretsig correct horse</p>"
      let reply = HTTPReply(status: 400, body: Array(text.utf8))
      let words = classifier.receipt(for: reply, at: Self.now).words
      for secret in ["verysecretv", "alsosecrets", "correct h"] {
        #expect(!words.contains(secret), "\(words)")
      }
      #expect(words.utf8.count <= 500)
      #expect(!words.contains("\u{fffd}"))
    }
  }

  @Test func hostileAnswersBecomeBoundedDetail() {
    let texts: [[UInt8]] = [
      Array(String(repeating: "A", count: 60_000).utf8), [0xff, 0xfe, 0x00, 0x1b, 0x5d],
      Array("\u{202e}<!channel>@everyone\r\n".utf8),
      Array(String(repeating: "{\"a\":", count: 20_000).utf8),
    ]
    for text in texts {
      for kind in [Receiver.Kind.slack, .discord, .teams] {
        let reply = HTTPReply(status: 400, body: text)
        let receipt = Self.classifier(kind).receipt(for: reply, at: Self.now)
        #expect(receipt.class == .poison)
        #expect("\(receipt.detail)" == "⟨untrusted⟩")
        #expect(receipt.words.utf8.count <= 520)
      }
    }
  }
}
