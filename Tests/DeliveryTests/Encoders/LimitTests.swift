import Delivery
import Foundation
import Records
import Testing

/// Each service's hard limits hold, what goes goes in the right order, and it is said.
@Suite struct LimitTests {
  /// 200 lines of evidence, long paragraphs, many steps, risks and fields.
  static func large() -> Message {
    var message = EncoderSamples.message()
    message.alert.evidence = (0..<200).map { number in
      .init(
        time: EncoderSamples.at,
        text: Untrusted("line \(number) end " + String(repeating: "x", count: 600)))
    }
    message.alert.text = message.alert.evidence.last?.text
    message.alert.fields = (0..<60).map { EncoderSamples.field("f\($0)", "v\($0)") }
    message.alert.group = message.alert.fields
    message.alert.plain = String(repeating: "Plain words. ", count: 5000)
    message.alert.recognise = message.alert.plain
    message.alert.precautions = message.alert.plain
    message.alert.steps = (0..<40).map {
      Alert.Step(
        id: "s\($0)", stage: "containment", text: "Step \($0) " + String(repeating: "y", count: 400)
      )
    }
    message.risks = (0..<30).map {
      Message.RiskLine(
        id: "r\($0)", title: "Risk \($0)", plain: message.alert.plain, likelihood: 1, impact: 1,
        owner: "Owner")
    }
    return message
  }

  static let kinds = Receiver.Kind.allCases

  @Test(arguments: kinds) func theLargestMessageFits(_ kind: Receiver.Kind) throws {
    let payload = try EncoderSamples.encode(Self.large(), kind)
    let text = EncoderSamples.text(payload)
    switch kind {
    case .slack: #expect(text.utf16.count <= 12_800)
    case .teams, .webhook: #expect(text.utf8.count <= 20_480)
    case .discord:
      let embeds = try EncoderSamples.json(payload)["embeds"] as? [[String: Any]] ?? []
      #expect(EncoderSamples.strings(embeds).joined().utf16.count <= 6000)
    case .mail: #expect(text.utf8.count <= 100_000)
    case .terminal: #expect(text.utf8.count <= 40_000)
    }
    #expect(text.replacing("\\", with: "").contains("SA-2026-0042"))
  }

  @Test(arguments: [Receiver.Kind.slack, .teams, .discord, .terminal])
  func whatIsLeftOutIsSaid(_ kind: Receiver.Kind) throws {
    let text = EncoderSamples.text(try EncoderSamples.encode(Self.large(), kind))
      .replacing("\\", with: "")
    #expect(text.contains(/[0-9]+ more, see `tocsin alert show SA-2026-0042`/))
  }

  @Test func theWebhookCountsWhatIsLeftOut() throws {
    let payload = try EncoderSamples.encode(Self.large(), .webhook)
    let data = try #require(try EncoderSamples.json(payload)["data"] as? [String: Any])
    let missing = try #require(data["left_out"] as? [String: Int])
    let evidence = (data["evidence"] as? [Any])?.count ?? -1
    let steps = (data["steps"] as? [Any])?.count ?? -1
    #expect(missing["evidence"] == 200 - evidence)
    #expect(missing["steps"] == 40 - steps)
    #expect(missing["risks"] == 20)
  }

  @Test func evidenceGoesFirstAndTheNewestStays() throws {
    var message = EncoderSamples.message()
    message.alert.evidence = (0..<10).map { number in
      .init(
        time: EncoderSamples.at,
        text: Untrusted("line \(number) end " + String(repeating: "x", count: 470)))
    }
    message.alert.text = nil
    message.alert.plain = String(repeating: "Plain words. ", count: 80)
    let text = EncoderSamples.text(try EncoderSamples.encode(message, .discord))
    #expect(text.contains("line 9 end") && !text.contains("line 0 end"))
    #expect(text.contains("Plain words.") && text.contains("usermod"))
    #expect(text.replacing("\\", with: "").contains("more, see `tocsin alert show"))
  }

  @Test func stepsOutlastDescriptions() throws {
    var message = EncoderSamples.message()
    message.alert.plain = String(
      repeating: String(repeating: "Plain words. ", count: 90) + "\n", count: 8)
    message.alert.recognise = message.alert.plain
    message.alert.precautions = message.alert.plain
    let text = EncoderSamples.text(try EncoderSamples.encode(message, .discord))
    #expect(text.contains("usermod") && !text.contains("Failed password"))
  }

  @Test(arguments: kinds) func theSmallRenderingLeavesOutAllThatMay(_ kind: Receiver.Kind) throws {
    let full = EncoderSamples.bytes(try EncoderSamples.encode(EncoderSamples.message(), kind))
    let small = try EncoderSamples.encode(EncoderSamples.message(), kind, rendering: .small)
    guard kind != .terminal else { return }
    #expect(EncoderSamples.bytes(small).count < full.count)
    let text = EncoderSamples.text(small).replacing("\\", with: "")
    #expect(!text.contains("Failed password") && !text.contains("Phone mira"))
    #expect(text.contains("2 x 5 = 10 high") || kind == .mail || kind == .webhook)
    #expect(text.contains("tocsin alert ack SA-2026-0042"))
  }

  @Test func aLongTitleIsCutAndSaysSo() throws {
    var message = EncoderSamples.message()
    message.alert.title = String(repeating: "t", count: 60_000)
    for kind in Self.kinds {
      let text = EncoderSamples.text(try EncoderSamples.encode(message, kind))
      #expect(text.replacing("\\", with: "").contains("(cut)") || kind == .mail, "\(kind)")
      #expect(text.utf8.count < 20_000)
    }
  }
}
