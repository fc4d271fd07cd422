import Records

/// A mail's HTML part: no link, no picture, no script, nothing loaded from anywhere.
enum MailPage {
  static func html(_ document: Document) -> String {
    let sections = document.sections.map(section).joined(separator: "\n")
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>\(escaped(document.id))</title></head>
      <body style="font-family:sans-serif;font-size:14px;color:#222;background:#fff">
      <p style="font-size:12px"><b>\(escaped(Shown(own: document.tlp.label)))</b></p>
      <h1 style="font-size:18px;border-left:6px solid \(colour(document.severity));\
      padding-left:8px">\(escaped(document.headline))</h1>
      <p style="font-size:12px;color:#555">\(escaped(document.stamp))</p>
      \(sections)
      </body></html>

      """
  }

  private static func section(_ section: Document.Section) -> String {
    let label = section.label.text.isEmpty ? [] : ["<p><b>\(escaped(section.label))</b></p>"]
    return (label + section.blocks.map(block)).joined(separator: "\n")
  }

  private static func block(_ block: Document.Block) -> String {
    let lines = block.lines.map(escaped)
    guard block.style != .prose else {
      return lines.map { "<p style=\"margin:4px 0\">\($0)</p>" }.joined(separator: "\n")
    }
    return """
      <pre style="margin:4px 0;padding:6px;background:#f2f2f2;white-space:pre-wrap;\
      word-break:break-all">\(lines.joined(separator: "\n"))</pre>
      """
  }

  /// The five characters that mean something to a reader of HTML.
  private static func escaped(_ shown: Shown) -> String {
    replacing(
      shown.text,
      ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;"])
  }

  private static func colour(_ severity: Severity) -> String {
    switch severity {
    case .critical: "#b00020"
    case .high: "#e54304"
    case .medium: "#f2a900"
    case .low: "#5b7f95"
    }
  }
}
