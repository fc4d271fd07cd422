import Delivery
import Records
import Testing

/// The right first line for every reason, in both voices and at every service.
@Suite struct OpeningTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var reason: Message.Reason
    var voice: Message.Voice
    var origin: Alert.Origin = .automatic
    var line: String
    var testDescription: String { "\(reason.rawValue), \(voice.rawValue), \(origin.rawValue)" }
  }

  static let deed = Alert.Deed(by: "mira", at: EncoderSamples.at, note: "it was me")
  static let closedAt = "by mira at 2026-11-21 06:24 UTC: it was me"

  static let examples = [
    Example(reason: .opened, voice: .technical, line: "New alert."),
    Example(
      reason: .opened, voice: .technical, origin: .manual,
      line: "Warning issued by ruth at 2026-11-21 06:20 UTC. The danger is under way (observed)."),
    Example(reason: .revised, voice: .technical, line: "Seen 100 times by now. it was me"),
    Example(reason: .updated, voice: .technical, line: "Updated \(closedAt)."),
    Example(reason: .acknowledged, voice: .technical, line: "Acknowledged \(closedAt)."),
    Example(reason: .escalated, voice: .technical, line: "Nobody has answered yet. it was me"),
    Example(
      reason: .escalated, voice: .plain, line: "It waits for an answer. This is happening now."),
    Example(reason: .overdue, voice: .technical, line: "A time has run out. it was me"),
    Example(
      reason: .overdue, voice: .plain,
      line: "It takes longer than promised. This is happening now."),
    Example(reason: .closed, voice: .technical, line: "Closed as real-no-harm \(closedAt)."),
    Example(
      reason: .cancelled, voice: .technical, line: "Cancelled \(closedAt). Disregard it."),
    Example(
      reason: .expired, voice: .technical,
      line: "Expired: nothing of it was seen after 2026-11-21 06:24 UTC."),
    Example(
      reason: .allClear, voice: .technical, origin: .manual,
      line: "All clear: the danger is over, says \(closedAt)."),
    Example(
      reason: .test, voice: .technical,
      line: "Test message from lib-web-1: nothing happened, and no answer is needed."),
    Example(
      reason: .digest, voice: .technical,
      line: """
        Storm: 5000 new alerts, 2026-11-21 06:20:00 UTC to 2026-11-21 06:24:51 UTC. \
        This message stands for all of them.
        """),
    Example(reason: .opened, voice: .plain, origin: .manual, line: "This is happening now."),
    Example(
      reason: .updated, voice: .plain, origin: .manual,
      line: "There is news. This is happening now."),
    Example(reason: .acknowledged, voice: .plain, line: "It is being looked after."),
    Example(reason: .closed, voice: .plain, line: "It is over and has been dealt with."),
    Example(
      reason: .cancelled, voice: .plain, line: "This warning is withdrawn. Disregard it."),
    Example(reason: .expired, voice: .plain, line: "This warning has ended."),
    Example(reason: .allClear, voice: .plain, line: "All clear: the danger is over."),
  ]

  static func message(_ example: Example) -> Message {
    var message = EncoderSamples.message(
      example.reason, voice: example.voice, origin: example.origin)
    switch example.reason {
    case .revised, .updated, .allClear, .escalated, .overdue: message.alert.revised = deed
    case .acknowledged:
      message.alert.acknowledged = deed
      message.alert.status = .acknowledged
    case .closed:
      message.alert.closed = deed
      message.alert.closeReason = .realNoHarm
      message.alert.status = .closed
    case .cancelled:
      message.alert.closed = deed
      message.alert.status = .cancelled
    case .expired: message.alert.status = .expired
    case .digest:
      message.digest = Message.Digest(
        alerts: 5000, rows: [.init(title: "Guessing", severity: .high, alerts: 5000)],
        first: EncoderSamples.start, last: EncoderSamples.at, isClosing: false)
    case .opened, .test: break
    }
    message.alert.count = 100
    message.alert.revision = example.reason == .opened ? 1 : 2
    return message
  }

  @Test(arguments: examples) func slackOpensWithTheReason(_ example: Example) throws {
    let body = try EncoderSamples.json(EncoderSamples.encode(Self.message(example), .slack))
    let blocks = try #require(body["blocks"] as? [[String: Any]])
    let elements = try #require(blocks[1]["elements"] as? [[String: Any]])
    #expect(EncoderSamples.strings(elements[1]["elements"] ?? "").contains(example.line))
  }

  @Test(arguments: examples) func teamsOpensWithTheReason(_ example: Example) throws {
    let body = try EncoderSamples.json(EncoderSamples.encode(Self.message(example), .teams))
    let attachments = try #require(body["attachments"] as? [[String: Any]])
    let card = try #require(attachments[0]["content"] as? [String: Any])
    let blocks = try #require(card["body"] as? [[String: Any]])
    #expect(EncoderSamples.strings(blocks[2]).contains(example.line))
  }

  @Test(arguments: examples) func discordOpensWithTheReason(_ example: Example) throws {
    let body = try EncoderSamples.json(EncoderSamples.encode(Self.message(example), .discord))
    let embeds = try #require(body["embeds"] as? [[String: Any]])
    let prose = try #require(embeds[0]["description"] as? String)
    let lines = prose.split(separator: "\n").map { DiscordReader.shown(String($0)) }
    #expect(lines[1] == example.line)
  }

  @Test(arguments: examples) func theWebhookNamesTheReason(_ example: Example) throws {
    let body = try EncoderSamples.json(EncoderSamples.encode(Self.message(example), .webhook))
    let type = example.reason == .allClear ? "all_clear" : example.reason.rawValue
    #expect(body["type"] as? String == "alert." + type)
    #expect(body["timestamp"] as? String == "2026-11-21T06:24:51.000Z")
  }

  @Test(arguments: examples) func aTerminalOpensWithTheReason(_ example: Example) throws {
    let text = EncoderSamples.text(try EncoderSamples.encode(Self.message(example), .terminal))
    let joined = text.split(separator: "\n").dropFirst(2).joined(separator: " ")
    #expect(joined.hasPrefix(example.line))
  }

  @Test(arguments: examples) func aMailOpensWithTheReason(_ example: Example) throws {
    let mail = try MailReader.read([EncoderSamples.encode(Self.message(example), .mail)])[0]
    let lines = mail.text.split(separator: "\n")
    let tlp = example.origin == .manual ? "TLP:CLEAR" : "TLP:AMBER"
    #expect(lines[0] == tlp)
    #expect(lines.dropFirst(3).joined(separator: " ").hasPrefix(example.line))
    #expect(mail.subject.contains("[\(tlp)] [HIGH] SSH login after many wrong passwords"))
  }
}
