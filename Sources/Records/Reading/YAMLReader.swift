import Yams

/// YAML files as nodes with their places; the one door to the parser.
///
/// Every document of a file that can be read is given, whatever is wrong with the others: after a
/// mistake reading goes on at the next `---`, which ends a document wherever it stands. Files are
/// hostile here: size, depth, anchors and characters are checked before or while parsing.
package enum YAMLReader {
  /// Bytes of one file; the largest public rule file has 0.03 of it.
  package static let fileBytesMax = 1 << 20

  /// Levels of nesting; people's files have eight.
  static let depthMax = 64

  /// The documents in their order, empty ones left out, and every mistake as TOC001.
  package static func documents(
    in file: SourceFile
  ) -> (documents: [MarkedNode], diagnostics: [Diagnostic]) {
    let start = Mark(path: file.path, line: 1, column: 1)
    guard file.text.utf8.count <= fileBytesMax else { return ([], [tooLarge(at: start)]) }
    if let refused = AnchorCheck.refusal(of: file) { return ([], [refused]) }
    var documents: [MarkedNode] = []
    var diagnostics: [Diagnostic] = []
    var text = file.text.utf8.starts(with: [0xEF, 0xBB, 0xBF]) ? file.text.withoutMark : file.text
    var skipped = 0
    while true {
      let part = Part(path: file.path, text: text, linesBefore: skipped)
      let mistake = part.read(into: &documents)
      guard let mistake else { return (documents, diagnostics) }
      diagnostics.append(mistake)
      let lines = TextLines(text).lines
      // An open bracket is found out at the next document's own start, which is read again.
      let after = mistake.mark.line - skipped - (mistake.mark.column == 1 ? 1 : 0)
      let next = lines.indices.first { $0 > 0 && $0 >= after && isDocumentStart(lines[$0]) }
      guard let next, diagnostics.count < mistakesMax else { return (documents, diagnostics) }
      skipped += next
      text = String(text[lines[next].startIndex...])
    }
  }

  /// Mistakes of syntax in one file after which the rest is not read.
  ///
  /// Each costs a pass over the rest of the file.
  private static let mistakesMax = 20

  static func tooLarge(at mark: Mark) -> Diagnostic {
    Diagnostic(
      "TOC001", at: mark, "file is larger than 1 MiB",
      hint: "split it: every file in the folder is read")
  }

  private static func isDocumentStart(_ line: Substring) -> Bool {
    line.hasPrefix("---") && (line.count == 3 || line.dropFirst(3).first?.isWhitespace == true)
  }
}

extension String {
  /// Without the byte-order mark at its start, which libyaml takes for a character.
  fileprivate var withoutMark: String { String(decoding: utf8.dropFirst(3), as: UTF8.self) }
}

extension YAMLReader {
  /// A file, or what follows a mistake in it.
  struct Part {
    var path: String
    var text: String
    var linesBefore: Int

    /// Appends the documents up to the first mistake, which is returned.
    func read(into documents: inout [MarkedNode]) -> Diagnostic? {
      do {
        let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
        while let root = try parser.nextRoot() {
          var reading = NodeReading(part: self)
          let node = try reading.node(root, depth: 0)
          if !Self.isEmpty(node) { documents.append(node) }
        }
        return nil
      } catch let diagnostic as Diagnostic {
        return diagnostic
      } catch let error as YamlError {
        return self.diagnostic(for: error)
      } catch {
        return Diagnostic("TOC001", at: mark(1, 1), "file cannot be read as YAML")
      }
    }

    func mark(_ line: Int, _ column: Int) -> Mark {
      Mark(path: path, line: line + linesBefore, column: column)
    }

    private static func isEmpty(_ node: MarkedNode) -> Bool { node.scalar?.text.isEmpty == true }
  }
}
