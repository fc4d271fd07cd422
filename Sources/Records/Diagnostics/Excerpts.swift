/// The author's own lines, added to diagnostics from the files they speak of.
package enum Excerpts {
  /// Fills `excerpt` where the file is among `files` and none was set.
  package static func attach(
    to diagnostics: [Diagnostic], from files: [SourceFile]
  ) -> [Diagnostic] {
    let texts = Dictionary(files.map { ($0.path, $0.text) }) { first, _ in first }
    var lines: [String: TextLines] = [:]
    return diagnostics.map { diagnostic in
      guard diagnostic.excerpt == nil, let text = texts[diagnostic.mark.path] else {
        return diagnostic
      }
      let path = diagnostic.mark.path
      let found = lines[path] ?? TextLines(text)
      lines[path] = found
      var diagnostic = diagnostic
      diagnostic.excerpt = found.line(diagnostic.mark.line).map(String.init)
      return diagnostic
    }
  }
}
