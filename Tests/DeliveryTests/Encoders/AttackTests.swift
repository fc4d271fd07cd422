import Delivery
import Foundation
import Records
import Testing

/// Each attack, in every place of an alert where text can stand, through every encoder; the result
/// is read back by the service's own rules.
@Suite struct AttackTests {
  @Test func thereAreAtLeast200() { #expect(Set(Attacks.all).count >= 200) }

  /// A message whose strangers' text is the attack, between words that must stay readable.
  static func message(_ attack: String) -> Message {
    var message = EncoderSamples.message()
    let field = EncoderSamples.field("User", "left \(attack) right")
    message.alert.host = Untrusted("host \(attack)")
    message.alert.group = [field, EncoderSamples.field(attack, attack)]
    message.alert.fields = [field, EncoderSamples.field("path \(attack)", attack)]
    message.alert.text = Untrusted("Invalid user \(attack) from 203.0.113.7")
    message.alert.evidence = [
      .init(time: EncoderSamples.at, text: Untrusted("Invalid user \(attack) from 203.0.113.7"))
    ]
    message.alert.place = Finding.Place(source: "auth", path: "/var/log/\(attack)", line: 1)
    message.alert.steps[1].doubtful = [field]
    return message
  }

  /// The same, where also what people and rule files wrote is the attack.
  static func messageOfOurs(_ attack: String) -> Message {
    var message = self.message(attack)
    message.alert.title = "title \(attack)"
    message.alert.plain = attack
    message.alert.recognise = "sign \(attack)"
    message.alert.precautions = attack
    message.alert.rule = attack
    message.alert.ruleAuthor = attack
    message.alert.issued = Alert.Deed(by: attack, at: EncoderSamples.at, note: attack)
    message.alert.revised = message.alert.issued
    message.alert.follows = attack
    message.alert.steps[1] = Alert.Step(
      id: attack, stage: attack, text: attack, by: attack, within: attack, command: attack,
      danger: attack, doubtful: message.alert.fields)
    message.risks = [
      Message.RiskLine(
        id: attack, title: attack, plain: attack, likelihood: 5, impact: 5, owner: attack)
    ]
    message.sentinel = attack
    message.insteadOf = attack
    return message
  }

  /// Nothing that acts instead of being seen; line ends are the encoder's.
  static func expectInert(
    _ text: String, but allowed: String = "\n", _ attack: String,
    _ location: SourceLocation = #_sourceLocation
  ) {
    let suspects = text.unicodeScalars.filter { $0.value < 0x20 || $0.value > 0x7E }
    let bad = suspects.filter {
      ($0.properties.generalCategory == .control || $0.properties.generalCategory == .format
        || $0.properties.isDefaultIgnorableCodePoint && $0.value != 0xFE0F)
        && !allowed.unicodeScalars.contains($0)
    }
    #expect(bad.isEmpty, "\(attack.prefix(60).debugDescription)", sourceLocation: location)
  }

  /// A scheme that is not `hxxp`, an unbroken `www.` or mail address.
  static let liveLink =
    #"https?:|(?<!hxxp)(?<!hxxps)(?<=[a-z0-9+.-]):/{2}|(?<![a-z0-9])www\.|[a-z0-9]@[a-z0-9]"#

  /// No address that a client would make a link of by itself.
  static func expectNoLink(
    _ text: String, _ attack: String, _ location: SourceLocation = #_sourceLocation
  ) {
    let live = text.range(of: liveLink, options: [.regularExpression, .caseInsensitive]) != nil
    #expect(!live, "\(attack.prefix(60).debugDescription): \(text)", sourceLocation: location)
  }

  /// The words around the attack, in whatever the reader sees.
  static func expectReadable(
    _ shown: String, _ attack: String, _ location: SourceLocation = #_sourceLocation
  ) {
    let about = Comment(rawValue: attack.prefix(60).debugDescription + ": " + shown)
    #expect(shown.contains("SA-2026-0042"), about, sourceLocation: location)
    #expect(shown.contains("Invalid user"), about, sourceLocation: location)
    #expect(shown.contains("tocsin alert ack SA-2026-0042"), about, sourceLocation: location)
    if attack.utf8.count > 1000 {
      #expect(shown.contains("(cut)"), about, sourceLocation: location)
    } else {
      #expect(shown.contains("203.0.113.7"), about, sourceLocation: location)
    }
  }

  @Test func slack() throws {
    for attack in Attacks.all {
      for (message, isStrangers) in [
        (Self.message(attack), true), (Self.messageOfOurs(attack), false),
      ] {
        let body = try EncoderSamples.json(EncoderSamples.encode(message, .slack))
        #expect(Set(body.keys) == ["text", "unfurl_links", "unfurl_media", "blocks"])
        let text = try #require(body["text"] as? String)
        let parsed = text.range(of: "[<>]|&(?!(amp|lt|gt);)", options: .regularExpression)
        #expect(parsed == nil, "\(attack.prefix(60))")
        #expect(text.utf16.count <= 4000)
        let blocks = try #require(body["blocks"] as? [[String: Any]])
        try Self.expectSlackBlocks(blocks, attack, isStrangers: isStrangers)
        Self.expectInert(text, but: "", attack)
      }
    }
  }

  static func expectSlackBlocks(
    _ blocks: [[String: Any]], _ attack: String, isStrangers: Bool
  ) throws {
    #expect(blocks.map { $0["type"] as? String } == ["header", "rich_text"])
    let header = try #require(blocks[0]["text"] as? [String: Any])
    #expect(header["type"] as? String == "plain_text")
    #expect((header["text"] as? String ?? "").utf16.count <= 150)
    let elements = try #require(blocks[1]["elements"] as? [[String: Any]])
    var shown: [String] = []
    for element in elements {
      let type = element["type"] as? String ?? ""
      #expect(["rich_text_section", "rich_text_preformatted"].contains(type))
      let parts = try #require(element["elements"] as? [[String: Any]])
      #expect(parts.allSatisfy { $0["type"] as? String == "text" })
      let texts = parts.map { $0["text"] as? String ?? "" }
      #expect(texts.allSatisfy { !$0.isEmpty })
      #expect(texts.joined().utf16.count <= 3000)
      shown.append(texts.joined())
    }
    let whole = shown.joined(separator: "\n")
    #expect(whole.utf16.count <= 12_000)
    expectInert(whole, attack)
    guard isStrangers else { return }
    expectNoLink(whole, attack)
    expectReadable(whole, attack)
  }

  @Test func teams() throws {
    for attack in Attacks.all {
      for (message, isStrangers) in [
        (Self.message(attack), true), (Self.messageOfOurs(attack), false),
      ] {
        let payload = try EncoderSamples.encode(message, .teams)
        #expect(EncoderSamples.bytes(payload).count <= 20_480)
        let body = try EncoderSamples.json(payload)
        let attachments = try #require(body["attachments"] as? [[String: Any]])
        let card = try #require(attachments[0]["content"] as? [String: Any])
        #expect(card["actions"] == nil)
        #expect(card["fallbackText"] as? String == "Tocsin: high, SA-2026-0042")
        var shown: [String] = []
        for block in try #require(card["body"] as? [[String: Any]]) {
          #expect(block["type"] as? String == "RichTextBlock")
          let runs = try #require(block["inlines"] as? [[String: Any]])
          let looks: Set = [
            "type", "text", "weight", "size", "color", "isSubtle", "fontType",
          ]
          #expect(runs.allSatisfy { $0["type"] as? String == "TextRun" })
          #expect(runs.allSatisfy { Set($0.keys).isSubset(of: looks) })
          shown.append(runs.compactMap { $0["text"] as? String }.joined())
        }
        let whole = shown.joined(separator: "\n")
        Self.expectInert(whole, attack)
        if isStrangers {
          Self.expectNoLink(whole, attack)
          Self.expectReadable(whole, attack)
        }
      }
    }
  }

