import Records
import TestKit
import Testing

/// The same diagnostics for code hosts and editors: SARIF 2.1.0.
@Suite struct SarifTests {
  private static func log(
    _ diagnostics: [Diagnostic], waived: [Diagnostic] = [], worked: Bool = true
  ) throws -> JSON {
    try JSON(
      DiagnosticRenderer.sarif(diagnostics, waived: waived, version: "0.1.0", worked: worked)
        .compact)
  }

  private static let typo = Diagnostic(
    "TOC002", at: Mark(path: "config/risks/ssh.yaml", line: 12, column: 3),
    "no field named \"severty\"", hint: "did you mean 'severity'?", excerpt: "  severty: high")

  @Test func whatTheSchemaRequiresIsThere() throws {
    let log = try Self.log([Self.typo])
    #expect(log["version"].text == "2.1.0")
    #expect(log["$schema"].text?.hasSuffix("sarif-schema-2.1.0.json") == true)
    let run = log["runs"][0]
    #expect(log["runs"].list.count == 1)
    #expect(run["tool"]["driver"]["name"].text == "tocsin")
    #expect(run["tool"]["driver"]["semanticVersion"].text == "0.1.0")
    #expect(run["columnKind"].text == "unicodeCodePoints")
    #expect(run["invocations"][0]["executionSuccessful"].bool == true)
    let result = run["results"][0]
    #expect(result["ruleId"].text == "TOC002")
    #expect(result["level"].text == "error")
    #expect(
      result["message"]["text"].text
        == "no field named \"severty\"\nhint: did you mean 'severity'?")
    let place = result["locations"][0]["physicalLocation"]
    #expect(place["artifactLocation"]["uri"].text == "config/risks/ssh.yaml")
    #expect(place["region"]["startLine"].int == 12)
    #expect(place["region"]["startColumn"].int == 3)
    #expect(place["region"]["snippet"]["text"].text == "  severty: high")
    #expect(!result.has("suppressions"))
  }

  @Test func everyRuleThatOccursHasItsPageAndItsNumber() throws {
    var other = Self.typo
    (other.code, other.weight) = ("TOC109", .warning)
    let run = try Self.log([other, Self.typo, Self.typo])["runs"][0]
    let rules = run["tool"]["driver"]["rules"].list
    #expect(rules.map { $0["id"].text } == ["TOC002", "TOC109"])
    for rule in rules {
      let code = try #require(rule["id"].text)
      #expect(rule["shortDescription"]["text"].text == Explanations.title(for: code))
      #expect(rule["help"]["text"].text?.hasPrefix(code + ": ") == true)
      #expect(rule["fullDescription"]["text"].text?.isEmpty == false)
    }
    for result in run["results"].list {
      let index = try #require(result["ruleIndex"].int)
      #expect(rules[index]["id"] == result["ruleId"])
    }
    #expect(Set(run["results"].list.compactMap { $0["level"].text }) == ["error", "warning"])
  }

  @Test func everyCodeHasWhatARuleNeeds() throws {
    let all = Explanations.codes.map { Diagnostic($0, at: .none, "x") }
    let rules = try Self.log(all)["runs"][0]["tool"]["driver"]["rules"].list
    #expect(rules.count == Explanations.codes.count)
    for rule in rules {
      for part in ["shortDescription", "fullDescription", "help"] {
        #expect(rule[part]["text"].text?.isEmpty == false, "\(rule["id"]) \(part)")
      }
    }
  }

  @Test func whatWasWaivedIsSuppressedWithItsReason() throws {
    var waived = Self.typo
    (waived.weight, waived.hint) = (.note, "waived by mira until 2027-01-01: known")
    // A verbose check has it among the diagnostics as well.
    let results = try Self.log([waived], waived: [waived])["runs"][0]["results"].list
    #expect(results.count == 1)
    #expect(results[0]["level"].text == "note")
    #expect(results[0]["suppressions"][0]["kind"].text == "external")
    #expect(
      results[0]["suppressions"][0]["justification"].text
        == "waived by mira until 2027-01-01: known")
  }

  static let paths = [
    ("./config/a.yaml", "config/a.yaml"), ("../rules/a.yml", "../rules/a.yml"),
    ("/etc/tocsin/a b.yaml", "file:///etc/tocsin/a%20b.yaml"),
    ("config/ä%:?#.yaml", "config/%C3%A4%25%3A%3F%23.yaml"), ("c\u{1}.yaml", "c%01.yaml"),
  ]

  @Test(arguments: paths) func aPathIsAURI(_ path: String, _ uri: String) throws {
    let log = try Self.log([Diagnostic("TOC002", at: Mark(path: path, line: 1, column: 1), "x")])
    let place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    #expect(place["artifactLocation"]["uri"].text == uri)
  }

  @Test func whatHasNoPlaceHasNoLocationAndAFolderNoRegion() throws {
    let folder = Diagnostic("TOC001", at: Mark(path: "config", line: 0, column: 0), "x")
    let nowhere = Diagnostic("TOC001", at: .none, "x")
    let results = try Self.log([folder, nowhere])["runs"][0]["results"].list
    #expect(results.map { $0.has("locations") } == [false, true])
    let place = results[1]["locations"][0]["physicalLocation"]
    #expect(place["artifactLocation"]["uri"].text == "config")
    #expect(!place.has("region"))
  }

  @Test func bracesAndLinksOfAFileAreText() throws {
    let log = try Self.log([
      Diagnostic("TOC002", at: .none, "{0} is [here](https://example.com) \u{1b}]0;x")
    ])
    #expect(
      log["runs"][0]["results"][0]["message"]["text"].text
        == "{{0}} is [here] (https://example.com) \\u{{1b}}]0;x")
  }

  @Test func nothingToCheckIsAnInvocationThatFailed() throws {
    let run = try Self.log([], worked: false)["runs"][0]
    #expect(run["invocations"][0]["executionSuccessful"].bool == false)
    #expect(run.has("results") && run["results"].list.isEmpty)
  }
}
