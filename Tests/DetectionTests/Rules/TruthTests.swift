import Detection
import Records
import Testing

/// What one item of a rule means on one event: the specification's text, row by row.
@Suite struct TruthTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var item: String
    var event: String
    var matches: Bool
    var testDescription: String { "\(item) on \(event)" }

    init(_ item: String, _ event: String, _ matches: Bool) {
      (self.item, self.event, self.matches) = (item, event, matches)
    }
  }

  static let texts: [Row] = [
    Row("F: abc", #"{"F":"ABC"}"#, true),
    Row("F: abc", #"{"F":"xabcx"}"#, false),
    Row("F: 'a*c'", #"{"F":"abbbc"}"#, true),
    Row("F: 'a*c'", #"{"F":"abbbcd"}"#, false),
    Row("F: 'a?c'", #"{"F":"ac"}"#, false),
    Row("F: 'a?c'", #"{"F":"abc"}"#, true),
    Row("F: 'a?c'", #"{"F":"aéc"}"#, true),
    Row(#"F: 'a\*c'"#, #"{"F":"a*c"}"#, true),
    Row(#"F: 'a\*c'"#, #"{"F":"abc"}"#, false),
    Row(#"F: 'C:\\Win'"#, #"{"F":"C:\\Win"}"#, true),
    Row(#"F: 'C:\Win'"#, #"{"F":"C:\\Win"}"#, true),
    Row(#"F: 'a\\*'"#, #"{"F":"a\\zzz"}"#, true),
    Row(#"F: 'a\\*'"#, #"{"F":"azzz"}"#, false),
    Row(#"F: 'a\\\*'"#, #"{"F":"a\\*"}"#, true),
    Row(#"F: 'a\\\b'"#, #"{"F":"a\\\\b"}"#, true),
    Row(#"F: 'a\\\\b'"#, #"{"F":"a\\\\b"}"#, true),
    Row(#"F: 'a\nb'"#, #"{"F":"a\nb"}"#, false),
    Row(#"F: 'a\nb'"#, #"{"F":"a\\nb"}"#, true),
    Row(#"F|contains: 'x\'"#, #"{"F":"ax\\b"}"#, true),
    Row(#"F|contains: 'x\'"#, #"{"F":"ax*b"}"#, false),
    Row(#"F|startswith: '\\\\srv'"#, #"{"F":"\\\\srv\\x"}"#, true),
    Row(#"F|startswith: '\\srv'"#, #"{"F":"\\\\srv\\x"}"#, false),
    Row("F|startswith: AB", #"{"F":"abc"}"#, true),
    Row("F|startswith: AB", #"{"F":"xabc"}"#, false),
    Row("F|endswith: BC", #"{"F":"abc"}"#, true),
    Row("F|endswith: BC", #"{"F":"abcx"}"#, false),
    Row("F|contains: ''", #"{"F":"abc"}"#, true),
    Row("F|contains: ''", #"{"F":""}"#, true),
    Row("F|contains: ''", #"{"G":"abc"}"#, false),
    Row("F: '*'", #"{"F":""}"#, true),
    Row("F: '*'", #"{"G":""}"#, false),
    Row("F: ''", #"{"F":""}"#, true),
    Row("F: ''", #"{"G":""}"#, false),
    Row("F: ''", #"{"F":null}"#, false),
    Row("F|cased: abc", #"{"F":"ABC"}"#, false),
    Row("F|cased: abc", #"{"F":"abc"}"#, true),
    Row("F|contains|cased: b*D", #"{"F":"abcDe"}"#, true),
    Row("F|contains|cased: b*D", #"{"F":"abcde"}"#, false),
    Row("F|neq: [a, b]", #"{"F":"b"}"#, false),
    Row("F|neq: [a, b]", #"{"F":"c"}"#, true),
    Row("F|neq: [a, b]", #"{"G":"c"}"#, true),
    Row("F|contains|all: [a, b]", #"{"F":"ba"}"#, true),
    Row("F|contains|all: [a, b]", #"{"F":"aa"}"#, false),
    Row("F: [a, b]", #"{"F":"b"}"#, true),
    Row("F: '*x*y*z'", #"{"F":"1x2y3y4z"}"#, true),
    Row("F: '*x*y*z'", #"{"F":"1x2z3y"}"#, false),
    Row("F: abc", #"{"F":["x","abc"]}"#, true),
    Row("F|neq: abc", #"{"F":["x","abc"]}"#, false),
    Row(#"F|contains: 'a"b/c'"#, #"{"F":"xa\"b\/cx"}"#, true),
    Row("F|contains: secret", #"{"F":"a\u0073ecret"}"#, true),
    Row(#"F|contains: '\users'"#, #"{"F":"C:\\users\\x"}"#, true),
    Row("f: abc", #"{"F":"abc"}"#, false),
  ]

  static let letters: [Row] = [
    Row("F: ÄPFEL", #"{"F":"äpfel"}"#, true),
    Row("F|contains: 'straße'", #"{"F":"in der STRAẞE 5"}"#, true),
    Row("F: s", #"{"F":"ſ"}"#, false),
    Row("F: k", "{\"F\":\"\u{212a}\"}", false),
    Row("F: ς", #"{"F":"Σ"}"#, true),
    Row("F|contains: '–x'", #"{"F":"a –X b"}"#, true),
    Row("F|cased: É", #"{"F":"é"}"#, false),
  ]

  static let kinds: [Row] = [
    Row("F: null", #"{"G":"x"}"#, true),
    Row("F: null", #"{"F":null}"#, true),
    Row("F: null", #"{"F":""}"#, false),
    Row("F: null", #"{"F":"null"}"#, false),
    Row("F: 'null'", #"{"F":"null"}"#, true),
    Row("F|exists: true", #"{"F":""}"#, true),
    Row("F|exists: true", #"{"F":null}"#, true),
    Row("F|exists: true", #"{"G":""}"#, false),
    Row("F|exists: false", #"{"G":""}"#, true),
    Row("F|exists: false", #"{"F":1}"#, false),
    Row("F: 11", #"{"F":11}"#, true),
    Row("F: 11", #"{"F":"11"}"#, true),
    Row("F: 11", #"{"F":"011"}"#, false),
    Row("F: 11", #"{"F":"11.0"}"#, false),
    Row("F: 11", #"{"F":11.0}"#, true),
    Row("F: 5.0", #"{"F":"5"}"#, true),
    Row("F: 2.5", #"{"F":2.50}"#, true),
    Row("F: '11'", #"{"F":11}"#, true),
    Row("F: '0x10'", #"{"F":16}"#, false),
    Row("F: 0x10", #"{"F":16}"#, true),
    Row("F|contains: '1'", #"{"F":11}"#, true),
    Row("F: true", #"{"F":true}"#, true),
    Row("F: true", #"{"F":"TRUE"}"#, true),
    Row("F: true", #"{"F":1}"#, false),
    Row("F|gt: 5", #"{"F":10}"#, true),
    Row("F|gt: 5", #"{"F":4}"#, false),
    Row("F|gt: 5", #"{"G":4}"#, false),
    Row("F|gt: 5", #"{"F":"10"}"#, true),
    Row("F|gt: 5", #"{"F":"abc"}"#, false),
    Row("F|lte: -1.5", #"{"F":-1.5}"#, true),
    Row("F|gte: 1000", #"{"F":1e3}"#, true),
    Row("F|lt: 1", #"{"F":0.999}"#, true),
    Row("F|hour: 13", #"{"F":"2026-05-11T13:04:05+02:00"}"#, true),
    Row("F|hour|gt: 13", #"{"F":"2026-05-11 13:59:05"}"#, false),
    Row("F|week: 53", #"{"F":"2027-01-03T00:00:00Z"}"#, true),
    Row("F|month: 5", #"{"F":"2026-05-11"}"#, true),
    Row("F|minute: 4", #"{"F":"2026-05-11"}"#, false),
    Row("F|year: 2026", #"{"F":"2026-02-30T00:00:00Z"}"#, false),
  ]

  static let others: [Row] = [
    Row("F|re: b", #"{"F":"abc"}"#, true),
    Row("F|re: B", #"{"F":"abc"}"#, false),
    Row("F|re|i: B", #"{"F":"abc"}"#, true),
    Row("F|re: 'a.c'", #"{"F":"a\nc"}"#, false),
    Row("F|re|s: 'a.c'", #"{"F":"a\nc"}"#, true),
    Row("F|re|m: '^c$'", #"{"F":"a\nc\nd"}"#, true),
    Row("F|re: '^$'", #"{"F":""}"#, true),
    Row("F|re: '(?i)FOO(bar|baz)+'", #"{"F":"xfoobaz"}"#, true),
    Row("F|re: '(?:wget|curl) +-[a-z]'", #"{"F":"run curl  -s x"}"#, true),
    Row("F|re: '(?:wget|curl) +-[a-z]'", #"{"F":"run curly -s"}"#, false),
    Row(#"F|re: '\d{3,}x?y'"#, #"{"F":"1234y"}"#, true),
    Row("F|re|contains: b", #"{"F":"abc"}"#, true),
    Row("F|cidr: 10.0.0.0/8", #"{"F":"10.1.2.3"}"#, true),
    Row("F|cidr: 10.0.0.0/8", #"{"F":"11.1.2.3"}"#, false),
    Row("F|cidr: 10.0.0.0/8", #"{"F":"host"}"#, false),
    Row("F|cidr: 10.0.0.0/8", #"{"F":"::ffff:10.1.2.3"}"#, false),
    Row("F|cidr: 192.0.2.64/26", #"{"F":"192.0.2.127"}"#, true),
    Row("F|cidr: 192.0.2.64/26", #"{"F":"192.0.2.128"}"#, false),
    Row("F|cidr: 192.0.2.7", #"{"F":"192.0.2.7"}"#, true),
    Row("F|cidr: 2001:db8::/32", #"{"F":"2001:DB8:0:1::5"}"#, true),
    Row("F|cidr: 2001:db8::/32", #"{"F":"2001:db9::"}"#, false),
    Row("F|cidr: '::1'", #"{"F":"0:0:0:0:0:0:0:1"}"#, true),
    Row("F|cidr: '::/0'", #"{"F":"fe80::1:"}"#, false),
    Row("F|fieldref: G", #"{"F":"a","G":"b"}"#, false),
    Row("F|fieldref: G", #"{"F":"a"}"#, false),
    Row("F|fieldref: G", #"{"F":"a","G":"A"}"#, true),
    Row("F|fieldref|endswith: G", #"{"F":"/bin/Sh","G":"sh"}"#, true),
    Row("F|fieldref|contains: G", #"{"F":"abc","G":"bd"}"#, false),
    Row("F|fieldref|neq: G", #"{"F":"abc","G":"bd"}"#, true),
    Row("F|windash|contains: ' -s '", #"{"F":"x /s y"}"#, true),
    Row("F|windash|contains: ' -s '", #"{"F":"x –s y"}"#, true),
    Row("F|windash|contains: ' /s '", #"{"F":"x -s y"}"#, true),
    Row("F|windash: 'a-b'", #"{"F":"a/b"}"#, false),
    Row("F|windash: '--foo'", #"{"F":"-/foo"}"#, true),
    Row("F|windash: '--foo'", #"{"F":"/-foo"}"#, false),
    Row(
      "F|base64offset|contains: /bin/bash", #"{"F":"echo L2Jpbi9iYXNo | base64 -d"}"#, true),
    Row("F|base64offset|contains: foobar", #"{"F":"xxZvb2Jhcyy"}"#, true),
    Row("F|base64offset|contains: foobar", #"{"F":"mb29iYX"}"#, true),
    Row("F|base64offset|contains: foobar", #"{"F":"Zm9vYmFy"}"#, true),
    Row("F|base64offset|contains: foobar", #"{"F":"mb29iY"}"#, false),
    Row("F|base64offset|contains: é", #"{"F":".Op."}"#, true),
    Row("F|base64offset|contains: é", #"{"F":".Dq."}"#, true),
    Row("F|wide|base64offset|contains: cmd", #"{"F":"..jAG0AZA.."}"#, true),
    Row("F|utf16le|base64offset|contains: cmd", #"{"F":"..MAbQBkA.."}"#, true),
    Row("F|utf16|base64: cmd", #"{"F":"//5jAG0AZAA="}"#, true),
    Row("F|utf16be|base64: cmd", #"{"F":"AGMAbQBk"}"#, true),
    Row("'|all': [foo, bar]", #"{"F":"xfoo","G":"barx"}"#, true),
    Row("'|all': [foo, bar]", #"{"F":"xfoo","G":"ba"}"#, false),
    Row("'|re': 'fo+b'", #"{"F":"xfooob"}"#, true),
  ]

  @Test(arguments: texts + letters + kinds + others)
  func itemsMeanWhatTheSpecificationSays(_ row: Row) throws {
    let bench = RuleBench(item: row.item)
    #expect(bench.diagnostics.filter { $0.weight == .error } == [])
    #expect(try bench.matches(row.event) == (row.matches ? ["one"] : []))
  }

  static let conditions: [(String, String, Bool)] = [
    ("sel: {F: a}\nf:\n  G|contains: z\ncondition: sel and not f", #"{"F":"a"}"#, true),
    ("sel: {F: a}\nf:\n  G|contains: z\ncondition: sel and not f", #"{"F":"a","G":"xzx"}"#, false),
    ("sel: {F: a}\nb: {G: b}\nf: {H: c}\ncondition: sel or b and f", #"{"G":"b"}"#, false),
    ("sel: {F: a}\nb: {G: b}\nf: {H: c}\ncondition: (sel or b) and not f", #"{"G":"b"}"#, true),
    ("x1: {F: a}\nx2: {G: b}\ncondition: 1 of x*", #"{"G":"b"}"#, true),
    ("x1: {F: a}\nx2: {G: b}\ncondition: all of x*", #"{"G":"b"}"#, false),
    ("x1: {F: a}\nx2: {G: b}\ncondition: all of them", #"{"F":"a","G":"b"}"#, true),
    ("x1: {F: a}\n_x2: {G: b}\ncondition: any of them", #"{"G":"b"}"#, false),
    ("x1: {F: a}\n_x2: {G: b}\ncondition: 1 of _x*", #"{"G":"b"}"#, true),
    ("x1: {F: a}\nx2: {G: b}\ncondition: not 1 of x*", #"{"G":"c"}"#, true),
    ("x1: {F: a}\nx2: {G: b}\ncondition: [x1, x2]", #"{"G":"b"}"#, true),
    ("and_x: {F: a}\nnotepad: {G: b}\ncondition: and_x and not notepad", #"{"F":"a"}"#, true),
    ("x:\n  - {F: a, G: b}\n  - {H: c}\ncondition: x", #"{"F":"a","H":"c"}"#, true),
    ("x:\n  - {F: a, G: b}\n  - {H: c}\ncondition: x", #"{"F":"a"}"#, false),
    ("x:\n  - word\n  - {H: c}\ncondition: x", #"{"F":"a Word"}"#, true),
    ("x: [one, two]\ncondition: x", #"{"F":"twofold"}"#, true),
    ("x:\n  F|startswith: a\n  F|endswith: z\ncondition: x", #"{"F":"a z"}"#, true),
    ("x:\n  F|startswith: a\n  F|endswith: z\ncondition: x", #"{"F":"a y"}"#, false),
  ]

  @Test(arguments: conditions)
  func conditionsBindAsWritten(_ row: (String, String, Bool)) throws {
    let bench = RuleBench(detection: row.0)
    #expect(bench.diagnostics == [])
    #expect(try bench.matches(row.1) == (row.2 ? ["one"] : []))
  }
}
