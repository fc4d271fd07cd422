import Delivery
import Records
import Testing

/// What is said, what is not, and that the same message is always the same bytes.
@Suite struct ContentTests {
  /// All text a reader gets, for kinds that carry everything in it.
  static func text(_ message: Message, maxTLP: TLP = .amber) throws -> String {
    EncoderSamples.text(try EncoderSamples.encode(message, .terminal, maxTLP: maxTLP))
  }

  @Test(arguments: Receiver.Kind.allCases)
  func theSameMessageIsTheSameBytes(_ kind: Receiver.Kind) throws {
    let first = try EncoderSamples.encode(EncoderSamples.message(), kind)
    let second = try EncoderSamples.encode(EncoderSamples.message(), kind)
    #expect(first == second)
  }

  @Test(arguments: Receiver.Kind.allCases)
  func anExerciseIsMarked(_ kind: Receiver.Kind) throws {
    var message = EncoderSamples.message()
    message.alert.isExercise = true
    let text = EncoderSamples.text(try EncoderSamples.encode(message, kind))
    #expect(text.replacing("\\", with: "").contains("[EXERCISE] [HIGH] SSH login"))
  }

  @Test func anExerciseIsMarkedWhereThereIsNoTerminal() throws {
    var message = EncoderSamples.message()
    message.alert.isExercise = true
    let text = EncoderSamples.text(try EncoderSamples.encode(message, .terminal, terminal: .pipe))
    #expect(
      text == "SA-2026-0042 [EXERCISE] [HIGH] SSH login after many wrong passwords (count 15)\n")
  }

  @Test func aFailoverSaysForWhom() throws {
    var message = EncoderSamples.message()
    message.insteadOf = "ops-chat"
    #expect(
      try Self.text(message).contains(
        "Sent here instead of ops-chat, which cannot be reached now."))
    let body = try EncoderSamples.json(EncoderSamples.encode(message, .webhook))
    #expect((body["data"] as? [String: Any])?["instead_of"] as? String == "ops-chat")
  }

  @Test func answersFollowTheState() throws {
    var message = EncoderSamples.message(.acknowledged)
    message.alert.status = .acknowledged
    var text = try Self.text(message)
    #expect(!text.contains("alert ack") && text.contains("alert close SA-2026-0042"))
    message.reason = .closed
    message.alert.status = .closed
    text = try Self.text(message)
    #expect(!text.contains("alert close") && text.contains("tocsin alert show SA-2026-0042"))
    #expect(!text.contains("Now     "))
  }

  @Test func thePlainVoiceHasNoTextOfALog() throws {
    var message = EncoderSamples.message(.opened, voice: .plain)
    message.alert.text = Untrusted("secretword")
    message.alert.evidence = [.init(time: EncoderSamples.at, text: Untrusted("secretword"))]
    message.alert.fields = [EncoderSamples.field("User", "secretword")]
    message.alert.group = message.alert.fields
    message.alert.host = Untrusted("secretword")
    for kind in Receiver.Kind.allCases {
      let text = EncoderSamples.text(try EncoderSamples.encode(message, kind))
      #expect(!text.contains("secretword"), "\(kind)")
      #expect(kind == .webhook || !text.contains("alert ack"), "\(kind)")
    }
  }

  @Test(arguments: Receiver.Kind.allCases)
  func aboveTheClearanceOnlyTheHeadlineIsSent(_ kind: Receiver.Kind) throws {
    var message = EncoderSamples.message(.closed)
    message.alert.closed = Alert.Deed(by: "mira", at: EncoderSamples.at, note: "secretword")
    message.alert.host = Untrusted("secretword")
    message.alert.text = Untrusted("secretword")
    message.alert.tlp = .red
    let text = EncoderSamples.text(try EncoderSamples.encode(message, kind))
      .replacing("\\", with: "")
    #expect(text.contains("SSH login after many wrong passwords"))
    #expect(text.contains("SA-2026-0042"))
    for word in ["secretword", "198.51.100.40", "mira logged", "Phone", "stranger", "auth.log"] {
      #expect(!text.contains(word), "\(word)")
    }
  }

  @Test func aHeadlineAloneSaysWhereTheRestIs() throws {
    let bare = Message(
      reason: .opened, voice: .technical,
      alert: Alert(
        id: "SA-2026-0042", origin: .automatic, title: "SSH login", severity: .critical, tlp: .red,
        issued: Alert.Deed(by: "tocsin", at: EncoderSamples.start), lastHeard: EncoderSamples.at),
      risks: [], sentinel: "lib-web-1", at: EncoderSamples.at)
    #expect(
      try Self.text(bare) == """
        [CRITICAL] SSH login
        SA-2026-0042 rev 1 · 2026-11-21 06:24 UTC · TLP:RED
        New alert.
        Details They stay on lib-web-1. Read them there:
        Answer  tocsin alert show SA-2026-0042


        """)
    for kind in Receiver.Kind.allCases {
      #expect(try !EncoderSamples.bytes(EncoderSamples.encode(bare, kind)).isEmpty)
    }
  }

  @Test func aStormIsOneTable() throws {
    var message = EncoderSamples.message(.digest)
    message.digest = Message.Digest(
      alerts: 5000,
      rows: (1...40).map { .init(title: "Rule \($0)", severity: .medium, alerts: 125) },
      first: EncoderSamples.start, last: EncoderSamples.at, isClosing: true)
    let text = try Self.text(message)
    #expect(text.contains("The storm is over: 5000 alerts"))
    #expect(text.contains("125 x [MEDIUM] Rule 15") && !text.contains("Rule 16"))
    #expect(text.contains("25 more, see `tocsin alert list` on lib-web-1"))
    #expect(!text.contains("Failed password"))
  }

  @Test func aTestNeedsNoAnswer() throws {
    let text = try Self.text(EncoderSamples.message(.test))
    #expect(!text.contains("Answer") && !text.contains("mira"))
  }

  static let secrets: [(String, String)] = [
    ("login password=hunter2 ok", "login password=[redacted] ok"),
    ("GET /?token=abc.def&x=1", "GET /?token=[redacted]&x=1"),
    ("Authorization: Bearer abc.def next", "Authorization: Bearer [redacted] next"),
    ("authorization: Digest a=1, b=2", "authorization: [redacted]"),
    (#"{"passwd" : "a b", "n":1}"#, #"{"passwd" : "[redacted]", "n":1}"#),
    ("mysql --password hunter2 db", "mysql --password [redacted] db"),
    ("https://mira:hunter2@h/x", "hxxps://mira:[redacted][@]h/x"),
    ("Failed password for mira", "Failed password for mira"),
    ("tokens: 3", "tokens: 3"),
    ("AWS_SECRET=abc", "AWS_SECRET=[redacted]"),
  ]

  @Test(arguments: secrets) func secretsAreMasked(_ line: String, _ shown: String) throws {
    var message = EncoderSamples.message()
    message.alert.evidence = []
    message.alert.text = Untrusted(line)
    #expect(try Self.text(message).contains("06:24:51 \(shown)\n"))
  }

  static let links: [(String, String)] = [
    ("see http://evil.example/a.b?c@d", "see hxxp://evil[.]example/a.b?c[@]d"),
    ("see HTTPS://evil.example:8443", "see HxxPS://evil[.]example:8443"),
    ("see xhttp:evil.example", "see xhxxp:evil[.]example"),
    ("see ssh://evil.example/", "see ssh[:]//evil[.]example/"),
    ("see www.evil.example/a.b", "see www[.]evil[.]example/a.b"),
    ("to mira@evil.example", "to mira[@]evil.example"),
    ("at 10.0.0.1 in auth.log: x", "at 10.0.0.1 in auth.log: x"),
    ("at [::1]:22", "at [::1]:22"),
  ]

  @Test(arguments: links) func linksAreDead(_ line: String, _ shown: String) throws {
    var message = EncoderSamples.message()
    message.alert.evidence = []
    message.alert.text = Untrusted(line)
    #expect(try Self.text(message).contains("06:24:51 \(shown)\n"))
  }

  @Test func aFieldNamedLikeASecretIsMasked() throws {
    var message = EncoderSamples.message()
    message.alert.fields = [EncoderSamples.field("db.Password", "hunter2")]
    #expect(try Self.text(message).contains("db.Password=[redacted]"))
    let json = EncoderSamples.text(try EncoderSamples.encode(message, .webhook))
    #expect(!json.contains("hunter2"))
  }
}
