import Testing

/// One message, the fields it must give, and those it must not.
struct MessageExample: Sendable, CustomTestStringConvertible {
  var program: String
  var message: String
  var expected: [String: String]
  var absent: [String]

  init(
    _ program: String, _ message: String, _ expected: [String: String], absent: [String] = []
  ) {
    (self.program, self.message) = (program, message)
    (self.expected, self.absent) = (expected, absent)
  }

  var testDescription: String { tagged }
  var tagged: String { "\(program)[4117]: \(message)" }
  var line: String { "2026-05-11T06:20:01.104511+00:00 web-1 \(tagged)" }
  var traditional: String { "May 11 06:20:01 web-1 \(tagged)" }
  var structured: String {
    "<38>1 2026-05-11T06:20:01.104Z web-1 \(program) 4117 - - \(message)"
  }

  func check(_ reading: Reading, _ line: String) {
    for (name, value) in expected.sorted(by: { $0.key < $1.key }) {
      #expect(reading.fields[name] == value, "\(name) of \(line)")
    }
    for name in absent { #expect(reading.fields[name] == nil, "\(name) of \(line)") }
    if expected["Action"] != nil { #expect(!reading.decoders.isEmpty) }
  }
}

extension MessageExample {
  static let all: [MessageExample] = sshd + rights + accounts + system

  private static let sshd: [MessageExample] = [
    .init(
      "sshd", "Failed password for invalid user tester from 198.51.100.40 port 50812 ssh2",
      [
        "Action": "login_failed", "User": "tester", "Method": "password",
        "src_ip": "198.51.100.40", "src_port": "50812", "src_net": "198.51.100.0/24",
      ], absent: ["src_host", "Count"]),
    .init(
      "sshd-session", "Failed password for root from 2001:db8:9::4 port 1 ssh2",
      [
        "Action": "login_failed", "User": "root", "src_ip": "2001:db8:9::4",
        "src_net": "2001:db8:9::/64",
      ]),
    .init(
      "sshd", "Failed password for invalid user  from 198.51.100.40 port 50812 ssh2",
      ["Action": "login_failed", "User": ""]),
    .init(
      "sshd-auth",
      "Failed publickey for nora from 198.51.100.40 port 5 ssh2: RSA SHA256:abc [preauth]",
      [
        "Action": "login_failed", "User": "nora", "Method": "publickey", "KeyType": "RSA",
        "KeyFingerprint": "SHA256:abc", "src_ip": "198.51.100.40",
      ]),
    .init(
      "sshd",
      "Failed publickey for nora from 198.51.100.40 port 5 ssh2: RSA-CERT SHA256:a ID n1 (serial 7) CA RSA SHA256:b",
      ["Action": "login_failed", "User": "nora", "src_ip": "198.51.100.40", "KeyType": "RSA-CERT"]),
    .init(
      "sshd",
      "Failed keyboard-interactive/pam for mira from UNKNOWN port 65535 ssh2",
      ["Action": "login_failed", "Method": "keyboard-interactive/pam", "src_host": "UNKNOWN"],
      absent: ["src_ip", "src_net"]),
    .init(
      "sshd", "Accepted publickey for mira from 2001:db8:7::21 port 40110 ssh2: ED25519 SHA256:h0W",
      [
        "Action": "login_ok", "User": "mira", "src_ip": "2001:db8:7::21",
        "KeyFingerprint": "SHA256:h0W", "src_net": "2001:db8:7::/64",
      ]),
    .init(
      "sshd", "Accepted password for mira from ::ffff:203.0.113.9 port 40110 ssh2",
      ["Action": "login_ok", "src_ip": "203.0.113.9", "src_net": "203.0.113.0/24"]),
    .init(
      "sshd", "Accepted password for dom\\mira l from 203.0.113.9 port 40110 ssh2",
      ["Action": "login_ok", "User": "dom\\mira l"]),
    .init(
      "sshd", "Postponed publickey for mira from 203.0.113.9 port 40110 ssh2 [preauth]", [:],
      absent: ["Action", "src_ip"]),
    .init(
      "sshd", "Invalid user  from 198.51.100.40 port 50816",
      ["Action": "invalid_user", "User": "", "src_ip": "198.51.100.40", "src_port": "50816"]),
    .init(
      "sshd", "Invalid user oracle from 198.51.100.40",
      ["Action": "invalid_user", "User": "oracle"], absent: ["src_port"]),
    .init(
      "sshd",
      "error: maximum authentication attempts exceeded for root from 198.51.100.40 port 9 ssh2 [preauth]",
      ["Action": "max_attempts", "User": "root", "src_ip": "198.51.100.40", "src_port": "9"]),
    .init(
      "sshd", "User backup from 198.51.100.40 not allowed because not listed in AllowUsers",
      [
        "Action": "login_denied", "User": "backup", "Reason": "not listed in AllowUsers",
        "src_ip": "198.51.100.40",
      ]),
    .init(
      "sshd", "User nora not allowed because account is locked",
      ["Action": "login_denied", "User": "nora"], absent: ["src_ip"]),
    .init(
      "sshd", "ROOT LOGIN REFUSED FROM 198.51.100.40 port 50820",
      ["Action": "login_denied", "User": "root", "src_ip": "198.51.100.40"]),
    .init(
      "sshd",
      "drop connection #4 from [198.51.100.40]:50822 on [203.0.113.10]:22 penalty: failed authentication",
      [
        "Action": "conn_dropped", "src_ip": "198.51.100.40", "src_port": "50822",
        "dst_ip": "203.0.113.10", "dst_port": "22", "Reason": "failed authentication",
      ]),
    .init(
      "sshd", "drop connection #10 from [2001:db8::9]:50822 on [2001:db8::1]:22 past MaxStartups",
      ["Action": "conn_dropped", "src_ip": "2001:db8::9", "Reason": "past MaxStartups"]),
    .init(
      "sshd",
      "PerSourcePenalties logging rate-limited: additional 40 connections dropped",
      ["Action": "conn_dropped", "Count": "40"]),
    .init(
      "sshd", "exited MaxStartups throttling after 00:10:02, 5 connections dropped",
      ["Action": "conn_dropped", "Count": "5"]),
    .init(
      "sshd",
      "srclimit_penalise: ipv4: new 198.51.100.40/32 active penalty of 5.000 seconds for penalty: failed authentication",
      ["Action": "penalty", "src_ip": "198.51.100.40", "Reason": "failed authentication"]),
    .init(
      "sshd",
      "srclimit_penalise: 2001:db8::/64: activating ipv6 penalty of 15.000 seconds for penalty: caused crash",
      ["Action": "penalty", "src_ip": "2001:db8::", "Reason": "caused crash"]),
    .init(
      "sshd",
      "ssh_dispatch_run_fatal: Connection from authenticating user root 198.51.100.40 port 5: incorrect signature [preauth]",
      ["Action": "protocol_error", "src_ip": "198.51.100.40", "Reason": "incorrect signature"]),
    .init(
      "sshd", "Connection closed by invalid user a b 198.51.100.40 port 50818 [preauth]",
      ["Action": "disconnect", "User": "a b", "src_ip": "198.51.100.40"]),
    .init(
      "sshd", "Connection reset by 198.51.100.40 port 50818",
      ["Action": "disconnect", "src_ip": "198.51.100.40"], absent: ["User"]),
    .init(
      "sshd", "Disconnected from user mira 203.0.113.9 port 40110",
      ["Action": "disconnect", "User": "mira"]),
    .init(
      "sshd",
      "Disconnecting invalid user x 198.51.100.40 port 7: Too many authentication failures [preauth]",
      ["Action": "disconnect", "User": "x", "Reason": "Too many authentication failures"]),
    .init(
      "sshd", "Received disconnect from 198.51.100.40 port 50816:11: Bye Bye [preauth]",
      ["Action": "disconnect", "src_ip": "198.51.100.40"]),
    .init("sshd", "Server listening on 0.0.0.0 port 22.", [:], absent: ["Action", "src_ip"]),
    .init(
      "sshd",
      "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.40  user=root",
      [
        "Action": "auth_failed", "Service": "sshd", "User": "root", "src_ip": "198.51.100.40",
        "Tty": "ssh",
      ]),
    .init(
      "sshd",
      "PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=cafe.example  user=root",
      ["Action": "auth_failed", "Count": "2", "src_host": "cafe.example"],
      absent: ["src_ip", "src_net"]),
    .init(
      "sshd",
      "message repeated 4 times: [ Failed password for root from 198.51.100.40 port 50812 ssh2]",
      ["Action": "login_failed", "Count": "4", "User": "root", "src_ip": "198.51.100.40"]),
    .init(
      "sshd",
      "message repeated 3 times: [ PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.40 ]",
      ["Action": "auth_failed", "Count": "6"]),
    .init(
      "sshd", "message repeated 3 times: [ something else]", ["Count": "3"], absent: ["Action"]),
  ]
}
