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
      ["Action": "login_denied", "User": "ROOT", "src_ip": "198.51.100.40"]),
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

  private static let rights: [MessageExample] = [
    .init(
      "sudo",
      "    mira : TTY=pts/1 ; PWD=/srv/catalogue ; USER=root ; COMMAND=/usr/bin/systemctl restart nginx",
      [
        "Action": "sudo_ok", "User": "mira", "TargetUser": "root", "USER": "root",
        "TTY": "pts/1", "Tty": "pts/1", "PWD": "/srv/catalogue",
        "CurrentDirectory": "/srv/catalogue", "Image": "/usr/bin/systemctl",
        "COMMAND": "/usr/bin/systemctl restart nginx",
        "CommandLine": "/usr/bin/systemctl restart nginx",
      ], absent: ["Detail", "Reason", "GROUP"]),
    .init(
      "sudo",
      "mira : HOST=web-2 ; TTY=unknown ; PWD=/ ; USER=joel ; GROUP=adm ; TSID=00000A ; ENV=A=1 ; COMMAND=/bin/id",
      ["Action": "sudo_ok", "TargetUser": "joel", "GROUP": "adm", "CommandLine": "/bin/id"]),
    .init(
      "sudo",
      "joel : command not allowed ; TTY=pts/2 ; PWD=/home/joel ; USER=root ; COMMAND=/usr/bin/vim /etc/shadow",
      [
        "Action": "sudo_denied", "Reason": "command not allowed", "User": "joel",
        "CommandLine": "/usr/bin/vim /etc/shadow",
      ]),
    .init(
      "sudo",
      "joel : 3 incorrect password attempts ; TTY=pts/2 ; PWD=/home/joel ; USER=root ; COMMAND=/usr/bin/id",
      ["Action": "sudo_bad_password", "Count": "3", "User": "joel"]),
    .init(
      "sudo",
      "nora : user NOT in sudoers ; TTY=pts/3 ; PWD=/home/nora ; USER=root ; COMMAND=/bin/sh",
      ["Action": "sudo_denied", "Reason": "user NOT in sudoers", "TargetUser": "root"]),
    .init(
      "sudo", "pam_unix(sudo:session): session opened for user root(uid=0) by mira(uid=1001)",
      ["Action": "session_open", "Service": "sudo", "TargetUser": "root", "User": "mira"]),
    .init(
      "sudo", "pam_unix(sudo:session): session opened for user root by mira(uid=0)",
      ["Action": "session_open", "TargetUser": "root", "User": "mira"]),
    .init(
      "su", "FAILED SU (to root) joel on pts/2",
      ["Action": "su_failed", "TargetUser": "root", "User": "joel", "Tty": "pts/2"]),
    .init(
      "su", "(to postgres) root on pts/0",
      ["Action": "su_ok", "TargetUser": "postgres", "User": "root"]),
    .init(
      "login", "FAILED LOGIN (1) on '/dev/tty1' FOR 'joel', Authentication failure",
      ["Action": "login_failed", "User": "joel", "Tty": "/dev/tty1"], absent: ["src_ip"]),
    .init(
      "login", "FAILED LOGIN (1) on 'tty' from '198.51.100.40' FOR 'joel', Authentication failure",
      ["Action": "login_failed", "User": "joel", "src_ip": "198.51.100.40"]),
    .init(
      "login", "FAILED LOGIN 1 FROM 198.51.100.40 FOR joel, Authentication failure",
      ["Action": "login_failed", "User": "joel", "src_ip": "198.51.100.40"]),
    .init(
      "login",
      "pam_faillock(login:auth): Consecutive login failures for user joel account temporarily locked",
      ["Action": "account_locked", "User": "joel", "Service": "login"]),
    .init(
      "sshd", "pam_access(sshd:account): access denied for user `joel' from `198.51.100.40'",
      ["Action": "login_denied", "User": "joel", "src_ip": "198.51.100.40"]),
  ]
}

