import Detection
import Records
import Testing

/// Expressions take a letter beyond ASCII as one character, however they are compiled.
@Suite struct CharacterTests {
  /// Beside each stands one that Hyperscan must read as UTF-8 itself, because it names a letter by its
  /// number: both must find the same.
  ///
  /// With a run that is counted to 32 or more the first is also scanned as a vector.
  static let expressions = [
    ".", "^.$", "^..$", "^.{3}$", "^.{2,4}$", ".{4,}", "(.){5}", "^(?:.|ab)*$", "a.b", "a.?b",
    "a.*b",
    "^.*$", "^.+b", ".+.+.+.+", "[^a]", "^[^a]{2}$", "^[^a]*$", "[^]a]{3}", "[^-a]b", "[^a-]b",

    #"^\S{3}$"#, #"\S+\s\S"#, #"\W\W\W"#, #"^\W*$"#, #"\D{3}1"#, #"\w.\w"#, #".\b."#, #"[^\s]{4}$"#,
    #"[^\n]{2}\n."#, #"^.{2}\z"#, #"\A.{2}\b"#, "(?i)^A.{2}B?$", "(?m)^.$", "(?:a|.{2})b", "(a.)+b",
    ".{1,40}a.{1,40}b", "^.{2,33}[^a]{1,2}$", "(?m)^.{1,32}a.{0,32}$", #"\b.{2,40}a.{1,3}\b"#,
    #"(?:.{1,32}a){1,2}\n?$"#, #"[^\s]{0,32}\S{1,2}\z"#, "(?s)^.{3}$", "(?is)a.{1,64}B.{1,64}",

    "(?:.b){2}", "[^a]?b$", "(?:[^ab]|a.)+$", #"\.."#, #"[^.]\."#, #"(?:.?a){2,3}$"#, #".\n."#,
  ]

  private static let letters = [
    "a", "b", "A", "-", "]", ".", " ", "\\n", "1", "é", "–", "😀", "σ", "ÿ", "\u{2028}", "ß",
  ]

  /// Up to nine letters each, the same in every run.
  private static let values: [String] = {
    var state: UInt64 = 7
    func number(below limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    return (0..<400).map { _ in
      (0..<number(below: 10)).map { _ in letters[number(below: letters.count)] }.joined()
    }
  }()

  @Test(arguments: expressions)
  func bytesOfCharactersFindWhatCharactersDo(_ expression: String) throws {
    let bench = RuleBench(
      Self.rule("bytes", expression) + "---\n" + Self.rule("utf8", #"(?:\#(expression))|\x01\x02"#))
    #expect(bench.diagnostics.filter { $0.weight == .error } == [])
    var found = 0
    for value in Self.values {
      let matches = try bench.matches(#"{"F":"\#(value)"}"#)
      #expect(matches.isEmpty || matches.count == 2, "\(expression) on \(value): \(matches)")
      found += matches.count
    }
    #expect(found > 0)
  }

  private static func rule(_ id: String, _ expression: String) -> String {
    """
    title: Rule \(id)
    id: \(id)
    logsource: {category: bench}
    detection:
      selection:
        F|re: '\(expression)'
      condition: selection

    """
  }

  static let lengths: [(String, String, Bool)] = [
    ("^.{300}$", String(repeating: "é", count: 300), true),
    ("^.{300}$", String(repeating: "é", count: 299), false),
    ("a.{1,64}b.{1,64}c$", "aéb" + String(repeating: "–", count: 64) + "c", true),
    ("a.{1,64}b.{1,64}c$", "aéb" + String(repeating: "–", count: 65) + "c", false),
    (".{200,}", String(repeating: "–", count: 199), false),
    (".{200,}", String(repeating: "–", count: 200), true),
    ("x[^/]{1,64}y$", "x" + String(repeating: "😀", count: 64) + "y", true),
    ("x[^/]{1,64}y$", "x" + String(repeating: "😀", count: 65) + "y", false),
    // By its number, or by itself: left to Hyperscan.
    (#"^\x{e9}.$"#, "é–", true),
    ("^[é–]{2}.$", "é–σ", true),
    // No edge within a character, only beside it.
    (#"^é\B.$"#, "éσ", true),
  ]

  @Test(arguments: lengths)
  func charactersAreCounted(_ row: (String, String, Bool)) throws {
    let bench = RuleBench(item: "F|re: '\(row.0)'")
    #expect(bench.diagnostics.filter { $0.weight == .error } == [])
    #expect(try bench.matches(#"{"F":"\#(row.1)"}"#) == (row.2 ? ["one"] : []))
  }

  @Test func bytesThatAreNoCharactersAreReadAsBytes() throws {
    var bench = RuleBench(item: "'|re': '^.{3}$'")
    bench.binding = SourceBinding(
      id: "bench", format: .raw, logsource: [Logsource(category: "bench")])
    #expect(try bench.matches([0x61, 0xff, 0xe9]) == ["one"])
    #expect(try bench.matches([0x61, 0xff, 0xe9, 0x80]) == [])
    #expect(try bench.matches("aé–") == ["one"])
    #expect(try bench.matches("é–") == [])
  }
}
