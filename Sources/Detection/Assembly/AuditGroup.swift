import Glibc

/// The records of one event, as far as they have come.
///
/// They are kept as they were written: what is decided of them must come out the same when they are
/// read again after a restart.
struct AuditGroup {
  /// Time, serial and node make a group's identity.
  struct Identity: Hashable, BitwiseCopyable {
    var time: Int64
    var serial: UInt64
    /// A hash of the node's name; 0 for none.
    var node: UInt64
  }

  let identity: Identity
  /// Counts opened groups, so that the oldest of too many goes.
  let order: UInt64
  /// The records, each followed by a line feed.
  var bytes: [UInt8]
  var progress = Progress()
  /// Since it was last kept.
  var isChanged = true
  var isKept = false

  /// Bytes of one event; an attacker chooses the length of arguments.
  static let bytesMax = 131_072

  /// Adds a record; false when it is full.
  mutating func add(_ line: Span<UInt8>, _ header: AuditHeader) -> Bool {
    guard bytes.count + line.count < Self.bytesMax else { return false }
    unsafe line.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    bytes.append(0x0a)
    isChanged = true
    progress.note(line, header)
    return true
  }
}

extension AuditGroup {
  /// What has come of an event, by which it is known to be whole.
  ///
  /// SYSCALL says how many PATH records follow (`items`), EXECVE how many arguments there are.
  struct Progress {
    enum Call { case exec, connect, other }

    private var hasSyscall = false
    private var call = Call.other
    private var hasFailed = false
    private var items = 0
    private var paths = 0
    private var hasDirectory = false
    private var hasAddress = false
    private var arguments = 0
    private var argumentsSeen = 0
    private var hasExecve = false
    /// Some argument is written in parts, whose end nothing announces but the title.
    private var hasParts = false
    private var hasTitle = false
    private var hasEnd = false

    var isWhole: Bool {
      if hasEnd { return true }
      guard hasSyscall, paths >= items, items == 0 || hasDirectory else { return false }
      switch call {
      case .exec where !hasFailed:
        return hasExecve && argumentsSeen >= arguments && (!hasParts || hasTitle)
      case .connect: return hasAddress
      default: return true
      }
    }

    mutating func note(_ line: Span<UInt8>, _ header: AuditHeader) {
      switch AuditRecordKind(line, header.type) {
      case .syscall: noteSyscall(line, header.body)
      case .execve: noteArguments(line, header.body)
      case .directory: hasDirectory = true
      case .path: paths += 1
      case .address: hasAddress = true
      case .title: hasTitle = true
      case .end: hasEnd = true
      case .other: break
      }
    }

    private mutating func noteSyscall(_ line: Span<UInt8>, _ start: Int) {
      hasSyscall = true
      var reader = AuditFieldReader(line, from: start)
      var facts = AuditCall()
      while let field = reader.next(line) { facts.note(field, line) }
      items = Int(clamping: facts.items)
      hasFailed = facts.hasFailed
      call = facts.isExec ? .exec : facts.isConnect ? .connect : .other
    }

    private mutating func noteArguments(_ line: Span<UInt8>, _ start: Int) {
      hasExecve = true
      var reader = AuditFieldReader(line, from: start)
      while let field = reader.next(line) {
        if equals(line, field.name, "argc") {
          arguments = max(arguments, Int(clamping: AuditText.decimal(line, field.value) ?? 0))
        } else if let (_, part) = AuditText.argument(line, field.name) {
          if part == nil || part == 0 { argumentsSeen += 1 }
          hasParts = hasParts || part != nil
        }
      }
    }
  }
}

/// Records of which events are made.
enum AuditRecordKind {
  case syscall, execve, directory, path, address, title, end, other

  init(_ text: Span<UInt8>, _ type: Range<Int>) {
    switch type.count {
    case 3:
      self = equals(text, type, "CWD") ? .directory : equals(text, type, "EOE") ? .end : .other
    case 4: self = equals(text, type, "PATH") ? .path : .other
    case 6: self = equals(text, type, "EXECVE") ? .execve : .other
    case 7: self = equals(text, type, "SYSCALL") ? .syscall : .other
    case 8: self = equals(text, type, "SOCKADDR") ? .address : .other
    case 9: self = equals(text, type, "PROCTITLE") ? .title : .other
    default: self = .other
    }
  }
}

/// What a SYSCALL record says of the call itself.
struct AuditCall {
  private var number = CallNumber()
  private(set) var items: Int64 = 0
  private(set) var hasFailed = false
  /// What the call returned: the child's id for `clone`.
  private(set) var result: Int64 = 0
  private var arguments: SIMD4<UInt64> = .zero

  mutating func note(_ field: AuditField, _ text: Span<UInt8>) {
    number.note(field, text)
    let (name, value) = (field.name, field.value)
    if equals(text, name, "items") {
      items = AuditText.decimal(text, value) ?? 0
    } else if equals(text, name, "success") {
      hasFailed = equals(text, value, "no")
    } else if equals(text, name, "exit") {
      result = AuditText.decimal(text, value) ?? 0
    } else if name.count == 2, let (index, _) = AuditText.argument(text, name), index < 4 {
      arguments[index] = AuditText.hexadecimal(text, value) ?? 0
    }
  }

  /// Compared as bytes: called for every SYSCALL record.
  private func isCalled(_ word: StaticString) -> Bool {
    guard let name = unsafe number.name, name.count == word.utf8CodeUnitCount else { return false }
    return unsafe memcmp(name.baseAddress ?? word.utf8Start, word.utf8Start, name.count) == 0
  }

  var isExec: Bool { isCalled("execve") || isCalled("execveat") }

  /// i386 does it through `socketcall`, whose call 3 it is.
  var isConnect: Bool {
    isCalled("connect") || (isCalled("socketcall") && arguments[0] == 3)
  }

  /// A call whose result is a new process.
  var isFork: Bool {
    // CLONE_THREAD: the new one is a thread of this process.
    if isCalled("clone") { return arguments[0] & 0x1_0000 == 0 }
    return isCalled("fork") || isCalled("vfork") || isCalled("clone3")
  }

  /// True when an existing file that it names is made anew or may be written: `O_CREAT` or
  /// `O_TRUNC` with a right to write.
  var overwrites: Bool {
    let flags: UInt64
    if isCalled("open") {
      flags = arguments[1]
    } else if isCalled("openat") {
      flags = arguments[2]
    } else {
      return isCalled("creat")
    }
    return flags & 3 != 0 && flags & 0x240 != 0
  }

  /// True when a name it creates is relative to a folder that only a descriptor says.
  var isBelowDescriptor: Bool {
    let folder: UInt64
    if isCalled("openat") || isCalled("openat2") || isCalled("mkdirat")
      || isCalled("mknodat")
    {
      folder = arguments[0]
    } else if isCalled("symlinkat") {
      folder = arguments[1]
    } else if isCalled("linkat") || isCalled("renameat") || isCalled("renameat2") {
      folder = arguments[2]
    } else {
      return false
    }
    // AT_FDCWD is -100.
    return UInt32(truncatingIfNeeded: folder) != 0xffff_ff9c
  }
}
