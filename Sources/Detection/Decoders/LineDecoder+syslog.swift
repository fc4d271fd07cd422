import Records

/// Syslog in the three forms that files and senders use (RFC 3164, RFC 5424, rsyslog's files).
extension LineDecoder {
  /// False when the line has no time where syslog has one, or, when the form is only guessed, no
  /// program after it.
  mutating func syslog(
    _ line: Span<UInt8>, _ reference: Instant, _ event: inout Event, isGuessed: Bool = false
  ) -> Bool {
    var end = line.count
    if end > 0, line[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    let text = line.extracting(0..<end)
    var header = Header()
    var at = 0
    if end > 0, text[0] == UInt8(ascii: "<") {
      guard let priority = priority(text, &at) else { return false }
      header.priority = priority
      if at + 1 < end, text[at] == UInt8(ascii: "1"), text[at + 1] == UInt8(ascii: " ") {
        return structured(text, at + 2, &header, &event)
      }
    }
    let reading =
      clock.dated(text, at: at) ?? clock.yearless(text, at: at, reference: reference)
    guard let reading, reading.end == end || text[reading.end] == UInt8(ascii: " ") else {
      return false
    }
    named(text, min(reading.end + 1, end), &header)
    // Applications write this time too; what makes it syslog's is a program after it.
    if isGuessed, header.program.isEmpty, at == 0, digit(text[0]) >= 0 { return false }
    note(reading, &event)
    set(header, &event)
    message(text, 0, header.program, header.message, &event)
    return true
  }

  /// Reads `<38>`; nil for anything but 0 to 191.
  private func priority(_ text: Span<UInt8>, _ at: inout Int) -> Int? {
    var (value, index) = (0, 1)
    while index < text.count, index < 4, digit(text[index]) >= 0 {
      value = value * 10 + digit(text[index])
      index += 1
    }
    guard index > 1, index < text.count, text[index] == UInt8(ascii: ">"),
      value <= Priority.highest
    else { return nil }
    at = index + 1
    return value
  }

  /// Reads `host program[pid]: text`, where the host may be missing, or all but the text.
  private func named(_ text: Span<UInt8>, _ start: Int, _ header: inout Header) {
    let first = word(text, start)
    if let tag = Tag(text, start), tag.end <= first + 1, !first.isHost(text, start) {
      header.take(tag, text)
      return
    }
    guard first < text.count else {
      header.message = start..<text.count
      return
    }
    header.host = start..<first
    if let tag = Tag(text, first + 1) {
      header.take(tag, text)
    } else {
      header.message = first + 1..<text.count
    }
  }

  /// Where the word that begins at `start` ends.
  private func word(_ text: Span<UInt8>, _ start: Int) -> Int {
    var at = start
    while at < text.count, text[at] != UInt8(ascii: " ") { at += 1 }
    return at
  }
}

extension Int {
  /// True when the word ending here is an address such as `fe80::`, which ends like a tag.
  fileprivate func isHost(_ text: Span<UInt8>, _ start: Int) -> Bool {
    self - start > 2 && text[self - 2] == UInt8(ascii: ":")
      && AddressText.groups(text, start..<self) != nil
  }
}

/// `program[pid]:` before a message; the pid may be missing, the colon not.
///
/// Real names hold `/`, `-`, `.` and parentheses, and are longer than the 32 characters of RFC
/// 3164; what bounds them is the first colon, bracket or space.
struct Tag {
  /// Bytes of a program's name that are looked at.
  static let nameMax = 128

  var program: Range<Int>
  var pid = 0..<0
  /// After the colon.
  var end: Int

  init?(_ text: Span<UInt8>, _ start: Int) {
    var at = start
    let last = min(text.count, start + Tag.nameMax)
    while at < last, !Tag.ends(text[at]) { at += 1 }
    guard at > start, at < last, text[at] != UInt8(ascii: " ") else { return nil }
    program = start..<at
    if text[at] == UInt8(ascii: "["), let close = Tag.close(text, at + 1) {
      pid = at + 1..<close
      at = close + 1
    }
    guard at < text.count, text[at] == UInt8(ascii: ":") else { return nil }
    end = at + 1
  }

  private static func ends(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ":") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: " ")
  }

  /// The bracket after the digits of a process id.
  static func close(_ text: Span<UInt8>, _ start: Int) -> Int? {
    var at = start
    while at < text.count, at - start <= 10, digit(text[at]) >= 0 { at += 1 }
    return at > start && at < text.count && text[at] == UInt8(ascii: "]") ? at : nil
  }
}

extension Header {
  mutating func take(_ tag: Tag, _ text: Span<UInt8>) {
    program = tag.program
    pid = tag.pid
    let isSpaced = tag.end < text.count && text[tag.end] == UInt8(ascii: " ")
    message = (isSpaced ? tag.end + 1 : tag.end)..<text.count
  }
}
