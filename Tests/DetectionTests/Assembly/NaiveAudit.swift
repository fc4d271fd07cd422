import Detection

/// What audit events are, in one pass over the records of a story, with dictionaries and strings.
///
/// Written from what the records mean; it shares nothing with what it is compared with.
struct NaiveAudit {
  struct Event: Equatable {
    var category: AuditCategory
    var fields: [String: String]
    var completedBy: Int
  }

  private var open: [(id: String, time: Int, records: [AuditStory.Record])] = []
  private var programs: [String: (image: String, line: String)] = [:]
  private(set) var events: [Event] = []

  static func events(of story: AuditStory) -> [Event] {
    var naive = NaiveAudit()
    for (index, record) in story.records.enumerated() { naive.take(record, index) }
    while !naive.open.isEmpty { naive.complete(0, max(0, story.records.count - 1)) }
    return naive.events
  }

  private mutating func take(_ record: AuditStory.Record, _ index: Int) {
    var place = 0
    while place < open.count {
      if open[place].time < record.milliseconds - 2000 {
        complete(place, index)
      } else {
        place += 1
      }
    }
    guard
      ["SYSCALL", "EXECVE", "CWD", "PATH", "SOCKADDR", "PROCTITLE", "EOE"].contains(record.type)
    else { return }
    let id = "\(record.milliseconds) \(record.serial)"
    if !open.contains(where: { $0.id == id }) {
      if record.type == "PROCTITLE" || record.type == "EOE" { return }
      open.append((id, record.milliseconds, []))
    }
    guard let place = open.lastIndex(where: { $0.id == id }) else { return }
    open[place].records.append(record)
    if isWhole(open[place].records) { complete(place, index) }
  }

  private func isWhole(_ records: [AuditStory.Record]) -> Bool {
    let of = { (type: String) in records.filter { $0.type == type } }
    if !of("EOE").isEmpty { return true }
    guard let call = of("SYSCALL").last, let items = call["items"].flatMap({ Int($0) }),
      of("PATH").count >= items, items == 0 || !of("CWD").isEmpty
    else { return false }
    if call["syscall"] == "42" { return !of("SOCKADDR").isEmpty }
    guard call["syscall"] == "59", call["success"] != "no" else { return true }
    let given = of("EXECVE").flatMap(\.fields).filter { field in
      field.name != "argc" && !field.name.hasSuffix("_len")
    }
    let count = of("EXECVE").compactMap { $0["argc"].flatMap { Int($0) } }.max() ?? 0
    let begun = given.count { !$0.name.contains("[") || $0.name.hasSuffix("[0]") }
    let inParts = given.contains { $0.name.contains("[") }
    return !of("EXECVE").isEmpty && begun >= count && (!inParts || !of("PROCTITLE").isEmpty)
  }

  private mutating func complete(_ place: Int, _ index: Int) {
    let records = open.remove(at: place).records
    guard let first = records.first else { return }
    let call = records.first { $0.type == "SYSCALL" }
    let hasFailed = call?["success"] == "no"
    let time =
      "\(first.milliseconds / 1000).\(String(1000 + first.milliseconds % 1000).dropFirst())000"
    let common = who(call).merging(["time": time]) { $1 }
    let image = call?["exe"]
    let process = call?["pid"]
    if call?["syscall"] == "59" || records.contains(where: { $0.type == "EXECVE" }) {
      if !hasFailed { execute(records, call, common, index) }
    } else if let process, let image, programs[process]?.image != image {
      programs[process] = (image, "")
    }
    if let process, !hasFailed, let child = call?["exit"], child != "0",
      call?["syscall"] == "57" || (call?["syscall"] == "56" && call?["a0"] == "1200011"),
      let known = programs[process]
    {
      programs[child] = known
    }
    if !hasFailed { create(records, call, common, index) }
    connect(records, call, common, index)
  }

