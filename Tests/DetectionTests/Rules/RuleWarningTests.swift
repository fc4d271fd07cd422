import Detection
import Records
import Testing

/// What `check` says of rules that hold: the wrong rule and the exact words.
@Suite struct RuleWarningTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var claim: String
    var rules: String
    /// As in `line:column weight code clause | hint`.
    var told: [String]
    var testDescription: String { claim }

    init(_ claim: String, _ rules: String, _ told: [String] = []) {
      (self.claim, self.rules, self.told) = (claim, rules, told)
    }
  }

  /// A web server's access log, and the system's log from the journal or a file.
  static let sources = [
    SourceDeclaration(
      id: "site", title: "Site", read: [.file("/var/log/site.log")], format: .combined,
      logsource: [Logsource(category: "webserver")]),
    SourceDeclaration(
      id: "auth", title: "Logins", read: [.journal(.init()), .file("/var/log/auth.log")],
      format: .syslog, logsource: [Logsource(product: "linux", service: "auth")]),
  ]

  static func told(_ rules: String, path: String = "rules/x.yml", each: Bool = false) -> [String] {
    var configuration = Configuration()
    configuration.decoders = Shipped.decoders.declarations
    configuration.sources = sources
    let file = SourceFile(path: path, text: rules)
    let (set, mistakes) = RuleSet.compile(files: [file], configuration: configuration)
    let all = mistakes + set.warnings(files: [file], sources: sources, each: each)
    return all.map { told in
      "\(told.mark.line):\(told.mark.column) \(told.weight) \(told.code) \(told.clause) | "
        + (told.hint ?? "")
    }
  }

  private static func rule(
    _ item: String, title: String = "One", logsource: String = "{category: webserver}",
    rest: String = "level: high\nrisks: [r]"
  ) -> String {
    "title: \(title)\nid: \(title.lowercased())\nlogsource: \(logsource)\ndetection:\n  a:\n"
      + "    \(item)\n  condition: a\n\(rest)\n"
  }

  static let examples = [
    Example(
      "a field that no decoder gives", rule("cs-cookie|contains: secret"),
      [
        "6:5 warning TOC124 rule \"One\" cannot fire: nothing gives field \"cs-cookie\" | "
          + "source \"site\" serves it; a decoder or a mapping can give the field"
      ]),
    Example(
      "a value that no shape gives",
      rule("Action: no_such_action", logsource: "{product: linux, service: sshd}"),
      [
        "6:5 warning TOC124 rule \"One\" cannot fire: nothing gives \"Action\" the value "
          + "\"no_such_action\" | source \"auth\" serves it; a decoder or a mapping can give the field"
      ]),
    Example(
      "several fields",
      "title: One\nlogsource: {category: webserver}\ndetection:\n"
        + "  a: {cs-method: POST}\n  b:\n    - {cs-cookie: x}\n    - {cs-content-type: 'y'}\n"
        + "  condition: a and 1 of b*\nrisks: [r]\n",
      [
        "6:8 warning TOC124 rule \"One\" cannot fire: nothing gives field \"cs-cookie\", nor 1 more"
          + " that it needs | source \"site\" serves it; a decoder or a mapping can give the field"
      ]),
    Example(
      "a field that is only left out, or may be absent",
      "title: One\nlogsource: {category: webserver}\ndetection:\n"
        + "  a: {cs-uri-query|contains: /admin, cs-cookie: null}\n  f: {cs-cookie: known}\n"
        + "  condition: a and not f\nrisks: [r]\n"),
    Example(
      "a field that is never absent because it is never there",
      rule("cs-cookie|exists: true"),
      [
        "6:5 warning TOC124 rule \"One\" cannot fire: nothing gives field \"cs-cookie\" | "
          + "source \"site\" serves it; a decoder or a mapping can give the field"
      ]),
    Example(
      "the same rule twice",
      rule("cs-uri-query|contains: [/admin, /shop]")
        + "---\n"
        + rule("cs-uri-query: ['*/SHOP*', '*/admin*', '*/shop*']", title: "Two"),
      [
        "14:1 warning TOC740 rule \"Two\" looks for the same as \"One\" | "
          + "the other is at rules/x.yml:1"
      ]),
    Example(
      "the same text for another log source, or with case",
      rule("cs-uri-query|contains: /admin")
        + "---\n" + rule("cs-uri-query|cased|contains: /admin", title: "Two") + "---\n"
        + rule(
          "message|contains: /admin", title: "Three", logsource: "{product: linux, service: auth}")),
    Example(
      "no text at all", rule("cs-uri-query|re: '^.{300,}$'"),
      [
        "4:1 warning TOC741 rule \"One\" meets every line of source \"site\" | "
          + "add text that stands in each line it is to match"
      ]),
    Example(
      "two characters", rule("cs-uri-query|contains: 'q='"),
      [
        "4:1 warning TOC742 rule \"One\" is found by \"q=\" in source \"site\" | "
          + "nearly every line holds it: require a longer text"
      ]),
    Example(
      "two characters beside a longer text", rule("cs-uri-query|contains|all: ['q=', /find]")),
    Example("a decoded target", rule("cs-uri-decoded|contains: '../etc/'")),
    Example(
      "more work than a line is worth",
      rule(
        "cs-uri-query|contains: [" + (0..<9000).map { "w\($0)word" }.joined(separator: ", ") + "]"),
      [
        "4:1 error TOC012 rule \"One\" spends more than a line's budget on hostile lines | "
          + "fewer alternatives, or expressions without wide gaps"
      ]),
    Example(
      "informational and unheard",
      rule("cs-uri-query|contains: /admin", rest: "level: informational\nrisks: [r]"),
      [
        "8:1 warning TOC125 rule \"One\" is informational, and no correlation hears it | "
          + "give it a level that alerts, or name it in a correlation's 'rules'"
      ]),
    Example(
      "public rules in one note a folder",
      rule("cs-cookie: x", rest: "level: high") + "---\n"
        + rule("cs-cookie: y", title: "Two", rest: "level: high"),
      [
        "1:1 note TOC124 2 rules that cannot fire, because nothing gives a field they need | "
          + "--verbose names each"
      ]),
  ]

  @Test(arguments: examples)
  func aRuleIsWarnedOfInTheseWords(_ example: Example) {
    #expect(Self.told(example.rules) == example.told)
  }

  @Test func eachPublicRuleIsNamedWhenAsked() {
    let told = Self.told(Self.rule("cs-cookie: x", rest: "level: high"), each: true)
    #expect(told.count == 1 && told[0].hasPrefix("1:1 note TOC124 rule \"One\" cannot fire"))
  }

  @Test func whatARuleCanDoIsKnown() {
    var configuration = Configuration()
    configuration.decoders = Shipped.decoders.declarations
    configuration.sources = Self.sources
    let rules =
      Self.rule("cs-uri-query|contains: /admin") + "---\n"
      + Self.rule("cs-cookie: x", title: "Two") + "---\n"
      + Self.rule("type: EXECVE", title: "Three", logsource: "{product: linux, service: auditd}")
      + "---\n"
      + Self.rule(
        "Action: login_failed", title: "Four", logsource: "{product: linux, service: sshd}")
        + """
        ---
        title: Five
        id: five
        correlation: {type: temporal_ordered, rules: [one, three], timespan: 1m}
        ---
        title: Six
        id: six
        correlation: {type: temporal_ordered, rules: [one, four], timespan: 1m}
        """
    let (set, mistakes) = RuleSet.compile(
      files: [SourceFile(path: "x.yml", text: rules)], configuration: configuration)
    #expect(mistakes == [])
    let reaches = set.reaches(from: Self.sources.flatMap(\.possibleBindings))
    let audit = RuleReach.idle([Logsource(product: "linux", service: "auditd")])
    #expect(reaches["one"] == .firing(sources: ["site"]))
    #expect(reaches["two"] == .lacking([.init(field: "cs-cookie")], sources: ["site"]))
    #expect(reaches["three"] == audit)
    #expect(reaches["four"] == .firing(sources: ["auth"]))
    #expect(reaches["five"] == audit)
    #expect(reaches["six"] == .firing(sources: ["site", "auth"]))
  }
}

