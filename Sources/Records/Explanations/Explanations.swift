/// What each code means, why it matters, and a wrong and a right example: the text of
/// `tocsin explain`.
///
/// Codes are stable: never renumbered, never used again for something else.
package enum Explanations {
  /// One page.
  struct Entry: Sendable {
    var code: String
    /// What is wrong, as a heading.
    var title: String
    var means: String
    var matters: String
    /// As it stands in a file or on a screen.
    var wrong: String
    var right: String

    init(
      _ code: String, _ title: String, means: String, matters: String, wrong: String, right: String
    ) {
      self.code = code
      self.title = title
      self.means = means
      self.matters = matters
      self.wrong = wrong
      self.right = right
    }
  }

  /// All codes that have a page, in their order.
  package static let codes = entries.map(\.code).sorted()

  /// The page as text for a terminal, ended by a newline; nil for a code that is none.
  ///
  /// Small letters will do.
  package static func page(for code: String) -> String? {
    guard let entry = byCode[code.uppercased()] else { return nil }
    return """
      \(entry.code): \(entry.title)

      \(wrapped(entry.means))

      Why it matters
      \(indented(wrapped(entry.matters, width: 76)))

      Wrong
      \(indented(entry.wrong))

      Right
      \(indented(entry.right))

      """
  }

  /// The code's heading; nil for a code that is none.
  package static func title(for code: String) -> String? { byCode[code]?.title }

  /// What the code means, in a sentence or two; nil for a code that is none.
  package static func meaning(for code: String) -> String? { byCode[code]?.means }

  /// The wrong and the right example of a code, for those who check that they are.
  package static func examples(for code: String) -> (wrong: String, right: String)? {
    byCode[code].map { ($0.wrong, $0.right) }
  }

  private static let entries =
    reading + meaning + detection + warnings + governance + rules + faults

  private static let byCode = Dictionary(entries.map { ($0.code, $0) }) { first, _ in first }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n")
  }

  private static func wrapped(_ text: String, width: Int = 78) -> String {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.joined(separator: "\n")
  }
}
