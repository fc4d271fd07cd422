import Records

/// RFC 5424: `TIME HOST APP PROCID MSGID [structured data] text`, after `<PRI>1 `.
extension LineDecoder {
  /// Parameters of structured data that are read from one line.
  private static let parametersMax = 64

  mutating func structured(
    _ text: Span<UInt8>, _ start: Int, _ header: inout Header, _ event: inout Event
  ) -> Bool {
    var at = start
    guard let time = token(text, &at), let host = token(text, &at), let app = token(text, &at),
      let process = token(text, &at), token(text, &at) != nil, at <= text.count
    else { return false }
    if let reading = clock.dated(text, at: time.lowerBound), reading.end == time.upperBound {
      note(reading, &event)
    } else if !isNil(text, time) {
      counts.badTimes += 1
    }
    if !isNil(text, host) { header.host = host }
    if !isNil(text, app) { header.program = app }
    if !isNil(text, process) { header.pid = process }
    guard let afterData = data(text, at, &event) else { return false }
    header.message = messageStart(text, afterData)..<text.count
    set(header, &event)
    message(text, 0, header.program, header.message, &event)
    return true
  }

  /// The next word and the space after it; nil when it is empty or the line ends before.
  private func token(_ text: Span<UInt8>, _ at: inout Int) -> Range<Int>? {
    let start = at
    while at < text.count, text[at] != UInt8(ascii: " ") { at += 1 }
    guard at > start, at < text.count else { return nil }
    at += 1
    return start..<at - 1
  }

  private func isNil(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.count == 1 && text[range.lowerBound] == UInt8(ascii: "-")
  }

  /// A byte-order mark may stand before the text (6.4).
  private func messageStart(_ text: Span<UInt8>, _ at: Int) -> Int {
    var start = at
    if start < text.count, text[start] == UInt8(ascii: " ") { start += 1 }
    if start + 2 < text.count, text[start] == 0xef, text[start + 1] == 0xbb,
      text[start + 2] == 0xbf
    {
      start += 3
    }
    return start
  }

  /// Reads the structured data at `start`; where it ended, nil when it is broken.
  private mutating func data(
    _ text: Span<UInt8>, _ start: Int, _ event: inout Event
  ) -> Int? {
    guard start < text.count else { return nil }
    if text[start] == UInt8(ascii: "-") { return start + 1 }
    var (at, left) = (start, Self.parametersMax)
    while at < text.count, text[at] == UInt8(ascii: "[") {
      guard let end = element(text, at + 1, &left, &event) else { return nil }
      at = end
    }
    return at > start ? at : nil
  }

  private mutating func element(
    _ text: Span<UInt8>, _ start: Int, _ left: inout Int, _ event: inout Event
  ) -> Int? {
    var at = start
    while at < text.count, text[at] != UInt8(ascii: " "), text[at] != UInt8(ascii: "]") { at += 1 }
    let id = start..<at
    while at < text.count, text[at] == UInt8(ascii: " ") {
      let nameStart = at + 1
      while at < text.count, text[at] != UInt8(ascii: "=") { at += 1 }
      let name = min(nameStart, at)..<at
      guard at + 1 < text.count, text[at + 1] == UInt8(ascii: "\"") else { return nil }
      guard let end = quoted(text, at + 2) else { return nil }
      if left > 0 { set(id, name, at + 2..<end, text, &event) }
      (at, left) = (end + 1, left - 1)
    }
    return at < text.count && text[at] == UInt8(ascii: "]") ? at + 1 : nil
  }

  private func quoted(_ text: Span<UInt8>, _ start: Int) -> Int? {
    var at = start
    while at < text.count, text[at] != UInt8(ascii: "\"") {
      at += text[at] == UInt8(ascii: "\\") ? 2 : 1
    }
    return at < text.count ? at : nil
  }

  /// Field `id.name`; before `"`, `\` and `]` a backslash is an escape, elsewhere it is itself.
  private mutating func set(
    _ id: Range<Int>, _ name: Range<Int>, _ value: Range<Int>, _ text: Span<UInt8>,
    _ event: inout Event
  ) {
    scratch.removeAll(keepingCapacity: true)
    for index in id { scratch.append(text[index]) }
    scratch.append(UInt8(ascii: "."))
    for index in name { scratch.append(text[index]) }
    guard let field = jsonNames.number(scratch.span, scratch.indices) else { return }
    scratch.removeAll(keepingCapacity: true)
    var at = value.lowerBound
    while at < value.upperBound {
      if text[at] == UInt8(ascii: "\\"), at + 1 < value.upperBound, isEscaped(text[at + 1]) {
        at += 1
      }
      scratch.append(text[at])
      at += 1
    }
    unsafe scratch.withUnsafeBufferPointer { unsafe event.set(field, making: $0) }
  }

  private func isEscaped(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "]")
  }
}
