import Records

/// The events that the records of a chunk made: a line of JSON each, beside the records they are of.
///
/// Events are numbered in the order in which they became complete, over all categories.
struct AuditEvents {
  struct Made: BitwiseCopyable {
    var category: AuditCategory
    /// The line of JSON, counted within the category.
    var line: Int32
    /// The chunk's line that made it complete.
    var completion: Int32
    /// The event's records, in `records`, and the one that is shown.
    var recordsStart: Int32
    var recordsEnd: Int32
    var shownStart: Int32
    var shownEnd: Int32
    /// Microseconds since 1970.
    var time: Int64
  }

  private(set) var made: [Made] = []
  private(set) var texts: [EventText]
  private(set) var records: [UInt8] = []
  /// By category.
  private let isWanted: [Bool]
  private var parts = AuditRecords()
  private var scratch: [UInt8] = []
  private var line: [UInt8] = []

  init(wanted: Set<AuditCategory>) {
    texts = AuditCategory.allCases.map { _ in EventText() }
    isWanted = AuditCategory.allCases.map { wanted.contains($0) }
  }

  mutating func removeAll() {
    made.removeAll(keepingCapacity: true)
    records.removeAll(keepingCapacity: true)
    for index in texts.indices { texts[index].removeAll() }
  }

  /// Makes the events of a complete group, and tells the table what it says of processes.
  mutating func make(_ group: AuditGroup, at completion: Int, _ processes: inout ProcessTable) {
    let text = group.bytes.span
    parts.read(text)
    let start = records.count
    let before = made.count
    let process = key(parts.process, group, text)
    if parts.call.isExec && parts.hasCall || parts.hasArguments {
      if !parts.call.hasFailed { makeProcess(group, text, process, &processes) }
    } else if let process {
      learn(process, text, &processes)
    }
    if !parts.call.hasFailed { makeFiles(group, text) }
    if parts.hasCall, parts.call.isConnect { makeConnection(group, text) }
    guard made.count > before else { return }
    unsafe group.bytes.withUnsafeBufferPointer { unsafe records.append(contentsOf: $0) }
    for index in before..<made.count {
      made[index].completion = Int32(completion)
      made[index].recordsStart = Int32(start)
      made[index].recordsEnd = Int32(records.count)
      made[index].shownStart = Int32(start + parts.shown.lowerBound)
      made[index].shownEnd = Int32(start + parts.shown.upperBound)
    }
  }

  /// Lends the text and the lines of one category, with the bytes that vector code may read beyond.
  mutating func withText(
    of category: AuditCategory,
    _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<Chunk.Line>) -> Void
  ) {
    unsafe texts[category.rawValue].withLines(body)
  }

  /// `{` and what every event says.
  private mutating func begin(
    _ category: AuditCategory, _ group: AuditGroup, _ text: Span<UInt8>
  ) -> Int {
    let index = category.rawValue
    made.append(
      Made(
        category: category, line: Int32(texts[index].lines.count), completion: 0, recordsStart: 0,
        recordsEnd: 0, shownStart: 0, shownEnd: 0, time: group.identity.time))
    texts[index].begin()
    texts[index].add("time", microseconds: group.identity.time)
    add(parts.node, "_HOSTNAME", index, text)
    add(parts.program, "Image", index, text)
    addUsers(index, text)
    add(number: parts.process, "ProcessId", index, text)
    add(parts.session, "ses", index, text)
    add(parts.terminal, "tty", index, text)
    if let key = parts.key {
      decode(key, text)
      texts[index].add("key", list: scratch)
    }
    return index
  }
}

/// The three kinds.
extension AuditEvents {
  private mutating func makeProcess(
    _ group: AuditGroup, _ text: Span<UInt8>, _ process: ProcessTable.Key?,
    _ processes: inout ProcessTable
  ) {
    commandLine(text)
    if isWanted[AuditCategory.process.rawValue] {
      let index = begin(.process, group, text)
      if !line.isEmpty { texts[index].add("CommandLine", line) }
      add(parts.directory, "CurrentDirectory", index, text)
      add(number: parts.parent, "ParentProcessId", index, text)
      if let parent = key(parts.parent, group, text), let slot = processes.slot(ofParent: parent) {
        let entry = processes.entries[slot]
        texts[index].add("ParentImage", entry.image)
        if !entry.commandLine.isEmpty { texts[index].add("ParentCommandLine", entry.commandLine) }
      }
      texts[index].end()
    }
    guard let process, let program = parts.program else { return }
    decode(program, text)
    unsafe scratch.withUnsafeBufferPointer { image in
      unsafe line.withUnsafeBufferPointer { line in
        unsafe processes.learn(process, image: image, commandLine: line)
      }
    }
  }