  private func who(_ call: AuditStory.Record?) -> [String: String] {
    guard let call else { return [:] }
    let given = Dictionary(uniqueKeysWithValues: call.enriched.map { ($0.name, $0.value) })
    let name = { (added: String?, number: String?) -> String? in
      if let added, added != "unset", !added.hasPrefix("unknown(") { return added }
      return number == "0" ? "root" : number
    }
    var fields: [String: String] = [:]
    fields["Image"] = call["exe"]
    fields["ProcessId"] = call["pid"]
    for field in ["uid", "euid", "auid", "ses", "tty"] { fields[field] = call[field] }
    fields["LogonId"] = call["uid"]
    fields["User"] = name(given["UID"], call["uid"])
    fields["EffectiveUser"] = name(given["EUID"], call["euid"])
    if call["auid"] != "4294967295" { fields["LoginUser"] = name(given["AUID"], call["auid"]) }
    fields["key"] = call["key"]?.split(separator: "\u{1}").joined(separator: ",")
    return fields
  }

  private mutating func execute(
    _ records: [AuditStory.Record], _ call: AuditStory.Record?, _ common: [String: String],
    _ index: Int
  ) {
    var fields = common
    var line: [String: String] = [:]
    var seen: Set<String> = []
    var highest = -1
    for (name, value) in records.filter({ $0.type == "EXECVE" }).flatMap(\.fields) {
      guard name != "argc", !name.hasSuffix("_len"), seen.insert(name).inserted else { continue }
      let number = String(name.dropFirst().prefix { $0 != "[" })
      highest = max(highest, Int(number) ?? 0)
      line[number, default: ""] += value ?? ""
    }
    if highest >= 0 {
      fields["CommandLine"] = (0...highest).map { line[String($0)] ?? "" }.joined(separator: " ")
    } else if let title = records.first(where: { $0.type == "PROCTITLE" })?["proctitle"] {
      fields["CommandLine"] = title.split(separator: "\u{0}", omittingEmptySubsequences: false)
        .joined(separator: " ")
    }
    if fields["CommandLine"]?.isEmpty == true { fields["CommandLine"] = nil }
    fields["CurrentDirectory"] = records.first { $0.type == "CWD" }?["cwd"]
    fields["ParentProcessId"] = call?["ppid"]
    if let parent = call?["ppid"], let known = programs[parent] {
      fields["ParentImage"] = known.image
      if !known.line.isEmpty { fields["ParentCommandLine"] = known.line }
    }
    events.append(Event(category: .process, fields: fields, completedBy: index))
    if let process = call?["pid"], let image = call?["exe"] {
      programs[process] = (image, fields["CommandLine"] ?? "")
    }
  }

  private mutating func create(
    _ records: [AuditStory.Record], _ call: AuditStory.Record?, _ common: [String: String],
    _ index: Int
  ) {
    let flags = Int(call?["a2"] ?? "0", radix: 16) ?? 0
    let overwrites = call?["syscall"] == "257" && flags & 3 != 0 && flags & 0x240 != 0
    let isBelow = call?["syscall"] == "257" && call?["a0"] != "ffffff9c"
    for path in records where path.type == "PATH" {
      guard path["nametype"] == "CREATE" || (path["nametype"] == "NORMAL" && overwrites),
        let name = path["name"]
      else { continue }
      var fields = common
      fields["TargetFilename"] = Self.join(
        isBelow ? nil : records.first { $0.type == "CWD" }?["cwd"], name)
      events.append(Event(category: .file, fields: fields, completedBy: index))
    }
  }

  private static func join(_ folder: String?, _ name: String) -> String {
    guard name.hasPrefix("/") || folder != nil else { return name }
    var parts: [Substring] = []
    for part in ((name.hasPrefix("/") ? "" : (folder ?? "") + "/") + name).split(separator: "/") {
      if part == ".." {
        _ = parts.popLast()
      } else if part != "." {
        parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }

  private mutating func connect(
    _ records: [AuditStory.Record], _ call: AuditStory.Record?, _ common: [String: String],
    _ index: Int
  ) {
    guard let call, call["syscall"] == "42",
      let address = records.first(where: { $0.type == "SOCKADDR" })?["saddr"]
    else { return }
    let isVersion6 = address.contains("20010DB8")
    guard isVersion6 || address.contains("C633640A") else { return }
    var fields = common
    fields["DestinationIp"] = isVersion6 ? "2001:db8::1" : "198.51.100.10"
    fields["DestinationPort"] = "443"
    fields["DestinationIsIpv6"] = isVersion6 ? "true" : "false"
    fields["Initiated"] = "true"
    fields["success"] = call["success"]
    events.append(Event(category: .network, fields: fields, completedBy: index))
  }
}
