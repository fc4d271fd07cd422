package import Records

/// What is told of hits: every value of a line as text, once for all that is told of it.
///
/// Of plain hits it is made while their line is decoded; lines of windows are decoded once more.
extension ChunkScanner {
  /// Values shown of one event; a decoder gives ten.
  package static let fieldsMax = 24

  /// What every finding of one line says: made once, shared by all of them.
  struct Shown {
    var line: Int
    var time: Instant
    var host: Untrusted?
    var text: Untrusted
    var fields: [Finding.Field]
    var evidence: [Finding.Evidence]
  }

  /// The chunk's findings: those of plain rules, then those of windows, each in order.
  ///
  /// `batch` is what this scanner made of the chunk, by its last scan or before; of plain hits of the
  /// last scan the texts are there, others are made now.
  package mutating func findings(
    of batch: borrowing HitBatch, _ firings: [Firing], in chunk: borrowing Chunk
  ) -> [Finding] {
    var shown: Shown?
    var findings = plainFindings(of: batch, &shown, in: chunk)
    for firing in firings {
      if firing.line < 0 {
        findings.append(rules.finding(ofEnded: firing))
      } else if let number = eventNumber(firing.line, chunk) {
        findings += [finding(of: firing, event: number, chunk)].compactMap(\.self)
      } else {
        let now = show(firing.line, after: &shown, chunk)
        findings.append(finding(of: firing, now, chunk))
      }
    }
    return findings
  }

  private mutating func plainFindings(
    of batch: borrowing HitBatch, _ shown: inout Shown?, in chunk: borrowing Chunk
  ) -> [Finding] {
    var findings: [Finding] = []
    if batch.scanNumber == scanNumber, told.count == batch.plain.count {
      swap(&findings, &told)
      return findings
    }
    findings.reserveCapacity(batch.plain.count)
    for hit in batch.plain {
      if let assembly, let event = eventNumber(Int(hit.line), chunk) {
        findings += [assembly.finding(ofRule: Int(hit.rule), event: event, chunk)].compactMap(
          \.self)
        continue
      }
      let now = show(Int(hit.line), after: &shown, chunk)
      findings.append(finding(ofRule: Int(hit.rule), now, chunk))
    }
    return findings
  }

  /// Makes what is told of a rule that matches the line just decoded.
  mutating func tell(
    ofRule rule: Int, _ line: Int, _ shown: inout Shown?, _ chunk: borrowing Chunk
  ) {
    let now = shown ?? show(decoded: line, chunk)
    shown = now
    told.append(finding(ofRule: rule, now, chunk))
  }

  /// What is told of a plain rule's match on one line, decoded for it.
  mutating func described(rule: Int, line: Int, _ chunk: borrowing Chunk) -> Finding {
    var shown: Shown?
    let now = show(line, after: &shown, chunk)
    return finding(ofRule: rule, now, chunk)
  }

  /// The number of the event that a hit's line stands for; nil for the chunk's own lines.
  private func eventNumber(_ line: Int, _ chunk: borrowing Chunk) -> Int? {
    let count = unsafe chunk.lines.count
    return line < count ? nil : line - count
  }

  /// Decodes a line, unless it was the last one, and makes its texts.
  private mutating func show(
    _ line: Int, after shown: inout Shown?, _ chunk: borrowing Chunk
  ) -> Shown {
    if let shown, shown.line == line { return shown }
    decodeAgain(line, of: chunk)
    let now = show(decoded: line, chunk)
    shown = now
    return now
  }

  private func show(decoded line: Int, _ chunk: borrowing Chunk) -> Shown {
    let time = event.time ?? chunk.arrival
    let text = unsafe Untrusted(event.line)
    return Shown(
      line: line, time: time, host: value(of: Envelope.host.number), text: text, fields: fields(),
      evidence: [.init(time: time, text: text)])
  }

  /// `event` is still that of the line shown.
  private func finding(
    ofRule rule: Int, _ shown: Shown, _ chunk: borrowing Chunk
  ) -> Finding {
    Finding(
      rule: rules.rules[rule].summary.id, host: shown.host, group: group(ofRule: rule),
      time: shown.time, place: place(of: shown.line, chunk), fields: shown.fields,
      text: shown.text, evidence: shown.evidence)
  }

  private mutating func finding(
    of firing: Firing, _ shown: Shown, _ chunk: borrowing Chunk
  ) -> Finding {
    let evidence =
      firing.lines == [firing.line] ? shown.evidence : evidence(of: firing, shown, chunk)
    return Finding(
      rule: rules.correlations[firing.correlation].summary.id, host: shown.host,
      group: firing.group, time: firing.time, place: place(of: shown.line, chunk),
      count: firing.count, fields: shown.fields, text: shown.text, evidence: evidence)
  }

  /// The same where the firing's last match was an event joined of lines.
  private mutating func finding(
    of firing: Firing, event number: Int, _ chunk: borrowing Chunk
  ) -> Finding? {
    guard var finding = assembly?.finding(ofRule: 0, event: number, chunk) else { return nil }
    finding.rule = rules.correlations[firing.correlation].summary.id
    (finding.group, finding.time, finding.count) = (firing.group, firing.time, firing.count)
    finding.evidence = evidence(of: firing, nil, chunk)
    return finding
  }

  private mutating func evidence(
    of firing: Firing, _ shown: Shown?, _ chunk: borrowing Chunk
  ) -> [Finding.Evidence] {
    var told: [Finding.Evidence] = []
    for line in firing.lines.suffix(Finding.evidenceMax) {
      if let assembly, let number = eventNumber(line, chunk) {
        told += assembly.evidence(of: number, most: 1)
      } else if let shown, shown.line == line {
        told += shown.evidence
      } else {
        decodeAgain(line, of: chunk)
        told.append(.init(time: event.time ?? chunk.arrival, text: unsafe Untrusted(event.line)))
      }
    }
    return told
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
