import Detection
import Records
import Testing

/// Single audit records: every way in which a value may be written.
@Suite struct AuditLineTests {
  private func read(_ line: String, _ wanted: String...) -> Reading? {
    Reading.one(line, as: .audit, wanted: wanted)
  }

  private static let start = "type=SYSCALL msg=audit(1778481701.220:9312): "

  @Test func aCallHasItsFieldsAndItsName() {
    let reading = read(
      Self.start
        + #"arch=c000003e syscall=59 success=yes exit=0 a0=5581 a1=40 ppid=911 pid=7820 uid=33 "#
        + #"tty=(none) comm="sh" exe="/usr/bin/dash" key="web-exec""#,
      "a0", "a1", "ppid", "uid", "comm", "exe", "key", "tty", "arch", "success")
    #expect(reading?.time == Instant(rfc3339: "2026-05-11T06:41:41.220Z"))
    #expect(reading?.fields["type"] == "SYSCALL")
    #expect(reading?.fields["SYSCALL"] == "execve")
    // Numbers of a call are hexadecimal and stay as they are.
    #expect(reading?.fields["a0"] == "5581")
    #expect(reading?.fields["a1"] == "40")
    #expect(reading?.fields["pid"] == "7820")
    #expect(reading?.fields["comm"] == "sh")
    #expect(reading?.fields["exe"] == "/usr/bin/dash")
    #expect(reading?.fields["key"] == "web-exec")
    #expect(reading?.fields["tty"] == "(none)")
    #expect(reading?.counts.rejected == 0)
  }

  @Test(
    arguments: [
      ("c000003e", 59, "execve"), ("c000003e", 42, "connect"), ("40000003", 11, "execve"),
      ("40000003", 102, "socketcall"), ("c00000b7", 221, "execve"), ("c00000b7", 203, "connect"),
      ("40000028", 283, "connect"), ("c000003e", 319, "memfd_create"),
      ("c000003e", 322, "execveat"),
      ("c000003e", 135, "personality"), ("c000003e", 424, "pidfd_send_signal"),
      ("c00000b7", 437, "openat2"), ("c000003e", 400, nil), ("c000003e", 99_999, nil),
      ("c000003e", -1, nil), ("deadbeef", 59, nil),
    ] as [(String, Int, String?)])
  func aCallIsNamedByNumberAndArchitecture(_ arch: String, _ number: Int, _ name: String?) {
    let line = Self.start + "arch=\(arch) syscall=\(number) success=yes"
    #expect(read(line)?.fields["SYSCALL"] == name)
  }

