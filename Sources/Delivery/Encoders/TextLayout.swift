/// A document as plain text with a column of labels: what a terminal and a mail's text share.
///
/// ```
/// Risk    A stranger signs in (ssh-credential-used), 2 x 5 = 10 high, owner Operations
/// Now     1 Phone mira: is it her? (on-call, within 15m)
/// ```
struct TextLayout {
  /// Columns of the labels, the longest of which is `Details`.
  static let labelWidth = 8

  /// Columns after which prose is broken; log lines and commands are not.
  var width: Int
  /// How a label is made to stand out.
  var mark: (String) -> String = { $0 }

  func lines(_ sections: [Document.Section]) -> [String] {
    sections.flatMap { section in
      let rows = section.lines.flatMap(rows)
      guard !section.label.text.isEmpty else { return rows }
      return rows.enumerated().map { number, row in
        number == 0 ? labelled(section.label.text) + row : indent + row
      }
    }
  }

  private var indent: String { String(repeating: " ", count: Self.labelWidth) }

  private func labelled(_ label: String) -> String {
    mark(label) + String(repeating: " ", count: max(1, Self.labelWidth - label.count))
  }

  private func rows(_ line: Document.Line) -> [String] {
    switch line.style {
    case .prose: wrapped(line.text.text, to: max(20, width - Self.labelWidth))
    case .command where line.kind == .step: ["  " + line.text.text]
    case .command, .log: [line.text.text]
    }
  }
}

/// `text` in rows of at most `width` scalars, broken at spaces where there are some.
private func wrapped(_ text: String, to width: Int) -> [String] {
  var rows: [String] = []
  var row = String.UnicodeScalarView()
  for word in text.unicodeScalars.split(separator: " ") {
    if !row.isEmpty, row.count + 1 + word.count > width {
      rows.append(String(row))
      row = String.UnicodeScalarView()
    }
    if !row.isEmpty { row.append(" ") }
    row.append(contentsOf: word)
  }
  return rows + [String(row)]
}