  @Test func discord() throws {
    for attack in Attacks.all {
      for (message, isStrangers) in [
        (Self.message(attack), true), (Self.messageOfOurs(attack), false),
      ] {
        let body = try EncoderSamples.json(EncoderSamples.encode(message, .discord))
        let mentions = try #require(body["allowed_mentions"] as? [String: Any])
        #expect((mentions["parse"] as? [Any])?.isEmpty == true && mentions.count == 1)
        let content = try #require(body["content"] as? String)
        #expect(content.utf16.count <= 2000)
        #expect(DiscordReader.activeCharacters(content).isEmpty, "\(attack.prefix(60))")
        let embeds = try #require(body["embeds"] as? [[String: Any]])
        let texts = embeds.compactMap { $0["description"] as? String }
        #expect(texts.count == embeds.count && texts.allSatisfy { $0.utf16.count <= 4096 })
        #expect(EncoderSamples.strings(embeds).joined().utf16.count <= 6000)
        var shown = [DiscordReader.shown(content)]
        for text in texts {
          let (prose, code) = try DiscordReader.parts(text)
          for part in prose {
            #expect(DiscordReader.activeCharacters(part).isEmpty, "\(attack.prefix(60)): \(part)")
          }
          #expect(code.allSatisfy { $0.hasPrefix("\n") && $0.hasSuffix("\n") })
          shown += prose.map(DiscordReader.shown)
          shown += code.map { $0.replacing("`\u{200B}", with: "`") }
        }
        let whole = shown.joined(separator: "\n")
        Self.expectInert(whole, attack)
        if isStrangers {
          Self.expectNoLink(whole, attack)
          Self.expectReadable(whole, attack)
        }
      }
    }
  }