  @Test func whatAuditdAddsIsFieldsOfTheirOwn() {
    let reading = read(
      Self.start + "arch=c000003e syscall=59 uid=33 key=(null)\u{1d}ARCH=x86_64 SYSCALL=execve "
        + #"AUID="unset" UID="www-data""#, "uid", "UID", "AUID", "ARCH", "key")
    #expect(reading?.fields["uid"] == "33")
    #expect(reading?.fields["UID"] == "www-data")
    #expect(reading?.fields["AUID"] == "unset")
    #expect(reading?.fields["ARCH"] == "x86_64")
    #expect(reading?.nulls.contains("key") == true)
  }

  @Test func textIsDecodedAndArgumentsOfACallAreNot() {
    let arguments = read(
      #"type=EXECVE msg=audit(1778481701.220:9312): argc=3 a0="sh" a1="-c" "#
        + "a2=6964203E202F6465762F73686D2F6F", "argc", "a0", "a1", "a2")
    #expect(arguments?.fields["a0"] == "sh")
    #expect(arguments?.fields["a2"] == "id > /dev/shm/o")
    let title = read(
      "type=PROCTITLE msg=audit(1778481701.220:9312): proctitle=7368002D63006964", "proctitle")
    #expect(title?.fields["proctitle"] == "sh -c id")
    let long = read(
      "type=EXECVE msg=audit(1.001:2): argc=2 a0=\"x\" a1_len=12 a1[0]=6162 a1[1]=\"cd\"", "a1")
    #expect(long?.fields["a1"] == "abcd")
    let word = read(Self.start + #"comm="DEAD" exe=2F746D702F6120 ses=1234"#, "comm", "exe", "ses")
    #expect(word?.fields["comm"] == "DEAD")
    #expect(word?.fields["exe"] == "/tmp/a ")
    #expect(word?.fields["ses"] == "1234")
    let odd = read(Self.start + "comm=ABC exe=abcd", "comm", "exe")
    #expect(odd?.fields["comm"] == "ABC")
    #expect(odd?.fields["exe"] == "abcd")
  }

  @Test func severalKeysAreSeveralValues() {
    let reading = read(Self.start + "key=65786563016E6574", "key")
    #expect(reading?.values["key"] == ["exec", "net"])
  }

  @Test func nestedTextIsReadAndReplacesNothing() {
    let reading = read(
      "node=lib-web-1 type=USER_AUTH msg=audit(1778481702.010:9320): pid=4117 uid=0 "
        + #"msg='op=PAM:authentication acct=28756E6B6E6F776E207573657229 exe="/usr/sbin/sshd" "#
        + #"uid=4711 hostname=? addr=198.51.100.40 terminal=ssh res=failed'"#
        + "\u{1d}UID=\"root\"",
      "op", "acct", "exe", "uid", "hostname", "addr", "res", "UID")
    #expect(reading?.fields["host"] == "lib-web-1")
    #expect(reading?.fields["op"] == "PAM:authentication")
    #expect(reading?.fields["acct"] == "(unknown user)")
    #expect(reading?.fields["uid"] == "0")
    #expect(reading?.fields["hostname"] == nil)
    #expect(reading?.fields["addr"] == "198.51.100.40")
    #expect(reading?.fields["res"] == "failed")
    #expect(reading?.fields["UID"] == "root")
    #expect(reading?.counts.duplicates == 1)
  }

  @Test func permissionsOfAnAccessVectorAreAField() {
    let reading = read(
      "type=AVC msg=audit(1778481712.600:512): avc:  denied  { write open } for  pid=8201 "
        + #"comm="httpd" tclass=file permissive=0"#, "comm", "tclass", "permissive")
    #expect(reading?.fields["permission"] == "write open")
    #expect(reading?.fields["tclass"] == "file")
  }

  @Test(arguments: [
    "", "type=", "type=SYSCALL", "type=SYSCALL msg=audit(", "type=SYSCALL msg=audit(1.2:",
    "type=SYSCALL msg=audit(1.2:3)", "type=SYSCALL msg=audit(1.2345:3): a=b",
    "type=SYSCALL msg=audit(999999999999999.000:3): a=b", "type= msg=audit(1.2:3): a=b",
    "type=SYSCALL msg=audit(.2:3): a=b", "node=", "node=x", "node=x type=", "\u{1d}",
    "type=SYSCALL msg=audit(1.2:99999999999999999999): a=b",
  ])
  func whatIsNoRecordStaysPlainText(_ line: String) {
    #expect(read(line)?.counts.rejected == 1)
    #expect(read(line)?.fields["message"] == line)
  }

  @Test(arguments: [
    "type=X msg=audit(1.2:3):", "type=X msg=audit(1.2:3): msg='", "type=X msg=audit(1.2:3): msg='a",
    "type=X msg=audit(1.2:3): a=\"", "type=X msg=audit(1.2:3): =b", "type=X msg=audit(1.2:3): { ",
    "type=X msg=audit(1.2:3): {}", "type=X msg=audit(1.2:3): a={",
    "type=X msg=audit(1.2:3): \u{1d}",
    "type=X msg=audit(1.2:3): msg=' \u{1d}'",
    "type=EXECVE msg=audit(1.2:3): a[0]=1 a1[=2 a1[]=3 a=4",
    "type=EXECVE msg=audit(1.2:3): argc=99999999999999999999 a0=",
    "type=X msg=audit(1.2:3): key=\r", "type=X msg=audit(1.2:3): a==b=c",
    "type=X msg=audit(1.2:3): " + String(repeating: "x=\"y\" ", count: 11_000),
    "type=EXECVE msg=audit(1.2:3): " + String(repeating: "a1[1]=61 ", count: 7000),
  ])
  func hostileRecordsAreRead(_ line: String) {
    let reading = read(line, "a", "x", "a1", "key")
    #expect(reading?.counts.rejected == 0)
    #expect(reading?.time == Instant(microseconds: 1_002_000))
  }
}