extension MessageExample {
  private static let accounts: [MessageExample] = [
    .init(
      "useradd",
      "new user: name=opsbot, UID=0, GID=0, home=/root, shell=/bin/bash, from=/dev/pts/1",
      [
        "Action": "user_added", "TargetUser": "opsbot",
        "Detail": "UID=0, GID=0, home=/root, shell=/bin/bash, from=/dev/pts/1",
      ]),
    .init(
      "usermod", "add 'joel' to group 'sudo'",
      ["Action": "group_added", "TargetUser": "joel", "TargetGroup": "sudo"]),
    .init(
      "usermod", "add 'joel' to shadow group 'sudo'",
      ["Action": "group_added", "TargetGroup": "sudo"]),
    .init(
      "gpasswd", "user joel added by root to group docker",
      ["Action": "group_added", "TargetUser": "joel", "User": "root", "TargetGroup": "docker"]),
    .init(
      "usermod", "change user 'opsbot' UID from '1010' to '0'",
      ["Action": "uid_changed", "TargetUser": "opsbot", "Detail": "'1010' to '0'"]),
    .init(
      "usermod", "lock user 'nora' password",
      ["Action": "user_changed", "TargetUser": "nora", "Detail": "lock"]),
    .init("userdel", "delete user 'nora'", ["Action": "user_deleted", "TargetUser": "nora"]),
    .init(
      "userdel", "removed group 'nora' owned by 'nora'", [:], absent: ["Action", "TargetUser"]),
    .init(
      "groupadd", "new group: name=deploy, GID=1012",
      ["Action": "group_created", "TargetGroup": "deploy", "Detail": "GID=1012"]),
    .init(
      "passwd", "password for 'root' changed by 'mira'",
      ["Action": "password_changed", "TargetUser": "root", "User": "mira"]),
    .init(
      "passwd", "pam_unix(passwd:chauthtok): password changed for joel",
      ["Action": "password_changed", "TargetUser": "joel"]),
    .init(
      "chsh", "changed user 'www-data' shell to '/bin/bash'",
      ["Action": "user_changed", "TargetUser": "www-data", "Detail": "shell to '/bin/bash'"]),
    .init(
      "CRON", "(root) CMD (cd / && run-parts --report /etc/cron.hourly)",
      [
        "Action": "cron_run", "User": "root",
        "CommandLine": "cd / && run-parts --report /etc/cron.hourly",
      ]),
    .init(
      "crontab", "(www-data) REPLACE (www-data)",
      ["Action": "crontab_changed", "User": "www-data", "TargetUser": "www-data"]),
    .init(
      "cron", "(*system*backup) RELOAD (/etc/cron.d/backup)",
      ["Action": "crontab_changed", "User": "*system*backup"]),
    .init("crontab", "(joel) LIST (joel)", [:], absent: ["Action", "User"]),
    .init("/usr/sbin/cron", "(mira) DELETE (mira)", ["Action": "crontab_changed"]),
  ]

