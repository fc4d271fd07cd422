import Glibc

/// Who writes which line: the same traffic for the same kind in every run.
///
/// Attacks: 3,200 addresses with a Zipf share, 200 of them IPv6, 60 honest ones, exponential gaps of
/// 1.2 seconds; seven lines in ten tell of an attack. Plain: services at work, of which one line in
/// two hundred holds a word that a rule looks for.
struct TrafficLines {
  private let kind: GeneratedLog.Kind
  private var random = SplitMix(state: 0x7463_7369_6e)
  private let attackers: [String]
  /// Cumulated Zipf shares, rising to 1.
  private let shares: [Double]
  private static let names = [
    "root", "admin", "test", "oracle", "postgres", "ubuntu", "git", "user", "ftp", "deploy", "pi",
    "guest", "jenkins", "hadoop", "www", "minecraft",
  ]
  private static let people = ["mira", "jonas", "deniz", "anouk", "backup"]
  private static let gapSeconds = 1.2

  init(kind: GeneratedLog.Kind) {
    self.kind = kind
    attackers = (0..<3200).map { number in
      number % 16 == 7
        ? "2001:db8:\(String(number, radix: 16))::\(String(number * 7 % 4096 + 1, radix: 16))"
        : "198.\(18 + number % 2).\(number / 251 % 256).\(number % 251 + 1)"
    }
    var (sum, sums) = (0.0, [Double]())
    for rank in 1...3200 {
      sum += 1 / Double(rank)
      sums.append(sum)
    }
    shares = sums.map { $0 / sum }
  }

  mutating func next(_ line: inout LineText) {
    let gap = Int64(-log(1 - random.fraction()) * Self.gapSeconds * 1_000_000)
    if kind == .attacks { attack(&line, gap) } else { work(&line, gap) }
    line.end()
  }

  private mutating func attack(_ line: inout LineText, _ gap: Int64) {
    let share = random.fraction() * 100
    let (address, pid) = (attacker(), 1000 + random.below(60_000))
    let (port, name) = (1024 + random.below(60_000), Self.names[random.below(Self.names.count)])
    if share >= 89 { return honest(&line, gap, share, pid, port) }
    line.begin(after: gap, program: "sshd", pid: pid)
    let text =
      switch share {
      case ..<20: "Failed password for \(name) from \(address) port \(port) ssh2"
      case ..<32: "Failed password for invalid user \(name) from \(address) port \(port) ssh2"
      case ..<43: "Invalid user \(name) from \(address) port \(port)"
      case ..<55:
        "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= "
          + "rhost=\(address)  user=\(name)"
      case ..<60: "pam_unix(sshd:auth): check pass; user unknown"
      case ..<69: "Received disconnect from \(address) port \(port):11: Bye Bye [preauth]"
      case ..<77: "Disconnected from invalid user \(name) \(address) port \(port) [preauth]"
      case ..<81: "Connection closed by \(address) port \(port) [preauth]"
      case ..<83:
        "error: maximum authentication attempts exceeded for \(name) from \(address) port \(port) "
          + "ssh2 [preauth]"
      case ..<84.5: "Did not receive identification string from \(address) port \(port)"
      case ..<85.5:
        "Unable to negotiate with \(address) port \(port): no matching key exchange method found. "
          + "Their offer: diffie-hellman-group1-sha1 [preauth]"
      default: "Connection closed by authenticating user \(name) \(address) port \(port) [preauth]"
      }
    line.append(text)
  }

  private mutating func honest(
    _ line: inout LineText, _ gap: Int64, _ share: Double, _ pid: Int, _ port: Int
  ) {
    let person = Self.people[random.below(Self.people.count)]
    let address = "203.0.113.\(1 + random.below(60))"
    switch share {
    case ..<97.5:
      let state = share < 93.2 ? "opened" : "closed"
      let by = share < 93.2 ? "(uid=1000) by (uid=0)" : ""
      line.begin(after: gap, program: share < 96 ? "sshd" : "CRON", pid: pid)
      line.append("pam_unix(sshd:session): session \(state) for user \(person)\(by)")
    case ..<98.2:
      line.begin(after: gap, program: "sshd", pid: pid)
      line.append("Accepted publickey for \(person) from \(address) port \(port) ssh2: ED25519 ")
      line.append("SHA256:m1raYk3yF1ng3rpr1ntThatN0b0dyEverHad0123456")
    case ..<99:
      line.begin(after: gap, program: "sudo", pid: nil)
      line.append(
        "  \(person) : TTY=pts/0 ; PWD=/home/\(person) ; USER=root ; COMMAND=/usr/bin/apt update")
    case ..<99.6:
      line.begin(after: gap, program: "systemd-logind", pid: 611)
      line.append("New session \(pid) of user \(person).")
    default:
      line.begin(after: gap, program: "su", pid: pid)
      line.append("FAILED SU (to root) \(person) on pts/1")
    }
  }

  private mutating func work(_ line: inout LineText, _ gap: Int64) {
    let (share, number) = (random.below(1000), random.below(1_000_000))
    switch share {
    case 0:
      line.begin(after: gap, program: "sshd", pid: 1000 + number % 50_000)
      line.append(
        "error: maximum authentication attempts exceeded for \(Self.names[number % 16]) from \(attacker()) port \(1024 + number % 60_000) ssh2 [preauth]"
      )
    case ..<5:
      line.begin(after: gap, program: "sshd", pid: 1000 + number % 50_000)
      line.append(
        "Failed password for \(Self.names[number % 16]) from \(attacker()) port \(1024 + number % 60_000) ssh2"
      )
    case ..<300:
      line.begin(after: gap, program: "postfix/qmgr", pid: 1402)
      line.append(
        "\(String(number * 7919, radix: 16, uppercase: true)): from=<orders@example.net>, size=\(number), nrcpt=1 (queue active)"
      )
    case ..<520:
      line.begin(after: gap, program: "named", pid: 802)
      line.append(
        "client @0x7f21b8 203.0.113.\(number % 250 + 1)#53211 (www.example.org): query: www.example.org IN A +E(0)K"
      )
    case ..<700:
      line.begin(after: gap, program: "dhclient", pid: 640)
      line.append(
        "DHCPACK of 203.0.113.\(number % 250 + 1) from 203.0.113.1 (xid=0x\(String(number, radix: 16)))"
      )
    case ..<850:
      line.begin(after: gap, program: "rsyslogd", pid: nil)
      line.append(
        "action-\(number % 40)-builtin:omfile resumed after \(number % 90) messages [v8.2302.0]")
    default:
      line.begin(after: gap, program: "shop", pid: 2210)
      line.append(
        "order \(number) total=\(number % 900).50 currency=EUR items=\(number % 9 + 1) latency_ms=\(number % 400) region=north"
      )
    }
  }

  private mutating func attacker() -> String {
    let wanted = random.fraction()
    var (low, high) = (0, shares.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if shares[middle] < wanted { low = middle + 1 } else { high = middle }
    }
    return attackers[low]
  }
}

/// SplitMix64: small, even, and the same on every machine.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  /// At least 0, below 1.
  mutating func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
