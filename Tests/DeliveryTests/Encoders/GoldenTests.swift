import Delivery
import Foundation
import Records
import Testing

/// Whole bodies, as each service gets them.
@Suite struct GoldenTests {
  /// A short alert, so that a whole body can be read here.
  static func message() -> Message {
    var message = EncoderSamples.message()
    message.alert.steps = []
    message.alert.place = nil
    message.alert.fields = [EncoderSamples.field("User", "mira <@U1>")]
    message.alert.evidence = []
    message.risks[0].plain = nil
    return message
  }

  static let fact = """
    Seen 15 times on lib-web-1 (src_ip=198.51.100.40), from 2026-11-21 06:20:00 UTC to \
    2026-11-21 06:24:51 UTC.
    """
  static let risk = """
    A stranger signs in over SSH (ssh-credential-used), 2 x 5 = 10 high, owner Server operations
    """
  static let rule = "3f1c2a58-0d5e-4b2c-9f61-2f7f0f4d1c11 · Rule by Anna Author"

  static func expect(
    _ message: Message, _ kind: Receiver.Kind, is expected: String,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let body = try sorted(EncoderSamples.json(EncoderSamples.encode(message, kind)))
    #expect(try body == sorted(EncoderSamples.json(expected)), sourceLocation: location)
  }

  /// One order of keys, so that bodies are compared by structure.
  private static func sorted(_ body: [String: Any]) throws -> [Substring] {
    let data = try JSONSerialization.data(
      withJSONObject: body, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self).split(separator: "\n")
  }

