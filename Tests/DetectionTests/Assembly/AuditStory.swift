/// Audit events and their records, made at random: interleaved, lost, late and doubled.
///
/// Records are written here as the kernel and auditd write them, from values that the test keeps,
/// so that what is read can be compared with what was meant.
struct AuditStory {
  /// One record: what it says, and how it is written.
  struct Record {
    var type: String
    var node: String
    var milliseconds: Int
    var serial: Int
    /// Names and values as they are meant; `nil` is written `(null)`.
    var fields: [(name: String, value: String?)]
    /// Names whose values are text, so quoted or hexadecimal.
    var texts: Set<String> = []
    var enriched: [(name: String, value: String)] = []

    var line: String {
      var line = node.isEmpty ? "" : "node=\(node) "
      let fraction = String(1000 + milliseconds % 1000).dropFirst()
      line += "type=\(type) msg=audit(\(milliseconds / 1000).\(fraction):\(serial)):"
      for (name, value) in fields {
        guard let value else {
          line += " \(name)=(null)"
          continue
        }
        line += " \(name)=" + (texts.contains(name) ? AuditStory.text(value) : value)
      }
      if !enriched.isEmpty {
        line += "\u{1d}" + enriched.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: " ")
      }
      return line
    }

    subscript(name: String) -> String? { fields.first { $0.name == name }?.value ?? nil }
  }

  private(set) var records: [Record] = []
  private var random: Dice
  private var serial = 100
  private var time = 1_778_481_700_000

  /// In quotes, or as hexadecimal where the kernel would not write it as it is.
  static func text(_ value: String) -> String {
    let isPlain = value.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x22 }
    return isPlain ? "\"\(value)\"" : value.utf8.map { hex($0) }.joined()
  }

  static func hex(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16, uppercase: true)
    return text.count == 1 ? "0" + text : text
  }

  init(seed: UInt64, events: Int) {
    random = Dice(seed: Int(truncatingIfNeeded: seed))
    var tracks: [[Record]] = []
    for _ in 0..<events {
      time += random.pick([0, 0, 1, 3, 40, 900, 2100])
      serial += 1
      tracks.append(lose(event()))
      while tracks.count > random.pick([1, 2, 4]) { advance(&tracks) }
    }
    while !tracks.isEmpty { advance(&tracks) }
    if random.below(3) == 0 { disturb() }
  }

  /// Writes the next record of one of the events under way.
  private mutating func advance(_ tracks: inout [[Record]]) {
    let track = random.below(tracks.count)
    if tracks[track].isEmpty {
      tracks.remove(at: track)
    } else {
      records.append(tracks[track].removeFirst())
    }
  }

  /// Takes some records away, and lets some stand twice.
  private mutating func lose(_ event: [Record]) -> [Record] {
    switch random.below(8) {
    case 0: return event.filter { _ in random.below(4) != 0 }
    case 1: return event.dropLast()
    case 2: return event.flatMap { record in random.below(5) == 0 ? [record, record] : [record] }
    default: return event
    }
  }

  /// Moves some records to other places, near and far.
  private mutating func disturb() {
    for _ in 0..<records.count / 20 {
      let record = records.remove(at: random.below(records.count))
      records.insert(record, at: random.below(records.count + 1))
    }
  }

  private mutating func event() -> [Record] {
    switch random.below(6) {
    case 0: [single()]
    case 1: connection()
    case 2: creation()
    case 3: fork()
    default: execution()
    }
  }

  private static let words = [
    "curl", "-c", "a b", "", "é\"\\", "x\ny", "/tmp/ü", "--all=1", "'", "{\"a\":1}", "\u{1}",
    "DEAD",
    "0", "  ", "\u{7f}", "/bin/sh",
  ]
  private static let programs = [
    "/usr/bin/dash", "/usr/bin/curl", "/tmp/a b", "/opt/é", "/usr/sbin/cron",
  ]

  private mutating func record(
    _ type: String, _ fields: [(name: String, value: String?)], texts: Set<String> = []
  ) -> Record {
    Record(
      type: type, node: "", milliseconds: time, serial: serial, fields: fields, texts: texts)
  }

  private mutating func call(
    _ number: Int, success: Bool = true, result: Int = 0, items: Int, arguments: [String] = []
  ) -> Record {
    let user = random.pick(["0", "33", "1000"])
    let login = random.pick(["4294967295", "1001", "0"])
    var call = record(
      "SYSCALL",
      [
        ("arch", "c000003e"), ("syscall", String(number)), ("success", success ? "yes" : "no"),
        ("exit", String(result)), ("a0", arguments.first ?? "0"),
        ("a1", arguments.dropFirst().first ?? "0"), ("a2", arguments.dropFirst(2).first ?? "0"),
        ("a3", "0"), ("items", String(items)), ("ppid", String(900 + random.below(8))),
        ("pid", String(900 + random.below(12))), ("auid", login), ("uid", user), ("euid", "0"),
        ("tty", "(none)"), ("ses", "7"), ("exe", random.pick(Self.programs)),
        ("key", random.pick(["exec", nil, "a\u{1}b"])),
      ], texts: ["exe", "key"])
    if random.below(2) == 0 {
      call.enriched = [
        ("ARCH", "x86_64"), ("AUID", login == "1001" ? "mira" : "unset"),
        ("UID", user == "1000" ? "unknown(1000)" : user == "33" ? "www-data" : "root"),
        ("EUID", "root"),
      ]
    }
    return call
  }

  private mutating func directory() -> Record {
    record("CWD", [("cwd", random.pick(["/", "/srv/a b", "/home/mira"]))], texts: ["cwd"])
  }

  private mutating func path(_ item: Int, _ name: String, _ kind: String) -> Record {
    record(
      "PATH", [("item", String(item)), ("name", name), ("inode", "7"), ("nametype", kind)],
      texts: ["name"])
  }

  private mutating func title(_ words: [String]) -> Record {
    let bytes = words.joined(separator: "\u{0}")
    return record("PROCTITLE", [("proctitle", bytes)], texts: ["proctitle"])
  }

  private mutating func execution() -> [Record] {
    let words = (0...random.below(4)).map { _ in random.pick(Self.words) }
    let isDone = random.below(6) != 0
    var event = [
      call(59, success: isDone, result: isDone ? 0 : -2, items: 2)
    ]
    if isDone || random.below(2) == 0 {
      event += [execve(words)]
    }
    event += [directory(), path(0, "/bin/sh", "NORMAL"), path(1, "/lib64/ld.so", "NORMAL")]
    event.append(title(words))
    if random.below(3) == 0 { event.append(record("EOE", [])) }
    return event
  }

  private mutating func execve(_ words: [String]) -> Record {
    var fields: [(name: String, value: String?)] = [("argc", String(words.count))]
    var texts: Set<String> = []
    for (index, word) in words.enumerated() {
      if word.utf8.count >= 4, word.utf8.allSatisfy({ $0 < 0x80 }), random.below(3) == 0 {
        fields.append(("a\(index)_len", String(word.utf8.count)))
        fields.append(("a\(index)[0]", String(word.prefix(2))))
        fields.append(("a\(index)[1]", String(word.dropFirst(2))))
        texts.formUnion(["a\(index)[0]", "a\(index)[1]"])
      } else {
        fields.append(("a\(index)", word))
        texts.insert("a\(index)")
      }
    }
    return record("EXECVE", fields, texts: texts)
  }

  private mutating func creation() -> [Record] {
    // openat of a new name, of one that is there, and of one below a descriptor; rename.
    let here = "ffffff9c"
    switch random.below(4) {
    case 0:
      return [
        call(257, items: 2, arguments: [here, "0", "241"]), directory(),
        path(0, "/etc/cron.d", "PARENT"),
        path(1, random.pick(["job", "./x/../é", "/etc//a"]), "CREATE"),
        title(["touch"]),
      ]
    case 1:
      let flags = random.pick(["241", "0", "441", "2", "40"])
      return [
        call(257, items: 1, arguments: [here, "0", flags]), directory(),
        path(0, "../ld.so.preload", "NORMAL"), title(["tee"]),
      ]
    case 2:
      return [
        call(257, items: 2, arguments: ["3", "0", "241"]), directory(), path(0, "/", "PARENT"),
        path(1, "job", "CREATE"),
      ]
    default:
      return [
        call(82, success: random.below(3) != 0, items: 4), directory(), path(0, "/a", "PARENT"),
        path(1, "/b", "PARENT"), path(2, "/a/x", "DELETE"), path(3, "/b/y", "CREATE"),
        title(["mv"]),
      ]
    }
  }

  private mutating func connection() -> [Record] {
    let address = random.pick([
      "020001BBC633640A0000000000000000",
      "0A0001BB00000000" + "20010DB8000000000000000000000001"
        + "00000000", "0A0001BB0000000000000000000000000000FFFFC633640A00000000",
      "01002F72756E2F78",
      "02",
    ])
    let isDone = random.below(2) == 0
    return [
      call(42, success: isDone, result: isDone ? 0 : -115, items: 0),
      record("SOCKADDR", [("saddr", address)]), title(["curl"]),
    ]
  }

  private mutating func fork() -> [Record] {
    [
      call(
        random.pick([56, 57]), result: 900 + random.below(12), items: 0,
        arguments: [random.pick(["1200011", "3d0f00"])]), title(["sh"]),
    ]
  }

  private mutating func single() -> Record {
    record("USER_LOGIN", [("pid", "1"), ("uid", "0"), ("msg", "'op=login res=success'")])
  }
}
