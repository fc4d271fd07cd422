import Foundation
import Testing
import TestKit

/// A line appended to a watched file arrives at real servers, in each service's own form.
@Suite struct LineToReceiverTests {
  /// Names that would ring, link or move a cursor if anybody let them.
  private static let hostile = "<!channel>@everyone\u{1b}]0;x\u{7}[a](http://evil.test)"

  private static func text(_ json: JSON) -> String { json.texts.joined(separator: "\n") }

  @Test func chatsAndAWebhookGetTheSameAlert() throws {
    let box = try Sandbox(rules: ["linux/sshd", "tocsin"], whole: true)
    let hook = try Hook()
    let log = box.log("auth.log")
    try log.append(Samples.failedPassword(from: "192.0.2.1"))
    var receivers = "receivers:\n"
    for kind in ["slack", "teams", "discord", "webhook"] {
      let url = try box.secret(hook.url("/\(kind)/ops"), kind)
      let key = kind == "webhook" ? try box.secret(Hook.secret, "key") : nil
      receivers += Samples.receiver(kind + "-ops", kind, urlFile: url, secretFile: key)
    }
    try box.configure(
      Samples.authSource(log.path) + receivers
        + "routes: [{to: [slack-ops, teams-ops, discord-ops, webhook-ops]}]\n")
    let sentinel = try box.watch()
    try log.append(Samples.guessing(from: "198.51.100.40", for: "invalid user " + Self.hostile))
    let paths = ["slack", "teams", "discord", "webhook"].map { "/\($0)/ops" }
    #expect(
      eventually(within: 60) { paths.allSatisfy { !hook.requests($0).isEmpty } },
      "\(hook.requests.map(\.path)) \(sentinel.errors)")
    try checkSlack(#require(hook.requests(paths[0]).first))
    try checkTeams(#require(hook.requests(paths[1]).first))
    try checkDiscord(#require(hook.requests(paths[2]).first))
    try checkWebhook(#require(hook.requests(paths[3]).first))
    for request in hook.requests {
      #expect(!request.body.utf8.contains(0x1b), "\(request.path)")
      #expect(request.headers["content-type"]?.hasPrefix("application/json") == true)
      // Discord's markup has a backslash before what it would take for markup.
      let words = Self.text(request.json).replacing("\\", with: "")
      #expect(words.contains("198.51.100.40"), "\(request.body)")
      #expect(words.contains("[MEDIUM]"), "\(request.body)")
    }
    #expect(sentinel.stop() == .exit(0), "\(sentinel.errors)")
  }

  private func checkSlack(_ request: Hook.Request) throws {
    let body = request.json
    #expect(body["text"].text?.hasPrefix("[MEDIUM] Many wrong SSH passwords") == true)
    #expect(body["unfurl_links"] == .bool(false))
    #expect(body["blocks"][0]["type"].text == "header")
    #expect(body["blocks"][0]["text"]["type"].text == "plain_text")
    #expect(body["blocks"][0]["text"]["emoji"] == .bool(false))
    #expect(body["blocks"][1]["type"].text == "rich_text")
    let kinds = Set(body["blocks"][1]["elements"].list.compactMap { $0["type"].text })
    #expect(kinds.isSubset(of: ["rich_text_section", "rich_text_preformatted"]), "\(kinds)")
    // Only `text` is parsed; what a stranger wrote stands in rich text, where nothing rings.
    #expect(body["text"].text?.contains("<") == false)
  }

  private func checkTeams(_ request: Hook.Request) throws {
    let body = request.json
    #expect(body["type"].text == "message")
    let attachment = body["attachments"][0]
    #expect(attachment["contentType"].text == "application/vnd.microsoft.card.adaptive")
    let card = attachment["content"]
    #expect(card["type"].text == "AdaptiveCard")
    #expect(!card.has("entities"))
    for block in card["body"].list {
      #expect(block["type"].text == "RichTextBlock", "\(block)")
      #expect(block["inlines"].list.allSatisfy { $0["type"].text == "TextRun" }, "\(block)")
    }
  }

  private func checkDiscord(_ request: Hook.Request) throws {
    let body = request.json
    #expect(request.query.contains("wait=true"))
    #expect(body["allowed_mentions"]["parse"] == .list([]))
    #expect(body["content"].text?.contains("Many wrong SSH passwords") == true)
    #expect(body["content"].text?.contains("@everyone") == false)
    #expect(!body["embeds"].list.isEmpty)
    let described = body["embeds"].list.compactMap { $0["description"].text }.joined()
    #expect(!described.isEmpty)
  }

  private func checkWebhook(_ request: Hook.Request) throws {
    #expect(request.isSigned == true)
    #expect(!request.key.contains("."))
    #expect(request.headers["webhook-timestamp"].flatMap { Int($0) } != nil)
    #expect(request.json["type"].text == "alert.opened")
    let data = request.json["data"]
    #expect(request.key.contains(data["id"].text ?? "none"))
    #expect(data["revision"].int == 1)
    #expect(data["severity"].text == "medium")
    #expect(data["risks"][0]["id"].text == "ssh-password-guessing")
    #expect(data["group"][0]["name"].text == "src_ip")
    #expect(data["group"][0]["value"].text == "198.51.100.40")
    #expect(!data["steps"].list.isEmpty)
    #expect(!data["answers"].list.isEmpty)
  }

  /// The finding at ×10 is a revision of the same alert, and a reply in the mailbox.
  @Test func mailGoesOverStartTLSAndRevisionsAreReplies() throws {
    let box = try Sandbox(rules: ["tocsin"])
    let relay = try Relay()
    let log = box.log("shop.log")
    try log.append(Data())
    let password = try box.secret(Relay.password, "relay")
    try box.configure(
      Samples.shopSource(log.path) + Samples.shopRisk + """
        receivers:
          - id: ops-mail
            kind: mail
            relay: \(relay.url)
            tls: required
            ca_file: \(relay.authorityFile)
            user: \(Relay.user)
            password_file: \(password)
            from: tocsin@host.test
            to: [ops@example.test, refused@example.test, chief@example.test]
        routes: [{match: {rules: [shop_break_in]}, to: [ops-mail]}]

        """)
    try box.rule(Samples.shopRule())
    let sentinel = try box.watch()
    let hostile = #"\u001b]0;x\u0007 <script>alert(1)</script>\r\nBcc: evil@example.test"#
    try log.append(Samples.breakIn(from: "198.51.100.40", note: hostile))
    #expect(eventually(within: 60) { relay.mails.count == 2 }, "\(sentinel.errors)")
    for mail in relay.mails {
      #expect(mail.isEncrypted && mail.isLoggedIn)
      #expect(mail.sender == "tocsin@host.test")
      #expect(mail.headers["subject"]?.contains("[HIGH] Break-in at the shop") == true)
      #expect(mail.headers["auto-submitted"] == "auto-generated")
      #expect(mail.headers["bcc"] == nil)
      let plain = try #require(mail.parts["text/plain"])
      let page = try #require(mail.parts["text/html"])
      #expect(plain.contains("198.51.100.40") && page.contains("198.51.100.40"))
      #expect(!page.contains("<script"))
      #expect(!mail.raw.utf8.contains(0x1b))
    }
    #expect(Set(relay.mails.flatMap(\.to)) == ["ops@example.test", "chief@example.test"])
    try log.append((0..<9).map { _ in Samples.breakIn(from: "198.51.100.40") })
    #expect(eventually(within: 60) { relay.mails.count >= 4 }, "\(sentinel.errors)")
    let first = try #require(relay.mails.first { $0.to == ["ops@example.test"] })
    let second = try #require(relay.mails.last { $0.to == ["ops@example.test"] })
    #expect(second.headers["in-reply-to"] == first.headers["message-id"])
    #expect(second.headers["references"] == first.headers["message-id"])
    #expect(second.headers["message-id"] != first.headers["message-id"])
    #expect(second.parts["text/plain"]?.contains("10") == true)
    try checkRefused(box)
    #expect(sentinel.stop() == .exit(0), "\(sentinel.errors)")
  }

  /// One recipient of three was refused: that one is a dead letter, the others got theirs.
  private func checkRefused(_ box: Sandbox) throws {
    let dead = try box.json("outbox", "list").list.filter { $0["state"].text == "dead" }
    #expect(!dead.isEmpty)
    #expect(dead.allSatisfy { $0["recipient"].text == "refused@example.test" }, "\(dead)")
    #expect(dead.first?["class"].text == "poison")
    #expect(dead.first?["answer"].text?.contains("No such user") == true, "\(dead)")
  }
}
