/// The author's own lines, added to diagnostics from the files they speak of.
///
/// A line on which one diagnostic hides a secret (it came with an excerpt of its own) is shown by
/// none of the others.
package enum Excerpts {
  /// Fills `excerpt` where the file is among `files` and none was set.
  package static func attach(
    to diagnostics: [Diagnostic], from files: [SourceFile]
  ) -> [Diagnostic] {
    let texts = Dictionary(files.map { ($0.path, $0.text) }) { first, _ in first }
    let hidden = Set(diagnostics.filter { $0.excerpt != nil }.map { Line($0.mark) })
    var lines: [String: TextLines] = [:]
    return diagnostics.map { diagnostic in
      guard diagnostic.excerpt == nil, !hidden.contains(Line(diagnostic.mark)),
        let text = texts[diagnostic.mark.path]
      else { return diagnostic }
      let path = diagnostic.mark.path
      let found = lines[path] ?? TextLines(text)
      lines[path] = found
      var diagnostic = diagnostic
      diagnostic.excerpt = found.line(diagnostic.mark.line).map(String.init)
      return diagnostic
    }
  }

  private struct Line: Hashable {
    var path: String
    var number: Int

    init(_ mark: Mark) {
      path = mark.path
      number = mark.line
    }
  }
}
