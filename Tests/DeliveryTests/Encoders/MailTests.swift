import Delivery
import Records
import Testing

/// A mail as an independent reader understands it.
@Suite struct MailTests {
  static func mail(
    _ message: Message = EncoderSamples.message(), key: String = "7f3a_SA-2026-0042_1_ops"
  ) throws -> MailReader {
    try MailReader.read([EncoderSamples.encode(message, .mail, key: key)])[0]
  }

  @Test func headersAreComplete() throws {
    var message = EncoderSamples.message()
    message.alert.expires = EncoderSamples.instant("2026-12-01T00:00:00Z")
    let mail = try Self.mail(message)
    #expect(mail.defects.isEmpty)
    let expected = [
      ("Date", "Sat, 21 Nov 2026 06:24:51 +0000"), ("From", "tocsin@web1.example.org"),
      ("To", "ops@example.org"), ("Auto-Submitted", "auto-generated"),
      ("X-Auto-Response-Suppress", "All"), ("List-Id", "<alerts.tocsin.lib-web-1>"),
      ("Importance", "high"), ("X-Priority", "2"), ("MIME-Version", "1.0"),
      ("Expires", "Tue, 01 Dec 2026 00:00:00 +0000"),
      (
        "Subject",
        "[TLP:AMBER] [HIGH] SSH login after many wrong passwords (SA-2026-0042)"
      ),
    ]
    for (name, value) in expected { #expect(mail.header(name) == value, "\(name)") }
    #expect(mail.header("In-Reply-To") == nil && mail.header("Precedence") == nil)
  }

  @Test func laterRevisionsAnswerTheFirst() throws {
    let first = try Self.mail()
    var message = EncoderSamples.message(.revised)
    message.alert.revision = 2
    let second = try Self.mail(message)
    message.reason = .closed
    message.alert.revision = 3
    message.alert.status = .closed
    let third = try Self.mail(message)
    let root = first.header("Message-ID")
    #expect(root != nil)
    for mail in [second, third] {
      #expect(mail.header("In-Reply-To") == root && mail.header("References") == root)
    }
    #expect(Set([first, second, third].map { $0.header("Message-ID") }).count == 3)
    #expect(second.subject == "Re: " + first.subject)
    #expect(third.subject == "Re: " + first.subject + " - closed")
  }

  @Test func theNumberIsTheSameForAllRecipientsAndAttempts() throws {
    let again = try Self.mail(key: "7f3a_SA-2026-0042_1_ops_2")
    #expect(try Self.mail().header("Message-ID") == again.header("Message-ID"))
  }

  @Test func wordsOutsideASCIIReachTheSubject() throws {
    var message = EncoderSamples.message()
    message.alert.title = "Häufige Fehlversuche – 失敗したログイン 🚨 " + String(repeating: "é", count: 60)
    let mail = try Self.mail(message)
    #expect(mail.subject.contains("Häufige Fehlversuche – 失敗したログイン 🚨 ééé"))
    #expect(mail.text.contains("失敗したログイン 🚨"))
    #expect(mail.page.contains("失敗したログイン 🚨"))
  }

  @Test func aTitleThatLooksEncodedIsNotDecoded() throws {
    var message = EncoderSamples.message()
    message.alert.title = "=?utf-8?B?QmNjOiB4?= login"
    #expect(try Self.mail(message).subject.contains("=?utf-8?B?QmNjOiB4?= login"))
  }

  @Test func linesAreShortAndASCII() throws {
    var message = EncoderSamples.message()
    message.alert.title = String(repeating: "x", count: 60_000)
    message.alert.text = Untrusted(String(repeating: "é.", count: 2000))
    let payload = try EncoderSamples.encode(message, .mail)
    let text = EncoderSamples.text(payload)
    #expect(text.utf8.allSatisfy { $0 < 0x80 && $0 != 0 })
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.utf8.count <= 78 && !$0.contains("\n") && !$0.contains("\r") })
    #expect(!lines.contains("."))
  }

  @Test func bothPartsSayTheSame() throws {
    let mail = try Self.mail()
    for words in [
      "TLP:AMBER", "[HIGH] SSH login after many wrong passwords", "New alert.",
      "2 x 5 = 10 high", "usermod -L -- mira", "Failed password for mira",
      "tocsin alert close SA-2026-0042 REASON \"...\"",
    ] {
      #expect(mail.text.contains(words), "\(words)")
      #expect(mail.page.contains(words), "\(words)")
    }
    #expect(Set(mail.attributes).isSubset(of: ["style", "charset", "lang"]))
    #expect(mail.html.contains("http") == false)
  }

  @Test(arguments: [
    "", "ops", "@example.org", "ops@", "a@b@c", "ops@example.org\r\nBcc: x@y", "ops@exa mple.org",
    "<ops@example.org>", "ops@example.org\0", "\"o ps\"@example.org", "ops@exämple.org",
    "-oX@example.org", String(repeating: "a", count: 65) + "@example.org",
    "a@" + String(repeating: "b", count: 256), "ops,x@example.org", "ops@example.org>",
  ])
  func whatIsNoAddressIsRefused(_ address: String) {
    let receiver = EncoderSamples.receiver(.mail)
    #expect(throws: EncodingFault.self) {
      try MailTests.encode(receiver, recipient: address)
    }
    var sender = receiver
    sender.mail?.from = address
    #expect(throws: EncodingFault.self) {
      try MailTests.encode(sender, recipient: "ops@example.org")
    }
  }

  static func encode(_ receiver: Receiver, recipient: String) throws -> Payload {
    try MessageEncoder.encode(
      EncoderSamples.message(), key: "k", for: receiver, recipient: recipient, instance: "i")
  }
}