  private static let system: [MessageExample] = [
    .init(
      "kernel",
      "[ 5120.330918] nginx: worker[911]: segfault at 10 ip 000055d2b4c1a3f0 sp 00007ffe0c2d91a0 error 4 in nginx[55d2b4bf1000+d2000] likely on CPU 2 (core 2, socket 0)",
      ["Action": "segfault", "ProcessName": "nginx: worker", "ProcessId": "911"]),
    .init(
      "kernel",
      "Memory cgroup out of memory: Killed process 7710 (pg (1) x) total-vm:2210044kB, anon-rss:1kB",
      ["Action": "oom_kill", "ProcessName": "pg (1) x", "ProcessId": "7710"]),
    .init(
      "kernel", "[    7.1] wlhook: loading out-of-tree module taints kernel.",
      ["Action": "module_taint", "Module": "wlhook"]),
    .init(
      "kernel",
      "wlhook: module verification failed: signature and/or required key missing - tainting kernel",
      ["Action": "module_taint", "Module": "wlhook"]),
    .init(
      "kernel", "device ens3 entered promiscuous mode",
      ["Action": "promiscuous", "Interface": "ens3"]),
    .init(
      "kernel", "e1000 0000:00:03.0 ens3: entered promiscuous mode",
      ["Action": "promiscuous", "Interface": "ens3"]),
    .init(
      "kernel",
      "usb 1-2: New USB device found, idVendor=0951, idProduct=1666, bcdDevice= 1.10",
      ["Action": "usb_new", "Device": "0951:1666"]),
    .init(
      "kernel",
      "[UFW BLOCK] IN=ens3 OUT= MAC=52:54:00 SRC=198.51.100.40 DST=203.0.113.10 LEN=44 TOS=0x00 PREC=0x00 TTL=241 ID=4411 DF PROTO=TCP SPT=51122 DPT=3389 WINDOW=1024 RES=0x00 SYN URGP=0",
      [
        "Action": "packet_blocked", "src_ip": "198.51.100.40", "dst_ip": "203.0.113.10",
        "src_port": "51122", "dst_port": "3389", "Interface": "ens3", "blocked": "true",
        "action": "drop", "Detail": "UFW BLOCK",
      ]),
    .init(
      "kernel",
      "edge-drop: IN=ens3 OUT= MAC=52:54:00 SRC=2001:db8:9::4 DST=2001:db8:7::10 LEN=86 TC=0 HOPLIMIT=52 FLOWLBL=0 PROTO=UDP SPT=5353 DPT=161 LEN=66",
      ["Action": "packet_blocked", "src_ip": "2001:db8:9::4", "dst_port": "161"]),
    .init(
      "kernel",
      "edge-accept: IN=ens3 OUT= SRC=2001:db8:9::4 DST=2001:db8:7::10 LEN=86 PROTO=UDP SPT=5353 DPT=161",
      [:], absent: ["Action", "blocked"]),
    .init(
      "kernel",
      "in-reject: IN=ens3 OUT= SRC=198.51.100.40 DST=203.0.113.10 LEN=56 PROTO=ICMP TYPE=3 CODE=3 [SRC=192.0.2.1 DST=192.0.2.2 LEN=28 PROTO=UDP SPT=1 DPT=2 ]",
      ["src_ip": "198.51.100.40", "dst_ip": "203.0.113.10"], absent: ["dst_port"]),
    .init(
      "systemd", "Stopped auditd.service - Security Auditing Service.",
      ["Action": "unit_stopped", "UNIT": "auditd.service"]),
    .init(
      "systemd", "Stopped Security Auditing Service.",
      ["Action": "unit_stopped", "Detail": "Security Auditing Service"], absent: ["UNIT"]),
    .init(
      "systemd", "fail2ban.service: Failed with result 'exit-code'.",
      ["Action": "unit_failed", "UNIT": "fail2ban.service", "Reason": "exit-code"]),
    .init(
      "systemd", "Failed to start nginx.service - A high performance web server.",
      ["Action": "unit_failed", "UNIT": "nginx.service"]),
    .init(
      "systemd-journald", "Suppressed 1904 messages from nginx.service",
      ["Action": "log_loss", "Count": "1904", "Detail": "nginx.service"]),
    .init(
      "rsyslogd", "imuxsock: 812 messages lost due to rate-limiting (500 allowed within 5 seconds)",
      ["Action": "log_loss", "Count": "812"]),
    .init(
      "rsyslogd", "imuxsock from <nginx:911>: begin to drop messages due to rate-limiting",
      ["Action": "log_loss", "Detail": "nginx:911"]),
    .init(
      "rsyslogd",
      "[origin software=\"rsyslogd\" swVersion=\"8\" x-pid=\"7\"] exiting on signal 15.",
      ["Action": "log_stopped", "Detail": "exiting on signal 15"]),
    .init(
      "rsyslogd", "[origin software=\"rsyslogd\" swVersion=\"8\" x-pid=\"7\"] rsyslogd was HUPed",
      [:], absent: ["Action"]),
    .init(
      "auditd", "Audit daemon is suspending logging due to low disk space.",
      ["Action": "log_loss", "Detail": "suspending logging due to low disk space"]),
    .init(
      "systemd-timedated", "Changed local time to Mon 2026-05-11 04:00:00 UTC",
      ["Action": "clock_changed", "Detail": "Mon 2026-05-11 04:00:00 UTC"]),
    .init(
      "chronyd", "System clock was stepped by -7200.004113 seconds",
      ["Action": "clock_changed", "Detail": "-7200.004113 seconds"]),
    .init("chronyd", "Forward time jump detected!", ["Action": "clock_changed"]),
  ]
}
