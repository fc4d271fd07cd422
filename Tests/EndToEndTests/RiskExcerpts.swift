import Testing

/// What a log says when one risk happens, and something like it that is harmless.
struct RiskExcerpt: Sendable, CustomTestStringConvertible {
  var risk: String
  /// Id of the shipped source whose log it is.
  var source: String
  /// Lines in the order of their times; the shipped rules raise an alert for the risk over them.
  var raises: String
  /// Lines for a run of their own, over which no alert for the risk is raised.
  var harmless: String
  var testDescription: String { risk }
}

extension RiskExcerpt {
  /// One for each shipped risk.
  static let all: [RiskExcerpt] = ssh + rights + host + logs + mail + services + web

  static let ssh: [RiskExcerpt] = [
    .init(
      risk: "ssh-password-guessing", source: "auth",
      raises: #"""
        2026-05-11T06:20:01+00:00 web1 sshd[4117]: Failed password for root from 203.0.113.77 port 50812 ssh2
        2026-05-11T06:20:19+00:00 web1 sshd[4119]: Failed password for root from 203.0.113.77 port 50826 ssh2
        2026-05-11T06:20:40+00:00 web1 sshd[4121]: Failed password for root from 203.0.113.77 port 50840 ssh2
        2026-05-11T06:21:02+00:00 web1 sshd[4123]: Failed password for root from 203.0.113.77 port 50854 ssh2
        2026-05-11T06:21:20+00:00 web1 sshd[4125]: Failed password for root from 203.0.113.77 port 50868 ssh2
        2026-05-11T06:21:41+00:00 web1 sshd[4127]: Failed password for root from 203.0.113.77 port 50882 ssh2
        2026-05-11T06:22:03+00:00 web1 sshd[4129]: Failed password for root from 203.0.113.77 port 50896 ssh2
        2026-05-11T06:22:22+00:00 web1 sshd[4131]: Failed password for root from 203.0.113.77 port 50910 ssh2
        2026-05-11T06:22:44+00:00 web1 sshd[4133]: Failed password for root from 203.0.113.77 port 50924 ssh2
        2026-05-11T06:23:05+00:00 web1 sshd[4135]: Failed password for root from 203.0.113.77 port 50938 ssh2
        2026-05-11T06:23:06+00:00 web1 sshd[4135]: Connection closed by authenticating user root 203.0.113.77 port 50938 [preauth]
        """#,
      // One try fewer within the ten minutes.
      harmless: #"""
        2026-05-11T06:20:01+00:00 web1 sshd[4117]: Failed password for root from 203.0.113.77 port 50812 ssh2
        2026-05-11T06:20:19+00:00 web1 sshd[4119]: Failed password for root from 203.0.113.77 port 50826 ssh2
        2026-05-11T06:20:40+00:00 web1 sshd[4121]: Failed password for root from 203.0.113.77 port 50840 ssh2
        2026-05-11T06:21:02+00:00 web1 sshd[4123]: Failed password for root from 203.0.113.77 port 50854 ssh2
        2026-05-11T06:21:20+00:00 web1 sshd[4125]: Failed password for root from 203.0.113.77 port 50868 ssh2
        2026-05-11T06:21:41+00:00 web1 sshd[4127]: Failed password for root from 203.0.113.77 port 50882 ssh2
        2026-05-11T06:22:03+00:00 web1 sshd[4129]: Failed password for root from 203.0.113.77 port 50896 ssh2
        2026-05-11T06:22:22+00:00 web1 sshd[4131]: Failed password for root from 203.0.113.77 port 50910 ssh2
        2026-05-11T06:22:44+00:00 web1 sshd[4133]: Failed password for root from 203.0.113.77 port 50924 ssh2
        2026-05-11T06:22:45+00:00 web1 sshd[4133]: Connection closed by authenticating user root 203.0.113.77 port 50924 [preauth]
        """#),
    .init(
      risk: "ssh-credential-used", source: "auth",
      raises: #"""
        2026-05-11T06:20:04+00:00 web1 sshd[4190]: Failed password for mira from 198.51.100.40 port 50880 ssh2
        2026-05-11T06:20:15+00:00 web1 sshd[4190]: Failed password for mira from 198.51.100.40 port 50880 ssh2
        2026-05-11T06:20:26+00:00 web1 sshd[4190]: Failed password for mira from 198.51.100.40 port 50880 ssh2
        2026-05-11T06:21:04+00:00 web1 sshd[4191]: Failed password for mira from 198.51.100.40 port 50890 ssh2
        2026-05-11T06:21:15+00:00 web1 sshd[4191]: Failed password for mira from 198.51.100.40 port 50890 ssh2
        2026-05-11T06:24:09+00:00 web1 sshd[4200]: Accepted password for mira from 198.51.100.40 port 50912 ssh2
        2026-05-11T06:24:09+00:00 web1 sshd[4200]: pam_unix(sshd:session): session opened for user mira(uid=1000) by (uid=0)
        """#,
      // Whoever remembers a password at the fifth try may be its owner.
      harmless: #"""
        2026-05-11T06:20:04+00:00 web1 sshd[4190]: Failed password for mira from 198.51.100.40 port 50880 ssh2
        2026-05-11T06:20:15+00:00 web1 sshd[4190]: Failed password for mira from 198.51.100.40 port 50880 ssh2
        2026-05-11T06:20:26+00:00 web1 sshd[4190]: Failed password for mira from 198.51.100.40 port 50880 ssh2
        2026-05-11T06:21:04+00:00 web1 sshd[4191]: Failed password for mira from 198.51.100.40 port 50890 ssh2
        2026-05-11T06:24:09+00:00 web1 sshd[4200]: Accepted password for mira from 198.51.100.40 port 50912 ssh2
        2026-05-11T06:24:09+00:00 web1 sshd[4200]: pam_unix(sshd:session): session opened for user mira(uid=1000) by (uid=0)
        """#),
    .init(
      risk: "ssh-user-enumeration", source: "auth",
      raises: #"""
        2026-05-11T06:30:05+00:00 web1 sshd[4310]: Invalid user oracle from 198.51.100.51 port 51200
        2026-05-11T06:30:35+00:00 web1 sshd[4311]: Invalid user test from 198.51.100.51 port 51206
        2026-05-11T06:31:05+00:00 web1 sshd[4312]: Invalid user ftpuser from 198.51.100.51 port 51212
        2026-05-11T06:31:35+00:00 web1 sshd[4313]: Invalid user minecraft from 198.51.100.51 port 51218
        2026-05-11T06:32:05+00:00 web1 sshd[4314]: Invalid user jenkins from 198.51.100.51 port 51224
        2026-05-11T06:32:35+00:00 web1 sshd[4315]: Invalid user ubuntu from 198.51.100.51 port 51230
        2026-05-11T06:33:05+00:00 web1 sshd[4316]: Invalid user git from 198.51.100.51 port 51236
        2026-05-11T06:33:35+00:00 web1 sshd[4317]: Invalid user steam from 198.51.100.51 port 51242
        2026-05-11T06:33:36+00:00 web1 sshd[4317]: Connection closed by invalid user steam 198.51.100.51 port 51242 [preauth]
        """#,
      // One name fewer within the ten minutes.
      harmless: #"""
        2026-05-11T06:30:05+00:00 web1 sshd[4310]: Invalid user oracle from 198.51.100.51 port 51200
        2026-05-11T06:30:35+00:00 web1 sshd[4311]: Invalid user test from 198.51.100.51 port 51206
        2026-05-11T06:31:05+00:00 web1 sshd[4312]: Invalid user ftpuser from 198.51.100.51 port 51212
        2026-05-11T06:31:35+00:00 web1 sshd[4313]: Invalid user minecraft from 198.51.100.51 port 51218
        2026-05-11T06:32:05+00:00 web1 sshd[4314]: Invalid user jenkins from 198.51.100.51 port 51224
        2026-05-11T06:32:35+00:00 web1 sshd[4315]: Invalid user ubuntu from 198.51.100.51 port 51230
        2026-05-11T06:33:05+00:00 web1 sshd[4316]: Invalid user git from 198.51.100.51 port 51236
        2026-05-11T06:33:06+00:00 web1 sshd[4316]: Connection closed by invalid user git 198.51.100.51 port 51236 [preauth]
        """#),
    .init(
      risk: "ssh-direct-root", source: "auth",
      raises: #"""
        2026-05-11T03:12:44+00:00 web1 sshd[4401]: Accepted password for root from 203.0.113.77 port 40110 ssh2
        2026-05-11T03:12:44+00:00 web1 sshd[4401]: pam_unix(sshd:session): session opened for user root(uid=0) by (uid=0)
        2026-05-11T03:12:44+00:00 web1 systemd-logind[620]: New session 81 of user root.
        """#,
      // Root's work is done, and it stands there whose it was.
      harmless: #"""
        2026-05-11T08:12:44+00:00 web1 sshd[4401]: Accepted publickey for mira from 192.0.2.17 port 40110 ssh2: ED25519 SHA256:m1rasDesk0m1rasDesk0m1rasDesk0m1rasDesk0m1r
        2026-05-11T08:12:44+00:00 web1 sshd[4401]: pam_unix(sshd:session): session opened for user mira(uid=1000) by (uid=0)
        2026-05-11T08:13:20+00:00 web1 sudo:     mira : TTY=pts/0 ; PWD=/home/mira ; USER=root ; COMMAND=/usr/bin/systemctl reload nginx
        2026-05-11T08:13:20+00:00 web1 sudo: pam_unix(sudo:session): session opened for user root(uid=0) by mira(uid=1000)
        """#),
    .init(
      risk: "ssh-daemon-exploit", source: "auth",
      raises: #"""
        2026-05-11T06:35:00+00:00 web1 sshd[4510]: Connection from 198.51.100.40 port 50822 on 203.0.113.10 port 22 rdomain ""
        2026-05-11T06:35:01+00:00 web1 sshd[700]: error: session process 4510 for connection from 198.51.100.40 to 203.0.113.10 preauth exited due to signal 11
        2026-05-11T06:35:01+00:00 web1 sshd[700]: srclimit_penalise: ipv4: new 198.51.100.40/32 active penalty of 90.000 seconds for penalty: caused crash
        """#,
      // A scanner that takes the port for a web site.
      harmless: #"""
        2026-05-11T06:35:00+00:00 web1 sshd[4510]: Connection from 198.51.100.40 port 50822 on 203.0.113.10 port 22 rdomain ""
        2026-05-11T06:35:01+00:00 web1 sshd[4510]: error: kex_exchange_identification: client sent invalid protocol identifier "GET / HTTP/1.1"
        2026-05-11T06:35:01+00:00 web1 sshd[4510]: banner exchange: Connection from 198.51.100.40 port 50822: invalid format
        """#),
  ]
}
