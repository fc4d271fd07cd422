import Records

/// Events of other taxonomies: their fields under Sigma's names, and what they serve.
extension LineDecoder {
  /// Gives the event's fields their Sigma names and says what it serves.
  func translate(_ mapping: Translation, _ event: inout Event) {
    copyFields(mapping, &event)
    classify(mapping, &event)
  }

  func copyFields(_ mapping: Translation, _ event: inout Event) {
    for index in mapping.copies.indices {
      let copy = mapping.copies[index]
      if event.has(copy.from), !event.has(copy.to) { event.copy(copy.from, to: copy.to) }
    }
  }

  /// Says which log source the event is of.
  func classify(_ mapping: Translation, _ event: inout Event) {
    let row = mapping.clauses.row(of: event)
    if row > 0 { event.decoder = row }
  }

  /// Takes a message that is a whole event; false when it is none.
  mutating func wholeEvent(
    _ text: Span<UInt8>, _ base: Int, _ range: Range<Int>, _ event: inout Event
  ) -> Bool {
    let range = withoutCookie(text, range)
    guard range.count > 0 else { return false }
    let first = text[range.lowerBound]
    for index in messageTranslations.indices {
      let format = messageTranslations[index].format
      guard first == (format == .xml ? UInt8(ascii: "<") : UInt8(ascii: "{")),
        isMeant(messageTranslations[index], event)
      else { continue }
      let isRead =
        format == .xml
        ? xmlEvent(text, base, range, &event) : jsonMessage(text, range, &event)
      guard isRead else { continue }
      translate(messageTranslations[index], &event)
      return true
    }
    return false
  }

  /// What follows `@cee:`, by which a message in syslog says that it is JSON (sudo, rsyslog).
  private func withoutCookie(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    guard begins(text, range, "@cee:") else { return range }
    var start = range.lowerBound + 5
    while start < range.upperBound, text[start] == UInt8(ascii: " ") { start += 1 }
    return start..<range.upperBound
  }

  /// Lines without a program are of none in particular, so that a file of events can be read.
  private func isMeant(_ translation: Translation, _ event: borrowing Event) -> Bool {
    guard !translation.programs.isEmpty, event.has(Envelope.program.number) else { return true }
    return unsafe event.anyValue(of: Envelope.program.number) { bytes, _ in
      translation.programs.contains { unsafe $0.elementsEqual(bytes) }
    }
  }

  /// Fields of an object in a message; it cannot set those of the envelope.
  private mutating func jsonMessage(
    _ text: Span<UInt8>, _ range: Range<Int>, _ event: inout Event
  ) -> Bool {
    guard json.read(text.extracting(range)) else { return false }
    if json.isCut { counts.cut += 1 }
    // Asked first: arguments are counted.
    if !names.areKnown(json) { names.learn(from: json, fields: jsonNames, lineTranslation) }
    let base = unsafe event.keep(json.text)
    for index in 0..<json.count {
      let field = json.field(index)
      let number = names[field.name].field
      guard number >= Envelope.allCases.count else { continue }
      store(field, UInt16(truncatingIfNeeded: number), keptAt: base, &event)
    }
    return true
  }
}

/// What a line decoder needs of mappings that hold for its source.
struct Translation: Sendable {
  var format = MappingDeclaration.Format.json
  var programs: [[UInt8]] = []
  var copies: [CompiledMapping.Copy] = []
  var clauses = ClauseTable()

  mutating func add(_ mapping: CompiledMapping) {
    copies += mapping.copies
    clauses.add(mapping.clauses)
  }

  /// Of the whole lines of a source, all mappings together.
  static func ofLines(_ set: DecoderSet, _ binding: SourceBinding) -> Translation {
    var all = Translation()
    for index in set.mappings(for: binding) where !set.mappings[index].declaration.isOfMessages {
      all.add(set.mappings[index])
    }
    return all
  }

  /// Of messages, each mapping by itself: they differ in programs.
  static func ofMessages(_ set: DecoderSet, _ binding: SourceBinding) -> [Translation] {
    set.mappings(for: binding).compactMap { index in
      let declaration = set.mappings[index].declaration
      guard declaration.isOfMessages else { return nil }
      var one = Translation(
        format: declaration.format, programs: declaration.program.map { Array($0.utf8) })
      one.add(set.mappings[index])
      return one
    }
  }
}