  @Test func webhook() throws {
    for attack in Attacks.all {
      for message in [Self.message(attack), Self.messageOfOurs(attack)] {
        let payload = try EncoderSamples.encode(message, .webhook)
        #expect(EncoderSamples.bytes(payload).count <= 20_480)
        #expect(EncoderSamples.bytes(payload).allSatisfy { $0 >= 0x20 && $0 != 0x7F })
        let data = try #require(try EncoderSamples.json(payload)["data"] as? [String: Any])
        #expect(data["id"] as? String == "SA-2026-0042")
        Self.expectInert(EncoderSamples.strings(data).joined(), but: "", attack)
        let evidence = data["evidence"] as? [[String: Any]] ?? []
        for line in evidence.compactMap({ $0["text"] as? String }) {
          #expect(line.hasPrefix("Invalid user "))
          Self.expectNoLink(line, attack)
        }
        #expect(!evidence.isEmpty || attack.utf8.count > 1000)
      }
    }
  }

  @Test func terminal() throws {
    for attack in Attacks.all {
      let strangers = EncoderSamples.text(
        try EncoderSamples.encode(Self.message(attack), .terminal))
      Self.expectInert(strangers, attack)
      Self.expectNoLink(strangers, attack)
      Self.expectReadable(strangers, attack)
      let ours = EncoderSamples.text(
        try EncoderSamples.encode(Self.messageOfOurs(attack), .terminal))
      Self.expectInert(ours, attack)
      let line = EncoderSamples.text(
        try EncoderSamples.encode(Self.message(attack), .terminal, terminal: .pipe))
      #expect(line == "SA-2026-0042 [HIGH] SSH login after many wrong passwords (count 15)\n")
      let titled = EncoderSamples.text(
        try EncoderSamples.encode(Self.messageOfOurs(attack), .terminal, terminal: .pipe))
      #expect(titled.split(separator: "\n").count == 1 && titled.utf16.count <= 300)
      Self.expectInert(titled, attack)
    }
  }

  @Test func mail() throws {
    let strangers = try Attacks.all.map { try EncoderSamples.encode(Self.message($0), .mail) }
    let ours = try Attacks.all.map { try EncoderSamples.encode(Self.messageOfOurs($0), .mail) }
    let names = try #require(
      MailReader.read([EncoderSamples.encode(Self.message("x"), .mail)]).first
    )
    .headers.map { $0[0] }
    for (attack, mail) in zip(Attacks.all, try MailReader.read(strangers)) {
      Self.expectWhole(mail, names, attack)
      Self.expectNoLink(mail.text, attack)
      Self.expectNoLink(mail.page, attack)
      Self.expectReadable(mail.text, attack)
      Self.expectReadable(mail.page, attack)
    }
    for (attack, mail) in zip(Attacks.all, try MailReader.read(ours)) {
      Self.expectWhole(mail, names, attack)
    }
    for payload in strangers + ours { Self.expectLines(payload) }
  }

  static func expectWhole(_ mail: MailReader, _ names: [String], _ attack: String) {
    #expect(mail.defects.isEmpty, "\(attack.prefix(60).debugDescription)")
    #expect(mail.headers.map { $0[0] } == names, "\(attack.prefix(60).debugDescription)")
    #expect(mail.subject.contains("(SA-2026-0042)"))
    #expect(mail.header("To") == "ops@example.org")
    expectInert(mail.subject, but: "", attack)
    expectInert(mail.text, attack)
    expectInert(mail.page, attack)
    let tags: Set = ["html", "head", "meta", "title", "body", "p", "b", "h1", "pre"]
    #expect(Set(mail.tags).isSubset(of: tags), "\(attack.prefix(60).debugDescription)")
    #expect(Set(mail.attributes).isSubset(of: ["style", "charset", "lang"]))
  }

  static func expectLines(_ payload: Payload) {
    let bytes = EncoderSamples.bytes(payload)
    #expect(bytes.allSatisfy { ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0D || $0 == 0x0A })
    let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
    #expect(lines.allSatisfy { $0.utf8.count <= 998 && !$0.contains("\n") && !$0.contains("\r") })
  }
}
