/// What the user tools, cron, the kernel and systemd say.
extension MessageExample {
  static let accounts: [MessageExample] = [
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

  static let system: [MessageExample] = [
    .init(
      "kernel",
      #"audit: type=1400 audit(1778481710.118:77): apparmor="DENIED" operation="open" class="file" profile="/usr/sbin/mariadbd" name="/etc/ssl/private/site.key" pid=812 comm="mariadbd" requested_mask="r" denied_mask="r" fsuid=110 ouid=0"#,
      [
        "Action": "mac_denied", "operation": "open", "profile": "/usr/sbin/mariadbd",
        "name": "/etc/ssl/private/site.key", "ProcessId": "812", "comm": "mariadbd",
      ]),
    .init(
      "kernel",
      #"audit: type=1400 audit(1778481711.004:78): apparmor="DENIED" operation="capable" profile="cupsd" pid=8120 comm=77656220776F726B6572 capability=12"#,
      [
        "Action": "mac_denied", "operation": "capable", "profile": "cupsd",
        "comm": "77656220776F726B6572",
      ]),
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
