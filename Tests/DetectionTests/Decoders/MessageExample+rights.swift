/// What sudo, su, login and PAM say.
extension MessageExample {
  static let rights: [MessageExample] = [
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
