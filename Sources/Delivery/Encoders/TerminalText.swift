import Records

/// A message for the operator's terminal, or for whatever stands in its place.
enum TerminalText {
  /// Columns of prose at most: longer lines are hard to read.
  private static let widthMax = 110

  static func text(_ document: Document, _ message: Message, _ style: TerminalStyle) -> String {
    style.isTerminal ? page(document, style) : line(document, message)
  }

  /// Number, severity, title and count: all that a file or the journal may get.
  ///
  /// Never text of a log: the sentinel reads logs, perhaps this one.
  private static func line(_ document: Document, _ message: Message) -> String {
    let count = message.digest?.alerts ?? message.alert.count
    return "\(document.id.text) \(document.headline.text) (count \(count))\n"
  }

  private static func page(_ document: Document, _ style: TerminalStyle) -> String {
    let layout = TextLayout(
      width: min(style.width, widthMax), mark: { style.usesColour ? bold($0) : $0 })
    let shown = document.limited(to: document.whole)
    let headline = shown.headline.text
    let first = style.usesColour ? coloured(headline, document.severity) : headline
    return ([first, shown.stamp.text] + layout.lines(shown.sections))
      .joined(separator: "\n") + "\n\n"
  }

  /// Select Graphic Rendition (ECMA-48 §8.3.117), the only sequences that are ever written.
  private static func coloured(_ text: String, _ severity: Severity) -> String {
    let codes =
      switch severity {
      case .critical: "1;97;41"
      case .high: "1;31"
      case .medium: "1;33"
      case .low: "1;36"
      }
    return "\u{1B}[\(codes)m\(text)\u{1B}[0m"
  }

  private static func bold(_ text: String) -> String { "\u{1B}[1m\(text)\u{1B}[0m" }
}
