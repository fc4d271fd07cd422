import Records

/// One record of the audit log: its fields by their own names.
///
/// Rules for `service: auditd` are written for single records, so nothing is joined here;
/// `AuditAssembler` does that for the categories that need whole events. Of a name that stands
/// twice the first counts: what is nested in `msg='…'` is a program's text and cannot replace what
/// the kernel says.
extension LineDecoder {
  /// False when the line is no audit record.
  mutating func audit(_ line: Span<UInt8>, _ event: inout Event) -> Bool {
    guard let header = AuditHeader(line) else { return false }
    event.time = Instant(microseconds: header.time)
    var end = line.count
    if line[end - 1] == 0x0d { end -= 1 }
    event.set(Envelope.message.number, 0..<end)
    if !header.node.isEmpty { event.set(Envelope.host.number, header.node) }
    event.set(set.fields.auditType, header.type)
    let isExecve = equals(line, header.type, "EXECVE")
    var call = CallNumber()
    var reader = AuditFieldReader(line, from: header.body)
    while let field = reader.next(line) {
      call.note(field, line)
      store(field, line, isExecve: isExecve, &event)
    }
    if !event.has(set.fields.auditCall), let name = unsafe call.name {
      unsafe event.set(set.fields.auditCall, making: name)
    }
    shaped(line, 0, header.body..<end, ownChain, isKernel: false, &event)
    return true
  }

  private mutating func store(
    _ field: AuditField, _ line: Span<UInt8>, isExecve: Bool, _ event: inout Event
  ) {
    if field.value.count == 1, line[field.value.lowerBound] == UInt8(ascii: "?") { return }
    if field.name.isEmpty { return event.set(set.fields.auditPermission, field.value) }
    if isExecve, let (_, part) = AuditText.argument(line, field.name), let part {
      return storePart(field, part, line, &event)
    }
    let isHex = AuditText.isHex(field, line, ofArguments: isExecve)
    if isHex {
      scratch.removeAll(keepingCapacity: true)
      AuditText.decode(line, field.value, to: &scratch)
      event.noteHidden(scratch.span)
    }
    guard let number = jsonNames.number(line, field.name) else { return }
    guard !event.has(number) else {
      counts.duplicates += 1
      return
    }
    if isHex {
      storeDecoded(number, equals(line, field.name, "key"), &event)
    } else if !field.isQuoted, equals(line, field.value, "(null)") {
      event.setNull(number)
    } else {
      event.set(number, field.value)
    }
  }

  /// `scratch` as a value: NUL between the words of a title is a space, and several keys of one
  /// record, which 0x01 parts, are several values.
  private mutating func storeDecoded(_ number: UInt16, _ isKey: Bool, _ event: inout Event) {
    for index in scratch.indices where scratch[index] == 0 { scratch[index] = UInt8(ascii: " ") }
    unsafe scratch.withUnsafeBufferPointer { bytes in
      guard isKey else { return unsafe event.set(number, making: bytes) }
      var start = 0
      while start <= bytes.count {
        var end = start
        while end < bytes.count, unsafe bytes[end] != 1 { end += 1 }
        unsafe event.append(number, making: UnsafeBufferPointer(rebasing: bytes[start..<end]))
        start = end + 1
      }
    }
  }

  /// Adds one part of a long argument, `a1[0]=`, to the field of the argument.
  private mutating func storePart(
    _ field: AuditField, _ part: Int, _ line: Span<UInt8>, _ event: inout Event
  ) {
    var name = field.name
    while name.count > 0, line[name.upperBound - 1] != UInt8(ascii: "[") {
      name = name.lowerBound..<name.upperBound - 1
    }
    guard let number = jsonNames.number(line, name.lowerBound..<name.upperBound - 1) else { return }
    scratch.removeAll(keepingCapacity: true)
    _ = unsafe event.withBytes(of: number) { unsafe scratch.append(contentsOf: $0) }
    if AuditText.isHex(field, line, ofArguments: true) {
      AuditText.decode(line, field.value, to: &scratch)
    } else {
      for index in field.value { scratch.append(line[index]) }
    }
    event.noteHidden(scratch.span)
    unsafe scratch.withUnsafeBufferPointer { unsafe event.set(number, making: $0) }
  }
}

/// Which system call a record tells of: a number means another one on each architecture.
struct CallNumber {
  private var architecture: UInt64?
  private var number: Int64?

  mutating func note(_ field: AuditField, _ text: Span<UInt8>) {
    if architecture == nil, equals(text, field.name, "arch") {
      architecture = AuditText.hexadecimal(text, field.value)
    } else if number == nil, equals(text, field.name, "syscall") {
      number = AuditText.decimal(text, field.value)
    }
  }

  /// Nil for a number or an architecture that is not known.
  var name: UnsafeBufferPointer<UInt8>? {
    guard let architecture, let number else { return nil }
    return unsafe SystemCalls.name(of: number, architecture: architecture)
  }
}
