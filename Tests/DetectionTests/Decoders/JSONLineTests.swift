import Detection
import Records
import Testing

@Suite struct JSONLineTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var claim: String
    var line: String
    var expected: [String: String] = [:]
    var absent: [String] = []
    var time: String?
    var isJSON = true
    var testDescription: String { claim }
  }

  static let wanted = [
    "a", "a.b", "a.b.c", "n", "list", "x", "deep", "time", "é", "o.k", "level", "user",
  ]

  static let examples = [
    Example(
      claim: "nested names are joined", line: #"{"a":{"b":{"c":"v"}}}"#, expected: ["a.b.c": "v"]),
    Example(
      claim: "numbers keep their spelling", line: #"{"n": 1.50e+3 ,"x":-0}"#,
      expected: ["n": "1.50e+3", "x": "-0"]),
    Example(
      claim: "a number of forty digits", line: #"{"n":1234567890123456789012345678901234567890}"#,
      expected: ["n": "1234567890123456789012345678901234567890"]),
    Example(
      claim: "escapes are undone", line: #"{"a":"\u0066\/\"\\\n","\u00e9":"1"}"#,
      expected: ["a": "f/\"\\\n", "é": "1"]),
    Example(
      claim: "booleans", line: #"{"a":true,"x":false}"#, expected: ["a": "true", "x": "false"]),
    Example(claim: "the last of two wins", line: #"{"a":"1","a":"2"}"#, expected: ["a": "2"]),
    Example(
      claim: "RFC 3339 under time", line: #"{"time":"2026-05-11T06:20:01.5+02:00"}"#,
      time: "2026-05-11T04:20:01.5Z"),
    Example(claim: "seconds", line: #"{"ts":1778480401.25}"#, time: "2026-05-11T06:20:01.25Z"),
    Example(
      claim: "milliseconds", line: #"{"timestamp":1778480401250}"#, time: "2026-05-11T06:20:01.25Z"),
    Example(
      claim: "microseconds as text", line: #"{"@timestamp":"1778480401250000"}"#,
      time: "2026-05-11T06:20:01.25Z"),
    Example(
      claim: "the journal's exported form is decoded",
      line:
        #"{"__REALTIME_TIMESTAMP":"1778480401250000","_HOSTNAME":"h","SYSLOG_IDENTIFIER":"sshd","_PID":"7","MESSAGE":"Invalid user \"x from 198.51.100.40 port 5"}"#,
      expected: [
        "host": "h", "program": "sshd", "pid": "7", "Action": "invalid_user", "User": "\"x",
        "src_ip": "198.51.100.40", "src_net": "198.51.100.0/24",
      ],
      time: "2026-05-11T06:20:01.25Z"),
    Example(claim: "an empty object", line: "{}"),
    Example(claim: "cut in the middle", line: #"{"a":"1","b":"#, absent: ["a"], isJSON: false),
    Example(claim: "text behind the object", line: #"{"a":"1"} x"#, isJSON: false),
    Example(claim: "two objects", line: #"{"a":"1"}{"a":"2"}"#, isJSON: false),
    Example(claim: "a number that is none", line: #"{"n":12x}"#, isJSON: false),
    Example(claim: "a leading zero", line: #"{"n":012}"#, isJSON: false),
    Example(claim: "a bare word", line: #"{"n":nul}"#, isJSON: false),
    Example(claim: "a list is no object", line: "[1,2]", isJSON: false),
    Example(
      claim: "blanks everywhere",
      line: " { \"a\" : { \"b\" :\t\"v\" , \"c\":1 } , \"n\" : [ 2 ] } ",
      expected: ["a.b": "v", "n": "2"]),
    Example(
      claim: "what looks like structure within texts",
      line: #"{"a":"{\"a\":[1,2],","x":"\"}","n":"]:,"}"#,
      expected: ["a": #"{"a":[1,2],"#, "x": "\"}", "n": "]:,"]),
    Example(claim: "a comma behind the last field", line: #"{"a":"1",}"#, isJSON: false),
    Example(claim: "a comma behind the last element", line: #"{"list":[1,]}"#, isJSON: false),
    Example(claim: "a comma alone", line: "{,}", isJSON: false),
    Example(claim: "no colon", line: #"{"a" "1"}"#, isJSON: false),
    Example(claim: "two colons", line: #"{"a"::"1"}"#, isJSON: false),
    Example(claim: "no value", line: #"{"a":}"#, isJSON: false),
    Example(claim: "no comma", line: #"{"a":"1" "n":"2"}"#, isJSON: false),
    Example(claim: "a word behind a text", line: #"{"a":"1"b,"n":"2"}"#, isJSON: false),
    Example(claim: "a word behind a name", line: #"{"a"b:"1"}"#, isJSON: false),
    Example(claim: "a name without quotes", line: #"{a:"1"}"#, isJSON: false),
    Example(claim: "a bracket for a brace", line: #"{"a":{"b":"1"]}"#, isJSON: false),
    Example(claim: "a brace for a bracket", line: #"{"list":[1}}"#, isJSON: false),
    Example(claim: "an escape that is none", line: #"{"a":"\x41"}"#, isJSON: false),
    Example(claim: "a tab within a text", line: "{\"a\":\"1\t2\"}", isJSON: false),
    Example(claim: "a bare word that goes on", line: #"{"n":truefalse}"#, isJSON: false),
    Example(claim: "a lone brace", line: "{", isJSON: false),
  ]

  @Test(arguments: examples)
  func aLineOfJSONIsRead(_ example: Example) throws {
    var names = Shipped.decoders.names
    for name in Self.wanted { _ = names.number(for: name) }
    let reading = try #require(
      Reading.all(
        [Array(example.line.utf8)], as: .json, by: Shipped.decoders.set, names: names
      ).first)
    #expect((reading.counts.rejected == 0) == example.isJSON)
    for (name, value) in example.expected { #expect(reading.fields[name] == value, "\(name)") }
    for name in example.absent { #expect(reading.fields[name] == nil) }
    if let time = example.time { #expect(reading.time == Instant(rfc3339: time)) }
    if !example.isJSON { #expect(reading.fields["message"] == example.line) }
  }

  @Test func listsAreSeveralValuesAndNullIsNull() throws {
    let reading = try #require(
      Reading.one(
        #"{"list":["a",{"x":"n"},[1,2]],"n":null,"a":1,"a":["q","r"]}"#, as: .json,
        wanted: ["list", "list.x", "n", "a"]))
    #expect(Set(reading.values["list"] ?? []) == ["a", "1", "2"])
    #expect(reading.fields["list.x"] == "n")
    #expect(reading.nulls == ["n"])
    #expect(Set(reading.values["a"] ?? []) == ["q", "r"])
    #expect(reading.counts.duplicates == 1)
  }

  /// Names are expected where they stood before; lines that are written otherwise read the same.
  @Test func namesMayComeInAnyOrderAndUnderAnyObject() {
    let lines = [
      #"{"a":"1","n":"2","x":"3"}"#, #"{"a":"1","n":"2","x":"3"}"#, #"{"x":"3","a":"1"}"#,
      #"{"a":{"b":"4","a":"no"},"n":"2"}"#, #"{"a":{"b":{"c":"5"}},"b":"no"}"#,
      #"{"\u0061":"6","n":"2"}"#, #"{"a\"":"no","ab":"no","n":"2","a":"7"}"#, #"{"n":"2"}"#,
    ]
    let expected: [[String: String]] = [
      ["a": "1", "n": "2", "x": "3"], ["a": "1", "n": "2", "x": "3"], ["a": "1", "x": "3"],
      ["a.b": "4", "n": "2"], ["a.b.c": "5"], ["a": "6", "n": "2"], ["a": "7", "n": "2"],
      ["n": "2"],
    ]
    #expect(Self.read(lines).map(\.fields) == expected)
  }

  @Test func moreNamesThanAreRememberedChangeNothing() {
    let known = #"{"a":"1","list":["p","q"],"n":"2"}"#
    let strange = (0..<12).map { line in
      "{" + (0..<900).map { "\"s\(line)_\($0)\":0" }.joined(separator: ",") + ",\"x\":\"3\"}"
    }
    let readings = Self.read(strange.flatMap { [known, $0] })
    for (index, reading) in readings.enumerated() {
      #expect(
        reading.fields
          == (index.isMultiple(of: 2) ? ["a": "1", "list": "p", "n": "2"] : ["x": "3"]))
    }
  }

  private static func read(_ lines: [String]) -> [Reading] {
    var names = Shipped.decoders.names
    for name in wanted { _ = names.number(for: name) }
    return Reading.all(
      lines.map { Array($0.utf8) }, as: .json, by: Shipped.decoders.set, names: names)
  }

  @Test func depthAndNumberOfFieldsAreLimited() throws {
    let deep = String(repeating: #"{"a":"#, count: 60) + "1" + String(repeating: "}", count: 60)
    let wide = "{" + (0..<5_000).map { "\"f\($0)\":\($0)" }.joined(separator: ",") + ",\"a\":9}"
    for line in [deep, wide] {
      let reading = try #require(Reading.one(line, as: .json, wanted: ["a", "f3"]))
      #expect(reading.counts.cut == 1)
      #expect(reading.counts.rejected == 0)
    }
  }

  @Test func invalidTextIsLeftPlain() throws {
    let readings = Reading.all(
      [[0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]], as: .json,
      by: Shipped.decoders.set, names: Shipped.decoders.names)
    #expect(readings.first?.counts.rejected == 1)
  }

  @Test func everyNameCanBeListed() {
    var decoder = LineDecoder(
      set: Shipped.decoders.set, names: Shipped.decoders.names,
      binding: SourceBinding(id: "app", format: .json))
    let line = Array(#"{"z":{"y":"1"},"q":2}"#.utf8)
    let listed = unsafe line.withUnsafeBufferPointer { unsafe decoder.jsonFields($0) }
    #expect(listed.map { $0.name.encoded { $0 } } == ["z.y", "q"])
    #expect(listed.map { $0.value.encoded { $0 } } == ["1", "2"])
  }

  @Test func anOwnApplicationsMessageIsDecodedUnderItsSource() throws {
    let shop = DecoderDeclaration(
      id: "shop", program: ["shop"], logsource: [Logsource(product: "shop")],
      shapes: [
        .init(
          action: "login_failed", starts: "refused ",
          split: .init(by: " ", fields: ["-", "User", "Detail"]))
      ])
    for line in [
      #"{"msg":"refused mira wrong password","ts":1778480401}"#,
      "2026-05-11 06:20:01,123 refused mira wrong password", "refused mira wrong password",
    ] {
      let reading = try #require(Reading.one(line, declared: [shop], source: "shop"))
      #expect(reading.fields["Action"] == "login_failed", "\(line)")
      #expect(reading.fields["User"] == "mira")
      #expect(reading.fields["Detail"] == "wrong password")
      #expect(reading.served == [Logsource(product: "shop")])
    }
    let short = Reading.one("refused mira", declared: [shop], source: "shop")
    #expect(short?.fields["Action"] == nil)
  }
}
