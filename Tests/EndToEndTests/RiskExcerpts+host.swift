extension RiskExcerpt {
  static let host: [RiskExcerpt] = [
    .init(
      risk: "kernel-module-implant", source: "system",
      raises: #"""
        2026-05-11T10:00:00.330+00:00 web1 kernel: [ 5120.330918] netshade: loading out-of-tree module taints kernel.
        2026-05-11T10:00:00.331+00:00 web1 kernel: [ 5120.331204] netshade: module verification failed: signature and/or required key missing - tainting kernel
        """#,
      // The distribution's own modules.
      harmless: #"""
        2026-05-11T10:00:00.330+00:00 web1 kernel: [ 5120.330918] Loading iSCSI transport class v2.0-870.
        2026-05-11T10:00:00.331+00:00 web1 kernel: [ 5120.331204] usbcore: registered new interface driver usbhid
        2026-05-11T10:00:00.332+00:00 web1 systemd-modules-load[301]: Inserted module 'nf_conntrack'
        """#),
    .init(
      risk: "login-stack-tamper", source: "audit",
      raises: #"""
        type=SYSCALL msg=audit(1778481741.220:9500): arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7ffd10 a2=c2 a3=1b6 items=2 ppid=911 pid=7830 auid=1001 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=7 comm="sed" exe="/usr/bin/sed" subj=unconfined key="pam"
        type=CWD msg=audit(1778481741.220:9500): cwd="/root"
        type=PATH msg=audit(1778481741.220:9500): item=0 name="/etc/pam.d/" inode=12 dev=fe:01 mode=040755 ouid=0 ogid=0 rdev=00:00 nametype=PARENT
        type=PATH msg=audit(1778481741.220:9500): item=1 name="/etc/pam.d/common-auth" inode=1312 dev=fe:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=CREATE
        type=PROCTITLE msg=audit(1778481741.220:9500): proctitle=736564002D6900732F70616D5F756E69782E736F2F70616D5F756E6C782E736F2F002F6574632F70616D2E642F636F6D6D6F6E2D61757468
        """#,
      // An update by dpkg.
      harmless: #"""
        type=SYSCALL msg=audit(1778481741.220:9500): arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7ffd10 a2=c1 a3=1b6 items=2 ppid=911 pid=7830 auid=1001 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=7 comm="dpkg" exe="/usr/bin/dpkg" subj=unconfined key="pam"
        type=CWD msg=audit(1778481741.220:9500): cwd="/"
        type=PATH msg=audit(1778481741.220:9500): item=0 name="/etc/pam.d/" inode=12 dev=fe:01 mode=040755 ouid=0 ogid=0 rdev=00:00 nametype=PARENT
        type=PATH msg=audit(1778481741.220:9500): item=1 name="/etc/pam.d/login.dpkg-new" inode=1312 dev=fe:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=CREATE
        type=PROCTITLE msg=audit(1778481741.220:9500): proctitle=2F7573722F62696E2F64706B67002D2D756E7061636B006C6F67696E2E646562
        """#),
    .init(
      risk: "preload-hijack", source: "audit",
      raises: #"""
        type=SYSCALL msg=audit(1778481751.118:9350): arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7ffd10 a2=241 a3=1b6 items=2 ppid=911 pid=7830 auid=1001 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=7 comm="bash" exe="/usr/bin/bash" subj=unconfined key="preload"
        type=CWD msg=audit(1778481751.118:9350): cwd="/root"
        type=PATH msg=audit(1778481751.118:9350): item=0 name="/etc/" inode=12 dev=fe:01 mode=040755 ouid=0 ogid=0 rdev=00:00 nametype=PARENT
        type=PATH msg=audit(1778481751.118:9350): item=1 name="/etc/ld.so.preload" inode=1312 dev=fe:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=CREATE
        type=PROCTITLE msg=audit(1778481751.118:9350): proctitle=2D62617368
        """#,
      // A folder is added in which libraries are looked for, and none is forced on anybody.
      harmless: #"""
        type=SYSCALL msg=audit(1778481751.118:9350): arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7ffd10 a2=241 a3=1b6 items=2 ppid=911 pid=7830 auid=1001 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=7 comm="tee" exe="/usr/bin/tee" subj=unconfined key="preload"
        type=CWD msg=audit(1778481751.118:9350): cwd="/root"
        type=PATH msg=audit(1778481751.118:9350): item=0 name="/etc/ld.so.conf.d/" inode=12 dev=fe:01 mode=040755 ouid=0 ogid=0 rdev=00:00 nametype=PARENT
        type=PATH msg=audit(1778481751.118:9350): item=1 name="/etc/ld.so.conf.d/fakeroot.conf" inode=1312 dev=fe:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=CREATE
        type=PROCTITLE msg=audit(1778481751.118:9350): proctitle=746565002F6574632F6C642E736F2E636F6E662E642F66616B65726F6F742E636F6E66
        """#),
    .init(
      risk: "local-exploit", source: "system",
      raises: #"""
        2026-05-11T10:02:00.101+00:00 web1 kernel: pkexec[7101]: segfault at 0 ip 00007f1c2a0451f8 sp 00007ffd31a0c2e0 error 4 in libc.so.6[7f1c2a000000+155000]
        2026-05-11T10:02:03.720+00:00 web1 kernel: pkexec[7118]: segfault at 8 ip 00007f5b110451f8 sp 00007ffc0930aa10 error 4 in libc.so.6[7f5b11000000+155000]
        """#,
      // A program without root's rights crashes.
      harmless: #"""
        2026-05-11T10:02:00.101+00:00 web1 kernel: php-fpm8.2[7101]: segfault at 0 ip 00007f1c2a0451f8 sp 00007ffd31a0c2e0 error 4 in libc.so.6[7f1c2a000000+155000]
        2026-05-11T10:02:03.720+00:00 web1 kernel: php-fpm8.2[7118]: segfault at 8 ip 00007f5b110451f8 sp 00007ffc0930aa10 error 4 in libc.so.6[7f5b11000000+155000]
        """#),
    .init(
      risk: "exec-writable-dir", source: "audit",
      raises: #"""
        type=SYSCALL msg=audit(1778481761.220:9330): arch=c000003e syscall=59 success=yes exit=0 a0=5581 a1=5590 a2=55a0 a3=8 items=1 ppid=911 pid=7820 auid=1001 uid=1001 gid=1001 euid=1001 suid=1001 fsuid=1001 egid=1001 sgid=1001 fsgid=1001 tty=pts0 ses=7 comm="kworkerd" exe="/var/tmp/.cache/kworkerd" subj=unconfined key="exec"
        type=EXECVE msg=audit(1778481761.220:9330): argc=4 a0="./kworkerd" a1="-o" a2="203.0.113.9:3333" a3="-B"
        type=CWD msg=audit(1778481761.220:9330): cwd="/var/tmp/.cache"
        type=PATH msg=audit(1778481761.220:9330): item=0 name="/var/tmp/.cache/kworkerd" inode=1311 dev=fe:01 mode=0100755 ouid=1001 ogid=1001 rdev=00:00 nametype=NORMAL
        type=PROCTITLE msg=audit(1778481761.220:9330): proctitle=2E2F6B776F726B657264002D6F003230332E302E3131332E393A33333333002D42
        """#,
      // A program from a package looks into the folder.
      harmless: #"""
        type=SYSCALL msg=audit(1778481761.220:9330): arch=c000003e syscall=59 success=yes exit=0 a0=5581 a1=5590 a2=55a0 a3=8 items=1 ppid=911 pid=7820 auid=1001 uid=1001 gid=1001 euid=1001 suid=1001 fsuid=1001 egid=1001 sgid=1001 fsgid=1001 tty=pts0 ses=7 comm="ls" exe="/usr/bin/ls" subj=unconfined key="exec"
        type=EXECVE msg=audit(1778481761.220:9330): argc=3 a0="ls" a1="-la" a2="/var/tmp/.cache"
        type=CWD msg=audit(1778481761.220:9330): cwd="/var/tmp"
        type=PATH msg=audit(1778481761.220:9330): item=0 name="/usr/bin/ls" inode=1311 dev=fe:01 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL
        type=PROCTITLE msg=audit(1778481761.220:9330): proctitle=6C73002D6C61002F7661722F746D702F2E6361636865
        """#),
    .init(
      risk: "mac-denials", source: "system",
      raises: #"""
        2026-05-11T06:41:50.118+00:00 web1 kernel: [ 4410.118204] audit: type=1400 audit(1778481710.118:77): apparmor="DENIED" operation="open" class="file" profile="/usr/sbin/mariadbd" name="/etc/shadow" pid=812 comm="mariadbd" requested_mask="r" denied_mask="r" fsuid=110 ouid=0
        2026-05-11T06:41:52.118+00:00 web1 kernel: [ 4412.118204] audit: type=1400 audit(1778481712.118:78): apparmor="DENIED" operation="exec" class="file" profile="/usr/sbin/mariadbd" name="/usr/bin/dash" pid=812 comm="mariadbd" requested_mask="x" denied_mask="x" fsuid=110 ouid=0
        """#,
      // A profile that is a little too tight.
      harmless: #"""
        2026-05-11T06:41:50.118+00:00 web1 kernel: [ 4410.118204] audit: type=1400 audit(1778481710.118:77): apparmor="DENIED" operation="open" class="file" profile="/usr/sbin/mariadbd" name="/sys/devices/system/node/" pid=812 comm="mariadbd" requested_mask="r" denied_mask="r" fsuid=110 ouid=0
        2026-05-11T06:41:52.118+00:00 web1 kernel: [ 4412.118204] audit: type=1400 audit(1778481712.118:78): apparmor="DENIED" operation="open" class="file" profile="/usr/sbin/mariadbd" name="/proc/1/limits" pid=812 comm="mariadbd" requested_mask="r" denied_mask="r" fsuid=110 ouid=0
        """#),
    .init(
      risk: "firewall-disabled", source: "system",
      raises: #"""
        2026-05-11T11:00:00+00:00 web1 systemd[1]: Stopping nftables.service - nftables...
        2026-05-11T11:00:00+00:00 web1 systemd[1]: nftables.service: Deactivated successfully.
        2026-05-11T11:00:00+00:00 web1 systemd[1]: Stopped nftables.service - nftables.
        """#,
      // The rules are read again, and the wall stands.
      harmless: #"""
        2026-05-11T11:00:00+00:00 web1 systemd[1]: Reloading nftables.service - nftables...
        2026-05-11T11:00:00+00:00 web1 systemd[1]: Reloaded nftables.service - nftables.
        """#),
    .init(
      risk: "defence-stopped", source: "system",
      raises: #"""
        2026-05-11T11:01:00+00:00 web1 systemd[1]: Stopping fail2ban.service - Fail2Ban Service...
        2026-05-11T11:01:01+00:00 web1 systemd[1]: fail2ban.service: Deactivated successfully.
        2026-05-11T11:01:01+00:00 web1 systemd[1]: Stopped fail2ban.service - Fail2Ban Service.
        """#,
      // A service is stopped that guards nothing, and the guard starts.
      harmless: #"""
        2026-05-11T11:01:00+00:00 web1 systemd[1]: Stopping memcached.service - memcached daemon...
        2026-05-11T11:01:01+00:00 web1 systemd[1]: memcached.service: Deactivated successfully.
        2026-05-11T11:01:01+00:00 web1 systemd[1]: Stopped memcached.service - memcached daemon.
        2026-05-11T11:01:02+00:00 web1 systemd[1]: Started fail2ban.service - Fail2Ban Service.
        """#),
    .init(
      risk: "resource-exhaustion", source: "system",
      raises: #"""
        2026-05-11T10:04:00.401+00:00 web1 kernel: [ 7120.401733] php-fpm8.2 invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0
        2026-05-11T10:04:00.412+00:00 web1 kernel: [ 7120.412880] Out of memory: Killed process 7710 (postgres) total-vm:2210044kB, anon-rss:1802200kB, file-rss:0kB, shmem-rss:96kB, UID:112 pgtables:3900kB oom_score_adj:0
        2026-05-11T10:04:00.512+00:00 web1 kernel: [ 7120.512019] oom_reaper: reaped process 7710 (postgres), now anon-rss:0kB, file-rss:0kB, shmem-rss:96kB
        """#,
      // Much was computed, and it was enough.
      harmless: #"""
        2026-05-11T10:04:00.401+00:00 web1 kernel: [ 7120.401733] perf: interrupt took too long (2510 > 2500), lowering kernel.perf_event_max_sample_rate to 79500
        2026-05-11T10:04:01+00:00 web1 systemd[1]: report.service: Deactivated successfully.
        2026-05-11T10:04:01+00:00 web1 systemd[1]: report.service: Consumed 4min 12.804s CPU time.
        """#),
    .init(
      risk: "sniffing", source: "system",
      raises: #"""
        2026-05-11T10:05:00.400+00:00 web1 kernel: [ 8120.400120] device ens3 entered promiscuous mode
        """#,
      // The card of a container that starts.
      harmless: #"""
        2026-05-11T10:05:00.400+00:00 web1 kernel: [ 8120.400120] docker0: port 1(veth41c2ab) entered blocking state
        2026-05-11T10:05:00.401+00:00 web1 kernel: [ 8120.401377] device veth41c2ab entered promiscuous mode
        """#),
    .init(
      risk: "unexpected-software", source: "packages",
      raises: #"""
        2026-05-11 02:50:19 startup archives unpack
        2026-05-11 02:50:21 install nmap:amd64 <none> 7.93+dfsg1-1
        2026-05-11 02:50:21 status half-installed nmap:amd64 7.93+dfsg1-1
        2026-05-11 02:50:25 status installed nmap:amd64 7.93+dfsg1-1
        """#,
      // An update, and a library that it needs.
      harmless: #"""
        2026-05-11 06:50:19 startup archives unpack
        2026-05-11 06:50:21 upgrade openssl:amd64 3.0.11-1~deb12u2 3.0.13-1~deb12u1
        2026-05-11 06:50:23 install libpcre2-posix3:amd64 <none> 10.42-1
        2026-05-11 06:50:25 status installed openssl:amd64 3.0.13-1~deb12u1
        """#),
    .init(
      risk: "removable-media", source: "system",
      raises: #"""
        2026-05-11T10:06:00.400+00:00 web1 kernel: [ 9120.400911] usb 1-2: new high-speed USB device number 5 using xhci_hcd
        2026-05-11T10:06:00.551+00:00 web1 kernel: [ 9120.551302] usb 1-2: New USB device found, idVendor=0951, idProduct=1666, bcdDevice= 1.10
        2026-05-11T10:06:00.553+00:00 web1 kernel: [ 9120.553804] usb-storage 1-2:1.0: USB Mass Storage device detected
        """#,
      // The computer's own sockets, found at its start.
      harmless: #"""
        2026-05-11T10:06:00.400+00:00 web1 kernel: [    1.400911] xhci_hcd 0000:00:14.0: xHCI Host Controller
        2026-05-11T10:06:00.551+00:00 web1 kernel: [    1.551302] usb usb1: New USB device found, idVendor=1d6b, idProduct=0002, bcdDevice= 6.01
        2026-05-11T10:06:00.553+00:00 web1 kernel: [    1.553804] hub 1-0:1.0: USB hub found
        """#),
    .init(
      risk: "clock-change", source: "system",
      raises: #"""
        2026-05-11T11:05:00+00:00 web1 systemd-timedated[801]: Changed local time to Mon 2026-05-11 04:00:00 UTC
        """#,
      // The clock is told to follow another one.
      harmless: #"""
        2026-05-11T11:05:00+00:00 web1 systemd-timedated[801]: Set NTP to enabled (chrony.service).
        2026-05-11T11:05:05+00:00 web1 chronyd[590]: Selected source 192.0.2.123 (ntp.example.org)
        """#),
    .init(
      risk: "unexpected-restart", source: "system",
      raises: #"""
        2026-05-11T03:06:00+00:00 web1 systemd-logind[620]: The system will reboot now!
        2026-05-11T03:06:00+00:00 web1 systemd-logind[620]: System is rebooting.
        """#,
      // Only a service starts again.
      harmless: #"""
        2026-05-11T03:06:00+00:00 web1 systemd-logind[620]: Session 42 logged out. Waiting for processes to exit.
        2026-05-11T03:06:00+00:00 web1 systemd-logind[620]: Removed session 42.
        2026-05-11T03:06:05+00:00 web1 systemd[1]: Stopping nginx.service - A high performance web server and a reverse proxy server...
        2026-05-11T03:06:05+00:00 web1 systemd[1]: Started nginx.service - A high performance web server and a reverse proxy server.
        """#),
  ]

  static let logs: [RiskExcerpt] = [
    .init(
      risk: "audit-disabled", source: "audit",
      raises: #"""
        type=CONFIG_CHANGE msg=audit(1778481703.400:9331): op=set audit_enabled=0 old=1 auid=1001 ses=7 subj=unconfined res=1
        """#,
      // auditd starts and loads its rules anew.
      harmless: #"""
        type=CONFIG_CHANGE msg=audit(1778481703.400:9331): auid=4294967295 ses=4294967295 subj=unconfined op=remove_rule key="exec" list=4 res=1
        type=CONFIG_CHANGE msg=audit(1778481703.408:9332): auid=4294967295 ses=4294967295 subj=unconfined op=add_rule key="exec" list=4 res=1
        type=CONFIG_CHANGE msg=audit(1778481703.410:9333): op=set audit_enabled=1 old=1 auid=4294967295 ses=4294967295 subj=unconfined res=1
        """#),
    .init(
      risk: "log-cleared", source: "auth",
      raises: #"""
        2026-05-11T07:04:00+00:00 web1 sudo:     joel : TTY=pts/2 ; PWD=/home/joel ; USER=root ; COMMAND=/usr/bin/truncate -s 0 /var/log/auth.log
        """#,
      // The log is only read.
      harmless: #"""
        2026-05-11T07:04:00+00:00 web1 sudo:     joel : TTY=pts/2 ; PWD=/var/log ; USER=root ; COMMAND=/usr/bin/tail -n 200 /var/log/auth.log
        """#),
    .init(
      risk: "log-silent", source: "system",
      raises: #"""
        2026-05-11T11:03:00+00:00 web1 systemd[1]: Stopping rsyslog.service - System Logging Service...
        2026-05-11T11:03:00+00:00 web1 rsyslogd: [origin software="rsyslogd" swVersion="8.2302.0" x-pid="702" x-info="https://www.rsyslog.com"] exiting on signal 15.
        2026-05-11T11:03:00+00:00 web1 systemd[1]: Stopped rsyslog.service - System Logging Service.
        """#,
      // The nightly rotation has the log opened anew.
      harmless: #"""
        2026-05-11T11:03:00+00:00 web1 systemd[1]: Starting logrotate.service - Rotate log files...
        2026-05-11T11:03:00+00:00 web1 rsyslogd: [origin software="rsyslogd" swVersion="8.2302.0" x-pid="702" x-info="https://www.rsyslog.com"] rsyslogd was HUPed
        2026-05-11T11:03:00+00:00 web1 systemd[1]: logrotate.service: Deactivated successfully.
        """#),
    .init(
      risk: "control-failing", source: "tocsin",
      raises: #"""
        {"time":"2026-05-11T12:00:00Z","Action":"control_failing","SourceId":"sshd-keys-only","Detail":"control sshd-keys-only does not hold (TR-2026-0001)"}
        """#,
      // A drill that is lost is another matter.
      harmless: #"""
        {"time":"2026-05-11T12:00:00Z","Action":"drill_lost","SourceId":"sshd-keys-only","Detail":"drill sshd-keys-only was not told in its time (TR-2026-0002)"}
        """#),
    .init(
      risk: "sentinel-impaired", source: "tocsin",
      raises: #"""
        {"time":"2026-05-11T12:00:00Z","Action":"unreadable","SourceId":"auth","Detail":"add the user tocsin to group adm"}
        """#,
      // A log that is not there yet is waited for.
      harmless: #"""
        {"time":"2026-05-11T12:00:00Z","Action":"nofile","SourceId":"nginx-access","Detail":"no file yet"}
        """#),
  ]
}
