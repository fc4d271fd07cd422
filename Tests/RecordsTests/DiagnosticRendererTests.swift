import Foundation
import Records
import Testing

@Suite struct DiagnosticRendererTests {
  static func mark(_ line: Int, _ column: Int, _ path: String = "config/a.yaml") -> Mark {
    Mark(path: path, line: line, column: column)
  }

  @Test func theFormIsTheDesigns() {
    let diagnostic = Diagnostic(
      "TOC002", at: Self.mark(12, 3, "config/risks/ssh.yaml"), "no field named \"severty\"",
      hint: "did you mean 'severity'?", excerpt: "  severty: high")
    #expect(
      DiagnosticRenderer.text(diagnostic) == """
        config/risks/ssh.yaml:12:3: error[TOC002]: no field named "severty"
           12 |   severty: high
              |   ^^^^^^^
          hint: did you mean 'severity'?

        """)
  }

  static let carets: [(String, Int, String)] = [
    ("a: {b: c}", 5, "    ^"), ("owner: 'a b'", 8, "       ^^^^^"),
    ("url: http://x:80/y", 6, "     ^^^^^^^^^^^^^"),
    ("x: [one, two]", 10, "         ^^^"), ("\tx: 1", 2, " ^"), ("ä: ö", 4, "   ^"), ("", 1, "^"),
    ("a", 9, " ^"),
  ]

  @Test(arguments: carets)
  func theCaretStandsUnderTheWord(_ line: String, _ column: Int, _ carets: String) {
    let text = DiagnosticRenderer.text(
      Diagnostic("TOC003", at: Self.mark(1, column), "x", excerpt: line))
    #expect(text.split(separator: "\n").last.map(String.init) == "      | " + carets)
  }

  @Test func textOfAFileDoesNothingToATerminal() {
    let hostile = "\u{1b}]0;x\u{7}\u{202E}\u{0}\r\nb\u{9b}"
    let text = DiagnosticRenderer.text(
      Diagnostic(
        "TOC002", at: Self.mark(1, 2, "a\u{1b}.yaml"), "no field named \"\(hostile)\"",
        hint: hostile,
        excerpt: "\u{1b}\(hostile): 1"))
    #expect(text.unicodeScalars.allSatisfy { !$0.isUnsafeToShow || $0 == "\n" })
    #expect(text.split(separator: "\n").count == 4)
    #expect(text.contains("\\u{1b}]0;x\\u{7}\\u{202e}\\u{0}\\u{d}\\u{a}b\\u{9b}"))
  }

  @Test func aLongLineIsShownAroundItsPlace() {
    let line = String(repeating: "a ", count: 30_000) + "here: x"
    let text = DiagnosticRenderer.text(
      Diagnostic("TOC002", at: Self.mark(3, 60_001), "x", excerpt: line))
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.count == 3 && lines.allSatisfy { $0.unicodeScalars.count < 140 })
    let start = lines[1].range(of: "here")?.lowerBound
    let caret = lines[2].range(of: "^^^^")?.lowerBound
    #expect(
      start.map { lines[1].distance(from: lines[1].startIndex, to: $0) }
        == caret.map { lines[2].distance(from: lines[2].startIndex, to: $0) })
  }

  @Test func twentyAreShownInTheOrderOfTheirPlaces() {
    let many = (1...33).reversed().map { Diagnostic("TOC003", at: Self.mark($0, 1), "x") }
    let lines = DiagnosticRenderer.text(many).split(separator: "\n")
    #expect(lines.count == 21)
    #expect(lines.first == "config/a.yaml:1:1: error[TOC003]: x")
    #expect(lines.last == "and 13 more")
    #expect(DiagnosticRenderer.text([]).isEmpty)
  }

  @Test func excerptsComeFromTheFiles() {
    let files = [SourceFile(path: "config/a.yaml", text: "one\r\ntwo\rthree\n")]
    let lines = (1...5).map { Diagnostic("TOC003", at: Self.mark($0, 1), "x") }
    let attached = Excerpts.attach(to: lines, from: files)
    #expect(attached.map(\.excerpt) == ["one", "two", "three", "", nil])
    // What was shown once does not keep a later mistake of the same line from being shown.
    let again = Excerpts.attach(to: attached + [lines[0]], from: files)
    #expect(again.last?.excerpt == "one")
    let kept = Diagnostic("TOC003", at: Self.mark(1, 1), "x", excerpt: "mine")
    #expect(Excerpts.attach(to: [kept], from: files) == [kept])
  }

  @Test func programsGetJSON() {
    let json = DiagnosticRenderer.json([
      Diagnostic("TOC103", at: Self.mark(2, 5), "a \"b\"", hint: "c", weight: .warning),
      Diagnostic("TOC001", at: Self.mark(1, 1), "d"),
    ])
    #expect(
      json.compact
        == #"[{"path":"config/a.yaml","line":1,"column":1,"weight":"error","code":"TOC001","clause":"d"},"#
        + #"{"path":"config/a.yaml","line":2,"column":5,"weight":"warning","code":"TOC103","clause":"a \"b\"","hint":"c"}]"#
    )
  }
}