  @Test func slack() throws {
    func bold(_ label: String) -> String {
      #"{"type":"text","text":"\#(label)  ","style":{"bold":true}}"#
    }
    func text(_ text: String) -> String { #"{"type":"text","text":"\#(text)"}"# }
    func section(_ elements: String...) -> String {
      #"{"type":"rich_text_section","elements":[\#(elements.joined(separator: ","))]}"#
    }
    func code(_ lines: String) -> String {
      #"{"type":"rich_text_preformatted","elements":[\#(text(lines))]}"#
    }
    let elements = [
      section(text("SA-2026-0042 rev 1 · 2026-11-21 06:24 UTC · TLP:AMBER")),
      section(text("New alert.")),
      section(bold("Fact"), text(Self.fact)),
      section(bold("Risk"), text(Self.risk)),
      section(bold("Seen")),
      code(#"User=mira <[@]U1>\n06:24:51 Accepted password for mira"#),
      section(bold("Rule"), text(Self.rule)),
      section(bold("Answer")),
      code(
        #"tocsin alert ack SA-2026-0042\ntocsin alert close SA-2026-0042 REASON \"...\""#),
    ]
    try Self.expect(
      Self.message(), .slack,
      is: """
        {"text":"[HIGH] SSH login after many wrong passwords · SA-2026-0042 rev 1 · \
        2026-11-21 06:24 UTC · TLP:AMBER","unfurl_links":false,"unfurl_media":false,
        "blocks":[{"type":"header","text":{"type":"plain_text",
        "text":"[HIGH] SSH login after many wrong passwords","emoji":false}},
        {"type":"rich_text","elements":[\(elements.joined(separator: ","))]}]}
        """)
  }

  @Test func teams() throws {
    func run(_ text: String, _ look: String = "") -> String {
      #"{"type":"TextRun","text":"\#(text)"\#(look)}"#
    }
    func label(_ text: String) -> String { run(text + "  ", #","weight":"Bolder""#) }
    func code(_ text: String) -> String { run(text, #","fontType":"Monospace""#) }
    func block(_ runs: String...) -> String {
      #"{"type":"RichTextBlock","inlines":[\#(runs.joined(separator: ","))]}"#
    }
    let blocks = [
      block(
        run(
          "[HIGH] SSH login after many wrong passwords",
          #","weight":"Bolder","size":"Large","color":"Attention""#)),
      block(
        run("SA-2026-0042 rev 1 · 2026-11-21 06:24 UTC · TLP:AMBER", #","isSubtle":true"#)),
      block(run("New alert.")),
      block(label("Fact"), run(Self.fact)),
      block(label("Risk"), run(Self.risk)),
      block(label("Seen"), code("User=mira <[@]U1>")),
      block(code("06:24:51 Accepted password for mira")),
      block(label("Rule"), run(Self.rule)),
      block(label("Answer"), code("tocsin alert ack SA-2026-0042")),
      block(code(#"tocsin alert close SA-2026-0042 REASON \"...\""#)),
    ]
    try Self.expect(
      Self.message(), .teams,
      is: """
        {"type":"message","attachments":[{
        "contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null,
        "content":{"$schema":"http://adaptivecards.io/schemas/adaptive-card.json",
        "type":"AdaptiveCard","version":"1.4","fallbackText":"Tocsin: high, SA-2026-0042",
        "msteams":{"width":"Full"},"body":[\(blocks.joined(separator: ","))]}}]}
        """)
  }

  @Test func discord() throws {
    var message = Self.message()
    message.alert.severity = .low
    try Self.expect(
      message, .discord,
      is: #"""
        {"content":"\\[LOW\\] SSH login after many wrong passwords",
        "allowed_mentions":{"parse":[]},"flags":4096,"embeds":[{"color":5996437,
        "description":"SA\\-2026\\-0042 rev 1 · 2026\\-11\\-21 06\\:24 UTC · TLP\\:AMBER\nNew alert.\n**Fact** Seen 15 times on lib\\-web\\-1 \\(src\\_ip=198.51.100.40\\), from 2026\\-11\\-21 06\\:20\\:00 UTC to 2026\\-11\\-21 06\\:24\\:51 UTC.\n**Risk** A stranger signs in over SSH \\(ssh\\-credential\\-used\\), 2 x 5 = 10 high, owner Server operations\n**Rule** 3f1c2a58\\-0d5e\\-4b2c\\-9f61\\-2f7f0f4d1c11 · Rule by Anna Author\n**Answer**\n```\ntocsin alert ack SA-2026-0042\ntocsin alert close SA-2026-0042 REASON \"...\"\n```"},
        {"title":"Seen","color":5996437,
        "description":"```\nUser=mira <[@]U1>\n06:24:51 Accepted password for mira\n```"}]}
        """#)
    guard case .http(let http) = try EncoderSamples.encode(message, .discord) else {
      Issue.record("not a payload for HTTP")
      return
    }
    #expect(http.query == "wait=true")
    #expect(http.headers == [.init("Content-Type", "application/json; charset=utf-8")])
  }

  @Test func webhook() throws {
    try Self.expect(
      Self.message(), .webhook,
      is: #"""
        {"type":"alert.opened","timestamp":"2026-11-21T06:24:51.000Z","data":{
        "id":"SA-2026-0042","revision":1,"reason":"opened","kind":"warning",
        "origin":"automatic","exercise":false,"sentinel":"lib-web-1","voice":"technical",
        "instead_of":null,"title":"SSH login after many wrong passwords",
        "headline":"[HIGH] SSH login after many wrong passwords","severity":"high",
        "certainty":"observed","state":"under-way","status":"issued","tlp":"amber",
        "rule":"3f1c2a58-0d5e-4b2c-9f61-2f7f0f4d1c11","rule_author":"Anna Author",
        "threat":null,"model":null,"host":"lib-web-1",
        "group":[{"name":"src_ip","value":"198.51.100.40"}],"count":15,
        "first_seen":"2026-11-21T06:20:00.000Z","last_seen":"2026-11-21T06:24:51.000Z",
        "place":null,"fields":[{"name":"User","value":"mira <@U1>"}],"evidence":[],
        "text":"Accepted password for mira","digest":null,"risks":[{
        "id":"ssh-credential-used","title":"A stranger signs in over SSH","plain":null,
        "likelihood":2,"impact":5,"score":10,"band":"high","owner":"Server operations"}],
        "plain":null,"recognise":null,"precautions":null,"steps":[],
        "answers":["tocsin alert ack SA-2026-0042",
        "tocsin alert close SA-2026-0042 REASON \"...\""],"audiences":[],
        "issued":{"by":"tocsin","at":"2026-11-21T06:20:00.000Z","note":null},
        "revised":null,"acknowledged":null,"closed":null,"close_reason":null,"expires":null,
        "follows":null,"left_out":{"evidence":0,"fields":0,"descriptions":0,"steps":0,
        "risks":0,"group":0}}}
        """#)
  }

  static let page = """
    [HIGH] SSH login after many wrong passwords
    SA-2026-0042 rev 1 · 2026-11-21 06:24 UTC · TLP:AMBER
    New alert.
    Fact    Seen 15 times on lib-web-1 (src_ip=198.51.100.40), from 2026-11-21 06:20:00 UTC to
            2026-11-21 06:24:51 UTC.
    Risk    A stranger signs in over SSH (ssh-credential-used), 2 x 5 = 10 high, owner Server operations
            Somebody may use an account that is not theirs.
    Now     1 Phone mira: was it her? (On call, within 15m)
            2 Lock the account mira. (On call, within 30m)
              usermod -L -- mira
            Take care: the owner cannot log in either
            Judge yourself, not filled in: src_ip=198.51.100.40; reboot
    Seen    Source auth /var/log/auth.log line 210
            User=mira
            06:20:00 Failed password for mira
            06:24:51 Accepted password for mira
    Rule    3f1c2a58-0d5e-4b2c-9f61-2f7f0f4d1c11 · Rule by Anna Author
    Answer  tocsin alert ack SA-2026-0042
            tocsin alert close SA-2026-0042 REASON "..."


    """

  @Test func terminal() throws {
    #expect(
      EncoderSamples.text(try EncoderSamples.encode(EncoderSamples.message(), .terminal))
        == Self.page)
  }

  @Test func coloursChangeNothingButColour() throws {
    let style = TerminalStyle(isTerminal: true, usesColour: true, width: 100)
    let text = EncoderSamples.text(
      try EncoderSamples.encode(EncoderSamples.message(), .terminal, terminal: style))
    #expect(text.hasPrefix("\u{1B}[1;31m[HIGH] SSH login after many wrong passwords\u{1B}[0m\n"))
    #expect(text.replacing(/\u{1B}\[[0-9;]*m/, with: "") == Self.page)
  }

  @Test func withoutATerminalThereIsOneLine() throws {
    let text = EncoderSamples.text(
      try EncoderSamples.encode(EncoderSamples.message(), .terminal, terminal: .pipe))
    #expect(text == "SA-2026-0042 [HIGH] SSH login after many wrong passwords (count 15)\n")
  }

  @Test func thePlainVoiceSaysFourThings() throws {
    let message = EncoderSamples.message(.opened, voice: .plain, origin: .manual)
    #expect(
      EncoderSamples.text(try EncoderSamples.encode(message, .terminal)) == """
        [HIGH] SSH login after many wrong passwords
        SA-2026-0042 rev 1 · 2026-11-21 06:24 UTC · TLP:CLEAR
        This is happening now.
        Signs   A letter with a QR code.
        Do      Do not scan it.
                Hand it to the desk.
        Until   2026-12-05 06:20 UTC
        Ask     ruth, and name SA-2026-0042.


        """)
  }
}
