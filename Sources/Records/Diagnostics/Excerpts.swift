/// The author's own lines, added to diagnostics from the files they speak of.
///
/// A line on which one diagnostic hides a secret (it came with another excerpt than the line) is
/// shown by none of the others.
package enum Excerpts {
  /// Fills `excerpt` where the file is among `files` and none was set.
  ///
  /// It may be called again with further diagnostics and files.
  package static func attach(
    to diagnostics: [Diagnostic], from files: [SourceFile]
  ) -> [Diagnostic] {
    var shelf = Shelf(files)
    let hidden = Set(
      diagnostics.filter { $0.excerpt != nil && $0.excerpt != shelf.line(at: $0.mark) }
        .map { Line($0.mark) })
    return diagnostics.map { diagnostic in
      guard diagnostic.excerpt == nil, !hidden.contains(Line(diagnostic.mark)) else {
        return diagnostic
      }
      var diagnostic = diagnostic
      diagnostic.excerpt = shelf.line(at: diagnostic.mark)
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

  /// Files by path, each cut into lines once and only when it is asked for.
  private struct Shelf {
    private let texts: [String: String]
    private var lines: [String: TextLines] = [:]

    init(_ files: [SourceFile]) {
      texts = Dictionary(files.map { ($0.path, $0.text) }) { first, _ in first }
    }

    mutating func line(at mark: Mark) -> String? {
      if lines[mark.path] == nil { lines[mark.path] = texts[mark.path].map(TextLines.init) }
      return lines[mark.path]?.line(mark.line).map(String.init)
    }
  }
}
