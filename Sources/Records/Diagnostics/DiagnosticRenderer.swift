/// Diagnostics as people read them on a terminal and as programs read them.
///
/// ```
/// config/risks/ssh.yaml:12:3: error[TOC002]: no field named "severty" in risk "ssh"
///    12 |   severty: high
///       |   ^^^^^^^
///   hint: did you mean 'severity'?
/// ```
package enum DiagnosticRenderer {
  /// Diagnostics shown in full; the rest is counted.
  package static let shownMax = 20

  /// Columns of an excerpt; longer lines are cut around the place.
  private static let excerptMax = 120

  /// Sorted by place, every line ended by a newline; empty for none.
  ///
  /// Where there are more than are shown, errors go before warnings. Whatever stood in a file is made inert for terminals.
  package static func text(_ diagnostics: [Diagnostic], showing limit: Int = shownMax) -> String {
    let sorted = DiagnosticOrder.sorted(diagnostics)
    let errors = sorted.filter { $0.weight == .error }
    let others = sorted.filter { $0.weight != .error }
    let chosen = sorted.count > limit ? Array((errors + others).prefix(limit)) : sorted
    let shown = DiagnosticOrder.sorted(chosen).map(text).joined()
    return sorted.count > limit ? shown + "and \(sorted.count - limit) more\n" : shown
  }

  /// One diagnostic in its whole form.
  package static func text(_ diagnostic: Diagnostic) -> String {
    let mark = diagnostic.mark
    let kind = "\(diagnostic.weight.rawValue)[\(diagnostic.code)]"
    var out = "\(place(mark))\(kind): \(ShownText.clean(diagnostic.clause))\n"
    if let excerpt = diagnostic.excerpt, mark.line > 0 { out += self.excerpt(excerpt, at: mark) }
    if let hint = diagnostic.hint { out += "  hint: \(ShownText.clean(hint))\n" }
    return out
  }

  private static func place(_ mark: Mark) -> String {
    mark.path.isEmpty ? "" : "\(ShownText.clean(mark.path)):\(mark.line):\(mark.column): "
  }

  private static func excerpt(_ line: String, at mark: Mark) -> String {
    let scalars = Array(line.unicodeScalars)
    let start = min(max(0, mark.column - 1), scalars.count)
    let length = tokenLength(in: scalars[start...])
    let first = start > excerptMax - 20 ? start - 40 : 0
    let last = min(scalars.count, first + excerptMax)
    let before = ShownText.clean(scalars[first..<start])
    let token = ShownText.clean(scalars[start..<min(start + length, max(last, start))])
    let after = ShownText.clean(scalars[min(start + length, max(last, start))..<max(last, start)])
    let number = String(mark.line)
    let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
    let blank = String(repeating: " ", count: gutter.count)
    let lead = first > 0 ? "…" : ""
    let tail = last < scalars.count ? "…" : ""
    let carets = String(repeating: "^", count: max(1, token.unicodeScalars.count))
    let indent = String(repeating: " ", count: (lead + before).unicodeScalars.count)
    let shown = (lead + before + token + after + tail).trimmingTrailingBlanks
    return "\(gutter) | \(shown)\n\(blank) | \(indent)\(carets)\n"
  }

  /// Letters of the word that begins here: to its closing quote, else to a blank, bracket or colon.
  private static func tokenLength(in rest: ArraySlice<Unicode.Scalar>) -> Int {
    guard let first = rest.first else { return 1 }
    if first == "\"" || first == "'" {
      let end = rest.dropFirst().firstIndex(of: first)
      return end.map { $0 - rest.startIndex + 1 } ?? rest.count
    }
    let stops = " \t,[]{}".unicodeScalars
    let end = rest.indices.first { index in
      if stops.contains(rest[index]) { return true }
      let next = index + 1 < rest.endIndex ? rest[index + 1] : " "
      return rest[index] == ":" && (next == " " || next == "\t")
    }
    return max(1, end.map { $0 - rest.startIndex } ?? rest.count)
  }

  /// An array of objects with `path`, `line`, `column`, `weight`, `code`, `clause`, `hint`.
  package static func json(_ diagnostics: [Diagnostic]) -> JSONValue {
    .array(
      DiagnosticOrder.sorted(diagnostics).map { diagnostic in
        .present([
          "path": .string(diagnostic.mark.path), "line": .number(diagnostic.mark.line),
          "column": .number(diagnostic.mark.column), "weight": .string(diagnostic.weight.rawValue),
          "code": .string(diagnostic.code), "clause": .string(diagnostic.clause),
          "hint": diagnostic.hint.map(JSONValue.string),
        ])
      })
  }
}

extension String {
  fileprivate var trimmingTrailingBlanks: String {
    String(decoding: utf8.reversed().drop { $0 == 32 }.reversed(), as: UTF8.self)
  }
}
