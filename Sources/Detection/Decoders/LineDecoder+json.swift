package import Records

/// JSON lines: one object a line, nested names joined with dots.
extension LineDecoder {
  /// False when the line is no JSON object.
  mutating func jsonLine(_ line: Span<UInt8>, _ event: inout Event) -> Bool {
    guard json.read(line) else { return false }
    lineRead = json.reads
    if json.isCut { counts.cut += 1 }
    // Asked first: arguments are counted.
    if !names.areKnown(json) { names.learn(from: json, fields: jsonNames, lineTranslation) }
    let bytes = unsafe json.text
    var told = JSONEnvelope()
    let base = unsafe event.keep(bytes)
    var isTranslated = false
    for index in 0..<json.count {
      let field = json.field(index)
      let meaning = names[field.name]
      if meaning.field >= 0 {
        store(field, UInt16(truncatingIfNeeded: meaning.field), keptAt: base, &event)
        if meaning.isTranslated { isTranslated = true }
      }
      if field.isOutermost, !field.joins { told.note(field, meaning.role, unsafe bytes.span) }
    }
    unsafe tell(told, bytes, &event)
    // What the envelope and a message's shapes set may be given other names as well.
    if isTranslated || told.setsFields { copyFields(lineTranslation, &event) }
    if !lineTranslation.clauses.isEmpty { classify(lineTranslation, &event) }
    completeRequest(&event)
    return true
  }

  /// True when `json` still holds the whole line decoded last: it was JSON, and nothing in it was read
  /// as JSON again.
  var holdsLine: Bool { lineRead == json.reads }

  /// Gives a field its value; `base` is where the event keeps the reader's text.
  mutating func store(
    _ field: JSONField, _ number: UInt16, keptAt base: Int,
    _ event: inout Event
  ) {
    if !field.joins, event.has(number) { counts.duplicates += 1 }
    let value = base + field.value.lowerBound..<base + field.value.upperBound
    let kind: Event.Kind
    switch field.kind {
    case .null:
      // Among the values of a list it says nothing.
      if field.joins, event.has(number) { return }
      return event.setNull(number)
    case .text: kind = .text
    case .number: kind = .number
    case .boolean: kind = .boolean
    }
    if field.joins, event.kind(of: number) != .null {
      event.append(number, kept: value, kind: kind)
    } else {
      event.set(number, kept: value, kind: kind)
    }
  }

  /// Takes time, host, program and message from the names that stand for them.
  private mutating func tell(
    _ told: JSONEnvelope, _ bytes: UnsafeBufferPointer<UInt8>, _ event: inout Event
  ) {
    if let time = told.time {
      event.time = time.instant
      if time.instant == nil { counts.badTimes += 1 }
    }
    unsafe tell(.host, told.host, bytes, &event)
    unsafe tell(.program, told.program, bytes, &event)
    unsafe tell(.pid, told.process, bytes, &event)
    unsafe tell(.message, told.message, bytes, &event)
    guard let message = told.message else { return }
    let chain = told.program.map { set.programs.chain(unsafe bytes.span, $0) } ?? ownChain
    unsafe shaped(bytes.span, nil, message, chain, isKernel: told.isKernel, &event)
  }

  @inline(__always)
  private func tell(
    _ envelope: Envelope, _ range: Range<Int>?, _ bytes: UnsafeBufferPointer<UInt8>,
    _ event: inout Event
  ) {
    guard let range, !event.has(envelope.number) else { return }
    unsafe event.set(envelope.number, making: UnsafeBufferPointer(rebasing: bytes[range]))
  }

  /// Every name and value of a JSON line, also those no rule asks for, to show a finding by.
  ///
  /// Nested names are joined with dots; empty when the line is no JSON object. At most `limit`.
  package mutating func jsonFields(
    _ line: UnsafeBufferPointer<UInt8>, limit: Int = 64
  ) -> [(name: Untrusted, value: Untrusted)] {
    guard json.read(unsafe line.span) else { return [] }
    let bytes = unsafe json.text
    return (0..<min(limit, json.count)).map { index in
      let field = json.field(index)
      let name = unsafe Array(json.name(field.name))
      return unsafe (Untrusted(name), Untrusted(Array(bytes[field.value])))
    }
  }
}
