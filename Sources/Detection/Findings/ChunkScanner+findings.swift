package import Records

/// What is told of hits: the lines are decoded once more, now with every value as text.
extension ChunkScanner {
  /// Values shown of one event; a decoder gives ten.
  package static let fieldsMax = 24

  /// What every finding of one line says: made once, shared by all of them.
  private struct Shown {
    var time: Instant
    var host: Untrusted?
    var text: Untrusted
    var fields: [Finding.Field]
    var evidence: [Finding.Evidence]
  }

  /// The chunk's findings: those of plain rules, then those of windows, each in order.
  package mutating func findings(
    of batch: borrowing HitBatch, _ firings: [Firing], in chunk: borrowing Chunk
  ) -> [Finding] {
    var findings: [Finding] = []
    findings.reserveCapacity(batch.plain.count + firings.count)
    var decoded = -1
    var shown: Shown?
    for hit in batch.plain {
      if let assembly, let event = eventNumber(Int(hit.line), chunk) {
        findings += [assembly.finding(ofRule: Int(hit.rule), event: event, chunk)].compactMap(
          \.self)
        continue
      }
      if Int(hit.line) != decoded || shown == nil {
        decode(Int(hit.line), of: chunk)
        shown = show(chunk)
      }
      decoded = Int(hit.line)
      if let shown { findings.append(finding(ofRule: Int(hit.rule), line: decoded, shown, chunk)) }
    }
    for firing in firings {
      guard firing.line >= 0 else {
        findings.append(rules.finding(ofEnded: firing))
        continue
      }
      if firing.line != decoded, eventNumber(firing.line, chunk) == nil {
        decode(firing.line, of: chunk)
        decoded = firing.line
      }
      findings.append(finding(of: firing, chunk))
      // The evidence of an edge was decoded after its own line.
      if firing.lines != [firing.line] { decoded = -1 }
    }
    return findings
  }

  /// What is told of a plain rule's match on one line, decoded for it.
  mutating func described(rule: Int, line: Int, _ chunk: borrowing Chunk) -> Finding {
    decode(line, of: chunk)
    return finding(ofRule: rule, line: line, show(chunk), chunk)
  }

  /// The number of the event that a hit's line stands for; nil for the chunk's own lines.
  private func eventNumber(_ line: Int, _ chunk: borrowing Chunk) -> Int? {
    let count = unsafe chunk.lines.count
    return line < count ? nil : line - count
  }

  private func show(_ chunk: borrowing Chunk) -> Shown {
    let time = event.time ?? chunk.arrival
    let text = unsafe Untrusted(event.line)
    return Shown(
      time: time, host: value(of: Envelope.host.number), text: text, fields: fields(),
      evidence: [.init(time: time, text: text)])
  }

  private func finding(
    ofRule rule: Int, line: Int, _ shown: Shown, _ chunk: borrowing Chunk
  ) -> Finding {
    Finding(
      rule: rules.rules[rule].summary.id, host: shown.host, group: group(ofRule: rule),
      time: shown.time, place: place(of: line, chunk), fields: shown.fields, text: shown.text,
      evidence: shown.evidence)
  }

  private mutating func finding(
    of firing: Firing, _ chunk: borrowing Chunk
  ) -> Finding {
    var finding = unsafe Finding(
      rule: rules.correlations[firing.correlation].summary.id,
      host: value(of: Envelope.host.number), group: firing.group,
      time: firing.time, place: place(of: firing.line, chunk), count: firing.count,
      fields: fields(), text: Untrusted(event.line))
    if let number = eventNumber(firing.line, chunk),
      let event = assembly?.finding(ofRule: 0, event: number, chunk)
    {
      (finding.host, finding.fields) = (event.host, event.fields)
      (finding.text, finding.place) = (event.text, event.place)
    }
    for line in firing.lines.suffix(Finding.evidenceMax) {
      if let assembly, let number = eventNumber(line, chunk) {
        finding.evidence += assembly.evidence(of: number, most: 1)
        continue
      }
      if firing.lines != [firing.line] { decode(line, of: chunk) }
      finding.evidence.append(
        .init(time: event.time ?? chunk.arrival, text: unsafe Untrusted(event.line)))
    }
    return finding
  }

  /// The fields that the risk groups by, or the first present of the usual ones.
  private func group(ofRule rule: Int) -> [Finding.Field] {
    let wanted = rules.rules[rule].groupFields
    if !wanted.isEmpty { return wanted.compactMap { field($0) } }
    for field in usualGroupFields {
      if let value = self.field(field) { return [value] }
    }
    return []
  }

  private func place(of line: Int, _ chunk: borrowing Chunk) -> Finding.Place {
    Finding.Place(
      source: chunk.source, path: chunk.path,
      line: chunk.firstLine > 0 ? chunk.firstLine + line : nil)
  }

  /// All but the message, which is the end of the text.
  private func fields() -> [Finding.Field] {
    var fields: [Finding.Field] = []
    fields.reserveCapacity(16)
    event.forEachPresentField { number in
      guard number != Envelope.message.number, fields.count < Self.fieldsMax,
        let field = field(number)
      else { return }
      fields.append(field)
    }
    return fields
  }

  private func field(_ number: UInt16) -> Finding.Field? {
    value(of: number).map { Finding.Field(name: rules.names.names[Int(number)], value: $0) }
  }

  /// The first value as text; nil when absent or null.
  func value(of number: UInt16) -> Untrusted? {
    unsafe event.withBytes(of: number) { unsafe Untrusted($0) }
  }
}

extension RuleSet {
  /// What is told of a window that was tested when it ended: no line of it is at hand any more.
  ///
  /// Its fields are those of the group.
  package func finding(ofEnded firing: Firing) -> Finding {
    let last = firing.kept.last
    return Finding(
      rule: correlations[firing.correlation].summary.id, host: last?.host, group: firing.group,
      time: firing.time, place: last?.place ?? .init(source: ""), count: firing.count,
      fields: firing.group, text: last?.text ?? Untrusted(""),
      evidence: firing.kept.map { .init(time: $0.time, text: $0.text) })
  }

  /// Where nobody says how alerts are grouped: by who did it.
  var usualGroupFields: [UInt16] {
    ["src_ip", "c-ip", "User"].compactMap { names.number(of: $0) }
  }
}