extension PublicRulesTests {
  /// All rules for web servers and proxies, but those on headers that no access log holds.
  @Test func publicWebRulesCanFireOnAccessLogs() throws {
    let files = try PublicRules.files().filter {
      $0.text.contains("category: webserver") || $0.text.contains("category: proxy")
        || $0.text.contains("service: nginx") || $0.text.contains("service: apache")
    }
    let (set, _) = RuleSet.compile(files: files, configuration: Configuration())
    func source(_ id: String, _ format: SourceDeclaration.Format, _ logsource: Logsource)
      -> SourceBinding
    { SourceBinding(id: id, format: format, logsource: [logsource]) }
    let reaches = set.reaches(from: [
      source("web", .combined, Logsource(category: "webserver")),
      source("proxy", .combined, Logsource(category: "proxy")),
      source("nginx", .raw, Logsource(product: "nginx", service: "nginx")),
      source("apache", .raw, Logsource(product: "apache", service: "apache")),
    ])
    let web = set.summaries.filter {
      ["webserver", "proxy"].contains($0.logsource.category)
        || ["nginx", "apache"].contains($0.logsource.service)
    }
    #expect(web.count > 140)
    var needs: [String: Int] = [:]
    for rule in web {
      switch reaches[rule.id] {
      case .firing: break
      case .lacking(let fields, _): needs[fields.first?.field ?? "?", default: 0] += 1
      default: needs["\(rule.logsource.shown)", default: 0] += 1
      }
    }
    #expect(needs == ["cs-content-type": 1])
  }
}
