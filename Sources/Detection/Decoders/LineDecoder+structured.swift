import Records

/// RFC 5424: `TIME HOST APP PROCID MSGID [structured data] text`, after `<PRI>1 `.
///
/// Structured data are one field, `structured`, as they stand in the line: a rule asks for
/// `structured|contains: 'source="shop"'`, which the scan of raw bytes finds. One field for each
/// parameter would be made, because of their escapes, and every line be decoded for it.
extension LineDecoder {
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
    guard let afterData = data(text, at) else { return false }
    if text[at] == UInt8(ascii: "[") { event.set(set.fields.structured, at..<afterData) }
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

  /// Where the structured data at `start` end; nil when they are broken.
  private func data(_ text: Span<UInt8>, _ start: Int) -> Int? {
    guard start < text.count else { return nil }
    if text[start] == UInt8(ascii: "-") { return start + 1 }
    var at = start
    while at < text.count, text[at] == UInt8(ascii: "[") {
      guard let end = element(text, at + 1) else { return nil }
      at = end
    }
    return at > start ? at : nil
  }

  /// Steps over `id name="value" name="value"]`.
  private func element(_ text: Span<UInt8>, _ start: Int) -> Int? {
    var at = start
    while at < text.count, text[at] != UInt8(ascii: " "), text[at] != UInt8(ascii: "]") { at += 1 }
    while at < text.count, text[at] == UInt8(ascii: " ") {
      while at < text.count, text[at] != UInt8(ascii: "=") { at += 1 }
      guard at + 1 < text.count, text[at + 1] == UInt8(ascii: "\""),
        let end = quoted(text, at + 2)
      else { return nil }
      at = end + 1
    }
    return at < text.count && text[at] == UInt8(ascii: "]") ? at + 1 : nil
  }

  /// The quote that ends a value; a backslash protects the byte after it (6.3.3).
  private func quoted(_ text: Span<UInt8>, _ start: Int) -> Int? {
    var at = start
    while at < text.count, text[at] != UInt8(ascii: "\"") {
      at += text[at] == UInt8(ascii: "\\") ? 2 : 1
    }
    return at < text.count ? at : nil
  }
}
