/// What the records of one event say, as ranges of their bytes.
///
/// Read once, when the event is complete; where a record stands twice, the first counts.
struct AuditRecords {
  /// Text in a record, perhaps as hexadecimal.
  struct Value: BitwiseCopyable {
    var start: Int
    var count: Int
    var isHex: Bool

    var range: Range<Int> { start..<start + count }
  }

  struct Argument: BitwiseCopyable {
    var index: Int
    var part: Int
    var value: Value
  }

  struct Path: BitwiseCopyable {
    var name: Value
    var isCreated: Bool
    /// An existing file, neither a folder on the way nor one that is gone.
    var isNormal: Bool
  }

  /// Arguments of one event; more are counted by nobody's rule.
  static let argumentsMax = 16_384
  static let pathsMax = 256

  private(set) var call = AuditCall()
  private(set) var hasCall = false
  private(set) var hasArguments = false
  /// The record that is shown for the event.
  private(set) var shown = 0..<0
  private(set) var arguments: [Argument] = []
  private(set) var paths: [Path] = []
  private(set) var program, directory, title, address, node: Value?
  private(set) var process, parent, user, effective, login, session, terminal, key, success: Value?
  /// Names that auditd added.
  private(set) var userName, effectiveName, loginName: Value?

  mutating func read(_ text: Span<UInt8>) {
    self = AuditRecords(reusing: &arguments, &paths)
    var start = 0
    while start < text.count {
      var end = start
      while end < text.count, text[end] != 0x0a { end += 1 }
      let line = text.extracting(start..<end)
      if let header = AuditHeader(line) { read(line, header, at: start) }
      start = end + 1
    }
    if !arguments.isEmpty { sortArguments() }
  }

  init() {}

  private init(reusing arguments: inout [Argument], _ paths: inout [Path]) {
    arguments.removeAll(keepingCapacity: true)
    paths.removeAll(keepingCapacity: true)
    swap(&self.arguments, &arguments)
    swap(&self.paths, &paths)
  }

  private mutating func read(_ line: Span<UInt8>, _ header: AuditHeader, at base: Int) {
    if shown.isEmpty { shown = base..<base + line.count }
    if node == nil, !header.node.isEmpty {
      node = Value(start: base + header.node.lowerBound, count: header.node.count, isHex: false)
    }
    let kind = AuditRecordKind(line, header.type)
    if kind == .syscall {
      guard !hasCall else { return }
      hasCall = true
      shown = base..<base + line.count
    }
    var path = Path(
      name: Value(start: 0, count: 0, isHex: false), isCreated: false, isNormal: false)
    var hasName = false
    var reader = AuditFieldReader(line, from: header.body)
    while let field = reader.next(line) {
      switch kind {
      case .syscall:
        call.note(field, line)
        noteWho(field, line, base)
      case .execve: noteArgument(field, line, base)
      case .directory: keep(&directory, "cwd", field, line, base)
      case .title: keep(&title, "proctitle", field, line, base)
      case .address: keep(&address, "saddr", field, line, base)
      case .path:
        if equals(line, field.name, "name"), let name = value(field, line, base) {
          (path.name, hasName) = (name, true)
        } else if equals(line, field.name, "nametype") {
          path.isCreated = equals(line, field.value, "CREATE")
          path.isNormal = equals(line, field.value, "NORMAL")
        }
      case .end, .other: break
      }
    }
    if kind == .execve { hasArguments = true }
    if hasName, paths.count < Self.pathsMax { paths.append(path) }
  }

  private mutating func noteWho(_ field: AuditField, _ line: Span<UInt8>, _ base: Int) {
    switch field.name.count {
    case 3:
      keep(&process, "pid", field, line, base)
      keep(&program, "exe", field, line, base)
      keep(&user, "uid", field, line, base)
      keep(&session, "ses", field, line, base)
      keep(&terminal, "tty", field, line, base)
      keep(&key, "key", field, line, base)
      keep(&userName, "UID", field, line, base)
    case 4:
      keep(&parent, "ppid", field, line, base)
      keep(&login, "auid", field, line, base)
      keep(&effective, "euid", field, line, base)
      keep(&loginName, "AUID", field, line, base)
      keep(&effectiveName, "EUID", field, line, base)
    default: keep(&success, "success", field, line, base)
    }
  }

  private mutating func noteArgument(_ field: AuditField, _ line: Span<UInt8>, _ base: Int) {
    guard arguments.count < Self.argumentsMax,
      let (index, part) = AuditText.argument(line, field.name)
    else { return }
    let isHex = AuditText.isHex(field, line, ofArguments: true)
    arguments.append(
      Argument(
        index: index, part: part ?? 0,
        value: Value(
          start: base + field.value.lowerBound, count: field.value.count, isHex: isHex)))
  }

  /// Nil for `(null)` and `?`, which mean that there is none.
  private func value(_ field: AuditField, _ line: Span<UInt8>, _ base: Int) -> Value? {
    if !field.isQuoted, equals(line, field.value, "(null)") || equals(line, field.value, "?") {
      return nil
    }
    let isHex = AuditText.isHex(field, line, ofArguments: false)
    return Value(start: base + field.value.lowerBound, count: field.value.count, isHex: isHex)
  }

  private func keep(
    _ place: inout Value?, _ name: StaticString, _ field: AuditField, _ line: Span<UInt8>,
    _ base: Int
  ) {
    guard place == nil, equals(line, field.name, name) else { return }
    place = value(field, line, base)
  }

  /// They come in order and once, but where records came late or twice.
  private mutating func sortArguments() {
    let isBefore = { (one: Argument, other: Argument) in
      (one.index, one.part) < (other.index, other.part)
    }
    var (isSorted, hasRepeats) = (true, false)
    for index in 1..<max(1, arguments.count) {
      isSorted = isSorted && !isBefore(arguments[index], arguments[index - 1])
      hasRepeats = hasRepeats || !isBefore(arguments[index - 1], arguments[index])
    }
    guard hasRepeats else { return }
    if !isSorted {
      // Of two that are alike, the first stays the first.
      let ordered = arguments.enumerated().sorted { one, other in
        isBefore(one.element, other.element)
          || (!isBefore(other.element, one.element) && one.offset < other.offset)
      }
      arguments = ordered.map(\.element)
    }
    var kept: [Argument] = []
    for argument in arguments {
      if let last = kept.last, !isBefore(last, argument) { continue }
      kept.append(argument)
    }
    arguments = kept
  }
}
