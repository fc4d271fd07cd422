import Detection
import Records
import Testing

/// What a person is told of a rule that cannot be used: code, words, place and what to do.
@Suite struct RefusalTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var text: String
    var code: String
    var clause: String
    var hint: String?
    var testDescription: String { clause }

    init(_ text: String, _ code: String, _ clause: String, hint: String? = nil) {
      (self.text, self.code, self.clause, self.hint) = (text, code, clause, hint)
    }
  }

  static let items: [Row] = [
    Row(
      "F|contain: x", "TOC015", "no modifier named \"contain\"", hint: "did you mean 'contains'?"),
    Row("F|contains: 5", "TOC015", "\"contains\" wants text", hint: "put the value into quotes"),
    Row("F|contains: null", "TOC015", "\"contains\" wants text", hint: "put the value into quotes"),
    Row("F|gt: '5'", "TOC015", "a number is wanted here"),
    Row("F|gt|hour: 5", "TOC015", "\"hour\" cannot follow \"gt\""),
    Row("F|gt|contains: 5", "TOC015", "\"contains\" cannot follow \"gt\""),
    Row("F|hour|gt|lt: 5", "TOC015", "\"lt\" cannot follow \"gt\""),
    Row("F|contains|re: x", "TOC015", "\"re\" must be the first modifier"),
    Row("F|i: x", "TOC015", "\"i\" is a flag of \"re\" and follows it"),
    Row("F|exists: 'true'", "TOC015", "\"exists\" wants true or false"),
    Row("F: []", "TOC015", "an empty list", hint: "\"null\" matches an absent field"),
    Row(
      "F: {x: 1}", "TOC015", "a value is text, a number or a list",
      hint: "\"null\" matches an absent field"),
    Row("F: [[x]]", "TOC015", "a list of values holds text and numbers only"),
    Row(
      "F|re: '(a'", "TOC007",
      "the pattern does not compile: Missing close parenthesis for group started at index 0",
      hint: "look-around and back-references are not taken; matching stays linear in time"),
    Row(
      "F|re: '(?=a)b'", "TOC007",
      "the pattern does not compile: Zero-width assertions are not supported",
      hint: "look-around and back-references are not taken; matching stays linear in time"),
    Row(
      "F|cidr: 10.0.0.1/8", "TOC015", "\"10.0.0.1/8\" has bits set behind its prefix",
      hint: "write the first address"),
    Row("F|cidr: 10.0.0.0/33", "TOC015", "the prefix of \"10.0.0.0/33\" is out of range"),
    Row("F|cidr: example.org", "TOC015", "\"example.org\" is no address or network"),
    Row(
      "F|windash: '-a -b -c -d'", "TOC015", "more than 3 dashes that may vary",
      hint: "escape them with a backslash"),
    Row(
      "F|base64: 'a*'", "TOC015", "\"base64\" cannot encode wildcards",
      hint: "escape them with a backslash"),
    Row("F|fieldref: 'a*'", "TOC015", "\"fieldref\" wants the name of a field"),
    Row(
      "F|expand: '%Nobody%'", "TOC017", "placeholder \"%Nobody%\" of field \"F\" has no values",
      hint: "in any file of the configuration: 'placeholders: {Nobody: [first, second]}'"),
    Row("F|hour: 1.5", "TOC015", "a part of a time is a whole number"),
    Row("F: .nan", "TOC015", "a number is wanted here"),
  ]

  @Test(arguments: items)
  func itemsThatCannotBeHonouredAreRefused(_ row: Row) {
    let found = RuleBench(item: row.text)
    #expect(found.rules.summaries == [])
    #expect(found.diagnostics.map(\.code) == [row.code])
    #expect(found.diagnostics.first?.clause == row.clause)
    #expect(found.diagnostics.first?.hint == row.hint)
    #expect(found.diagnostics.first?.mark.line == 6)
    #expect((found.diagnostics.first?.mark.column ?? 0) >= 5)
  }

  static let conditions: [Row] = [
    Row(
      "x: {F: a}\ncondition: x AND x", "TOC015", "\"AND\" is not expected in the condition",
      hint: "wanted: \"and\" or \"or\""),
    Row(
      "x: {F: a}\ncondition: 2 of x*", "TOC015", "\"2\" is not expected in the condition",
      hint: "wanted: \"1\", \"any\" or \"all\""),
    Row(
      "selection: {F: a}\ncondition: selektion", "TOC015",
      "no search identifier named \"selektion\"", hint: "did you mean 'selection'?"),
    Row(
      "x: {F: a}\ncondition: 1 of y*", "TOC015", "no search identifier fits \"y*\"",
      hint: "names that begin with \"_\" are left out unless the pattern begins so"),
    Row(
      "x: {F: a}\ncondition: 1 of x?", "TOC015", "\"x?\" is not expected in the condition",
      hint: "wanted: a pattern of letters, digits, \"_\" and \"*\""),
    Row(
      "x: {F: a}\ncondition: (x", "TOC015", "the condition ends too early", hint: "wanted: \")\""),
    Row(
      "x: {F: a}\ncondition: x or", "TOC015", "the condition ends too early", hint: "wanted: a name"
    ),
    Row("x: {F: a}\ncondition: ''", "TOC015", "the condition is empty"),
    Row(
      "x: {F: a}\ncondition: x | count() > 5", "TOC018",
      "aggregations behind a pipe are no longer part of Sigma",
      hint: "write a document with \"correlation\", \"timespan\" and \"condition\""),
    Row(
      "x: {F: a}\ntimeframe: 5m\ncondition: x", "TOC018",
      "\"timeframe\" belongs to the old aggregations",
      hint: "write a document with \"correlation\" and \"timespan\""),
    Row("x: {F: a}", "TOC015", "\"condition\" is missing"),
    Row("x: {}\ncondition: x", "TOC015", "a search identifier without fields"),
    Row("x: []\ncondition: x", "TOC015", "an empty list matches nothing"),
    Row(
      "x: {F: a}\ncondition: \(String(repeating: "not ", count: 101))x", "TOC015",
      "the condition is nested too deeply"),
  ]

  @Test(arguments: conditions)
  func conditionsThatCannotBeReadAreRefused(_ row: Row) {
    let found = RuleBench(detection: row.text)
    #expect(found.rules.summaries == [])
    #expect(found.diagnostics.map(\.code) == [row.code])
    #expect(found.diagnostics.first?.clause == row.clause)
    #expect(found.diagnostics.first?.hint == row.hint)
  }

  static let documents: [Row] = [
    Row(
      "title: x", "TOC015",
      "a Sigma document has exactly one of \"detection\", \"correlation\" and \"filter\""),
    Row("- x", "TOC015", "a Sigma document is a mapping"),
    Row(
      "logsource: {service: s}\ndetection: {x: {F: a}, condition: x}", "TOC015",
      "\"title\" is missing"),
    Row("title: x\ndetection: {x: {F: a}, condition: x}", "TOC015", "\"logsource\" is missing"),
    Row(
      "title: x\nlogsource: {definition: d}\ndetection: {x: {F: a}, condition: x}", "TOC015",
      "\"logsource\" names a category, a product or a service"),
    Row(
      "title: x\nlevel: hihg\nlogsource: {service: s}\ndetection: {x: {F: a}, condition: x}",
      "TOC015", "no level named \"hihg\"", hint: "did you mean 'high'?"),
    Row(
      "title: x\nrisks: r\nlogsource: {service: s}\ndetection: {x: {F: a}, condition: x}",
      "TOC003", "\"risks\" is a list of risk ids"),
    Row(
      "title: x\nlogsource: {service: s}\ndetection: {x: {F: a}, condition: x}\ntests: [{hti: a}]",
      "TOC002", "no field named \"hti\"", hint: "did you mean 'hit'?"),
    Row(
      "title: x\ncorrelation: {type: temporal, rules: [a], timespan: 5m}", "TOC016",
      "no rule or correlation has the id or name \"a\"",
      hint: "its document may have been left out for a mistake of its own"),
    Row(
      "title: x\ncorrelation: {type: event_count, rules: [a], timespan: 5m, condition: a and b}",
      "TOC016", "a condition in words is for temporal correlations",
      hint: "write a mapping such as \"gte: 10\""),
    Row(
      "title: x\ncorrelation: {type: value_sum, rules: [a], timespan: 5m, condition: {gt: 1}}",
      "TOC016", "\"value_sum\" wants a \"field\" in its condition"),
    Row(
      "title: x\ncorrelation: {type: value_sum, rules: [a], timespan: 5m, condition: {gt: 1, field: [b, c]}}",
      "TOC018", "only \"value_count\" takes several fields together"),
    Row(
      "title: x\ncorrelation: {type: event_count, rules: [a], timespan: 5m, condition: {gt: 1, percentile: 5}}",
      "TOC016", "\"percentile\" belongs to \"value_percentile\""),
    Row(
      "title: x\ncorrelation: {type: event_count, rules: [a], timespan: 5m, condition: {gt: 1}, generate: maybe}",
      "TOC016", "\"generate\" is true or false"),
    Row(
      "title: x\ncorrelation: {type: event_count, rules: [a], timespan: 999999y, condition: {gt: 1}}",
      "TOC016", "a timespan is a number and a unit with nothing between",
      hint: "such as \"10m\"; the units are s, m, h, d, w, M and y"),
    Row(
      "title: x\ncorrelation: {type: event_count, rules: [a], aliases: {b: {a: }}, timespan: 5m, condition: {gt: 1}}",
      "TOC016", "an alias stands for the name of one field"),
    Row(
      "title: x\ncorrelation: {type: event_cuont, rules: [a], timespan: 5m}", "TOC016",
      "no correlation of type \"event_cuont\"", hint: "did you mean 'event_count'?"),
    Row(
      "title: x\ncorrelation: {type: event_count, rules: [a], condition: {gte: 1}}", "TOC016",
      "\"timespan\" is missing"),
    Row(
      "title: x\ncorrelation: {type: event_count, rules: [a], timespan: 5 m}", "TOC016",
      "a timespan is a number and a unit with nothing between",
      hint: "such as \"10m\"; the units are s, m, h, d, w, M and y"),
  ]

  @Test(arguments: documents)
  func documentsThatLackAPartAreRefused(_ row: Row) {
    let found = RuleBench(row.text)
    #expect(found.rules.summaries == [])
    let first = found.diagnostics.first { $0.weight == .error }
    #expect(first?.code == row.code)
    #expect(first?.clause == row.clause)
    #expect(first?.hint == row.hint)
  }

  private static func rule(_ id: String, _ more: String = "") -> String {
    "title: x\nid: \(id)\nlogsource: {service: s}\ndetection: {x: {F: a}, condition: x}\n" + more
  }

  @Test func allMistakesOfAFileAreToldAndTheRestRuns() {
    let bench = RuleBench(
      [
        Self.rule("a"), Self.rule("b", "risk: [r]\n"), Self.rule("a"),
        "title: y\nlogsource: {service: s}\ndetection: {x: {F|contian: a, G|rx: b}, condition: x}",
      ].joined(separator: "\n---\n"))
    #expect(bench.rules.summaries.map(\.id) == ["a", "b"])
    #expect(bench.diagnostics.map(\.code) == ["TOC122", "TOC004", "TOC015", "TOC015"])
    #expect(bench.diagnostics[0].hint == "did you mean 'risks'?")
    #expect(bench.diagnostics[1].hint == "first in bench.yml:2")
  }

  @Test func aRuleOfAnUnknownRiskIsLeftOutWhereThereIsARegister() {
    var configuration = Configuration()
    configuration.risks["ssh-guessing"] = Risk(id: "ssh-guessing", title: "Guessing")
    let text = Self.rule("a", "risks: [ssh-gessing]\n")
    let bench = RuleBench(text, configuration: configuration)
    #expect(bench.rules.summaries == [])
    #expect(bench.diagnostics.map(\.code) == ["TOC005"])
    #expect(bench.diagnostics.first?.hint == "did you mean 'ssh-guessing'?")
    #expect(RuleBench(text).rules.summaries.map(\.risks) == [["ssh-gessing"]])
  }

  @Test func whatTheSpecificationForbidsAndOthersTakeIsWarnedOf() {
    let unused = RuleBench(detection: "x: {F: a}\ny: {F: b}\n_z: {F: c}\ncondition: x")
    #expect(unused.diagnostics.map(\.clause) == ["no condition asks for \"y\""])
    #expect(unused.diagnostics.map(\.weight) == [.warning])
    let slip = RuleBench(
      "title: x\nlogsource: {product: linux, servcie: sshd}\ndetection: {x: {F: a}, condition: x}")
    #expect(slip.diagnostics.map(\.hint) == ["did you mean 'service'?"])
    for item in ["F|contains|all: a", "F: [a, null]"] {
      let bench = RuleBench(item: item)
      #expect(bench.diagnostics.map(\.weight) == [.warning])
      #expect(bench.rules.summaries.count == 1)
    }
  }
}
