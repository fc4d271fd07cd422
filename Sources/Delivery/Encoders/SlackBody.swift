import Records

/// A message for a Slack incoming webhook, in blocks that Slack does not parse.
///
/// `rich_text` and `plain_text` show markup as it is written. Only the top `text`, which phones
/// show as the notification, is parsed: it holds nothing of a log and is escaped.
enum SlackBody {
  /// Of a header block (Slack's Block Kit reference).
  private static let headerMax = 150
  /// Of one element of rich text: no limit is published, a section's is 3,000.
  private static let elementMax = 2900
  /// Of all blocks together: about 13,200 was observed to be refused (bolt-js #2509).
  private static let blocksMax = 12_000

  static func payload(_ document: Document, _ allowance: Allowance) -> HTTPPayload {
    let solved = allowance.solve(
      { body(document.limited(to: $0)) }, fits: { blocksLength($0) <= blocksMax })
    return HTTPPayload(headers: [.json], body: solved.bytes())
  }

  private static func blocksLength(_ body: JSONValue) -> Int {
    body["blocks"]?.compact.utf16.count ?? 0
  }

  private static func body(_ document: Document) -> JSONValue {
    [
      "text": .string(escaped("\(document.headline) · \(document.stamp)")),
      "unfurl_links": false,
      "unfurl_media": false,
      "blocks": [header(document), ["type": "rich_text", "elements": .array(elements(document))]],
    ]
  }

  private static func header(_ document: Document) -> JSONValue {
    let text = document.headline.capped(headerMax).text
    return [
      "type": "header",
      "text": ["type": "plain_text", "text": .string(text), "emoji": false],
    ]
  }

  private static func elements(_ document: Document) -> [JSONValue] {
    var elements = [section([text(document.stamp.text)])]
    for part in document.sections {
      var label = part.label.text.isEmpty ? [] : [text(part.label.text + "  ", style: "bold")]
      for block in part.blocks {
        elements += self.elements(block, label: label)
        label = []
      }
    }
    return elements
  }

  /// A label stands before the first line of prose, and alone above a code block.
  private static func elements(_ block: Document.Block, label: [JSONValue]) -> [JSONValue] {
    guard block.style == .prose else {
      return (label.isEmpty ? [] : [section(label)]) + preformatted(block.lines)
    }
    return block.lines.enumerated().map { number, line in
      section((number == 0 ? label : []) + [text(line.text)])
    }
  }

  /// Lines in as few code blocks as their size allows.
  private static func preformatted(_ lines: [Shown]) -> [JSONValue] {
    var parts: [String] = []
    for line in lines {
      let joined = parts.last.map { $0 + "\n" + line.text }
      if let joined, joined.utf16.count <= elementMax {
        parts[parts.count - 1] = joined
      } else {
        parts.append(line.text)
      }
    }
    return parts.map { ["type": "rich_text_preformatted", "elements": [text($0)]] }
  }

  private static func section(_ elements: [JSONValue]) -> JSONValue {
    ["type": "rich_text_section", "elements": .array(elements)]
  }

  private static func text(_ text: String, style: String? = nil) -> JSONValue {
    guard let style else { return ["type": "text", "text": .string(text)] }
    return [
      "type": "text", "text": .string(text),
      "style": .object([JSONValue.Member(style, true)]),
    ]
  }

  /// Slack's three escapes and nothing else ("Formatting text for app surfaces").
  private static func escaped(_ shown: Shown) -> String {
    replacing(shown.text, ["&": "&amp;", "<": "&lt;", ">": "&gt;"])
  }
}

extension HTTPPayload.Header {
  static let json = HTTPPayload.Header("Content-Type", "application/json; charset=utf-8")
}

/// `text` with some characters written otherwise, scalar by scalar.
///
/// Not by `Character`: an accent after a `<` would hide it.
func replacing(_ text: String, _ replacements: [Unicode.Scalar: String]) -> String {
  var out = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if let other = replacements[scalar] {
      out.append(contentsOf: other.unicodeScalars)
    } else {
      out.append(scalar)
    }
  }
  return String(out)
}

extension Document {
  /// Neighbouring lines of one style: what becomes one code block.
  struct Block: Sendable, Equatable {
    var style: Line.Style
    var lines: [Shown]
  }
}

extension Document.Section {
  var blocks: [Document.Block] {
    var blocks: [Document.Block] = []
    for line in lines {
      if let last = blocks.indices.last, blocks[last].style == line.style {
        blocks[last].lines.append(line.text)
      } else {
        blocks.append(Document.Block(style: line.style, lines: [line.text]))
      }
    }
    return blocks
  }
}
