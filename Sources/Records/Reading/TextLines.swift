/// The lines of a text as the YAML parser counts them, for excerpts and for going on after a mistake.
///
/// Besides LF, CR and CRLF, libyaml breaks lines at U+0085, U+2028 and U+2029 (YAML 1.1).
struct TextLines {
  /// Without their ends; a text that ends with a line end has an empty last line.
  let lines: [Substring]

  init(_ text: String) {
    var lines: [Substring] = []
    let scalars = text.unicodeScalars
    var (start, index) = (scalars.startIndex, scalars.startIndex)
    while index < scalars.endIndex {
      let scalar = scalars[index]
      let next = scalars.index(after: index)
      guard Self.isBreak(scalar) else {
        index = next
        continue
      }
      lines.append(text[start..<index])
      let isPair = scalar == "\r" && next < scalars.endIndex && scalars[next] == "\n"
      index = isPair ? scalars.index(after: next) : next
      start = index
    }
    lines.append(text[start...])
    self.lines = lines
  }

  /// The line of that number, counting from 1; nil beyond the end.
  func line(_ number: Int) -> Substring? {
    lines.indices.contains(number - 1) ? lines[number - 1] : nil
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }
}
