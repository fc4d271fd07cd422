import Detection
import Records
import Testing

@Suite struct WebLineTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var claim: String
    var line: String
    var expected: [String: String] = [:]
    var absent: [String] = []
    var time: String?
    var isRead = true
    var testDescription: String { claim }
  }

  private static func access(_ request: String, _ tail: String = #"200 1432 "-" "probe/2.1""#)
    -> String
  {
    #"203.0.113.88 - - [11/May/2026:06:14:09 +0200] "\#(request)" \#(tail)"#
  }

  static let examples = [
    Example(
      claim: "a request", line: access("GET /shop/.env?a=1 HTTP/1.1"),
      expected: [
        "c-ip": "203.0.113.88", "src_ip": "203.0.113.88", "src_net": "203.0.113.0/24",
        "cs-method": "GET", "cs-uri-stem": "/shop/.env", "cs-uri-query": "/shop/.env?a=1",
        "cs-uri-decoded": "/shop/.env?a=1", "cs-version": "HTTP/1.1", "sc-status": "200",
        "sc-bytes": "1432", "cs-user-agent": "probe/2.1",
      ], absent: ["cs-referer", "cs-username"], time: "2026-05-11T04:14:09Z"),
    Example(
      claim: "percent-encoding is undone twice", line: access("GET /%252e%252e/%2fx%zz HTTP/1.1"),
      expected: ["cs-uri-decoded": "/..//x%zz", "cs-uri-query": "/%252e%252e/%2fx%zz"]),
    Example(
      claim: "nginx's escapes are undone once", line: access(#"GET /\x22\x5Cx41 HTTP/1.1"#),
      expected: ["cs-uri-query": #"/"\x41"#, "cs-uri-stem": #"/"\x41"#]),
    Example(
      claim: "Apache's escapes are undone once", line: access(#"GET /\"\\x HTTP/1.1"#),
      expected: ["cs-uri-query": #"/"\x"#]),
    Example(
      claim: "a TLS handshake is taken whole",
      line: access(#"\x16\x03\x01\x00"#, #"400 157 "-" "-""#),
      expected: ["cs-uri-query": "\u{16}\u{3}\u{1}\u{0}", "sc-status": "400"],
      absent: ["cs-method", "cs-version", "cs-user-agent"]),
    Example(
      claim: "an empty request", line: access("", #"408 0 "-" "-""#),
      expected: ["sc-status": "408"], absent: ["cs-method", "cs-uri-query", "cs-uri-decoded"]),
    Example(
      claim: "a request that is a dash", line: access("-", #"400 0 "-" "-""#),
      expected: ["sc-status": "400"], absent: ["cs-uri-query"]),
    Example(
      claim: "no version", line: access("GET /x"),
      expected: ["cs-uri-query": "/x", "cs-method": "GET"],
      absent: ["cs-version"]),
    Example(
      claim: "spaces in the target", line: access("GET /a b c HTTP/1.0"),
      expected: ["cs-uri-query": "/a b c", "cs-version": "HTTP/1.0"]),
    Example(
      claim: "the common format", line: access("GET / HTTP/1.1", "304 -"),
      expected: ["sc-status": "304"], absent: ["sc-bytes", "cs-user-agent"]),
    Example(
      claim: "a virtual host first",
      line:
        #"shop.example:443 2001:db8::1 - mira [11/May/2026:06:14:09 +0000] "GET / HTTP/2.0" 200 1 "-" "x""#,
      expected: [
        "cs-host": "shop.example:443", "c-ip": "2001:db8::1", "cs-username": "mira",
        "src_net": "2001:db8::/64",
      ]),
    Example(
      claim: "a user with spaces, brackets and a date",
      line:
        #"198.51.100.40 - x [11/May/2026:01:00:00 +0000] y [11/May/2026:06:14:09 +0000] "GET / HTTP/1.1" 401 1 "-" "x""#,
      expected: ["cs-username": "x [11/May/2026:01:00:00 +0000] y", "sc-status": "401"],
      time: "2026-05-11T06:14:09Z"),
    Example(
      claim: "a referer with an escaped quote moves no field",
      line: access("GET /help HTTP/1.1", #"200 88 "-" "\" 404 1 \"GET /.env HTTP/1.1""#),
      expected: [
        "sc-status": "200", "cs-uri-stem": "/help",
        "cs-user-agent": #"" 404 1 "GET /.env HTTP/1.1"#,
      ]),
    Example(
      claim: "a name instead of an address",
      line: #"gate.example - - [11/May/2026:06:14:09 +0000] "GET / HTTP/1.1" 200 1 "-" "x""#,
      expected: ["c-ip": "gate.example", "src_host": "gate.example"], absent: ["src_ip"]),
    Example(claim: "no time", line: #"198.51.100.40 - - "GET / HTTP/1.1" 200 1"#, isRead: false),
    Example(
      claim: "an open quote", line: #"198.51.100.40 - - [11/May/2026:06:14:09 +0000] "GET / HTTP"#,
      isRead: false),
    Example(claim: "no status", line: access("GET / HTTP/1.1", "ok"), isRead: false),
  ]

  @Test(arguments: examples)
  func anAccessLineIsRead(_ example: Example) throws {
    for format in [SourceDeclaration.Format.combined, .auto] {
      let reading = try #require(Shipped.decoders.read(example.line, as: format))
      for (name, value) in example.expected {
        #expect(reading.fields[name] == value, "\(name) as \(format)")
      }
      for name in example.absent { #expect(reading.fields[name] == nil, "\(name)") }
      if let time = example.time { #expect(reading.time == Instant(rfc3339: time)) }
      if format == .combined { #expect((reading.counts.rejected == 0) == example.isRead) }
      #expect(reading.fields["message"] == example.line)
    }
  }

  static let errors = [
    Example(
      claim: "nginx: a wrong password",
      line:
        #"2026/05/11 06:31:40 [error] 911#911: *2204 user "joel": password mismatch, client: 198.51.100.40, server: cat.example, request: "GET /staff HTTP/1.1", host: "cat.example""#,
      expected: [
        "Action": "login_failed", "User": "joel", "src_ip": "198.51.100.40", "program": "nginx",
        "priority": "error", "pid": "911",
      ],
      time: "2026-05-11T06:31:40Z"),
    Example(
      claim: "nginx: a name with a client",
      line:
        #"2026/05/11 06:31:40 [error] 911#911: *2204 user "x", client: 192.0.2.9, y": password mismatch, client: 198.51.100.40, server: cat.example, request: "GET /staff HTTP/1.1", host: "cat.example""#,
      expected: ["Action": "login_failed", "src_ip": "198.51.100.40"]),
    Example(
      claim: "nginx: a line with two readings has no address",
      line:
        #"2026/05/11 06:31:40 [error] 911#911: *2204 user "joe": password mismatch, client: 198.51.100.40, server: s, request: "GET /": password mismatch, client: 192.0.2.9, server: s, request: "x HTTP/1.1", host: "h""#,
      expected: ["Action": "login_failed"], absent: ["src_ip", "User"]),
    Example(
      claim: "nginx: a name with the other message's words",
      line:
        #"2026/05/11 06:31:40 [error] 911#911: *2204 user "x": password mismatch, client: 192.0.2.9, server: y" was not found in "/etc/nginx/users", client: 198.51.100.40, server: s, request: "GET / HTTP/1.1""#,
      expected: ["Action": "login_failed"], absent: ["src_ip"]),
    Example(
      claim: "nginx: limited requests",
      line:
        #"2026/05/11 06:31:52 [error] 911#911: *2210 limiting requests, excess: 20.400 by zone "perip", client: 198.51.100.40, server: cat.example, request: "POST /login HTTP/1.1""#,
      expected: ["Action": "request_limited", "src_ip": "198.51.100.40", "Detail": "perip"]),
    Example(
      claim: "Apache: a bad path",
      line:
        "[Mon May 11 06:32:01.551204 2026] [core:error] [pid 2210] [client 198.51.100.40:40112] AH10244: invalid URI path (/cgi-bin/.%2e/)",
      expected: [
        "Action": "path_refused", "src_ip": "198.51.100.40", "src_port": "40112",
        "program": "apache2",
      ],
      time: "2026-05-11T06:32:01.551204Z"),
    Example(
      claim: "Apache: a wrong password and a name with a client",
      line:
        #"[Mon May 11 06:32:09.120933 2026] [auth_basic:error] [pid 2210:tid 1402] [client 2001:db8::9:40140] AH01617: user [client 192.0.2.9:1] x: authentication failure for "/staff": Password Mismatch"#,
      expected: [
        "Action": "login_failed", "src_ip": "2001:db8::9", "User": "[client 192.0.2.9:1] x",
      ]),
    Example(
      claim: "dpkg",
      line: "2026-05-11 06:50:21 install nmap:amd64 <none> 7.93+dfsg1-1",
      expected: [
        "Action": "package_changed", "Package": "nmap", "Version": "7.93+dfsg1-1",
        "program": "dpkg",
      ],
      time: "2026-05-11T06:50:21Z"),
    Example(
      claim: "dpkg: a removal", line: "2026-05-11 06:50:21 remove fail2ban:all 1.0.2-2 <none>",
      expected: ["Action": "package_changed", "Package": "fail2ban", "Version": "1.0.2-2"]),
    Example(
      claim: "dpkg: a state is no change",
      line: "2026-05-11 06:50:25 status installed nmap:amd64 7.93",
      absent: ["Action"]),
    Example(
      claim: "vsftpd's time", line: "Mon May 11 06:40:02 2026 [pid 4410] [joel] FAIL LOGIN",
      expected: ["message": "Mon May 11 06:40:02 2026 [pid 4410] [joel] FAIL LOGIN"],
      time: "2026-05-11T06:40:02Z"),
    Example(
      claim: "a time in brackets", line: "[2026-05-11 06:40:02+01:00] shop: hello",
      time: "2026-05-11T05:40:02Z"),
  ]

  @Test(arguments: errors)
  func aLineWithoutAProgramIsRead(_ example: Example) throws {
    for format in [SourceDeclaration.Format.raw, .auto] {
      let reading = try #require(Shipped.decoders.read(example.line, as: format))
      for (name, value) in example.expected {
        #expect(reading.fields[name] == value, "\(name) as \(format)")
      }
      for name in example.absent { #expect(reading.fields[name] == nil, "\(name)") }
      if let time = example.time { #expect(reading.time == Instant(rfc3339: time)) }
    }
  }

  @Test func theSourcesZoneIsUsedWhereNoneIsWritten() {
    for line in [
      "2026-05-11 06:50:21 install a b c", "2026/05/11 06:50:21 [error] 1#1: x",
      "[Mon May 11 06:50:21 2026] [a:b] x", "May 11 06:50:21 h p: x",
    ] {
      let reading = Reading.one(line, zoneSeconds: 7200)
      #expect(reading?.time == Instant(rfc3339: "2026-05-11T04:50:21Z"), "\(line)")
    }
  }
}
