import Records

/// A message for a Discord webhook: a headline, an embed of prose, an embed of log lines.
///
/// Discord parses Markdown everywhere but in code blocks, so prose is escaped and commands and log
/// lines are fenced. `allowed_mentions` with an empty list keeps every mention from ringing.
enum DiscordBody {
  /// In UTF-16 units, which is at least what Discord counts.
  private static let contentMax = 2000
  private static let descriptionMax = 4096
  /// Of the text of all embeds together.
  private static let embedsMax = 6000
  /// `SUPPRESS_NOTIFICATIONS`: the message arrives without ringing.
  private static let silent: JSONValue = 4096

  static func payload(_ document: Document, _ allowance: Allowance) -> HTTPPayload {
    let parts = allowance.solve({ Parts(document.limited(to: $0)) }, fits: \.fit)
    return HTTPPayload(
      headers: [.json], body: body(document, parts).bytes(),
      // Without it a message that was not saved is answered like one that was.
      query: "wait=true")
  }

  private static func body(_ document: Document, _ parts: Parts) -> JSONValue {
    let colour = colour(document.severity)
    var embeds: [JSONValue] = [["description": .string(parts.prose), "color": colour]]
    if !parts.log.isEmpty {
      embeds.append(["title": "Seen", "description": .string(parts.log), "color": colour])
    }
    var members = [
      JSONValue.Member("content", .string(parts.headline)),
      JSONValue.Member("allowed_mentions", ["parse": []]),
      JSONValue.Member("embeds", .array(embeds)),
    ]
    if document.severity == .low { members.append(JSONValue.Member("flags", silent)) }
    return .object(members)
  }

  /// The three texts of one rendering, in Discord's markup.
  private struct Parts {
    var headline: String
    var prose: String
    var log = ""

    init(_ document: Document) {
      headline = cut(escapedForDiscord(document.headline.text), to: contentMax)
      var lines = [escapedForDiscord(document.stamp.text)]
      var logLines: [Shown] = []
      for section in document.sections {
        let blocks = section.blocks.filter { $0.style != .log }
        let label = section.label.text.isEmpty ? "" : "**\(section.label.text)**"
        for (number, block) in blocks.enumerated() {
          lines += Self.lines(block, label: number == 0 ? label : "")
        }
        logLines += section.blocks.filter { $0.style == .log }.flatMap(\.lines)
      }
      prose = lines.joined(separator: "\n")
      if !logLines.isEmpty { log = fenced(logLines) }
    }

    private static func lines(_ block: Document.Block, label: String) -> [String] {
      guard block.style == .prose else {
        return (label.isEmpty ? [] : [label]) + [fenced(block.lines)]
      }
      return block.lines.enumerated().map { number, line in
        (number == 0 && !label.isEmpty ? label + " " : "") + escapedForDiscord(line.text)
      }
    }

    var fit: Bool {
      let (proseCount, logCount) = (prose.utf16.count, log.utf16.count)
      return proseCount <= descriptionMax && logCount <= descriptionMax
        && proseCount + logCount + "Seen".utf16.count <= embedsMax
    }
  }

  private static func colour(_ severity: Severity) -> JSONValue {
    switch severity {
    case .critical: 0xB00020
    case .high: 0xE5_4304
    case .medium: 0xF2_A900
    case .low: 0x5B_7F95
    }
  }
}

/// Prose in which no character starts markup, a mention, an emoji or a link.
private func escapedForDiscord(_ text: String) -> String {
  var out = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if #"\*_~`>|[]()#-@<:"#.unicodeScalars.contains(scalar) { out.append("\\") }
    out.append(scalar)
  }
  return String(out)
}

/// A code block that its content cannot close: backticks are kept apart by a zero-width space.
private func fenced(_ lines: [Shown]) -> String {
  let text = lines.map(\.text).joined(separator: "\n")
  return "```\n" + replacing(text, ["`": "`\u{200B}"]) + "\n```"
}
