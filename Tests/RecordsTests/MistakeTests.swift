import Records
import Testing

/// Every check of the configuration: the wrong text and the exact words, with the author's line.
@Suite struct MistakeTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var claim: String
    var text: String
    /// As rendered, the sample's own mistakes first in the file.
    var told: String
    var testDescription: String { claim }

    init(_ claim: String, _ text: String, _ told: String) {
      self.claim = claim
      self.text = text
      self.told = told
    }
  }

  /// What is rendered for `text`, read as a second file beside the sample, which is clean.
  static func render(_ text: String) -> String {
    let files = [
      SourceFile(path: "a/register.yaml", text: Sample.register),
      SourceFile(path: "a/settings.yaml", text: Sample.settings),
      SourceFile(path: "x.yaml", text: text),
    ]
    let (_, diagnostics) = ConfigurationReader.read(
      files: files, today: ConfigurationReaderTests.today)
    return DiagnosticRenderer.text(Excerpts.attach(to: diagnostics, from: files))
  }

  @Test(
    arguments: forms + records + telling + meanings + mappings + governance + baselines
      + tests)
  func aMistakeIsToldInTheseWords(_ example: Example) {
    #expect(Self.render(example.text) == example.told)
  }

  static let forms = [
    Example(
      "an unknown list", "rsiks:\n  - {id: a}\n",
      """
      x.yaml:1:1: error[TOC002]: no list named "rsiks"
          1 | rsiks:
            | ^^^^^
        hint: did you mean 'risks'?

      """),
    Example(
      "a file without lists", "- a\n",
      """
      x.yaml:1:1: error[TOC003]: a file holds named lists of records, not a list
          1 | - a
            | ^
        hint: begin with the list's name: 'risks:'

      """),
    Example(
      "a list that is none", "roles: operations\n",
      """
      x.yaml:1:8: error[TOC003]: "roles" must be a list of records, not text
          1 | roles: operations
            |        ^^^^^^^^^^
        hint: begin each role with '- '

      """),
    Example(
      "a record that is none", "roles:\n  - operations\n",
      """
      x.yaml:2:5: error[TOC003]: role must be a mapping of fields, not text
          2 |   - operations
            |     ^^^^^^^^^^

      """),
    Example(
      "an unknown key, a missing one and a wrong word in one run",
      "roles:\n  - id: guard\n    titel: Guard\n    holder: Eve\n    yasm: operation\n",
      """
      x.yaml:2:5: error[TOC003]: role "guard" has no "title"
          2 |   - id: guard
            |     ^^
        hint: add 'title: …'
      x.yaml:3:5: error[TOC002]: no field named "titel" in role "guard"
          3 |     titel: Guard
            |     ^^^^^
        hint: did you mean 'title'?
      x.yaml:5:11: error[TOC003]: "yasm" cannot be "operation"
          5 |     yasm: operation
            |           ^^^^^^^^^
        hint: did you mean 'operations'?

      """),
    Example(
      "a key that resembles nothing", "roles:\n  - {id: guard, title: G, holder: E, colour: red}\n",
      """
      x.yaml:2:38: error[TOC002]: no field named "colour" in role "guard"
          2 |   - {id: guard, title: G, holder: E, colour: red}
            |                                      ^^^^^^
        hint: fields here: contact, deputy, holder, id, title, yasm

      """),
    Example(
      "an id that is none", "roles:\n  - {id: Night_Guard, title: G, holder: E}\n",
      """
      x.yaml:2:10: error[TOC003]: "Night_Guard" is no id
          2 |   - {id: Night_Guard, title: G, holder: E}
            |          ^^^^^^^^^^^
        hint: small letters, digits, '-' and '.', a letter first, at most 64 characters

      """),
    Example(
      "an id that is taken by a role",
      "audiences:\n  - {id: operations, title: O, voice: plain, receivers: [screen]}\n",
      """
      x.yaml:2:10: error[TOC004]: audience "operations" is declared twice
          2 |   - {id: operations, title: O, voice: plain, receivers: [screen]}
            |          ^^^^^^^^^^
        hint: the first is at a/register.yaml:3:10

      """),
    Example(
      "an empty value and a list for text", "roles:\n  - {id: guard, title: , holder: [a]}\n",
      """
      x.yaml:2:17: error[TOC003]: role "guard" has no "title"
          2 |   - {id: guard, title: , holder: [a]}
            |                 ^^^^^
        hint: add 'title: …'
      x.yaml:2:34: error[TOC003]: "holder" must be text, not a list
          2 |   - {id: guard, title: , holder: [a]}
            |                                  ^

      """),
    Example(
      "truth for text", "roles:\n  - {id: guard, title: true, holder: ' '}\n",
      """
      x.yaml:2:24: error[TOC003]: "title" must be text, not true or false
          2 |   - {id: guard, title: true, holder: ' '}
            |                        ^^^^
        hint: put it in quotes: 'true'
      x.yaml:2:38: error[TOC003]: "holder" is empty
          2 |   - {id: guard, title: true, holder: ' '}
            |                                      ^^^

      """),
    Example(
      "an escape for a terminal", "roles:\n  - {id: guard, title: \"\\e]0;x\", holder: a}\n",
      """
      x.yaml:2:24: error[TOC003]: "title" holds the control character U+1b
          2 |   - {id: guard, title: "\\e]0;x", holder: a}
            |                        ^^^^^^^^

      """),
    Example(
      "limits in two files", "limits: {}\n",
      """
      x.yaml:1:1: error[TOC004]: "limits" are declared twice
          1 | limits: {}
            | ^^^^^^
        hint: the first are at a/settings.yaml:38:1

      """),
    Example(
      "lists and keys for later, told once",
      "reviews:\n  - {any: thing}\nconsole: {port: 1}\nsources:\n"
        + "  - {id: m, title: M, read: [stdin], logsource: {service: x}, heartbeat: {every: 1h}}\n",
      """
      x.yaml:1:1: warning[TOC129]: not used by this version: "reviews", "console", "heartbeat"
          1 | reviews:
            | ^^^^^^^
        hint: they may stay; nothing is read from them yet

      """),
  ]
}