  /// One event for each name that was created, or overwritten.
  private mutating func makeFiles(_ group: AuditGroup, _ text: Span<UInt8>) {
    guard isWanted[AuditCategory.file.rawValue] else { return }
    let overwrites = parts.hasCall && parts.call.overwrites
    for number in parts.paths.indices {
      let path = parts.paths[number]
      guard path.isCreated || (path.isNormal && overwrites) else { continue }
      let index = begin(.file, group, text)
      decode(path.name, text)
      let name = scratch
      var folder: [UInt8]?
      if let directory = parts.directory, !(parts.hasCall && parts.call.isBelowDescriptor) {
        decode(directory, text)
        folder = scratch
      }
      PathText.join(folder, name, into: &line)
      texts[index].add("TargetFilename", line)
      texts[index].end()
    }
  }

  private mutating func makeConnection(_ group: AuditGroup, _ text: Span<UInt8>) {
    guard isWanted[AuditCategory.network.rawValue], let value = parts.address,
      let address = SocketAddress(text, value.range)
    else { return }
    let index = begin(.network, group, text)
    texts[index].add("DestinationIp", address.text)
    texts[index].add("DestinationPort", number: Int64(address.port))
    texts[index].add("DestinationIsIpv6", isTrue: address.isVersion6)
    texts[index].add("Initiated", isTrue: true)
    add(parts.success, "success", index, text)
    texts[index].end()
  }

  /// What a record that starts no program says of processes.
  private mutating func learn(
    _ process: ProcessTable.Key, _ text: Span<UInt8>, _ processes: inout ProcessTable
  ) {
    if let program = parts.program {
      decode(program, text)
      unsafe scratch.withUnsafeBufferPointer {
        unsafe processes.learn(process, image: $0, commandLine: nil)
      }
    }
    if !parts.call.hasFailed, parts.call.result > 0, parts.call.isFork {
      processes.fork(
        ProcessTable.Key(node: process.node, process: parts.call.result), from: process)
    }
  }
}

/// Values.
extension AuditEvents {
  /// The arguments joined by spaces; where they were lost, the title, which the kernel cuts at 128.
  private mutating func commandLine(_ text: Span<UInt8>) {
    line.removeAll(keepingCapacity: true)
    var last = -1
    for argument in parts.arguments {
      if last >= 0, argument.index != last { line.append(UInt8(ascii: " ")) }
      last = argument.index
      Self.append(argument.value, text, to: &line)
    }
    guard parts.arguments.isEmpty, let title = parts.title else { return }
    Self.append(title, text, to: &line)
    for index in line.indices where line[index] == 0 { line[index] = UInt8(ascii: " ") }
  }

  private mutating func addUsers(_ index: Int, _ text: Span<UInt8>) {
    add(parts.user, "uid", index, text)
    add(parts.user, "LogonId", index, text)
    add(parts.effective, "euid", index, text)
    add(parts.login, "auid", index, text)
    addName(parts.userName, parts.user, "User", index, text)
    addName(parts.effectiveName, parts.effective, "EffectiveUser", index, text)
    // 4294967295: nobody had logged in.
    guard let login = parts.login, !equals(text, login.range, "4294967295"),
      !equals(text, login.range, "-1")
    else { return }
    addName(parts.loginName, login, "LoginUser", index, text)
  }

  /// The name that auditd added, or `root` for 0, or the number.
  private mutating func addName(
    _ name: AuditRecords.Value?, _ number: AuditRecords.Value?, _ field: StaticString,
    _ index: Int, _ text: Span<UInt8>
  ) {
    if let name, !begins(text, name.range, "unknown("), !equals(text, name.range, "unset") {
      add(name, field, index, text)
    } else if let number, equals(text, number.range, "0") {
      texts[index].add(field, Array("root".utf8))
    } else {
      add(number, field, index, text)
    }
  }

  private mutating func add(
    _ value: AuditRecords.Value?, _ field: StaticString, _ index: Int, _ text: Span<UInt8>
  ) {
    guard let value else { return }
    decode(value, text)
    texts[index].add(field, scratch)
  }

  private mutating func add(
    number value: AuditRecords.Value?, _ field: StaticString, _ index: Int, _ text: Span<UInt8>
  ) {
    guard let value, let number = AuditText.decimal(text, value.range) else { return }
    texts[index].add(field, number: number)
  }

  private mutating func decode(_ value: AuditRecords.Value, _ text: Span<UInt8>) {
    scratch.removeAll(keepingCapacity: true)
    Self.append(value, text, to: &scratch)
  }

  private static func append(
    _ value: AuditRecords.Value, _ text: Span<UInt8>, to bytes: inout [UInt8]
  ) {
    if value.isHex { return AuditText.decode(text, value.range, to: &bytes) }
    unsafe text.extracting(value.range).withUnsafeBufferPointer {
      unsafe bytes.append(contentsOf: $0)
    }
  }

  private func key(
    _ value: AuditRecords.Value?, _ group: AuditGroup, _ text: Span<UInt8>
  ) -> ProcessTable.Key? {
    guard let value, let number = AuditText.decimal(text, value.range) else { return nil }
    return ProcessTable.Key(node: group.identity.node, process: number)
  }
}
