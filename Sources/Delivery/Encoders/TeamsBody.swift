import Records

/// A message for a Microsoft Teams workflow: one Adaptive Card made of `TextRun`s.
///
/// A `TextRun` parses nothing, a `TextBlock` a part of Markdown; so everything is a `TextRun`.
enum TeamsBody {
  /// Bytes of the whole body: 28 KB are documented, 21 KB were measured to be the real limit.
  private static let bytesMax = 20_000

  static func payload(_ document: Document, _ allowance: Allowance) -> HTTPPayload {
    let bytes = allowance.solve(
      { body(document.limited(to: $0)).bytes() }, fits: { $0.count <= bytesMax })
    return HTTPPayload(headers: [.json], body: bytes)
  }

  private static func body(_ document: Document) -> JSONValue {
    let attachment: JSONValue = [
      "contentType": "application/vnd.microsoft.card.adaptive",
      "contentUrl": nil,
      "content": card(document),
    ]
    return ["type": "message", "attachments": [attachment]]
  }

  private static func card(_ document: Document) -> JSONValue {
    [
      "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
      "type": "AdaptiveCard",
      "version": "1.4",
      // Clients may parse it as Markdown, so it holds no words of others.
      "fallbackText": .string("Tocsin: \(document.severity.rawValue), \(document.number)"),
      "msteams": ["width": "Full"],
      "body": .array(blocks(document)),
    ]
  }

  private static func blocks(_ document: Document) -> [JSONValue] {
    var blocks = [
      block([
        run(
          document.headline.text,
          [
            ("weight", "Bolder"), ("size", "Large"), ("color", colour(document.severity)),
          ])
      ]),
      block([run(document.stamp.text, [("isSubtle", true)])]),
    ]
    for section in document.sections {
      for (number, line) in section.lines.enumerated() {
        let label = number == 0 ? section.label.text : ""
        blocks.append(block(runs(line, label: label)))
      }
    }
    return blocks
  }

  private static func runs(_ line: Document.Line, label: String) -> [JSONValue] {
    let text = run(line.text.text, line.style == .prose ? [] : [("fontType", "Monospace")])
    return label.isEmpty ? [text] : [run(label + "  ", [("weight", "Bolder")]), text]
  }

  private static func block(_ runs: [JSONValue]) -> JSONValue {
    ["type": "RichTextBlock", "inlines": .array(runs)]
  }

  private static func run(_ text: String, _ look: [(String, JSONValue)]) -> JSONValue {
    .object(
      [JSONValue.Member("type", "TextRun"), JSONValue.Member("text", .string(text))]
        + look.map { JSONValue.Member($0.0, $0.1) })
  }

  private static func colour(_ severity: Severity) -> JSONValue {
    switch severity {
    case .critical, .high: "Attention"
    case .medium: "Warning"
    case .low: "Accent"
    }
  }
}

extension Document {
  /// The alert's number as letters, digits and hyphens only, for places that might be parsed.
  var number: String {
    String(String.UnicodeScalarView(id.text.unicodeScalars.filter(isNumberScalar)))
  }
}

/// True for what the numbers of alerts consist of.
func isNumberScalar(_ scalar: Unicode.Scalar) -> Bool {
  scalar.isASCII
    && (scalar.properties.isAlphabetic || "0123456789-".unicodeScalars.contains(scalar))
}
