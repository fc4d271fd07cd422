import Detection
import Records
import Testing

/// The public rules that need a host's audit log: which of them its events can satisfy.
@Suite(.enabled(if: PublicRules.folder != nil, "the public rules are not beside the checkout"))
struct PublicHostRulesTests {
  struct Rule {
    var path: String
    var title: String
    var logsource: Logsource
    /// Names before the first bar.
    var fields: Set<String> = []
    var types: Set<String> = []
    var root: MarkedNode
  }

  static func rules() throws -> [Rule] {
    try PublicRules.files().filter { $0.text.contains("product: linux") }.compactMap {
      file -> Rule? in
      guard let root = YAMLReader.documents(in: file).documents.first,
        root["logsource"]?["product"]?.scalar?.text == "linux"
      else { return nil }
      let logsource = Logsource(
        category: root["logsource"]?["category"]?.scalar?.text, product: "linux",
        service: root["logsource"]?["service"]?.scalar?.text)
      var rule = Rule(
        path: file.path, title: root["title"]?.scalar?.text ?? "", logsource: logsource, root: root)
      for selection in root["detection"]?.pairs ?? [] where selection.key.text != "condition" {
        rule.note(selection.value)
      }
      return rule
    }
  }

  /// For each log source: how many rules there are, how many name only fields that its events have,
  /// and which do not.
  private static func judge(_ logsource: Logsource) throws -> (all: Int, without: [String]) {
    var names = FieldNames()
    var diagnostics: [Diagnostic] = []
    let decoders = DecoderSet([], names: &names, diagnostics: &diagnostics)
    let given = try #require(decoders.fieldsOfDecoders(serving: logsource))
    let rules = try rules().filter {
      $0.logsource.category == logsource.category && $0.logsource.service == logsource.service
    }
    let without = rules.filter { !$0.fields.isSubset(of: given) || !$0.types.isSubset(of: types) }
    return (rules.count, without.map(\.title).sorted())
  }

  /// Record types that rules name and auditd writes.
  private static let types: Set<String> = [
    "SYSCALL", "EXECVE", "PATH", "TTY", "USER_TTY", "ADD_USER", "SERVICE_STOP",
  ]

  @Test func fieldsOfProcesses() throws {
    let (all, without) = try Self.judge(AuditCategory.process.logsource)
    #expect(all == 144)
    #expect(without == [])
  }

  @Test func fieldsOfFiles() throws {
    let (all, without) = try Self.judge(AuditCategory.file.logsource)
    #expect(all == 18)
    #expect(without == [])
  }

  /// Audit sees addresses, never the names they were looked up by.
  @Test func fieldsOfConnections() throws {
    let (all, without) = try Self.judge(AuditCategory.network.logsource)
    #expect(all == 5)
    #expect(without.count == 3)
    #expect(
      without
        == [
          "Communication To Ngrok Tunneling Service - Linux",
          "Communication To LocaltoNet Tunneling Service Initiated - Linux",
          "Linux Crypto Mining Pool Connections",
        ].sorted())
  }

  /// Three name the call where the type of the record stands.
  @Test func fieldsOfRecords() throws {
    let (all, without) = try Self.judge(AuditCategory.records)
    #expect(all >= 53)
    #expect(
      without == [
        "Data Compressed", "Masquerading as Linux Crond Process", "Network Sniffing - Linux",
      ])
  }

  /// Processes made of the rules' own values and written as records: they are found through the
  /// records, by the scan as by decoding.
  @Test func processesMadeOfTheRulesAreFound() throws {
    let files = try PublicRules.files().filter { $0.text.contains("product: linux") }
    let (compiled, _) = RuleSet.compile(files: files, configuration: Configuration())
    var found: Set<String> = []
    var tried = 0
    let binding = SourceBinding(id: "audit", format: .audit)
    for (number, rule) in try Self.rules().enumerated()
    where rule.logsource.category == "process_creation" {
      tried += 1
      let lines = rule.process(number).map { Array($0.utf8) }
      let matches = try compiled.matches(in: lines, binding: binding).flatMap { $0 }
      if matches.contains(rule.root["id"]?.scalar?.text ?? "") { found.insert(rule.title) }
      #expect(try compiled.differences(lines: lines, binding: binding) == [])
    }
    #expect(tried == 144)
    #expect(found.count >= 100)
  }
}

extension PublicHostRulesTests.Rule {
  mutating func note(_ node: MarkedNode) {
    for item in node.items ?? [] { note(item) }
    for pair in node.pairs ?? [] {
      let name = String(pair.key.text.prefix { $0 != "|" })
      if name.isEmpty { continue }
      fields.insert(name)
      if name == "type" {
        for value in pair.value.items ?? [pair.value] {
          if let text = value.scalar?.text { types.insert(text) }
        }
      }
    }
  }

  /// The records of a process with the first value of each field of the selections that the
  /// condition asks for.
  func process(_ number: Int) -> [String] {
    var values: [String: String] = [:]
    let condition = root["detection"]?["condition"]?.scalar?.text ?? ""
    for selection in root["detection"]?.pairs ?? [] where selection.key.text != "condition" {
      if selection.key.text.hasPrefix("filter") || condition.contains("not \(selection.key.text)") {
        continue
      }
      let maps = selection.value.items.map { condition.contains("all of") ? $0 : [$0[0]] }
      for map in maps ?? [selection.value] { take(map, &values) }
    }
    let words = (values["CommandLine"] ?? "x").split(
      separator: " ", omittingEmptySubsequences: false)
    let image = values["Image"] ?? "/usr/bin/x"
    let head = { (type: String, serial: Int) in
      "type=\(type) msg=audit(1778481701.220:\(serial)):"
    }
    let text = AuditStory.text
    let parent = values["ParentImage"] ?? "/usr/bin/parent"
    var lines = [
      head("SYSCALL", 1) + " arch=c000003e syscall=59 success=yes exit=0 items=0 ppid=1 pid=900 "
        + "uid=0 exe=" + text(parent),
      head("EXECVE", 1) + " argc=1 a0=" + text(values["ParentCommandLine"] ?? "parent"),
    ]
    lines += [
      head("SYSCALL", 2) + " arch=c000003e syscall=59 success=yes exit=0 items=0 ppid=900 pid=901 "
        + "uid=0 exe=" + text(image),
      head("CWD", 2) + " cwd=" + text(values["CurrentDirectory"] ?? "/"),
      head("EXECVE", 2) + " argc=\(words.count) "
        + words.enumerated().map { "a\($0.offset)=" + text(String($0.element)) }
        .joined(separator: " "),
    ]
    return lines
  }

  private func take(_ map: MarkedNode, _ values: inout [String: String]) {
    for pair in map.pairs ?? [] {
      let parts = pair.key.text.split(separator: "|").map(String.init)
      guard let name = parts.first else { continue }
      let items = pair.value.items ?? [pair.value]
      let wanted = parts.contains("all") ? items : Array(items.prefix(1))
      for value in wanted.compactMap({ $0.scalar?.text }) {
        let plain = value.replacing("\\\\", with: "\\").replacing("*", with: "")
        let isStart = parts.contains("startswith")
        let isInner = parts.contains("contains") || parts.contains("endswith") || isStart
        if name == "Image" || name == "ParentImage" {
          values[name] = (parts.contains("endswith") ? "/usr/bin" : "") + plain
        } else if isStart {
          values[name] = plain + (values[name] ?? "")
        } else {
          values[name] = isInner ? (values[name] ?? "x ") + plain : plain
        }
      }
    }
  }
}
