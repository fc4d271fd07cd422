import Detection
import Records
import Testing

@Suite struct FormatGuessTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var claim: String
    var text: String
    var format: SourceDeclaration.Format
    var testDescription: String { claim }
  }

  static let examples: [Example] = [
    .init(
      claim: "syslog", text: "May 11 06:20:01 h p: x\nMay 11 06:20:02 h p: x\n", format: .syslog),
    .init(claim: "rsyslog", text: "2026-05-11T06:20:01.1+00:00 h p: x\n", format: .syslog),
    .init(
      claim: "with priority", text: "<13>May 11 06:20:01 h p: x\n<1>1 - - - - - -", format: .syslog),
    .init(claim: "JSON", text: "{\"a\":1}\n{\"a\":2}\n", format: .json),
    .init(
      claim: "access log",
      text: "192.0.2.1 - - [11/May/2026:06:14:09 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"x\"\n",
      format: .combined),
    .init(claim: "dpkg", text: "2026-05-11 06:50:21 install a b c\n", format: .raw),
    .init(claim: "a mix", text: "{\"a\":1}\nMay 11 06:20:01 h p: x\n", format: .auto),
    .init(claim: "nothing", text: "", format: .auto),
    .init(
      claim: "one stray line in twelve",
      text: String(repeating: "{\"a\":1}\n", count: 11) + "oops\n", format: .json),
  ]

  @Test(arguments: examples)
  func theFormatIsGuessed(_ example: Example) {
    let bytes = Array(example.text.utf8)
    let guessed = unsafe bytes.withUnsafeBufferPointer { unsafe FormatGuess.guess($0) }
    #expect(guessed == example.format)
  }
}
