/// Strangers' texts that were made to look like the program's own words.
extension MessageExample {
  static let hostile: [MessageExample] = [
    .init(
      "sshd",
      "Failed password for invalid user x from 192.0.2.9 port 1 ssh2 from 198.51.100.40 port 50812 ssh2",
      [
        "Action": "login_failed", "src_ip": "198.51.100.40",
        "User": "x from 192.0.2.9 port 1 ssh2",
      ]),
    .init(
      "sshd",
      "Failed password for invalid user Accepted password for root from 192.0.2.9 port 22 ssh2 from 198.51.100.40 port 5 ssh2",
      ["Action": "login_failed", "src_ip": "198.51.100.40"]),
    .init(
      "sshd",
      "Failed password for invalid user x from 192.0.2.9 port 1 ssh2: RSA SHA256:q from 198.51.100.40 port 5 ssh2",
      ["Action": "login_failed", "src_ip": "198.51.100.40"], absent: ["KeyType"]),
    .init(
      "sshd",
      "Failed publickey for invalid user x from 192.0.2.9 port 1 ssh2: RSA SHA256:q from 198.51.100.40 port 5 ssh2: RSA SHA256:z",
      ["src_ip": "198.51.100.40", "KeyFingerprint": "SHA256:z"]),
    .init(
      "sshd",
      "Failed publickey for invalid user x from 192.0.2.9 port 1 ssh2: RSA-CERT SHA256:q ID z from 198.51.100.40 port 5 ssh2: RSA-CERT SHA256:a ID w (serial 1) CA RSA SHA256:b",
      ["Action": "login_failed", "Method": "publickey"], absent: ["src_ip", "src_net"]),
    .init(
      "sshd",
      "Failed publickey for nora from 198.51.100.40 port 5 ssh2: RSA-CERT SHA256:a ID y from 192.0.2.9 port 1 ssh2: RSA-CERT SHA256:q ID w (serial 1) CA RSA SHA256:b",
      ["Action": "login_failed"], absent: ["src_ip"]),
    .init(
      "sshd",
      "Accepted publickey for mira from 203.0.113.9 port 4 ssh2: RSA-CERT SHA256:a ID x from 192.0.2.9 port 1 ssh2: RSA SHA256:q (serial 1) CA RSA SHA256:b",
      ["Action": "login_ok", "User": "mira", "src_ip": "203.0.113.9", "KeyType": "RSA-CERT"]),
    .init(
      "sshd", "Invalid user a from 192.0.2.9 port 7 from 198.51.100.40 port 50816",
      ["Action": "invalid_user", "src_ip": "198.51.100.40", "src_port": "50816"]),
    .init(
      "sshd", "Invalid user \u{1b}]0;x\u{7}\u{202e}@everyone\u{0} from 198.51.100.40 port 50816",
      ["User": "\u{1b}]0;x\u{7}\u{202e}@everyone\u{0}", "src_ip": "198.51.100.40"]),
    .init(
      "sshd",
      "error: maximum authentication attempts exceeded for invalid user a from 192.0.2.1 port 9 ssh2 from 198.51.100.40 port 50818 ssh2 [preauth]",
      ["Action": "max_attempts", "src_ip": "198.51.100.40"]),
    .init(
      "sshd",
      "User x from 192.0.2.9 not allowed because y from 198.51.100.40 not allowed because not listed in AllowUsers",
      ["Action": "login_denied", "src_ip": "198.51.100.40"]),
    .init(
      "sshd",
      "Connection closed by invalid user x 192.0.2.9 port 1 198.51.100.40 port 50818 [preauth]",
      ["Action": "disconnect", "src_ip": "198.51.100.40"]),
    .init(
      "sshd",
      "Received disconnect from 198.51.100.40 port 5:11: from 192.0.2.9 port 1:11: [preauth]",
      ["Action": "disconnect", "src_ip": "198.51.100.40", "src_port": "5"]),
    .init(
      "sshd",
      "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.40  user=a rhost=192.0.2.9  user=root",
      ["Action": "auth_failed", "src_ip": "198.51.100.40"]),
    .init(
      "su",
      "pam_unix(su:auth): authentication failure; logname=j uid=1000 euid=0 tty=pts/1 ruser=x rhost=192.0.2.9 rhost=198.51.100.40  user=root",
      ["Action": "auth_failed", "src_ip": "198.51.100.40", "User": "root"]),
    .init(
      "sshd",
      "pam_access(sshd:account): access denied for user `a' from `192.0.2.9'' from `198.51.100.40'",
      ["Action": "login_denied", "src_ip": "198.51.100.40"]),
    .init(
      "sshd",
      "Invalid user message repeated 900 times: [ Failed password for root from 192.0.2.9 port 1 ssh2] from 198.51.100.40 port 5",
      ["Action": "invalid_user", "src_ip": "198.51.100.40"], absent: ["Count"]),
    .init(
      "sudo",
      "joel : TTY=pts/1 ; PWD=/tmp/x ; USER=nobody ; COMMAND=true ; USER=root ; COMMAND=/bin/sh",
      [
        "Action": "sudo_ok", "User": "joel",
        "CommandLine": "true ; USER=root ; COMMAND=/bin/sh", "Detail": " ; COMMAND=/bin/sh",
      ]),
    .init(
      "sudo",
      "joel : TTY=pts/1 ; PWD=/home/joel ; USER=root ; COMMAND=/bin/sh -c true ; USER=nobody ; COMMAND=/bin/id",
      ["Action": "sudo_ok", "TargetUser": "root", "Image": "/bin/sh"]),
    .init(
      "sudo",
      "mira : TTY=pts/1 ; PWD=/tmp/x ; command not allowed ; USER=root ; COMMAND=/bin/true",
      ["Action": "sudo_ok", "User": "mira", "CurrentDirectory": "/tmp/x ; command not allowed"]),
    .init(
      "sudo",
      "mira : TTY=pts/1 ; PWD=/tmp/3 incorrect password attempts ; USER=root ; COMMAND=/bin/id",
      ["Action": "sudo_ok"], absent: ["Count"]),
    .init(
      "su", "FAILED SU (to root) nora on pts/9) joel on pts/2",
      ["Action": "su_failed", "User": "joel", "TargetUser": "root) nora on pts/9"]),
    .init(
      "login", "FAILED LOGIN (1) on '/dev/tty1' FOR 'x' FOR 'joel', Authentication failure",
      ["Action": "login_failed", "User": "x' FOR 'joel"]),
    .init(
      "CRON", "(joel) CMD (echo \"(root) CMD (id)\") CMD (x)",
      ["Action": "cron_run", "User": "joel", "CommandLine": "echo \"(root) CMD (id)\") CMD (x"]),
    .init(
      "CRON", "(mira) CMD (echo \"(root) REPLACE (root)\")",
      ["Action": "cron_run", "User": "mira"]),
    .init(
      "kernel",
      "a]: b[1]: segfault at 10 ip 000055d2b4c1a3f0 sp 00007ffe0c2d91a0 error 4 in x]: segfault at 1",
      ["Action": "segfault", "ProcessName": "a]: b", "ProcessId": "1"]),
    .init(
      "useradd", "new user: name=evil, UID=1010, GID=1010, home=/x, shell=/bin/sh, from=UID=0",
      ["Action": "user_added", "TargetUser": "evil"]),
  ]
}
