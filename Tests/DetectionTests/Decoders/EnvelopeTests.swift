import Detection
import Records
import Testing

@Suite struct EnvelopeTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var claim: String
    var line: String
    var format: SourceDeclaration.Format = .auto
    var expected: [String: String]
    var absent: [String] = []
    var time: String?
    var testDescription: String { claim }
  }

  static let examples = [
    Example(
      claim: "rsyslog's own time", line: "2026-05-11T06:20:01.104511+02:00 lib-1 sshd[41]: hello",
      expected: ["host": "lib-1", "program": "sshd", "pid": "41", "message": "hello"],
      time: "2026-05-11T04:20:01.104511Z"),
    Example(
      claim: "BSD time", line: "May  1 06:20:01 lib-1 cron: hello: you",
      expected: ["host": "lib-1", "program": "cron", "message": "hello: you"], absent: ["pid"],
      time: "2026-05-01T06:20:01Z"),
    Example(
      claim: "a missing host", line: "May 11 06:20:01 sshd[41]: hello",
      expected: ["program": "sshd", "pid": "41", "message": "hello"], absent: ["host"]),
    Example(
      claim: "a line without a program keeps its host",
      line: "May 11 06:20:01 lib-1 last message repeated 3 times",
      expected: ["host": "lib-1", "message": "last message repeated 3 times"],
      absent: ["program"]),
    Example(
      claim: "a priority before BSD time", line: "<38>May 11 06:20:01 lib-1 sshd[41]: hello",
      expected: [
        "facility": "auth", "priority": "info", "host": "lib-1", "program": "sshd",
      ]),
    Example(
      claim: "RFC 5424 with structured data and a byte-order mark",
      line: #"<165>1 2026-05-11T06:20:01.1Z h app 7 id [x@1 a="q\"\\\]\n"][y] "# + "\u{feff}hi",
      expected: [
        "facility": "local4", "priority": "notice", "host": "h", "program": "app", "pid": "7",
        "message": "hi", "structured": #"[x@1 a="q\"\\\]\n"][y]"#,
      ], time: "2026-05-11T06:20:01.1Z"),
    Example(
      claim: "RFC 5424 with nil everywhere", line: "<0>1 - - - - - -",
      expected: ["facility": "kern", "priority": "emerg", "message": ""],
      absent: ["host", "program", "pid", "structured"]),
    Example(
      claim: "an own application's RFC 3339 time is no syslog header",
      line: "2026-05-11T06:41:12.300419Z 88 [Note] refused",
      expected: ["message": "2026-05-11T06:41:12.300419Z 88 [Note] refused"],
      absent: ["host", "program"],
      time: "2026-05-11T06:41:12.300419Z"),
  ]

  @Test(arguments: examples)
  func anEnvelopeIsRead(_ example: Example) throws {
    let reading = try #require(
      Reading.one(example.line, as: example.format))
    for (name, value) in example.expected { #expect(reading.fields[name] == value, "\(name)") }
    for name in example.absent { #expect(reading.fields[name] == nil, "\(name)") }
    if let time = example.time { #expect(reading.time == Instant(rfc3339: time)) }
  }
}
